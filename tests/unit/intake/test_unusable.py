"""Files of which nothing is used are named by the run, each with its sentence, also where the month has no registry."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.errors import SOURCE_MISSING, PadanError
from pipeline.intake.accounts import Account
from pipeline.intake.ingest import Ingested
from pipeline.intake.unusable import named, why_unusable
from pipeline.month import run_month
from schemas import tables

PERIOD = "2025-05"
PAID = "NIK;Nama;Jumlah (Rp);Status\n1671084501809001;SITI AMINAH;600000;Dibayar\n"


def rejects(*sentences: str, severity: str = "error") -> pl.DataFrame:
    rows = {
        "file": "a.csv",
        "sheet": "",
        "rule_id": "NIK-01",
        "severity": severity,
        "sentence": list(sentences),
        "row": range(len(sentences)),
    }
    return tables.conform(pl.DataFrame(rows), tables.Rejects)


def test_a_file_whose_rows_are_all_rejected_says_what_most_were_rejected_for() -> None:
    got = Ingested("a.csv", "", 0, rejects=rejects("b.", "a.", "b."), accounts=[Account("a.csv", "", "survey", "", read=3, rejected=3)])
    assert why_unusable(got) == "tidak satu pun dari 3 barisnya dapat dipakai, 2 di antaranya: b."


def test_a_file_of_which_a_row_is_used_is_none_of_them() -> None:
    got = Ingested("a.csv", "", 0, rejects=rejects("b."), accounts=[Account("a.csv", "", "survey", "", read=2, used=1, rejected=1)])
    assert why_unusable(got) is None


def test_files_of_one_sentence_are_named_together() -> None:
    assert named([("a.pdf", "ini PDF."), ("c.json", "ini JSON."), ("b.pdf", "ini PDF.")]) == "a.pdf, b.pdf: ini PDF.; c.json: ini JSON."


def test_a_month_without_registry_names_every_file_it_cannot_use(tmp_path: Path) -> None:
    month = tmp_path / "raw" / PERIOD
    month.mkdir(parents=True)
    (month / "bri.csv").write_text(PAID)
    (month / "survei.json").write_text('{"a": 1}')
    (month / "kosong.xlsx").write_bytes(b"")
    (month / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (month / "orang.csv").write_text("NIK;Nama\n1671084501809001;SITI AMINAH\n")
    (month / "daftar.pdf").symlink_to("/dev/null")
    with pytest.raises(PadanError) as told:
        run_month(PERIOD, tmp_path)
    assert told.value.exit_code == SOURCE_MISSING
    for name in ("survei.json", "kosong.xlsx", "foto.jpg", "orang.csv", "daftar.pdf"):
        assert name in str(told.value)
    assert "bri.csv" not in str(told.value)
