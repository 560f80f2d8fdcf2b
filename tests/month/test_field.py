"""Lists for the field, drawn from a published month: the auditor's sample and the team's worklist."""

import csv
from pathlib import Path

import polars as pl
import pytest

from flows.cli import main
from pipeline.errors import BAD_INPUT
from pipeline.standing import MonthResult
from tests.month.conftest import PERIOD


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))


def test_a_sample_is_drawn_again_exactly(town: Path, published: MonthResult, tmp_path: Path) -> None:
    assert published.run_id
    for name in ("one.csv", "two.csv"):
        assert main(["sample", PERIOD, "--size", "30", "--seed", "itda", "-o", str(tmp_path / name), "--data", str(town)]) == 0
    assert main(["sample", PERIOD, "--size", "30", "--seed", "lain", "-o", str(tmp_path / "three.csv"), "--data", str(town)]) == 0
    one, two, three = ((tmp_path / name).read_bytes() for name in ("one.csv", "two.csv", "three.csv"))
    assert one == two
    assert one != three
    assert len(rows(tmp_path / "one.csv")) == 30


def test_a_worklist_fits_and_splits_no_household(town: Path, published: MonthResult, tmp_path: Path) -> None:
    assert main(["worklist", PERIOD, "--capacity", "25", "-o", str(tmp_path / "w.csv"), "--data", str(town)]) == 0
    taken = {row["id_kasus"] for row in rows(tmp_path / "w.csv")}
    assert 20 <= len(taken) <= 25
    cases = pl.read_parquet(published.folder / "tables" / "cases.parquet").filter(
        (pl.col("kind") != "BD-00") & ~pl.col("status").str.starts_with("SELESAI")
    )
    homes = cases.with_columns(home=pl.coalesce("no_kk", "family_id", "id_kasus"), taken=pl.col("id_kasus").is_in(list(taken)))
    assert homes.group_by("home").agg(pl.col("taken").n_unique())["taken"].max() == 1


@pytest.mark.parametrize("options", [[], ["--size", "5", "--margin", "0.1"], ["--margin", "3"], ["--size", "0"]])
def test_a_sample_wants_a_size_or_a_margin(options: list[str], town: Path, tmp_path: Path) -> None:
    assert main(["sample", PERIOD, "-o", str(tmp_path / "s.csv"), "--data", str(town), *options]) == BAD_INPUT


def test_a_new_sender_is_learned_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw").mkdir()
    file = tmp_path / "baru.csv"
    lines = [
        "Nomor Penduduk;Siapa;Uang Jalan;Kabar",
        "1671084101859001;SITI AMINAH;600000;Sukses Salur",
        "1671084101859002;BUDI;600000;Gagal",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["inspect", str(file), "--data", str(tmp_path)]) == BAD_INPUT
    learn = ["--map", "nik=Nomor Penduduk", "--map", "name=Siapa", "--map", "amount=Uang Jalan", "--map", "state=Kabar"]
    assert main(["layout", "adopt", str(file), "--as", "bank-baru", "--kind", "disbursement", *learn, "--data", str(tmp_path)]) == 0
    assert main(["inspect", str(file), "--data", str(tmp_path)]) == 0
    assert "tata letak bank-baru" in capsys.readouterr().out
