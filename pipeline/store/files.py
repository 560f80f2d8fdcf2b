"""Files the careful way: opened without following links, written aside and flushed, replaced in one rename.

When to reach for it: whenever the store touches the disk. The invariants: only regular files are opened; a file is either
whole under its final name or absent; what is said to be written has been flushed (fsync), and a failed flush is an error.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import PadanError
from pipeline.words.private import mask_grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 1 << 20
_SIXTEEN = re.compile(r"\d{16,}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Passing(PadanError):  # noqa: N818
    """What may be gone when tried again: another run holds the month, a file is still being copied."""


def canonical_json(value: object) -> bytes:
    """One spelling for one value: sorted keys, no spaces, UTF-8. What ids and chains are computed from."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def mask_digits(text: str) -> str:
    """`text` with the middle of every run of 16 or more digits hidden: `1671081234560001` → `167108******0001`."""
    return _SIXTEEN.sub(lambda m: m[0][:6] + "*" * (len(m[0]) - 10) + m[0][-4:], text)


def label(name: str) -> str:
    """The name of a file as it may be printed and stored: no control characters, no NIK, no mobile number."""
    return mask_digits(mask_grouped(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", name)))


def os_sentence(error: OSError, what: str) -> PadanError:
    """An operating system's refusal as a sentence; never the text of the exception, which may quote a name."""
    said = {
        errno.ENOSPC: f"cakram penuh{_free(what)}. Kosongkan ruang di cakram itu, lalu jalankan lagi",
        errno.EDQUOT: f"kuota cakram habis{_free(what)}. Kosongkan ruang, lalu jalankan lagi",
        errno.EFBIG: "berkas akan menjadi lebih besar daripada yang diizinkan sistem. Naikkan batasnya (ulimit -f), lalu jalankan lagi",
        errno.EIO: "cakram melaporkan kesalahan baca atau tulis. Tidak ada yang terbit; periksa cakramnya, lalu jalankan lagi",
        errno.EROFS: "cakram hanya dapat dibaca. Buka untuk ditulis, atau sebut folder lain",
        errno.EACCES: "tidak ada izin. Beri pengguna ini izin, lalu jalankan lagi",
        errno.EPERM: "tidak ada izin. Beri pengguna ini izin, lalu jalankan lagi",
        errno.ENOENT: "tidak ada di sana. Periksa ejaannya",
        errno.ENOTDIR: "bukan folder. Sebut foldernya",
        errno.EISDIR: "ini folder, bukan berkas. Sebut berkasnya",
        errno.ELOOP: "tautan simbolik, dan tautan tidak diikuti. Taruh berkasnya sendiri di sana",
        errno.ENAMETOOLONG: "nama atau letaknya terlalu panjang. Pendekkan namanya, atau pindahkan foldernya ke atas",
        errno.EMFILE: "terlalu banyak berkas terbuka. Tutup program lain, lalu jalankan lagi",
    }.get(
        error.errno or 0,
        f"sistem menolak ({errno.errorcode.get(error.errno or 0, 'kesalahan tak dikenal')}). Coba lagi, atau panggil pengelola mesin",
    )
    return PadanError(f"{label(what)}: {said}.")


def _free(what: str) -> str:
    """How much room is left where a file was to be written, in words; nothing where that is not known."""
    place = next((p for p in Path(what).parents if p.is_dir()), None) if what.startswith("/") else None
    if place is None:
        return ""
    more = more_files(place)
    return (
        f" (sisa {shutil.disk_usage(place).free:,} byte{' tetapi tidak untuk satu berkas pun' if more == 0 else ''} di {label(str(place))})"
    )


def more_files(place: Path) -> int | None:
    """How many more files (inodes) the file system of a folder takes; None where it counts none."""
    state = os.statvfs(place)
    return state.f_favail if state.f_files else None


@contextlib.contextmanager
def telling(what: str) -> Iterator[None]:
    """Turn an OSError inside the block into a PadanError that names `what`."""
    try:
        yield
    except OSError as error:
        raise os_sentence(error, what) from None


def open_regular(path: Path) -> int:
    """A read-only descriptor of a regular file. Links, pipes, devices and sockets raise PadanError, and never block."""
    with telling(str(path)):
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise PadanError(
            f"{label(str(path))}: bukan berkas biasa (folder, pipa, atau perangkat), jadi tidak dibaca. Taruh berkasnya sendiri."
        )
    return fd


def sha256_file(path: Path) -> str:
    """SHA-256 of a regular file, in hexadecimal, read in pieces. OSError becomes a PadanError."""
    digest = hashlib.sha256()
    fd = open_regular(path)
    try:
        with telling(str(path)):
            while piece := os.read(fd, CHUNK):
                digest.update(piece)
    finally:
        os.close(fd)
    return digest.hexdigest()


def fsync_path(path: Path) -> None:
    """Flush a file or a folder to the disk. Raises OSError; a failed flush is never tried again."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def fsync_tree(root: Path) -> None:
    """Flush every file and folder below `root`, files first, then folders from the bottom up, then `root`."""
    for folder, _, names in os.walk(root, topdown=False):
        for name in sorted(names):
            fsync_path(Path(folder, name))
        fsync_path(Path(folder))


def write_new(path: Path, data: bytes) -> None:
    """Write a new file with mode 0600 and flush it. Raises OSError; FileExistsError where it already is."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(fd, view) :]
        os.fsync(fd)
    finally:
        os.close(fd)


def write_atomic(path: Path, data: bytes) -> None:
    """Replace `path` by `data` in one rename: readers see the old or the new bytes. Raises OSError."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    try:
        write_new(aside, data)
        aside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    fsync_path(path.parent)


def write_private(path: Path, data: bytes) -> None:
    """Write a new or replaced file of mode 0600, whatever the umask; not flushed (a staged run is, as a whole). Raises OSError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
        path.chmod(0o600)
        file.write(data)


def make_folder(path: Path) -> None:
    """Make a folder (0700) and its parents; OSError becomes a PadanError."""
    with telling(str(path)):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def remove_tree(path: Path) -> None:
    """Remove a folder and all below it, without following links; absent is fine. Raises OSError."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    for folder, folders, names in os.walk(path, topdown=False):
        for name in names:
            Path(folder, name).unlink(missing_ok=True)
        for name in folders:
            below = Path(folder, name)
            if below.is_symlink():
                below.unlink(missing_ok=True)
            else:
                below.rmdir()
    path.rmdir()


def files_below(root: Path) -> list[str]:
    """Paths of all files and links (also to folders) below `root`, relative, with `/`, sorted."""
    found = [
        Path(folder, name)
        for folder, folders, names in os.walk(root)
        for name in [*names, *(f for f in folders if Path(folder, f).is_symlink())]
    ]
    return sorted(path.relative_to(root).as_posix() for path in found)


def empty_folders(root: Path) -> list[str]:
    """Paths of all folders below `root` with nothing in them, relative, with `/` between and at the end, sorted."""
    empty = [Path(folder) for folder, folders, names in os.walk(root) if not folders and not names]
    return sorted(f"{path.relative_to(root).as_posix()}/" for path in empty if path != root)


def load_json(path: Path) -> Any:
    """The JSON of a stored file; damaged or absent raises PadanError."""
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise os_sentence(error, str(path)) from None
    except ValueError:
        raise PadanError(
            f"{label(str(path))}: bukan lagi JSON yang terbaca; isinya diubah atau terpotong. Pulihkan dari cadangan."
        ) from None
