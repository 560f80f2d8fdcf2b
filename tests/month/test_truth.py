"""Whole months against their truth: towns of our own generator and of another hand, seeds that no room was tuned to."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.month import run_month
from pipeline.synth import write_town
from tests.towns.moved import SURABAYA, UNHEARD_OF, move_town
from tests.towns.otherhand import make_town
from tests.towns.score import report, score

PERIOD = "2025-05"


def judge(folder: Path) -> None:
    result = run_month(PERIOD, folder)
    told = score(folder / "truth", result.folder)
    text = report(told, show=True)
    assert told["total"]["recall"] >= 0.95, text
    assert told["total"]["precision"] >= 0.95, text
    assert told["mean"]["recall"] >= 0.95, text
    assert told["mean"]["precision"] >= 0.95, text
    assert told["links"]["f1"] >= 0.97, text
    assert len(told["decoy_hits"]) <= 0.01 * told["decoys"], text


@pytest.mark.parametrize(("layouts", "seed"), [("A", 90210), ("B", 31337)])
def test_town_of_another_hand(layouts: str, seed: int, tmp_path: Path) -> None:
    make_town(tmp_path, seed, layouts, 500, PERIOD)
    judge(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("layouts", "seed"), [("A", 11), ("B", 12), ("A", 2026), ("B", 2027)])
def test_full_town_of_another_hand(layouts: str, seed: int, tmp_path: Path) -> None:
    make_town(tmp_path, seed, layouts, 1500, PERIOD)
    judge(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("places", [SURABAYA, UNHEARD_OF], ids=["Surabaya", "a place in no list"])
def test_a_town_that_does_not_lie_in_palembang(places: Mapping[str, str], tmp_path: Path) -> None:
    make_town(tmp_path / "here", 901, "A", 1500, PERIOD)
    move_town(tmp_path / "here", tmp_path / "there", places)
    judge(tmp_path / "there")


@pytest.mark.slow
@pytest.mark.parametrize(("layouts", "seed"), [("A", 501), ("B", 502), ("C", 503)])
def test_full_town_of_our_own(layouts: str, seed: int, tmp_path: Path) -> None:
    write_town(tmp_path, families=1500, seed=seed, layouts=layouts)
    judge(tmp_path)
