"""Whose death a cell speaks of: the person of the row, somebody else, nobody.

When to reach for it: wherever a status, remark or result holds a word of death. The invariants: a cell is judged clause by clause; a kin
word before the word of death, or right behind it, is the one who died; what contradicts itself or is only rumoured is doubt, and doubt is
never a death. Source: DOMAIN §1.6 and §3.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from pipeline.standardise.text import key


class Death(Enum):
    """Whom a word of death strikes."""

    SELF = auto()
    OTHER = auto()
    NONE = auto()  # said to be alive, or not dead
    DOUBT = auto()


_KIN = (
    r"(?:SUAMI|ISTRI|ISTERI|PASANGAN|ANAK|AYAH|IBU|BAPAK|BAPA|BPK|EMAK|MAMAK|ORANG TUA|ORANGTUA|ORTU|MERTUA|MENANTU|KAKEK|NENEK|CUCU|KAKAK"
    r"|ADIK|ADEK|SAUDARA|PAMAN|BIBI|KEPONAKAN|BAYI|JANDA|DUDA|YATIM|PIATU|TETANGGA|PENGGANTI|MENGGANTIKAN)(?:NYA|2)?"
)
_HEIR = r"(?:AHLI WARIS|KELUARGA|ANGGOTA)"
_DIES = r"(?:MENINGGAL|WAFAT|TUTUP USIA|TELAH TIADA|BERPULANG|DECEASED|DIED|PASSED AWAY)(?: DUNIA)?"
_LATE = r"(?:ALMARHUM|ALMARHUMAH|ALMH|ALM)"
_WHEN = r"(?:\d|TH\b|THN\b|TAHUN\b|TGL\b|TANGGAL\b|BULAN\b|BLN\b|SEJAK\b|PADA\b|KARENA\b|LAMA\b|DUNIA\b)"
_FILLED = r"(?:ADA|PUNYA|TIDAK|TDK|TANPA|DIGANTI|DIGANTIKAN|DIWAKILI|TUNGGAL|SEBATANG|HIDUP|TINGGAL|SUDAH|BELUM|DAN)\b"
_SELF_LATE = rf"^(?:(?:KPM|YBS|PENERIMA|SUDAH|SDH|TELAH) )*(?:{_LATE}|MD|MATI|DEAD)(?:$| (?={_WHEN}|{_FILLED}))"
_DENIED = rf"\b(?:BELUM|BLM|TIDAK|TDK|BUKAN)(?: (?:BENAR|PERNAH|SEDANG|ADA YANG))? {_DIES}\b"
_CIVIL = r"\b(?:CERAI|JANDA|DUDA|DITINGGAL|DITINGGALKAN)(?: (?:KARENA|SEBAB|OLEH|YANG))? (?:MATI|WAFAT|MENINGGAL)(?: DUNIA)?\b"
_PAPER = rf"\b(?:AKTA|AKTE|SURAT|SKM|SANTUNAN|BUKTI|DATA|DIBUATKAN)(?: KETERANGAN| SURAT)? (?:{_DIES}|KEMATIAN)\b"
_RUMOUR = r"\b(?:DIDUGA|KABARNYA|KATANYA|KONON|DIKIRA|DISANGKA|DIKABARKAN|HAMPIR|APAKAH|BILA|JIKA|KALAU|SALAH|KELIRU|TERNYATA|PADAHAL)\b"
_ALIVE = r"\b(?:HIDUP|SEHAT)\b(?! (?:SEBATANG|SENDIRI|TUNGGAL|SUSAH|MISKIN))"
_DATES = re.compile(r"\b\d{1,4}[/.\-]\d{1,2}(?:[/.\-]\d{1,4})?\b")
_CLAUSES = re.compile(r"[,;:()\[\]/|\-–—]+|\.(?=\s|$)|\b(?:DAN|TAPI|TETAPI|NAMUN|SEDANGKAN|SEMENTARA|KEMUDIAN|LALU)\b")
_KIN_ALONE = re.compile(rf"{_KIN}(?: (?:PERTAMA|KEDUA|KETIGA|SULUNG|BUNGSU|KE \d|\d))?")
_KIN_FIRST = re.compile(rf"\b(?<!ADA )(?<!PUNYA )(?<!TANPA )(?:{_KIN}|{_HEIR})\b.*\b(?:{_DIES}|{_LATE})\b")
_KIN_BEHIND = re.compile(rf"\b(?:{_DIES}|{_LATE}) (?:{_KIN})\b(?! (?:MASIH|ADA|YANG|SUDAH|HIDUP|MENGGANTI|JADI|SEBAGAI|TINGGAL|IKUT))")


def _clauses(raw: str) -> list[str]:
    """The clauses of a cell, without signs; a day keeps together, and `Alm.` is no end of a sentence."""
    text = _DATES.sub(lambda found: re.sub(r"\D", "0", found[0]), re.sub(r"\b(ALMH?|BPK)\.", r"\1 ", raw.upper()))
    return [words for part in _CLAUSES.split(text) if (words := key(part))]


def _in_clause(words: str) -> Death | None:
    if re.search(_DENIED, words):
        return Death.NONE
    if re.search(_CIVIL, words):
        return Death.OTHER
    words = re.sub(_PAPER, " ", words)
    if _KIN_FIRST.search(words) or _KIN_BEHIND.search(words):
        return Death.OTHER
    if re.search(rf"\b{_DIES}\b", words) or re.search(_SELF_LATE, words):
        return Death.SELF
    if re.search(rf"\b{_LATE}\b", words):
        return Death.DOUBT
    return Death.NONE if re.search(_ALIVE, words) and not re.search(rf"\b{_KIN}\b|\b{_HEIR}\b|\bSENDIRI\b|\bTIDAK\b", words) else None


@lru_cache(maxsize=65536)
def whose(raw: str) -> Death | None:
    """Whom a cell says to be dead; None where it speaks neither of death nor of life.

    Examples: "Meninggal 12-03-2025" SELF; "Janda (suami meninggal)", "Cerai mati", "Almarhum bapak" OTHER; "Belum meninggal" NONE;
    "Tercatat meninggal, masih hidup", "Alm. Sarno" DOUBT.
    """
    clauses = _clauses(raw)
    said = [_in_clause(words) for words in clauses]
    told = {one for one in said if one is not None}
    if Death.SELF not in told:
        return next((one for one in (Death.OTHER, Death.DOUBT, Death.NONE) if one in told), None)
    if Death.NONE in told or "?" in raw or re.search(_RUMOUR, key(raw)):
        return Death.DOUBT
    bare = {clauses[at] for at, one in enumerate(said) if one is None and _KIN_ALONE.fullmatch(clauses[at])}
    return Death.OTHER if bare and len(clauses) == len(bare) + 1 else Death.SELF


def without_others(raw: str) -> str:
    """The words of a cell without what it says of the death of others, or of a death that did not happen."""
    kin = rf"\b(?:{_KIN}|{_HEIR})\b(?: \w+){{0,3}}? {_DIES}\b"
    return key(re.sub(rf"{_DENIED}|{_CIVIL}|{kin}|\b{_LATE} {_KIN}\b", " ", key(raw)))
