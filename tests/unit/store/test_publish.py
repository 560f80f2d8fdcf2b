import errno
import os
import stat
from pathlib import Path

import pytest
from store_builders import PERIOD, cases, raw, run_once, tree

from pipeline import store
from pipeline.errors import PadanError
from schemas.manifest import Parts


def test_a_published_run_is_whole_and_current_points_at_it(data: Path) -> None:
    folder = run_once(data)
    assert store.current(data, PERIOD) == folder.name
    assert (folder.parent / "current").readlink() == Path(folder.name)
    assert store.damage(folder) == []
    manifest = store.load_manifest(folder)
    assert [o.name for o in manifest.outputs] == ["reports/run.json", "tables/cases.parquet"]
    assert manifest.outputs[1].rows == 1
    assert manifest.run_id == folder.name == store.run_id(manifest.parts)
    assert store.published_months(data) == [PERIOD]


def test_a_second_run_of_the_same_inputs_does_nothing(data: Path) -> None:
    run_once(data)
    before = tree(data)
    run_once(data)
    assert tree(data) == before


def test_the_same_inputs_in_another_folder_give_the_same_bytes(data: Path, tmp_path: Path) -> None:
    for name, body in (("bri.csv", b"nik;nama\n1;A\n"), ("dalam/DTSEN.XLSX", b"PK-not-really")):
        raw(tmp_path / "b", f"2025-05/{name}", body)
    assert tree(run_once(data)) == tree(run_once(tmp_path / "b"))


def test_only_the_owner_may_read_what_is_published(data: Path) -> None:
    old = os.umask(0o077)
    try:
        run_once(data)
    finally:
        os.umask(old)
    modes = {stat.S_IMODE(p.stat().st_mode) & 0o077 for p in (data / "clean").rglob("*")}
    assert modes == {0}


def test_a_correction_makes_a_new_run_and_the_old_stays(data: Path) -> None:
    old = run_once(data)
    raw(data, "2025-05/bri.csv", b"nik;nama\n1;B\n")
    new = run_once(data)
    assert old != new
    assert old.is_dir()
    assert store.current(data, PERIOD) == new.name


def test_leftovers_of_a_crash_are_swept_also_those_of_another_month(data: Path) -> None:
    for name in ("2025-05", "2025-04", "2025-05.damaged", "2025-03.tmp"):
        (data / "clean" / ".staging" / name / "x").mkdir(parents=True)
    (data / "clean" / "2025-05").mkdir()
    (data / "clean" / "2025-05" / ".current.new").symlink_to("nowhere")
    run_once(data)
    assert list((data / "clean" / ".staging").iterdir()) == []
    assert not (data / "clean" / "2025-05" / ".current.new").is_symlink()
    assert list((data / "clean" / ".locks").iterdir()) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_full_or_failing_disk_is_a_sentence_and_what_was_published_stays(data: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    run_once(data)
    before = tree(data / "clean")
    raw(data, "2025-05/new.csv")

    def fail(_: int) -> None:
        raise OSError(code, "no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PadanError, match="cakram"):
        run_once(data)
    assert tree(data / "clean") == before


def test_a_disk_without_symbolic_links_is_a_sentence(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no")

    monkeypatch.setattr(os, "symlink", refuse)
    with pytest.raises(PadanError, match="tidak mengenal tautan simbolik"):
        run_once(data)
    assert store.current(data, PERIOD) is None


def test_an_input_changed_during_the_run_is_not_published(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = store.write_table

    def meddle(*args: object, **kwargs: object) -> int:
        (data / "raw" / "2025-05" / "bri.csv").write_bytes(b"other\n")
        return write(*args, **kwargs)

    monkeypatch.setattr(store, "write_table", meddle)
    with pytest.raises(PadanError, match="berubah selagi"):
        run_once(data)
    assert store.current(data, PERIOD) is None


def test_a_damaged_stored_run_is_rebuilt_and_the_ledger_says_so(data: Path) -> None:
    folder = run_once(data)
    good = tree(folder)
    (folder / "reports" / "run.json").write_text("{ }\n")
    (folder / "extra").write_text("x")
    assert store.damage(folder) == ["added extra", "altered reports/run.json"]
    assert tree(run_once(data)) == good
    entry = store.read_ledger(data, "runs")[1]
    assert (entry.kind, entry.body["damaged"]) == ("repair", ["added extra", "altered reports/run.json"])
    assert store.verify(data).breaches == ()


def test_other_bytes_from_the_same_parts_are_a_defect_and_are_not_published(data: Path) -> None:
    folder = run_once(data)
    with store.month_lock(data, PERIOD), store.staging(data, PERIOD) as aside:
        taken = store.take_inputs([(f, "lies in the month's folder") for f in store.list_raw(data, PERIOD)], aside)
        rules = store.keep_rules({"office/programmes/x.toml": b"unit = 1\n"}, aside)
        store.write_table(cases("EE-BBBBBBBBBB-1"), aside / "tables" / "cases.parquet")
        parts = Parts(period=PERIOD, inputs=tuple(t.input for t in taken), rules=rules)
        with pytest.raises(PadanError, match="cacat Padan"):
            store.publish(aside, data, parts, counts={}, taken=taken)
    assert store.damage(folder) == []


def test_a_missing_a_read_only_and_a_full_folder_are_sentences(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PadanError, match="tidak ada"):
        store.check_folder(data / "no")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PadanError, match="tidak boleh menulis"):
        store.check_folder(data)
    with pytest.raises(PadanError, match="sisa cakram"):
        store.check_space(data, 10**18)
    monkeypatch.setattr(store.publishing, "more_files", lambda _: 12)
    with pytest.raises(PadanError, match="hanya menerima 12 berkas lagi"):
        store.check_space(data, 1)


def test_two_runs_of_a_month_the_second_says_so_and_leaves(data: Path) -> None:
    with store.month_lock(data, PERIOD):
        with pytest.raises(store.MonthBusy, match="2025-05 sedang dijalankan oleh yang lain"):
            run_once(data)
        with store.month_lock(data, "2025-06"):
            pass
    run_once(data)


def test_the_lock_dies_with_its_holder_even_if_a_child_lives_on(data: Path) -> None:
    ready, wait = os.pipe(), os.pipe()
    holder = os.fork()
    if holder == 0:
        with store.month_lock(data, PERIOD):
            if os.fork() == 0:
                os.write(ready[1], b"x")
                os.close(wait[1])
                os.read(wait[0], 1)
                os._exit(0)
            os.read(ready[0], 1)
            os._exit(9)
    os.waitpid(holder, 0)
    with store.month_lock(data, PERIOD):
        pass
    os.write(wait[1], b"x")
