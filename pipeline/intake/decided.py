"""Proposals that a village's meeting decided on (musdes, muskel): those it agreed to are found poor, as by a visit.

When to reach for it: `ingest` asks it of every table before it looks at what the table calls itself. The invariants: only a list that
proposes new people, names the meeting and has a column of its decisions is read so; nobody is judged by a refusal, and remarks are not read
as results.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.called import said
from schemas.codes import Kind

if TYPE_CHECKING:
    from pipeline.read import ReadTable

_MEETING = re.compile(r"\b(?:musdes(?:sus)?|muskel|musyawarah|musdus|rembug|rembuk)\b", re.IGNORECASE)
_NEW = re.compile(
    r"\busul(?:an)? (?:\w+ ){0,2}baru\b|\b(?:usulan|pengusulan|diusulkan|pengajuan) (?:(?:penambahan|masuk|menjadi|calon|data|ke) )*"
    r"(?:dtks|dtsen|kpm|penerima|peserta|keluarga|warga)\b",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:penghapusan|(?:di)?hapus|pencoretan|dicoret|penonaktifan|nonaktif|non aktif|(?:di)?keluar(?:kan)?|pengurangan|graduasi|perubahan"
    r"|pengganti\w*|penggantian|perbaikan|pemutakhiran|pencabutan|pemberhentian|penghentian|tidak layak|meninggal|pindah|sanggah\w*)\b",
    re.IGNORECASE,
)
"""What a meeting decides on besides new people."""
_DECIDES = re.compile(r"\b(?:keputusan|putusan|hasil|status|persetujuan|kesepakatan)\b", re.IGNORECASE)
_AGREED = r"(?i)^\s*(?:(?:di)?setuju(?:i)?|(?:di)?sepakat(?:i)?|acc)\s*[.!]?\s*$"
_REFUSED = r"(?i)^\s*(?:(?:di)?tolak|(?:tidak|tdk|belum|blm) (?:(?:di)?setuju(?:i)?|(?:di)?sepakat(?:i)?)|(?:di)?tunda|pending|menunggu)\b"
_SHARE = 0.9
_OF_PEOPLE = frozenset(
    (
        *("nik", "no_kk", "name", "sex", "birth_date", "birth_place", "birth_place_date", "address", "rt", "rw", "rt_rw", "hamlet"),
        *("village_name", "village_code", "district_name", "mother_name", "visited_on"),
    )
)


def as_decided(table: ReadTable, folder: str) -> ReadTable:
    """The agreed proposals of such a list as a table of visits that found a poor family; any other table as it is."""
    words = said(table, folder)
    may_be = table.layout.startswith("auto:") and table.kind is not Kind.ANSWERS and not table.headers.keys() & {"amount", "paid_on"}
    if not may_be or not (_MEETING.search(words) and _NEW.search(words)) or _AWAY.search(words):
        return table
    columns = [name for name, header in table.headers.items() if name in table.frame.columns and _DECIDES.search(header)]
    for name in columns:
        cells = table.frame[name]
        agreed = cells.str.contains(_AGREED).fill_null(value=False)
        known = agreed | cells.str.contains(_REFUSED).fill_null(value=False)
        if agreed.any() and known.sum() >= _SHARE * cells.drop_nulls().len():
            return _visits(table, agreed)
    return table


def _visits(table: ReadTable, agreed: pl.Series) -> ReadTable:
    told = {name: header for name, header in table.headers.items() if name in _OF_PEOPLE}
    kept = [name for name in table.frame.columns if name == "source_row" or name.removesuffix("__cell") in told]
    frame = table.frame.filter(agreed).select(kept).with_columns(result=pl.lit("LAYAK"))
    left = table.frame.height - frame.height
    note = f"{frame.height} usulan baru yang disetujui musyawarah dibaca sebagai keluarga yang ditemukan layak"
    note += f"; {left} usulan yang ditolak atau belum diputuskan tidak dipakai." if left else "."
    return replace(
        table, kind=Kind.SURVEY, layout="auto:survey", headers=told, frame=frame, read=max(0, table.read - left),
        skipped=table.skipped + left, notes=(*table.notes, note),
    )  # fmt: skip
