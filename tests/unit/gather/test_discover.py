"""What lies in the raw folder, before anything is read."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.errors import BAD_INPUT, PadanError
from pipeline.gather.discover import discover
from pipeline.standardise.where.places import agree_on_places
from schemas.settings import Settings


@pytest.mark.parametrize("lying", ["raw/salah.csv", "raw/Mei 2025/bri.csv", "raw/2025-5/bri.csv", "raw/2025-05/.DS_Store"])
def test_a_month_without_any_file_is_told_with_what_lies_beside_it(tmp_path: Path, lying: str) -> None:
    path = tmp_path / lying
    path.parent.mkdir(parents=True)
    path.write_text("NIK;NAMA\n", encoding="utf-8")
    with pytest.raises(PadanError, match="tidak ada berkas untuk 2025-05") as told:
        discover(tmp_path, "2025-05", Settings())
    assert told.value.exit_code == BAD_INPUT
    assert ("2025-5 di data/raw" in str(told.value)) == (lying == "raw/2025-5/bri.csv")


def test_no_files_have_no_places_to_agree_on() -> None:
    assert agree_on_places(dict[str, pl.DataFrame]()) == {}
