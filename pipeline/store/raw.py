"""The raw folder: what lies in it, and a private copy of what is taken, hashed while it is copied.

When to reach for it: to find the files of a month and to take them into a run. The invariants: nothing in `data/raw` is
ever written, moved or opened for writing; the run reads only its own copy; a file that changes while it is taken, or
before the run publishes, is refused with a sentence.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PadanError
from pipeline.store.files import CHUNK, Passing, label, make_folder, open_regular, os_sentence, sha256_file, telling
from schemas.manifest import InputFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_SUFFIX = re.compile(r"^\.[a-z0-9]{1,5}$")
_HOUSEKEEPING = {"thumbs.db", "desktop.ini", ".ds_store", ".gitkeep", ".gitignore", ".directory"}
UNREADABLE = "tidak ada izin membacanya; beri pengguna ini izin"
"""`problem` of a file or folder that this user may not open."""
_UNFINISHED = (".part", ".crdownload", ".tmp", ".partial", ".download", ".filepart")


@dataclass(frozen=True)
class RawFile:
    """One thing lying in `data/raw`: where, under which printable name, and why it cannot be read (None: it can)."""

    path: Path
    name: str  # below data/raw, `/` between, 16-digit runs masked: the `file` of every table
    month: str
    bytes: int
    problem: str | None = None


@dataclass(frozen=True)
class Taken:
    """An input in the run: its manifest row, its private copy, and the state of its source when it was copied."""

    input: InputFile
    copy: Path
    source: Path
    state: tuple[int, int, int, int]

    @property
    def name(self) -> str:
        """Name below `data/raw`, as every table prints it."""
        return self.input.name


def check_month(period: str) -> str:
    """`period` if it is a month `YYYY-MM`, else PadanError (exit 2)."""
    if not MONTH.fullmatch(period):
        raise PadanError(f"'{label(period)[:40]}' bukan bulan. Tulis YYYY-MM, misalnya 2025-05.")
    return period


def raw_months(data: Path) -> list[str]:
    """The months that have a folder in `data/raw`, oldest first."""
    root = data / "raw"
    if not root.is_dir():
        return []
    with telling(str(root)):
        return sorted(e.name for e in os.scandir(root) if MONTH.fullmatch(e.name) and e.is_dir(follow_symlinks=False))


def list_raw(data: Path, month: str) -> list[RawFile]:
    """Everything that came in for a month, at any depth, in the order of its name.

    Links, pipes, devices, unreadable folders and unfinished downloads are listed with a `problem`, never opened. Only
    housekeeping of operating systems (Thumbs.db, .DS_Store, Office's `~$` locks, dot files) is passed over. Two names
    that look alike once printable get `~2`, `~3` … in the order of their bytes.
    """
    root = data / "raw" / check_month(month)
    if not root.is_dir():
        return []
    found: list[tuple[bytes, Path, int, str | None]] = []

    def unreadable(error: OSError) -> None:
        """Keep a folder that cannot be opened, so that it is told."""
        path = Path(error.filename)
        found.append((os.fsencode(path), path, 0, UNREADABLE))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        links = [f for f in folders if Path(folder, f).is_symlink()]
        folders[:] = sorted(f for f in folders if f not in links and not f.startswith("."))
        for name in [*names, *links]:
            if name.lower() in _HOUSEKEEPING or name.startswith((".", "~$", "~lock")):
                continue
            path = Path(folder, name)
            found.append((os.fsencode(path.relative_to(root)), path, *_look(path)))
    seen: dict[str, int] = {}
    files = []
    for _, path, size, problem in sorted(found, key=lambda f: f[0]):
        plain = label(path.relative_to(data / "raw").as_posix())
        seen[plain] = seen.get(plain, 0) + 1
        name = plain if seen[plain] == 1 else f"{plain}~{seen[plain]}"
        files.append(RawFile(path, name, month, size, problem))
    return files


def _look(path: Path) -> tuple[int, str | None]:
    """Size and, where it cannot be an input, the reason."""
    try:
        state = path.lstat()
    except OSError as error:
        return 0, os_sentence(error, path.name).sentence
    if stat.S_ISLNK(state.st_mode):
        return 0, "tautan simbolik tidak diikuti; taruh berkasnya sendiri di sini"
    if not stat.S_ISREG(state.st_mode):
        return 0, "bukan berkas biasa (pipa, soket, atau perangkat); singkirkan"
    if path.name.lower().endswith(_UNFINISHED):
        return state.st_size, "unduhan belum selesai; tunggu sampai selesai atau hapus"
    if not os.access(path, os.R_OK):
        return state.st_size, UNREADABLE
    return state.st_size, None


def _state(of: os.stat_result) -> tuple[int, int, int, int]:
    return of.st_size, of.st_mtime_ns, of.st_ino, of.st_dev


def _changed(name: str) -> Passing:
    return Passing("berkas berubah selagi dibaca. Tunggu sampai utuh, lalu jalankan lagi.", file=name)


def copy_hashed(source: Path, target: Path, name: str) -> tuple[str, int, tuple[int, int, int, int]]:
    """Copy a file while hashing it: (sha256, bytes, state). PadanError when it changes meanwhile; no stump is left."""
    digest, size = hashlib.sha256(), 0
    fd = open_regular(source)
    try:
        before = _state(os.fstat(fd))
        with telling(str(target.parent)):
            out = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                while piece := os.read(fd, CHUNK):
                    digest.update(piece)
                    size += len(piece)
                    view = memoryview(piece)
                    while view:
                        view = view[os.write(out, view) :]
            finally:
                os.close(out)
        after, path_now = _state(os.fstat(fd)), _state(source.lstat())
    except FileNotFoundError:
        target.unlink(missing_ok=True)
        raise _changed(name) from None
    except PadanError:
        target.unlink(missing_ok=True)
        raise
    finally:
        os.close(fd)
    if not before == after == path_now or size != before[0]:
        target.unlink(missing_ok=True)
        raise _changed(name)
    return digest.hexdigest(), size, before


def take_inputs(chosen: Iterable[tuple[RawFile, str]], staging: Path, *, reuse: Sequence[Path] = ()) -> list[Taken]:
    """Take private copies of the chosen files into `staging/inputs`, in the order of their names.

    `chosen` is (file, reason why it belongs to the month). Equal bytes are stored once. Where a run in `reuse` already
    keeps the same bytes, intact, the copy becomes a hard link to it. Files with a `problem` are not taken.
    """
    folder = staging / "inputs"
    make_folder(folder)
    taken = []
    for number, (file, reason) in enumerate(sorted(chosen, key=lambda c: c[0].name)):
        if file.problem is not None:
            continue
        aside = folder / f".taking-{number}"
        sha, size, state = copy_hashed(file.path, aside, file.name)
        suffix = file.path.suffix.lower()
        stored = f"inputs/{sha}{suffix if _SUFFIX.match(suffix) else ''}"
        target = staging / stored
        with telling(str(folder)):
            if target.exists():
                aside.unlink()
            else:
                _link_known(aside, [run / stored for run in reuse], sha)
                aside.replace(target)
        row = InputFile(name=file.name, sha256=sha, bytes=size, reason=reason, stored=stored)
        taken.append(Taken(row, target, file.path, state))
    return taken


def _link_known(aside: Path, candidates: Sequence[Path], sha: str) -> None:
    """Give the copy's disk space back where an intact twin is stored already; if that fails, the copy stays, and nothing beside it."""
    spare = aside.with_name(aside.name + "-link")
    for twin in candidates:
        if twin.is_file() and not twin.is_symlink() and twin.lstat().st_dev == aside.lstat().st_dev:
            try:
                if sha256_file(twin) != sha:
                    continue
                os.link(twin, spare)
                spare.replace(aside)
            except (OSError, PadanError):
                with contextlib.suppress(OSError):
                    spare.unlink(missing_ok=True)
                continue
            return


def recheck(taken: Iterable[Taken]) -> None:
    """Refuse (PadanError) when the source of any copy changed since it was taken: call it right before publishing."""
    for one in taken:
        try:
            now = _state(one.source.lstat())
        except OSError:
            raise _changed(one.name) from None
        if now != one.state:
            raise _changed(one.name)
