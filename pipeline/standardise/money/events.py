"""The last event of a status that tells several: "Gagal lalu sukses", "Sudah dibayar ulang setelah retur", "Sukses (sebelumnya gagal)".

When to reach for it: `states.py`, before a status word is looked up. The invariants: words of order (lalu, setelah, sebelumnya, sekarang)
decide which event is the last; without one the order is not known, and a failure followed by a payment is no answer at all.
"""

from __future__ import annotations

import re

from pipeline.standardise.text import key

_THEN = re.compile(
    r"[-=]>|→|\b(?:KEMUDIAN|AKHIRNYA|SELANJUTNYA|SEKARANG|KINI|SAAT INI)\b|(?<!BULAN )(?<!TAHAP )(?<!TAHUN )(?<!YANG )\bLALU\b"
)
_AFTER = re.compile(r"\b(?:SETELAH|SESUDAH|USAI|PASCA|SEHABIS)\b(?! ITU)")
_BEFORE = re.compile(r"\b(?:SEBELUMNYA|SEMPAT|SEMULA|AWALNYA|TADINYA|DULUNYA|DULU|(?<!BELUM )(?<!TIDAK )PERNAH)\b")
_PART = re.compile(r"[,;:()\[\]/|–—]+|\s-+\s|\.\s|\b(?:TAPI|TETAPI|NAMUN)\b|(?=\b(?:SUDAH|TELAH)\b)")
_AGAIN = re.compile(
    r"^(?:SUDAH|TELAH|BERHASIL|SUKSES|SELESAI) (?:(?:DI|TER|PEM|PEN)?(?:BAYAR|SALUR|CAIR|TRANSFER|KREDIT|TOP ?UP)(?:KAN|AN)?) "
    r"(?:ULANG|SUSULAN|KEMBALI(?! KE))\b"
)
_MENDED = re.compile(r"^(?:SUDAH|TELAH|SDH) (?:DI|TER)?(?:PERBAIKI|BERESKAN|BERES|SELESAI(?:KAN)?|ATASI|TINDAK ?LANJUTI|PULIHKAN)\b")
_UNDONE = re.compile(
    r"\b(?:BATAL|TIDAK JADI|BUKAN|TIDAK ADA|TIDAK|PEMBATALAN|GAGAL) (?:DI|TER)?(?:RETUR|BATAL|BATALKAN|GAGAL|KEMBALIKAN)\b"
)


_IN_HIS_PLACE = re.compile(
    r"^(?:.*\b)?(?:TIDAK|TDK|TAK) (?:BISA |DAPAT |SEMPAT )?(?:HADIR|DATANG)\b.*?(?<!TIDAK )(?<!BELUM )"
    r"\b(DIWAKIL\w*|DIKUASAKAN|(?:DI)?ANTAR\w*|DOOR TO DOOR)\b|\bDOOR TO DOOR\b.*\b(?:TIDAK|TDK) (?:BISA |DAPAT )?(?:HADIR|DATANG)\b"
)
_REPLACED = re.compile(
    r"\b(?:RUSAK|HILANG|TERTELAN|TERBLOKIR|DIBLOKIR)\b.*\b(?:SUDAH|TELAH|SDH) (?:DI)?(?:GANTI|GANTIKAN|BUKA|AKTIFKAN|CETAK|TERBITKAN)$"
)
_NONE = re.compile(r"^(?:TANPA|NIHIL|BEBAS)\b|^(?:RETUR|GAGAL)(?: SALUR)? (?:NIHIL|NOL|0)$")


def in_his_place(word: str) -> bool:
    """Whether a status tells of somebody who stayed away and whose money was fetched for him or brought ("tidak hadir, diwakili anak")."""
    return bool(_IN_HIS_PLACE.search(key(word)))


def no_trouble(word: str) -> bool:
    """Whether a status only says that there was no trouble, or that a card was replaced ("KKS rusak sudah diganti"), nothing of money."""
    return bool(_REPLACED.search(key(word)) or _NONE.search(key(word)))


def without_undone(word: str) -> str:
    """The status without a clause that takes back a failure ("Batal dibatalkan", "Tidak jadi retur")."""
    return ", ".join(part for part in parts(word) if not _UNDONE.search(part)) if _UNDONE.search(key(word)) else word


def paid_again(clause: str) -> bool:
    """Whether a clause says that what had failed was paid again: "sudah dibayar ulang", not "akan dibayar ulang"."""
    return bool(_AGAIN.search(clause))


def mended(clause: str) -> bool:
    """Whether a clause says that what had failed was put right, and not whether it was paid: "sudah diperbaiki"."""
    return bool(_MENDED.search(clause))


def parts(word: str) -> list[str]:
    """The clauses of a status in their order, without signs; what "sudah" begins is one of its own."""
    return [words for part in _PART.split(word.upper()) if (words := key(part))]


def last_event(word: str) -> str:
    """The last event where words of order tell it, else the status as it is; "" where only the past is told ("Pernah retur")."""
    text = word.upper()
    if (then := list(_THEN.finditer(text))) and (rest := key(text[then[-1].end() :])):
        return rest
    if (after := _AFTER.search(text)) and (first := key(text[: after.start()])):
        return first
    if not (before := _BEFORE.search(text)):
        return text
    later = parts(text[before.end() :])
    return key(text[: before.start()]) or (later[-1] if len(later) > 1 else "")
