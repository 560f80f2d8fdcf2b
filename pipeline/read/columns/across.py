"""People who stand beside each other in one row: which columns are whose (`Nama ART 1 | NIK ART 1 | Nama ART 2 …`, two lists side by side).

Reach for it with a header and the cells below it; `pipeline.read.shapes.apart` parts the rows by what is found here. The invariants:
columns of two numbers are two persons and never fill each other; a column of the row itself (card, village, desil) is everybody's in it;
where a payment or a visit is told of the row and not of each person in it, only one of them is that row's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.read.columns import decide
from pipeline.read.columns.headers import Heading, key, tokens
from pipeline.words.place_words import kind_of_place
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.read.columns.locate import Finder, Header

_ROLES = {"head_name": "name", "member_name": "name", "head_nik": "nik", "member_nik": "nik"}
_WHO = frozenset({"name", "nik"})
_JUDGED = frozenset({"amount", "state", "paid_on", "result", "received", "amount_received", "signed", "card_state"})
"""What is told of a payment or a visit."""
PERSONAL = _WHO | frozenset(
    (
        *("sex", "birth_date", "birth_place", "birth_place_date", "age", "relationship", "occupation", "mother_name", "deceased"),
        *("deceased_on", "event_on", "marital_status", "disability", "school_level", "school_attendance", "person_key"),
    )
)
_OF_FAMILY = frozenset({"desil", "no_kk", "family_key", "village_name", "village_code", "address", "rt", "rw", "rt_rw", "members"})
_TIMES = frozenset(
    (
        *("tahap", "thp", "tw", "triwulan", "termin", "bulan", "bln", "tahun", "thn", "gelombang", "periode", "minggu", "kuartal"),
        *("kunjungan", "visit", "lama", "baru", "versi"),
    )
)
"""Words that make a number one of times or versions, not of persons."""
_MEMBERS = frozenset({"art", "anggota", "keluarga", "anak", "jiwa", "orang", "individu", "penduduk", "balita", "lansia"})
_KIN = {"anak": "Anak"}
_SPOUSE = frozenset({"istri", "isteri", "suami", "pasangan"})
_WIFE = frozenset({"istri", "isteri"})
_HUSBAND = frozenset({"suami", "kk", "kepala", "keluarga", "krt"})
_OF_SPOUSE = re.compile(r"(?i)\b(?:nama|nik|ktp)\b.*\b(?:istri|isteri|suami|pasangan)\b")
_SPOUSE_OF_ALL = "Suami/Istri"
UNSAID = frozenset({"", "-", "--", ".", "0", "NULL"})
"""Cells that say of nobody anything, in upper case."""
_PART = re.compile(r"[^\W\d_]+|\d+")
_NUMBER = re.compile(r"\d+|\b[IVX]+\b|[\W_]+")
_SOMEBODY = re.compile(r"nama|nik|ktp")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_ORDINAL = re.compile(r"(?i)\bke\W*$")
_MOST_PEOPLE, _WIDEST, _SAME = 40, 80, 0.5


Group = dict[str, int]
"""The columns of one person, by what they say."""


@dataclass(frozen=True)
class Made:
    """A column to make: of each person the column of the file (None: it has none), its header as each header row writes it."""

    columns: tuple[int | None, ...]
    texts: tuple[str, ...]
    role: str = ""
    shared: bool = False  # it is everybody's of the row


@dataclass(frozen=True)
class Across:
    """What to make of a table of people side by side."""

    made: tuple[Made, ...]
    kin: tuple[str, ...] = ()  # what each person is to the head, or where he lives, where only the headers tell
    told: str = "Hubungan Keluarga"  # what `kin` says, as a header
    left: tuple[str, ...] = ()  # columns of further persons, in a list that is not theirs
    first: bool = False  # of each row only the first person who is named: the payment or visit is the couple's

    @property
    def people(self) -> int:
        """The most persons of a row."""
        return len(self.made[0].columns)


@dataclass(frozen=True)
class _Found:
    groups: list[Group]
    said: dict[str, Heading]  # what a column says, without the number of its person
    numbers: list[int | None]  # of the groups; None where the headers are equal
    spouse: bool = False  # the last group is the spouse of the row's own person
    places: tuple[str, ...] = ()  # of lists of several places beside each other: what stands above each


def may_stand_across(rows: Iterable[Sequence[str]]) -> bool:
    """Whether some row has two cells that could head two persons' names or numbers: a quick look before a header is sought."""
    for cells in rows:
        words = [_NUMBER.sub("", cell).lower().strip() for cell in cells if cell and len(cell) < _WIDEST]
        seen = [word for word in words if word]
        if (
            sum(bool(cell) and len(cell) < _WIDEST and bool(_OF_SPOUSE.search(cell)) for cell in cells) > 1
            or len(seen) - len(set(seen)) > 1
            or len(set(named := [word for word in seen if _SOMEBODY.search(word)])) < len(named)
        ):
            return True
    return False


def find_across(
    header: Header, levels: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], words: str, finder: Finder
) -> Across | None:
    """The persons beside each other under a header, if any. levels: the texts of its rows, group titles repeated; rows: cells below it."""
    beside = _numbered(header.headings, finder) or _repeated(header.headings, finder) or _under_places(levels, finder)
    found = _with_spouse(beside, header.headings, finder)
    if found is None:
        return None
    fields = {stem: _field(heading, finder) for stem, heading in found.said.items()}
    who = [stem for stem, name in fields.items() if _role(name) in _WHO]
    if any(_alike(rows, one.get(stem), [other.get(stem)]) for one, other in pairwise(found.groups[:2]) for stem in who):
        return None  # the same people told twice, as two sources have them
    mine = {c for group in found.groups for c in group.values()}
    rest = {c: _field(h, finder) for c, h in enumerate(header.headings) if h.text and c not in mine}
    rest |= _husbands(header.headings, finder) if found.spouse else {}
    kind, _ = decide.kind_of({name for name in (*fields.values(), *rest.values()) if name}, words)
    if kind not in (Kind.REGISTRY, Kind.REGISTRY_FAMILY) and (couple := _couple(found, header.headings, levels, rest, finder)):
        return couple
    if len(found.groups) < 2 and (kind not in (Kind.REGISTRY, Kind.REGISTRY_FAMILY) or "relationship" in rest.values()):
        return None
    if not _JUDGED & set(fields.values()) and kind not in (Kind.REGISTRY, Kind.REGISTRY_FAMILY, Kind.UNKNOWN):
        return _of_one(found, levels, rest)
    rest = {c: name for c, name in rest.items() if name != "amount" or name not in fields.values()}
    return _of_many(found, fields, levels, rest, rows)


def _of_one(found: _Found, levels: Sequence[Sequence[str]], rest: Mapping[int, str]) -> Across:
    """A pay list or visits whose rows are one person's each: the row's own, or else the first of those beside each other."""
    own = any(_role(name) in _WHO for name in rest.values())
    kept = sorted({*rest, *(() if own else found.groups[0].values())})
    left = sorted({c for group in found.groups for c in group.values()} - set(kept))
    made = tuple(Made((c,), tuple(level[c] for level in levels)) for c in kept)
    return Across(made, left=tuple(" ".join(dict.fromkeys(level[c] for level in levels if level[c])) for c in left))


def _couple(
    found: _Found, headings: Sequence[Heading], levels: Sequence[Sequence[str]], rest: Mapping[int, str], finder: Finder
) -> Across | None:
    """A payment or a visit of husband and wife, where the row names nobody else (`Nama Suami | NIK Suami | Nama Istri | NIK Istri`)."""
    husbands = _husbands(headings, finder)
    if not found.spouse or len(found.groups) > 1 or any(_role(rest[c]) in _WHO for c in rest if c not in husbands):
        return None
    wife = {_role(_field(said, finder)): found.groups[0][stem] for stem, said in found.said.items()}
    husband = {_role(name): c for c, name in husbands.items() if _role(name) in PERSONAL}
    if not husband.keys() & _WHO:
        return None
    shared = [(c, Made((c, c), tuple(level[c] for level in levels), shared=True)) for c in rest if c not in husbands]
    pair = sorted((husband, wife), key=lambda one: min(one.values()))
    own = []
    for role in sorted(husband.keys() | wife.keys()):
        columns = tuple(one.get(role) for one in pair)
        own.append((min(c for c in columns if c is not None), Made(columns, (*[""] * (len(levels) - 1), _ALONE.get(role, role)), role)))
    return Across(tuple(made for _, made in sorted((*shared, *own), key=lambda pair: pair[0])), first=True)


_ALONE = {"name": "Nama", "nik": "NIK", "birth_date": "Tanggal Lahir", "birth_place": "Tempat Lahir", "occupation": "Pekerjaan"}
"""Headers of one person's columns once it is told apart whose they are."""


def _of_many(
    found: _Found, fields: Mapping[str, str], levels: Sequence[Sequence[str]], rest: Mapping[int, str], rows: Sequence[Sequence[str]]
) -> Across:
    """Every group a person; before them the head, where the row names one who is none of them."""
    roles = {stem: _role(name) for stem, name in fields.items()}
    own = {c: _role(name) for c, name in rest.items() if _role(name) in _WHO}
    again = any(_alike(rows, c, [g.get(s) for g in found.groups for s in roles if roles[s] == role]) for c, role in own.items())
    apart = not again and any(_cell(row, c) for row in rows for c in own)
    head = _head_of(rest, roles) if apart else {}
    repeats = {c for c in own if rest[c] in _WHO} - set(head.values())  # of the head, who is one of the persons too
    roles |= {stem: _role(rest[c]) for stem, c in head.items()}
    groups, numbers = ([head, *found.groups], [None, *found.numbers]) if head else (found.groups, found.numbers)
    alike = len(found.groups) > found.spouse  # the head's headers are the best where only a spouse stands beside him
    leads = sorted(range(len(groups)), key=lambda n: (bool(head) and n == 0 and alike, n))
    made = [
        (c, Made((c,) * len(groups), tuple(level[c] for level in levels), shared=True))
        for c in rest
        if c not in head.values() and c not in repeats
    ]
    for stem, role in roles.items():
        columns = tuple(group.get(stem) for group in groups)
        lead, c = next((n, c) for n in leads if (c := columns[n]) is not None)
        texts = tuple("" if found.places and n == 0 else _without(level[c], numbers[lead]) for n, level in enumerate(levels))
        made.append((c, Made(columns, texts, role)))
    ordered = tuple(column for _, column in sorted(made, key=lambda pair: pair[0]))
    if found.places:
        return Across(ordered, (*([""] if head else []), *found.places), kind_of_place(found.places[0]))
    return Across(ordered, _kin(found, head, rest, roles))


def _head_of(rest: Mapping[int, str], roles: Mapping[str, str]) -> Group:
    """The row's own columns of a person, under what the columns of the others say."""
    head: Group = {}
    for c, name in rest.items():
        if _role(name) in PERSONAL:
            head[next((stem for stem, role in roles.items() if role == _role(name) and stem not in head), f"={c}")] = c
    return head


def _kin(found: _Found, head: Group, rest: Mapping[int, str], roles: Mapping[str, str]) -> tuple[str, ...]:
    """What each person is to the head by the words of the headers, in a list that does not say it itself."""
    if "relationship" in roles.values():
        return ()
    heads = any(rest[c] in _ROLES for c in head.values())
    words = {word for stem in found.said for word in tokens(stem)}
    others = next((said for word, said in _KIN.items() if word in words), "")
    kin = (*(["Kepala Keluarga" if heads else ""] if head else []), *([others] * (len(found.groups) - found.spouse)))
    kin = (*kin, *([_SPOUSE_OF_ALL] if found.spouse else []))
    return kin if any(kin) else ()


def _numbered(headings: Sequence[Heading], finder: Finder) -> _Found | None:
    """Columns whose headers are alike but for a number, of which some name a person."""
    ways = {c: _ways(heading.text) for c, heading in enumerate(headings) if heading.text}
    stems: dict[str, Group] = {}
    for c, found in ways.items():
        for stem, number in found:
            stems.setdefault(stem, {}).setdefault(str(number), c)
    best = {c: max(found, key=lambda way: len(stems[way[0]])) for c, found in ways.items() if found}
    kept: dict[str, dict[int, int]] = {}
    for c, (stem, number) in best.items():
        if len(stems[stem]) > 1 and not _TIMES & set(tokens(stem)):
            kept.setdefault(stem, {}).setdefault(number, c)
    kept = {stem: columns for stem, columns in kept.items() if len(columns) > 1}
    said = {stem: _bare(headings[columns[min(columns)]], min(columns)) for stem, columns in kept.items()}
    people = [stem for stem in kept if _role(_field(said[stem], finder)) in _WHO]
    numbers = sorted({number for stem in people for number in kept[stem]})
    if not 1 < len(numbers) <= _MOST_PEOPLE:
        return None
    named = _MEMBERS & {word for stem in people for word in tokens(stem)}
    mine = [stem for stem in kept if not named or named & set(tokens(stem))]
    groups = [{stem: kept[stem][number] for stem in mine if number in kept[stem]} for number in numbers]
    return _Found(groups, {stem: said[stem] for stem in mine}, list(numbers))


def _repeated(headings: Sequence[Heading], finder: Finder) -> _Found | None:
    """The same headers again and again, in the same order, of which some name a person."""
    places: dict[str, list[int]] = {}
    for c, heading in enumerate(headings):
        if text := key(heading.text):
            places.setdefault(text, []).append(c)
    said = {text: headings[columns[0]] for text, columns in places.items()}
    times = {len(places[text]) for text in places if len(places[text]) > 1 and _role(_field(said[text], finder)) in _WHO}
    if len(times) != 1 or (count := times.pop()) > _MOST_PEOPLE:
        return None
    again = [text for text, columns in places.items() if len(columns) == count]
    order = [text for _, text in sorted((c, text) for text in again for c in places[text])]
    if len(again) < 2 or order != order[: len(again)] * count:
        return None
    groups = [{text: places[text][n] for text in again} for n in range(count)]
    starts = [min(group.values()) for group in groups]
    for text, columns in places.items():  # a column of one list alone
        if len(columns) == 1 and columns[0] > starts[0] and _field(said[text], finder) not in _OF_FAMILY:
            groups[max(n for n, start in enumerate(starts) if start < columns[0])][text] = columns[0]
    return _Found(groups, {text: said[text] for text in dict.fromkeys(text for group in groups for text in group)}, [None] * count)


def _under_places(levels: Sequence[Sequence[str]], finder: Finder) -> _Found | None:
    """The same headers again and again, each time under another place of one kind (`KELURAHAN PANJER` | `KELURAHAN RENON`)."""
    if len(levels) < 2:
        return None
    beneath = [Heading(" ".join(filter(None, cells))) for cells in zip(*levels[1:], strict=True)]
    found = _repeated(beneath, finder)
    above = [{levels[0][c].strip() for c in group.values()} for group in found.groups] if found else []
    places = [said.pop() for said in above if len(said) == 1]
    if found is None or len(places) < len(above) or len(set(places)) < len(places):
        return None
    return replace(found, places=tuple(places)) if len({kind_of_place(place) for place in places} - {""}) == 1 else None


def _with_spouse(found: _Found | None, headings: Sequence[Heading], finder: Finder) -> _Found | None:
    """What was found, and behind it the spouse whose columns stand in a row of the head's (`Nama Istri/Suami | NIK Istri/Suami`)."""
    mine = {c for group in found.groups for c in group.values()} if found else set()
    own: dict[str, tuple[int, Heading]] = {}
    husbands = _husbands(headings, finder)
    for c, heading in enumerate(headings):
        if c not in mine and c not in husbands and _SPOUSE & set(tokens(heading.text)):
            bare = Heading(" ".join(word for word in tokens(heading.text) if word not in _SPOUSE))
            if (name := _role(_field(bare, finder))) in PERSONAL:
                own.setdefault(name, (c, bare))
    if not own.keys() >= _WHO:
        return found
    stems = {_role(_field(said, finder)): stem for stem, said in found.said.items()} if found else {}
    group = {stems.get(name, f"={c}"): c for name, (c, _) in own.items()}
    said = {**(found.said if found else {}), **{f"={c}": bare for name, (c, bare) in own.items() if name not in stems}}
    places = found.places if found else ()
    return _Found([*(found.groups if found else []), group], said, [*(found.numbers if found else []), None], spouse=True, places=places)


def _husbands(headings: Sequence[Heading], finder: Finder) -> dict[int, str]:
    """Columns of the husband, who heads the family, where the wife has columns of her own (`SUAMI / KK | ISTRI`), with their fields."""
    said = {c: set(tokens(heading.text)) for c, heading in enumerate(headings)}
    wives = {c for c, words in said.items() if words & _WIFE and "suami" not in words}
    out = {}
    for c, words in said.items():
        if wives and "suami" in words and not words & _WIFE:
            bare = " ".join(word for word in tokens(headings[c].text) if word not in _HUSBAND)
            name = _field(Heading(bare), finder)
            out[c] = {"name": "head_name", "nik": "head_nik"}.get(name, name)
    return out


def _field(heading: Heading, finder: Finder) -> str:
    """The one field that a heading means; ""."""
    said = finder.meaning(heading) if heading.text else None
    return said.fields[0] if said is not None and len(said.fields) == 1 else ""


def _role(name: str) -> str:
    return _ROLES.get(name, name)


def _ways(text: str) -> list[tuple[str, int]]:
    """A header with `#` for each number in it that may be a person's, and that number."""
    parts = list(_PART.finditer(text))
    words = [part[0].lower() for part in parts]
    numbers = [(at, number) for at, part in enumerate(parts) if (number := _number(part[0])) is not None and len(parts) > 1]
    return [(" ".join([*words[:at], "#", *words[at + 1 :]]), number) for at, number in numbers]


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text) if len(text) < 3 else None
    return _ROMAN.get(text)


def _bare(heading: Heading, number: int) -> Heading:
    return Heading(_without(heading.text, number), tuple(_without(text, number) for text in heading.alternatives))


def _without(text: str, number: int | None) -> str:
    """A text without the last mention of a person's number ("Nama anggota ke-2": Nama anggota)."""
    if number is None:
        return text
    at = next((part for part in reversed(list(_PART.finditer(text))) if _number(part[0]) == number), None)
    return text if at is None else f"{_ORDINAL.sub('', text[: at.start()])}{text[at.end() :]}".strip(" _-.")


def _cell(row: Sequence[str], column: int | None) -> str:
    text = str(row[column] or "").strip().upper() if column is not None and column < len(row) else ""
    return "" if text in UNSAID else text


def _alike(rows: Sequence[Sequence[str]], column: int | None, others: Sequence[int | None]) -> bool:
    """Whether a column says the same as one of the others in half of the rows where both say anything."""
    seen = [(mine, cells) for row in rows if (mine := _cell(row, column)) and (cells := {_cell(row, c) for c in others} - {""})]
    return bool(seen) and sum(mine in cells for mine, cells in seen) >= _SAME * len(seen)
