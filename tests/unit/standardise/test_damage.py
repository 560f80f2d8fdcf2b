"""One cell: exact, repaired exactly, missing, or damaged in a named way (DOMAIN §5.2, check 2)."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.standardise.numbers.damage import classify
from pipeline.words.nik import PROVINCES

GOOD = "1671084507859001"


def one(text: str | None, cell: str | None = None, *, women: bool = True) -> tuple[str | None, str, str | None]:
    row = classify(pl.Series([text], dtype=pl.String), pl.Series([cell], dtype=pl.String), women=women).row(0, named=True)
    believed = row["status"] in {"OK", "REPAIRED"}
    return (row["digits16"] if believed else None), row["status"], row["known"]


@pytest.mark.parametrize(
    "text",
    [
        f"'{GOOD}",
        f"`{GOOD}",
        f"’{GOOD}",
        f'="{GOOD}"',
        f'"{GOOD}"',
        f"{GOOD}.0",
        f"{GOOD},00",
        f"  {GOOD} ",
        f"\u00a0{GOOD}\u200b",
        f"\ufeff{GOOD}",
        "1671 0845 0785 9001",
        "16.71.08.450785.9001",
        "1671-0845-0785-9001",
        "１６７１０８４５０７８５９００１",
    ],
)
def test_exact_repairs_keep_all_sixteen_digits(text: str) -> None:
    assert one(text) == (GOOD, "REPAIRED", None)


@pytest.mark.parametrize("text", [None, "", "   ", "-", "--", "0", "000", "NULL", "null", "NOKKS", "No KK", "tidak ada", "N/A", "."])
def test_blank_words_are_missing_not_damaged(text: str | None) -> None:
    assert one(text)[1] == "MISSING"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("belum ada NIK", "MISSING"),
        ("NIK masih dlm pengurusan", "MISSING"),
        ("KTP hilang", "MISSING"),
        ("blm punya KTP-el", "MISSING"),
        ("bayi", "MISSING"),
        ("SITI AMINAH", "CHARACTERS"),
        ("belum ada 1671084507", "CHARACTERS"),
    ],
)
def test_words_for_no_number_are_missing_not_damaged(text: str, status: str) -> None:
    assert one(text)[1] == status


@pytest.mark.parametrize(
    ("text", "status", "known"),
    [
        ("1.67108E+15", "SCIENTIFIC", "16710"),
        ("1,67107E+15", "SCIENTIFIC", "16710"),
        ("1.671084507859E+15", "SCIENTIFIC", "167108450785"),
        ("1671080000000000", "SCIENTIFIC", "16710"),
        ("167108450785900", "LENGTH", None),
        ("16710845078590011", "LENGTH", None),
        ("16710845078590010.0", "LENGTH", None),
        ("32O1O145O19OOOO1", "CHARACTERS", None),
        ("167108450785900l", "CHARACTERS", "167108450785900"),
        ("167108450785900x", "CHARACTERS", "167108450785900"),
        ("1671o845x7859001", "CHARACTERS", None),
        ("167108******9001", "MASKED", "167108"),
        ("1671084507******", "MASKED", "1671084507"),
        ("1671 0845 07XX XXXX", "MASKED", "1671084507"),
        ("167108450785****", "MASKED", "167108450785"),
        ("************9001", "MASKED", None),
        ("****************", "MASKED", None),
        ("1671084*********", "MASKED", None),
        ("16*108***5785***", "MASKED", None),
        (f"{GOOD} / 1671084507859002", "TWO_NUMBERS", None),
        (f"{GOOD}\n1671084507859002", "TWO_NUMBERS", None),
        (f"{GOOD}1671084507859002", "TWO_NUMBERS", None),
        ("0167108100200001", "TEMPORARY", None),
        ("1234567890123456", "IMPOSSIBLE", None),
        ("1111111111111111", "IMPOSSIBLE", None),
        ("0000000000000000", "IMPOSSIBLE", None),
        ("1671080001859001", "IMPOSSIBLE", None),
        ("1671083202859001", "IMPOSSIBLE", None),
        ("1671084001859001", "IMPOSSIBLE", None),
        ("1671087201859001", "IMPOSSIBLE", None),
        ("1671080113859001", "IMPOSSIBLE", None),
        ("1671083002859001", "IMPOSSIBLE", None),
        ("1671082902859001", "IMPOSSIBLE", None),
        ("1671080507850000", "IMPOSSIBLE", None),
        ("2071080507859001", "IMPOSSIBLE", None),
        ("9871080507859001", "IMPOSSIBLE", None),
        ("1600080507859001", "IMPOSSIBLE", None),
    ],
)
def test_each_damage_has_its_own_name(text: str, status: str, known: str | None) -> None:
    assert one(text) == (None, status, known)


def test_leap_day_of_a_leap_year_is_possible() -> None:
    assert one("1671082902849001")[1] == "OK"
    assert one("1671082902009001")[1] == "OK"  # 2000


def test_number_cell_that_ends_in_zero_has_fifteen_known_digits() -> None:
    assert one("1671080507859010", "number") == (None, "ROUNDED", "167108050785901")
    assert one("1671080507859010", "text") == ("1671080507859010", "OK", None)


def test_rounded_serial_below_ten_is_called_rounded_not_impossible() -> None:
    assert one("1671080507850000", "number")[1:] == ("ROUNDED", "167108050785000")


def test_number_cell_above_two_to_the_53_is_unsafe() -> None:
    assert one("9171014501909003", "number") == (None, "UNSAFE_NUMBER", "917101450190900")
    assert one("9171014501909003.0")[1] == "UNSAFE_NUMBER"  # a float that was printed
    assert one("9171014501909003", "text")[1] == "OK"


def test_number_cell_below_two_to_the_53_is_exact() -> None:
    assert one(GOOD, "number") == (GOOD, "OK", None)


def test_kk_date_is_of_issue_and_never_a_woman() -> None:
    assert one("1671084507159001", women=False)[1] == "IMPOSSIBLE"
    assert one("1671080507159001", women=False)[1] == "OK"


@given(
    st.sampled_from(PROVINCES), st.integers(1, 79), st.integers(1, 40), st.integers(1, 28), st.integers(1, 12), st.integers(0, 99),
    st.integers(9000, 9999), st.booleans(),
)  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_every_possible_nik_of_every_province_survives_as_text(
    province: int, regency: int, district: int, day: int, month: int, year: int, serial: int, woman: bool
) -> None:
    nik = f"{province:02d}{regency:02d}{district:02d}{day + 40 * woman:02d}{month:02d}{year:02d}{serial}"
    assert one(nik) == (nik, "OK", None)
    assert one(f"'{nik}")[0] == nik


@given(st.lists(st.text(max_size=20), min_size=1, max_size=60))
@settings(max_examples=20, deadline=None)
def test_no_text_breaks_and_nothing_but_sixteen_digits_is_believed(texts: list[str]) -> None:
    for row in classify(pl.Series(texts, dtype=pl.String)).iter_rows(named=True):
        if row["status"] in {"OK", "REPAIRED"}:
            assert len(row["digits16"]) == 16
            assert row["digits16"].isascii()
            assert row["digits16"].isdigit()


def test_ten_thousand_of_all_provinces_are_all_exact() -> None:
    niks = [f"{PROVINCES[i % len(PROVINCES)]:02d}0101{i % 28 + 1:02d}{i % 12 + 1:02d}{i % 100:02d}{9000 + i % 1000}" for i in range(10_000)]
    frame = classify(pl.Series(niks))
    assert frame["digits16"].to_list() == niks
    assert set(frame["status"].to_list()) == {"OK"}
