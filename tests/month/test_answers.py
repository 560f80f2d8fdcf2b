"""The verifiers' loop through whole runs: nothing is asked twice, nothing is lost, what changes comes back and names its field."""

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipeline import store
from pipeline.answers import in_force_at, revoke
from pipeline.gather.standing import MonthResult
from pipeline.month import run_month
from schemas.answers import DECISIONS, PACKET_COLUMNS
from schemas.kinds import answers_of, case_kinds
from schemas.ledger import LedgerName
from tests.month.conftest import PERIOD

PLAIN = ("LAYAK", "SESUAI", "PERLU_KUNJUNGAN")


@pytest.fixture(scope="module")
def answered(town: Path, published: MonthResult, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pl.DataFrame, MonthResult]:
    """The town with 200 cases answered by a returned list in the next month's folder, run again."""
    data = tmp_path_factory.mktemp("answered") / "data"
    shutil.copytree(town, data, symlinks=True)
    before = cases(published)
    chosen = before.filter(pl.col("kind").str.slice(0, 2).is_in(["IE", "EE", "PB", "GD"])).head(200)
    lines = [["id_kasus", "keputusan", "tgl_kunjungan", "petugas", "hash_bukti"]]
    for case, kind in chosen.select("id_kasus", "kind").iter_rows():
        word = next(w for w in DECISIONS[case_kinds()[kind].answers] if w in PLAIN)
        lines.append([case, word, "31/05/2025", "Rina", ""])
    put(data, "kembali dari wa.csv", lines)
    return data, chosen, run_month(PERIOD, data)


def put(data: Path, name: str, lines: list[list[str]], month: str = "2025-06") -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(lines)
    folder = data / "raw" / month
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text.getvalue(), encoding="utf-8-sig")


def cases(result: MonthResult) -> pl.DataFrame:
    return pl.read_parquet(result.folder / "tables" / "cases.parquet")


def waiting(result: MonthResult) -> set[str]:
    """Ids that stand in the packets."""
    found: set[str] = set()
    for path in (result.folder / "reports" / "kasus").glob("*.csv"):
        if "_semua_" not in path.name:
            rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";")
            found |= {row["id_kasus"] for row in rows}
    return found


@pytest.mark.slow
def test_nothing_is_asked_twice_and_nothing_is_lost(published: MonthResult, answered) -> None:
    data, chosen, after = answered
    ids = set(chosen["id_kasus"])
    assert len(ids) > 50
    assert in_force_at(data).answers.height == len(ids)
    assert set(cases(after)["id_kasus"]) == set(cases(published)["id_kasus"])
    assert ids <= waiting(published)
    assert waiting(after) == waiting(published) - ids
    assert set(cases(after).filter(pl.col("status") == "SELESAI_PUTUSAN")["id_kasus"]) == ids
    told = [note for note in after.notes if "jawaban baru" in note]
    assert len(told) == 1
    assert f"{len(ids)} jawaban baru" in told[0]


@pytest.mark.slow
def test_the_same_again_is_no_work(answered) -> None:
    data, _, after = answered
    head = store.head(data, LedgerName.DECISIONS)
    again = run_month(PERIOD, data)
    assert (again.unchanged, again.run_id) == (True, after.run_id)
    assert store.head(data, LedgerName.DECISIONS) == head


@pytest.mark.slow
def test_the_case_list_sent_back_changes_nothing(answered) -> None:
    data, chosen, after = answered
    (listed,) = (after.folder / "reports" / "kasus").glob("*_semua_*.csv")
    rows = list(csv.DictReader(io.StringIO(listed.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert sum(bool(row["keputusan"]) for row in rows) == chosen.height
    put(data, "semua.csv", [list(PACKET_COLUMNS), *([row[c] for c in PACKET_COLUMNS] for row in rows)])
    before = in_force_at(data)
    run_month(PERIOD, data)
    now = in_force_at(data)
    assert now.answers.drop("entri").equals(before.answers.drop("entri"))
    assert now.conflicts.is_empty()
    (data / "raw" / "2025-06" / "semua.csv").unlink()


@pytest.mark.slow
def test_revoked_comes_back_alone(answered, tmp_path: Path) -> None:
    source, chosen, after = answered
    data = tmp_path / "data"
    shutil.copytree(source, data, symlinks=True)
    one = chosen["id_kasus"][7]
    revoke(data, one, "salah rumah", "Sari")
    again = run_month(PERIOD, data)
    assert waiting(again) == waiting(after) | {one}


@pytest.mark.slow
def test_not_the_same_person_is_never_linked_again(town: Path, published: MonthResult, tmp_path: Path) -> None:
    """Nor through a third record: a visit that has one side's NIK and the other side's name and birth date."""
    data = tmp_path / "data"
    shutil.copytree(town, data, symlinks=True)
    links = pl.read_parquet(published.folder / "tables" / "links.parquet").filter(pl.col("band") == "MATCH")
    pairs = links.select("left_record", "right_record", left="left_id", right="right_id")
    asked = cases(published).filter(pl.col("kind") == "ID-NB")
    asked = asked.join(pairs, left_on=["sources_a", "sources_b"], right_on=["left_record", "right_record"], how="inner")
    assert asked.height > 0
    third = [["NIK", "Nama", "Tgl Lahir", "Alamat", "Kelurahan", "Tgl Kunjungan", "Hasil Kunjungan"]]
    sides = asked.select("b_nik", "a_name", "a_birth_date", "address", "village_name").iter_rows()
    third += [[str(cell) for cell in row] + ["20/05/2025", "Layak"] for row in sides]
    put(data, "kunjungan tambahan.csv", third, month=PERIOD)
    one = people(run_month(PERIOD, data))
    assert all(one[a] == one[b] for a, b in asked.select("left", "right").iter_rows())
    put(data, "beda.csv", [["id_kasus", "keputusan"], *([case, "orang berbeda"] for case in asked["id_kasus"])])
    after = run_month(PERIOD, data)
    told = in_force_at(data).answers.filter(pl.col("keputusan") == "ORANG_BERBEDA")
    assert set(told["id_kasus"]) == set(asked["id_kasus"])
    apart = people(after)
    assert all(apart[a] != apart[b] for a, b in asked.select("left", "right").iter_rows())
    assert set(asked["id_kasus"]) & waiting(after) == set()
    settled = cases(after).filter(pl.col("id_kasus").is_in(asked["id_kasus"].implode()))
    assert dict(settled.select("id_kasus", "status").iter_rows()) == dict.fromkeys(asked["id_kasus"], "SELESAI_PUTUSAN")
    with_scratch = tmp_path / "again"
    with_scratch.mkdir()
    store.restore(data, PERIOD, after.run_id, with_scratch)
    assert run_month(PERIOD, with_scratch).run_id == after.run_id
    assert cases(after).equals(pl.read_parquet(with_scratch / "clean" / PERIOD / "current" / "tables" / "cases.parquet"))


def people(result: MonthResult) -> dict[str, str]:
    """Person of each record of a run."""
    return dict(pl.read_parquet(result.folder / "tables" / "persons.parquet").select("record_id", "person_id").iter_rows())


@pytest.mark.slow
def test_a_decision_runs_again_only_the_months_it_touches(town: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(town, data, symlinks=True)
    head = ["nik", "nama", "no_kk", "program", "periode", "nominal", "status_salur", "kelurahan", "kecamatan", "penyalur"]
    village = [
        "1671080507859001",
        "BUDI HARTO",
        "1671081001209001",
        "BLT-DD",
        "Juni 2025",
        "300000",
        "Sukses Salur",
        "SAKO",
        "SAKO",
        "DESA",
    ]
    put(data, "blt juni.csv", [head, village])  # a case of June alone
    early, late = run_month(PERIOD, data), run_month("2025-06", data)
    same = ["id_kasus", "evidence_hash"]
    asked = cases(late).filter(~pl.col("status").str.starts_with("SELESAI"))
    new = asked.join(cases(early), on="id_kasus", how="anti")
    both = asked.join(cases(early), on=same, how="semi").filter(pl.col("kind") == "ID-NR")
    assert min(new.height, both.height) > 0
    word = DECISIONS[answers_of(new["kind"][0], new["rule_id"][0])][0]
    put(data, "baru.csv", [["id_kasus", "keputusan"], [new["id_kasus"][0], word]])
    assert run_month("2025-06", data).run_id != late.run_id
    again = run_month(PERIOD, data)
    assert (again.unchanged, again.run_id) == (True, early.run_id)
    put(data, "lama.csv", [["id_kasus", "keputusan"], [both["id_kasus"][0], "orang sama"]])
    run_month("2025-06", data)
    again = run_month(PERIOD, data)
    assert again.run_id != early.run_id
    assert waiting(early) - waiting(again) == {both["id_kasus"][0]}


@pytest.mark.slow
def test_proposed_neighbours_become_cases_of_the_next_packet_once(town: Path, published: MonthResult, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(town, data, symlinks=True)
    packet = next(p for p in sorted((published.folder / "reports" / "kasus").glob("*.xlsx")) if "1671081002" in p.name)
    book = openpyxl.load_workbook(packet)
    sheet = book["USULAN"]
    at = {cell.value: cell.column for cell in sheet[1]}
    told = {"nama": "MAK IJAH", "alamat": "LR. BUNTU 3", "rt": "3", "rw": "1", "tgl_kunjungan": "01/06/2025", "catatan": "suami meninggal"}
    for name, value in told.items():
        sheet.cell(2, at[name]).value = value
    (data / "raw" / PERIOD / "kembali").mkdir()
    for name in ("kiriman WA.xlsx", "kiriman WA (1).xlsx"):
        book.save(data / "raw" / PERIOD / "kembali" / name)
    after = run_month(PERIOD, data)
    (lead,) = cases(after).filter(pl.col("rule_id") == "USULAN-02").to_dicts()
    assert (lead["kind"], lead["a_name"] or lead["b_name"], lead["village_code"]) == ("EE-TD", "MAK IJAH", "1671081002")
    assert lead["sentence"].startswith("Diusulkan petugas (01-06-2025) sebagai keluarga miskin")
    assert lead["id_kasus"] in waiting(after)
    page = (after.folder / "reports" / "ringkasan.html").read_text(encoding="utf-8")
    assert "1 keluarga diusulkan petugas" in page
    inputs = json.loads((after.folder / "reports" / "run.json").read_bytes())["inputs"]
    assert all(i["read"] == i["used"] + i["rejected"] + i["duplicates"] for i in inputs)


@pytest.mark.slow
def test_a_list_saved_twice_pays_nobody_twice(town: Path, published: MonthResult, tmp_path: Path) -> None:
    """A second copy in the folder, and one carried over to the next month's folder, add no case; their rows are duplicates."""
    data = tmp_path / "data"
    shutil.copytree(town, data, symlinks=True)
    raw = data / "raw" / PERIOD
    (copied,) = (raw / "pos").glob("*.csv")
    shutil.copyfile(copied, raw / "pos" / f"{copied.stem} (1).csv")
    shutil.copytree(raw, data / "raw" / "2025-06", dirs_exist_ok=True)
    after = run_month(PERIOD, data)
    assert cases(after).select("id_kasus", "evidence_hash").equals(cases(published).select("id_kasus", "evidence_hash"))
    inputs = json.loads((after.folder / "reports" / "run.json").read_bytes())["inputs"]
    twice = next(i for i in inputs if i["file"] == f"{PERIOD}/pos/{copied.stem} (1).csv")
    assert (twice["used"], twice["duplicates"]) == (0, twice["read"])
