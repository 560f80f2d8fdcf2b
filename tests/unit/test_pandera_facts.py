"""Facts of pandera 0.35 on polars 2.1 that `pipeline.validate` stands on (STACK §1). When one changes, we want to hear it."""

import pandera.polars as pa
import polars as pl
import pytest
from pandera.errors import SchemaErrors


class Small(pa.DataFrameModel):
    """Two columns, one rule each."""

    code: str = pa.Field(str_matches=r"^\d{2}$", nullable=True)
    amount: int = pa.Field(ge=0)

    class Config:
        """No other columns."""

        strict = True


GOOD = pl.DataFrame({"code": ["11", None], "amount": [1, 2]})
BAD = pl.DataFrame({"code": ["11", "x", None, "123"], "amount": [1, -2, 3, 4]})


def cases(frame: pl.DataFrame, model: type[pa.DataFrameModel] = Small) -> pl.DataFrame:
    with pytest.raises(SchemaErrors) as caught:
        model.validate(frame, lazy=True)
    return caught.value.failure_cases


def test_eager_lazy_true_finds_every_failure_with_its_row() -> None:
    found = cases(BAD).select("column", "index").sort("column", "index").rows()
    assert found == [("amount", 1), ("code", 1), ("code", 3)]


def test_null_passes_a_check_of_a_nullable_column() -> None:
    Small.validate(GOOD, lazy=True)


def test_null_in_a_column_that_is_not_nullable_has_its_row() -> None:
    found = cases(pl.DataFrame({"code": ["11", "12"], "amount": [1, None]}))
    assert found.select("column", "index").rows() == [("amount", 1)]


def test_a_lazyframe_is_not_checked_for_values() -> None:
    Small.validate(BAD.lazy(), lazy=True)  # no error: never hand a LazyFrame to validate()


def test_missing_extra_and_wrong_columns_have_no_row() -> None:
    for frame in (GOOD.drop("amount"), GOOD.with_columns(more=pl.lit(1)), GOOD.with_columns(pl.col("amount").cast(pl.String))):
        assert cases(frame)["index"].null_count() == cases(frame).height


def test_a_check_that_breaks_looks_like_a_failure_without_a_row() -> None:
    def broken(_: pa.PolarsData) -> pl.LazyFrame:
        raise RuntimeError("bug")

    schema = pa.DataFrameSchema({"code": pa.Column(str, checks=[pa.Check(broken)], nullable=True)})
    with pytest.raises(SchemaErrors) as caught:
        schema.validate(pl.DataFrame({"code": ["11"]}), lazy=True)
    found = caught.value.failure_cases
    assert found["index"].to_list() == [None]
    assert found["check"].null_count() == 0


def test_unique_names_every_row_of_a_repeated_value() -> None:
    class Keyed(pa.DataFrameModel):
        """One key."""

        key: str = pa.Field(unique=True)

    found = cases(pl.DataFrame({"key": ["a", "b", "a"]}), Keyed)
    assert sorted(found["index"].to_list()) == [0, 2]


def test_failure_cases_hold_raw_values() -> None:
    assert "x" in cases(BAD)["failure_case"].to_list()  # why they never leave validate()
