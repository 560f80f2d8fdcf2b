import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline import store
from pipeline.errors import PadanError


def frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": ["b", "a", None],
            "n": [1, None, 3],
            "day": [dt.date(2025, 5, 1), None, None],
            "yes": [True, None, False],
            "share": [0.5, None, 1.0],
            "sources": [["x|y|1"], [], None],
            "nothing": pl.Series([None, None, None], dtype=pl.String),
        },
        schema_overrides={"n": pl.Int64},
    )


def test_what_is_written_is_read_back_with_the_same_types(tmp_path: Path) -> None:
    assert store.write_table(frame(), tmp_path / "t.parquet") == 3
    assert_frame_equal(store.read_table(tmp_path / "t.parquet"), frame())


def test_the_same_rows_in_any_order_and_in_pieces_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "1.parquet", tmp_path / "2.parquet"
    store.write_table(frame(), one, order=["id"])
    store.write_table(pl.concat([frame()[2:], frame()[:1], frame()[1:2]], rechunk=False), two, order=["id"])
    assert one.read_bytes() == two.read_bytes()


def test_ties_of_the_keys_are_broken_by_the_other_columns(tmp_path: Path) -> None:
    rows = pl.DataFrame({"k": [1, 1, 1], "v": ["c", "a", "b"]})
    store.write_table(rows, tmp_path / "t.parquet", order=["k"])
    assert store.read_table(tmp_path / "t.parquet")["v"].to_list() == ["a", "b", "c"]


def test_no_flipped_byte_reads_back_as_other_data(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    store.write_table(pl.DataFrame({"n": list(range(500)), "t": [f"nama {i}" for i in range(500)]}), path)
    whole, good = path.read_bytes(), store.read_table(path)
    refused = 0
    for at in range(4, len(whole) - 8, max(1, len(whole) // 150)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        try:
            read = store.read_table(path)
        except PadanError:
            refused += 1
        else:
            assert read.equals(good), f"byte {at}: other data without an error"
    assert refused > 50


def test_an_absent_table_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PadanError, match="tidak ada"):
        store.read_table(tmp_path / "t.parquet")


def test_a_table_of_several_row_groups_comes_back_in_one_piece_with_the_columns_asked_for(tmp_path: Path, monkeypatch) -> None:
    """Steps copy a column in pieces again and again: a city's registry would lie in memory several times."""
    monkeypatch.setattr("pipeline.store.parquet.ROW_GROUP", 2)
    store.write_table(frame(), tmp_path / "t.parquet")
    read = store.read_table(tmp_path / "t.parquet", ["id", "sources"])
    assert (read.columns, read.n_chunks(), read.height) == (["id", "sources"], 1, 3)
    assert store.columns_of(tmp_path / "t.parquet") == frame().columns
