"""Which column means what: header texts to fields, by the synonym table, a layout's own words, and rules over words.

Reach for it with any row of header texts (`map_headers` serves `padan link` too). Case, punctuation, line breaks, hints in
parentheses, units and Kobo group prefixes do not matter. Two columns for one field: the better word wins; the same word
twice is a conflict, never a silent choice.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from pipeline.read.columns.gist import Speller, gist_table
from pipeline.words.shorthand import in_full

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.read.columns.gist import Gist

_TOKEN = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARENTHESIS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_INSIDE = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_ENUMERATOR = re.compile(r"^\s*(?:\(?\d{1,3}[.)]|[a-zA-Z][.)])\s+")
_PATH = re.compile(r"[/:]|(?<=\w)-(?=\w)|(?<=\w)\.(?=\w)")
_QUESTION = re.compile(r"[a-z]\d{1,3}[a-z]?")  # the number of a question in a form: B2_jumlah_uang, R404_HUB
_NUMBERED = re.compile(r"^\s*[A-Za-z]\d{3}[a-z]?[\s_.:-]+(?=[A-Za-z])")
_CUT, _TELLING = re.compile(r"[A-Z_]{9,10}"), 8
"""A name as long as dBase allows, and the letters by which it tells its field."""
_UNITS = frozenset({"rp", "rupiah", "idr"})
_MEASURES, _MONEY = frozenset({"kg", "kilogram", "kilo", "liter", "ltr", "karung", "butir"}), frozenset({"amount", "amount_received"})
_TAILED = ("state", "result")
_TAIL = r"(?:\s*[-–(/:;,.].*|\s+(?:di|oleh|pada|ke|tanggal|tgl|via|melalui|karena|krn|tahap|bulan|tw)\b.*)?"
"""What may follow a word of a status: Terbayar (Tahap 2); Retur - pindah; Dibayar di rumah."""
MEMBERS = (("name", "member_name"), ("nik", "member_nik"))
"""The row's own fields, and those of a member of the family, which are the row's own where it has no others."""
OTHER_ROLES = frozenset({"substitute_nik", "substitute_no_kk", "substitute_name", "head_nik", "head_name"})
NEEDS_ITS_GROUP = frozenset({"tanggal", "tgl", "status", "hasil", "jumlah", "nilai", "keterangan", "ket", "jenis", "nomor", "no", "kode"})
"""Words that mean something only under the title of their group ("Penyaluran | Tanggal"); any other header speaks for itself first."""
_OTHER_PEOPLE = frozenset(
    ["ayah", "ibu", "suami", "istri", "pasangan", "petugas", "pendamping", "pengganti", "wali", "perbaikan", "lama", "ketua"]
)
_OF_ANOTHER = frozenset({"pelapor", "saksi", "penjamin", "penanggung"})
"""Words of a header by which its column is of somebody whom the list is not about."""
_FORMER = frozenset({"eks", "ex", "bekas", "semula", "sebelumnya", "asal"})
"""Words of a header by which its column tells who paid before."""
OF_A_PERSON = frozenset(
    {"nik", "no_kk", "name", "sex", "birth_date", "birth_place", "birth_place_date", "age", "address", "phone", "occupation"}
)
GIST_RANK, RULE_RANK, ALTERNATIVE_RANK, VARIANT_RANK = 4_500, 5_000, 100_000, 400


def tokens(text: str) -> tuple[str, ...]:
    """The words of a header: lower case, camelCase split, everything but letters and digits a gap."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(_TOKEN.findall(_CAMEL.sub(" ", plain).lower()))


def key(text: str) -> str:
    """A header without case, blanks and punctuation: `NO. KK`, `no_kk` and `NOKK` are one."""
    return "".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).lower()))


@lru_cache(maxsize=4096)
def variants(text: str, *, path: bool = True) -> tuple[tuple[str, ...], ...]:
    """Ways to read one header, as word tuples, the fullest first: whole, without hint, without number, without unit, hint, path end (not of
    a header whose group stands in a row of its own: its slash is no path)."""
    bare = _ENUMERATOR.sub("", text)
    readings = [text, _PARENTHESIS.sub(" ", text), bare, _PARENTHESIS.sub(" ", bare)]
    words = [tokens(reading) for reading in readings]
    words += [tokens(_NUMBERED.sub("", bare))] if _NUMBERED.match(bare) else []
    without_unit = tuple(w for w in words[-1] if w not in _UNITS)
    words += [without_unit, *(inside for inside in map(tokens, _INSIDE.findall(text)) if not _UNITS.issuperset(inside))]
    if path and (" " not in text.strip() or "/" in text):
        parts = [p for p in _PATH.split(text) if tokens(p)]
        if len(parts) > 1 and " / " in text:
            words.append(tokens(parts[0]))
        if len(parts) > 1:
            words += [tokens(" ".join(parts[-2:])), tokens(parts[-1])]
    return tuple(dict.fromkeys(w for w in words if w))


@dataclass(frozen=True)
class Heading:
    """One column's header: the text as shown, and the ways to read it where it spans several rows."""

    text: str
    alternatives: tuple[str, ...] = ()

    @property
    def readings(self) -> tuple[str, ...]:
        """The texts to try, best first."""
        return self.alternatives or (self.text,)


@dataclass(frozen=True)
class Rule:
    """A header means `field` when it holds all of `all`, one of `any` and none of `none`."""

    field: str
    all: frozenset[str]
    any: frozenset[str]
    none: frozenset[str]

    def fits(self, words: tuple[str, ...]) -> bool:
        """Whether the words of one header satisfy the rule."""
        held = frozenset(words)
        return self.all <= held and (not self.any or bool(self.any & held)) and not (self.none & held)


@dataclass(frozen=True)
class Words:
    """The words that cells of a field may hold; `tdk`, `blm` and `sdh` are read as they are meant."""

    pattern: re.Pattern[str]

    def fullmatch(self, text: str) -> bool:
        """Whether a whole cell is one of them."""
        plain = _ENUMERATOR.sub("", text)  # "3. Meninggal dengan ahli waris"
        return bool(self.pattern.fullmatch(plain) or self.pattern.fullmatch(spelt_out(plain)))


_NO = re.compile(r"\b(?:tak|gak)\b")


@lru_cache(maxsize=4096)
def spelt_out(text: str) -> str:
    """Words in full and in lower case, without what stands in parentheses."""
    plain = " ".join(_PARENTHESIS.sub(" ", text).lower().split())
    return _NO.sub("tidak", in_full(plain).lower())


@dataclass(frozen=True)
class Vocabulary:
    """The synonym table, ready for look-ups by `key`."""

    exact: Mapping[str, tuple[str, int]]
    ambiguous: Mapping[str, tuple[str, ...]]
    ignored: frozenset[str]
    rules: tuple[Rule, ...]
    values: Mapping[str, Words]
    triggers: frozenset[str]  # words without which no rule can fit
    speller: Speller
    gists: Mapping[Gist, tuple[str, ...]]  # fields; ("",) where the header is known and wanted by nobody
    programmes: Mapping[tuple[str, ...], str]  # the words that name a programme → its code
    words: tuple[str, ...] = ()  # the keys of `exact`, in order of the alphabet


def build_vocabulary(synonyms: Mapping[str, Any]) -> Vocabulary:
    """Make the look-up tables of `schemas.layouts.Synonyms.model_dump()`. A word listed under two fields keeps the first."""
    exact: dict[str, tuple[str, int]] = {}
    groups = [("", synonyms["fields"]), ("programme_flag:", synonyms["programme_flags"]), ("result_tick:", synonyms["ticks"])]
    for prefix, table in groups:
        for name, words in table.items():
            for rank, word in enumerate((name, *words) if not prefix else words):
                exact.setdefault(key(word), (prefix + name, rank))
    claims = [(prefix + name, tokens(word)) for prefix, table in groups for name, words in table.items() for word in words]
    claims += [("", tokens(word)) for word in synonyms["ignored"]["headers"]]
    claims += [(name, tokens(word)) for word, names in synonyms["ambiguous"].items() if len(names) > 1 for name in names]
    speller = Speller(synonyms["words"], synonyms["fillers"], {token for _, words in claims for token in words})
    rules = tuple(Rule(r["field"], frozenset(r["all"]), frozenset(r["any"]), frozenset(r["none"])) for r in synonyms["rules"])
    tails = {name: _TAIL if name in _TAILED else "" for name in synonyms["values"]}
    values = {name: Words(re.compile(f"(?:{'|'.join(words)}){tails[name]}", re.IGNORECASE)) for name, words in synonyms["values"].items()}
    return Vocabulary(
        exact,
        {key(k): tuple(v) for k, v in synonyms["ambiguous"].items()},
        frozenset(key(h) for h in synonyms["ignored"]["headers"]),
        rules,
        values,
        frozenset().union(*(rule.all or rule.any for rule in rules)),
        speller,
        gist_table(claims, speller),
        {words: code for code, said in synonyms["programme_flags"].items() for word in said if (words := _programme(word))},
        tuple(sorted(exact)),
    )


_ABOUT = frozenset({"status", "flag", "penerima", "peserta", "ikut", "bansos", "program"})


def _programme(word: str) -> tuple[str, ...]:
    """The words of a programme's flag that name the programme itself (`status pkh`: pkh)."""
    return tuple(token for token in tokens(word) if token not in _ABOUT) if tokens(word)[0] in _ABOUT else tokens(word)


@dataclass(frozen=True)
class Meaning:
    """What one header may mean: fields, best first (more than one: its values decide), and how good the word is."""

    fields: tuple[str, ...]
    rank: int

    @property
    def by_rule(self) -> bool:
        """Whether only a rule over words found it."""
        return self.rank % ALTERNATIVE_RANK >= RULE_RANK

    @property
    def by_gist(self) -> bool:
        """Whether it was found by its gist."""
        return GIST_RANK <= self.rank % ALTERNATIVE_RANK < RULE_RANK


def at_column(headings: Sequence[Heading], column: int) -> str:
    """A header with its place, for a sentence about two of one meaning."""
    return f"{headings[column].text} (kolom ke-{column + 1})"


def meaning(heading: Heading, vocabulary: Vocabulary, own: Mapping[str, str] | None = None) -> Meaning | None:
    """The best meaning of one header; None when nothing in the table fits, no fields when nobody wants it.

    `own`: a layout's words (key → field, "" = ignore).
    """
    readings = (heading.text, *heading.readings) if own and key(heading.text) in own else heading.readings
    found = _meaning(tuple(dict.fromkeys(readings)), vocabulary, own or {})
    if found is not None and _OF_ANOTHER.intersection(tokens(heading.text)) and OF_A_PERSON.issuperset(found.fields):
        return Meaning((), found.rank)  # who reported a death or vouched for somebody
    if found is not None and _FORMER.intersection(tokens(heading.text)) and {"payer"}.issuperset(found.fields):
        return Meaning((), found.rank)  # the post pays whom `Eks Bank` could not
    weighed = found is not None and _MONEY.intersection(found.fields) and _MEASURES.intersection(tokens(heading.text))
    return Meaning((), found.rank) if found is not None and weighed else found


def _meaning(readings: Sequence[str], vocabulary: Vocabulary, own: Mapping[str, str]) -> Meaning | None:
    for index, text in enumerate(readings):
        grouped = index == 0 and len(readings) > 1
        found = _exact(variants(text, path=not grouped), vocabulary, own, index * ALTERNATIVE_RANK)
        if found is not None:
            return found
        if grouped:
            if _of_others(text, readings[-1], vocabulary):
                return _by_gist(text, vocabulary, 0) or _by_rule_of_others(text, vocabulary)
            if NEEDS_ITS_GROUP.issuperset(tokens(readings[-1])) and (found := _by_gist(text, vocabulary, 0)) is not None:
                return found
    for index, text in enumerate(readings):
        found = _by_gist(text, vocabulary, index * ALTERNATIVE_RANK)
        if found is not None:
            return found
    for text in readings:
        found = _by_rule(text, vocabulary)
        if found is not None:
            return found
    return _by_beginning(readings[-1], vocabulary)


def _by_beginning(text: str, vocabulary: Vocabulary) -> Meaning | None:
    """The one field whose words begin with a name that dBase cut after ten letters (`KETMENINGG`, `TGL_MENING`)."""
    start = key(text)
    if not _CUT.fullmatch(text) or len(start) < _TELLING:
        return None
    at = bisect_left(vocabulary.words, start)
    begun = takewhile(lambda word: word.startswith(start), vocabulary.words[at:])
    names = {vocabulary.exact[word][0] for word in begun}
    return Meaning((names.pop(),), RULE_RANK + len(vocabulary.rules)) if len(names) == 1 else None


def _of_others(text: str, last: str, vocabulary: Vocabulary) -> bool:
    """Whether the group above a header names other people ("Ibu | NIK"), so that the header alone would tell the wrong person's."""
    return _by_rule_of_others(text, vocabulary) is not None or bool(_OTHER_PEOPLE & (set(tokens(text)) - set(tokens(last))))


def _by_rule_of_others(text: str, vocabulary: Vocabulary) -> Meaning | None:
    found = _by_rule(text, vocabulary)
    return found if found is not None and found.fields[0] in OTHER_ROLES else None


def spoken(text: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a header for its gist: without number, without hint, the end of a path."""
    bare = _ENUMERATOR.sub("", text)
    ways = [tokens(bare), tokens(_PARENTHESIS.sub(" ", bare))]
    if " " not in text.strip():
        ways += [tokens(part) for part in _PATH.split(text)[1:][-1:]]
    return tuple(dict.fromkeys(tuple(w for w in way if not _QUESTION.fullmatch(w)) or way for way in ways if way))


def _by_gist(text: str, vocabulary: Vocabulary, base: int) -> Meaning | None:
    """The field whose synonym says the same in other words; the fullest way to read the header counts."""
    for words in spoken(text):
        for gist in vocabulary.speller.gists(words):
            names = vocabulary.gists.get(gist)
            if names is not None:
                return Meaning(tuple(name for name in names if name) if len(names) > 1 else names if names[0] else (), base + GIST_RANK)
    return None


def _by_rule(text: str, vocabulary: Vocabulary) -> Meaning | None:
    for spelt in variants(text)[:2]:
        words = (*spelt, *vocabulary.speller.levels(spelt)[0])
        if vocabulary.triggers.isdisjoint(words):
            continue
        for number, rule in enumerate(vocabulary.rules):
            if rule.fits(words):
                return Meaning((rule.field,), RULE_RANK + number)
    return None


def _exact(ways: tuple[tuple[str, ...], ...], vocabulary: Vocabulary, own: Mapping[str, str], base: int) -> Meaning | None:
    for number, words in enumerate(ways):
        joined = "".join(words)
        rank = base + number * VARIANT_RANK
        if joined in own:
            return Meaning((own[joined],) if own[joined] else (), rank)
        if joined in vocabulary.ambiguous:
            return Meaning(vocabulary.ambiguous[joined], rank + 1)
        if joined in vocabulary.exact:
            name, place = vocabulary.exact[joined]
            return Meaning((name,), rank + 1 + place)
        if joined in vocabulary.ignored:
            return Meaning((), rank)
    return None


@dataclass(frozen=True)
class Assignment:
    """Fields to columns (0 = first), columns whose values must decide, columns nobody wants, and names that occur twice."""

    columns: dict[str, int]
    open: dict[int, tuple[str, ...]]
    unmapped: tuple[int, ...]
    conflicts: dict[str, tuple[int, ...]]
    ranks: dict[str, int] = field(default_factory=dict)
    ignored: tuple[int, ...] = ()  # columns known and wanted by nobody
    others: dict[str, tuple[int, ...]] = field(default_factory=dict)  # further columns named for a field, not by a rule; best first


def assign(headings: Sequence[Heading], vocabulary: Vocabulary, own: Mapping[str, str] | None = None) -> Assignment:
    """Give each field at most one column. Ties: the better word; the same word twice is a conflict and takes none."""
    found: dict[str, list[tuple[int, int]]] = {}
    undecided: dict[int, tuple[str, ...]] = {}
    ignored: list[int] = []
    for column, heading in enumerate(headings):
        said = meaning(heading, vocabulary, own) if heading.text else None
        if said is None or not said.fields:
            ignored += [] if said is None else [column]
            continue
        if len(said.fields) > 1:
            undecided[column] = said.fields
        else:
            found.setdefault(said.fields[0], []).append((said.rank, column))
    columns: dict[str, int] = {}
    conflicts: dict[str, tuple[int, ...]] = {}
    ranks: dict[str, int] = {}
    others: dict[str, tuple[int, ...]] = {}
    order = {word: place for place, word in enumerate(own or {})}
    for name, claims in found.items():
        claims.sort()
        best = [column for rank, column in claims if rank == claims[0][0]]
        ranks[name] = claims[0][0]
        if len(best) > 1:  # a layout's own words in the order it names them, else as they stand
            conflicts[name] = tuple(sorted(best, key=lambda c: (order.get(key(headings[c].text), len(order)), c)))
        else:
            columns[name] = best[0]
        others[name] = tuple(c for rank, c in claims if c not in best and rank % ALTERNATIVE_RANK < RULE_RANK)
    taken = {*columns.values(), *undecided, *(c for group in conflicts.values() for c in group)}
    rest = tuple(c for c, heading in enumerate(headings) if c not in taken and heading.text)
    return Assignment(columns, undecided, rest, conflicts, ranks, tuple(ignored), others)


def without(assignment: Assignment, columns: set[int]) -> Assignment:
    """An assignment that leaves some columns out, as if their headers said nothing."""
    if not columns:
        return assignment
    groups = {
        kept: {name: left for name, group in said.items() if (left := tuple(c for c in group if c not in columns))}
        for kept, said in (("conflicts", assignment.conflicts), ("others", assignment.others))
    }
    single = {name: group[0] for name, group in groups["conflicts"].items() if len(group) == 1}
    return replace(
        assignment,
        columns={**{name: c for name, c in assignment.columns.items() if c not in columns}, **single},
        open={c: options for c, options in assignment.open.items() if c not in columns},
        unmapped=tuple(c for c in assignment.unmapped if c not in columns),
        conflicts={name: group for name, group in groups["conflicts"].items() if len(group) > 1},
        others=groups["others"],
    )


def map_headers(headers: Sequence[str], vocabulary: Vocabulary, fields: Iterable[str] | None = None) -> dict[str, str]:
    """Fields to header texts for any list of people (`padan link`). Two equal headers: the first; `fields` limits what is sought."""
    assignment = assign([Heading(h) for h in headers], vocabulary)
    found = {**{name: group[0] for name, group in assignment.conflicts.items()}, **assignment.columns}
    found |= {own: found.pop(member) for own, member in MEMBERS if member in found and own not in found}
    wanted = None if fields is None else set(fields)
    return {name: headers[column] for name, column in sorted(found.items()) if wanted is None or name in wanted}
