"""Damaged NIKs that are one slip away from a NIK of the other list."""

import polars as pl
import pytest

from pipeline.link.slips import known_by_slip

NIK, OTHER = "1671084501809001", "1671084501809004"


def known(raw: str | None, niks: list[str], nik: str | None = None) -> str | None:
    frame = pl.DataFrame(
        {"nik": [nik], "nik_raw": [raw], "nik_known": [None]}, schema=dict.fromkeys(("nik", "nik_raw", "nik_known"), pl.String)
    )
    return known_by_slip(frame, pl.Series(niks))["nik_known"][0]


@pytest.mark.parametrize(
    "raw",
    [NIK[:-1], "1671084501809O01", "'167108-45O1809001", "16710845018090011", "161084501809001", "1671084501l09001".replace("l0", "8l")],
)
def test_one_slip_away(raw: str) -> None:
    assert known(raw, [NIK, "1671084501709002"]) == NIK[:15]


@pytest.mark.parametrize(
    ("raw", "niks", "nik"),
    [
        (NIK[:-1], [NIK, OTHER], None),  # fits two
        (NIK[:-2], [NIK], None),  # two slips
        ("1671O84501809O01", [NIK], None),
        ("NOKKS", [NIK], None),
        (None, [NIK], None),
        (NIK, [NIK[:-1] + "2"], NIK),  # a sound number is what it says
    ],
)
def test_nothing_is_made_up(raw: str | None, niks: list[str], nik: str | None) -> None:
    assert known(raw, niks, nik) is None
