"""Files read ahead of whoever judges them."""

import threading
from pathlib import Path

import pytest

from pipeline.read.contained import ahead
from pipeline.read.model import FileRead
from schemas.settings import Limits

FILES = [(Path(f"{n}.csv"), f"{n}.csv") for n in range(4)]


def test_files_come_in_their_order_and_one_is_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    started = {name: threading.Event() for _, name in FILES}

    def read(_path: Path, name: str, **_: object) -> FileRead:
        begun.append(name)
        started[name].set()
        return FileRead(name, "", 0, "")

    monkeypatch.setattr(ahead, "read_file", read)
    coming = ahead.read_ahead(FILES, layouts=(), limits=Limits())
    assert started["0.csv"].wait(5)
    assert begun == ["0.csv"]
    for at, (_, name) in enumerate(FILES):
        assert next(coming).name == name
        assert at + 1 == len(FILES) or started[FILES[at + 1][1]].wait(5)
        assert begun == [file for _, file in FILES[: at + 2]]
    assert next(coming, None) is None


def test_an_error_comes_where_the_file_would(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_path: Path, name: str, **_: object) -> FileRead:
        if name == "1.csv":
            raise MemoryError
        return FileRead(name, "", 0, "")

    monkeypatch.setattr(ahead, "read_file", read)
    coming = ahead.read_ahead(FILES[:2], layouts=(), limits=Limits())
    assert next(coming).name == "0.csv"
    with pytest.raises(MemoryError):
        next(coming)


def test_no_file_is_no_work() -> None:
    assert list(ahead.read_ahead([], layouts=(), limits=Limits())) == []
