import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import night as room
from flows.failures import Told, told
from flows.night import night, superseded
from pipeline import store
from pipeline.errors import PadanError


class Month:
    """Runs months by name; `ends` says how."""

    def __init__(self, data: Path) -> None:
        self.data, self.ran, self.ends = data, list[str](), dict[str, Any]()

    def __call__(self, period: str) -> Any:
        self.ran.append(period)
        end = self.ends.get(period)
        if isinstance(end, list):
            end = end.pop(0)
        if end is None:
            folder = self.data / "clean" / period / "abcdefgh2345"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "manifest.json").touch()
            if not (folder.parent / "current").is_symlink():
                (folder.parent / "current").symlink_to("abcdefgh2345")
            end = Outcome()
        return end


class Outcome:
    """As much of a MonthResult as a night looks at."""

    def __init__(self, *, unchanged: bool = False, missing: tuple[str, ...] = (), exit_code: int = 0) -> None:
        self.run_id, self.unchanged, self.counts = "abcdefgh2345", unchanged, {"EE-BB": 2}
        self.missing_sources, self.exit_code = list(missing), exit_code


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for month in ("2025-03", "2025-04", "2025-05"):
        put(tmp_path, month)
    return tmp_path


def put(data: Path, month: str, body: str = "nik\n", age: float = 1000) -> None:
    path = data / "raw" / month / "bri.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body)
    os.utime(path, (time.time() - age,) * 2)


@pytest.fixture
def tonight(data: Path) -> Callable[[Month], room.NightResult]:
    return lambda month: night(data, month, settle=60, say=lambda _: None, pause=0)


Night = Callable[[Month], room.NightResult]


def test_every_month_is_run_once_oldest_first_and_not_again(data: Path, tonight: Night) -> None:
    month = Month(data)
    assert tonight(month).exit_code == 0
    assert month.ran == ["2025-03", "2025-04", "2025-05"]
    second = tonight(month)
    assert len(month.ran) == 3
    assert second.text == "tidak ada yang berubah; tidak ada yang dikerjakan"


def test_other_bytes_with_size_and_time_put_back_are_seen(data: Path, tonight: Night) -> None:
    month = Month(data)
    tonight(month)
    month.ran.clear()
    path = data / "raw" / "2025-04" / "bri.csv"
    state = path.stat()
    path.write_text("kin\n")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    tonight(month)
    assert "2025-04" in month.ran


def test_a_night_without_changes_opens_no_file_of_the_month(data: Path, tonight: Night) -> None:
    month, opened = Month(data), list[str]()
    tonight(month)
    watching = [True]
    sys.addaudithook(lambda event, told: opened.append(str(told[0])) if watching and event == "open" else None)
    tonight(month)
    watching.clear()
    assert any(name.endswith("nightly.json") for name in opened)
    assert [name for name in opened if "/raw/" in name] == []


def test_a_changed_month_is_run_with_those_that_continue_it(data: Path, tonight: Night) -> None:
    month = Month(data)
    put(data, "2024-01")
    tonight(month)
    month.ran.clear()
    put(data, "2025-05", "nik\n1\n")
    tonight(month)
    assert month.ran == ["2025-03", "2025-04", "2025-05"]  # its files may speak for months up to three back


def test_a_change_that_changes_nothing_stops_there(data: Path, tonight: Night) -> None:
    month = Month(data)
    tonight(month)
    month.ran.clear()
    month.ends = dict.fromkeys(("2025-03", "2025-04", "2025-05"), Outcome(unchanged=True))
    (data / "settings.toml").write_text("office = 'Dinas Sosial Kota'\n")
    assert "tidak ada yang berubah" in tonight(month).text
    assert month.ran == ["2025-03", "2025-04", "2025-05"]
    tonight(month)
    assert len(month.ran) == 3


def test_a_file_still_arriving_waits_for_the_next_night(data: Path, tonight: Night) -> None:
    put(data, "2025-06", age=5)
    month = Month(data)
    result = tonight(month)
    assert "2025-06" not in month.ran
    assert "2025-06: masih berdatangan (1 berkas tiba kurang dari 60 detik yang lalu)" in result.text


def test_what_can_pass_is_tried_again_and_what_cannot_is_not(data: Path, tonight: Night) -> None:
    month = Month(data)
    month.ends["2025-03"] = [told(store.MonthBusy("another run of 2025-03 is in progress.")), None]
    month.ends["2025-04"] = Told("no registry.", 3)
    result = tonight(month)
    assert month.ran == ["2025-03", "2025-03", "2025-04", "2025-05"]
    assert result.exit_code == 3
    assert "2025-04: no registry." in result.text


def test_a_purged_month_is_not_made_again_by_a_night(data: Path, tonight: Night) -> None:
    store.purge(data, store.plan_purge(data, "2025-04"))
    put(data, "2025-03")  # spared, or come late
    month = Month(data)
    tonight(month)
    assert month.ran == ["2025-04", "2025-05"]


def test_a_failed_month_does_not_stop_the_others_and_is_tried_the_next_night(data: Path, tonight: Night) -> None:
    month = Month(data)
    month.ends["2025-04"] = told(ValueError("SITI 1671081234569001"))
    result = tonight(month)
    assert (result.exit_code, month.ran[-1]) == (2, "2025-05")
    assert "SITI" not in result.text
    del month.ends["2025-04"]
    month.ran.clear()
    tonight(month)
    assert "2025-04" in month.ran


def test_what_did_not_arrive_is_named_and_ends_with_3(data: Path, tonight: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "this_month", lambda: "2025-06")
    (data / "settings.toml").write_text('[[expected]]\nprogramme = "SEMBAKO"\npayer = "BRI"\narea = "167108"\n')
    month = Month(data)
    month.ends["2025-05"] = Outcome(missing=("SEMBAKO BRI 167108",), exit_code=3)
    result = tonight(month)
    assert result.exit_code == 3
    assert result.missing == ("2025-06: belum ada berkas apa pun", "2025-05: SEMBAKO BRI 167108")


def test_a_second_night_without_work_says_so_beside_a_month_that_could_not_be_run(data: Path, tonight: Night) -> None:
    month = Month(data)
    month.ends["2025-03"] = Told("belum ada registri.", 3)
    tonight(month)
    month.ran.clear()
    assert tonight(month).lines == ("tidak ada yang berubah; tidak ada yang dikerjakan", "2025-03: belum ada registri.")
    assert month.ran == []


def test_a_wrong_setting_stops_the_night_with_a_sentence(data: Path, tonight: Night) -> None:
    (data / "settings.toml").write_text("offise = 1\n")
    with pytest.raises(PadanError, match="Mungkin maksudnya office"):
        tonight(Month(data))


def test_only_the_latest_of_late_runs_works() -> None:
    now = room.now()
    assert not superseded(None)
    assert not superseded(now - dt.timedelta(hours=3))
    assert superseded(now - dt.timedelta(hours=25))
