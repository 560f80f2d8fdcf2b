"""Columns of a question with two answers, one of which denies (`dapat` / `tidak dapat`, `sudah` / `belum`): whether aid was received.

Reach for it while columns are told by what they hold. The invariants: the header must speak of receiving and of nothing that turns the
question into another (a card, eligibility, a cut, who fetched it); an unclear answer makes the column no such question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.refusal import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

DENIES = re.compile(r"(?:tidak|tdk|tak|belum|blm|belom|gak|nggak|ga)\b\W*(.*)", re.IGNORECASE)
_AFFIRMS = frozenset({"ya", "iya", "sudah", "sdh", "telah", "pernah", "ada", "benar"})
_RECEIVES = frozenset({"terima", "salur", "cair"})
_COMES = frozenset({"dapat", "sampai", "masuk", "bayar", "peroleh"})
_AID = frozenset({"bantuan", "bansos", "uang", "dana", "sembako", "bpnt", "pkh", "blt", "bst"})
_TURNS = frozenset(
    (
        *("layak", "berhak", "pantas", "bersedia", "setuju", "siap", "ingin", "perlu", "butuh", "tepat", "sasaran", "sendiri", "langsung"),
        *("kartu", "kks", "rekening", "buku", "surat", "undangan", "nomor", "sosialisasi", "ditemui", "ditemukan", "hadir", "dihubungi"),
        *("potong", "dipotong", "potongan", "utuh", "penuh", "sesuai", "alasan", "keluhan", "kendala", "lain", "lainnya", "selain", "juga"),
        *("dulu", "sebelumnya", "usul", "usulan", "diusulkan", "digunakan", "dibelanjakan", "bermanfaat", "masih", "mengapa", "kenapa"),
    )
)
"""Words by which a header asks something else about the aid."""


def two_answers(cells: Iterable[str]) -> tuple[str, ...]:
    """The answers of a column (lower case, in order of the alphabet) where some deny and all others plainly say the contrary; else none."""
    said = {" ".join(cell.split()).strip(" .!,").lower() for cell in cells} - {"", "-"}
    denied = {answer: found[1].strip() for answer in said if (found := DENIES.fullmatch(answer))}
    rest = said - denied.keys()
    affirmed = all(answer in _AFFIRMS or answer in denied.values() or answer.split()[0] in _AFFIRMS for answer in rest)
    return tuple(sorted(said)) if denied and rest and affirmed and len(said) <= _MOST else ()


_MOST = 6


def asks_receipt(words: AbstractSet[str]) -> bool:
    """Whether the words of a header ask if aid was received: a verb of receiving, or aid that comes."""
    return bool(words & _RECEIVES or (words & _COMES and words & _AID)) and not turns_away(words)


def turns_away(words: AbstractSet[str]) -> bool:
    """Whether the words of a header ask something else about the aid (`Diterima sendiri?`), whatever the rest of it."""
    return bool(words & _TURNS)


def speaks_of_aid(words: AbstractSet[str]) -> bool:
    """Whether a header speaks of aid or of receiving at all."""
    return bool(words & (_AID | _RECEIVES | _COMES))


def say_unread(header: str, cells: Sequence[str]) -> str:
    """The sentence about a column that answers a question of aid and is not read."""
    answers = ", ".join(f"'{shown(answer)}'" for answer in two_answers(cells))
    return (
        f"Kolom '{shown(header)}' berisi jawaban ({answers}), tetapi tidak dipakai. Bila kolom itu menyatakan bantuan sudah diterima atau "
        "belum, beri judul 'Bantuan diterima' atau daftarkan tata letaknya dengan 'padan layout adopt'."
    )
