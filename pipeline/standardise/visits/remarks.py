"""What a remark of the field says beside its result: poor or not, the day of a death, whether anything was received, who is still there.

When to reach for it: `results.py`, `survey.py` and `registry.py` ask it value by value. The invariants: a denial turns a word round
within its own clause and never beyond a comma; a day counts as a day of death only where it follows the word of death itself.
Source: DOMAIN §1.6 (presence codes) and §3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.standardise.people.dates import MONTHS, Span, parse_date
from pipeline.standardise.text import key
from pipeline.standardise.words import find, whole
from pipeline.words.shorthand import in_full
from schemas.codes import ALIVE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

_BETWEEN = (
    r"(?:\s+(?:TERGOLONG|TERMASUK|TERKATEGORI|MASUK|DALAM|DARI|KE|SEBAGAI|LAGI|SECARA|EKONOMI|FINANSIAL|GOLONGAN|KATEGORI|KELOMPOK"
    r"|KELUARGA|ORANG|WARGA|RUMAH\s+TANGGA|KPM|MASYARAKAT|PENDUDUK))*\s+"
)
_POOR = re.compile(rf"\b(?:TIDAK|TDK|TAK|BUKAN|BELUM|KURANG|NON){_BETWEEN}(?:MAMPU|SEJAHTERA|KAYA|BERADA)\b(?!\s+DI\b)")
_RICH = re.compile(rf"\b(?:TIDAK|TDK|TAK|BUKAN){_BETWEEN}MISKIN\b")
_NAMES = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))
_DAYS = "SENIN|SELASA|RABU|KAMIS|JUM'?AT|SABTU|MINGGU"
_DIED = re.compile(
    rf"\b(?:MENINGGAL|WAFAT|TUTUP\s+USIA|ALMARHUM(?:AH)?|ALMH?|MD)(?:[\s,.:(]|DUNIA\b|PADA\b|TANGGAL\b|TGL\b|HARI\b|SEJAK\b|DI\s+TANGGAL\b|(?:{_DAYS})\b)*?"
    rf"[\s,.:(](\d{{1,2}}[\s/.\-]+(?:(?:{_NAMES})[\s/.\-]+\d{{4}}|\d{{1,2}}[/.\-]\d{{2,4}})|\d{{4}}-\d{{1,2}}-\d{{1,2}})(?!\d)"
)
_NOT_RECEIVED = (
    r"\b(?:TIDAK|TDK|TAK|BELUM|BLM)(?: PERNAH| ADA| SEMPAT)?(?: (?:MENERIMA|TERIMA|MENDAPAT|MENDAPATKAN|DAPAT|MEMPEROLEH|DIBERI))"
)
_NOTHING = re.compile(
    rf"{_NOT_RECEIVED}(?:(?<= PERNAH MENERIMA)|(?<= PERNAH TERIMA))(?: UANG(?:NYA)?| BANTUANNYA| DANANYA)?$|{_NOT_RECEIVED}"
    r"(?: (?:BANTUAN|BANSOS)(?: SOSIAL)?(?: APA ?PUN| APA APA| SAMA SEKALI| SEKALI PUN)?| APA APA| APA ?PUN| SAMA SEKALI)"
    r"(?! (?:LAIN|LAINNYA|PKH|BPNT|SEMBAKO|BLT|BST|DARI|KECUALI|SELAIN|LAGI)\b)"
)
_NOT_OF = re.compile(
    rf"{_NOT_RECEIVED}(?: (?:BANTUAN|BANSOS|UANG|DANA|SOSIAL|PROGRAM|KPM))* (?P<of>PKH|BPNT|SEMBAKO|BST|BLT(?: (?:DD|DESA|DANA DESA))?)\b"
    r"(?! (?:LAIN|LAINNYA|DARI|KECUALI|SELAIN|LAGI|BULAN|TAHAP|THP|TW|TRIWULAN|TAHUN|20|PLUS|DAERAH|UTUH|PENUH)\b)"
)
REGSOSEK = {
    "1": "TINGGAL BERSAMA", "2": "MENINGGAL", "3": "PINDAH", "4": "LUAR NEGERI", "5": "ANGGOTA BARU", "6": "TIDAK DITEMUKAN",
}  # fmt: skip
"""Presence of a family member, question 404 of Regsosek."""
MK_DTKS = {"1": "TERKONFIRMASI", "2": "TIDAK TERKONFIRMASI", "3": "GANDA", "4": "MENINGGAL", "5": "BELUM TERCATAT"}
"""Presence of a person in the ministry's MK-DTKS of 2023."""

STATUS_DASAR = {"1": "HIDUP", "2": "MENINGGAL", "3": "PINDAH", "4": "HILANG", "6": "PINDAH", "9": "TIDAK AKTIF"}
"""Standing of a resident in the village's own register (`status_dasar` of OpenSID): here, dead, moved, lost, gone, invalid."""
ACTIVE = {**dict.fromkeys(("YA", "Y", "1", "TRUE"), "AKTIF"), **dict.fromkeys(("TIDAK", "T", "N", "0", "2", "FALSE"), "TIDAK AKTIF")}
"""Answers to the question whether somebody is (still) active in the registry."""

ELIGIBLE = {**dict.fromkeys(("YA", "Y", "YES"), "LAYAK"), **dict.fromkeys(("TIDAK", "T", "TDK", "NO"), "TIDAK LAYAK")}
"""Answers to the question whether somebody is still eligible ("Apakah KPM masih layak?")."""


MET = {**dict.fromkeys(("YA", "Y", "YES"), "DITEMUI"), **dict.fromkeys(("TIDAK", "T", "TDK", "NO"), "TIDAK DITEMUI")}
"""Answers to the question whether somebody could be met ("Apakah KPM dapat ditemui?")."""


def standing_codes(header: str) -> Mapping[str, str]:
    """Code to word for a column of somebody's standing in the registry, by its header (`status_dasar`, `aktif`); empty for others."""
    words = key(header)
    if "STATUS DASAR" in words:
        return STATUS_DASAR
    return ACTIVE if re.search(r"\b(AKTIF|KEAKTIFAN)\b", words) and not re.search(r"\b(TIDAK|TDK|NON|NONAKTIF)\b", words) else {}


def poverty(raw: str) -> str:
    """The text with denied words of wealth as TIDAK MAMPU ("bukan keluarga mampu") and denied poverty as SUDAH MAMPU."""
    return _RICH.sub("SUDAH MAMPU", _POOR.sub("TIDAK MAMPU", re.sub(r"\s+", " ", raw.upper())))


def death_day(raw: str, span: Span) -> dt.date | None:
    """The day that follows the word of death ("meninggal dunia pada tanggal 12 Juni 2024"), or None; outside `span` none.

    Whose death it is the caller has to know: a relative's death reads the same.
    """
    match = _DIED.search(raw.upper())
    day = parse_date(match[1], span) if match else None
    return day if day and span.earliest <= day <= span.latest else None


def received_nothing(raw: str) -> bool:
    """Whether a sentence says that no aid at all was received; another programme's aid or "bantuan lain" does not count."""
    return bool(_NOTHING.search(key(in_full(raw))))


def not_received(raw: str) -> str | None:
    """The programme of which a sentence says that it never came ("tidak pernah menerima bantuan Sembako"); None where it names none."""
    found = _NOT_OF.search(key(in_full(raw)))
    named = find("programme_words", found["of"]) if found else None
    return named[0] if named else None


def presence(header: str, about: str) -> Mapping[str, str]:
    """Code to word for a column of presence (`keberadaan`, `masih_hidup`) or eligibility (`layak`), by its header; empty for others.

    `about` is title, sheet and file name: a list of DTKS speaks the ministry's codes, unless the header names the family member (ART).
    """
    words = key(header)
    if "MASIH HIDUP" in words:
        return ALIVE
    if re.search(r"(?<!TIDAK )\b(LAYAK|KELAYAKAN|ELIGIBLE)\b", words):
        return ELIGIBLE
    if re.search(r"(?<!TIDAK )\b(DITEMUI|DITEMUKAN|MET|FOUND)\b", words):
        return MET
    if "KEBERADAAN" not in words:
        return {}
    member = re.search(r"\b(ART|ANGGOTA|404)\b", words)
    return {**MET, **(REGSOSEK if member or "DTKS" not in key(about) else MK_DTKS)}


_ANSWER = re.compile(r"(?i)\s*(ya|tidak|tdk)\s*[,;:(/-]+\s*(\w.*)")


def coded_word(codes: Mapping[str, str], raw: str) -> str:
    """The word of a code ("2", "02", "2.0"), else the text itself."""
    found = next((codes[form] for form in (raw, whole(raw), key(raw)) if form in codes), None)
    answer = _ANSWER.match(raw) if found is None else None
    if answer is not None and (said := codes.get(answer[1].upper())):
        return f"{said}, {answer[2]}"  # "Tidak, sudah mampu"
    return raw if found is None else found
