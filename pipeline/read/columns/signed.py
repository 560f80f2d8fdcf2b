"""Signatures of those who received ("ttd", "2. ttd", "cap jempol") in a column of a pay list.

Reach for it once the kind of a list is settled. A column that is empty throughout, or only numbers its places, was signed on paper.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import tokens
from pipeline.read.columns.recognise import OTHER, known, say_recognised
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading, Vocabulary
    from pipeline.read.columns.samples import Columns, Samples

_CALLED = (*map(frozenset, (("tanda", "tangan"), ("ttd",), ("paraf",), ("cap", "jempol"), ("tanda", "terima"), ("bukti", "terima"))),)
_OF_OTHERS = OTHER | {"petugas", "pendamping", "lurah", "kepala", "camat", "kades", "bendahara", "nama", "tanggal", "tgl", "nomor", "no"}
_SIGNED = re.compile(
    r"(?i)\W*(?:\d{1,4}\W+)?(?:(?:sudah |telah )?(?:t\.?\s?t\.?\s?d|tanda tangan|ditandatangani|paraf|(?:cap )?jempol|sah|v|√|✓|✔)"
    r"(?:\s*[/&+]\s*(?:cap )?jempol)?)\W*|[√✓✔]"
)

_ANSWERED = re.compile(r"(?i)\W*(?:(?:sudah|sdh|telah|belum|blm|tidak|tdk)(?: (?:di)?(?:terima|ambil))?|(?:di)?terima|lunas)\W*")
"""Words that answer in the place of a signature whether it was received."""
_PLACE = re.compile(r"[\d\W_]*")
"""A place for a signature and none: `2.`, `2. ………`, `-`."""
_TICK = re.compile(r"[√✓✔]")
_NUMBER = re.compile(r"\d{6}")
"""What stands in a column of numbers beside somebody; a sum of the rows has none."""


def signatures(headings: Sequence[Heading], samples: Samples, found: Columns, vocabulary: Vocabulary) -> None:
    """The field `signed` of a pay list whose recipients' signatures tell who received."""
    if found.kind is not Kind.DISBURSEMENT or "signed" in found.fields:
        return
    for column, heading in enumerate(headings):
        words = set(tokens(heading.text))
        if column in found.used or words & _OF_OTHERS or not any(called <= words for called in _CALLED):
            continue
        rows = [name for name in ("nik", "name", "no_kk", "amount") if name in found.fields][:1]
        cells = [cell.strip() for cell in samples.column(column)]
        people = [cell.strip() for cell in samples.column(found.fields[rows[0]])] if rows else []
        mine = [cell for cell, who in zip(cells, people, strict=False) if (_NUMBER.search(who) if rows[0] in ("nik", "no_kk") else who)]
        filled = [cell for cell in mine if not _PLACE.fullmatch(cell) or _TICK.search(cell)]
        unsigned = [cell for cell in filled if not _SIGNED.fullmatch(cell)]  # "tidak hadir, dikembalikan": why nobody signed
        if filled and (not unsigned or ("state" not in found.fields and known("state", unsigned, vocabulary) == 1)):
            found.fields["signed"] = column
            found.notes.append(say_recognised("signed", heading.text))
            return
        if filled and "state" not in found.fields and all(map(_ANSWERED.fullmatch, filled)):
            found.fields["state"] = column
            found.notes.append(say_recognised("state", heading.text))
            return
