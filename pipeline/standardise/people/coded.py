"""Coded columns of a registry: occupation, school, disability, death, standing, match at Dukcapil, desil.

When to reach for it: `registry.py` uses it value by value over distinct values. The invariants: unknown is None and never no; a remark is
not read as more than it says. Source: DOMAIN §1.1, §1.6 and §4 ("excluded whatever the desil").
"""

from __future__ import annotations

import re

from pipeline.standardise.people.deaths import Death, whose
from pipeline.standardise.text import key
from pipeline.standardise.words import is_blank, truth, whole
from schemas.codes import RegistryStatus

_EXCLUDED = re.compile(
    r"\b(ASN|PNS|CPNS|PPPK|P3K|PEGAWAI NEGERI|APARATUR SIPIL|TNI|TENTARA|POLRI|POLISI|KEPOLISIAN|PENSIUN\w*|PURNAWIRAWAN"
    r"|PURNATUGAS|BUMN|BUMD|PEJABAT|ANGGOTA (DPR|DPD|DPRD|MPR|BPK|LEMBAGA TINGGI)\w*|PRESIDEN|MENTERI|DUTA BESAR"
    r"|(WAKIL )?(GUBERNUR|BUPATI|WALIKOTA|WALI KOTA)|CAMAT|LURAH|KEPALA DESA|KADES|HAKIM|JAKSA"
    r"|SDM PKH|PENDAMPING PKH|PENDAMPING SOSIAL|DIREKTUR|KOMISARIS)\b"
)
_OPEN = re.compile(r"\b(PERANGKAT DESA|APARAT DESA|PERANGKAT KELURAHAN|GURU|DOSEN|BPD|KEPALA DUSUN|KADUS)\b")
_DENIED = re.compile(
    r"\b(BUKAN|MANTAN|EKS|EX|TIDAK|NON|CALON|PELAMAR|GAGAL|HONORER|HONOR|MAGANG|ISTRI|ISTERI|SUAMI|ANAK|JANDA|DUDA|ORANG TUA|AYAH|IBU"
    r"|BAPAK|MENANTU|MERTUA|KAKAK|ADIK|CUCU)\b"
)
_OTHER_JOB = re.compile(
    r"\b(TUKANG|PETUGAS|SOPIR|SUPIR|DRIVER|PENGEMUDI|PEMBANTU|ASISTEN|SATPAM|SECURITY|BURUH|KULI|PEDAGANG|DAGANG|PENJUAL|JUALAN|PENJAGA"
    r"|JAGA|CLEANING|OFFICE BOY|OB|JURU|PEKERJA|TENAGA|KANTIN|WARUNG|KOPERASI|RELAWAN|LAUNDRY|PENJAHIT|PEMULUNG|PENGASUH)\b"
)
"""Work that is done for, beside or in the house of somebody of an excluded job."""
_OWN_SENSE = re.compile(
    r"\b(?:POLISI (?:CEPEK|TIDUR)|TENTARA BAYARAN"
    r"|PENSIUN\w* (?:PEGAWAI |KARYAWAN |BURUH |DARI )?(?:SWASTA|PERUSAHAAN|PABRIK|BURUH|KEBUN|PERKEBUNAN|TOKO)\w*)\b"
)
"""Phrases that hold the word of an excluded job and mean another."""
_BEYOND = (
    r"\b(TIDAK|BELUM|TDK|PUTUS|PAUD|TK|RA|KB|D[1-4]|DI{1,3}|DIV|S[123]|DIPLOMA|SARJANA|AKADEMI|KULIAH|PERGURUAN|UNIVERSITAS"
    r"|TAMAT|LULUS)\b"
)
_LEVELS = (
    ("TIDAK", re.compile(_BEYOND)),
    ("SD", re.compile(r"\b(SD|SDN|SDS|SDIT|MI|MIN|MIS|SDLB|SEKOLAH DASAR|IBTIDAIYAH|PAKET A)\b")),
    ("SMP", re.compile(r"\b(SMP|SMPN|SMPS|SLTP|MTS|MTSN|MTSS|SMPLB|TSANAWIYAH|PAKET B)\b")),
    ("SMA", re.compile(r"\b(SMA|SMAN|SMAS|SMK|SMKN|SMKS|SLTA|MA|MAN|MAS|MAK|SMALB|SMU|STM|ALIYAH|PAKET C)\b")),
)
_PRESENT = {"TINGGAL BERSAMA", "ANGGOTA BARU", "TERKONFIRMASI", "PINDAH", "LUAR NEGERI", "ADA", "DITEMUKAN"}


def excluded_job(raw: str) -> bool | None:
    """Whether the occupation excludes the family whatever its desil. None where unknown.

    Excluded: ASN/PNS/PPPK, TNI, Polri, pensioners, BUMN/BUMD, officials, PKH staff, company officers. Left open (None): village staff and
    teachers, whom auditors flag but no rule excludes as such, remarks such as "istri PNS" or "mantan TNI", and other work that only names
    one ("tukang cukur asrama TNI").
    """
    words = key(re.sub(r"\bS/?D\b", "", raw.upper()))
    if not words or is_blank(raw) or whole(raw).isdigit():
        return None
    words = _OWN_SENSE.sub(" ", words)
    if named := _EXCLUDED.search(words):
        return None if _DENIED.search(words) or _OTHER_JOB.search(words[: named.start()]) else True
    return None if _OPEN.search(words) else False


def only_mentioned(words: str) -> bool:
    """Whether a sentence names an excluded job only as the place or master of other work ("sopir polisi"), or in another sense."""
    named = _EXCLUDED.search(_OWN_SENSE.sub(" ", words))
    return named is None or bool(_OTHER_JOB.search(words[: named.start()]))


def school_level(raw: str) -> str | None:
    """SD, SMP, SMA or TIDAK (not at one of the three); None where the words say nothing."""
    words = key(raw.replace("S/D", ""))
    for level, pattern in _LEVELS:
        if pattern.search(words):
            return level
    return None


def severe_disability(raw: str, header: str = "") -> bool | None:
    """True for a severe disability, False for none or a lighter one; None where neither the cell says a degree nor a header asks for it
    (`disabilitas_berat`: Ya)."""
    words = key(raw)
    if re.search(r"\bBERAT\b", key(header)) and (asked := truth(raw)) is not None:
        return asked
    if re.search(r"\bBERAT\b", words):
        return True
    if re.search(r"\b(RINGAN|SEDANG|NON DISABILITAS|BUKAN)\b", words) or words.startswith("TIDAK"):
        return False
    return False if truth(raw) is False else None


def pregnant(raw: str) -> bool | None:
    """True for hamil or nifas, False for no."""
    words = key(raw)
    if words.startswith(("TIDAK", "BELUM", "TDK")):
        return False
    return True if re.search(r"\b(HAMIL|NIFAS)\b", words) else truth(raw)


def deceased(raw: str) -> bool | None:
    """True for meninggal and the like, False for masih hidup, tidak, 0; None where somebody else is dead, or nothing is certain."""
    words = key(raw)
    if words in _PRESENT or words.startswith("TINGGAL BERSAMA"):
        return False
    death = whose(raw)
    return truth(raw) if death is None else {Death.SELF: True, Death.NONE: False}.get(death)


def padan(raw: str) -> bool | None:
    """Matched at Dukcapil: Padan / Tidak Padan, 1/2, Y/T; a day of matching counts as matched."""
    words = key(raw)
    if "PADAN" in words.split():
        return not re.search(r"\b(TIDAK|TDK|BELUM|NON|GAGAL) PADAN\b", words)
    if words in {"VALID", "SESUAI"}:
        return True
    if words in {"TIDAK VALID", "INVALID", "TIDAK SESUAI"}:
        return False
    if re.search(r"\d{4}", words) and re.search(r"\d\D+\d", raw):
        return True
    return truth(raw)


def standing(raw: str) -> str | None:
    """AKTIF, NONAKTIF or DIHAPUS from a status word; None where no table knows it."""
    words = key(raw)
    if re.search(r"\b(DIHAPUS|HAPUS|DELETED|DELETE|TERHAPUS)\b", words):
        return str(RegistryStatus.DIHAPUS)
    if re.search(
        r"\b((?:DI)?NON ?AKTIF(?:KAN)?|(?:TIDAK|TDK|BELUM|NON|BUKAN) (?:AKTIF|LAYAK|ELIGIBLE|TERDAFTAR)|INACTIVE|INAKTIF|INELIGIBLE"
        r"|DITIDURKAN|DIKELUARKAN|KELUAR|PINDAH|HILANG|GANDA|DICORET|CORET|DICABUT|DIBEKUKAN|(?:DI)?GRADUASI(?:KAN)?|TERGRADUASI)\b",
        words,
    ):
        return str(RegistryStatus.NONAKTIF)
    if whose(raw) is not None:
        return str(RegistryStatus.AKTIF)  # a death is told by `deceased`, and has a day; it is no standing of its own
    if re.search(r"\b(AKTIF|ACTIVE|TERDAFTAR|HIDUP|VALID|PADAN|TETAP|ELIGIBLE|LAYAK)\b", words):
        return str(RegistryStatus.AKTIF)
    return None


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_WORDS = ("SATU", "DUA", "TIGA", "EMPAT", "LIMA", "ENAM", "TUJUH", "DELAPAN", "SEMBILAN", "SEPULUH")
_DESILS = {word: number for words in (_ROMAN, _WORDS) for number, word in enumerate(words, 1)}


_ABOVE_ALL = re.compile(
    r"(?:DESIL\W*)?([6-9])\s*(?:(?:-|–|S[./]?D\.?|SAMPAI|S\.D\.?)\s*(?:DESIL\s*)?10|KE ATAS|DAN SETERUSNYA|\+)(?:\s*\([A-Z ]+\))?"
)
"""Desils that no programme reaches (5 is the highest ceiling, DOMAIN §4)."""


def desil(raw: str) -> int | None:
    """One decile 1 to 10, in digits, Roman or a word ("Desil III", "D-3", "3 (tiga)"); of a range above every programme's ceiling ("Desil
    6-10", "6 ke atas") the lowest; any other range ("Desil 1-4") or anything else is None."""
    if above := _ABOVE_ALL.fullmatch(raw.strip().upper()):
        return int(above[1])
    text = re.sub(r"\s*\([A-Z ]+\)$", "", raw.strip().upper())
    match = re.fullmatch(r"(?:(?:DESIL|DECILE|D(?=[\W\d]))[\s:.\-]*(?:KE\W*)?)?0?(\d{1,2}|[A-Z]+)(?:[.,]0+)?", text)
    number = None if match is None else int(match[1]) if match[1].isdigit() else _DESILS.get(match[1])
    return number if number is not None and 1 <= number <= 10 else None


def flagged(raw: str) -> bool:
    """Whether a programme column says that the person is under the programme: anything but no, 0, 2, blank or non."""
    return not is_blank(raw) and truth(raw) is not False and not key(raw).startswith(("TIDAK", "NON ", "BUKAN", "BELUM"))
