"""Words of a source to codes of ours, through the tables of `schemas/lookups`: sex, yes and no, programme, payer, relationship.

When to reach for it: for any coded column. The invariants: a word no table knows gives None and is told by the caller with its
count; `contains` rules match whole words only; numbers before a word ("1. Kepala Keluarga") are no part of it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.standardise.text import key, parted
from pipeline.words.place_words import OFTEN, VILLAGES
from pipeline.words.shorthand import in_full, in_indonesian
from schemas import lookups

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

YES = {
    "YA", "Y", "YES", "TRUE", "1", "V", "X", "ADA", "SUDAH", "BENAR", "IYA", "✓", "✔", "√", "☑", "Ü", "Þ", "•", "●", "*", "+",
    "T RUE", "CHECKED", "ON",
}  # fmt: skip
NO = {
    "TIDAK",
    "T",
    "TDK",
    "NO",
    "N",
    "FALSE",
    "0",
    "2",
    "TIDAK ADA",
    "BELUM",
    "BUKAN",
    "SALAH",
    "F",
    "OFF",
    "☐",
    "□",
    "[ ]",
    "[]",
    "Û",
    "Ý",
    "☒",
    "✗",
    "✘",
}
BLANK = {"", "-", "--", "NULL", "NONE", "NAN", "N/A", "#N/A", ".", "<NA>", "TIDAK DIISI"}
_SEX = {
    "1": "L", "2": "P", "L": "L", "P": "P", "LK": "L", "PR": "P", "LAKI": "L", "LAKI LAKI": "L", "LAKILAKI": "L", "PEREMPUAN": "P",
    "PRIA": "L",
    "WANITA": "P", "MALE": "L", "FEMALE": "P", "M": "L", "F": "P", "LAKI2": "L", "LELAKI": "L", "PRM": "P", "PEREMPUN": "P", "JANTAN": "L",
    "1 LAKI LAKI": "L", "2 PEREMPUAN": "P", "L LAKI LAKI": "L", "P PEREMPUAN": "P",
}  # fmt: skip
_DENIED = re.compile(r"\b(NON|BUKAN|SELAIN|DILUAR|DI LUAR|GRADUASI) (PKH|BPNT|SEMBAKO|BST|MANDIRI)\b")
_OFFICE = re.compile(
    r"\b(?:BAGIAN|BAG|BIRO|BIDANG|BID|SEKSI|KASI|KASIE|KABAG|KABID|KEPALA SEKSI|ASISTEN)(?: (?:\w+ DAN|PEMERINTAHAN|SETDA|ADMINISTRASI))?"
    r" (?:KESEJAHTERAAN (?:RAKYAT|SOSIAL|MASYARAKAT)|KESRA)\b|\bKESRA (?:SETDA|SEKDA)\b"
)
"""Offices that send lists of any aid: "SEKRETARIAT DAERAH - BAGIAN KESEJAHTERAAN RAKYAT"."""
_THEIR_AID = r"(?: (?:KPM|DARI|DAN|DENGAN|NON|MURNI|PKH|SEMBAKO|BPNT))+\b"
_KIND_OF_KPM = re.compile(rf"\b(?:KPM )?(?:IRISAN|GABUNGAN|KOMBINASI){_THEIR_AID}")
"""The kind of families that a list of one programme holds: "REALISASI SEMBAKO - KPM IRISAN PKH-SEMBAKO"."""
_FAMILIES_OF, _HAVE_KPM = re.compile(rf"\bKPM{_THEIR_AID}"), {"PKH", "SEMBAKO"}
"""The families of one programme to whom another one is paid: "BLT MINYAK GORENG KPM PKH NON SEMBAKO"; the two themselves stay two."""
_NATIONAL = r"(?:PKH|PROGRAM KELUARGA HARAPAN|BPNT|SEMBAKO|BST|BLT)"
_BESIDE = re.compile(rf"\b{_NATIONAL}(?: LANSIA)? ?(?:PLUS|APBD|D|MURAH|DAERAH(?! (?:TERPENCIL|TERTINGGAL|KHUSUS|RAWAN)))\b")
_REGIONAL = "BANSOS KOTA"
"""What the table calls aid of a province, regency or city: "PKH Plus", "BPNT Daerah", "Sembako APBD" are no national programmes."""
_VILLAGES = f"{VILLAGES.removeprefix('KELURAHAN|KEL|DESA|')}|{OFTEN}|MARGA|BANUA|HUTA|DUSUN"
"""A kelurahan has no Dana Desa, and its Dana Kelurahan is none."""
_VILLAGE_FUND = re.compile(rf"\b(?:DANA |(?<=BLT ))(?:{_VILLAGES})\b")
_OF_THE_VILLAGE, _PAID_BY_VILLAGES = re.compile(rf"\b(?:PEMDES|PEMERINTAH(?:AN)? (?:DESA|{_VILLAGES}))\b"), "BLT-DD"
"""The one BLT that the government of a village pays by itself."""
_CHARITY, _IN_PARCELS = {"BAZNAS"}, {"SEMBAKO", "BERAS"}
_DENIAL = r"\b(TIDAK|TDK|TAK|BELUM|KURANG|BUKAN|TANPA)( (BISA|DAPAT|ADA|PERNAH|TENTU|TERMASUK|SEMPAT|JADI|MAU|LAGI|CUKUP))? "
_SPOKEN = ("pay_states", "survey_words")
"""Tables of what people say of money and families, in the language of their region too."""
_TICKS = "✓✔√☑"


def whole(raw: str) -> str:
    """The number of a code cell without the `.0` of a float: "3.0" → "3", "03" → "3"; other text unchanged."""
    text = raw.strip().strip("'\"")
    match = re.fullmatch(r"0*(\d+)(?:[.,]0+)?", text)
    return match[1] if match else text


def is_blank(raw: str) -> bool:
    """Whether a coded cell says nothing."""
    return raw.strip().upper() in BLANK


def sex(raw: str) -> str | None:
    """L or P from 1/2, L/P, words in both languages; None where no table knows the word."""
    return _SEX.get(key(whole(raw)))


def truth(raw: str) -> bool | None:
    """True for ya, 1, a tick and the like; False for tidak, 0, 2; None for anything else."""
    text = whole(raw).upper().strip()
    if text in YES or (text and text[0] in _TICKS):
        return True
    return False if text in NO or key(text) in NO else None


@lru_cache(maxsize=65536)
def find(table: str, raw: str, office: Path | None = None) -> tuple[str, str] | None:
    """(value, extra) of the first rule that fits a word, exact ones before those contained; None where none fits.

    A contained word that is denied ("tidak diterima", "belum tentu layak") does not fit, unless the rule itself holds the denial. Where
    nothing fits, words written without their vowels ("sdh mampu") are spelt out.
    """
    text = re.sub(r"^\d+\s+(?=\D)", "", key(raw)) or key(raw)
    text = _of_the_region(table, in_indonesian(text) if table in _SPOKEN else text, office)
    spelt = in_full(text)
    found = _rule_for(table, text, office) or (_rule_for(table, spelt, office) if spelt != text else None)
    if table == "programme_words" and found and found[0] in _IN_PARCELS and _CHARITY & set(find_all(table, text, office)):
        return min(_CHARITY), ""
    return found


def _rule_for(table: str, text: str, office: Path | None) -> tuple[str, str] | None:
    padded = f" {text} "
    for rule in lookups.words(table, office):
        word = key(rule.word)
        if rule.match == "exact" and text == word:
            return rule.value, rule.extra
        if rule.match == "contains" and f" {word} " in padded and not re.search(rf"{_DENIAL}{re.escape(word)}\b", text):
            return rule.value, rule.extra
    return None


def _of_the_region(table: str, text: str, office: Path | None) -> str:
    """A text of programmes in which aid of the region is called so, where the table has no word of its own for it; the fund of a village is
    the Dana Desa, whatever villages are called there (Dana Gampong)."""
    if table != "programme_words":
        return text
    text = _VILLAGE_FUND.sub("DANA DESA", text)
    if not (_BESIDE.search(text) or "APBD" in text):
        return text
    own = [key(rule.word) for rule in lookups.words(table, office)]
    if any(re.search(rf"\b{re.escape(word)}\b", text) for word in own if _BESIDE.search(word) or "APBD" in word):
        return text
    paid_by_it = re.search(r"\bAPBD\b", text) and not re.search(r"\bAPBN\b", text)
    return re.sub(rf"\b{_NATIONAL}\b", _REGIONAL, text) if paid_by_it else _BESIDE.sub(_REGIONAL, text)


@lru_cache(maxsize=4096)
def find_all(table: str, raw: str, office: Path | None = None, *, file_name: bool = False) -> tuple[str, ...]:
    """Every value whose words stand in a text (a title, a mixed cell), in order of the alphabet; the longest words first.

    Words that would mislead in a sentence (`file` rules: POS, MANDIRI) count only in names of files and sheets, whose words may be written
    together (`DanaDesaMei`). "Non PKH" names no PKH, and aid of the region is no national programme.
    """
    text = re.sub(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])", " ", key(parted(raw) if file_name else raw))
    text = _OFFICE.sub(" ", text) if table == "programme_words" else text
    text = _of_the_region(table, _DENIED.sub(" ", text), office)
    for kind, but in ((_KIND_OF_KPM, set()), (_FAMILIES_OF, _HAVE_KPM)) if table == "programme_words" else ():
        own = find_all(table, bare, office) if (bare := kind.sub(" ", text)) != text else ()
        if len(own) == 1 and not but & set(own):
            return own
    found: set[str] = set()
    kinds = {"contains", "file"} if file_name else {"contains"}
    rules = sorted((r for r in lookups.words(table, office) if r.match in kinds), key=lambda rule: (-len(rule.word), rule.word))
    for rule in rules:
        pattern = rf"\b{re.escape(key(rule.word))}\b"
        if re.search(pattern, text):
            found.add(rule.value)
            text = re.sub(pattern, " # ", text)
    if table == "programme_words" and not found and _OF_THE_VILLAGE.search(text) and re.search(r"\bBLT\b|\bBANTUAN LANGSUNG TUNAI\b", text):
        return (_PAID_BY_VILLAGES,)
    if found & _CHARITY:  # the parcel of a charity
        found -= _IN_PARCELS
    return tuple(sorted(found))


def only(values: Sequence[str]) -> str | None:
    """The value if there is exactly one."""
    return values[0] if len(values) == 1 else None
