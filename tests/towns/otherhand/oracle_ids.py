"""The identity cases that follow from the rows as written: damaged, temporary, contradicting, shared numbers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from .dirt import nik_says, plausible

if TYPE_CHECKING:
    from .model import Line, Town
    from .people import Family, Person

Entry: TypeAlias = "tuple[str, str, Family, Person, str, str, list[Line]]"


def identity_cases(town: Town) -> list[Entry]:
    """ID-NR, ID-NS, ID-NB, ID-BD, ID-TJ: one per person and kind (ID-BD: one per number)."""
    people: dict[int, list[Line]] = defaultdict(list)
    for line in town.lines:
        people[line.person.pid].append(line)
    cases: list[Entry] = []
    shared = _shared(town)
    owners = {line.place for entry in shared for line in entry[6]}
    for rows in people.values():
        cases += _damaged(rows)
        cases += _two_numbers(rows, owners)
        cases += _contradiction(rows)
    return cases + shared


def _entry(kind: str, rows: list[Line], note: str, *, certain: bool) -> Entry:
    first = next((line for line in rows if line.source == "registry"), rows[0])
    return (kind, "", first.family, first.person, note, "certain" if certain else "ambiguous", rows)


def _damaged(rows: list[Line]) -> list[Entry]:
    cases = []
    bad = [line for line in rows if line.written.nik_kind == "damaged"]
    if bad:
        solid = [line for line in bad if not line.fragile and not line.repeated]
        cases.append(
            _entry("ID-NR", bad, f"written {', '.join(sorted({_shape(line.written.nik_text) for line in bad}))}", certain=bool(solid))
        )
    vague = [line for line in rows if line.written.nik_kind == "vague"]
    if vague and not bad:
        cases.append(_entry("ID-NR", vague, "letters for digits", certain=False))
    temporary = [line for line in rows if line.written.nik_kind == "temporary"]
    if temporary:
        cases.append(_entry("ID-NS", temporary, "temporary NIK", certain=any(not line.fragile for line in temporary)))
        if not bad:
            cases.append(_entry("ID-NR", temporary, "temporary, so no NIK", certain=False))
    return cases


def _shape(text: str) -> str:
    """The form of a damaged number, without its digits."""
    return "scientific" if "E" in text else f"{len(text)} digits"


def _two_numbers(rows: list[Line], shared: set[str]) -> list[Entry]:
    good = [line for line in rows if plausible(line.written.nik) and not line.repeated]
    registry = {line.written.nik for line in good if line.source == "registry"}
    everything = {line.written.nik for line in good}
    if len(everything) < 2:
        return []
    pairs = registry and len(everything | registry) > 1 and any(line.written.nik not in registry for line in good)
    theirs = any(line.place in shared for line in good)
    fragile = any(line.fragile for line in good)
    return [_entry("ID-NB", good, "two plausible NIKs", certain=bool(pairs) and len(registry) == 1 and not theirs and not fragile)]


def _contradiction(rows: list[Line]) -> list[Entry]:
    bad = [line for line in rows if _contradicts(line)]
    if not bad:
        return []
    certain = any(not line.fragile and not line.repeated for line in bad)
    return [_entry("ID-TJ", bad, "NIK against the row's date or sex", certain=certain)]


def _contradicts(line: Line) -> bool:
    written = line.written
    if not plausible(written.nik) or written.nik is None:
        return False
    sex, day, month, year = nik_says(written.nik)
    if line.source == "registry" and written.sex != sex:
        return True
    if written.born is None:
        return False
    return (day, month, year) not in (
        (written.born.day, written.born.month, written.born.year % 100),
        (written.born.month, written.born.day, written.born.year % 100),
    )


def _shared(town: Town) -> list[Entry]:
    """One plausible NIK in rows of two persons."""
    numbers: dict[str, list[Line]] = defaultdict(list)
    for line in town.lines:
        if plausible(line.written.nik) and line.written.nik is not None:
            numbers[line.written.nik].append(line)
    cases = []
    for nik, rows in numbers.items():
        if len({line.person.pid for line in rows}) > 1:
            owner = next((line for line in rows if line.person.nik == nik), rows[0])
            cases.append(
                (
                    "ID-BD",
                    "",
                    owner.family,
                    owner.person,
                    "one NIK, two names",
                    "ambiguous" if any(line.fragile for line in rows) else "certain",
                    rows,
                )
            )
    return cases
