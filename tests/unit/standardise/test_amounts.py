"""Rupiah: check 17, and what is refused."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.standardise.findings import Findings
from pipeline.standardise.money.amounts import Dialect, dialect, parse_amount, parse_column


@pytest.mark.parametrize(
    "text",
    ["Rp 600.000,00", "600.000", "600,000", "Rp600.000,-", "600000.0", "600000", "600000.00", "600.000,00", "Rp. 600.000",
     "IDR 600,000.00", "600 000",
     " 600000 ", "'600000", "Rp 600.000,--", "600.000.-", "600000,00", "RP600000"],
)  # fmt: skip
def test_six_hundred_thousand_in_every_spelling(text: str) -> None:
    assert parse_amount(text, dialect([text])) == 600_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None), ("-", None), ("Rp -", None), ("NULL", None), ("Nihil", 0), ("Rp 0", 0), ("Rp0", 0), ("Rp 0,00", 0),
        ("1.200.000", 1_200_000),
        ("(200.000)", -200_000), ("-200000", -200_000), ("6E5", "UANG-01"), ("6,00E+05", "UANG-01"), ("enam ratus ribu", 600_000),
        ("Satu juta dua ratus ribu rupiah", 1_200_000), ("seratus lima puluh ribu", 150_000), ("enam ratus orang", "UANG-01"),
        ("ribu enam ratus", "UANG-01"), ("lima", "UANG-01"), ("3 x Rp200.000", 600_000), ("200.000 x 3 bln", 600_000), ("2 x 3", "UANG-01"),
        ("600.000*", 600_000), ("2 bln x 200.000", 400_000), ("3 x Rp 200.000 = Rp 600.000", 600_000), ("3 x 200.000 = 500.000", "UANG-01"),
        ("300.000 + 300.000", 600_000), ("Rp. 600.000,- (enam ratus ribu rupiah)", 600_000), ("600.000,-/KPM", 600_000),
        ("9" * 32_000, "UANG-01"), ("600.000 (retur)", "UANG-01"), ("600.000/bulan", "UANG-01"),
        ("1,5 jt", 1_500_000), ("450rb", 450_000), ("Rp 450 ribu", 450_000), ("1.25 juta rupiah", 1_250_000), ("2 jt 250 rb", 2_250_000),
        ("1.250 jt", "UANG-01"), ("450 rb 50 rb", "UANG-01"), ("1,2 jt 50 rb", "UANG-01"), ("450k", "UANG-01"), ("-200rb", -200_000), ("187.500,50", "UANG-03"), ("187500.5", "UANG-03"), ("1.20.000", "UANG-01"),
        ("12345678901234567890", "UANG-01"),
        ("2.400.000", 2_400_000), ("225,000", 225_000),
    ],
)  # fmt: skip
def test_single_values(text: str, expected: int | str | None) -> None:
    assert parse_amount(text, dialect([text])) == expected


def column(values: list[str | None], said: str = "", *, money: bool = True) -> tuple[list[int | None], list[tuple[str, int]]]:
    findings = Findings("f.csv", "", {})
    source = pl.DataFrame({"source_row": list(range(2, len(values) + 2)), "amount": values}, schema_overrides={"amount": pl.String})
    amounts, _, _ = parse_column(source, "amount", findings, said, money=money)
    return amounts.to_list(), findings.frame().select("rule_id", "row").rows()


def test_a_lone_group_is_refused_where_the_column_uses_the_sign_for_decimals() -> None:
    assert column(["600000.00", "600.000"]) == ([600_000, None], [("UANG-02", 3)])
    assert column(["600.000,00", "600,000"]) == ([600_000, None], [("UANG-02", 3)])


def test_currency_settles_its_own_cell() -> None:
    assert column(["600000.00", "Rp 600.000"]) == ([600_000, 600_000], [])


def test_a_float_tail_is_no_dialect() -> None:
    assert column(["600000.0", "600.000"]) == ([600_000, 600_000], [])


@pytest.mark.parametrize(
    ("text", "rupiah"), [("600.000 rupiah", 600_000), ("@200.000x3", 600_000), ("3 x 200,000", 600_000), ("600.000", "UANG-02")]
)
def test_what_a_hand_wrote_needs_no_dialect_of_its_column(text: str, rupiah: int | str) -> None:
    assert parse_amount(text, Dialect(decimal_comma=True, decimal_dot=True)) == rupiah


def test_dialect_is_seen_in_clear_roles_only() -> None:
    assert dialect(["600.000", "600,000"]) == Dialect()
    assert dialect(["1.200.000"]) == Dialect(decimal_comma=True)
    assert dialect(["1,200,000"]) == Dialect(decimal_dot=True)


def test_negative_amounts_are_kept_and_told() -> None:
    assert column(["-200000"]) == ([-200_000], [("UANG-04", 2)])


@given(st.integers(1000, 10**9))
@settings(max_examples=80, deadline=None)
def test_every_way_of_writing_gives_the_same_rupiah(value: int) -> None:
    dotted = f"{value:,}".replace(",", ".")
    for text in (str(value), dotted, f"Rp {dotted},00", f"Rp{dotted},-", f"{value:,}", f"{value}.00", f"{value},00", f"{value}.0"):
        assert parse_amount(text, dialect([text])) == value


@pytest.mark.parametrize(
    "said", ["DAFTAR SALUR (dalam ribuan rupiah)", "Jumlah (Rp.000)", "Besaran x 1.000", "Ribu rupiah", "Nominal (ribu Rp)"]
)
def test_a_list_that_counts_thousands_says_so(said: str) -> None:
    assert column(["600", "200,5", None, "0"], said) == ([600_000, 200_500, None, 0], [])
    assert column(["600000", "600000", "600"], said)[0] == [600_000, 600_000, 600]


def test_parts_of_a_million_are_whole_rupiah() -> None:
    assert column(["0,6", "0,4", "1,2", None], "Nominal (juta Rp)") == ([600_000, 400_000, 1_200_000, None], [])


@pytest.mark.parametrize(
    ("cells", "said", "expected"),
    [
        (["60000000", "40000000"], "AMT_2DEC", ([600_000, 400_000], [])),
        (["000000060000000", "000000040000000"], "Nominal", ([600_000, 400_000], [])),
        (["60000000", "40000000"], "Nominal", ([None, None], [("UANG-09", 2)])),
        (["60000000", "600000", "600000"], "Nominal", ([60_000_000, 600_000, 600_000], [])),
    ],
    ids=["decimals that the header tells", "filled with zeros", "not told", "one slip"],
)
def test_sums_too_large_for_any_aid_have_decimals_or_are_unknown(cells: list[str], said: str, expected: object) -> None:
    assert column(cells, said) == expected


def test_amounts_too_small_for_any_aid_are_unknown() -> None:
    assert column(["600", "0", None]) == ([None, 0, None], [("UANG-07", 2)])
    assert column(["10", "20"], money=False) == ([10, 20], [])
