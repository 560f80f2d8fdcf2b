"""Lists for the field, drawn from a published month: the auditor's sample and the team's worklist."""

import csv
from pathlib import Path

import polars as pl
import pytest

from flows.cli import main
from pipeline.errors import BAD_INPUT
from pipeline.gather.standing import MonthResult
from tests.month.conftest import PERIOD

pytestmark = pytest.mark.slow  # the month of `published` is made once a process


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


def filled(path: Path, answers: dict[int, dict[str, str]], target: Path) -> Path:
    """The list with answers by its `urut`, saved as a spreadsheet would: commas, no BOM, another order."""
    told = [row | answers.get(int(row["urut"]), {}) for row in rows(path)]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(told[0]))
        writer.writeheader()
        writer.writerows(reversed(told))
    return target


def test_a_sample_comes_back_with_rates_and_keeps_who_did_not_answer(
    town: Path, published: MonthResult, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert published.run_id
    path = tmp_path / "s.csv"
    assert main(["sample", PERIOD, "--size", "30", "-o", str(path), "--data", str(town)]) == 0
    paid = {int(row["urut"]): int(row["dibayar"]) for row in rows(path)}
    answers = {n: {"hasil": "LAYAK", "diterima": f"Rp {paid[n]}"} for n in range(1, 21)}
    answers |= {n: {"hasil": "tidak layak", "diterima": str(paid[n] - 50_000)} for n in range(21, 26)}
    answers |= {26: {"hasil": "BELUM_DITEMUI"}, 27: {"hasil": "entah"}, 28: {"hasil": "LAYAK", "nama": "ORANG LAIN"}}
    back = filled(path, answers, tmp_path / "isi.csv")
    assert main(["sample", PERIOD, "--answers", str(back), "-o", str(tmp_path / "h.csv"), "--data", str(town)]) == 0
    said = capsys.readouterr()
    assert "tidak layak: 5 dari 25 yang menjawab (30 ditarik)" in said.out
    assert "kurang diterima: 5 dari 25 yang menjawab (30 ditarik)" in said.out
    assert "urut 27: hasil tidak dikenal" in said.err
    assert "urut 28: nama bukan nama yang ditarik" in said.err
    whole = rows(tmp_path / "h.csv")[0]
    assert 0 < float(whole["bawah_95"]) < float(whole["angka"]) < float(whole["atas_95"]) < 1
    assert float(whole["batas_atas"]) - float(whole["batas_bawah"]) == pytest.approx(1 / 6, abs=0.05)
    few = [row for row in rows(tmp_path / "h.csv") if row["wilayah"] != "seluruhnya"]
    assert {row["cara"] for row in few} == {"data tidak cukup"}


@pytest.mark.parametrize(
    ("change", "words"),
    [({"benih": "lain"}, "2 penarikan"), ({"jalan": "../x"}, "2 penarikan"), ({"ukuran": "31"}, "2 penarikan")],
)
def test_a_mixed_list_is_refused(
    change: dict[str, str], words: str, town: Path, published: MonthResult, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert published.run_id
    path = tmp_path / "s.csv"
    assert main(["sample", PERIOD, "--size", "30", "-o", str(path), "--data", str(town)]) == 0
    back = filled(path, {3: change}, tmp_path / "isi.csv")
    assert main(["sample", PERIOD, "--answers", str(back), "-o", str(tmp_path / "h.csv"), "--data", str(town)]) == BAD_INPUT
    assert words in capsys.readouterr().err


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
