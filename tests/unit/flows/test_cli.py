import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cyclopts import App

from flows import cli
from pipeline.errors import PadanError
from pipeline.gather.standing import MonthResult

if TYPE_CHECKING:
    from conftest import Ended, FakeMonth

Run = Callable[..., "Ended"]
COMMANDS = ["demo", "inspect", "check", "run", "link", "backfill", "nightly", "serve", "synth", "doctor", "purge", "whois-in"]
QUESTIONS = ["verify", "runs", "rerun", "diff", "explain", "pack"]


def result(data: Path, **changes: Any) -> MonthResult:
    given: dict[str, Any] = {"unchanged": False, "counts": {"EE-BB": 3}, "missing_sources": [], "notes": [], "exit_code": 0}
    return MonthResult(run_id="abcdefgh2345", folder=data / "clean" / "2025-05" / "abcdefgh2345", **{**given, **changes})


@pytest.mark.parametrize("command", [[c] for c in COMMANDS] + [["audit", q] for q in QUESTIONS])
def test_every_command_explains_itself_with_examples(padan: Run, command: list[str]) -> None:
    told = padan(*command, "--help")
    assert told.code == 0
    assert "Examples:" in told.out
    assert f"padan {' '.join(command)}" in told.out


def test_the_help_names_every_command_and_every_exit_code(padan: Run) -> None:
    told = padan("--help").out
    for name in [*COMMANDS, "audit"]:
        assert re.search(rf"│ {name} ", told), name
    assert "0 done, 1 findings" in " ".join(told.split())
    assert isinstance(cli.build(), App)


def test_the_help_loads_neither_polars_nor_prefect() -> None:
    code = "import sys, flows.cli as c; c.build(); print([m for m in ('polars', 'prefect', 'pydantic') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_reading_process_is_started_before_the_command_line_library_is_loaded() -> None:
    code = "import sys, flows.cli; print('cyclopts' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_a_look_at_a_file_keeps_freed_memory_longer_than_a_month_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for command, expected in (("inspect", cli.MEMORY_OF_A_FILE), ("run", cli.MEMORY)):
        monkeypatch.setenv("_RJEM_MALLOC_CONF", "")  # restored afterwards
        monkeypatch.delenv("_RJEM_MALLOC_CONF")
        cli.main([command, "--no-such-option"])
        assert os.environ["_RJEM_MALLOC_CONF"] == expected


def test_an_inspection_loads_nothing_that_only_a_month_needs(tmp_path: Path) -> None:
    (tmp_path / "bri.csv").write_text("NIK;NAMA;NOMINAL;STATUS SALUR\n1671084501019001;SITI AMINAH;600000;SUKSES SALUR\n", encoding="utf-8")
    heavy = (
        "prefect",
        "splink",
        "xlsxwriter",
        "openpyxl",
        "jinja2",
        "scipy",
        "fastexcel",
        "sqlalchemy",
        "fastapi",
        "pipeline.month",
    )
    code = f"import sys, flows.cli as c; r = c.main(['inspect', 'bri.csv']); print([m for m in {heavy} if m in sys.modules], r)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert told.stdout.splitlines()[-1] == "[] 0"


def test_a_run_prints_the_report_folder_last_and_progress_on_the_other_side(padan: Run, month: "FakeMonth", data: Path) -> None:
    told = padan("run", "2025-05", "--data", data)
    assert told.code == 0
    assert told.out.splitlines()[-1] == str(data / "clean" / "2025-05" / "abcdefgh2345" / "reports")
    assert "working on 2025-05" in told.err
    assert month.ran == ["2025-05"]


def test_the_data_folder_may_be_named_first_behind_or_by_the_environment(
    padan: Run, month: "FakeMonth", data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PADAN_DATA", "")  # restored afterwards: a leading --data sets it
    assert padan("--data", data, "run", "2025-05").code == 0
    assert padan(f"--data={data}", "run", "2025-05").code == 0
    monkeypatch.setenv("PADAN_DATA", str(data))
    assert padan("run", "2025-05").code == 0
    assert len(month.ran) == 3


def test_exit_codes_of_a_run(padan: Run, month: "FakeMonth", data: Path) -> None:
    run = ("run", "2025-05", "--data", data)
    assert padan(*run, "--fail-on", "findings").code == 1
    month.ends["2025-05"] = result(data, counts={"EE-BB": 0})
    assert padan(*run, "--fail-on", "findings").code == 0
    month.ends["2025-05"] = result(data, missing_sources=["SEMBAKO POS 167108"], exit_code=3)
    told = padan(*run)
    assert (told.code, "belum masuk: SEMBAKO POS 167108" in told.err) == (3, True)
    month.ends["2025-05"] = PadanError("no registry.", exit_code=3)
    assert padan(*run).code == 3
    month.ends["2025-05"] = PadanError("bad.", file="a.csv", row=4)
    told = padan(*run)
    assert (told.code, told.err.splitlines()[-1]) == (2, "padan: a.csv baris 4: bad.")


def test_nothing_changed_is_said(padan: Run, month: "FakeMonth", data: Path) -> None:
    month.ends["2025-05"] = result(data, unchanged=True)
    assert "Tidak ada yang berubah" in padan("run", "2025-05", "--data", data).err


class Panic(BaseException):
    """As pyo3 throws them."""


@pytest.mark.parametrize("error", [ValueError("SITI 1671081234569001"), KeyError("1671081234569001"), Panic("1671081234569001")])
def test_an_unexpected_error_is_one_sentence_with_a_place_and_no_values(
    padan: Run, month: "FakeMonth", data: Path, error: BaseException
) -> None:
    month.ends["2025-05"] = error
    told = padan("run", "2025-05", "--data", data)
    assert told.code == 2
    assert "SITI" not in told.err + told.out
    assert "1671081234569001" not in told.err + told.out
    assert type(error).__name__ in told.err
    assert "Traceback" not in told.err
    assert told.err.count("padan:") == 1


def test_debugging_shows_the_traceback(padan: Run, month: "FakeMonth", data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PADAN_DEBUG", "1")
    month.ends["2025-05"] = ValueError("x")
    assert "Traceback" in padan("run", "2025-05", "--data", data).err


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (("run", "2024-13"), "'2024-13' bukan bulan"),
        (("run", "../../x"), "bukan bulan"),
        (("run", "2025-05", "--data", "/nonexistent"), "tidak ada"),
        (("inspekt",), "Perintah inspekt tidak dikenal. Mungkin maksudnya inspect? `padan --help`"),
        (("synth", "x", "--families", "seribu"), 'Nilai "seribu" untuk --families tidak dapat dipakai.'),
        (("synth", "x", "--layouts", "Q"), 'Nilai "Q" untuk --layouts tidak dapat dipakai. Pilihannya: "A", "B", "C".'),
        (("answers", "--by"), "Perintah answers memerlukan nilai untuk --by."),
        (("run", "2025-05", "b", "c"), "Kelebihan kata: 'b', 'c'."),
        (("run", "2025-05", "--dat", "x"), "Pilihan --dat tidak dikenal. Mungkin maksudnya --data?"),
        (("inspect",), "paling sedikit satu berkas"),
        (("inspect", "/nonexistent.csv"), "tidak ada di sana"),
        (("inspect", "/dev/zero"), "bukan berkas biasa"),
        (("backfill", "2025-05", "2025-04"), "bulan yang lebih awal dulu"),
        (("synth", "/", "--families", "3"), "tidak kosong"),
        (("link", "a.csv"), "say where to write"),
        (("link", "a.csv", "-o", "x.txt"), ".csv or a .parquet"),
        (("link", "a.csv", "-o", "x.csv", "--threshold", "7"), "between 0 and 1"),
        (("link", "a.csv", "-o", "x.csv", "--one-to-one", "--many"), "exclude each other"),
        (("serve", "--at", "25:00"), "jam seperti 01:30"),
        (("audit", "diff", "x", "y"), "sebut jalan dengan nomornya"),
        (("audit", "verify", "--noted", "abc"), "paling sedikit 12 angka"),
    ],
)
def test_a_wrong_command_ends_with_2_and_one_sentence(padan: Run, tokens: tuple[str, ...], said: str, tmp_path: Path) -> None:
    os.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    told = padan(*tokens)
    assert told.code == 2
    assert said in told.err
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1


def test_a_backfill_goes_oldest_first_on_past_a_bad_month_and_tells_the_worst(padan: Run, month: "FakeMonth", data: Path) -> None:
    month.ends["2025-01"] = PadanError("no registry.", exit_code=3)
    told = padan("backfill", "2024-12", "2025-02", "--data", data)
    assert month.ran == ["2024-12", "2025-01", "2025-02"]
    assert told.code == 3
    month.ends["2024-12"] = ValueError("SITI 1671081234569001")
    told = padan("backfill", "2024-12", "2025-02", "--data", data)
    assert month.ran[3:] == ["2024-12", "2025-01", "2025-02"]
    assert told.code == 2  # what failed weighs more than what is missing
    assert "SITI" not in told.err


def test_no_command_at_all_shows_the_help_and_ends_with_2(padan: Run) -> None:
    told = padan()
    assert told.code == 2
    assert "Usage: padan" in told.out


def test_hostile_names_stay_files_and_their_digits_are_masked(padan: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-rf.csv").symlink_to("/etc/passwd")
    told = padan("inspect", "-rf.csv")
    assert (told.code, "tautan simbolik" in told.err) == (2, True)
    told = padan("inspect", "3201014501900001 SITI.csv")
    assert "3201014501900001" not in told.err + told.out
    os.mkfifo(tmp_path / "pipe.csv")
    assert padan("inspect", "pipe.csv").code == 2


def test_a_month_held_by_another_run_is_left_with_a_sentence(padan: Run, month: "FakeMonth", data: Path) -> None:
    from pipeline.store import MonthBusy

    month.ends["2025-05"] = MonthBusy("another run of 2025-05 is in progress; this one leaves.")
    told = padan("run", "2025-05", "--data", data)
    assert (told.code, told.out) == (2, "")
    assert "in progress" in told.err


def test_verify_names_a_breach_and_ends_with_1(padan: Run, data: Path) -> None:
    assert padan("audit", "verify", "--data", data).code == 0
    (data / "clean" / "2025-05" / "abcdefgh2345").mkdir(parents=True)
    told = padan("audit", "verify", "--data", data)
    assert told.code == 1
    assert "2025-05: the month was put in" in told.out


def test_purge_says_what_would_go_and_deletes_nothing_without_yes(padan: Run, data: Path) -> None:
    old = data / "raw" / "2020-01" / "bri.csv"
    old.parent.mkdir()
    old.write_text("nik\n")
    told = padan("purge", "--before", "2021-01", "--data", data)
    assert (told.code, old.exists()) == (0, True)
    assert "raw/2020-01/bri.csv" in told.out
    assert padan("purge", "--before", "2021-01", "--yes", "--data", data).code == 0
    assert not old.exists()
    assert padan("audit", "runs", "--data", data).out == "   1  purge  2021-01\n"


def test_the_default_month_is_jakartas(monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    from flows import clock

    for minute, said in ((59, "2025-01"), (1, "2025-02")):
        utc = dt.datetime(2025, 1, 31, 16 if minute == 59 else 17, minute, tzinfo=dt.UTC)
        monkeypatch.setattr(clock, "now", lambda utc=utc: utc.astimezone(clock.OFFICE))
        assert clock.this_month() == said


@pytest.mark.parametrize("made", ["data", "data/raw", "data/raw/2025-05"])
def test_check_and_run_end_alike_where_nothing_speaks_for_a_month(padan: Run, made: str, tmp_path: Path) -> None:
    os.chdir(tmp_path)
    (tmp_path / made).mkdir(parents=True)
    check, run = padan("check", "2025-05"), padan("run", "2025-05")
    assert (check.code, run.code) == (2, 2)
    assert all("raw" in told.err for told in (check, run))
