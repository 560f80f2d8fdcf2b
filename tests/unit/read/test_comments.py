"""Comments on cells: a remark of their row, never lost in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.intake.ingest import Ingested

HEAD = ["No", "NIK", "Nama", "Kelurahan", "Nominal"]
TITLE = "PENYALURAN SEMBAKO TAHAP 2 2025"


def taken(folder: Path, comments: dict[int, str], *, head: list[str], cells: list[str], title: str = TITLE) -> Ingested:
    """Four people; `comments` by person (0 = first), on the last cell of the row; -1 is the header's."""
    path = folder / "bri.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Data")
    rows = [[title], head, *([n + 1, f"167108050785900{n}", f"ORANG {'ABCD'[n]}", "SAKO", *cells] for n in range(4))]
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for person, text in comments.items():
        sheet.write_comment(person + 2, len(head) - 1, text, {"author": "BRI"})
    book.close()
    return ingest_file(path, "2025-05/bri.xlsx", "2025-05", settings=Settings())


@pytest.mark.parametrize(
    ("comments", "states"),
    [
        ({1: "Retur, rekening sudah ditutup", -1: "dalam rupiah"}, ["PAID", "RETURNED", "PAID", "PAID"]),
        ({1: "BRI:\ngagal cek rekening"}, ["PAID", "FAILED_ACCOUNT", "PAID", "PAID"]),
        ({1: "[Threaded comment]\n\nYour version of Excel…\n\nComment:\n    Retur"}, ["PAID", "RETURNED", "PAID", "PAID"]),
        ({1: "nominalnya keliru, tunggu kabar"}, ["PAID", "UNKNOWN", "PAID", "PAID"]),
        ({1: "diantar ke rumah", 2: "alamat baru"}, ["PAID"] * 4),
        ({-1: "retur"}, ["PAID"] * 4),
    ],
)
def test_a_comment_speaks_of_its_row_alone(tmp_path: Path, comments: dict[int, str], states: list[str]) -> None:
    got = taken(tmp_path, comments, head=HEAD, cells=["600000"])
    assert got.disbursements["state"].to_list() == states
    assert any("Komentar pada sel" in note for note in got.notes) == (set(comments) != {-1})


def test_a_status_of_its_own_outranks_a_comment_that_nobody_understands(tmp_path: Path) -> None:
    got = taken(tmp_path, {1: "belum sempat difoto"}, head=[*HEAD, "Status Salur"], cells=["600000", "Sukses Salur"])
    assert got.disbursements["state"].to_list() == ["PAID"] * 4
    noted = taken(tmp_path, {1: "retur"}, head=[*HEAD, "Keterangan Penyaluran"], cells=["600000", ""])
    assert noted.disbursements["state"].to_list() == ["PAID", "RETURNED", "PAID", "PAID"]
