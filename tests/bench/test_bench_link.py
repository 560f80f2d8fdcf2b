"""The linkage bench as tests: prints its table; what it asserts are F1 floors of the issue, never the clock.

Sizes: `PADAN_BENCH_SIZE` (people a side, default 20,000) and `PADAN_BENCH_RUNS` (default 1; medians of wall and CPU over them).
"""

import os

import pytest

from tests.bench import bench_link

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
SIZE = int(os.environ.get("PADAN_BENCH_SIZE", "20000"))
RUNS = int(os.environ.get("PADAN_BENCH_RUNS", "1"))


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_febrl(number, capsys):
    padan, ecm = (bench_link.median([engine, "febrl", number], RUNS) for engine in ("padan", "recordlinkage"))
    with capsys.disabled():
        print(f"\n{bench_link.line(padan)}\n{bench_link.line(ecm)}")
    assert padan["F1"] >= 0.998
    assert padan["F1"] >= ecm["F1"]


@pytest.mark.parametrize("kind", ["payments", "survey"])
def test_town_beside_splink(kind, capsys):
    padan, *others = bench_link.towns_in_turn(SIZE, kind, RUNS)
    with capsys.disabled():
        print(f"\n{bench_link.line(padan)}", *(f"{bench_link.line(o)}\n{bench_link.ratios(padan, o)}" for o in others), sep="\n")
    assert all(1 - padan["F1"] <= 2 / 3 * (1 - other["best"]) for other in others)
