"""Further columns that say what a visit found: whether somebody was met beside what was recommended (`keberadaan`, `kelayakan`).

Reach for it once the kind of a list and its result are settled. No such column is dropped for another: each becomes a field `finding:<n>`,
each further one of remarks (`alasan` beside `keterangan`) a field `note:<n>`, and `standardise` weighs them together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import tokens
from pipeline.read.columns.recognise import FOUND, OTHER, SHARE
from schemas.codes import Kind
from schemas.fields import idle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.columns.headers import Heading, Vocabulary
    from pipeline.read.columns.samples import Columns, Samples

_ASKS = FOUND | {"rekomendasi", "kesimpulan", "keputusan", "keberadaan", "ditemui", "ditemukan", "status", "penilaian", "keadaan"}
"""Words by which a header asks what became of the visited person, or what is recommended."""
_WHETHER = frozenset({"keberadaan", "ditemui", "ditemukan", "layak", "kelayakan"})
"""Words of a header that yes and no answer."""
_OF_THINGS = frozenset(
    (
        *(
            "rumah",
            "huni",
            "hunian",
            "bangunan",
            "lantai",
            "dinding",
            "atap",
            "jamban",
            "sanitasi",
            "air",
            "kartu",
            "kks",
            "rekening",
            "buku",
        ),
        *("dtks", "dtsen", "padan", "dukcapil", "nik", "ktp", "kk", "kawin", "pekerjaan", "ekonomi", "kesehatan", "gizi", "pendidikan"),
        *("sebelum", "sebelumnya", "awal", "lalu", "terdahulu", "dulu", "pernah", "usulan", "alasan", "sebab", "tanggal", "jumlah", "skor"),
        *(
            "pip",
            "kip",
            "bidikmisi",
            "beasiswa",
            "kur",
            "kpr",
            "rtlh",
            "rutilahu",
            "bsps",
            "jkn",
            "kis",
            "subsidi",
            "elpiji",
            "lpg",
            "vaksin",
        ),
    )
)
"""Words of a header that speaks of a thing, of another list or other aid, of an earlier visit, or only of a reason."""
_REMARK = frozenset({"alasan", "sebab", "penyebab", "keterangan", "ket", "catatan", "uraian", "penjelasan"})
_OF_A_REMARK = frozenset((*("tidak", "layak", "kelayakan", "lain", "lainnya", "tambahan", "lapangan", "petugas"),
                          *("hasil", "survei", "survey", "kunjungan", "verifikasi", "verval", "musdes", "jika", "bila")))  # fmt: skip
"""Words of a header that holds remarks on a visit, and those that may stand beside them there."""
_THERE = re.compile(r"(?i)ada|(?:tidak|tdk\.?) ada")
_YES_NO = re.compile(rf"(?i)ya|y|yes|tidak|t|tdk|no|{_THERE.pattern.removeprefix('(?i)')}")
_REASONED = re.compile(r"(?i)(?:ya|tidak|tdk)\s*[,;:(/-]\s*\w.*")
_YEAR = re.compile(r"20\d\d")


def further_findings(headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary, found: Columns) -> None:
    """Each further column of a survey that says what was found, as `finding:<n>` from the left."""
    if found.kind is not Kind.SURVEY or "result" not in found.fields:
        return
    unused = {c for name, c in found.fields.items() if idle(Kind.SURVEY, name)} - _kept(found.fields)
    taken = (found.used - unused) | found.ignored
    columns = [c for c in range(len(headings)) if c not in taken and _says_finding(headings[c], samples.column(c), vocabulary)]
    for name in [name for name, c in found.fields.items() if c in columns]:
        del found.fields[name]
    first = 1 + sum(name.startswith("finding:") for name in found.fields)
    found.fields |= {f"finding:{number}": column for number, column in enumerate(columns, first)}


def further_remarks(headings: Sequence[Heading], found: Columns) -> None:
    """Each further column of remarks on a visit, from the left: the first is the list's remark where it has none."""
    if found.kind is not Kind.SURVEY:
        return
    unused = {c for name, c in found.fields.items() if idle(Kind.SURVEY, name)} - _kept(found.fields)
    taken = (found.used - unused) | found.ignored
    columns = [c for c, heading in enumerate(headings) if c not in taken and _remarks(heading)]
    for name in [name for name, c in found.fields.items() if c in columns]:
        del found.fields[name]
    names = [*(() if "note" in found.fields else ("note",)), *(f"note:{number}" for number in range(1, len(columns) + 1))]
    found.fields |= dict(zip(names, columns, strict=False))


def _remarks(heading: Heading) -> bool:
    words = set(tokens(heading.text))
    return bool(words & _REMARK) and words <= _REMARK | _OF_A_REMARK


def _kept(fields: Mapping[str, int]) -> set[int]:
    return {c for name, c in fields.items() if not idle(Kind.SURVEY, name)}


def _says_finding(heading: Heading, cells: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a column answers, in words of a result, a question about the person who was visited."""
    if not heading.text:
        return False
    words = {word for gist in vocabulary.speller.gists(tokens(heading.text)) for word in gist} | set(tokens(heading.text))
    if not words & _ASKS or words & (OTHER - {"apakah"} | _OF_THINGS) or any(map(_YEAR.fullmatch, words)):
        return False
    filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
    worded = [bool(vocabulary.values["result"].fullmatch(cell)) for cell in filled]
    others = (_YES_NO, _REASONED) if words & _WHETHER else (_THERE,) if any(worded) else ()
    fitting = sum(found or any(other.fullmatch(cell) for other in others) for found, cell in zip(worded, filled, strict=True))
    return bool(filled) and fitting >= SHARE * len(filled)
