"""What machines do to a month: other threads, clocks and places; ten at once; ends at any instant; words nobody may say. Slow: each is a
command.

`PADAN_KILLS=30` raises the number of random instants of the kill sweep (here a few).
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import store
from pipeline.synth import write_town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PERIOD = "2025-05"
GOOD = (0, 3)
"""Exit codes of a published month: done, and done although an expected source is missing."""
KILLS = int(os.environ.get("PADAN_KILLS", "3"))


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was never run."""
    folder = tmp_path_factory.mktemp("machines") / "data"
    write_town(folder, families=20, seed=3, period=PERIOD)
    shutil.rmtree(folder / "truth")
    return folder


@pytest.fixture
def data(raw: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(raw, tmp_path / "data"))


@pytest.fixture(scope="module")
def reference(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = Path(shutil.copytree(raw, tmp_path_factory.mktemp("reference") / "data"))
    assert finish(start(folder))[0] in GOOD
    return published(folder)


def start(data: Path, *before: str, **environment: str) -> subprocess.Popen[bytes]:
    """`padan run` in a session of its own, `before` in front of it (strace, faketime)."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "PADAN_"))} | {"PREFECT_PROFILES_PATH": "/nonexistent"}
    argv = [*before, sys.executable, "-m", "flows.cli", "run", PERIOD, "--data", str(data)]
    return subprocess.Popen(argv, env=env | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    told = process.communicate(timeout=600)[0].decode("utf-8", "replace")
    return process.returncode, told


def published(data: Path) -> dict[str, bytes]:
    root = data / "clean" / PERIOD / "current"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()} if root.exists() else {}


def names_below(data: Path) -> set[str]:
    return {p.relative_to(data).as_posix() for p in data.rglob("*") if not p.is_dir()}


MACHINES: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "one thread, UTC": ((), {"POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C"}),
    "two threads, Jakarta": ((), {"POLARS_MAX_THREADS": "2", "PYTHONHASHSEED": "1", "TZ": "Asia/Jakarta", "LANG": "id_ID.UTF-8"}),
    "a year on": (("faketime", "-f", "+365d"), {}),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_another_machine_publishes_the_same_bytes(data: Path, reference: dict[str, bytes], machine: str) -> None:
    before, environment = MACHINES[machine]
    if before and not shutil.which(before[0]):
        pytest.skip(f"{before[0]} is not installed (.ci/run installs it)")
    code, told = finish(start(data, *before, **environment))
    assert code in GOOD, told
    found = published(data)
    assert sorted(found) == sorted(reference)
    assert [name for name in found if found[name] != reference[name]] == []
    assert any(name.endswith(".xlsx") for name in found)


@pytest.mark.parametrize(("clock", "month"), [("2025-01-31 16:59:00", "2025-01"), ("2025-01-31 17:01:00", "2025-02")])
def test_the_default_month_is_jakartas_by_the_machines_own_clock(tmp_path: Path, clock: str, month: str) -> None:
    if not shutil.which("faketime"):
        pytest.skip("faketime is not installed (.ci/run installs it)")
    (tmp_path / "raw").mkdir()
    argv = ["faketime", clock, sys.executable, "-m", "flows.cli", "check", "--data", str(tmp_path)]
    told = subprocess.run(argv, env={**os.environ, "TZ": "UTC"}, check=False, capture_output=True, text=True)
    assert told.returncode == 2  # there is no folder for it yet
    assert f"raw/{month} belum ada" in told.stderr


def test_of_ten_at_once_one_publishes_and_the_others_say_so_and_leave(data: Path, reference: dict[str, bytes]) -> None:
    ended = [finish(process) for process in [start(data) for _ in range(10)]]
    done = [told for code, told in ended if code in GOOD and "Tidak ada yang berubah" not in told]
    left = [told for code, told in ended if code == 2 and "2025-05 sedang dijalankan oleh yang lain" in told]
    idle = [told for code, told in ended if code in GOOD and "Tidak ada yang berubah" in told]
    assert (len(done), len(done) + len(left) + len(idle)) == (1, 10), ended
    assert published(data) == reference
    assert store.verify(data).breaches == ()
    assert list((data / "clean" / ".locks").iterdir()) == []
    assert list((data / "clean" / ".staging").iterdir()) == []


def test_a_run_ended_at_any_instant_is_healed_by_the_next(raw: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    """Over nothing published, and over what a run of other files published: old or new is there, never a piece of it."""
    older = Path(shutil.copytree(raw, tmp_path / "older"))
    source = next((older / "raw").rglob("*pos*.csv"))
    kept = source.read_bytes()
    source.write_bytes(b"\n".join(kept.split(b"\n")[:-3]) + b"\n")
    begun = time.monotonic()
    assert finish(start(older))[0] in GOOD
    whole = time.monotonic() - begun
    source.write_bytes(kept)
    rng = random.Random(1)
    for number in range(KILLS):
        seed = (raw, older)[number % 2]
        data = Path(shutil.copytree(seed, tmp_path / f"{number}", symlinks=True))
        process = start(data)
        try:
            process.wait((number + rng.random()) / KILLS * whole)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        heal(data, published(seed), reference)
        shutil.rmtree(data)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed (.ci/run installs it)")
@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=ENOSPC", "error=EIO"])
@pytest.mark.parametrize("call", ["rename", "symlink", "fsync"])
def test_a_failing_call_is_a_sentence_and_the_next_run_heals(data: Path, reference: dict[str, bytes], call: str, fault: str) -> None:
    """The last such calls of a run are those that publish; every call of the store is tried in `tests/unit/store/test_faults.py`."""
    at = {"rename": 4, "symlink": 1, "fsync": 60}[call]
    strace = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={at}")
    code, told = finish(start(data, *strace))
    if fault.startswith("error") and code not in GOOD:
        assert code == 2
        assert "Traceback" not in told
        assert "cakram" in told
    heal(data, {}, reference)


def heal(data: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Old or new is published; the next run publishes new, leaves nothing lying about, and the chain holds."""
    assert published(data) in (old, new)
    assert [p for p in (data / "clean").rglob("*") if not p.is_symlink() and p.stat().st_mode & 0o077] == []
    code, told = finish(start(data))
    assert code in GOOD, told
    assert published(data) == new
    assert store.verify(data).breaches == ()
    assert [n for n in names_below(data / "clean") if ".staging/" in n or ".locks/" in n or n.endswith(".new")] == []


NIK, NAMES = "1671081234569001", ("ZULAIKHA KANARIWATI", "OSMAN KANARIPUTRA")


def canaries(data: Path) -> None:
    """Good, bad and damaged rows with numbers and names that stand nowhere else."""
    month = data / "raw" / PERIOD
    (month / "kenari.csv").write_text(
        "NIK;NO KK;NAMA PENERIMA;PROGRAM;NOMINAL;STATUS;TANGGAL\n"
        f"{NIK};1671081234569002;{NAMES[0]};SEMBAKO;600000;BERHASIL;2025-05-07\n"
        f"{NIK[:-1]};x;{NAMES[1]};SEMBAKO;enam ratus {NIK};??{NIK};31-31-2025 {NAMES[1]}\n",
        encoding="utf-8",
    )
    (month / f"{NIK}.xlsx").write_bytes(b"PK\x03\x04 no workbook " + NIK.encode())
    (month / "rusak.csv").write_bytes(f'"{NIK};{NAMES[1]}\n'.encode() * 3)


def test_no_number_and_no_name_is_said_logged_or_left(data: Path, tmp_path: Path) -> None:
    """A good end, a crash of our own inside each step (the exception holds a row), and a kill: 0 hits outside inputs and tables."""
    canaries(data)
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    said = [finish(start(data, TMPDIR=str(scratch)))]
    assert said[0][0] in GOOD, said
    for step in ("link", "judge", "report"):
        said.append(crash(data, step, scratch))
        assert said[-1][0] == 2
        assert "ini seharusnya tidak terjadi" in said[-1][1]
    process = start(data, TMPDIR=str(scratch))
    time.sleep(1)
    os.killpg(process.pid, signal.SIGKILL)
    said.append(finish(process))
    assert [w for w in (NIK, *NAMES) for _, told in said if w in told] == []
    assert list(scratch.iterdir()) == []
    open_ = [p for p in (data / "clean").rglob("*") if not p.is_symlink() and p.stat().st_mode & 0o077]
    assert open_ == []
    run = (data / "clean" / PERIOD / "current").resolve()
    told = {
        p.name: p.read_bytes() for p in (run / "manifest.json", run / "reports" / "run.json", *(data / "clean" / "ledger").rglob("*.json*"))
    }
    assert [(name, w) for name, body in told.items() for w in (NIK, *NAMES) if w.encode() in body] == []
    masked = [p for p in (run / "reports").rglob("*") if p.is_file() and NIK.encode() in unpacked(p)]
    assert masked == []
    assert json.loads(told["run.json"])["inputs"]


def crash(data: Path, step: str, scratch: Path) -> tuple[int, str]:
    """A run that breaks inside a step by an error that quotes a row."""
    code = (
        "import sys; from flows import cli; from pipeline import month\n"
        f"def broken(work, progress=None): raise ValueError('{NIK} {NAMES[0]}', work.read('registry'))\n"
        f"month.STEPS['{step}'] = broken\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    argv = [sys.executable, "-c", code, "run", PERIOD, "--force", "--data", str(data)]
    env = {**os.environ, "TMPDIR": str(scratch), "PREFECT_PROFILES_PATH": "/nonexistent"}
    told = subprocess.run(argv, env=env, check=False, capture_output=True, text=True)
    return told.returncode, told.stdout + told.stderr


def unpacked(path: Path) -> bytes:
    """A report's bytes; of a workbook those of its parts."""
    import zipfile

    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_a_rerun_goes_by_the_shipped_rules_of_then_and_names_todays_code(data: Path, tmp_path: Path) -> None:
    """A later Padan: first only a rule of it has changed, then its code too."""
    assert finish(start(data))[0] in GOOD
    later = tmp_path / "later"
    for package in ("flows", "pipeline", "schemas"):
        shutil.copytree(Path(__file__).parents[2] / package, later / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (later / "schemas" / "programmes" / "sembako.toml").open("a") as rules:
        rules.write("# another word\n")

    def rerun() -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(p for p in (str(later), os.environ.get("PYTHONPATH")) if p)
        argv = [sys.executable, "-m", "flows.cli", "audit", "rerun", PERIOD, "--data", str(data)]
        return subprocess.run(argv, env={**os.environ, "PYTHONPATH": path}, cwd=later, check=False, capture_output=True, text=True)

    told = rerun()
    assert told.returncode == 0, told.stderr
    assert "identical" in told.stdout
    with (later / "pipeline" / "nik.py").open("a") as code:
        code.write("# another line\n")
    told = rerun()
    assert told.returncode == 1
    assert "reports/run.json ← code " in told.stdout
    assert "rule" not in told.stdout
    assert list((data / "clean" / ".staging").iterdir()) == []
