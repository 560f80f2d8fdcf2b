"""Columns that count the members of a family by PKH component (`Bumil | Balita | SD | SMP | SMA | Lansia | Disab`).

Reach for it once the kind of a list is known. The invariants: only in a list of payments that has no column of components; three such
columns or more, each component once, all of their cells small numbers or blanks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import spelt_out
from pipeline.read.columns.together import Join
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading
    from pipeline.read.columns.samples import Columns, Samples

_LEAST = 3
_OF = r"(?:(?:jumlah|jml|jlh|anak|ibu|kategori|komponen|penyandang) )*"
_COMPONENTS = {
    "HAMIL": r"(?:bumil|hamil|nifas|bufas|hamil nifas|bumil nifas|bumil bufas)",
    "BALITA": r"(?:balita|usia dini|aud|paud|balita usia dini|usia 0 6(?: tahun)?|apras)",
    "SD": r"(?:sd|sekolah dasar|sd mi|sd sederajat)",
    "SMP": r"(?:smp|smp mts|smp sederajat)",
    "SMA": r"(?:sma|smk|sma smk|sma ma|sma sederajat|slta)",
    "LANSIA": r"(?:lansia|lanjut usia)",
    "DISABILITAS": r"(?:disab|disabilitas|difabel|disabilitas berat|disab berat)",
}
_CELL = re.compile(r"\d(?:[.,]0)?|-|")


def component_counts(headings: Sequence[Heading], samples: Samples, found: Columns) -> None:
    """Make one column of components ("2 BALITA + 1 SD") of those that count them, in a list of payments that names none."""
    if found.kind not in (Kind.DISBURSEMENT, Kind.CLOSING) or "component" in found.fields:
        return
    counted: dict[int, str] = {}
    for column, heading in enumerate(headings):
        name = _component(heading) if column not in found.used else ""
        if name and all(_CELL.fullmatch(cell.strip()) for cell in samples.column(column)):
            counted[column] = name
    if len(counted) >= _LEAST and len(set(counted.values())) == len(counted):
        found.fields["component"] = next(iter(counted))
        found.joins["component"] = Join(tuple(counted), counted=counted)


def _component(heading: Heading) -> str:
    """The component that a header names and nothing else; "" for any other header."""
    text = spelt_out(heading.readings[-1])
    return next((name for name, words in _COMPONENTS.items() if re.fullmatch(_OF + words, text)), "")
