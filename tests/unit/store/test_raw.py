import errno
import os
from pathlib import Path

import pytest
from store_builders import raw

from pipeline import store
from pipeline.errors import PadanError


def names(data: Path) -> list[str]:
    return [f.name for f in store.list_raw(data, "2025-05")]


def test_files_at_any_depth_are_found_in_the_order_of_their_names(data: Path) -> None:
    assert names(data) == ["2025-05/bri.csv", "2025-05/dalam/DTSEN.XLSX"]


def test_housekeeping_files_are_passed_over(data: Path) -> None:
    for name in ("Thumbs.db", ".DS_Store", "~$bri.xlsx", ".gitkeep"):
        raw(data, f"2025-05/{name}")
    assert names(data) == ["2025-05/bri.csv", "2025-05/dalam/DTSEN.XLSX"]


def test_link_pipe_and_unfinished_download_are_named_and_never_opened(data: Path) -> None:
    month = data / "raw" / "2025-05"
    (month / "link.csv").symlink_to("/etc/passwd")
    (month / "linked").symlink_to("/etc")
    os.mkfifo(month / "pipe.csv")
    raw(data, "2025-05/pos.xlsx.crdownload")
    problems = {f.name.rpartition("/")[2]: f.problem for f in store.list_raw(data, "2025-05") if f.problem}
    assert sorted(problems) == ["link.csv", "linked", "pipe.csv", "pos.xlsx.crdownload"]
    assert "tautan simbolik" in str(problems["linked"])
    with pytest.raises(PadanError, match="bukan berkas biasa"):
        store.sha256_file(month / "pipe.csv")


def test_a_nik_or_a_line_break_in_a_name_is_masked_and_twins_stay_apart(data: Path) -> None:
    raw(data, "2025-05/1671081234569001.csv")
    raw(data, "2025-05/1671089999999001.csv")
    raw(data, "2025-05/a\nb.csv")
    assert "2025-05/167108******9001.csv" in names(data)
    assert "2025-05/167108******9001.csv~2" in names(data)
    assert "2025-05/a\N{REPLACEMENT CHARACTER}b.csv" in names(data)


@pytest.mark.parametrize("period", ["2024-13", "../../x", "2024-1", "2024-01;id", "2024-01\n", ""])
def test_what_is_no_month_is_refused(data: Path, period: str) -> None:
    with pytest.raises(PadanError, match="bukan bulan") as error:
        store.list_raw(data, period)
    assert error.value.exit_code == 2


def test_copies_carry_hash_size_reason_and_equal_bytes_are_stored_once(data: Path, tmp_path: Path) -> None:
    raw(data, "2025-05/twin.csv", b"nik;nama\n1;A\n")
    chosen = [(f, "in the folder") for f in store.list_raw(data, "2025-05")]
    taken = store.take_inputs(chosen, tmp_path / "s")
    assert [t.name for t in taken] == ["2025-05/bri.csv", "2025-05/dalam/DTSEN.XLSX", "2025-05/twin.csv"]
    assert taken[0].input.bytes == 13
    assert taken[0].input.stored == taken[2].input.stored
    assert taken[1].input.stored.endswith(".xlsx")
    assert taken[0].copy.read_bytes() == b"nik;nama\n1;A\n"
    assert len(list((tmp_path / "s" / "inputs").iterdir())) == 2


def test_a_link_that_the_disk_refuses_leaves_the_copy_and_nothing_beside_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [(f, "r") for f in store.list_raw(data, "2025-05")]
    store.take_inputs(chosen, tmp_path / "a")
    replace = Path.replace

    def refused(path: Path, target: Path) -> Path:
        if path.name.endswith("-link"):
            raise OSError(errno.ENOSPC, "no")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refused)
    store.take_inputs(chosen, tmp_path / "b", reuse=[tmp_path / "a"])
    assert {p.name for p in (tmp_path / "b/inputs").iterdir()} == {p.name for p in (tmp_path / "a/inputs").iterdir()}


def test_an_intact_copy_of_an_earlier_run_is_linked_and_a_damaged_one_is_not(data: Path, tmp_path: Path) -> None:
    chosen = [(f, "r") for f in store.list_raw(data, "2025-05")]
    first = store.take_inputs(chosen, tmp_path / "a")
    first[1].copy.write_bytes(b"PK-not-reallY")
    second = store.take_inputs(chosen, tmp_path / "b", reuse=[tmp_path / "a"])
    assert second[0].copy.stat().st_ino == first[0].copy.stat().st_ino
    assert second[1].copy.stat().st_ino != first[1].copy.stat().st_ino
    assert second[1].copy.read_bytes() == b"PK-not-really"


def test_an_input_that_grows_is_replaced_or_vanishes_before_publishing_is_refused(data: Path, tmp_path: Path) -> None:
    path = data / "raw" / "2025-05" / "bri.csv"
    chosen = [(f, "r") for f in store.list_raw(data, "2025-05") if f.path == path]

    def grow() -> None:
        with path.open("ab") as file:
            file.write(b"2;B\n")

    def replace() -> None:
        (tmp_path / "new").write_bytes(path.read_bytes())
        (tmp_path / "new").replace(path)

    for number, change in enumerate((grow, replace, path.unlink)):
        taken = store.take_inputs(chosen, tmp_path / f"s{number}")
        store.recheck(taken)
        change()
        with pytest.raises(PadanError, match="berubah selagi dibaca"):
            store.recheck(taken)


def test_unreadable_file_is_named_without_its_digits(tmp_path: Path) -> None:
    with pytest.raises(PadanError) as error:
        store.sha256_file(tmp_path / "1671081234569001.csv")
    assert "1671081234569001" not in str(error.value)
    assert "tidak ada di sana" in str(error.value)
