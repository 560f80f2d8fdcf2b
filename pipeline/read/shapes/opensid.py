"""The sheet `Program` of an OpenSID aid workbook: what the list of participants beside it is about, and no list itself.

Reach for it before a workbook's sheets are read. Its label and value stand side by side (a row each) or one below the other
(a column each). Source: DOMAIN §1.5, format_impor_program_bantuan.xlsx.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.columns.layouts import Plan
    from pipeline.read.grid import Row

_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli"),
    *("Agustus", "September", "Oktober", "November", "Desember"),
)
_ISO = re.compile(r"\b(20\d\d)-(0[1-9]|1[0-2])-\d\d\b")
_DMY = re.compile(r"\b\d{1,2}[-/.](0?[1-9]|1[0-2])[-/.](20\d\d)\b")
_PEOPLE = frozenset({"nik", "nokk", "peserta", "kartunik", "alamat"})


_FAMILIES = frozenset({"2", "keluarga", "2keluarga", "keluarga2"})
"""How the sheet says that its participants are families (1 residents, 3 households, 4 groups)."""


def told_target(plans: Sequence[Plan], sheets: Sequence[Sequence[Row]]) -> tuple[Plan, ...]:
    """The layouts, `Peserta` in that of OpenSID as the number of a family card where the programme's target (Sasaran) is families.

    Of residents it repeats the NIK, of households and groups it is a number of the village's own: left alone, as before.
    """
    targets = {key(_told([row.cells for row in rows[:20]]).get("sasaran", "")) for rows in sheets if programme_sheet(rows)}
    if not targets or not targets <= _FAMILIES:
        return tuple(plans)
    return tuple(replace(plan, own={**plan.own, "peserta": "no_kk"}) if plan.id == "opensid-bantuan" else plan for plan in plans)


def programme_sheet(rows: Sequence[Row]) -> str:
    """What the sheet says of its programme, as words of a title (name, then its months); "" for any other sheet."""
    told = _told([row.cells for row in rows[:20]])
    if "sasaran" not in told or not told.keys() & {"asaldana", "rentang"}:
        return ""
    name = told.get("nama", "").strip()
    return " / ".join(part for part in (name, _months(told.get("rentang", ""))) if part) or "Program"


def _told(rows: Sequence[Sequence[str]]) -> Mapping[str, str]:
    """Label → value, whichever way they stand; nothing where a header of people stands among them."""
    labels = [_label(cell) for row in rows for cell in row]
    if _PEOPLE & set(labels):
        return {}
    told: dict[str, str] = {}
    across = next((i for i, row in enumerate(rows) if {"sasaran", "nama"} <= {_label(c) for c in row}), None)
    if across is None:
        for row in rows:
            cells = [cell.strip() for cell in row if cell.strip(" :")]
            if cells:
                told[_label(cells[0])] = f"{told.get(_label(cells[0]), '')} {' '.join(cells[1:])}".strip()
        return told
    below = rows[across + 1] if across + 1 < len(rows) else ()
    for label, value in zip(rows[across], below, strict=False):
        told[_label(label)] = f"{told.get(_label(label), '')} {value}".strip()
    return told


def _label(cell: str) -> str:
    word = key(cell)
    for known in ("rentang", "sasaran", "asaldana", "keterangan"):
        if word.startswith(known):
            return known
    if word in {"tanggalmulai", "tglmulai", "tanggalselesai", "tglselesai", "tanggalakhir", "tglakhir"}:
        return "rentang"
    return {"namaprogram": "nama", "idprogram": "id"}.get(word, word)


def _months(text: str) -> str:
    """Days of a span as the months they lie in: "2025-01-01 2025-03-31" gives "Januari 2025 - Maret 2025"."""
    found = [(int(y), int(m)) for y, m in _ISO.findall(text)] or [(int(y), int(m)) for m, y in _DMY.findall(text)]
    if not found:
        return text.strip()
    words = [f"{_MONTHS[month - 1]} {year}" for year, month in (min(found), max(found))]
    return " - ".join(dict.fromkeys(words))
