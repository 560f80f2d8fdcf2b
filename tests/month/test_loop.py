"""Month 1 of the loop at full depth: 200 cases decided in real packets, none asked again, none lost, five changes, one revocation."""

import datetime as dt
import re
import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipeline.answers import in_force_at, revoke
from pipeline.month import MonthResult, run_month
from pipeline.synth import write_town
from pipeline.wording import REOPENED
from schemas.answers import DECISIONS
from schemas.kinds import answers_of
from tests.month.test_answers import PLAIN, cases, waiting

pytestmark = pytest.mark.slow

PERIOD, WANTED = "2025-05", 200


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MonthResult]:
    """A town of 700 families and its published month."""
    data = tmp_path_factory.mktemp("loop")
    write_town(data, families=700, seed=815)
    return data, run_month(PERIOD, data)


@pytest.fixture(scope="module")
def decided(first: tuple[Path, MonthResult]) -> tuple[Path, set[str], MonthResult]:
    """The same folder after 200 cases came back decided in the packets themselves, and its next run."""
    data, published = first
    done: set[str] = set()
    folder = data / "raw" / "2025-06" / "kembali"
    folder.mkdir(parents=True)
    for path in sorted((published.folder / "reports" / "kasus").glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        sheet = book["KASUS"]
        at = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            words = DECISIONS[answers_of(sheet.cell(row, at["jenis"]).value, sheet.cell(row, at["id_aturan"]).value)]
            word = next((w for w in words if w in PLAIN and w != "PERLU_KUNJUNGAN"), "")
            if word and len(done) < WANTED:
                sheet.cell(row, at["keputusan"]).value = word
                sheet.cell(row, at["petugas"]).value = "Rina"
                done.add(sheet.cell(row, at["id_kasus"]).value)
        book.save(folder / f"Salinan {path.name}")
    return data, done, run_month(PERIOD, data)


def test_two_hundred_are_decided_none_is_asked_again_none_is_lost(first, decided) -> None:
    _, published = first
    data, done, after = decided
    assert len(done) == WANTED
    assert in_force_at(data).answers.height == WANTED
    assert waiting(after) == waiting(published) - done
    assert set(cases(after)["id_kasus"]) == set(cases(published)["id_kasus"])
    assert set(cases(after).filter(pl.col("status") == "SELESAI_PUTUSAN")["id_kasus"]) == done
    again = run_month(PERIOD, data)
    assert (again.unchanged, again.run_id) == (True, after.run_id)


def test_five_changes_bring_five_cases_back_and_each_names_its_field(decided, tmp_path: Path) -> None:
    source, done, after = decided
    data = tmp_path / "data"
    shutil.copytree(source, data, symlinks=True)
    mine = cases(after).filter(pl.col("id_kasus").is_in(sorted(done)))
    born = change_births(data, mine, 3)
    paid = change_amounts(data, mine.filter(~pl.col("id_kasus").is_in(sorted(born))), 2)
    assert (len(born), len(paid)) == (3, 2)
    again = run_month(PERIOD, data)
    back = cases(again).filter(pl.col("id_kasus").is_in(sorted(done)) & (pl.col("status") != "SELESAI_PUTUSAN"))
    assert set(back["id_kasus"]) == born | paid
    assert set(back["status"]) == {"DIBUKA_LAGI"}
    assert waiting(again) & done == born | paid
    named = dict(back.select("id_kasus", pl.col("sentence").str.extract(REOPENED)).iter_rows())
    assert {named[one] for one in born} == {"tanggal lahir"}
    assert {named[one] for one in paid} == {"jumlah dibayar"}


def test_one_revoked_is_the_one_that_returns(decided, tmp_path: Path) -> None:
    source, done, after = decided
    data = tmp_path / "data"
    shutil.copytree(source, data, symlinks=True)
    one = sorted(done)[17]
    revoke(data, one, "salah rumah", "Sari")
    again = run_month(PERIOD, data)
    assert waiting(again) == waiting(after) | {one}


def change_births(data: Path, mine: pl.DataFrame, wanted: int) -> set[str]:
    """Move the birth date of registry persons who stand in one decided case by a day; returns the cases."""
    alone = mine.filter(
        pl.col("kind").is_in(["EE-BB", "IE-TL"])
        & (pl.col("programme") != "PKH")  # there a birth date is part of the claim itself
        & pl.col("sources_a").is_unique()
        & pl.col("family_id").is_unique()
        & pl.col("nik").is_unique()
    )
    done: set[str] = set()
    for case, place, born in alone.select("id_kasus", "sources_a", "a_birth_date").drop_nulls().sort("id_kasus").iter_rows():
        file, _, row = place.split("|")
        path = data / "raw" / file
        if len(done) == wanted or path.suffix != ".csv":
            continue
        moved = born + dt.timedelta(days=1 if born.day < 28 else -1)
        lines = path.read_bytes().split(b"\n")
        for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
            old = born.strftime(form).encode()
            if lines[int(row) - 1].count(old) == 1:
                lines[int(row) - 1] = lines[int(row) - 1].replace(old, moved.strftime(form).encode())
                path.write_bytes(b"\n".join(lines))
                done.add(case)
    return done


def change_amounts(data: Path, mine: pl.DataFrame, wanted: int) -> set[str]:
    """Raise what the pay list says of families with one decided inclusion case, in workbook or text; returns the cases."""
    alone = mine.filter(pl.col("kind").is_in(["IE-TL", "IE-TR"]) & pl.col("family_id").is_unique() & pl.col("sources_b").is_not_null())
    done: set[str] = set()
    for case, amount, place in alone.select("id_kasus", "amount_paid", "sources_b").sort("id_kasus").iter_rows():
        file, sheet, row = place.split("|")
        path = data / "raw" / file
        if len(done) == wanted or path.suffix != ".xlsx":
            continue
        book = openpyxl.load_workbook(path)
        cells = [cell for cell in book[sheet][int(row)] if re.sub(r"[^0-9]", "", str(cell.value)) == str(amount)]
        if len(cells) == 1:
            cells[0].value = amount + 50_000
            book.save(path)
            done.add(case)
    return done
