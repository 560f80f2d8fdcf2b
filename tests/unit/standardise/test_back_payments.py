"""A sum that holds an earlier stage too is no payment above what is due."""

import polars as pl
import pytest

from pipeline.standardise.money.back_payments import with_back_payments


@pytest.mark.parametrize(
    ("note", "amount", "first"),
    [
        ("Rapel Tahap 1 dan Tahap 2", 1_200_000, "2025-01"),
        ("rapel", 1_200_000, "2025-01"),
        ("Rapelan tahap 1", 1_200_000, "2025-01"),
        ("rapel", 600_000, "2025-04"),
        ("rapel", 1_000_000, "2025-04"),
        ("sudah cair", 1_200_000, "2025-04"),
        (None, 1_200_000, "2025-04"),
    ],
)
def test_back_pay_reaches_back_as_far_as_its_remark_or_its_sum(note: str | None, amount: int, first: str) -> None:
    rows = pl.DataFrame({"period_from": ["2025-04"] * 4, "period_to": ["2025-06"] * 4})
    notes, sums = pl.Series([None, None, None, note], dtype=pl.String), pl.Series([600_000, 600_000, 600_000, amount])
    done = with_back_payments(rows, notes, pl.Series(["SEMBAKO"] * 4), sums, "2025-05")
    assert done.rows() == [("2025-04", "2025-06")] * 3 + [(first, "2025-06")]
