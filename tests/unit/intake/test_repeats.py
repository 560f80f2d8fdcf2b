"""One entry pasted twice is one, however its village is written; another sum, day or sign is another payment."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from pipeline.intake.ingest import ingest_table
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


def test_a_row_of_several_payments_is_repeated_by_one_that_names_some_of_them() -> None:
    pkh, sembako = {**ROW, "programme": "PKH", "amount": "900000"}, {**ROW, "programme": "SEMBAKO"}
    table = read_table(Kind.DISBURSEMENT, [sembako, pkh, sembako, pkh, {**sembako, "paid_on": "12/05/2025"}])
    rows = pl.Series("source_row", [2, 2, 3, 4, 4], dtype=pl.Int64)
    done = ingest_table(replace(table, frame=table.frame.with_columns(rows), read=3), FileContext("f" * 64, "2025-05"))
    assert done.account.duplicates == 1
    assert done.frame["source_row"].to_list() == [2, 2, 4, 4], "row 4 holds a payment of another day too"


@pytest.mark.parametrize(("third", "duplicates"), [("1671080101159003", 0), ("1671080101159001", 3)], ids=["another card", "pasted twice"])
def test_a_member_beneath_two_cards_is_no_repeat(third: str, duplicates: int) -> None:
    """A registry printed card by card: the number of the card stands on the row of its head alone."""

    def family(card: str, head: int, *members: int) -> list[dict[str, str]]:
        people = [{"nik": f"167108050785{9000 + n}", "name": f"ORANG {chr(65 + n)}"} for n in (head, *members)]
        roles = ["KEPALA KELUARGA", *["ANAK"] * len(members)]
        return [
            {**who, "relationship": role, "no_kk": card if at == 0 else ""}
            for at, (who, role) in enumerate(zip(people, roles, strict=True))
        ]

    head = 1 if third == "1671080101159001" else 7
    rows = [*family("1671080101159001", 1, 2, 3), *family("1671080101159002", 4, 5), *family(third, head, 2, 3)]
    done = ingest_table(read_table(Kind.REGISTRY, rows), FileContext("f" * 64, "2025-05"))
    assert done.account.duplicates == duplicates


@pytest.mark.parametrize("sum_", ["-600000", "(600.000)", "Rp -600.000"])
def test_of_two_equal_credits_one_of_which_is_taken_back_both_are_booked(sum_: str) -> None:
    other = {**ROW, "nik": "1671080507859002"}
    rows = [ROW, ROW, other, other, {**ROW, "amount": sum_, "paid_on": "25/05/2025"}]
    done = ingest_table(read_table(Kind.DISBURSEMENT, rows), FileContext("f" * 64, "2025-05"))
    assert done.account.duplicates == 1, "only of whom nothing is taken back"
