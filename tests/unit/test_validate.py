"""Good rows and rejects: counts conserved, no values told, bugs stop."""

import polars as pl
import pytest

import pipeline.validate
from pipeline.errors import PadanError
from pipeline.standardise.table import MODELS
from pipeline.validate import validate
from schemas import tables

A_NIK = "1671080507859001"


def families(n: int) -> pl.DataFrame:
    rows = pl.DataFrame({
        "record_id": [f"a::{i}" for i in range(n)], "source_file": ["f.csv"] * n, "source_sheet": [""] * n, "source_row": list(range(2,
        n + 2)),
        "family_id": ["x"] * n, "no_kk_status": ["OK"] * n, "registry_kind": ["DTSEN"] * n, "snapshot": ["2025-05"] * n, "registry_status": ["AKTIF"] * n,
        "no_kk": [A_NIK] * n,
    })  # fmt: skip
    return tables.conform(rows, tables.RegistryFamily)


def test_good_rows_pass_untouched() -> None:
    frame = families(3)
    checked = validate(frame, tables.RegistryFamily)
    assert checked.good.equals(frame)
    assert checked.rejects.is_empty()
    assert checked.rejects.schema == tables.polars_schema(tables.Rejects)


def test_bad_rows_are_told_with_place_and_without_value() -> None:
    frame = families(4).with_columns(desil=pl.Series([1, 11, 2, 0]), no_kk=pl.Series([A_NIK, A_NIK + "1", A_NIK, A_NIK]))
    checked = validate(frame, tables.RegistryFamily)
    assert checked.good["source_row"].to_list() == [2, 4]
    told = checked.rejects.select("file", "row", "column", "rule_id", "severity", "value").rows()
    assert told == [
        ("f.csv", 3, "desil", "VAL-01", "error", None),
        ("f.csv", 3, "no_kk", "VAL-01", "error", None),
        ("f.csv", 5, "desil", "VAL-01", "error", None),
    ]
    assert not checked.rejects["sentence"].str.contains(A_NIK).any()


def test_every_row_may_be_bad() -> None:
    checked = validate(families(2).with_columns(snapshot=pl.lit("2025-13")), tables.RegistryFamily)
    assert checked.good.is_empty()
    assert checked.rejects.height == 2


def test_an_empty_frame_is_good() -> None:
    assert validate(families(0), tables.RegistryFamily).good.is_empty()


@pytest.mark.parametrize("breakage", ["missing", "type"])
def test_a_wrong_table_is_a_bug_and_names_no_value(breakage: str) -> None:
    frame = families(1)
    frame = frame.drop("desil") if breakage == "missing" else frame.with_columns(desil=pl.lit(A_NIK))
    with pytest.raises(PadanError, match="cacat Padan") as caught:
        validate(frame, tables.RegistryFamily)
    assert A_NIK not in str(caught.value)
    assert caught.value.__cause__ is None


def test_repeated_record_ids_are_told_for_every_row() -> None:
    checked = validate(families(3).with_columns(record_id=pl.Series(["a", "b", "a"])), tables.RegistryFamily)
    assert checked.good["record_id"].to_list() == ["b"]
    assert checked.rejects.height == 2


def test_a_sound_table_is_asked_once_and_not_column_by_column(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(pipeline.validate, "_schema", asked)
    assert validate(families(3), tables.RegistryFamily).good.height == 3


@pytest.mark.parametrize("model", sorted(set(MODELS.values()), key=str))
def test_every_check_of_our_models_can_be_asked_at_once(model: type[tables.Located]) -> None:
    checks = pipeline.validate._all_checks(model)
    assert checks is not None
    assert len(checks) > sum(len(column.checks) for column in model.to_schema().columns.values())


@pytest.mark.parametrize(
    "wrong",
    [{"desil": 11}, {"desil": 0}, {"no_kk": "1"}, {"registry_kind": "DTKS2"}, {"source_file": None}, {"record_id": "a::0"}],
    ids=str,
)
def test_what_fits_at_first_sight_is_what_the_model_says(wrong: dict[str, object]) -> None:
    frame = families(3)
    last = frame.tail(1).with_columns(pl.lit(value).cast(frame.schema[name]).alias(name) for name, value in wrong.items())
    frame = pl.concat([frame.head(2), last])
    assert not pipeline.validate._fits(frame, tables.RegistryFamily)
    assert validate(frame, tables.RegistryFamily).rejects.height > 0
