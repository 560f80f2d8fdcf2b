"""Which column each word of a printed page stands in: headings and values by where they begin and end, page by page.

Reach for it with the lines of one page of a text taken out of a PDF. Nothing is cut at a fixed place: values are parted by two blanks and
more, long numbers always stand alone, and a value belongs to the heading it stands under. The invariant: no word is ever cut, but where
two columns meet in it and a number or a capital begins; no long number is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = re.compile(r"(?<![^\W\d_])\d{16}(?=[^\W\d_])|[^\s\d]*[^\W\d_](?=\d{16}(?:\s|$))|\S+")
"""A word, and a number of sixteen digits that touches one."""
_LONG = re.compile(r"'?\d{10,}'?")
_TOUCHING = re.compile(r"(?<=\d)(?=[^\d\s.,:/%-])|(?<=\d)(?=-$)|(?<=[A-Za-z])(?=\d)|(?<=[a-z.])(?=[A-Z])")
_NUMERIC = re.compile(r"(?:Rp\.?)?[\d.,]*\d(?:,-)?", re.IGNORECASE)
_DASHED = re.compile(r"([\d.,]*\d)(-)")
"""A number with the dash of an empty cell behind it."""
_DATE = re.compile(r"\d{1,4}[-/.]\w{1,9}[-/.]\d{1,4}")
_MOSTLY = 0.7
_GAP = 2
_TOGETHER = 0.3
"""Share of the lines in which two groups of values stand beside each other from which on they are two columns under one heading."""
_ODD = 3
"""Of so many values one may be left out to tell two columns apart."""
_SHIFT = 3
"""Places by which a value may stand beside where its column begins elsewhere on the page."""
_PLAINLY = 1.5
"""How many times nearer one heading must be than the other for a value under none."""


@dataclass(frozen=True)
class Piece:
    """Some words of one line that stand together: from place `start` up to `end`, `row` counts the lines."""

    start: int
    end: int
    text: str
    row: int = 0


@dataclass
class Leaf:
    """One column's heading: its words, which may stand on several lines. It reaches from its leftmost word to its rightmost."""

    words: list[Piece]
    over: str = ""

    @property
    def start(self) -> int:
        """The leftmost place."""
        return min(word.start for word in self.words)

    @property
    def end(self) -> int:
        """The place after the rightmost."""
        return max(word.end for word in self.words)

    @property
    def text(self) -> str:
        """The words from top to bottom, those of the group above it first."""
        said = [word.text for word in sorted(self.words, key=lambda w: (w.row, w.start))]
        return " ".join([*([self.over] if self.over else []), *said])


@dataclass
class Zone:
    """Where the values of a column stand on a page."""

    start: int
    end: int


def words_of(text: str, row: int = 0) -> list[Piece]:
    """Every word of a line."""
    return [Piece(m.start(), m.end(), m[0], row) for m in _WORD.finditer(text)]


def pieces_of(text: str, row: int = 0) -> list[Piece]:
    """The values of a line: words with one blank between them; a number of ten digits and more stands alone."""
    return [_joined(run) for run in _runs(words_of(text, row))]


def _runs(words: Sequence[Piece]) -> list[list[Piece]]:
    runs: list[list[Piece]] = []
    for word in words:
        before = runs[-1] if runs else []
        if not before or word.start - before[-1].end >= _GAP or _apart(before, word):
            runs.append([])
        runs[-1].append(word)
    return runs


def _apart(before: Sequence[Piece], word: Piece) -> bool:
    """Whether a word one blank behind others stands alone: beside a long number, or behind a number that the value begins with."""
    numbers = len(before) == 1 and _NUMERIC.fullmatch(before[0].text) and not _NUMERIC.fullmatch(word.text)
    return bool(_LONG.fullmatch(word.text) or _LONG.fullmatch(before[-1].text) or numbers)


def _joined(words: Sequence[Piece]) -> Piece:
    return Piece(words[0].start, words[-1].end, " ".join(word.text for word in words), words[0].row)


def meets(one: Piece | Leaf | Zone, other: Piece | Leaf | Zone) -> bool:
    """Whether two stand above each other at some place."""
    return one.start < other.end and other.start < one.end


def gap(one: Piece | Leaf | Zone, other: Piece | Leaf | Zone) -> int:
    """Places between two that stand beside each other; 0 where they meet."""
    return max(one.start - other.end, other.start - one.end, 0)


def leaves_of(lines: Sequence[str]) -> list[Leaf]:
    """The columns that the lines of a header name, left to right. A text over two columns and more that have words beneath it is their
    group."""
    leaves: list[Leaf] = []
    for row in range(len(lines) - 1, -1, -1):
        for run in _runs(words_of(lines[row], row)):
            whole = _joined(run)
            under = [leaf for leaf in leaves if meets(leaf, whole)]
            if not under:
                leaves.append(Leaf(run))
            elif len(under) == 1:
                under[0].words += run
            else:
                for leaf in under:
                    leaf.over = f"{whole.text} {leaf.over}".strip()
    return sorted(leaves, key=lambda leaf: leaf.start)


def clusters_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Values that stand above each other, in groups from left to right."""
    groups: list[list[Piece]] = []
    end = 0
    for piece in sorted(pieces, key=lambda p: (p.start, p.end, p.row)):
        if groups and piece.start < end:
            groups[-1].append(piece)
        else:
            groups.append([piece])
            end = 0
        end = max(end, piece.end)
    return groups


def parted(leaves: Sequence[Leaf], lines: Sequence[Sequence[Piece]]) -> list[Leaf]:
    """The headings, one whose words stand over several columns parted among them."""
    out: list[Leaf] = []
    clusters = clusters_of(piece for line in lines for piece in line if sum(meets(leaf, piece) for leaf in leaves) < 2)
    for leaf in leaves:
        under = [group for group in clusters if meets(leaf, _hull(group))]
        together = len(under) > 1 and all(_beside(a, b, len(lines)) for a, b in pairwise(under))
        shares: list[list[Piece]] = [[] for _ in under]
        for word in leaf.words if together else []:
            nearest = min(range(len(under)), key=lambda n: (gap(word, _hull(under[n])), n))
            shares[nearest].append(word)
        out += [Leaf(share, leaf.over) for share in shares] if together and all(shares) else [leaf]
    return sorted(out, key=lambda leaf: leaf.start)


def _kind(text: str) -> str:
    """What a value is by its looks: a long number, a number, a date, words."""
    plain = text.strip("'")
    return "long" if _LONG.fullmatch(plain) else "number" if _NUMERIC.fullmatch(plain) else "date" if _DATE.fullmatch(plain) else "words"


def _usual(pieces: Sequence[Piece]) -> str:
    """What most values are."""
    kinds = Counter(_kind(piece.text) for piece in pieces)
    return max(sorted(kinds), key=lambda kind: kinds[kind])


def _hull(pieces: Sequence[Piece]) -> Zone:
    return Zone(min(p.start for p in pieces), max(p.end for p in pieces))


def _beside(one: Sequence[Piece], other: Sequence[Piece], lines: int) -> bool:
    """Whether two groups of values stand in one line too often to be one column."""
    shared = {p.row for p in one} & {p.row for p in other}
    return len(shared) >= max(1, _TOGETHER * min(lines, max(len(one), len(other))))


class Page:
    """The columns of one page: headings, and where the values under each of them stand.

    `above`: the headings stand on this very page; `known`: what the values of each column are on other pages ("": not known).
    """

    def __init__(
        self, leaves: Sequence[Leaf | Zone], lines: Sequence[Sequence[Piece]], *, above: bool = True, known: Sequence[str] = ()
    ) -> None:
        self.leaves, self._known = leaves, known
        self.zones: list[Zone | None] = [None] * len(leaves)
        self.kinds = [""] * len(leaves)
        full = [line for line in lines if len(line) == len(leaves) and (not above or self._under_their_own(line))]
        if full:
            for n in range(len(leaves)):
                self._widen(n, [line[n] for line in full])
        else:
            self._place(self._groups([p for line in lines for p in line]))

    def _under_their_own(self, line: Sequence[Piece]) -> bool:
        """Whether the values of a line, one for each heading, contradict none."""
        heads = [[n for n, leaf in enumerate(self.leaves) if meets(leaf, piece)] for piece in line]
        return all(not found or n in found for n, found in enumerate(heads))

    def _widen(self, column: int, by: Sequence[Piece]) -> None:
        zone, hull = self.zones[column], _hull(by)
        self.zones[column] = Zone(min(zone.start, hull.start), max(zone.end, hull.end)) if zone else hull
        self.kinds[column] = _usual(by)

    def _groups(self, pieces: Sequence[Piece]) -> list[list[Piece]]:
        """Values that stand above each other. Those that reach over two headings, or bring two together, are left out."""
        kept = [p for p in pieces if sum(meets(leaf, p) for leaf in self.leaves) < 2]
        for _ in range(len(kept) // _ODD):
            groups = clusters_of(kept)
            mixed = [group for group in groups if sum(meets(leaf, _hull(group)) for leaf in self.leaves) > 1]
            if not mixed:
                break
            longest = max(mixed[0], key=lambda p: (p.end - p.start, p.row))
            kept.remove(longest)
        return clusters_of(kept)

    def _place(self, clusters: Sequence[Sequence[Piece]]) -> None:
        """Give each group of values its heading: the one it stands under, else the nearer of those beside it."""
        hulls = [_hull(group) for group in clusters]
        under = [[n for n, leaf in enumerate(self.leaves) if meets(leaf, hull)] for hull in hulls]
        owner: dict[int, int] = {g: found[0] for g, found in enumerate(under) if len(found) == 1}
        for g, found in enumerate(under):
            if not found and (leaf := self._nearest(g, clusters, hulls, owner)) is not None:
                owner[g] = leaf
        for g, leaf in owner.items():
            self._widen(leaf, clusters[g])

    def _nearest(self, group: int, clusters: Sequence[Sequence[Piece]], hulls: Sequence[Zone], owner: dict[int, int]) -> int | None:
        """The heading of values that stand under none: the nearest that no value beside them in a line has; None where two are as near."""
        left = max((owner[g] for g in owner if hulls[g].end <= hulls[group].start), default=0)
        right = min((owner[g] for g in owner if hulls[g].start >= hulls[group].end), default=len(self.leaves) - 1)
        rows = {p.row for p in clusters[group]}
        taken = {owner[g] for g in owner if rows & {p.row for p in clusters[g]}}
        free = sorted((gap(self.leaves[n], hulls[group]), n) for n in range(left, right + 1) if n not in taken)
        kind = _usual(clusters[group])
        free = [(far, n) for far, n in free if self._known and self._known[n] == kind] or free
        if not free or (len(free) > 1 and free[1][0] < _PLAINLY * free[0][0]):
            return None
        return free[0][1]

    def cells(self, text: str) -> tuple[list[str], int] | None:
        """The cells of one line, and how many values were left out because nobody can say whose they are; None where that may be a long
        number or where values stand in a wrong order."""
        out, unclear, last = [""] * len(self.leaves), 0, -1
        for run in _runs(words_of(text)):
            found = self._columns_of(run)
            columns = [column for column, _ in found if column is not None]
            if len(columns) < len(found) or columns != sorted(columns):
                if any(_LONG.search(word.text) for word in run):
                    return None
                unclear += 1
                continue
            if columns[0] < last:
                return None
            last = columns[-1]
            for column, said in found:
                out[column or 0] = f"{out[column or 0]} {said}".strip()
        return out, unclear

    def _columns_of(self, run: Sequence[Piece]) -> list[tuple[int | None, str]]:
        """A value and its column, or the words of a value that stands over several columns and theirs."""
        column = self._column(_joined(run))
        dashed = _DASHED.fullmatch(run[0].text) if len(run) == 1 else None
        numbered = [n for n in (column, (column or 0) - 1) if n is not None and 0 <= n < len(self.leaves) - 1 and self.kinds[n] == "number"]
        if dashed and numbered:
            return [(numbered[0], dashed[1]), (numbered[0] + 1, dashed[2])]
        if column is not None:
            return [(column, _joined(run).text)]
        found: list[tuple[int | None, str]] = []
        for word in run:
            before = found[-1][0] if found else None
            for part in self._halves(word, before):
                own = self._column(part)
                if before is not None and not self._meeting(part):
                    own = self._between(part, before)
                elif before is not None and own is not None and own > before and self._early(part, own):
                    own = before if _NUMERIC.fullmatch(part.text) else None
                found.append((own, part.text))
                before = own
        return found

    def _early(self, part: Piece, column: int) -> bool:
        """Whether a word begins so far before the values of its column that it must be more than one of them."""
        zone = self.zones[column]
        return zone is not None and self.kinds[column] != "number" and part.start < zone.start - (not _NUMERIC.fullmatch(part.text))

    def _meeting(self, piece: Piece) -> list[int]:
        return [n for n, zone in enumerate(self.zones) if zone is not None and meets(zone, piece)]

    def _column(self, piece: Piece) -> int | None:
        """The one column whose values stand where a piece stands; of two that meet there a number is the one's that has numbers."""
        zones = self._meeting(piece)
        if len(zones) > 1:
            kind = _kind(piece.text)
            zones = [n for n in zones if self.kinds[n] == kind] or zones
            shares = [self._share(n, piece) for n in zones]
            plainly = len(zones) == 1 or (max(shares) >= _MOSTLY and sorted(shares)[-2] <= 1 - _MOSTLY)
            return zones[shares.index(max(shares))] if plainly else None
        heads = [n for n, leaf in enumerate(self.leaves) if meets(leaf, piece)]
        if zones:
            return zones[0] if heads in ([], zones) or self.zones[heads[0]] is not None else None
        return heads[0] if len(heads) == 1 else self._beside(piece) if not heads else None

    def _beside(self, piece: Piece) -> int | None:
        """The one column of such values that a piece stands next to, a little beside where they stand elsewhere on the page."""
        near = [n for n, zone in enumerate(self.zones) if zone is not None and gap(zone, piece) <= _SHIFT]
        near = [n for n in near if self.kinds[n] == _kind(piece.text)]
        return near[0] if len(near) == 1 else None

    def _share(self, column: int, piece: Piece) -> float:
        """The share of a piece that stands where a column's values stand."""
        zone = self.zones[column]
        return (min(zone.end, piece.end) - max(zone.start, piece.start)) / (piece.end - piece.start) if zone else 0.0

    def begins(self, piece: Piece) -> bool:
        """Whether a piece begins where the values of some column begin."""
        return any(zone is not None and abs(zone.start - piece.start) <= 1 for zone in self.zones[1:])

    def _between(self, piece: Piece, before: int) -> int:
        """The column of a word between two columns, behind a word of column `before`: a number is the next one's if that has numbers."""
        after = next((n for n, zone in enumerate(self.zones) if zone is not None and n > before), before)
        zone = self.zones[after]
        near = zone is not None and self.kinds[after] == "number" and gap(zone, piece) <= _SHIFT and bool(_NUMERIC.fullmatch(piece.text))
        return after if near else before

    def _halves(self, word: Piece, before: int | None) -> list[Piece]:
        """A word over two columns, parted where the second begins ("9Pindah", "HasKepala"); whole where there is no such place."""
        zones = self._meeting(word)
        two = len(zones) == 2 or (len(zones) == 1 and before is not None and zones[0] > before and self._early(word, zones[0]))
        begins = self.zones[zones[-1]] if two else None
        if begins is None or _LONG.search(word.text):
            return [word]
        places = [m.start() for m in _TOUCHING.finditer(word.text) if abs(word.start + m.start() - begins.start) <= _SHIFT]
        if len(places) != 1:
            return [word]
        at = word.start + places[0]
        return [Piece(word.start, at, word.text[: places[0]], word.row), Piece(at, word.end, word.text[places[0] :], word.row)]
