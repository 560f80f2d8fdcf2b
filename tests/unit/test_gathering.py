"""What gathering says of the month's files taken together."""

import polars as pl

from pipeline.gathering import _placeless


def test_a_registry_of_unknown_places_is_said_and_a_gap_is_not() -> None:
    rows = [("a.xlsx", None), ("a.xlsx", None), ("a.xlsx", "1671081002"), ("b.csv", None), ("b.csv", "1671081002")]
    said = _placeless(pl.DataFrame(rows, schema={"source_file": pl.String, "village_code": pl.String}, orient="row"))
    assert [sentence.split(",")[0] for sentence in said] == ["a.xlsx: desa/kelurahan 2 dari 3 baris tidak dikenal"]
