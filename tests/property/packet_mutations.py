"""What happens to a packet between office and kelurahan: some thirty ways in which rows come back other than they went out."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl

from pipeline.reconcile.case.case_ids import case_id
from schemas.answers import DECISIONS, AnswerList
from schemas.kinds import case_kinds

if TYPE_CHECKING:
    import random
    from pathlib import Path

Row = dict[str, Any]


@dataclasses.dataclass
class Returned:
    """A returned sheet: columns, rows, what stands above and below, and which cases no longer carry a valid answer."""

    columns: list[str]
    rows: list[Row]
    spoiled: set[str] = dataclasses.field(default_factory=set)
    above: list[list[str]] = dataclasses.field(default_factory=list)
    below: list[list[str]] = dataclasses.field(default_factory=list)
    heads: dict[str, str] = dataclasses.field(default_factory=dict)
    sheet: str = "KASUS"
    extra_sheet: bool = False

    def answered(self) -> list[Row]:
        return [r for r in self.rows if r.get("keputusan") and r["_case"] not in self.spoiled]

    def numbered(self) -> list[Row]:
        """Rows that still carry an id."""
        return [r for r in self.rows if r.get("id_kasus")]

    def some(self, rng: random.Random, least: int = 1) -> list[Row]:
        mine = self.answered()
        return rng.sample(mine, min(len(mine), max(least, len(mine) // 4)))


def read_packet(path: Path) -> Returned:
    page = openpyxl.load_workbook(path)["KASUS"]
    lines = page.iter_rows(values_only=True)
    columns = [str(c) for c in next(lines)]
    rows = [dict(zip(columns, line, strict=True)) for line in lines]
    return Returned(columns, [{**row, "_case": row["id_kasus"]} for row in rows])


def fill(sheet: Returned, rng: random.Random) -> None:
    """Answer about two rows in three, validly."""
    for row in sheet.rows:
        if rng.random() < 0.66:
            wanted = case_kinds()[row["jenis"]].answers
            row["keputusan"] = rng.choice(DECISIONS[wanted])
            row["petugas"] = rng.choice(("Rina", "Budi Santoso", "SARI"))
            row["tgl_kunjungan"] = f"2025-05-{rng.randint(1, 30):02d}"
            if wanted is AnswerList.PAYMENT and row["keputusan"] != "TIDAK_MENERIMA":
                row["jumlah_diterima"] = rng.choice((0, 200_000, 450_000, 600_000))
            if rng.random() < 0.3:
                row["alasan_kode"], row["catatan"] = "LAINNYA", "anaknya sudah kerja"


def expected(sheet: Returned) -> dict[str, str]:
    """Cases whose answer must land, and its word."""
    return {r["_case"]: r["_word"] for r in sheet.rows if r.get("_word") and r["_case"] not in sheet.spoiled}


def resorted(s, rng):
    rng.shuffle(s.rows)


def filtered(s, rng):
    s.rows = [r for r in s.rows if rng.random() < 0.5] or s.rows[:1]


def one_row_left(s, rng):
    s.rows = [rng.choice(s.answered() or s.rows)]


def rows_doubled(s, rng):
    s.rows += [dict(r) for r in s.some(rng)]


def columns_added(s, rng):
    for name in ("NO HP", "cek lurah", "keterangan tambahan"):
        s.columns.insert(rng.randrange(len(s.columns)), name)
        for r in s.rows:
            r[name] = rng.choice(("", "ok", "0812"))


def evidence_removed(s, rng):
    keep = {"id_kasus", "keputusan", "alasan_kode", "jumlah_diterima", "tgl_kunjungan", "petugas", "catatan"}
    s.columns = [c for c in s.columns if c in keep or rng.random() < 0.3]


def only_id_and_decision(s, _):
    s.columns = ["id_kasus", "keputusan"]
    for r in s.rows:
        if r.get("alasan_kode"):
            r["alasan_kode"] = r["catatan"] = None


def columns_reordered(s, rng):
    rng.shuffle(s.columns)


def header_moved_down(s, _):
    s.above = [["HASIL VERIFIKASI KELURAHAN SAKO"], [], ["Petugas: Rina", "Mei 2025"], []]


def dates_day_first(s, rng):
    for r in s.rows:
        if isinstance(r.get("tgl_kunjungan"), str):
            y, m, d = r["tgl_kunjungan"].split("-")
            r["tgl_kunjungan"] = rng.choice((f"{d}/{m}/{y}", f"{int(d)}-{int(m)}-{y[2:]}", f"{d}.{m}.{y}", f"{d} Mei {y}"))


def dates_as_cells(s, _):
    for r in s.rows:
        if isinstance(r.get("tgl_kunjungan"), str):
            r["tgl_kunjungan"] = dt.date.fromisoformat(r["tgl_kunjungan"])


def dates_unreadable(s, rng):
    for r in s.some(rng):
        r["tgl_kunjungan"] = rng.choice(("kemarin", "2025-02-31", "31/12/2099", "minggu lalu"))


def yes_for_a_code(s, rng):
    for r in s.some(rng):
        r["keputusan"] = rng.choice(("YA", "ya", "Y", "TIDAK", "1", "√"))
        s.spoiled.add(r["_case"])


def lower_case(s, _):
    for r in s.rows:
        for name in ("keputusan", "alasan_kode"):
            r[name] = r[name].lower() if r.get(name) else r.get(name)


def trailing_spaces(s, rng):
    for r in s.rows:
        for name in ("id_kasus", "keputusan", "petugas"):
            if r.get(name):
                r[name] = rng.choice((" {}", "{}  ", "{}\u00a0", "\u200b{}", "{}\n")).format(r[name])


def spaces_for_underscores(s, rng):
    for r in s.rows:
        for name in ("keputusan", "alasan_kode"):
            if r.get(name):
                r[name] = r[name].replace("_", rng.choice((" ", "-", ""))).title()


def look_alikes(s, rng):
    swaps = [("0", "O"), ("1", "I"), ("1", "l"), ("A", "А"), ("E", "Е"), ("K", "К"), ("-", "–"), ("B", "В")]
    for r in s.numbered():
        old, new = rng.choice(swaps)
        r["id_kasus"] = r["id_kasus"].replace(old, new)


def ids_in_lower_case_without_dashes(s, _):
    for r in s.numbered():
        r["id_kasus"] = r["id_kasus"].lower().replace("-", " ")


def evidence_edited(s, rng):
    for r in s.some(rng):
        r["nama"], r["dibayar"] = "DIGANTI", 1


def foreign_case(s, rng):
    for n, r in enumerate(s.some(rng)):
        r["id_kasus"] = case_id(b"another office", r["jenis"], (str(n),))
        s.spoiled.add(r["_case"])


def id_blanked(s, rng):
    for r in s.some(rng):
        r["id_kasus"] = None
        s.spoiled.add(r["_case"])


def id_mistyped(s, rng):
    for r in s.some(rng):
        text = r["id_kasus"]
        if not text:
            continue
        at = rng.randrange(4, 12)
        new = rng.choice([c for c in "3479ACEFHJKMNPRTVWXY" if c != text[at]])
        r["id_kasus"] = text[:at] + new + text[at + 1 :]
        s.spoiled.add(r["_case"])


def answer_of_another_kind(s, rng):
    for r in s.some(rng):
        own = case_kinds()[r["jenis"]].answers
        other = rng.choice([a for a in AnswerList if a is not own])
        r["keputusan"] = rng.choice([w for w in DECISIONS[other] if w not in DECISIONS[own]])
        s.spoiled.add(r["_case"])


def other_without_remark(s, rng):
    if "alasan_kode" not in s.columns:  # what is not written cannot be missed
        return
    for r in s.some(rng):
        r["alasan_kode"], r["catatan"] = "LAINNYA", " "
        s.spoiled.add(r["_case"])


def money_in_dialects(s, rng):
    for r in s.rows:
        if r.get("jumlah_diterima"):
            dotted = f"{r['jumlah_diterima']:,}".replace(",", ".")
            r["jumlah_diterima"] = rng.choice((f"Rp {dotted},00", dotted, f"Rp{dotted},-", str(r["jumlah_diterima"])))


def money_unreadable(s, rng):
    for r in s.some(rng):
        r["jumlah_diterima"] = rng.choice(("setengahnya", "-200000", "6E5", "450rb"))


def heads_retyped(s, _):
    s.heads = {"id_kasus": "ID KASUS", "keputusan": "Keputusan", "tgl_kunjungan": "Tgl Kunjungan", "alasan_kode": "ALASAN-KODE"}


def blank_rows_between(s, rng):
    for _ in range(5):
        s.rows.insert(rng.randrange(len(s.rows) + 1), {"_case": ""})


def totals_and_signature(s, _):
    s.below = [["JUMLAH", str(len(s.rows))], [], ["Palembang, 31 Mei 2025"], ["Lurah Sako"], [], ["Drs. H. Usman"]]


def header_repeated(s, rng):
    s.rows.insert(rng.randrange(1, len(s.rows) + 1), {**{c: c for c in s.columns}, "_case": ""})


def sheet_renamed(s, _):
    s.sheet, s.extra_sheet = "Sheet1 (2)", True


def hash_dropped(s, _):
    s.columns = [c for c in s.columns if c != "hash_bukti"]


def hostile_remarks(s, rng):
    for r in s.some(rng):
        r["catatan"] = rng.choice(('\'=HYPERLINK("http://x")', "<script>alert(1)</script>", "ペ�", 'a;b,c\t"d"', "NIK 1671084507859001"))


def decision_wiped(s, rng):
    for r in s.some(rng):
        r["keputusan"] = None
        r["catatan"] = "belum sempat"
        s.spoiled.add(r["_case"])


MUTATIONS = {
    f.__name__: f
    for f in (
        resorted, filtered, one_row_left, rows_doubled, columns_added, evidence_removed, only_id_and_decision, columns_reordered,
        header_moved_down, dates_day_first, dates_as_cells, dates_unreadable, yes_for_a_code, lower_case, trailing_spaces,
        spaces_for_underscores, look_alikes, ids_in_lower_case_without_dashes, evidence_edited, foreign_case, id_blanked, id_mistyped,
        answer_of_another_kind, other_without_remark, money_in_dialects, money_unreadable, heads_retyped, blank_rows_between,
        totals_and_signature, header_repeated, sheet_renamed, hash_dropped, hostile_remarks, decision_wiped,
    )
}  # fmt: skip


def lines(sheet: Returned) -> list[list[Any]]:
    head = [sheet.heads.get(c, c) for c in sheet.columns]
    return [*sheet.above, head, *([row.get(c) for c in sheet.columns] for row in sheet.rows), *sheet.below]


def write(sheet: Returned, path: Path) -> Path:
    """Write the sheet as its suffix says: .xlsx, or text with `;` (.csv), `,` (.comma.csv) or tab (.tsv)."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        page = book.active
        page.title = sheet.sheet
        for line in lines(sheet):
            page.append(line)
        if sheet.extra_sheet:
            book.create_sheet("catatan saya").append(["tolong dicek", "pak lurah"])
        book.save(path)
        return path
    mark = "\t" if path.suffix == ".tsv" else "," if path.name.endswith(".comma.csv") else ";"
    text = io.StringIO()
    out = csv.writer(text, delimiter=mark, lineterminator="\r\n")
    out.writerows([["" if c is None else str(c) for c in line] for line in lines(sheet)])
    path.write_bytes(text.getvalue().encode("utf-8-sig" if mark == ";" else "utf-8"))
    return path
