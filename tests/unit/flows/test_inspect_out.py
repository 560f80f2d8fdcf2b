"""What `padan inspect --out` leaves for the officer: everything that was told, in a list a spreadsheet opens, numbers masked."""

import csv
import stat
from pathlib import Path

import polars as pl

from flows.commands.inspect import keep, told_together
from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings


def test_the_rejects_are_left_as_a_list_for_people(tmp_path: Path) -> None:
    rows = [f"16710845018090{n:02d};SITI {chr(65 + n)};600000;Sukses Salur" for n in range(5)]
    rows[2] = "167108450180900;SITI C;600000;Sukses Salur"
    sent = tmp_path / "sembako bri.csv"
    sent.write_text("\n".join(["NIK;NAMA;NOMINAL;STATUS SALUR", *rows]) + "\n", encoding="utf-8")
    got = ingest_file(sent, sent.name, "2025-05", settings=Settings())
    keep(got, tmp_path / "out")
    (left,) = (tmp_path / "out").glob("*.csv")
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    with left.open(encoding="utf-8-sig", newline="") as lines:
        told = list(csv.DictReader(lines, delimiter=";"))
    assert len(told) == got.rejects.height
    (damaged,) = (row for row in told if row["aturan"] == "NIK-05")
    assert (damaged["baris"], damaged["kolom"]) == ("4", "NIK")
    assert "167108450180900" not in left.read_text(encoding="utf-8")


def test_rows_of_which_the_same_is_said_share_a_line(tmp_path: Path) -> None:
    rows = [f"16710845018090{n:02d};SITI {chr(65 + n % 26)}{chr(65 + n // 26)};600000;Sukses Salur" for n in range(40)]
    rows[:30] = [row[:15] + row[16:] for row in rows[:30]]  # a digit of each NIK lost
    rows[35] = ";;600000;Sukses Salur"
    sent = tmp_path / "sembako bri.csv"
    sent.write_text("\n".join(["NIK;NAMA;NOMINAL;STATUS SALUR", *rows]) + "\n", encoding="utf-8")
    got = ingest_file(sent, sent.name, "2025-05", settings=Settings())
    told = [line.strip() for line in told_together(got, 20)]
    (short,) = (line for line in told if line.startswith("NIK-05"))
    assert short.startswith("NIK-05 baris 2, 3, 4, 5, 6, 7, 8, 9 dan 22 baris lagi NIK:")
    assert any(line.startswith("BAR-01 baris 37") for line in told)
    assert told[-1] == "(--out FOLDER menulis semuanya, baris demi baris)"
    assert told_together(got, 1)[-1].strip().startswith("… dan ")


def test_files_of_one_name_keep_what_was_read_of_each(tmp_path: Path) -> None:
    stems: list[str] = []
    for folder, name in (("april", "SITI"), ("mei", "BUDI"), ("juni", "RINA")):
        sent = tmp_path / folder / "bri.csv"
        sent.parent.mkdir()
        sent.write_text(f"NIK;NAMA;NOMINAL;STATUS SALUR\n1671084501809012;{name};600000;Sukses\n", encoding="utf-8")
        stems.append(keep(ingest_file(sent, sent.name, "2025-05", settings=Settings()), tmp_path / "out", taken=stems))
    assert stems == ["bri.csv", "bri.csv-2", "bri.csv-3"]
    kept = [pl.read_parquet(tmp_path / "out" / f"{stem}.disbursements.parquet")["name"].to_list() for stem in stems]
    assert kept == [["SITI"], ["BUDI"], ["RINA"]]
