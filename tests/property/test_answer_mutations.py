"""However a packet comes back: every untouched valid answer lands, every other row has a reason, nothing crashes."""

from __future__ import annotations

import copy
import random
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.answers import in_force_at, take_in
from tests.property.packet_mutations import MUTATIONS, expected, fill, read_packet, write
from tests.unit.answers.answer_builders import KEY, LATEST, Published, publish, sheets

FORMS = (".xlsx", ".csv", ".comma.csv", ".tsv")
RESAVED = ([], ["resorted", "dates_as_cells"], ["header_moved_down", "money_in_dialects", "look_alikes"], ["yes_for_a_code", "id_blanked"])
SOFFICE = shutil.which("soffice")
SAVED_AS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods", "xls": "xls", "csv": "csv:Text - txt - csv (StarCalc):59,34,76,1"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Forty-six cases, two of each kind."""
    return publish(tmp_path_factory.mktemp("mutated") / "reports", 46)


@cache
def _packet(path):
    return read_packet(path)


def returned(published, names, seed):
    """A filled packet and the mutations done to it, one after the other."""
    rng = random.Random(seed)
    sheet = copy.deepcopy(_packet(published.packet))
    fill(sheet, rng)
    for row in sheet.rows:
        row["_word"] = row.get("keputusan")
    for name in names:
        MUTATIONS[name](sheet, rng)
    return sheet


def check(published, sheet, file, folder):
    """Take the file in and compare with what must land; every refused row has a line with its reason."""
    read = sheets(file)
    report = take_in(folder, read, published.known, latest=LATEST, key=KEY)
    wanted = expected(sheet)
    found = in_force_at(folder)
    landed = dict(found.answers.select("id_kasus", "keputusan").iter_rows())
    assert landed == wanted
    assert found.conflicts.is_empty()
    assert report.rows == report.landed + report.known + report.open + report.refused
    refused = report.lines.filter(pl.col("hasil") == "DIABAIKAN")
    assert refused.height == report.refused
    assert refused["baris"].n_unique() == report.refused
    assert refused["penjelasan"].str.len_chars().min() or report.refused == 0
    said = sum(1 for row in sheet.rows if row.get("keputusan") or row.get("catatan"))
    assert report.landed + report.refused >= min(said, len(wanted))
    again = take_in(folder, read, published.known, latest=LATEST, key=KEY)
    assert again.landed == 0
    return report


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_each_mutation_alone(published, tmp_path, name):
    sheet = returned(published, [name], 11)
    form = FORMS[sorted(MUTATIONS).index(name) % len(FORMS)]
    form = ".xlsx" if name == "sheet_renamed" else form
    report = check(published, sheet, write(sheet, tmp_path / f"kembali{form}"), tmp_path / "data")
    if name == "evidence_edited":
        assert report.edited > 0


@pytest.mark.slow
@example(names=["id_blanked", "ids_in_lower_case_without_dashes"], form=".xlsx", seed=0)
@settings(max_examples=8, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.sampled_from(sorted(MUTATIONS)), min_size=2, max_size=5, unique=True),
    form=st.sampled_from(FORMS),
    seed=st.integers(0, 10_000),
)
def test_mutations_together(published, names, form, seed):
    sheet = returned(published, sorted(names, key=lambda n: (n in LAST, n)), seed)
    with tempfile.TemporaryDirectory() as folder:
        check(published, sheet, write(sheet, Path(folder) / f"kembali{form}"), Path(folder) / "data")


LAST = ("rows_doubled", "header_repeated", "blank_rows_between")
"""Mutations that put in rows (copies, and rows that are no cases): after the others."""


@pytest.mark.browser
@pytest.mark.parametrize("kind", sorted(SAVED_AS))
@pytest.mark.parametrize("names", RESAVED)
def test_saved_again_by_libreoffice(published, tmp_path, kind, names):
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed (apt-get install --no-install-recommends libreoffice-calc)")
    sheet = returned(published, names, 23)
    check(published, sheet, resaved(write(sheet, tmp_path / "kembali.xlsx"), kind, tmp_path), tmp_path / "data")


@pytest.mark.browser
@pytest.mark.parametrize("kind", sorted(SAVED_AS))
def test_the_packet_itself_saved_by_libreoffice(published, tmp_path, kind):
    """The real workbook with its dropdowns, hidden lists and META, filled and saved in every form; no evidence is taken for edited."""
    from tests.unit.answers.answer_builders import fill as fill_packet
    from tests.unit.answers.answer_builders import listed, right_word

    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed (apt-get install --no-install-recommends libreoffice-calc)")
    rows = listed(published.packet)
    answers = {r: {"keputusan": right_word(k, r), "petugas": "Rina"} for r, _, k in rows}
    filled = fill_packet(published.packet, tmp_path / "isi.xlsx", answers)
    options = ":59,34,76,1,,0,false,true,false,false,false,2" if kind == "csv" else ""
    file = resaved(filled, kind, tmp_path, options)
    report = take_in(tmp_path / "data", sheets(file), published.known, latest=LATEST, key=KEY)
    assert (report.landed, report.refused, report.edited) == (len(rows), 0, 0), report.lines


def resaved(path, kind, folder, options=""):
    """The file opened and saved again by LibreOffice as another kind."""
    wanted = SAVED_AS[kind].removesuffix(":59,34,76,1") + options if options else SAVED_AS[kind]
    made = folder / "saved"
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", wanted, "--outdir", made, path],
        capture_output=True,
        timeout=180,
        check=True,
    )
    return next(p for p in sorted(made.iterdir()) if p.suffix == f".{kind}" and (kind != "csv" or "KASUS" in p.name or not options))
