"""A run ended or refused by the disk at every single call that changes it; inputs that move meanwhile; readers that watch."""

import errno
import hashlib
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from store_builders import PERIOD, raw, run_once, tree

from pipeline import store
from pipeline.errors import PadanError
from pipeline.store import lock

CALLS = ("rename", "replace", "unlink", "symlink", "link", "fsync", "mkdir", "rmdir", "write", "ftruncate")


class Killed(BaseException):
    """The process is no more: nothing it would still do to the disk happens."""


@contextmanager
def fault(monkeypatch: pytest.MonkeyPatch, at: int, code: int | None) -> Iterator[list[str]]:
    """Let the `at`-th call that changes the disk fail with `code`; None: the process ends there (`kill -9`). Gives the calls made."""
    made: list[str] = []

    def counted(name: str) -> Callable[..., object]:
        real = getattr(os, name)

        def call(*args: object, **options: object) -> object:
            made.append(name)
            if code is None and len(made) >= at:
                raise Killed
            if code is not None and len(made) == at:
                raise OSError(code, "no", "somewhere")
            return real(*args, **options)

        return call

    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, counted(name))
        yield made
    lock._forget()  # what the kernel does for the dead


@pytest.mark.parametrize(
    ("before", "code"),
    [
        pytest.param("published", None, id="kill", marks=pytest.mark.slow),
        pytest.param("published", errno.ENOSPC, id="ENOSPC", marks=pytest.mark.slow),
        pytest.param("empty", None, id="kill-empty", marks=pytest.mark.slow),
        pytest.param("empty", errno.ENOSPC, id="ENOSPC-empty", marks=pytest.mark.slow),
        pytest.param("empty", errno.EIO, id="EIO-empty", marks=pytest.mark.slow),
        pytest.param("published", errno.EIO, id="EIO", marks=pytest.mark.slow),
    ],
)
def test_whatever_call_fails_old_or_new_is_published_and_the_next_run_heals(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, code: int | None
) -> None:
    if before == "published":
        run_once(data)
        raw(data, "2025-05/bri.csv", b"nik;nama\n1;CORRECTED\n")
    old, month = counting(data), data / "clean" / PERIOD
    seed = store.files.canonical_json(sorted(tree(data).items()))
    world = tmp_path / "world"
    clone(data, world)
    run_once(world)
    new, left = counting(world), set(tree(world))
    done, at = False, 0
    while not done:
        at += 1
        again = tmp_path / f"again{at}"
        clone(data, again)
        with fault(monkeypatch, at, code) as made, suppress(Killed, PadanError):  # never a bare OSError
            run_once(again)
        done = len(made) < at
        assert counting(again) in (old, new), (at, made[-1])
        run_once(again)
        assert counting(again) == new, (at, made[-1])
        assert set(tree(again)) == left, (at, made[-1])
        assert store.verify(again).breaches == (), (at, made[-1])
    assert at > 40
    assert seed == store.files.canonical_json(sorted(tree(data).items()))
    assert month.exists() == (before == "published")


def clone(source: Path, target: Path) -> None:
    import shutil

    shutil.copytree(source, target, symlinks=True)


def counting(data: Path) -> dict[str, str]:
    """What counts now: files behind `current`, {} where there is none."""
    now = data / "clean" / PERIOD / "current"
    return tree(now.resolve()) if now.exists() else {}


def test_five_hundred_reads_during_twenty_publishes_and_none_is_torn(data: Path) -> None:
    run_once(data)
    torn: list[str] = []
    reads, stop = [0], threading.Event()

    def read() -> None:
        while not stop.is_set():
            run = store.current(data, PERIOD)
            torn.extend(["gone"] if run is None else store.damage(data / "clean" / PERIOD / run))
            reads[0] += 1

    reader = threading.Thread(target=read)
    reader.start()
    publishes, until = 0, time.monotonic() + 120
    while (publishes < 20 or reads[0] < 500) and time.monotonic() < until:
        publishes += 1
        raw(data, "2025-05/bri.csv", f"{publishes}\n".encode())
        run_once(data)
    stop.set()
    reader.join()
    assert torn == []
    assert reads[0] >= 500


def append(path: Path, body: bytes) -> None:
    with path.open("ab") as file:
        file.write(body)


def truncate(path: Path, body: bytes) -> None:
    os.truncate(path, path.stat().st_size - len(body))


def replace(path: Path, body: bytes) -> None:
    aside = path.with_name(".aside")
    aside.write_bytes(body * 1000)
    aside.replace(path)


@pytest.mark.parametrize("change", [append, truncate, replace])
def test_an_input_that_changes_during_the_run_is_refused_or_taken_whole(data: Path, change: Callable[[Path, bytes], None]) -> None:
    source = data / "raw" / PERIOD / "bri.csv"
    row = b"1671081234569001;SITI\n"
    wrong: list[str] = []
    for number in range(20):
        source.write_bytes(row * 200_000)
        states = {hashlib.sha256(source.read_bytes()).hexdigest()}
        moment = random.Random(number).uniform(0, 0.05)

        def meddle(moment: float = moment, states: set[str] = states) -> None:
            time.sleep(moment)
            change(source, row)
            states.add(hashlib.sha256(source.read_bytes()).hexdigest())

        other = threading.Thread(target=meddle)
        other.start()
        try:
            folder = run_once(data)
        except PadanError as error:
            wrong += [] if "berubah selagi" in str(error) else [str(error)]
            other.join()
            continue
        other.join()
        taken = next(i for i in store.load_manifest(folder).parts.inputs if i.name.endswith("bri.csv"))
        wrong += [] if taken.sha256 in states and store.sha256_file(folder / taken.stored) == taken.sha256 else ["neither old nor new"]
    assert wrong == []
