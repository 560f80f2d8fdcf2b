"""No file takes the night down: links, pipes, changing files, bombs, panics, and workers that die."""

import os
import resource
import signal
import threading
from pathlib import Path

import pytest

from pipeline.read import read_file
from pipeline.read.contained import workers
from pipeline.read.contained.child import _limit
from pipeline.read.formats.sniff import container_of
from pipeline.read.refusal import Refused
from schemas.layouts import load_layouts
from schemas.settings import Limits

CSV = "nik;nama;nominal\n1671084501809001;ANI;600000\n"
LAYOUTS = load_layouts()


def problem(path: Path, **limits: int) -> str:
    return read_file(path, path.name, layouts=LAYOUTS, limits=Limits(**limits)).problem or ""


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.csv")
    (tmp_path / "tautan.csv").symlink_to("/etc/passwd")
    (tmp_path / "nol.csv").symlink_to("/dev/zero")
    for name in ("pipa.csv", "tautan.csv", "nol.csv", "tidak-ada.csv", "."):
        assert problem(tmp_path / name) != ""


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    assert "paling besar" in problem(tmp_path / "a.csv", file_bytes=10)


def test_hash_and_size_are_those_of_the_bytes(read) -> None:
    found = read(CSV)
    assert (found.size, found.sha256[:12]) == (len(CSV), __import__("hashlib").sha256(CSV.encode()).hexdigest()[:12])


def test_memory_and_time_end_the_fork_not_the_caller(read) -> None:
    many = "nik;nama;nominal\n" + "1671084501809001;ANI;600000\n" * 400_000
    assert "memori" in (read(many, memory_bytes=20 << 20).problem or "") or read(many, memory_bytes=20 << 20).tables == ()
    assert read(CSV).problem is None


@pytest.mark.parametrize(("mib", "seconds"), [(0, 10), (5, 25), (500, 240)])
def test_the_time_of_the_processor_grows_with_the_file(mib: int, seconds: int) -> None:
    pid = os.fork()
    if pid == 0:
        _limit(Limits().model_dump(), mib << 20)
        os._exit(resource.getrlimit(resource.RLIMIT_CPU)[0])
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == seconds


def test_a_file_that_grows_is_refused_or_whole(tmp_path: Path) -> None:
    path = tmp_path / "tumbuh.csv"
    path.write_text("nik;nama;nominal\n")
    stop = threading.Event()

    def grow() -> None:
        with path.open("a") as out:
            while not stop.wait(0.001):
                out.write("1671084501809001;ANI;600000\n")
                out.flush()

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        for _ in range(5):
            found = read_file(path, "tumbuh.csv", layouts=LAYOUTS, limits=Limits())
            assert "berubah" in (found.problem or "berubah")
    finally:
        stop.set()
        writer.join()


def test_a_worker_that_was_killed_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    assert problem(tmp_path / "a.csv") == ""
    for worker in list(workers._idle):
        os.kill(worker._process.pid, signal.SIGKILL)
    assert problem(tmp_path / "a.csv") == ""


@pytest.mark.slow
def test_two_threads_read_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(problem(tmp_path / "a.csv"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["", "", ""]


def test_nothing_of_a_person_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "a.csv").write_text(CSV)
    assert problem(tmp_path / "a.csv") == ""
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "kosong"),
        (b"%PDF-1.7", "PDF"),
        (b"Rar!\x1a", "RAR"),
        (b"PAR1", "Parquet"),
        (b'{"nik": 1}', "JSON"),
        (b"SQLite format 3\0", "SQLite"),
        (b"ID;PWXL;N;E\r\n", "SYLK"),
        (b"ID;PCALCOOO32\nB;Y3;X2\n", "SYLK"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\n', "DIF"),
    ],
)
def test_what_is_not_read_is_named_with_its_mend(head: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        container_of(head)


def test_a_list_of_recipients_by_id_is_text() -> None:
    assert container_of(b"ID;PENERIMA;NIK\nP1;SITI;1671084501809001\n") == "text"


def test_an_encrypted_workbook_is_refused_by_its_mend(read) -> None:
    stub = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert "sandi" in (read(stub, "a.xlsx").problem or "")


def test_no_sentence_holds_a_long_number(read) -> None:
    found = read("1671084501809001;x\n1671084501809002;y\n")
    assert not any(c.isdigit() and "16710" in (found.problem or "") for c in found.problem or "")
    table = read("nama;1671084501809001\nANI;x\n").tables
    assert "1671084501809001" not in "".join(t.problem or "" for t in table)
