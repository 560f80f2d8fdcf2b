"""Several snapshots of one registry: who is the same person in the next one."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from pipeline.gather.snapshots import rows_in_force

CHOSEN = pl.DataFrame({"village_code": ["1671081002"], "snapshot": ["2025-04"]})
ONE, TWO = "1671085711789001", "1671085711789002"
CARD, OTHER_CARD = "1671081506159001", "1671081506159002"


def rows(*people: tuple[str, str | None, str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "record_id": f"{snapshot}:{at}", "snapshot": snapshot, "nik": nik, "nik_status": "OK" if nik else "MISSING", "no_kk": card,
                "name": name, "birth_date": dt.date(1978, 11, 17), "village_code": "1671081002",
            }
            for at, (snapshot, nik, card, name) in enumerate(people)
        ],
        schema_overrides={"nik": pl.String},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("later", "same"),
    [
        ((ONE, CARD, "SITI"), True),
        ((ONE, OTHER_CARD, "SITI AMINAH"), True),
        ((None, CARD, "Siti"), True),
        ((TWO, CARD, "SITI"), True),
        ((TWO, OTHER_CARD, "SITI"), False),
        ((TWO, CARD, "SANTI"), False),
    ],
    ids=["nothing changed", "moved and renamed", "number lost", "number corrected", "number and card", "twin sister"],
)
def test_the_same_person_in_the_next_snapshot(later: tuple[str | None, str, str], same: bool) -> None:
    kept, aliases = rows_in_force(rows(("2025-04", ONE, CARD, "SITI"), ("2025-05", *later)), CHOSEN)
    assert aliases.rows() == ([("2025-05:1", "2025-04:0")] if same else [])
    assert kept.height == (1 if same else 2)
