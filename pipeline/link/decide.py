"""From weights to decisions: rivals, guards, judgements, bands, and the words that explain them.

When to reach for it: the last step of every linkage. MATCH: the best assignment keeps the pair, its probability given its
rivals reaches the threshold, and no guard caps it. REVIEW: likely by itself, but not decided. The invariant: what a
verifier decided outranks every score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from pipeline.link import assign, clusters, guards, scoring
from pipeline.link.compare import LADDERS
from pipeline.link.encode import Bools, Floats, Ints, Levels, grouped, patterns
from pipeline.link.params import LinkSettings, Mode
from pipeline.link.weights import Model, Vectors, probability, weigh

if TYPE_CHECKING:
    from pipeline.link.engine import Scored
    from pipeline.link.judgements import Verdicts

FORCED = 60.0
"""Bits of a pair that a verifier called one person: more than any fields can say."""
HOPELESS = -10.0
"""A match weight up to which a pair is neither decided nor told."""
_RIVAL_FLOOR = 0.05
"""A pair with a lower chance, given its rivals, is not worth a verifier's look."""
CLEARLY = 2.0
"""A pair below even chances is a match only where it is this many times likelier than its best rival."""


@dataclass(frozen=True)
class Decided:
    """Pairs in either band. `match` False means REVIEW; `judged`: a verifier said so."""

    a: Ints
    b: Ints
    weight: Floats
    probability: Floats
    match: Bools
    judged: Bools
    levels: Levels


@dataclass(frozen=True)
class _Candidates:
    """Pairs of rows to be decided, sorted by (a, b). weight: what their fields say, in bits; judged: a verifier called them one person."""

    a: Ints
    b: Ints
    weight: Floats
    levels: Levels
    judged: Bools

    def where(self, keep: Bools) -> _Candidates:
        """Those of the pairs that are marked."""
        return _Candidates(self.a[keep], self.b[keep], self.weight[keep], self.levels[:, keep], self.judged[keep])

    def decided(self, match: Bools, review: Bools, chance: Floats) -> Decided:
        """Those in either band, with the probability `chance`."""
        out = match | review
        return Decided(self.a[out], self.b[out], self.weight[out], chance[out], match[out], self.judged[out], self.levels[:, out])


def decide(scored: Scored, mode: Mode, settings: LinkSettings, judged: Verdicts) -> Decided:
    """Put every candidate pair into MATCH, REVIEW or neither (left out). Ties are broken by weight, then left row, then right row."""
    pairs = _with_judgements(scored, judged)
    pairs = pairs.where((pairs.weight > HOPELESS) | pairs.judged)
    capped = guards.capped(scored.model, pairs.levels) & ~pairs.judged if settings.guards else np.zeros(len(pairs.a), dtype=bool)
    lift = assign.odds_of_the_free(scored.model.match * scored.stack.all_pairs, scored.sides)
    bits = np.where(pairs.judged, FORCED, pairs.weight + lift)
    if mode == "many":
        return _clustered(pairs, bits, capped, settings, judged)
    return _assigned(pairs, bits, capped, mode, settings, scored.stack.size)


def _assigned(pairs: _Candidates, bits: Floats, capped: Bools, mode: Mode, settings: LinkSettings, size: int) -> Decided:
    """Bands where a row is taken once. bits: the weight that decides; capped: pairs that are REVIEW at most; size: rows of both lists."""
    a, b = pairs.a, pairs.b
    chance = assign.chances(a, b, bits, mode)
    kept = assign.best_assignment(a, b, bits - min(0.0, _bits_of(settings.match_probability)), mode)
    clear = (chance >= 0.5) | (chance >= CLEARLY * np.maximum(_second(b, chance), _second(a, chance) if mode == "one_to_one" else 0.0))
    match = kept & (chance >= settings.match_probability) & clear & ~capped
    taken_b = np.bincount(b[match], minlength=size)[b] > 0
    taken_a = np.bincount(a[match], minlength=size)[a] > 0 if mode == "one_to_one" else np.zeros(len(a), dtype=bool)
    likely = (probability(bits) >= settings.review_probability) & (chance >= min(_RIVAL_FLOOR, settings.review_probability))
    return pairs.decided(match, ~match & ~taken_a & ~taken_b & likely, chance)


def _clustered(pairs: _Candidates, bits: Floats, capped: Bools, settings: LinkSettings, judged: Verdicts) -> Decided:
    """Bands where any number of rows may be one person: all pairs within a cluster match, so that "same as" has no exceptions."""
    a, b = pairs.a, pairs.b
    to_merge = np.where(capped, np.minimum(bits, -1.0), bits)
    forbidden = set(zip(judged.different[0].tolist(), judged.different[1].tolist(), strict=True))
    cluster = np.full(int(max(a.max(initial=0), b.max(initial=0))) + 1, -1, dtype=np.int64)
    for number, rows in enumerate(clusters.merge(a, b, to_merge, _bits_of(settings.match_probability), forbidden)):
        cluster[rows] = number
    match = (cluster[a] >= 0) & (cluster[a] == cluster[b])
    chance = assign.chances(a, b, bits, "many")
    review = ~match & (probability(bits) >= settings.review_probability)
    return pairs.decided(match, review, np.where(match, np.maximum(chance, settings.match_probability), chance))


def _bits_of(chance: float) -> float:
    """The match weight at which a pair has this probability."""
    return float(np.log2(chance / max(1e-9, 1 - chance)))


def _second(group: Ints, chance: Floats) -> Floats:
    """For each pair the best chance among the other pairs of its row."""
    if len(group) == 0:
        return chance
    order, starts = grouped(group)
    sizes = np.diff(starts, append=len(order))
    ordered = chance[order]
    best = np.repeat(np.maximum.reduceat(ordered, starts), sizes)
    top = ordered == best
    alone = top & (np.repeat(np.add.reduceat(top.astype(np.int64), starts), sizes) == 1)
    second = np.repeat(np.maximum.reduceat(np.where(top, 0.0, ordered), starts), sizes)
    out = np.empty(len(chance))
    out[order] = np.where(alone, second, best)
    return out


def _with_judgements(scored: Scored, judged: Verdicts) -> _Candidates:
    """The scored pairs without those that a verifier told apart, and with those he called one person, were they found or not."""
    pairs = _Candidates(scored.a, scored.b, scored.weight, scored.vectors.levels, np.zeros(len(scored.a), dtype=bool))
    if len(judged.same[0]) + len(judged.different[0]) == 0:
        return pairs
    pairs = pairs.where(~np.isin(_pack(pairs.a, pairs.b), _pack(*judged.different)))
    same = _pack(*judged.same)
    absent = ~np.isin(same, _pack(pairs.a, pairs.b))
    a, b, weight, levels = pairs.a, pairs.b, pairs.weight, pairs.levels
    if absent.any():
        x, y = judged.same[0][absent], judged.same[1][absent]
        extra: Vectors = scoring.vectors(scored.comparisons, x, y, LinkSettings(threads=1))
        a, b = np.concatenate([a, x]), np.concatenate([b, y])
        weight = np.concatenate([weight, weigh(scored.model, extra)])
        levels = np.concatenate([levels, extra.levels], axis=1)
        order = np.lexsort((b, a))
        a, b, weight, levels = a[order], b[order], weight[order], levels[:, order]
    return _Candidates(a, b, weight, levels, np.isin(_pack(a, b), same))


def _pack(a: Ints, b: Ints) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Each pair as one number."""
    return (a.astype(np.uint64) << np.uint64(32)) | b.astype(np.uint64)


def rule_names(model: Model, levels: Levels, judged: Bools) -> pl.Series:
    """What each pair rests on, from its own vector alone: fields the same, `~` where close. `PUTUSAN`: a verifier said so."""
    of, first = patterns(levels)
    names = []
    for vector in levels[:, first].T.tolist():
        said = []
        for field, level in zip(model.fields, vector, strict=True):
            sign = LADDERS[field.kind].verdicts[level]
            if sign in "=≈" and field.name != "sex":
                said.append(field.name + ("" if sign == "=" else "~"))
        names.append("+".join(said) or "-")
    names.append("PUTUSAN")
    return pl.Series("rule", names, dtype=pl.String).gather(np.where(judged, len(names) - 1, of))


def verdict_columns(model: Model, levels: Levels, fields: tuple[str, ...]) -> list[pl.Series]:
    """One column a field: `=` same, `≈` close, `≠` different, `–` missing on a side."""
    at = {f.name: k for k, f in enumerate(model.fields)}
    out = []
    for name in fields:
        if name not in at:
            out.append(pl.repeat("–", levels.shape[1], dtype=pl.String, eager=True).alias(f"verdict_{name}"))
            continue
        signs = pl.Series(list(LADDERS[model.fields[at[name]].kind].verdicts))
        out.append(signs.gather(levels[at[name]].astype(np.int64)).alias(f"verdict_{name}"))
    return out


def report(scored: Scored, pairs: Decided, mode: Mode) -> dict[str, Any]:
    """Counts of a linkage: rules and their pairs, reduction ratio, expected completeness, weights, bands, unlinkables."""
    total = scored.stack.all_pairs
    edges = np.arange(-20, 45, 5)
    histogram, _ = np.histogram(np.clip(scored.weight, -20, 44.9), bins=edges)
    met = scored.met if scored.stack.single else scored.met[scored.stack.left :]
    return {
        "mode": mode,
        "left": scored.stack.left,
        "right": scored.stack.size - scored.stack.left if not scored.stack.single else scored.stack.left,
        "pairs_possible": total,
        "pairs_compared": scored.compared,
        "reduction_ratio": round(1 - scored.compared / total, 8) if total else None,
        "expected_completeness": round(scored.finds, 4),
        "rules": scored.rules,
        "weight_histogram": [{"from": int(e), "to": int(e) + 5, "pairs": int(n)} for e, n in zip(edges[:-1], histogram, strict=True)],
        "match": int(pairs.match.sum()),
        "review": int((~pairs.match).sum()),
        "without_candidate": int((~met).sum()),
        "prior": scored.model.match,
        "m_u": [{"field": f.name, "levels": LADDERS[f.kind].labels[1:], "m": f.m, "u": f.u} for f in scored.model.fields],
    }
