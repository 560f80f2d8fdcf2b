"""As a user without rights, and on a disk without room: one sentence, exit 2, and soon."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PERIOD = "2025-05"
REPOSITORY = Path(__file__).parents[3]
NOBODY = 65534


def as_nobody() -> list[str]:
    """The start of a command as an unprivileged user; skips where root has no Python that others may run."""
    if os.geteuid() != 0:
        return [sys.executable]
    start = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    for python in (sys.executable, "/usr/bin/python3.11"):
        if shutil.which("setpriv") and subprocess.run([*start, python, "-c", ""], check=False, capture_output=True).returncode == 0:
            return [*start, python]
    pytest.skip("no interpreter that an unprivileged user may run")


def padan(start: list[str], data: Path) -> tuple[int, str, float]:
    """Exit code, what was said on stderr, CPU seconds (the machine may be busy with something else)."""
    packages = [p for p in sys.path if p.endswith("site-packages")]
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PREFECT_PROFILES_PATH": "/nonexistent"}
    env["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY), *packages])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = subprocess.run(
        [*start, "-m", "flows.cli", "run", PERIOD, "--data", str(data)], env=env, cwd="/", check=False, capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.returncode, told.stderr, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.fixture
def office() -> Iterator[Path]:
    """A data folder of an unprivileged user, where she can reach it."""
    import tempfile

    top = Path(tempfile.mkdtemp(prefix="padan-doors-", dir="/tmp"))
    top.chmod(0o755)
    folder = top / "data"
    (folder / "raw" / PERIOD).mkdir(parents=True)
    (folder / "raw" / PERIOD / "bri.csv").write_text("nik;nama\n")
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    yield folder
    for path in (folder, folder / "raw", folder / "clean"):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(top)


def close(path: Path, mode: int) -> None:
    if os.geteuid() == 0:
        os.chown(path, 0, 0)
    path.chmod(mode)


DOORS: dict[str, tuple[Callable[[Path], object], str]] = {
    "unreadable input": (lambda d: close(d / "raw" / PERIOD / "bri.csv", 0o600 if os.geteuid() == 0 else 0), "2025-05/bri.csv"),
    "unreadable raw folder": (lambda d: close(d / "raw", 0o700 if os.geteuid() == 0 else 0), "tidak boleh membaca"),
    "read-only data folder": (lambda d: close(d, 0o555), "tidak boleh menulis di"),
    "read-only results": (lambda d: ((d / "clean").mkdir(), close(d / "clean", 0o555)), "tidak boleh menulis di"),
    "no raw folder": (lambda d: shutil.rmtree(d / "raw"), "/raw tidak ada"),
    "no data folder": (shutil.rmtree, "/data tidak ada"),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_closed_door_is_a_sentence_and_2_at_once(office: Path, door: str) -> None:
    start = as_nobody()
    shut, said = DOORS[door]
    shut(office)
    code, err, seconds = padan(start, office)
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("padan: ")
    assert seconds < 2


@pytest.mark.slow
def test_a_disk_of_two_mebibytes_is_a_sentence_with_bytes_and_folder_and_what_was_published_stays(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        (disk / "raw" / PERIOD).mkdir(parents=True)
        (disk / "raw" / PERIOD / "bri.csv").write_text("nik;nama\n" * 1000)
        kept = disk / "clean" / PERIOD / "abcdefgh2345" / "manifest.json"
        kept.parent.mkdir(parents=True)
        kept.write_text("{}\n")
        (kept.parent.parent / "current").symlink_to("abcdefgh2345")
        code, err, _ = padan([sys.executable], disk)
        assert code == 2
        assert str(disk) in err
        assert "byte, sedangkan perhitungan ini perlu kira-kira" in err
        assert (disk / "clean" / PERIOD / "current" / "manifest.json").read_text() == "{}\n"
        assert not list((disk / "clean" / ".staging").iterdir())
    finally:
        subprocess.run(["umount", str(disk)], check=True)
