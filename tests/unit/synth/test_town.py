"""Towns: files say what the truth says they say."""

import csv
import io
import re
from functools import lru_cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipeline.synth import Noise, Town, make_town, write_files, write_truth
from pipeline.synth.sheets import text_bytes
from schemas.codes import CaseKind

SETS = ("A", "B", "C")


@pytest.fixture(scope="module", params=SETS)
def town(request: pytest.FixtureRequest) -> Town:
    return make_town(11, 420, layouts=request.param, scale=0.4)


@pytest.fixture(scope="module")
def folder(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town")
    write_files(town, path)
    write_truth(town, path / "truth")
    return path


@lru_cache(maxsize=16)
def workbook(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def cell_text(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value or "")


def rows_of(folder: Path, place: str) -> list[str]:
    file, sheet, row = place.split("|")
    path = folder / "raw" / file
    if sheet:
        return [cell_text(c.value) for c in workbook(path)[sheet][int(row)]]
    line = path.read_bytes().split(b"\n")[int(row) - 1].decode("utf-8", "replace").strip("\r\ufeff")
    delimiter = next(d for d in "|\t;," if d in line)
    return next(csv.reader(io.StringIO(line), delimiter=delimiter))


def test_every_kind_is_planted(town: Town):
    found = set(town.truth.cases["kind"])
    assert found == {str(k) for k in CaseKind}
    sure = set(town.truth.cases.filter(pl.col("certainty") == "certain")["kind"])
    assert {str(k) for k in CaseKind} - sure - {"ID-BD"} == set()


def test_a_record_stands_where_the_truth_says(town: Town, folder: Path):
    for p in town.written.placed[:: len(town.written.placed) // 40]:
        cells = rows_of(folder, p.place)
        assert p.record.view.nik.text in cells or p.record.view.nik.text in {"", "-"}
        if p.record.pay is None or not p.record.pay.strange_name:
            assert p.record.view.name in cells


def test_same_seed_same_bytes_and_another_seed_others(town: Town, folder: Path, tmp_path: Path):
    again = make_town(11, 420, layouts=town.layouts.name, scale=0.4)
    write_files(again, tmp_path)
    files = sorted(p.relative_to(folder) for p in (folder / "raw").rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(tmp_path) for p in (tmp_path / "raw").rglob("*") if p.is_file())
    for file in files:
        assert (folder / file).read_bytes() == (tmp_path / file).read_bytes(), file
    assert again.truth.cases.equals(town.truth.cases)
    other = make_town(12, 420, layouts=town.layouts.name, scale=0.4)
    assert text_bytes_of(other) != text_bytes_of(town)


def text_bytes_of(town: Town) -> list[bytes]:
    return [text_bytes(d) for d in town.written.docs if d.delimiter]


def test_only_serials_no_office_has_issued(town: Town):
    numbers = {m.nik for f in town.draft.families for m in f.members} | {f.kk for f in town.draft.families}
    assert all(re.fullmatch(r"\d{12}9\d\d[1-9]|0\d{15}", n) for n in numbers)
    for doc in town.written.docs:
        for sheet in doc.sheets:
            for line in sheet.lines:
                for cell in line.cells:
                    if isinstance(cell, str) and re.fullmatch(r"1[0-9]{15}", cell):
                        assert cell[12] == "9", doc.path


def test_everything_is_labelled_synthetic(town: Town):
    for doc in town.written.docs:
        shown = [str(c) for s in doc.sheets for line in s.lines[:2] for c in line.cells]
        assert "SINTETIS" in doc.path.upper() or any("DATA SINTETIS" in text for text in shown), doc.path


def test_the_silent_sender_is_silent_in_one_kelurahan_only(town: Town):
    draft = town.draft
    villages = {f.fid: f.village for f in draft.families}
    heard = {(p.payer, p.programme, villages[p.fid].name) for p in draft.pays if not p.closing}
    for village in draft.villages:
        for programme in ("SEMBAKO", "PKH"):
            assert ("POS", programme, village.name) in heard
            assert ((draft.bank, programme, village.name) in heard) is (village is not draft.silent)
    shown = {p.record.view.village.name for p in town.written.placed if p.record.pay and p.record.pay.payer == draft.bank}
    assert draft.silent is not None
    assert draft.silent.name not in shown


def test_links_join_one_person_and_skip_repeats_and_replaced_forms(town: Town):
    by_place = {p.place: p for p in town.written.placed}
    links = town.truth.links
    assert links["right_record"].is_unique().all()
    for left, right in links.select("left_record", "right_record").iter_rows():
        assert by_place[left].record.person.pid == by_place[right].record.person.pid
        assert not by_place[right].repeat
        visit = by_place[right].record.visit
        assert visit is None or not visit.replaced


def test_most_links_are_certain_and_decoys_are_many(town: Town):
    assert (town.truth.links["certainty"] == "certain").mean() > 0.95
    assert town.truth.decoys["decoy"].n_unique() >= 15
    assert town.truth.decoys.height > 100


def test_no_decoy_forbids_a_true_case(town: Town):
    true = {(c["no_kk"], c["kind"]) for c in town.truth.cases.iter_rows(named=True)}
    for decoy in town.truth.decoys.iter_rows(named=True):
        assert not {(decoy["no_kk"], k) for k in decoy["must_not"].split(";")} & true


def test_the_truth_on_disk_has_the_agreed_columns(folder: Path):
    cases = pl.read_csv(folder / "truth" / "cases.csv", infer_schema=False)
    assert cases.columns[:6] == ["kind", "programme", "period", "no_kk", "nik", "village_code"]
    assert cases["period"].unique().to_list() == ["2025-05"]
    links = pl.read_csv(folder / "truth" / "links.csv", infer_schema=False)
    assert links.columns[:4] == ["left_source", "right_source", "left_record", "right_record"]


def test_a_town_without_noise_has_no_identity_damage():
    clean = make_town(5, 200, noise=Noise(**dict.fromkeys(Noise.__dataclass_fields__, 0)))
    assert not set(clean.truth.cases["kind"]) & {"ID-NR", "ID-TJ", "ID-NB"}
    assert set(clean.truth.links.filter(pl.col("certainty") == "ambiguous")["right_source"]) <= {"disbursement"}
