"""A realistic MonthReport of any size for tests: planted people, fixed seed, serials 9000–9999 only."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import random

import polars as pl

from pipeline.report.model import LinkSummary, MonthReport, Units
from schemas import tables
from schemas.codes import CaseKind, PayState

VILLAGES = {
    "1671081001": "SIALANG",
    "1671081002": "SAKO",
    "1671081003": "SUKAMAJU",
    "1671081004": "SAKO BARU",
}
NAMES = ("SITI AMINAH", "MUHAMMAD AMIN", "NYIMAS HALIMAH", "KGS. ABDUL ROHIM", "NUR AINI", "RUSDI", "YULIANA", "M. YUSUF")
PAYERS = ("BRI", "POS", "BSB")
PROGRAMMES = ("SEMBAKO", "PKH")
SENTENCES = {
    "IE": "Dibayar {payer} Rp600.000, desil 7 di data sosial; batas program desil 5.",
    "EE": "Desil 2 dan memenuhi syarat, tidak ada baris pembayaran dari {payer}.",
    "PB": "Hak Rp600.000, dibayar {payer} Rp400.000: kurang Rp200.000.",
    "GD": "Dibayar 2 kali: {payer} Rp600.000 dan Pos Rp600.000.",
    "ID": "NIK beda 1 angka, nama mirip (SITI AMINAH / ST. AMINAH), tanggal lahir sama.",
    "BD": "Daftar bayar {payer} untuk kelurahan ini belum masuk; belum dapat dinilai.",
}


def nik(rng: random.Random) -> str:
    return f"1671{rng.randint(1, 18):02d}{rng.randint(1, 28):02d}{rng.randint(1, 12):02d}{rng.randint(40, 99):02d}{rng.randint(9000, 9999)}"


def case_id(kind: str, number: int) -> str:
    text = base64.b32encode(hashlib.sha256(f"{kind}{number}".encode()).digest()).decode()[:10]
    return f"{kind}-{text}-{number % 10}"


def cases_and_evidence(count: int, seed: int = 7, villages: dict[str, str] = VILLAGES) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`count` cases in households of one to three, over all kinds, and their evidence."""
    rng = random.Random(seed)
    kinds = [kind.value for kind in CaseKind]
    cases, evidence = [], []
    household = ""
    left = 0
    for number in range(count):
        if not left:
            household, left = nik(rng), rng.choice((1, 1, 1, 2, 3))
            village = rng.choice(sorted(villages))
            rt, rw = f"{rng.randint(1, 40):03d}", f"{rng.randint(1, 12):03d}"
        left -= 1
        kind = kinds[number % len(kinds)]
        payer = rng.choice(PAYERS)
        name, other, person = rng.choice(NAMES), rng.choice(NAMES), nik(rng)
        cases.append(
            {
                "id_kasus": case_id(kind, number),
                "kind": kind,
                "programme": rng.choice(PROGRAMMES),
                "period": "2025-05",
                "family_id": household,
                "person_id": f"p{number}",
                "nik": person,
                "no_kk": household,
                "village_code": village,
                "amount_due": 600000,
                "amount_ordered": 600000,
                "amount_paid": rng.choice((0, 400000, 600000)),
                "amount_received": rng.choice((None, 0, 400000)),
                "payer": payer,
                "rule_id": f"{kind}-01",
                "legal_basis": "Permensos 1/2018",
                "score": rng.randint(0, 100),
                "sources": [f"2025-05/{payer.lower()}.csv||{number + 2}"],
                "evidence_hash": hashlib.sha256(str(number).encode()).hexdigest(),
                "status": rng.choice(("BARU", "BARU", "BARU", "LANJUT", "DIBUKA_LAGI", "SELESAI_PUTUSAN")),
                "age_months": rng.randint(1, 6),
                "sentence": SENTENCES[kind[:2]].format(payer=payer),
            }
        )
        evidence.append(
            {
                "id_kasus": case_id(kind, number),
                "a_name": name,
                "a_nik": person,
                "a_birth_date": dt.date(1960 + number % 40, 1 + number % 12, 1 + number % 28),
                "b_name": other,
                "b_nik": nik(rng),
                "b_birth_date": None,
                "verdict_name": rng.choice("=≈≠"),
                "verdict_nik": "≈",
                "verdict_birth_date": "–",
                "address": f"JL. SEMATANG BORANG NO. {number % 200}",
                "rt": rt,
                "rw": rw,
                "village_name": villages[village],
                "age": 20 + number % 70,
                "sources_a": f"2025-05/dtsen.csv||{number + 2}",
                "sources_b": f"2025-05/{payer.lower()}.xlsx|Sheet1|{number + 6}",
                "facts": json.dumps({}),
            }
        )
    schema = tables.polars_schema(tables.Cases) | {"sources": pl.List(pl.String)}
    return pl.DataFrame(cases, schema=schema), pl.DataFrame(evidence, schema=tables.polars_schema(tables.CaseEvidence))


def breakdown() -> pl.DataFrame:
    keys = ["programme", "group", "value", "definition", "unit", "numerator", "unknown", "denominator", "rate", "low", "high"]
    rows = [
        (programme, group, value, definition, "family", 10, 2, 100, 0.1, 0.1, 0.12)
        for programme in PROGRAMMES
        for group, value in (("sex", "L"), ("sex", "P"), ("age", "18-39"), ("age", "60+"))
        for definition in ("exclusion_error", "inclusion_error")
    ]
    return pl.DataFrame(rows, schema=keys, orient="row")


def cgh() -> pl.DataFrame:
    keys = ["programme", "poor_rupiah", "all_rupiah", "poor_families", "all_families", "unknown", "cgh"]
    return pl.DataFrame([("SEMBAKO", 200_000_000, 320_000_000, 700, 1500, 12, 1.34)], schema=keys, orient="row")


def overlaps() -> pl.DataFrame:
    rows = [("SEMBAKO", "IE-TL", 30, 18_000_000), ("SEMBAKO", "GD-PY+IE-TL", 2, 2_400_000), ("PKH", "EE-BB", 12, 0)]
    return pl.DataFrame(rows, schema=["programme", "flags", "families", "rupiah"], orient="row")


def rates(villages: dict[str, str] = VILLAGES) -> pl.DataFrame:
    rows = []
    places = {"167108": "SAKO", **villages}
    for programme in PROGRAMMES:
        for index, (code, name) in enumerate(places.items()):
            eligible, paid = (1234, 1100) if len(code) == 6 else (300 + index * 7, 260 + index * 5)
            for definition, top, unknown, bottom in (
                ("exclusion_error", eligible // 6, eligible // 20, eligible),
                ("inclusion_error", paid // 22, paid // 30, paid),
                ("quota", eligible // 9, eligible // 25, eligible),
                ("coverage", eligible // 2, eligible // 25, eligible),
                ("inclusion_error_petugas", 3, 0, 40),
            ):
                rows.append(
                    {
                        "definition": definition,
                        "programme": programme,
                        "unit": "family",
                        "area_code": code,
                        "area_name": name,
                        "period": "2025-05",
                        "numerator": top,
                        "unknown": unknown,
                        "denominator": bottom,
                        "rate": top / bottom,
                        "low": top / bottom,
                        "high": (top + unknown) / bottom,
                        "method": "census, bounds by unknowns",
                    }
                )
    return pl.DataFrame(rows, schema=tables.polars_schema(tables.Rates))


def month_report(count: int = 300, *, villages: dict[str, str] = VILLAGES, **changes: object) -> MonthReport:
    """A filled report; keyword arguments replace fields."""
    cases, evidence = cases_and_evidence(count, villages=villages)
    fields: dict[str, object] = {
        "period": "2025-05",
        "run_id": "3f9c1e7ab204d5e6",
        "cases": cases,
        "evidence": evidence,
        "office": "Dinas Sosial Kota Palembang",
        "version": "0.1.0",
        "area": "167108",
        "previous_run": "77aa01bc9e00d1f2",
        "rates": rates(villages),
        "breakdown": breakdown(),
        "cgh": cgh(),
        "overlaps": overlaps(),
        "rejects": rejects(),
        "accounts": accounts(),
        "coverage": coverage(villages),
        "chain": chain(villages),
        "changes": changes_of(cases),
        "programmes": programmes(),
        "recipients": recipients(villages),
        "areas": pl.DataFrame({"code": ["167108"], "name": ["SAKO"]}),
        "links": links(),
        "entitlements": entitlements(villages),
        "payments": payments(villages),
        "notes": ("Registri yang berlaku untuk SEMBAKO: DTSEN 2025-03, versi terbaru sebelum penutupan masa bayar.",),
        "units": Units(recipients=498, persons=2351, families=672, paid=477, ceiling=5),
    }
    return MonthReport(**(fields | changes))  # type: ignore[arg-type]


def ten_answers(report: MonthReport) -> pl.DataFrame:
    """Ten decisions on the first ten cases."""
    ids = report.cases["id_kasus"].sort().head(10).to_list()
    return pl.DataFrame({"id_kasus": ids, "keputusan": ["LAYAK"] * 10, "petugas": ["R"] * 10})


def rejects() -> pl.DataFrame:
    rows = [
        (
            "2025-05/bri.csv",
            "",
            412,
            "NIK",
            "NIK-03",
            "error",
            "NIK ditulis sebagai angka, angka ke-16 hilang.",
            "1671084507850010",
        ),
        ("2025-05/bri.csv", "", 500, "NOMINAL", "UANG-02", "error", "Nominal tidak dapat dibaca.", "=1+1"),
        ("2025-05/bri.csv", "", 501, "NAMA", "NAMA-01", "warning", "Nama kosong.", None),
        ("2025-05/pos/danom.xlsx", "Sheet1", 9, "NIK", "NIK-05", "error", "NIK tidak 16 angka.", "16710845078500"),
        ("2025-05/catatan.docx", "", None, None, "FILE-01", "error", "Berkas tidak dikenali.", None),
    ]
    return pl.DataFrame(rows, schema=tables.polars_schema(tables.Rejects), orient="row")


def accounts() -> pl.DataFrame:
    columns = ["file", "sheet", "sender", "kind", "layout", "read", "used", "rejected", "duplicates", "skipped"]
    more = ["nik_rows", "nik_damaged", "total_stated", "total_found", "problem"]
    lost = "Berkas tidak dikenali. Terdekat: kks; kolom yang tidak ada: NIK, NOMINAL."
    rows = [
        ("2025-05/dtsen.csv", "", "DTSEN", "registry", "dtsen_v3", 20111, 20100, 5, 6, 1, 20000, 120, None, None, None),
        ("2025-05/bri.csv", "", "BRI", "disbursement", "kks", 700, 698, 2, 0, 6, 690, 65, 419_400_000, 418_800_000, None),
        ("2025-05/pos/danom.xlsx", "Sheet1", "POS", "disbursement", "danom", 301, 300, 1, 0, 7, 300, 0, 180_000_000, 180_000_000, None),
        ("2025-05/catatan.docx", "", None, "unknown", "", 0, 0, 0, 0, 0, None, None, None, None, lost),
    ]
    return pl.DataFrame(rows, schema=[*columns, *more], orient="row")


def coverage(villages: dict[str, str] = VILLAGES) -> pl.DataFrame:
    rows = []
    for index, code in enumerate(villages):
        for programme in PROGRAMMES:
            gone = index == 3
            rows.append(
                {
                    "programme": programme,
                    "village_code": code,
                    "period": "2025-05",
                    "registry_families": 1400 + index,
                    "snapshot": "2025-03",
                    "late_snapshot": False,
                    "registry_covers": True,
                    "rows": 150 + index,
                    "expected": ["BRI", "POS"],
                    "silent": ["POS"] if gone else [],
                    "basis": "deklarasi",
                    "named": 0,
                    "named_listed": 0,
                    "senders_present": not gone,
                    "assessable": not gone,
                }
            )
    return pl.DataFrame(rows, schema=tables.polars_schema(tables.Coverage) | {n: pl.List(pl.String) for n in ("expected", "silent")})


def chain(villages: dict[str, str] = VILLAGES) -> pl.DataFrame:
    rng = random.Random(5)
    breaks = [(None, None, 0)] * 8 + [("order", "PENETAPAN", 600000), ("payer", "POS", 600000), ("hand", "PENDAMPING", 200000)]
    rows = []
    for code in villages:
        for i in range(200):
            for programme in PROGRAMMES:
                link, who, gap = rng.choice(breaks)
                paid = 0 if link in ("order", "payer") else 600000
                rows.append(
                    {
                        "programme": programme,
                        "family_id": f"{code}-{i}",
                        "person_id": None,
                        "period": "2025-05",
                        "village_code": code,
                        "payer": "POS",
                        "due": 600000,
                        "ordered": 0 if link == "order" else 600000,
                        "paid": paid,
                        "received": 400000 if link == "hand" else (600000 if paid and i % 4 == 0 else None),
                        "broken_link": link,
                        "answers_for_it": who,
                        "missing": gap if link else None,
                    }
                )
    return pl.DataFrame(rows, schema=tables.polars_schema(tables.Chain))


def changes_of(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.filter(pl.col("status") != "LANJUT").select(
        "id_kasus", "kind", "village_code", pl.col("status").alias("change"), pl.lit("tanggal lahir").alias("note")
    )


def programmes() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "programme": "SEMBAKO",
                "title": "Program Sembako",
                "unit": "family",
                "desil_max": 5,
                "valid_from": "2025-04",
                "valid_to": None,
                "legal_basis": "Permensos 5/2021",
                "confidence": "secondary",
                "snapshot": "2025-03",
            },
            {
                "programme": "PKH",
                "title": "Program Keluarga Harapan",
                "unit": "family",
                "desil_max": 4,
                "valid_from": "2025-04",
                "valid_to": None,
                "legal_basis": "Permensos 1/2018",
                "confidence": "unverified",
                "snapshot": "2025-03",
            },
        ]
    )


def recipients(villages: dict[str, str] = VILLAGES) -> pl.DataFrame:
    states = [PayState.PAID, PayState.PAID, PayState.IN_PROCESS, PayState.FAILED_ACCOUNT, PayState.EXCLUDED]
    rows = [
        (NAMES[i % len(NAMES)], code, name, f"{i % 30 + 1:03d}", PROGRAMMES[i % 2], "2025-05", states[i % 5].value)
        for code, name in villages.items()
        for i in range(40)
    ]
    names = ["name", "village_code", "village_name", "rt", "programme", "period", "state"]
    return pl.DataFrame(rows, schema=names, orient="row")


def links() -> LinkSummary:
    bands = [
        ("disbursement", "MATCH", "NIK", 900),
        ("disbursement", "MATCH", "SKOR", 70),
        ("disbursement", "REVIEW", "SKOR", 12),
        ("disbursement", "NONE", "", 19),
        ("survey", "MATCH", "NIK", 100),
        ("survey", "MATCH", "SKOR", 170),
        ("survey", "REVIEW", "SKOR", 9),
        ("survey", "NONE", "", 21),
    ]
    weights = [
        (float(i), float(i + 2), "REVIEW" if i < 8 else "MATCH", max(0, 60 - (i - 20) ** 2 // 4) + (i == 4) * 9) for i in range(0, 40, 2)
    ]
    rate = [
        ("sex", "L", 300, 280),
        ("sex", "P", 700, 690),
        ("age", "0–17", 20, 15),
        ("age", "18–59", 700, 690),
        ("age", "60+", 280, 265),
        ("source", "BRI", 698, 680),
        ("source", "POS", 300, 290),
    ]
    return LinkSummary(
        bands=pl.DataFrame(bands, schema=["right_source", "band", "rule", "pairs"], orient="row"),
        weights=pl.DataFrame(weights, schema=["low", "high", "band", "pairs"], orient="row"),
        match_rates=pl.DataFrame(rate, schema=["group", "value", "records", "matched"], orient="row"),
    )


def entitlements(villages: dict[str, str] = VILLAGES) -> pl.DataFrame:
    rng = random.Random(3)
    rows = []
    for code in villages:
        for i in range(300):
            for programme in PROGRAMMES:
                ok = rng.random() < 0.6
                gone = rng.random() < 0.05
                rows.append(
                    {
                        "family_id": f"{code}-{i}",
                        "person_id": None,
                        "programme": programme,
                        "period": "2025-05",
                        "entitled": "UNKNOWN" if gone else ("YES" if ok else "NO"),
                        "assessable": not gone,
                        "reason": "Daftar bayar POS belum masuk" if gone else "",
                        "amount_due": 600000 if ok else 0,
                        "due_from": "2025-04",
                        "due_to": "2025-06",
                        "rule_id": f"{programme}-01",
                        "legal_basis": "x",
                        "confidence": "secondary",
                        "desil": 2 if ok else 7,
                        "village_code": code,
                        "no_kk": None,
                        "snapshot": "2025-03",
                        "listed": "YES" if ok else "NO",
                    }
                )
    return pl.DataFrame(rows, schema=tables.polars_schema(tables.Entitlements))


def payments(villages: dict[str, str] = VILLAGES) -> pl.DataFrame:
    rng = random.Random(4)
    rows = []
    for code in villages:
        for i in range(180):
            for programme in PROGRAMMES:
                state = rng.choice(["PAID"] * 9 + ["IN_PROCESS", "FAILED_ACCOUNT", "EMPTY"])
                rows.append(
                    {
                        "record_id": f"{code}-{i}-{programme}",
                        "person_id": f"{code}-{i}",
                        "family_id": f"{code}-{i}",
                        "in_registry": "YES",
                        "programme": programme,
                        "payer": PAYERS[i % 3],
                        "period_from": "2025-04",
                        "period_to": "2025-06",
                        "state": state,
                        "amount": 600000 if state != "EMPTY" else 0,
                        "paid_on": dt.date(2025, 5, 12),
                        "village_code": code,
                    }
                )
    return pl.DataFrame(rows, schema=tables.polars_schema(tables.Payments))
