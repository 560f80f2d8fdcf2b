"""Forms written one under the other (`Nama KPM : …`, `NIK : …`, `Hasil : …`, again and again), made into a table of a form a row.

Reach for it with the lines of a document or text that holds no table. The invariants: a block begins where its first label comes again; the
labels must name a list of people; what stands between the blocks without a label is nobody's, and is told.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading, key
from pipeline.read.formats.sheet import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.locate import Finder

_LABELLED = re.compile(r"\W{0,3}(?:\d{1,2}[.)]\s*)?([^\W\d_][^:=\n]{0,39}?)\s*[:=]\s*(.*?)\s*")
_LEAST, _FIELDS, _WIDEST = 2, 2, 60
"""Blocks at least; fields of people that their labels must name; labels at most."""
_TOLD = "{n} formulir berlabel dibaca sebagai satu baris tiap formulir ({labels}); baris ke-{first} adalah formulir pertama.{others}"
_OTHERS = " {n} baris tanpa label di antaranya dilewati."


def blocks_of(lines: Sequence[str], finder: Finder, *, search: int, sheet: str) -> SheetGrid | None:
    """The table of such forms, the lines above the first one as its titles; None where the lines are none."""
    said = [(key(found[1]), found[1].strip(), found[2]) if (found := _LABELLED.fullmatch(line.strip())) else None for line in lines]
    counts = Counter(one[0] for one in said if one)
    most = max(counts.values(), default=0)
    first = next((one[0] for one in said if one and counts[one[0]] == most), "")
    starts = [n for n, one in enumerate(said) if one and one[0] == first]
    if most < _LEAST or not starts:
        return None
    texts: dict[str, str] = {}
    forms: list[dict[str, str]] = []
    for n in range(starts[0], len(lines)):
        one = said[n]
        if one and one[0] == first:
            forms.append({})
        if one and (counts[one[0]] >= _LEAST or one[0] in texts) and one[0] not in forms[-1]:
            texts.setdefault(one[0], one[1])
            forms[-1][one[0]] = one[2]
    if len(texts) > _WIDEST or finder.score([Heading(text) for text in texts.values()]) < _FIELDS:
        return None
    titles = [" ".join(line.split()) for line in lines[: starts[0]] if line.strip()][-search // 2 :]
    width = len(texts)
    rows = (
        [[title, *([""] * (width - 1))] for title in titles]
        + [[*texts.values()]]
        + [[form.get(name, "") for name in texts] for form in forms]
    )
    frame = pl.DataFrame([[cell or None for cell in row] for row in rows], schema={f"c{c}": pl.String for c in range(width)}, orient="row")
    grid = SheetGrid(sheet, frame, None, data=b"", search=search)
    others = sum(one is None and bool(line.strip()) for one, line in zip(said[starts[0] :], lines[starts[0] :], strict=True))
    told = _OTHERS.format(n=others) if others else ""
    grid.notes += (_TOLD.format(n=len(forms), labels=", ".join(texts.values())[:80], first=len(titles) + 2, others=told),)
    return grid
