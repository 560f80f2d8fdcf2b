"""The trail of a case of a whole month: every source row, each link bar by bar, and no whole number."""

import re
from pathlib import Path

import polars as pl
import pytest

from flows.trail import explain_case
from pipeline.standing import MonthResult

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
BAR = re.compile(r" {4} *([+-]\d+\.\d{3}) +([+-]\d+\.\d{3})  [a-z_& ]+: ")


def test_every_link_of_a_case_is_a_waterfall_that_ends_at_its_weight(town: Path, published: MonthResult) -> None:
    links = pl.read_parquet(published.folder / "tables" / "links.parquet").filter(pl.col("rule").str.contains("nik|name"))
    cases = pl.read_parquet(published.folder / "tables" / "cases.parquet").explode("sources")
    hung = cases.filter(pl.col("sources").is_in(links["right_record"].implode()))["id_kasus"].unique().sort()
    assert len(hung) > 5
    numbers = pl.read_parquet(published.folder / "tables" / "registry.parquet")["nik"].drop_nulls().to_list()
    seen = 0
    for id_kasus in hung.gather_every(max(1, len(hung) // 5)):
        lines = explain_case(town, id_kasus)
        assert f"  {published.folder.parent.name}  {published.run_id} (counts now)" in lines
        assert [n for n in numbers if n in "\n".join(lines)] == []
        assert not any("weighed again" in line for line in lines)
        for number, line in enumerate(lines):
            if not line.startswith("link "):
                continue
            weight = float(re.search(r"weight ([+-][\d.]+)", lines[number + 1])[1])  # type: ignore[index]
            bars = []
            for below in lines[number + 3 :]:
                if (bar := BAR.match(below)) is None:
                    break
                bars.append(float(bar[2]))
            assert bars[-1] == pytest.approx(weight, abs=0.02)
            seen += 1
    assert seen >= 5
