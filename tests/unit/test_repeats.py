"""One entry pasted twice is one, however its village is written; another sum, day or sign is another payment."""

from __future__ import annotations

import pytest

from pipeline.ingest import ingest_table
from pipeline.standardise import FileContext
from schemas.codes import Kind
from tests.read_tables import read_table

ROW = {"nik": "1671080507859001", "name": "SITI AMINAH", "village_name": "SAKO", "amount": "600000", "paid_on": "09/05/2025"}


@pytest.mark.parametrize(
    ("other", "duplicates"),
    [
        ({}, 1),
        ({"village_name": "Kel. Sako", "name": "Siti Aminah"}, 1),
        ({"nik": "'1671080507859001"}, 0),
        ({"village_name": "SIALANG"}, 0),
        ({"amount": "-600000"}, 0),
        ({"paid_on": "10/05/2025"}, 0),
    ],
    ids=["the same", "its village otherwise written", "another cell of a number", "another village", "money back", "another day"],
)
def test_a_row_repeats_another_where_all_its_fields_do(other: dict[str, str], duplicates: int) -> None:
    done = ingest_table(read_table(Kind.DISBURSEMENT, [ROW, {**ROW, **other}]), FileContext("f" * 64, "2025-05"))
    assert done.account.duplicates == duplicates
