"""Poor neighbours without aid, as verifiers write them into USULAN: leads for later, no cases yet.

Reach for `read_leads` with a USULAN table. A lead has no NIK; the office asks for it when it follows up. The same neighbour proposed twice
is one lead.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.answers import cells
from pipeline.standardise.dates import Span, month_first

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
    "village_code": pl.String(),  # of the packet, where its name says it; else null
    "berkas": pl.String(),
    "baris": pl.Int64(),
}
"""Columns of the leads."""

_SAYS = ("nama", "alamat", "alasan_usulan", "catatan", "tgl_lahir", "jumlah_anggota")
_VILLAGE = re.compile(r"(?<!\d)(\d{10})(?!\d)")


def read_leads(table: ReadTable, sha256: str, span: Span) -> Intake:
    """The filled rows of a USULAN table. Rows that only carry their number are no rows; one without name and address is told (JWB-19)."""
    from pipeline.answers.intake import Intake, Place, Told, canonical

    columns = canonical(table.frame)
    rows = [{ours: row[theirs] for ours, theirs in columns.items()} | {"source_row": row["source_row"]} for row in table.frame.to_dicts()]
    us_dates = {n: month_first([cells.given(r.get(n)) for r in rows]) for n in ("tgl_lahir", "tgl_kunjungan")}
    village = _VILLAGE.search(table.name)
    out = Intake()
    for row in rows:
        told = {name: cells.given(row.get(name)) for name in LEADS}
        if not any(told[name] for name in _SAYS):
            continue
        place = Place(table.name, sha256, table.sheet, int(row["source_row"]))
        out.rows += 1
        if not told["nama"] and not told["alamat"]:
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
                "village_code": village[1] if village else None,
                "berkas": table.name,
                "baris": place.row,
            }
        )
    return out


def leads_frame(leads: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Leads as a frame, each neighbour (name, birth date, address, RT, RW) once, by its first file and row."""
    frame = pl.DataFrame(list(leads), schema=LEADS, orient="row").sort("berkas", "baris")
    home = [pl.col(n).str.to_uppercase().str.replace_all(r"\W", "") for n in ("nama", "alamat", "rt", "rw")]
    keyed = frame.with_columns(key=pl.concat_str([c.fill_null("") for c in home] + [pl.col("tgl_lahir").cast(pl.String).fill_null("")]))
    return keyed.unique("key", keep="first", maintain_order=True).drop("key")


def _sex(text: str) -> str | None:
    word = cells.word(text)
    if word in ("L", "LAKI_LAKI", "LAKI", "PRIA", "1"):
        return "L"
    return "P" if word in ("P", "PEREMPUAN", "WANITA", "2") else None


def _number(text: str) -> str | None:
    digits = re.fullmatch(r"(?:R[TW]\.?\s*)?0*(\d{1,3})(?:\.0)?", text.upper())
    return digits[1].zfill(3) if digits else text or None
