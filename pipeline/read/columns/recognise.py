"""Columns whose header says nothing for certain, told by what they hold: numbers of people, names, money, days, words of a status.

Reach for it once headers are assigned. A field found here was missing; its header does not speak of somebody or something else;
nearly every cell fits; and no second column fits as well. Each is told with the mend, never taken in silence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import NEEDS_ITS_GROUP, spelt_out, spoken, tokens
from pipeline.read.columns.marks import ASKED, BANKED, visited
from pipeline.read.columns.replies import asks_receipt, say_unread, speaks_of_aid, turns_away, two_answers
from pipeline.read.refusal import shown
from pipeline.words import nik

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.read.columns.headers import Heading, Vocabulary

SHARE = 0.9
"""Share of the filled cells that must fit."""
_LEAST, _ENOUGH = 3, 400
_NAMES_ENOUGH = 5
"""Cells from which names are told by themselves."""
OTHER = frozenset(
    (
        *("ayah", "ibu", "suami", "istri", "pasangan", "pengganti", "wakil", "perwakilan", "wali", "waris", "ketua", "saksi", "operator"),
        *("agen", "warong", "cabang", "kantor", "sekolah", "usaha", "lama", "baru", "perbaikan", "foto", "email", "telepon", "hp"),
        *("apakah", "utuh", "penuh", "jkn", "kis", "bpjs", "pln", "eks", "ex", "bekas", "semula", "sebelumnya", "asal"),
    )
)
"""Words by which a header speaks of somebody or something else."""
_ANY: Mapping[str, tuple[str, ...]] = {"members": (), "member_name": ()}
"""Fields that a column may be only where its header names them."""
_ANSWERED = ("result", "state", "received")
"""Fields whose own words answer a question ("Apakah KPM masih layak?" · Tidak layak)."""
_DONE_OR_NOT = frozenset({"SUDAH", "BELUM", "YA", "TIDAK", "Y", "T"})
_OF_MONEY = frozenset({"ambil", "diambil", "salur", "cair", "bayar", "transaksi", "transfer", "realisasi"})
"""Verbs of a payment: a column of yes and no under one says whether it was made."""
_ELSE = frozenset({"tanggal", "tgl", "alasan", "siapa", "oleh", "nama", "kode", "lokasi", "tempat", "sendiri", "kartu", "langsung", "cara"})
_WORDED = ("sex", "relationship", "state", "result", "programme", "payer", "period", "component", "deceased")
_SOME = 0.3
"""Share of known words from which a column headed as a status is one; its other words are told, not guessed."""
FOUND = frozenset({"hasil", "verifikasi", "layak", "kondisi", "temuan", "survei", "kunjungan", "musyawarah", "kelayakan", "lapangan"})
"""Words by which a header asks what was found."""
_CODE = re.compile(r"(?:[A-Za-z]{1,3}\d{0,2}|\d{1,2}[A-Za-z]?)$")
_MOST_CODES = 20
_CODED: Mapping[str, frozenset[str]] = {
    "state": frozenset({"kode", "status", "salur", "bayar", "transaksi", "transfer", "cair", "respon", "hasil"}),
    "result": FOUND | {"kode", "status"},
}
"""Words of a header that calls its column the codes of a status, or of what was found."""
_PEOPLE = frozenset({"petugas", "pendamping", "enumerator"})
_OF_PEOPLE = frozenset({"nama", "penerima", "nasabah", "peserta", "kpm", "warga", "pemilik"})
_MONEY = frozenset(
    (
        *("jumlah", "nominal", "uang", "rupiah", "salur", "bayar", "cair", "transaksi", "terima", "bantuan"),
        *("kredit", "saldo", "transfer", "debet", "debit", "mutasi", "top"),
        *("tahap", "triwulan", "tw", "sp2d"),
        *("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"),
    )
)
_AFTER = frozenset({"saldo", "sisa", "akhir", "penarikan", "tarik", "ditarik", "debet", "debit", "dibelanjakan", "belanja"})
"""Words over sums that tell of money once it was there."""
_NO_MONEY = frozenset(
    (
        *("nomor", "kode", "rekening", "kartu", "nik", "kk", "tanggal", "penghasilan", "pengeluaran", "listrik"),
        *("tagihan", "omzet"),
    )
)
_ANOTHER = frozenset({"lain", "lainnya", "selain", "juga", "pernah", "dulu", "sebelumnya", "usulan", "diusulkan"})
"""Words by which a column of programmes is not about the one that the list is about."""
_DEATH = frozenset({"meninggal", "wafat", "kematian"})
_SOFT = frozenset({"status", "keterangan", "hasil"})
_DAY = re.compile(
    r"(?:\d{1,2}[-/. ]\d{1,2}[-/. ](\d{4})|(\d{4})-\d{2}-\d{2}|\d{1,2}[- ][A-Za-z]{3,9}[- ](\d{4})"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](\d\d)|((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:[ T].*)?$"
)
_THIS_CENTURY = 40
"""Two digits up to which a year is one of this century."""
_NAME = re.compile(r"[^\W\d_][^\d;|=]{2,60}$")
_SUM = re.compile(r"[-−(]?\s*(?:rp\.?|idr)?\s*-?\d[\d.,]*?(?:[.,]\s?(?:-{1,2}|=))?\)?$", re.IGNORECASE)
_DESIL = re.compile(r"desil\s*(?:ke-?\s*)?(?:10|[1-9])\b(?!\s*[-–])", re.IGNORECASE)
"""One desil named in the cell, which needs no header (a range is no desil)."""
_DESILS = re.compile(r"desil\s*(?:ke-?\s*)?(?:10|[1-9])\b", re.IGNORECASE)
"""A desil or a range of them."""
_STANDING = frozenset({"desil", "relationship", "registry_status", "deceased", "padan"})
_PAID = frozenset({"amount", "state", "paid_on", "account", "card", "payer", "period", "programme", "component"})
_CALLED = {
    "nik": "NIK", "no_kk": "No. KK", "name": "nama", "amount": "jumlah uang", "paid_on": "tanggal bayar", "visited_on": "tanggal kunjungan",
    "birth_date": "tanggal lahir", "state": "status salur", "result": "hasil kunjungan", "sex": "jenis kelamin", "programme": "program",
    "relationship": "hubungan keluarga", "deceased": "keterangan meninggal", "deceased_on": "tanggal meninggal", "note": "keterangan",
    "state_note": "keterangan", "received": "sudah diterima atau belum", "amount_received": "uang yang diterima", "enumerator": "petugas",
    "account": "nomor rekening", "card": "nomor kartu", "mother_name": "nama ibu", "head_name": "nama kepala keluarga",
    "head_nik": "NIK kepala keluarga", "village_name": "kelurahan", "address": "alamat", "component": "komponen", "period": "periode",
    "payer": "penyalur", "occupation": "pekerjaan", "birth_place": "tempat lahir", "registry_status": "status di data sosial",
    "month": "bulan", "desil": "desil", "drawn": "uang yang ditransaksikan", "balance": "sisa saldo",
    "signed": "tanda tangan penerima", "unread_mark": "tanda tanpa arti",
}  # fmt: skip


def recognise(
    headings: Sequence[Heading],
    free: Mapping[int, tuple[str, ...]],
    cells: Callable[[int], list[str]],
    vocabulary: Vocabulary,
    have: Mapping[str, int],
) -> dict[str, int]:
    """Fields that `have` lacks, of columns without one; `free` gives the fields each may have (none named: any).

    `cells` gives a column's first cells.
    """
    found: dict[str, int] = {}
    held = {c: _thinned([v.strip() for v in cells(c) if v.strip()]) for c in free if headings[c].text}
    texts = {c: _by_itself(headings[c], vocabulary) for c in held}
    words = {c: _words(texts[c], vocabulary) for c in held}
    rest = [c for c in held if len(held[c]) >= _LEAST]
    for column in rest:
        name = "" if free[column] else _by_part(texts[column], vocabulary)
        if words[column] & _DEATH and _bears("deceased_on", held[column], vocabulary):
            name = "deceased_on"  # `Ket (meninggal tgl)` over days
        if name == "received" and turns_away(words[column]):
            continue
        if name == "visited_on" and {"state", "paid_on"} & have.keys() and not visited(have):
            continue  # `Tgl SP2D`: in a pay list nobody is visited
        if name and name not in {*have, *found} and _bears(name, held[column], vocabulary):
            found[name] = column
    marked = visited({*have, *found})
    for name in _wanted({*have, *found}):
        other = OTHER - {"apakah"} if name in _ANSWERED else OTHER
        other = other if name == "result" else other | _PEOPLE  # `Penilaian Enumerator` over words of a result
        left = [c for c in rest if c not in found.values() and not words[c] & other and name in (free[c] or _ANY.get(name, (name,)))]
        fitting = [c for c in left if _fits(name, words[c], held[c], vocabulary, marked=marked)]
        if name == "amount" and len(fitting) > 1:  # what came in, beside what was drawn and what is left
            fitting = [c for c in fitting if not _AFTER.intersection(tokens(headings[c].text))]
        if len(fitting) == 1:
            found[name] = fitting[0]
    if "state" not in {*have, *found} and "amount" in {*have, *found} and not visited({*have, *found}):
        bare = [c for c in free if not headings[c].text and _says_states([v.strip() for v in cells(c) if v.strip()], vocabulary)]
        found |= {"state": bare[0]} if len(bare) == 1 else {}
    return found


def _says_states(cells: list[str], vocabulary: Vocabulary) -> bool:
    """Whether a column that nobody headed says what became of the money, beside bare answers (`sdh`) in several words."""
    told = [cell for cell in cells if spelt_out(cell) not in ("sudah", "belum")]
    return len(told) >= _LEAST and known("state", told, vocabulary) >= SHARE and all(len(cell) > _LEAST for cell in told)


def unread_answers(
    headings: Sequence[Heading], columns: Iterable[int], cells: Callable[[int], list[str]], vocabulary: Vocabulary
) -> list[str]:
    """A sentence for each of the unread `columns` that answers some question of aid with yes and no."""
    return [
        say_unread(headings[column].text, cells(column))
        for column in sorted(columns)
        if speaks_of_aid(_words(headings[column].text, vocabulary)) and two_answers(cells(column))
    ]


def _thinned(cells: list[str]) -> list[str]:
    """At most some hundreds of cells, from the whole length of a column: a sorted list begins with one word."""
    return cells[:: max(1, len(cells) // _ENOUGH)]


def say_field(name: str) -> str:
    """What a field is called in a sentence."""
    return _CALLED.get(name, name)


def say_recognised(name: str, header: str) -> str:
    """The sentence that tells a column was taken by what it holds."""
    named = f"'{shown(header)}'" if header.strip() else "tanpa judul"
    return (
        f"Kolom {named} dibaca sebagai {say_field(name)} menurut isinya. Bila keliru, ganti judul kolomnya "
        "atau daftarkan tata letaknya dengan 'padan layout adopt'."
    )


def _by_itself(heading: Heading, vocabulary: Vocabulary) -> str:
    """A header without the title of its group, unless that speaks of somebody else or the header says nothing alone."""
    alone = heading.readings[-1]
    group = _words(heading.text, vocabulary) - _words(alone, vocabulary)
    return heading.text if group & (OTHER | _PEOPLE) or NEEDS_ITS_GROUP.issuperset(tokens(alone)) else alone


def _words(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Every word a header may be read as; of two answers (`Sampun/Dereng`) in whatever language, those."""
    asked = tokens(spelt_out(text)) if _ANSWERS.fullmatch(text.strip()) else ()
    return frozenset((*asked, *(word for way in spoken(text)[:1] for gist in vocabulary.speller.gists(way) for word in gist)))


_ANSWERS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?\s*/\s*[^\W\d_]+(?: [^\W\d_]+)?")


def _by_part(text: str, vocabulary: Vocabulary) -> str:
    """The field of the longest synonym inside a header that holds its first word, or its last (`Tgl Kunjungan Petugas`).

    "" where there is none, where two fields claim it alike, or where it leaves out that the header speaks of somebody else.
    """
    way = (spoken(text) or ((),))[-1]
    first, last = vocabulary.speller.first(way), vocabulary.speller.first(way[-1:])
    best: dict[int, set[str]] = {}
    for words in vocabulary.speller.gists(way):
        for gist, names in vocabulary.gists.items():
            inside = gist < words and words & OTHER <= gist and (gist & first or gist & last or first <= _SOFT)
            if inside and len(names) == 1 and names[0]:
                best.setdefault(2 * len(gist) + bool(gist & first), set()).add(names[0])
    found = best[max(best)] if best else set()
    return min(found) if len(found) == 1 else ""


def _wanted(have: set[str]) -> list[str]:
    """Fields worth looking for, given those that a list has, in the order in which they are sought."""
    spent = ({"visited_on"} if have & _PAID else set()) | (ASKED if have & BANKED else set())
    met = visited(have - spent)
    paid = bool(have & _PAID) and not met
    listed = bool(have & _STANDING) and not paid and not met
    wanted = ["nik", "no_kk", "sex", "relationship", "birth_date", "member_name", "members", "name"]
    wanted += (
        ["programme", "payer", "period", "component", "state", "amount", "paid_on"]
        if paid or not (met or listed)
        else ["programme", "result", "visited_on", "received"]
        if met
        else []
    )
    wanted += [] if paid or met else ["deceased", "result"]
    wanted += ["desil"]
    return [name for name in wanted if name not in have and not (name == "name" and "head_name" in have)]


def _share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(bool(fits(cell)) for cell in cells) / len(cells)


def _bears(name: str, cells: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether cells can be what half a header says they are."""
    if name in ("nik", "no_kk", "card", "account", "person_key") and len(cells) > _LEAST and len(set(cells)) == 1:
        return False  # one number in every row is the sender's own
    if name in ("nik", "head_nik", "no_kk", "substitute_nik"):
        return _share(cells, lambda v: len(re.sub(r"\D", "", v)) >= 15) >= SHARE
    if name in vocabulary.values:
        return known(name, cells, vocabulary) >= SHARE
    if name in ("amount", "amount_received"):
        return _share(cells, is_money) >= SHARE
    if name in ("birth_date", "paid_on", "visited_on", "deceased_on", "event_on", "submitted_at"):
        return _share(cells, _DAY.match) >= SHARE
    if name == "enumerator" and known("result", cells, vocabulary) >= SHARE:
        return False
    if name in ("name", "mother_name", "head_name", "enumerator", "substitute_name"):
        return _share(cells, _NAME.match) >= SHARE
    if name in ("card", "account", "person_key", "family_key"):
        return _share(cells, lambda v: len(re.sub(r"\D", "", v)) >= 5) >= SHARE and _numbers(cells)[0] < SHARE
    if name == "birth_place_date":
        return _share(cells, lambda v: re.search(r"\d", v)) >= SHARE
    return not name.startswith(("result_tick:", "programme_flag:")) and _share(cells, _is_number_of_its_own) < SHARE


def known(name: str, cells: Sequence[str], vocabulary: Vocabulary) -> float:
    """The share of cells that hold a word known of a field."""
    pattern = vocabulary.values[name]
    return _share([" ".join(cell.split()) for cell in cells], pattern.fullmatch)


def _is_number_of_its_own(cell: str) -> bool:
    """Whether a cell is a person's number or a sum of money, which no other field holds."""
    return len(re.sub(r"\D", "", cell)) >= 15 or (cell != "0" and is_money(cell))


def is_money(cell: str) -> bool:
    """Money as aid is paid: ten thousand to a hundred million, or nothing; below zero where it was taken back."""
    if not _SUM.match(cell):
        return False
    cell = cell.removesuffix(")")
    whole = re.sub(r"[.,]\d{1,2}$", "", re.sub(r"[.,]\s?(?:-{1,2}|=)$", "", cell))
    number = int(re.sub(r"\D", "", whole) or 0)
    return number == 0 or 10_000 <= number <= 100_000_000


def are_sums(cells: Sequence[str]) -> bool:
    """Whether cells are sums of money, but for a few words among them (`batal`, `retur`); one at least is more than nothing."""
    sums = [cell for cell in cells if is_money(cell)]
    return len(sums) >= SHARE * len(cells) and any(cell.strip("0.,Rrp -") for cell in sums)


def middle_year(cells: Sequence[str]) -> int:
    """The middle year of cells that are days; 0 where most are not."""
    said = [int(next(g for g in m.groups() if g)) for m in map(_DAY.match, cells) if m]
    years = sorted(year if year > 99 else year + (2000 if year <= _THIS_CENTURY else 1900) for year in said)
    return years[len(years) // 2] if years and len(years) >= SHARE * len(cells) else 0


def are_days(cells: Sequence[str]) -> bool:
    """Whether all cells are days, most of them of these years."""
    return all(map(_DAY.match, cells)) and middle_year(cells) >= 2015


def _numbers(cells: Sequence[str]) -> tuple[float, float]:
    """Of cells as NIK: the share some office can have issued, and of these the share that are women's."""
    digits = pl.Series("d", [re.sub(r"[\s.'`-]", "", cell) for cell in cells])
    judged = digits.to_frame().select(nik.is_possible(pl.col("d")).fill_null(value=False), women=nik.is_woman_day(pl.col("d")))
    possible = judged.filter("d")
    return possible.height / len(cells), float(possible["women"].mean() or 0)  # type: ignore[arg-type]


def are_niks(cells: Sequence[str]) -> bool:
    """Whether cells are numbers of people as a NIK has them: nearly all possible, some of them women's."""
    possible, women = _numbers(cells) if cells else (0.0, 0.0)
    return possible >= SHARE and women >= 0.1


def are_desils(cells: Sequence[str]) -> bool:
    """Whether cells name desils ("Desil 3 (rentan)"), some of them ranges ("Desil 6-10")."""
    return bool(cells) and _share(cells, _DESILS.match) >= SHARE and _share(cells, _DESIL.match) >= _SOME


def are_families(cells: Sequence[str]) -> bool:
    """Whether cells are numbers of families as a KK has them: nearly all possible, none of them with a woman's day."""
    possible, women = _numbers(cells) if cells else (0.0, 1.0)
    return possible >= SHARE and women == 0 and len(cells) >= 5


def are_names(cells: Sequence[str], least: int = _NAMES_ENOUGH) -> bool:
    """Whether cells (`least` of them or more) are names of people: letters alone, nearly all of them different."""
    return len(cells) >= least and _share(cells, _NAME.match) >= SHARE and len(set(cells)) >= 0.8 * len(cells)


def _is_worded(name: str, words: frozenset[str], cells: Sequence[str], vocabulary: Vocabulary, *, marked: bool) -> bool:
    """Whether the cells of a column are the words of `name`, as far as its header allows it."""
    share = known(name, cells, vocabulary)
    asked = words & {"sudah", "telah"} or (words & _OF_MONEY and not words & (OTHER | _ELSE))
    if name == "state" and asked and {spelt_out(cell).upper() for cell in cells} <= _DONE_OR_NOT:
        return True
    if name in _ANSWERED and "kode" in words and words <= _CODED[name] and len(set(cells)) <= _MOST_CODES and all(map(_CODE.match, cells)):
        return True  # codes that nothing explains: told with their counts, never guessed
    if name == "state" and words & {"status", "keterangan"}:
        return share >= _SOME
    found = marked or bool(words & FOUND) or any("layak" in cell.lower() for cell in cells)
    allowed = {
        "programme": not words & _ANOTHER, "result": found, "sex": len({c.upper() for c in cells}) > 1,
        "deceased": any("hidup" in cell.lower() for cell in cells), "period": any(not cell.isdigit() for cell in cells),
    }  # fmt: skip
    return share >= SHARE and allowed.get(name, True)


def _fits(name: str, words: frozenset[str], cells: Sequence[str], vocabulary: Vocabulary, *, marked: bool) -> bool:
    """Whether a column can be `name`. `marked`: the list bears a mark of a visit, so that words of a result need no such header."""
    if name in ("nik", "no_kk"):
        kept = {"kks", "sejahtera", "rekening"} - ({"rekening"} if words & {"nik", "identitas"} else set())
        if words & kept or (words & {"kartu", "identitas"} == {"kartu"}) or (name == "nik" and "kk" in words):
            return False
        return are_niks(cells) if name == "nik" else are_families(cells)
    if name in _WORDED:
        return _is_worded(name, words, cells, vocabulary, marked=marked)
    if name == "amount":
        return bool(words & _MONEY) and not words & _NO_MONEY and _share(cells, is_money) >= SHARE and any(c != "0" for c in cells)
    if name == "received":
        return asks_receipt(words) and bool(two_answers(cells))
    if name == "desil":
        return are_desils(cells)
    if name == "birth_date":
        return 1900 < middle_year(cells) < 2015
    if name in ("paid_on", "visited_on"):
        return middle_year(cells) >= 2015
    if name == "members":
        return _share(cells, lambda v: v.isdigit() and 0 < int(v) < 30) >= SHARE
    if name == "member_name":
        return are_names(cells, least=_LEAST)
    if words & _OF_PEOPLE:
        return _share(cells, _NAME.match) >= SHARE and len(set(cells)) > 1
    return not any(map(vocabulary.speller.knows, words)) and are_names(cells)
