"""A column of NIKs apart from the rest of its list names nobody."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.gather.slipped import say_slipped, slipped, without_slipped

NIKS = [f"16710845018090{n:02}" for n in range(12)]
CARDS = [f"16710801012090{n:02}" for n in range(12)]
NAMES = [f"ORANG {chr(65 + n)}" for n in range(12)]
REGISTRY = pl.DataFrame({"nik": NIKS, "no_kk": CARDS, "name": NAMES})


def pays(niks: list[str], *, cards: bool = True, names: list[str] = NAMES) -> pl.DataFrame:
    rows = {"nik": niks, "no_kk": CARDS if cards else [None] * 12, "name": names, "nik_status": ["OK"] * 12}
    return pl.DataFrame(rows, schema_overrides={"no_kk": pl.String}).with_columns(
        source_file=pl.lit("bri"), source_sheet=pl.lit(None, pl.String)
    )


@pytest.mark.parametrize("cards", [True, False])
def test_niks_of_other_payees_are_set_aside_and_told(*, cards: bool) -> None:
    rows = pays([*NIKS[5:], *NIKS[:5]], cards=cards)
    lists = slipped(rows, REGISTRY)
    assert lists.rows() == [("bri", None, 12, 12)]
    left = without_slipped(rows, lists)
    assert (left["nik"].null_count(), left["nik_status"].unique().to_list(), left["name"].to_list()) == (12, ["MISSING"], NAMES)
    assert "12 dari 12 baris" in say_slipped(lists)[0][1]


@pytest.mark.parametrize(
    "rows",
    [
        pays(NIKS),
        pays([*NIKS[1:5], NIKS[0], *NIKS[5:]]),
        pays([f"16710845018091{n:02}" for n in range(12)]),
        pays([*NIKS[5:], *NIKS[:5]], cards=False, names=[f"LAIN {n}" for n in range(12)]),
    ],
    ids=["each its own", "a few exchanged", "of nobody known", "of other names"],
)
def test_any_other_list_keeps_its_niks(rows: pl.DataFrame) -> None:
    assert slipped(rows, REGISTRY).is_empty()
    assert without_slipped(rows, slipped(rows, REGISTRY)).equals(rows)
