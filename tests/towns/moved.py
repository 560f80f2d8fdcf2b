"""Carry a town of Kecamatan Sako, Palembang, elsewhere: the same files, people and truth, in another kecamatan of the country.

Reach for it to see whether a result hangs on Palembang. Every code (Kemendagri, BPS, dotted or not), number prefix, place name and file
name is rewritten in text files and workbooks. `SURABAYA` lies in the country's list of areas, `UNHEARD_OF` in none: codes and names are
invented, as after a split of villages.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ANYWHERE = {"PALEMBANG": "SURABAYA", "SUMATERA SELATAN": "JAWA TIMUR", "BANYUASIN": "SIDOARJO", "16.71": "35.78", "1671": "3578"}
_VILLAGES = {"1001": "1003", "1002": "1001", "1006": "1004", "1007": "1002"}
_BPS = {"001": "004", "003": "002", "002": "001", "007": "003"}

SURABAYA: Mapping[str, str] = {
    **{f"167108{ours}": f"357801{theirs}" for ours, theirs in _VILLAGES.items()},
    **{f"16.71.08.{ours}": f"35.78.01.{theirs}" for ours, theirs in _VILLAGES.items()},
    **{f"1671070{ours}": f"3578010{theirs}" for ours, theirs in _BPS.items()},
    "1,67108": "3,57801", "167108": "357801", "SAKO BARU": "KEBRAON", "SUKA MAJU": "KEDURUS", "SUKAMAJU": "KEDURUS", "SIALANG": "WARU GUNUNG",
    "SAKO": "KARANG PILANG", **_ANYWHERE,
}  # fmt: skip
UNHEARD_OF: Mapping[str, str] = {
    "1671070": "3578990", "16.71.08": "35.78.99", "1,67108": "3,57899", "167108": "357899", "SAKO BARU": "GUNUNG MEKAR",
    "SUKA MAJU": "TAMBAK ANYAR", "SUKAMAJU": "TAMBAKANYAR", "SIALANG": "WRINGIN", "SAKO": "MEKAR PILANG", **_ANYWHERE,
}  # fmt: skip


def _moved(text: str, places: Mapping[str, str]) -> str:
    for ours, theirs in places.items():
        for spelled in (str, str.title, str.lower):
            text = text.replace(spelled(ours), spelled(theirs))
    return text


def _move_workbook(path: Path, places: Mapping[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book:
        sheet.title = _moved(sheet.title, places)[:31]
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = _moved(cell.value, places)
                elif isinstance(cell.value, (int, float)) and cell.value >= 10**14:
                    cell.value = type(cell.value)(_moved(str(int(cell.value)), places))
    book.save(path)


def move_town(folder: Path, to: Path, places: Mapping[str, str]) -> None:
    """Write the town below `folder` (raw/ and truth/) anew below `to`, with its place names and codes exchanged."""
    for part in ("raw", "truth"):
        shutil.copytree(folder / part, to / part)
    for path in sorted((p for p in to.rglob("*") if p.is_file()), reverse=True):
        if path.suffix == ".xlsx":
            _move_workbook(path, places)
        else:
            text = path.read_bytes().decode("latin-1")  # any byte comes back as it was; the places are plain letters
            path.write_bytes(_moved(text, places).encode("latin-1"))
        path.rename(path.with_name(_moved(path.name, places)))
