"""Poor neighbours without aid, as verifiers write them into USULAN: leads for the office, and visits that say "poor".

Reach for `read_leads` with a USULAN table to tell what came in, for `as_visits` to let the month judge it: a neighbour whom no registry
knows becomes a case EE-TD. A lead has no NIK; the office asks for it when it follows up. The same neighbour proposed twice is one lead.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.answers import cells
from pipeline.standardise.people.dates import Span, month_first
from schemas.answers import PROPOSED
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.answers.intake import Intake
    from pipeline.read import ReadTable

LEADS: dict[str, pl.DataType] = {
    "nama": pl.String(),
    "jenis_kelamin": pl.String(),
    "tgl_lahir": pl.Date(),
    "alamat": pl.String(),
    "rt": pl.String(),
    "rw": pl.String(),
    "jumlah_anggota": pl.Int64(),
    "alasan_usulan": pl.String(),
    "petugas": pl.String(),
    "tgl_kunjungan": pl.Date(),
    "catatan": pl.String(),
    "village_code": pl.String(),  # kode_wilayah of the row, else of the file's name; else null
    "berkas": pl.String(),
    "baris": pl.Int64(),
}
"""Columns of the leads."""

_SAYS = ("nama", "alamat", "alasan_usulan", "catatan", "tgl_lahir", "jumlah_anggota")
_VILLAGE = re.compile(r"(?<!\d)(\d{10})(?!\d)")


def read_leads(table: ReadTable, sha256: str, span: Span) -> Intake:
    """The filled rows of a USULAN table. Rows that only carry their number are no rows; one without a name is told (JWB-19)."""
    from pipeline.answers.intake import Intake, Place, Told, canonical

    columns = canonical(table.frame)
    rows = [{ours: row[theirs] for ours, theirs in columns.items()} | {"source_row": row["source_row"]} for row in table.frame.to_dicts()]
    us_dates = {n: month_first([cells.given(r.get(n)) for r in rows]) for n in ("tgl_lahir", "tgl_kunjungan")}
    out = Intake()
    for row in rows:
        told = {name: cells.given(row.get(name)) for name in LEADS}
        if not any(told[name] for name in _SAYS):
            continue
        place = Place(table.name, sha256, table.sheet, int(row["source_row"]))
        out.rows += 1
        if not told["nama"]:
            out.refused += 1
            out.told.append(Told(place, "", "JWB-19"))
            continue
        born = Span(dt.date(1900, 1, 1), span.latest)
        members = re.fullmatch(r"(\d{1,2})(?:\.0)?", told["jumlah_anggota"])
        out.leads.append(
            {name: cells.remark(told[name]) or None for name in LEADS if name not in ("village_code", "berkas", "baris")}
            | {
                "jenis_kelamin": _sex(told["jenis_kelamin"]),
                "tgl_lahir": cells.day(row.get("tgl_lahir"), born, month_first=us_dates["tgl_lahir"]),
                "tgl_kunjungan": cells.day(row.get("tgl_kunjungan"), span, month_first=us_dates["tgl_kunjungan"]),
                "jumlah_anggota": int(members[1]) if members else None,
                "rt": _number(told["rt"]),
                "rw": _number(told["rw"]),
                "village_code": _village(row.get("kode_wilayah"), table.name),
                "berkas": table.name,
                "baris": place.row,
            }
        )
    return out


def as_visits(table: ReadTable) -> ReadTable | None:
    """The named rows of a USULAN table as a table of visits that found a poor family; None where there is none.

    Only what places a person is carried over: a remark must not be read as another result.
    """
    from pipeline.answers.intake import canonical

    columns = canonical(table.frame)
    fields = {ours: field for ours, field in _FIELDS.items() if ours in columns}
    frame = table.frame.select("source_row", *(pl.col(columns[ours]).alias(field) for ours, field in fields.items()))
    if "name" not in frame.columns:
        return None
    village = pl.Series([_village(cell, table.name) for cell in _cells(table.frame, columns, "kode_wilayah")], dtype=pl.String)
    frame = frame.with_columns(village_code=village, result=pl.lit(PROPOSED)).filter(
        pl.Series([bool(cells.given(cell)) for cell in frame["name"]], dtype=pl.Boolean)
    )
    if frame.is_empty():
        return None
    headers = {field: columns[ours] for ours, field in fields.items()}
    return replace(
        table, kind=Kind.SURVEY, layout="paket-usulan", headers=headers, frame=frame, read=frame.height, unmapped=(), title="",
        hints={"area_codes": "kemendagri"},
    )  # fmt: skip


_FIELDS = {
    "nama": "name", "jenis_kelamin": "sex", "tgl_lahir": "birth_date", "alamat": "address", "rt": "rt", "rw": "rw",
    "petugas": "enumerator", "tgl_kunjungan": "visited_on",
}  # fmt: skip
"""Columns of USULAN → fields of a visit."""


def _cells(frame: pl.DataFrame, columns: dict[str, str], name: str) -> list[str | None]:
    return frame[columns[name]].to_list() if name in columns else [None] * frame.height


def _village(cell: str | None, file: str) -> str | None:
    """The ten digits of `kode_wilayah`, else those in the packet's file name."""
    found = re.fullmatch(r"(\d{10})(?:\.0)?", cells.given(cell)) or _VILLAGE.search(file)
    return found[1] if found else None


def proposed_once(visits: pl.DataFrame) -> pl.DataFrame:
    """Visits in which each proposed neighbour (name, birth date, address, RT, RW) stands once: packets come back more than once.

    Ties: the later visit, then the later record id. Other visits are untouched.
    """
    mine = pl.col("result_raw") == PROPOSED
    told = visits.filter(mine).with_columns(key=_home("name", "address", "rt", "rw", "birth_date"))
    twice = told.sort("key", "visited_on", "record_id", nulls_last=False).filter(pl.col("key").is_duplicated())
    old = twice.filter(~pl.col("key").is_last_distinct())
    return visits.join(old, on="record_id", how="anti", maintain_order="left")


def _home(*names: str) -> pl.Expr:
    return pl.concat_str(
        [pl.col(name).cast(pl.String).fill_null("").str.to_uppercase().str.replace_all(r"\W", "") for name in names], separator="|"
    )


def leads_frame(leads: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Leads as a frame, each neighbour (name, birth date, address, RT, RW) once, by its first file and row."""
    frame = pl.DataFrame(list(leads), schema=LEADS, orient="row").sort("berkas", "baris")
    keyed = frame.with_columns(key=_home("nama", "alamat", "rt", "rw", "tgl_lahir"))
    return keyed.unique("key", keep="first", maintain_order=True).drop("key")


def _sex(text: str) -> str | None:
    word = cells.word(text)
    if word in ("L", "LAKI_LAKI", "LAKI", "PRIA", "1"):
        return "L"
    return "P" if word in ("P", "PEREMPUAN", "WANITA", "2") else None


def _number(text: str) -> str | None:
    digits = re.fullmatch(r"(?:R[TW]\.?\s*)?0*(\d{1,3})(?:\.0)?", text.upper())
    return digits[1].zfill(3) if digits else text or None
