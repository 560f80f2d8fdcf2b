"""The trail of a case of a whole month: every source row, each link bar by bar, and no whole number."""

import hashlib
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from flows.trail import explain_case, whois
from pipeline.gather.standing import MonthResult
from pipeline.month import run_month
from tests.month.conftest import PERIOD

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


def test_everybody_a_run_touched_is_a_token_also_in_rows_it_rejected(town: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(town / "raw", data / "raw")
    late = ["NIK;Nama;Program;Nominal;Status Salur", "1671084101809001;SITI AMINAH;SEMBAKO;600000;Sukses", ";;SEMBAKO;600000;Sukses"]
    (data / "raw" / PERIOD / "susulan BRI.csv").write_text("\n".join(late) + "\n", encoding="utf-8")
    published = run_month(PERIOD, data)
    people, files = whois(data, published.folder, tmp_path / "tersentuh.csv")
    assert (tmp_path / "tersentuh.csv").stat().st_mode & 0o777 == 0o600
    told = pl.read_csv(tmp_path / "tersentuh.csv", separator=";")
    tables = {name: pl.read_parquet(published.folder / "tables" / f"{name}.parquet") for name in ("registry", "disbursements", "surveys")}
    assert told["token"].n_unique() == people >= tables["registry"]["nik"].n_unique()
    assert told["source_file"].n_unique() == files
    for name, frame in tables.items():
        assert told.filter(pl.col("kind") == name)["rows"].sum() == frame.height
    rejects = pl.read_parquet(published.folder / "tables" / "rejects.parquet").filter(
        (pl.col("severity") == "error") & pl.col("row").is_not_null()
    )
    assert told.filter(pl.col("kind") == "rejected")["rows"].sum() == rejects.select("file", "sheet", "row").n_unique() > 0
    plain = {
        hashlib.new(kind, n.encode()).hexdigest()[:32] for n in tables["registry"]["nik"].drop_nulls() for kind in ("sha256", "md5", "sha1")
    }
    assert not plain & set(told["token"])
