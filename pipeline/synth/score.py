"""How well a run found what a town's truth says: recall and precision per kind, links, decoys hit.

Ambiguous truth counts neither way: not as missed, and whoever reports it is not wrong. A case is found when kind and programme agree and
family card, NIK or a row it rests on is the same (several programmes in the truth, parted by `;`: any of them).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.synth.truth import Truth

Row = dict[str, Any]


@dataclass(frozen=True)
class Score:
    """1 = all found (recall), nothing wrong reported (precision)."""

    kinds: pl.DataFrame  # kind, found, missed, wrong, recall, precision
    recall: float
    precision: float
    link_recall: float
    link_precision: float
    link_f1: float
    decoys: int
    decoys_hit: pl.DataFrame  # the decoys reported as an error of targeting, with the kind
    missed: pl.DataFrame  # rows of the truth's cases
    wrong: pl.DataFrame  # rows of the run's cases


def score(truth: Truth, cases: pl.DataFrame, links: pl.DataFrame) -> Score:
    """Compare a run's `cases` and `links` tables with the truth. Shares are 1.0 where nothing could be found or reported."""
    reported = list(cases.iter_rows(named=True))
    expected = list(truth.cases.iter_rows(named=True))
    index = _index(reported, _sources_of_run)
    found: set[int] = set()
    right: set[int] = set()
    for i, row in enumerate(expected):
        hits = [n for n in _candidates(index, row, row["sources"].split(";")) if _same_programme(row, reported[n])]
        if hits:
            found.add(i)
            right.update(hits)
    sure = [i for i, row in enumerate(expected) if row["certainty"] == "certain"]
    missed = [expected[i] for i in sure if i not in found]
    wrong = [row for n, row in enumerate(reported) if n not in right]
    kinds = _by_kind([expected[i] for i in sure if i in found], missed, wrong)
    link_recall, link_precision = _links(truth.links, links)
    struck = _decoys(truth.decoys, index, reported)
    return Score(
        kinds=kinds,
        recall=_share(len(sure) - len(missed), len(missed)),
        precision=_share(len(right), len(wrong)),
        link_recall=link_recall,
        link_precision=link_precision,
        link_f1=2 * link_recall * link_precision / ((link_recall + link_precision) or 1),
        decoys=truth.decoys.height,
        decoys_hit=struck,
        missed=pl.DataFrame(missed, schema=truth.cases.schema),
        wrong=cases[[n for n in range(cases.height) if n not in right]],
    )


def _share(good: int, bad: int) -> float:
    return good / (good + bad) if good + bad else 1.0


def _sources_of_run(row: Row) -> Iterable[str]:
    return row["sources"] or ()


def _index(rows: list[Row], sources: Any) -> dict[tuple[str, str], list[int]]:
    index = defaultdict(list)
    for n, row in enumerate(rows):
        for mark in {row["no_kk"], row["nik"], *sources(row)} - {None, ""}:
            index[row["kind"], mark].append(n)
    return index


def _candidates(index: dict[tuple[str, str], list[int]], row: Row, sources: list[str], kind: str = "") -> list[int]:
    """Reported cases of the kind that share a mark; identity is of a person, so a family card alone does not do."""
    kind = kind or row["kind"]
    marks = {row["nik"], *sources} | (set() if kind.startswith("ID") else {row["no_kk"]})
    return sorted({n for mark in marks - {None, ""} for n in index.get((kind, mark), [])})


def _same_programme(expected: Row, reported: Row) -> bool:
    programmes = set((expected["programme"] or "").split(";"))
    return programmes == {""} or not reported["programme"] or bool(programmes & set(reported["programme"].split(";")))


def _by_kind(found: list[Row], missed: list[Row], wrong: list[Row]) -> pl.DataFrame:
    names = sorted({r["kind"] for r in (*found, *missed, *wrong)})
    rows = []
    for name in names:
        a, b, c = (sum(r["kind"] == name for r in part) for part in (found, missed, wrong))
        rows.append((name, a, b, c, _share(a, b), _share(a, c)))
    schema = {"kind": pl.String, "found": pl.Int64, "missed": pl.Int64, "wrong": pl.Int64, "recall": pl.Float64}
    return pl.DataFrame(rows, schema=schema | {"precision": pl.Float64}, orient="row")


def _links(truth: pl.DataFrame, links: pl.DataFrame) -> tuple[float, float]:
    """Pairs of band MATCH against the certain links; a match of an ambiguous row counts neither way."""
    pair = ["left_record", "right_record"]
    matched = links.filter(pl.col("band") == "MATCH").select(pair).unique()
    sure = truth.filter(pl.col("certainty") == "certain").select(pair)
    open_rows = truth.filter(pl.col("certainty") != "certain").select("right_record")
    judged = matched.join(open_rows, on="right_record", how="anti")
    good = judged.join(sure, on=pair, how="semi").height
    return _share(good, sure.height - good), _share(good, judged.height - good)


def _decoys(decoys: pl.DataFrame, index: dict[tuple[str, str], list[int]], reported: list[Row]) -> pl.DataFrame:
    hits = []
    for row in decoys.iter_rows(named=True):
        for kind in row["must_not"].split(";"):
            found = _candidates(index, row, row["sources"].split(";"), kind)
            hits += [(row["decoy"], kind, reported[n]["programme"], row["no_kk"]) for n in found[:1]]
    schema = dict.fromkeys(["decoy", "kind", "programme", "no_kk"], pl.String)
    return pl.DataFrame(hits, schema=schema, orient="row")
