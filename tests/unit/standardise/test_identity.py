"""Columns: rounded as a whole, swapped, repeated; and what is told back."""

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from pipeline.standardise import Standardised
from pipeline.standardise.findings import Findings
from pipeline.standardise.numbers.identity import identify
from schemas.codes import Kind
from schemas.settings import Identity

NONE = Identity()


def numbers(frame: pl.DataFrame, births: list[dt.date | None] | None = None) -> tuple[pl.DataFrame, Findings]:
    findings = Findings("f.csv", "", {"nik": "NIK", "no_kk": "NO KK"})
    source = frame.with_row_index("source_row", offset=2).cast({"source_row": pl.Int64})
    known = pl.Series(births if births is not None else [None] * frame.height, dtype=pl.Date)
    out, _ = identify(source, known, NONE, findings)
    return out, findings


def rules(findings: Findings) -> list[str]:
    return sorted(set(findings.frame()["rule_id"].to_list()))


def nik(i: int, *, woman: bool = False) -> str:
    return f"167108{i % 28 + 1 + 40 * woman:02d}{i % 12 + 1:02d}{50 + i % 50:02d}{9001 + i * 7 % 999:04d}"


def kk(i: int) -> str:
    return f"167108{i % 28 + 1:02d}{i % 12 + 1:02d}15{9001 + i * 3 % 999:04d}"


def test_number_column_with_too_many_zeros_is_told() -> None:
    values = [nik(i)[:15] + "0" for i in range(30)] + [nik(31)[:15] + "7"]
    out, findings = numbers(pl.DataFrame({"nik": values, "nik__cell": ["number"] * 31}))
    assert out["nik_status"].to_list() == ["ROUNDED"] * 30 + ["OK"]
    assert out["nik"].to_list() == [None] * 30 + values[30:], "a number that ends in another digit was not rounded"
    assert "NIK-14" in rules(findings)


@pytest.mark.parametrize(
    ("total", "zeros", "whole"), [(200, 20, False), (8430, 843, False), (200, 60, True), (12, 1, False), (20, 20, True)]
)
def test_number_cells_ending_in_zero_are_suspect_and_the_column_by_their_excess(total: int, zeros: int, whole: bool) -> None:
    values = [nik(i)[:12] + f"9{i // 336:02d}" + ("0" if i < zeros else str(1 + i % 9)) for i in range(total)]
    out, findings = numbers(pl.DataFrame({"nik": values, "nik__cell": ["number"] * total}))
    assert out.filter(pl.col("nik_status") == "ROUNDED").height == zeros
    assert out.filter(pl.col("nik_status") == "OK").height == total - zeros
    assert ("NIK-14" in rules(findings)) == whole


def test_text_column_that_often_ends_in_zero_by_chance_is_believed() -> None:
    values = [nik(i)[:15] + ("0" if i % 5 == 0 else "3") for i in range(100)]
    out, _ = numbers(pl.DataFrame({"nik": values, "nik__cell": ["text"] * 100}))
    assert set(out["nik_status"].to_list()) == {"OK"}


def test_text_column_of_zeros_is_rounded_even_when_short() -> None:
    out, findings = numbers(pl.DataFrame({"nik": [nik(i)[:15] + "0" for i in range(4)]}))
    assert set(out["nik_status"].to_list()) == {"ROUNDED"}
    assert "NIK-14" in rules(findings)


def test_rounded_first_serials_are_a_rounded_column_not_impossible_numbers() -> None:
    out, _ = numbers(pl.DataFrame({"nik": [nik(i)[:12] + "0000" for i in range(5)]}))
    assert set(out["nik_status"].to_list()) == {"ROUNDED"}
    assert out["nik_known"][0] == nik(0)[:12] + "000"


def test_three_text_numbers_ending_in_zero_are_no_evidence() -> None:
    out, _ = numbers(pl.DataFrame({"nik": [nik(i)[:15] + "0" for i in range(3)]}))
    assert set(out["nik_status"].to_list()) == {"OK"}


def test_one_person_in_many_rows_is_one_number() -> None:
    out, _ = numbers(pl.DataFrame({"nik": [nik(1)[:15] + "0"] * 50}))
    assert set(out["nik_status"].to_list()) == {"OK"}


def right_way_round(out: pl.DataFrame, niks: list[str], kks: list[str], findings: Findings) -> None:
    assert (out["nik"].to_list(), out["no_kk"].to_list()) == (niks, kks)
    assert set(out["nik_status"].to_list()) == set(out["no_kk_status"].to_list()) == {"OK"}
    told = findings.frame()
    assert told.select("rule_id", "column").rows() == [("LAY-05", "NO KK")], "once, under the header the NIKs stand beneath"
    assert f"{len(niks)} baris" in told["sentence"][0]


@pytest.mark.parametrize("cells", ["{}", "'{}"], ids=["plain", "apostrophe"])
def test_columns_swapped_throughout_are_read_the_right_way_round_by_days_of_women(cells: str) -> None:
    niks, kks = [nik(i, woman=i % 2 == 0) for i in range(12)], [kk(i) for i in range(12)]
    frame = pl.DataFrame({"nik": [cells.format(k) for k in kks], "no_kk": [cells.format(n) for n in niks]})
    out, findings = numbers(frame)
    assert (out["nik"].to_list(), out["no_kk"].to_list()) == (niks, kks)
    assert (out["nik_raw"].to_list(), out["no_kk_raw"].to_list()) == (frame["no_kk"].to_list(), frame["nik"].to_list())
    assert "LAY-05" in rules(findings)
    assert not {"NIK-10", "KK-10"} & set(rules(findings))


def test_columns_swapped_throughout_are_told_once_by_birth_dates() -> None:
    births = [dt.date(1950 + i, i + 1, i + 1) for i in range(4)]
    niks, kks = [f"167108{b:%d%m%y}{9001 + i}" for i, b in enumerate(births)], [kk(20 + i) for i in range(4)]
    out, findings = numbers(pl.DataFrame({"nik": kks, "no_kk": niks}), births)
    right_way_round(out, niks, kks, findings)


def test_one_row_that_is_right_in_swapped_columns_is_the_swapped_one() -> None:
    births = [dt.date(1950 + i, i + 1, i + 1) for i in range(12)]
    niks, kks = [f"167108{b:%d%m%y}{9001 + i}" for i, b in enumerate(births)], [kk(20 + i) for i in range(12)]
    rows = [(k, n) for n, k in zip(niks[:11], kks[:11], strict=True)] + [(niks[11], kks[11])]
    out, _ = numbers(pl.DataFrame(rows, schema=["nik", "no_kk"], orient="row"), births)
    assert out["nik"].to_list() == [*niks[:11], None]
    assert out["nik_status"].to_list() == ["OK"] * 11 + ["SWAPPED"]


def test_heads_beside_their_wives_niks_are_no_swapped_columns() -> None:
    """No head is a woman and no wife a man, but no KK was issued in the year of a head's birth: doubted, not turned round."""
    rows = [(nik(i), nik(i + 3, woman=True)) for i in range(12)]
    out, findings = numbers(pl.DataFrame(rows, schema=["nik", "no_kk"], orient="row"))
    assert set(out["nik_status"].to_list()) == {"SWAPPED"}
    assert out["nik"].null_count() == out["no_kk"].null_count() == 12
    assert {"NIK-10", "KK-10"} <= set(rules(findings))


def test_days_of_women_say_nothing_where_birth_dates_fit_neither_column() -> None:
    births = [dt.date(1999, 12, 31)] * 12
    rows = [(kk(i), nik(i, woman=i % 2 == 0)) for i in range(12)]
    out, _ = numbers(pl.DataFrame(rows, schema=["nik", "no_kk"], orient="row"), births)
    assert set(out["nik_status"].to_list()) == {"SWAPPED"}


def test_one_swapped_row_is_seen_by_its_birth_date_alone() -> None:
    births = [dt.date(1985, 7, 5), dt.date(1990, 1, 2), dt.date(1970, 3, 4)]
    niks = [f"167108{b:%d%m%y}9001" for b in births]
    frame = pl.DataFrame({"nik": [niks[0], niks[1], kk(9)], "no_kk": [kk(7), kk(8), niks[2]]})
    out, _ = numbers(frame, births)
    assert out["nik_status"].to_list() == ["OK", "OK", "SWAPPED"]
    assert out["no_kk_status"].to_list() == ["OK", "OK", "SWAPPED"]
    assert out["nik"][2] is None
    assert out["nik_known"].to_list() == [None, None, niks[2][:15]], "compared, so that no namesake is taken for this person"


def test_one_swapped_member_is_seen_by_the_kk_of_its_family() -> None:
    family = kk(1)
    frame = pl.DataFrame({"nik": [nik(1), nik(2), family], "no_kk": [family, family, nik(3)]})
    out, _ = numbers(frame)
    assert out["nik_status"].to_list() == ["OK", "OK", "SWAPPED"]


def test_nik_that_repeats_the_kk_is_not_believed() -> None:
    frame = pl.DataFrame({"nik": [nik(1), nik(2), kk(5)], "no_kk": [nik(1), kk(5), kk(5)]})
    out, findings = numbers(frame)
    assert out["nik_status"].to_list() == ["SAME_AS_KK", "OK", "SAME_AS_KK"]
    assert out["no_kk_status"].to_list() == ["SAME_AS_KK", "OK", "OK"]  # the second row vouches for that KK
    assert {"NIK-11", "KK-11"} <= set(rules(findings))


def test_absent_columns_are_missing_and_not_told() -> None:
    out, findings = numbers(pl.DataFrame({"name": ["A"]}))
    assert out["nik_status"].to_list() == ["MISSING"]
    assert findings.frame().is_empty()


def test_row_order_changes_nothing() -> None:
    rows = pl.DataFrame({"nik": [nik(1), "1.6E+15", kk(5), None], "no_kk": [kk(1), kk(2), kk(5), kk(5)]})
    forward, _ = numbers(rows)
    backward, _ = numbers(rows.reverse())
    assert forward.equals(backward.reverse())


def test_damaged_nik_keeps_its_row_and_raw_text(run: Callable[..., Standardised]) -> None:
    done = run(Kind.SURVEY, [{"nik": "1.67108E+15", "name": "SITI"}])
    row = done.frame.row(0, named=True)
    assert (row["nik"], row["nik_raw"], row["nik_status"]) == (None, "1.67108E+15", "SCIENTIFIC")
    assert done.rejects.filter(pl.col("rule_id") == "NIK-02")["severity"].to_list() == ["warning"]
    assert done.trust[0].grade == "D"


def test_no_sentence_holds_a_value(run: Callable[..., Standardised]) -> None:
    done = run(Kind.SURVEY, [{"nik": "1671080507859001 / 1671080507859002", "no_kk": "167108050785900", "name": "A 1"}])
    assert not done.rejects["sentence"].str.contains(r"[0-9]{10,}").any() or done.rejects.height == 0


def test_a_masked_column_is_told_once_and_is_no_damage() -> None:
    masked = [nik(i)[:10] + "******" for i in range(30)]
    out, findings = numbers(pl.DataFrame({"nik": [*masked, nik(31)], "no_kk": [kk(i)[:6] + "XXXXXX" + kk(i)[12:] for i in range(31)]}))
    assert out["nik_status"].to_list() == ["MASKED"] * 30 + ["OK"]
    assert out["nik"].null_count() == 30
    told = findings.frame().filter(pl.col("rule_id").is_in(["NIK-15", "KK-15"]))
    assert sorted(told.select("rule_id", "row").rows()) == [("KK-15", None), ("NIK-15", None)]
    assert rules(findings) == ["KK-15", "NIK-15"]
