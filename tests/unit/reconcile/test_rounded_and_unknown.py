"""What an examiner found: rounded numbers are damage and not a second NIK; an unknown sender or sum is never printed as one."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from pipeline.reconcile.kinds.identity import _pairs_of_numbers, damaged, different_numbers, rounded_numbers
from pipeline.wording import worded
from tests.unit.reconcile import builders as b

SOUND, LOST, CUT, OTHER = "1671084101859013", "1671084101859010", "1671084101859000", "1671084101859023"


def rows(first: str, second: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "record_id": ["r1", "p1"],
            "nik": [first, second],
            "nik_status": ["OK", "OK"],
            "name": ["SITI AMINAH", "SITI AMINAH"],
            "source": ["registry", "disbursement"],
            "berkas": ["data sosial", "daftar bayar"],
            "person_id": ["r1", "r1"],
            "family_id": ["K1", "K1"],
            "village_code": ["1671081002", "1671081002"],
            "snapshot": ["2025-03", None],
        }
    )


@pytest.mark.parametrize(
    ("first", "second", "row", "words"),
    [
        (SOUND, LOST, "p1", "kehilangan angka ke-16"),
        (LOST, SOUND, "r1", "kehilangan angka ke-16"),
        (SOUND, CUT, "p1", "kehilangan 2 angka terakhir"),
        (CUT, SOUND, "r1", "kehilangan 2 angka terakhir"),
    ],
)
def test_last_digits_lost_in_text_are_damage(first: str, second: str, row: str, words: str) -> None:
    assert different_numbers(rows(first, second)).is_empty()
    told = rounded_numbers(rows(first, second))
    assert told["kind"].to_list() == ["ID-NR"]
    assert told["records"].to_list() == [[row]]
    assert told["sebab"].to_list() == [words]


def test_another_last_digit_is_another_number() -> None:
    assert rounded_numbers(rows(SOUND, OTHER)).is_empty()
    assert different_numbers(rows(SOUND, OTHER))["kind"].to_list() == ["ID-NB"]


def sentence(**facts: object) -> str:
    base = {"wording": "IE-WL.kelurahan", "rule_id": "R", "legal_basis": "L", "program": "BLT Dana Desa"}
    return str(worded(pl.DataFrame([base | facts], infer_schema_length=None))["sentence"][0])


def test_an_unknown_sender_leaves_no_empty_brackets() -> None:
    assert sentence(dibayar=300_000, penyalur="").startswith("Dibayar BLT Dana Desa Rp300.000 di kelurahan")
    assert "(BRI)" in sentence(dibayar=300_000, penyalur="BRI")


def test_an_unknown_sum_is_said_once_and_never_as_nothing() -> None:
    told = sentence(penyalur="POS")
    assert "(jumlah tidak tertulis) (POS)" in told
    assert "Rp0" not in told


def test_whose_number_differs_is_asked_of_persons_with_two_numbers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city has half a million persons and a few hundred with two numbers: the windows over snapshots see the few, and no row is paired."""
    people = pl.concat(
        [
            pl.concat([rows(f"16710841018{n:05d}", f"16710841018{n:05d}") for n in range(10_000, 12_000)]).with_columns(
                person_id=pl.concat_str(pl.lit("p"), pl.int_range(pl.len()) // 2),
                record_id=pl.concat_str(pl.lit("r"), pl.int_range(pl.len())),
            ),
            rows(SOUND, OTHER),
        ]
    )
    seen: dict[str, list[int]] = {"join": [], "with_columns": []}

    def counting(name: str) -> Callable[..., pl.DataFrame]:
        do = getattr(pl.DataFrame, name)

        def counted(left: pl.DataFrame, *args: Any, **kw: Any) -> pl.DataFrame:
            out: pl.DataFrame = do(left, *args, **kw)
            seen[name].append(max(left.height, out.height))
            return out

        return counted

    for name in seen:
        monkeypatch.setattr(pl.DataFrame, name, counting(name))
    pairs = _pairs_of_numbers(people)
    assert pairs.height == 1
    assert [n for n in seen["with_columns"] if n > 2] == [people.height], "only the numbers themselves are read of every row"
    assert max(seen["join"]) <= 2, "rows of persons with one number were paired"


@pytest.mark.parametrize(
    ("raw", "why"),
    [(None, "daftarnya tidak menyebut apakah sudah dibayar"), ("STATUS 77", "keadaan tidak dikenal")],
    ids=["a list that says nothing", "a word nobody knows"],
)
def test_a_list_that_says_nothing_of_payment_is_told_apart_from_an_unknown_word(raw: str | None, why: str) -> None:
    m = b.Month()
    m.background()
    m.pay(m.family(1)[0], state="UNKNOWN", state_raw=raw)
    (case,) = m.run().cases.iter_rows(named=True)
    assert (case["kind"], case["rule_id"]) == ("BD-00", "CAKUPAN-03")
    assert f"({why})" in case["sentence"]


@pytest.mark.parametrize(("serial", "kinds"), [("9530", []), ("9531", ["ID-NR"])], ids=["ends in nought", "lost its last digit"])
def test_a_number_that_may_be_rounded_lost_nothing_where_the_registry_has_just_it(serial: str, kinds: list[str]) -> None:
    whole = f"167108660953{serial}"
    row = {"nik": [whole, None], "nik_status": ["OK", "ROUNDED"], "nik_known": [None, whole[:15]]}
    frame = rows(whole, whole).with_columns(pl.Series(name, values, dtype=pl.String) for name, values in row.items())
    assert damaged(frame)["kind"].to_list() == kinds


@pytest.mark.parametrize(
    ("order", "told", "kinds"),
    [
        (600_000, {"state": "FAILED_ACCOUNT"}, ["EE-RK"]),
        (600_000, {"amount": 400_000}, ["PB-KR"]),
        (600_000, {"amount": 600_000}, []),
        (200_000, {"amount": 400_000}, ["BD-00"]),
        (600_000, {"state": "FAILED_ACCOUNT", "payer": "POS"}, ["BD-00"]),
    ],
    ids=["failed", "paid in part", "paid", "the rest may come", "another payer's failure"],
)
def test_the_payers_own_word_outranks_its_order_that_says_nothing(order: int, told: dict[str, object], kinds: list[str]) -> None:
    m = b.Month()
    m.background()
    head = m.family(1)[0]
    m.pay(head, state="UNKNOWN", state_raw=None, amount=order, file="sk.csv")
    m.pay(head, file="hasil.csv", **told)
    assert m.run().cases["kind"].to_list() == kinds
