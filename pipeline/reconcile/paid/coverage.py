"""What is assessable: which sender was expected where, who reported, and which villages stay open.

A missing source is never read as "not paid". Expected are the senders declared in the settings; without a declaration those seen in the
last three months; else those that this month serve other kelurahan of the same kecamatan. An expected sender that is silent makes the
village not assessable for the programme (BD-00). Six cautions:

- a sender with only a handful of rows elsewhere (those who failed at the bank; expected here: fewer than `FEW` rows) may truly have
  nothing to pay in a small village;
- payers with territories of their own (one serves A and B, the other C and D) are not silent in each other's villages, and a handful of
  rows among many of others makes no village a payer's own;
- a village with few unpaid families awaits no payer that its neighbours' rate promises many rows of;
- neither holds of a payer that is silent in the village under another programme: one file often brings both;
- a village with next to no rows where its neighbours' rate promises many is silent, stray rows or not;
- a village in which the post alone pays a few of the entitled waits for its bank, whose failures the post pays.

A sender of whose lists one lies in the month's folder unread, and none was read, is silent everywhere. One whose list an earlier run of
this very month used, and that is gone since, is silent where that list paid, whatever the basis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from schemas import tables
from schemas.months import shift

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from schemas.rulebook import RulesAt
    from schemas.settings import Settings

FEW = 3.0
"""Rows below which silence of a sender in a village proves nothing (chance of none at all above 5 %)."""
STRAY = 0.3
"""A village with less than this share of the rows its neighbours' rate promises holds stray rows, or its list was cut off."""
CHANCE = 1e-4
"""How seldom so few rows may come by chance (Poisson), for a village to be called so."""
MANY = 20.0
POST = "POS"
"""Who pays those whom a bank could not pay, and everybody only where there is no bank (DOMAIN §2)."""
RESCUED = 0.3
"""A village in which the post alone pays less than this share of its entitled families waits for its bank's list."""
APART = 0.05
"""Territories of two payers are apart where the one has less than this share of the rows in the other's villages."""
TOO_MANY = 2.0
"""Times as many rows as a village has unpaid families: whose neighbours' rate promises more is not what lacks there."""
NOBODY = ("semua penyalur", "bank")
"""What is silent where a village is short of rows and no sender can be named."""
KECAMATAN = 6
REGISTRY_SHARE = 0.2
"""A registry covers a village when it holds at least this share of the families that are paid there."""


@dataclass(frozen=True)
class Seen:
    """Rows of one programme this month: by (payer, village), and entitled families by village."""

    rows: Mapping[tuple[str, str], int]
    entitled: Mapping[str, int]

    def payers(self, village: str) -> set[str]:
        """Who pays in a village."""
        return {payer for payer, place in self.rows if place == village}

    def villages(self, payer: str, least: float = 0.0) -> set[str]:
        """Where a payer pays at least this share of the rows."""
        return {place for (who, place), n in self.rows.items() if who == payer and n >= least * self.total(place)}

    def total(self, village: str) -> int:
        """Rows of all payers in a village."""
        return sum(n for (_, place), n in self.rows.items() if place == village)

    def promised(self, village: str, siblings: set[str]) -> float:
        """Rows of all payers that the rate in the sibling villages promises for this one."""
        base = sum(self.entitled.get(v, 0) for v in siblings)
        rows = sum(n for (_, place), n in self.rows.items() if place in siblings)
        here = self.entitled.get(village, 0)
        return rows / base * here if base else float(rows and here)

    def promised_by(self, payer: str, village: str, siblings: set[str]) -> float:
        """Rows of one payer that its rate in the siblings promises here: in all of them where anybody pays, so that a few rows in one of
        many are no rate."""
        near = {v for v in siblings if self.total(v)}
        base, rows = sum(self.entitled.get(v, 0) for v in near), sum(self.rows.get((payer, v), 0) for v in near)
        here = self.entitled.get(village, 0)
        return rows / base * here if base else float(bool(rows and here))


def _territories_apart(seen: Seen, payer: str, village: str) -> bool:
    """Whether this payer's villages and those of the payers of `village` are territories apart."""
    theirs = seen.villages(payer, APART)
    total = sum(seen.total(v) for v in theirs)
    guests = sum(seen.rows.get((other, v), 0) for other in seen.payers(village) for v in theirs)
    return bool(theirs) and guests < APART * total


def _by_siblings(seen: Seen, village: str, siblings: set[str], missing: AbstractSet[str]) -> tuple[set[str], set[str]]:
    """Expected and silent senders of a village, judged by its kecamatan alone; `missing`: silent here under another programme."""
    expected = set().union(*(seen.payers(v) for v in siblings)) if siblings else set()
    here = seen.payers(village)
    if not here:
        return expected, expected
    silent = set()
    unpaid = max(0, seen.entitled.get(village, 0) - seen.total(village))
    for payer in expected - here:
        apart, promised = _territories_apart(seen, payer, village), seen.promised_by(payer, village, siblings)
        if payer in missing or (not apart and FEW <= promised <= TOO_MANY * unpaid):
            silent.add(payer)
    return expected | here, silent


def _thin(seen: Seen, village: str, siblings: set[str]) -> bool:
    """Whether a village holds only stray rows by its neighbours' rate."""
    served = {v for v in siblings if seen.total(v)}
    promised = seen.promised(village, served) if served else 0.0
    n = seen.total(village)
    return n < STRAY * promised and sum(math.exp(k * math.log(promised) - promised - math.lgamma(k + 1)) for k in range(n + 1)) < CHANCE


def _rescued(seen: Seen, village: str) -> bool:
    """Whether only the post pays here, and a few: those whom a bank could not pay."""
    entitled = seen.entitled.get(village, 0)
    return seen.payers(village) == {POST} and entitled >= FEW and seen.total(village) < RESCUED * entitled


def _lacking(seen: Seen, payer: str, village: str, siblings: set[str]) -> bool:
    """Whether a declared payer that serves the siblings is absent here, and the others' rows do not make up for half of its share."""
    if payer in seen.payers(village) or not seen.villages(payer) & siblings:
        return False
    served = {v for v in siblings if seen.total(v)}
    own = seen.promised_by(payer, village, siblings)
    return own >= FEW and seen.promised(village, served) - seen.total(village) >= own / 2


def senders(
    seen: Seen,
    village: str,
    everywhere: set[str],
    declared: list[tuple[str | None, str]],
    history: Mapping[str, float],
    missing: AbstractSet[str] = frozenset(),
) -> tuple[set[str], set[str], str]:
    """Expected senders, silent senders, and how we know ("deklarasi", "riwayat", "tetangga", "").

    declared: (payer or None, area prefix) that speak for the village; history: payer → rows a month seen here in the last three months.
    A declared payer is silent when its whole declared area has no row of it, or this village has none and nobody else's rows stand in for
    those that its neighbours promise. missing: payers that are silent here under another programme,
    whose file may bring both.
    """
    siblings = {v for v in everywhere if v[:KECAMATAN] == village[:KECAMATAN] and v != village}
    here = seen.payers(village)
    all_of_them = {NOBODY[0]}
    if declared:
        expected = {payer or NOBODY[0] for payer, _ in declared}
        silent = {
            payer or NOBODY[0]
            for payer, area in declared
            if not any(place.startswith(area) and payer in {None, who} for who, place in seen.rows)
            or (payer is not None and _lacking(seen, payer, village, siblings))
        }
        nobody = not here and seen.promised(village, siblings) >= FEW
        if not silent and (nobody or _thin(seen, village, siblings)):
            silent = expected
        return expected, silent, "deklarasi"
    if history:
        near = {v for v in everywhere if v[:KECAMATAN] == village[:KECAMATAN]}
        absent = {payer for payer in history if payer not in here}
        silent = {p for p in absent if p in missing or not (seen.villages(p) & near) or history[p] >= FEW}
        if not silent and _thin(seen, village, siblings):
            silent = all_of_them
        return set(history) | here, silent, "riwayat"
    expected, silent = _by_siblings(seen, village, siblings, missing)
    if not silent and _thin(seen, village, siblings):
        silent = all_of_them
    if not silent and _rescued(seen, village):
        return expected | {NOBODY[1]}, {NOBODY[1]}, "tetangga"
    return expected, silent, "tetangga" if expected else ""


def _history(senders_seen: pl.DataFrame, programme: str, period: str) -> dict[str, dict[str, float]]:
    """village → payer → rows a month, of the last three months."""
    recent = senders_seen.filter(
        (pl.col("programme") == programme)
        & (pl.col("period") >= shift(period, -3))
        & (pl.col("period") < period)
        & pl.col("village_code").is_not_null()
        & pl.col("payer").is_not_null()
    )
    rows = pl.col("rows").fill_null(int(MANY)) if "rows" in recent.columns else pl.lit(int(MANY))
    mean = recent.group_by("village_code", "payer").agg(rows.sum().alias("sum"), pl.col("period").n_unique().alias("months"))
    out: dict[str, dict[str, float]] = {}
    for village, payer, total, months in mean.sort("village_code", "payer").iter_rows():
        out.setdefault(village, {})[payer] = total / months
    return out


def _unread(senders_seen: pl.DataFrame, programme: str, period: str) -> set[str]:
    """Senders whose list of this programme lies in the month's folder and could not be read ("?": a sender that nothing names)."""
    own = senders_seen.filter((pl.col("period") == period) & (pl.col("programme").is_null() | (pl.col("programme") == programme)))
    return set(own.filter(pl.col("village_code").is_null())["payer"].replace({"": "?"}).drop_nulls())


def _gone(senders_seen: pl.DataFrame, programme: str, period: str) -> dict[str, set[str]]:
    """village → payers whose list of this programme an earlier run of the month used and that is gone."""
    own = senders_seen.filter((pl.col("period") == period) & (pl.col("programme") == programme) & pl.col("village_code").is_not_null())
    out: dict[str, set[str]] = {}
    for village, payer in own.select("village_code", "payer").iter_rows():
        out.setdefault(village, set()).add(payer)
    return out


def missing_files(coverages: Iterable[pl.DataFrame]) -> dict[str, set[str]]:
    """village → payers silent there under any programme: one file of a sender often pays several, so one silence speaks for all."""
    out: dict[str, set[str]] = {}
    for coverage in coverages:
        for village, silent in coverage.select("village_code", "silent").iter_rows():
            out.setdefault(village, set()).update(silent)
    return out


def silent_rivals(code: str, coverages: Mapping[str, pl.DataFrame], pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """village → who is silent there under a programme that excludes `code`: a family unpaid here may be paid there.

    coverages: by programme; pairs: programmes that exclude each other.
    """
    out: dict[str, set[str]] = {}
    for other in sorted({a if b == code else b for a, b in pairs if code in (a, b)} & coverages.keys()):
        for village, silent in coverages[other].select("village_code", "silent").iter_rows():
            if silent:
                out.setdefault(village, set()).update(other if payer == "?" else f"{payer} ({other})" for payer in silent)
    return out


def coverage_of(
    rules: RulesAt,
    pays: pl.DataFrame,
    entitled: pl.DataFrame,
    registry_rows: pl.DataFrame,
    senders_seen: pl.DataFrame,
    settings: Settings,
    missing: Mapping[str, AbstractSet[str]] | None = None,
    rivals: Mapping[str, AbstractSet[str]] | None = None,
) -> pl.DataFrame:
    """The coverage rows of one programme (`tables.Coverage`): one a village that occurs in a registry or a pay list.

    pays: village_code, payer of this month's rows; entitled: village_code, n (families entitled by rule); registry_rows: village_code,
    snapshot, late, n. A programme whose recipients somebody else lists, or that cannot be paid in a village, misses no sender there that
    nobody declared. `missing` (see `missing_files`): what the coverage of all programmes says of a village.
    `rivals` (see `silent_rivals`): what is silent there under a programme that excludes this one.
    """
    programme, period = rules.code, rules.month
    counts = pays.filter(pl.col("village_code").is_not_null()).group_by(pl.col("payer").fill_null("?"), "village_code").agg(pl.len())
    seen = Seen(
        {(payer, village): n for payer, village, n in counts.sort("payer", "village_code").iter_rows()},
        {village: n for village, n in entitled.select("village_code", "n").iter_rows() if village},
    )
    registry = {row["village_code"]: row for row in registry_rows.iter_rows(named=True)}
    places = {v for v in registry if v} | {place for _, place in seen.rows}
    places = {v for v in places if v.startswith(settings.area)}
    history = _history(senders_seen, programme, period)
    unread = _unread(senders_seen, programme, period) - {payer for payer, _ in seen.rows}
    gone = _gone(senders_seen, programme, period)
    out = []
    for village in sorted(places):
        declared = [
            (e.payer, e.area) for e in settings.expected if e.programme == programme and village.startswith(e.area) and e.holds(period)
        ]
        expected, silent, basis = senders(
            seen, village, places, declared, history.get(village, {}), (missing or {}).get(village, frozenset())
        )
        expected, silent = expected | unread, silent | unread
        barred = rules.area is not None and village[KECAMATAN : KECAMATAN + 1] in rules.area.forbidden_fourth_level
        claimed = rules.eligibility.criterion != "outside_list" and not barred  # somebody may be entitled here by rule
        if basis != "deklarasi" and not claimed:
            expected, silent = seen.payers(village), set()
        if not barred:
            expected, silent = expected | gone.get(village, set()), silent | gone.get(village, set())
        if claimed:
            silent = silent | (rivals or {}).get(village, frozenset())
        known = registry.get(village)
        has_registry = known is not None and known["n"] >= max(1, REGISTRY_SHARE * seen.total(village))
        out.append(
            {
                "programme": programme,
                "village_code": village,
                "period": period,
                "registry_families": known["n"] if known else 0,
                "snapshot": known["snapshot"] if known else None,
                "late_snapshot": bool(known and known["late"]),
                "registry_covers": has_registry,
                "rows": seen.total(village),
                "expected": sorted(expected),
                "silent": sorted(silent),
                "basis": basis,
                "named": 0,
                "named_listed": 0,
                "senders_present": bool(expected) and not silent,
                "assessable": has_registry and bool(expected) and not silent,
            }
        )
    return tables.conform(pl.DataFrame(out, schema=tables.polars_schema(tables.Coverage)), tables.Coverage)
