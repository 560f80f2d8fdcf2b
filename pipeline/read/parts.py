"""What a list says of itself being a part of a longer one: "bagian 1 dari 2", "halaman 1/3", "bersambung", "data sementara", "KPM baru".

Reach for it with title, sheet and file name of a list, and with the lines of it that are nobody's. The invariants: a word alone ("lembar
1", "tahap 1 dari 4") makes no list a part; which other parts there are is asked of the whole month (`pipeline.gather.partial`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNIT = r"(?:bagian|bag|bgn|halaman|hlm|hal|lembar|lbr|berkas|file|page|part|jilid|volume|vol|sheet|batch|kloter|gelombang|gel)(?![a-z])"
_WORDS = {
    **dict.fromkeys(("satu", "pertama", "i", "kesatu"), 1), **dict.fromkeys(("dua", "kedua", "ii"), 2),
    **dict.fromkeys(("tiga", "ketiga", "iii"), 3), **dict.fromkeys(("empat", "keempat", "iv"), 4),
    **dict.fromkeys(("lima", "kelima", "v"), 5), **dict.fromkeys(("enam", "keenam", "vi"), 6),
}  # fmt: skip
_N = rf"(\d{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_OF = r"\s*(?:dari|dr|of|/)\s*(?:total\s*)?"
_COUNTED = re.compile(
    rf"\b{_UNIT}[\s.:#(-]*(?:ke\b)?[\s-]*{_N}{_OF}{_N}\b(?!\s*/)"
    rf"|\b{_N}{_OF}{_N}\s+{_UNIT}\b"
    rf"|[(\[]\s*(\d{{1,2}}){_OF}(\d{{1,2}})\s*[)\]]"
    r"|(?<!tahap )(?<!termin )(?<!triwulan )(?<!tw )(?<!bulan )\b(\d{1,2})\s?(?:dari|of)\s?(\d{1,2})\s*$",
    re.IGNORECASE,
)
_UNCOUNTED = re.compile(
    rf"\b(?:bagian|bag|part|jilid|gelombang|batch|kloter|kelompok bayar)(?![a-z])[\s.:#(-]*(?:ke\b)?[\s-]*{_N}\b", re.IGNORECASE
)
_EARLIER = re.compile(r"\b(?:sambungan|lanjutan (?:dari )?(?:halaman|bagian|lembar|daftar|berkas))\b", re.IGNORECASE)
_LATER = re.compile(r"\bbersambung\b", re.IGNORECASE)
_NEVER = re.compile(
    r"\b(?:daftar|data|laporan|realisasi|rekap) (?:sementara|sebagian)\b|\b(?:belum|tidak) lengkap\b|\bcuplikan\b"
    r"|[(\[]\s*(?:sebagian|sementara)\s*[)\]]|^terputus di baris \d+$",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"\b(?:showing|menampilkan|tampil)\s+([\d.,]+)\s*(?:to|sampai|s\.?/?d\.?|hingga|-|–)\s*([\d.,]+)\s*(?:of|dari)\s*([\d.,]+)",
    re.IGNORECASE,
)
"""What a web page of rows says beneath its table: "Showing 1 to 50 of 81 entries"."""
_PAGE_SIZES = (100, 50, 25, 20, 10)
_AID = r"(?:pkh|bpnt|sembako|blt|bst|pbi)"
_TO = r"\s*(?:-|–|s\.?\s?/?\s?d\.?|sampai(?: dengan)?|hingga)\s*"
_SOME_OF_ALL = re.compile(
    r"\b(?:non|tanpa|bukan|di ?luar)[\s-]*(?:(?:kpm|penerima|peserta) )?pkh\b"
    r"|\b(?:kpm|bansos|sembako|bpnt|pkh) murni\b|\bmurni (?:sembako|bpnt|pkh)\b|\birisan\b|\bperluasan\b|\bmigrasi\b"
    r"|\b(?:kpm|kks|penerima|keluarga)\s*(?:baru|lama|eksisting|existing|reguler|tambahan|pengganti)\b"
    r"|\b(?:kpm|kks|penerima|keluarga)\s*(?:lansia|lanjut usia|disabilitas|difabel)\b"
    rf"|\b(?:no|nomor)\.? urut \d{{1,4}}{_TO}\d{{1,4}}\b|\b(?:nama|abjad|huruf) [a-z]{_TO}[a-z]\b",
    re.IGNORECASE,
)
WITHOUT_PKH = re.compile(r"\b(?:non|tanpa|bukan|luar)\b.*\bpkh\b|\bmurni\b")
"""Words of a part, as told, that leave out the families of PKH."""
_THE_LATER = re.compile(r"\bsusulan\b|\bsisa (?:kpm|penerima|data|pembayaran|penyaluran|yang belum)\b", re.IGNORECASE)
_AN_AGENT = re.compile(
    r"\b(?:e[- ]?warong|agen (?:brilink|bri ?link|46|laku pandai|bank))[\s:]+"
    r"(?!se[- ]|kel\b|kelurahan|desa|kec\b|kecamatan|kota|kab|tahap|bulan|tw|triwulan|periode|tahun|di\b|pada\b|dan\b|untuk|program"
    r"|bpnt|sembako|bansos|kpm|20\d\d|jan|feb|mar|apr|mei|jun|jul|ag|sep|okt|nov|des)[a-z]+",
    re.IGNORECASE,
)
"""The agent whose list this is: others serve the same village."""
_PEOPLE = r"(?:lansia|lanjut usia|disabilitas|difabel|balita|ibu hamil|anak sekolah|yatim(?: piatu)?)"
_EXTRACT = re.compile(
    rf"\b(?:penerima|kpm|peserta|keluarga) (?:manfaat |bansos |bantuan |program )?{_AID}\b|\b(?:data|daftar) {_AID}\b"
    rf"|\b(?:daftar|data|khusus|penduduk|keluarga|punya|memiliki|ada) {_PEOPLE}\b"
    rf"|\b(?:kepala keluarga|kk|krt) perempuan\b|\bperempuan kepala keluarga\b|\bdesil 1(?:\s*(?:dan|&|,)\s*2)?\b(?!{_TO}\d)",
    re.IGNORECASE,
)
_MOST, _LAST = 400, 3
_PAGE = re.compile(rf"\b{_UNIT}", re.IGNORECASE)
_SOMEBODY = re.compile(r"\d{6}")
UNTOLD = 0
"""The part that no list can be: wanted by one that is unfinished without saying what it lacks."""
REST, EARLIER, BEFORE = -1, -2, -3
"""What a list of some recipients lacks: the others, by its own sender; what a later one lacks: the list it follows, by anyone; and what one
lacks whose running numbers begin late: the rows before, by its own sender."""
_BEGINS = re.compile(r"^nomor urut mulai (\d+)$")


class Part(NamedTuple):
    """One such word: how it is written, which part it says this is, and which there are beside it."""

    said: str
    has: frozenset[int]
    wants: frozenset[int]


def parts_said(texts: Iterable[str], *, title: bool = False, last: bool = False) -> list[Part]:
    """The parts that some texts name. `title`: they call the list by its name, where a part without a count is one; `last`: they stand at
    its end, where "bersambung" says that more follows."""
    out: list[Part] = []
    for text in texts:
        words = re.sub(r"[_\s]+", " ", text).strip()
        if not words or len(words) > _MOST:
            continue
        pages = [*_SHOWN.finditer(words)]
        counted = [found for match in pages or _COUNTED.finditer(words) if (found := (_shown if pages else _counted)(match))]
        out += counted or (
            [_uncounted(match) for pattern in (_EARLIER, _UNCOUNTED) if (match := pattern.search(words))][:1] if title else []
        )
        if last and (match := _LATER.search(words)):
            k = max((k for part in counted for k in part.has), default=1)
            out.append(Part(_tidy(match[0]), frozenset({k}), frozenset({k + 1})))
        if title and (match := _NEVER.search(words)):
            out.append(Part(_tidy(match[0]), frozenset(), frozenset({UNTOLD})))
    return out


def recipients_said(texts: Iterable[str], *, registry: bool) -> list[Part]:
    """Whom alone a list holds by its title, sheet or file name: of pay lists the new ones, those without PKH, those paid later, those of
    one agent; of registries the recipients of one programme, or people of one age."""
    out: list[Part] = []
    for text in texts:
        words = re.sub(r"[_\s]+", " ", text).strip()
        for pattern, lacks in ((_EXTRACT, REST),) if registry else ((_SOME_OF_ALL, REST), (_THE_LATER, EARLIER), (_AN_AGENT, EARLIER)):
            if len(words) <= _MOST and (match := pattern.search(words)):
                out.append(Part(_tidy(match[0]), frozenset(), frozenset({lacks})))
    return out


_PLACE = re.compile(
    r"\b(?:kelurahan|kel|desa|ds|kecamatan|kec|dusun|nagari|gampong|kampung|lembang|kalurahan|pekon)\b[\s.:]*[^\W\d_]+", re.IGNORECASE
)


def without_places(text: str, names: Iterable[str]) -> str:
    """A title, sheet or file name without the villages that it names: the first word behind "kelurahan" and the like, and `names` that
    stand behind none such."""
    words = re.sub(r"[_\s]+", " ", text)
    said = {match[0].split()[-1].lower() for match in _PLACE.finditer(words)}
    words = _PLACE.sub(" # ", words)
    plain = {" ".join(re.findall(r"\w+", name)) for name in names if name.split() and name.split()[0].lower() not in said} - {""}
    for name in sorted(plain, key=lambda name: (-len(name), name)):
        words = re.sub(rf"\b{re.escape(name).replace(chr(92) + ' ', r'[^a-zA-Z0-9]+')}\b", " # ", words, flags=re.IGNORECASE)
    return words


def begins_late(number: int) -> list[Part]:
    """The part that a list is whose running numbers begin at `number`; none at 1."""
    return [Part(f"nomor urut mulai {number}", frozenset(), frozenset({BEFORE}))] if number > 1 else []


def broken_off(row: int) -> list[str]:
    """What a list says of being a part whose file ends in the midst of a row."""
    return [f"terputus di baris {row}"]


def rows_before(texts: Iterable[str]) -> int:
    """How many rows stand before a list by what `begins_late` said of it; 0 where it said nothing."""
    return max((int(match[1]) - 1 for text in texts if (match := _BEGINS.match(text))), default=0)


def parts_of_pages(text: str) -> list[str]:
    """The parts that the lines of a text name which hold nobody's number; the last lines may say that more follows."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pages = [line for line in lines[:-_LAST] if _PAGE.search(line) and not _SOMEBODY.search(line)]
    ends = [line for line in lines[-_LAST:] if not _SOMEBODY.search(line)]
    return [part.said for part in (*parts_said(pages), *parts_said(ends, last=True))]


def _counted(match: re.Match[str]) -> Part | None:
    k, n = (_number(said) for said in match.groups() if said is not None)
    return Part(_tidy(match[0]), frozenset({k}), frozenset(range(1, n + 1))) if 1 <= k <= n and n > 1 else None


def _shown(match: re.Match[str]) -> Part | None:
    """The page of a web table by the rows that it shows; None where it shows all."""
    first, last, of_all = (int(re.sub(r"\D", "", said) or 0) for said in match.groups())
    if not 0 < first <= last <= of_all or (first == 1 and last == of_all):
        return None
    rows = last - first + 1
    size = rows if last < of_all else next((s for s in _PAGE_SIZES if s >= rows and (first - 1) % s == 0), first - 1)
    return Part(_tidy(match[0]), frozenset({(first - 1) // size + 1}), frozenset(range(1, -(-of_all // size) + 1)))


def _uncounted(match: re.Match[str]) -> Part:
    """A part whose list does not say how many there are: there is one before it, or at least a second one."""
    if match.re is _EARLIER:
        return Part(_tidy(match[0]), frozenset({2}), frozenset({1}))
    k = _number(match[1])
    return Part(_tidy(match[0]), frozenset({k}), frozenset(range(1, max(k, 2) + 1)))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS[word.lower()]


def _tidy(words: str) -> str:
    return words.strip(" :.-").lower()
