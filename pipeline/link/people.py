"""Link two lists of persons: canonical columns in, pairs with weight, probability, band, rule and verdicts out.

When to reach for it: the person lists have the canonical columns (`schemas.tables.Person`, any subset). For lists with
other headers see `pipeline.link.adhoc`. The invariants: row order, thread count and swapping the lists change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from pipeline.link import decide
from pipeline.link.block import Stack
from pipeline.link.engine import Scored, score
from pipeline.link.judgements import Verdicts, constraints
from pipeline.link.params import VERDICT_FIELDS, LinkSettings, Mode
from pipeline.link.prepare import Stacked, person_comparisons

if TYPE_CHECKING:
    from pipeline.link.encode import Ints
    from pipeline.link.weights import Model


@dataclass(frozen=True)
class Linkage:
    """pairs: left_id, right_id, match_weight, match_probability, band, rule, verdict_*; the model; a report of counts."""

    pairs: pl.DataFrame
    model: Model
    report: dict[str, Any]


def link_people(
    left: pl.DataFrame,
    right: pl.DataFrame | None = None,
    *,
    settings: LinkSettings | None = None,
    mode: Mode = "one_to_one",
    judgements: pl.DataFrame | None = None,
    model: Model | None = None,
) -> Linkage:
    """Pair each record of `right` with at most one of `left` (or the records of one list with each other).

    Inputs have `record_id` and any of the person columns. one_to_one: a left record is taken once; many_to_one: a left
    person may be taken by several right records; many: no limit (one list with itself: duplicates). Ties: two about
    equally good left persons share the probability, so neither is a MATCH; then higher weight, then lower record ids.
    """
    settings = settings or LinkSettings()
    turn = right is not None and mode == "one_to_one" and comes_first(right, left)
    if turn and right is not None:
        left, right = right, left
    stacked = Stacked(left, right)
    stack = Stack(left.height, stacked.size)
    mode = "many" if right is None else mode
    ids = stacked.column("record_id")
    comparisons = person_comparisons(stacked)
    del left, right, stacked  # of a million records a third of the memory, where the caller does not hold them
    scored = score(comparisons, stack, mode, settings, model)
    return finish(scored, ids, mode, settings, constraints(judgements, ids, stack), VERDICT_FIELDS, turn=turn)


def comes_first(one: pl.DataFrame, two: pl.DataFrame) -> bool:
    """Which of two lists is put first inside, so that exchanging them changes nothing: the longer, else by content."""
    if one.height != two.height:
        return one.height > two.height
    return _digest(one) > _digest(two)


def _digest(frame: pl.DataFrame) -> int:
    return sum(int(frame[name].cast(pl.String).hash(seed=1).sum() or 0) for name in sorted(frame.columns))


def finish(
    scored: Scored, ids: pl.Series, mode: Mode, settings: LinkSettings, judged: Verdicts, fields: tuple[str, ...], *, turn: bool = False
) -> Linkage:
    """Decide, name the rule and the verdict of each field, and put the record ids back. The prepared columns are given up.

    turn: the lists were exchanged before, and are exchanged back here.
    """
    pairs = decide.decide(scored, mode, settings, judged)
    model, report = scored.model, decide.report(scored, pairs, mode)
    scored.comparisons.clear()  # of a million records a third of the memory; the pairs below take as much again
    one, two = (pairs.b, pairs.a) if turn else (pairs.a, pairs.b)
    order = _by_ids(ids, one, two, scored.stack.left)
    one, two, levels = one[order], two[order], pairs.levels[:, order]
    frame = pl.DataFrame(
        {
            "left_id": ids.gather(one),
            "right_id": ids.gather(two),
            "match_weight": pl.Series(pairs.weight[order], dtype=pl.Float64),
            "match_probability": pl.Series(pairs.probability[order], dtype=pl.Float64),
            "band": pl.Series(["REVIEW", "MATCH"]).gather(pairs.match[order].astype(np.uint8)),
            "rule": decide.rule_names(model, levels, pairs.judged[order]),
        }
    )
    if turn:
        report |= {"left": report["right"], "right": report["left"]}
    return Linkage(frame.with_columns(decide.verdict_columns(model, levels, fields)), model, report)


def _by_ids(ids: pl.Series, one: Ints, two: Ints, left: int) -> Ints:
    """Where each pair lies in the order of its two ids. Ties (an id that occurs twice): as before."""
    if _rising(ids[:left]) and _rising(ids[left:]):
        return np.argsort(one << 32 | two)
    pairs = pl.DataFrame({"one": ids.gather(one), "two": ids.gather(two)})
    return pairs.select(pl.arg_sort_by("one", "two", maintain_order=True)).to_series().to_numpy().astype(np.int64)


def _rising(ids: pl.Series) -> bool:
    """Is each id greater than the one before: then pairs in the order of their rows are in the order of their ids."""
    return bool((ids[1:] > ids[:-1]).all())
