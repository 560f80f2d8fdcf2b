"""The verifiers' loop through whole runs: nothing is asked twice, nothing is lost, what changes comes back and names its field."""

import csv
import io
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipeline import store
from pipeline.answers import in_force_at, revoke
from pipeline.month import run_month
from pipeline.standing import MonthResult
from schemas.answers import DECISIONS, PACKET_COLUMNS
from schemas.kinds import case_kinds
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


def put(data: Path, name: str, lines: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(lines)
    folder = data / "raw" / "2025-06"
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


def test_the_same_again_is_no_work(answered) -> None:
    data, _, after = answered
    head = store.head(data, LedgerName.DECISIONS)
    again = run_month(PERIOD, data)
    assert (again.unchanged, again.run_id) == (True, after.run_id)
    assert store.head(data, LedgerName.DECISIONS) == head


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


def test_revoked_comes_back_alone(answered, tmp_path: Path) -> None:
    source, chosen, after = answered
    data = tmp_path / "data"
    shutil.copytree(source, data, symlinks=True)
    one = chosen["id_kasus"][7]
    revoke(data, one, "salah rumah", "Sari")
    again = run_month(PERIOD, data)
    assert waiting(again) == waiting(after) | {one}


def test_not_the_same_person_is_never_linked_again(town: Path, published: MonthResult, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(town, data, symlinks=True)
    pair = pl.col("left_record"), pl.col("right_record")
    links = pl.read_parquet(published.folder / "tables" / "links.parquet").filter(pl.col("band") == "MATCH").select(*pair)
    asked = cases(published).filter(pl.col("kind") == "ID-NB")
    asked = asked.join(links, left_on=["sources_a", "sources_b"], right_on=["left_record", "right_record"], how="semi")
    assert asked.height > 0
    put(data, "beda.csv", [["id_kasus", "keputusan"], *([case, "orang berbeda"] for case in asked["id_kasus"])])
    after = run_month(PERIOD, data)
    now = pl.read_parquet(after.folder / "tables" / "links.parquet").select(*pair)
    told = asked.select(left_record="sources_a", right_record="sources_b")
    assert now.join(told, on=["left_record", "right_record"], how="semi").is_empty()
    assert set(asked["id_kasus"]) & waiting(after) == set()


def test_what_changes_comes_back_and_names_its_field(answered, tmp_path: Path) -> None:
    source, _, _ = answered
    data = tmp_path / "data"
    shutil.copytree(source, data, symlinks=True)
    base = waiting(run_month(PERIOD, data))
    mine = cases(run_month(PERIOD, data)).filter((pl.col("kind") == "IE-TL") & (pl.col("status") == "SELESAI_PUTUSAN"))
    changed = change_amounts(data, mine, 2)
    assert len(changed) == 2
    after = run_month(PERIOD, data)
    assert waiting(after) - base == changed
    back = cases(after).filter(pl.col("id_kasus").is_in(changed))
    assert set(back["status"]) == {"DIBUKA_LAGI"}
    assert all(sentence.endswith("Dibuka lagi: jumlah dibayar berubah.") for sentence in back["sentence"])


def change_amounts(data: Path, table: pl.DataFrame, wanted: int) -> set[str]:
    """Raise the amount in the one pay row of some cases, where that is a line of a text file; returns the cases."""
    done: set[str] = set()
    for case, amount, places in table.select("id_kasus", "amount_paid", "sources").iter_rows():
        dotted = f"{amount:,}"
        for place in places:
            file, _, row = place.split("|")
            path = data / "raw" / file
            if path.suffix not in (".csv", ".txt") or len(done) == wanted:
                continue
            lines = path.read_bytes().split(b"\n")
            line = lines[int(row) - 1]
            for old, new in ((str(amount), str(amount + 50_000)), (dotted.replace(",", "."), f"{amount + 50_000:,}".replace(",", "."))):
                if line.count(old.encode()) == 1:
                    lines[int(row) - 1] = line.replace(old.encode(), new.encode())
                    path.write_bytes(b"\n".join(lines))
                    done.add(case)
                    break
    return done
