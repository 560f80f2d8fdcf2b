"""Canonical frames by hand: a few rows, one reason. Numbers are synthetic (serials 9000–9999)."""

from __future__ import annotations

import datetime as dt
import itertools

import polars as pl

from pipeline.reconcile import MonthInputs, Reconciled, reconcile
from schemas import tables
from schemas.rulebook import load_rulebook
from schemas.settings import Settings

SAKO = "1671081002"
SIALANG = "1671081006"
SUKAMAJU = "1671081001"
DESA = "1607102003"
BOOK = load_rulebook()
KEY = b"kunci uji"


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def nik(number: int, sex: str = "L", born: str = "1980-03-17") -> str:
    """A plausible synthetic NIK: the date and sex are in it, the serial is 9000 and up."""
    date = dt.date.fromisoformat(born)
    return f"1671{8 + number // 900:02d}{date.day + (40 if sex == 'P' else 0):02d}{date:%m%y}{9001 + number % 900:04d}"


def kk(number: int, issued: str = "2015-06-20") -> str:
    date = dt.date.fromisoformat(issued)
    return f"1671{8 + number // 900:02d}{date:%d%m%y}{9001 + number % 900:04d}"


class Month:
    """A month under construction. Methods add rows and return their record id."""

    def __init__(self, period: str = "2025-05", snapshot: str = "2025-03") -> None:
        self.period, self.snapshot = period, snapshot
        self.rows: dict[str, list[dict]] = {"registry": [], "families": [], "pays": [], "visits": [], "links": [], "members": []}
        self.count = itertools.count(1)
        self.settings = Settings()
        self.extra: dict = {}
        self.base = 0  # families and persons of a scenario are numbered from here, so that many scenarios share one month

    def kk(self, family: int) -> str:
        """The card of a family of the present scenario."""
        return kk(self.base + family)

    def nik(self, number: int, **kw) -> str:
        """The NIK of a person of the present scenario."""
        return nik(self.base * 10 + number, **kw)

    def _person(self, number: int, file: str, **kw) -> dict:
        at = next(self.count)
        sex, born = kw.get("sex", "L"), kw.get("birth_date", "1980-03-17")
        row = {
            "record_id": f"{file}:{at}",
            "source_file": file,
            "source_sheet": "",
            "source_row": at + 1,
            "nik": nik(number, sex, str(born or "1980-03-17")),
            "nik_status": "OK",
            "no_kk": None,
            "no_kk_status": "OK",
            "name": f"ORANG {chr(65 + number % 26)}{chr(65 + number // 26 % 26)}NDI",
            "sex": sex,
            "rt": "001",
            "rw": "002",
            "village_code": SAKO,
            "village_name": "SAKO",
        }
        row.update(kw)
        row["birth_date"] = day(born) if not isinstance(born, dt.date) else born
        row["no_kk_status"] = kw.get("no_kk_status", "OK" if row["no_kk"] else "MISSING")
        if row["nik"] is None and "nik_status" not in kw:
            row["nik_status"] = "MISSING"
        return row

    def person(self, number: int, family: int, **kw) -> str:
        """A registry person `number` in family card `family`."""
        family, number = family + self.base, number + self.base * 10
        row = self._person(number, kw.pop("file", "registri.csv"), **{"no_kk": kk(family), **kw})
        row = {"relationship": "KEPALA", "registry_status": "AKTIF", "registry_kind": "DTSEN", "snapshot": self.snapshot, **row}
        row.setdefault("family_id", row["no_kk"] or row["record_id"])
        row["deceased_on"] = day(row.get("deceased_on"))
        self.rows["registry"].append(row)
        person = f"P{number}"
        self.rows["members"].append(
            {"record_id": row["record_id"], "source": "registry", "person_id": person, "family_id": row["family_id"], "link_band": None}
        )
        return row["record_id"]

    def family(self, family: int, members: int = 1, desil: int | None = 2, **kw) -> list[str]:
        """A registry family of `members` adults: persons family*10, family*10+1, …"""
        first = family * 10
        roles = ["KEPALA", "PASANGAN", "ANAK", "ANAK", "ANAK"]
        return [
            self.person(first + i, family, desil=desil, relationship=roles[i], sex="P" if i == 1 else "L", **kw) for i in range(members)
        ]

    def family_row(self, family: int, desil: int | None, **kw) -> str:
        at = next(self.count)
        row = {
            "record_id": f"keluarga.csv:{at}", "source_file": "keluarga.csv", "source_sheet": "", "source_row": at + 1,
            "family_id": self.kk(family),
            "no_kk": self.kk(family), "no_kk_status": "OK", "village_code": SAKO, "desil": desil, "registry_kind": "DTSEN",
            "registry_status": "AKTIF",
            "snapshot": self.snapshot, **kw,
        }  # fmt: skip
        self.rows["families"].append(row)
        return row["record_id"]

    def _link(self, source: str, row: dict, to: str | None, band: str, **kw) -> None:
        registry = {r["record_id"]: r for r in self.rows["registry"]}
        if to is None:
            return
        self.rows["links"].append(
            {
                "left_source": "registry", "right_source": source, "left_record": to, "right_record": row["record_id"], "left_id": to,
                "right_id": row["record_id"], "match_weight": 12.0, "match_probability": 0.99 if band == "MATCH" else 0.7, "band": band,
                "rule": "uji",
                **{f"verdict_{f}": "=" for f in ("nik", "name", "birth_date", "sex", "no_kk", "address", "village", "mother_name")}, **kw,
            }
        )  # fmt: skip
        assert to in registry

    def _hang(self, source: str, row: dict, to: str | None, band: str) -> None:
        member = next((m for m in self.rows["members"] if m["record_id"] == to), None)
        self.rows["members"].append(
            {
                "record_id": row["record_id"],
                "source": source,
                "person_id": member["person_id"] if member else row["record_id"],
                "family_id": member["family_id"] if member else (row["no_kk"] or row["record_id"]),
                "link_band": band if member else None,
            }
        )

    def pay(self, to: str | None = None, programme: str | None = "SEMBAKO", amount: int | None = 600_000, band: str = "MATCH", **kw) -> str:
        """A pay row; `to` is the registry record it is linked to."""
        number = kw.pop("number", 7000 + next(self.count))
        verdicts = {k: kw.pop(k) for k in list(kw) if k.startswith(("verdict_", "match_"))}
        source = next((r for r in self.rows["registry"] if r["record_id"] == to), None)
        if source and band == "MATCH":
            kw = {**{k: source[k] for k in ("nik", "no_kk", "name", "village_code", "birth_date", "sex")}, **kw}
        row = self._person(number, kw.pop("file", "bayar.csv"), **kw)
        row = {
            "list_kind": "disbursement", "programme": programme, "programme_raw": programme, "payer": "BRI", "period_from": "2025-04",
            "period_to": "2025-06", "period_source": "row", "amount": amount, "state": "PAID", "state_raw": "x", **row,
        }  # fmt: skip
        row["paid_on"] = day(row.get("paid_on"))
        self.rows["pays"].append(row)
        self._link("disbursement", row, to, band, **verdicts)
        self._hang("disbursement", row, to, band)
        return row["record_id"]

    def visit(self, to: str | None = None, result: str = "LAYAK", band: str = "MATCH", **kw) -> str:
        number = kw.pop("number", 8000 + next(self.count))
        source = next((r for r in self.rows["registry"] if r["record_id"] == to), None)
        if source and band == "MATCH":
            kw = {**{k: source[k] for k in ("nik", "no_kk", "name", "village_code", "birth_date", "sex")}, **kw}
        row = self._person(number, kw.pop("file", "survei.csv"), **kw)
        row = {"result": result, "visited_on": "2025-05-20", **row}
        row["visited_on"], row["deceased_on"] = day(row["visited_on"]), day(row.get("deceased_on"))
        self.rows["visits"].append(row)
        self._link("survey", row, to, band)
        self._hang("survey", row, to, band)
        return row["record_id"]

    def background(
        self, count: int = 12, programme: str = "SEMBAKO", first: int = 800, village: str = SAKO, amount: int | None = 600_000, **kw
    ) -> None:
        """Families paid as they should be, so that the sender is there and the list's usual amount is known."""
        self.base = 0
        for i in range(count):
            head = self.family(first + i, village_code=village)[0]
            self.pay(head, programme, amount, **{"village_code": village, **kw})

    def inputs(self, **kw) -> MonthInputs:
        models = {
            "registry": tables.Registry, "families": tables.RegistryFamily, "pays": tables.Disbursement, "visits": tables.Survey,
            "links": tables.Links, "members": tables.Members,
        }  # fmt: skip
        frames = {}
        for name, model in models.items():
            schema = tables.polars_schema(model)
            wanted = [{k: v for k, v in row.items() if k in schema} for row in self.rows[name]]
            frames[name] = (
                tables.conform(pl.DataFrame(wanted, schema_overrides=schema, infer_schema_length=None), model)
                if wanted
                else tables.empty(model)
            )
        return MonthInputs(
            period=self.period,
            registry=frames["registry"],
            families=frames["families"],
            disbursements=frames["pays"],
            surveys=frames["visits"],
            links=frames["links"],
            members=frames["members"],
            settings=self.settings,
            key=KEY,
            **{**self.extra, **kw},
        )

    def run(self, **kw) -> Reconciled:
        return reconcile(self.inputs(**kw), BOOK)

    def kinds(self, programme: str | None = None, **kw) -> list[tuple[str, str]]:
        """(kind, family card or person) of all cases, sorted; background families make none."""
        cases = self.run(**kw).cases
        if programme:
            cases = cases.filter(pl.col("programme") == programme)
        return sorted(zip(cases["kind"], cases["family_id"], strict=True))


def paid_month(period: str = "2025-05", count: int = 12, **kw) -> Month:
    """A month of families paid as they should be, whose registry is January's."""
    m = Month(period, f"{period[:4]}-01")
    m.background(count, **kw)
    return m
