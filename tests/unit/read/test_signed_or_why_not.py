"""The place of a signature on a receipt: who signed, and why somebody did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "No;Nama;RT/RW;Jumlah Uang;{}"
SIGNED, RETURNED, WAITING = "PAID", "RETURNED", "PAID_NOT_TAKEN"


@pytest.mark.parametrize("header", ["Tanda Tangan / Ket", "TTD / Keterangan", "Tanda Tangan"])
@pytest.mark.parametrize(
    ("cells", "states"),
    [
        (["cap jempol", "ttd", "tidak hadir, dikembalikan ke Pos", "ttd"], [SIGNED, SIGNED, RETURNED, SIGNED]),
        (["ttd", "ttd", "ttd", "belum diambil"], [SIGNED, SIGNED, SIGNED, WAITING]),
        (["ttd", "ttd", "ttd", "ttd"], [SIGNED] * 4),
    ],
)
def test_who_signed_got_it_and_a_word_says_why_somebody_did_not(tmp_path: Path, header: str, cells: list[str], states: list[str]) -> None:
    rows = [f"{n};ORANG {'ABCD'[n]};00{n + 1}/002;600000;{cell}" for n, cell in enumerate(cells)]
    path = tmp_path / "terima.csv"
    title = "TANDA TERIMA SEMBAKO TAHAP 2 (APRIL - JUNI) TAHUN 2025;;;;\nKELURAHAN SAKO - PT POS;;;;"
    path.write_text("\n".join([title, HEAD.format(header), *rows]) + "\n", encoding="utf-8")
    got = ingest_file(path, "terima.csv", "2025-05", settings=Settings()).disbursements
    assert got.sort("source_row")["state"].to_list() == states
    assert got["rt"].to_list() == ["001", "002", "003", "004"]
