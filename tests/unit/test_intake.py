"""Who usually pays: earlier lists say so, but not the lists of the very stage that is judged."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.intake import senders_seen


@pytest.mark.parametrize(
    ("first", "last", "seen"),
    [("2025-04", "2025-06", 0), ("2025-01", "2025-03", 1), ("2025-05", "2025-05", 1)],
    ids=["the stage judged", "the stage before", "a month before"],
)
def test_the_stage_under_judgement_is_no_history(first: str, last: str, seen: int) -> None:
    """Lists of April to June lie in May's folder; June is judged: who is silent in them stays missed."""
    rows = pl.DataFrame({"programme": "SEMBAKO", "payer": "POS", "village_code": "1671081002", "period_from": [first], "period_to": [last]})
    assert senders_seen([("2025-05", rows)], "2025-06").height == seen
