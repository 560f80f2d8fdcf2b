"""Publishing a run: built aside, flushed, moved into place in one rename, and only then pointed at.

When to reach for it: at the end of a month's run, and to find what counts now. The invariants: `data/clean/<period>/<run>`
is whole or absent; `current` points at a whole run or is absent; leftovers of a crash lie in `.staging` only and are swept
under the month's lock; running again after a crash at any instant ends in the same bytes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from typing import TYPE_CHECKING

from pydantic import ValidationError

from pipeline.errors import PadanError
from pipeline.store import ledger
from pipeline.store.files import (
    empty_folders,
    files_below,
    fsync_path,
    fsync_tree,
    label,
    load_json,
    make_folder,
    more_files,
    os_sentence,
    remove_tree,
    sha256_file,
    telling,
    write_atomic,
)
from pipeline.store.identity import run_id
from pipeline.store.lock import MonthBusy, month_lock
from pipeline.store.raw import Taken, check_month, recheck
from schemas.ledger import EntryKind, LedgerName
from schemas.manifest import Manifest, OutputFile, Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

MANIFEST = "manifest.json"
SPARE = 4 << 20
"""Bytes that a run needs however small its inputs are: tables and reports, and what is built aside."""
FILES = 300
"""Files that a run makes however small its inputs are: the rules of then, tables, reports of some villages."""


def month_folder(data: Path, period: str) -> Path:
    """The folder of a month's runs, `data/clean/<period>`; PadanError where `period` is no month."""
    return data / "clean" / check_month(period)


def run_folder(data: Path, period: str, run: str) -> Path:
    """`data/clean/<period>/<run>`; PadanError where `run` is no run id."""
    if len(run) != 12 or not run.isascii() or not run.isalnum():
        raise PadanError("itu bukan nomor jalan: nomor jalan terdiri dari 12 huruf dan angka. `padan audit runs` menyebut semuanya.")
    return month_folder(data, period) / run


def current(data: Path, period: str) -> str | None:
    """The run that counts now for a month, or None."""
    link = month_folder(data, period) / "current"
    try:
        target = str(link.readlink())
    except OSError:
        return None
    return target if (link / MANIFEST).is_file() else None


def published_months(data: Path) -> list[str]:
    """Months that have a `current`, oldest first."""
    root = data / "clean"
    if not root.is_dir():
        return []
    names = sorted(e.name for e in os.scandir(root) if e.is_dir(follow_symlinks=False) and not e.name.startswith("."))
    return [n for n in names if n != "ledger" and current(data, n) is not None]


def load_manifest(folder: Path) -> Manifest:
    """The manifest of a run's folder; PadanError when it is absent or altered beyond reading."""
    try:
        return Manifest.model_validate(load_json(folder / MANIFEST))
    except ValidationError:
        raise PadanError(
            "manifes diubah: isinya bukan manifes lagi. `padan audit verify` menyebut semua yang diubah.", file=f"{folder.name}/{MANIFEST}"
        ) from None


def manifest_bytes(manifest: Manifest) -> bytes:
    """The one spelling of a manifest."""
    return (manifest.model_dump_json(indent=1) + "\n").encode("utf-8")


def check_space(data: Path, input_bytes: int) -> None:
    """Refuse before work when the disk has too little room: for three times the inputs and four MiB, for some hundred files."""
    needed = 3 * input_bytes + SPARE
    free = shutil.disk_usage(data).free
    if free < needed:
        raise PadanError(
            f"sisa cakram {data} {free:,} byte, sedangkan perhitungan ini perlu kira-kira {needed:,}. Kosongkan ruang, lalu jalankan lagi."
        )
    more = more_files(data)
    if more is not None and more < FILES:
        raise PadanError(
            f"cakram {data} hanya menerima {more:,} berkas lagi (inode hampir habis), sedangkan perhitungan ini membuat {FILES}. "
            "Hapus berkas yang tidak perlu di cakram itu, lalu jalankan lagi."
        )


@contextlib.contextmanager
def staging(data: Path, period: str) -> Iterator[Path]:
    """An empty folder on the file system of `data/clean` to build a run in; call it under the month's lock.

    Temporary files of libraries go inside it (`tmp/`). It is removed at the end, published or not; what a crash leaves is
    swept at the next start.
    """
    sweep(data, period)
    folder = data / "clean" / ".staging" / check_month(period)
    make_folder(folder / "tmp")
    before, environment = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder / "tmp")
    try:
        yield folder
    except BrokenPipeError:
        raise
    except OSError as error:  # whatever a library could not write: it names no file, or one of ours
        raise os_sentence(error, str(error.filename or folder / "tmp")) from None
    finally:
        tempfile.tempdir = before
        if environment is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = environment
        with contextlib.suppress(OSError):
            remove_tree(folder)


def sweep(data: Path, period: str) -> None:
    """Remove what a crash left of this month (the caller holds its lock) and of any other month nobody runs."""
    root = data / "clean" / ".staging"
    with telling(str(root)):
        for leftover in _staged(root, period):
            remove_tree(leftover)
        (month_folder(data, period) / ".current.new").unlink(missing_ok=True)
        others = {p.name[:7] for p in root.iterdir()} if root.is_dir() else set()
    for other in sorted(others - {period}):
        with contextlib.suppress(MonthBusy, PadanError), month_lock(data, other):
            for leftover in _staged(root, other):
                with contextlib.suppress(OSError):
                    remove_tree(leftover)


def _staged(root: Path, period: str) -> tuple[Path, ...]:
    """Everything a run of this month may have put below `.staging`."""
    return root / period, root / f"{period}.tmp", root / f"{period}.damaged", root / f"{period}.rerun"


def collect_outputs(folder: Path) -> tuple[OutputFile, ...]:
    """Every file of a run's folder but its manifest and inputs, with hash, size and (tables) rows, by name."""
    from pipeline.store.parquet import rows_of  # only here: all else of publishing needs no Parquet library

    outputs = []
    for name in files_below(folder):
        if name == MANIFEST or name.startswith(("inputs/", "rules/", "tmp/")):
            continue
        path = folder / name
        rows = rows_of(path) if name.endswith(".parquet") else None
        outputs.append(OutputFile(name=name, sha256=sha256_file(path), bytes=path.stat().st_size, rows=rows))
    return tuple(outputs)


def publish(
    folder: Path,
    data: Path,
    parts: Parts,
    *,
    counts: Mapping[str, int],
    missing_sources: Sequence[str] = (),
    taken: Iterable[Taken] = (),
) -> Path:
    """Publish a staged run and return its folder. The caller holds the month's lock.

    Refuses (PadanError) when an input changed since it was taken. A damaged run of the same id is replaced, and the ledger
    says so. Counts, missing sources and outputs go into the manifest; the id comes from `parts` alone. Afterwards `folder`
    holds its `tmp` again, and nothing else.
    """
    recheck(taken)
    name = run_id(parts)
    target = run_folder(data, parts.period, name)
    spare = folder.with_name(f"{parts.period}.tmp")
    with telling(str(target)):
        remove_tree(spare)
        (folder / "tmp").rename(spare)
        manifest = Manifest(
            run_id=name,
            parts=parts,
            outputs=collect_outputs(folder),
            counts=dict(sorted(counts.items())),
            missing_sources=tuple(missing_sources),
        )
        (folder / MANIFEST).write_bytes(manifest_bytes(manifest))
        fsync_tree(folder)
        make_folder(target.parent)
        fsync_path(target.parent.parent)
        if not (target.exists() and _same(data, parts.period, target, manifest)):
            folder.rename(target)
        fsync_path(target.parent)
        fsync_path(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        spare.rename(folder / "tmp")
    return finish(data, parts.period, name)


def _same(data: Path, period: str, target: Path, manifest: Manifest) -> bool:
    """Does the intact run of this id hold these very bytes? A damaged one is moved out of the way, and the ledger told."""
    problems = damage(target) or _against_ledger(data, period, target)
    if not problems:
        if (target / MANIFEST).read_bytes() == manifest_bytes(manifest):
            return True
        raise PadanError(
            "masukan, aturan, dan kode yang sama memberi hasil lain daripada yang sudah terbit; yang terbit dibiarkan. "
            "Ini cacat Padan: simpan folder data dan laporkan kepada pengelola Padan.",
            file=f"{period}/{target.name}",
        )
    body = {"period": period, "run_id": target.name, "damaged": problems}
    ledger.append(data, LedgerName.RUNS, [(EntryKind.REPAIR, body)])
    aside = data / "clean" / ".staging" / f"{period}.damaged"
    remove_tree(aside)
    target.rename(aside)
    return False


def finish(data: Path, period: str, run: str) -> Path:
    """Let a run that lies in its place be the one that counts: the ledger names it as the month's last, `current` points at it.

    Doing it twice changes nothing. Returns the run's folder. Raises PadanError where the file system knows no symbolic links.
    """
    target = run_folder(data, period, run)
    link = target.parent / "current"
    with telling(str(target)):
        sha = sha256_file(target / MANIFEST)
        if last_run(data, period) != (run, sha):
            body = {"period": period, "run_id": run, "manifest_sha256": sha}
            ledger.append(data, LedgerName.RUNS, [(EntryKind.RUN, body)])
        if not link.is_symlink() or str(link.readlink()) != run:
            aside = target.parent / ".current.new"
            aside.unlink(missing_ok=True)
            _point(aside, run)
            aside.replace(link)
        fsync_path(target.parent)
        remove_tree(data / "clean" / ".staging" / f"{period}.damaged")
    return target


def _point(link: Path, run: str) -> None:
    """Make a symbolic link; PadanError where the file system knows none (FAT, exFAT, some network shares)."""
    try:
        link.symlink_to(run)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        raise PadanError(
            f"sistem berkas di {label(str(link.parent))} tidak mengenal tautan simbolik, jadi hasil ini tidak dapat diberlakukan. "
            "Taruh folder data di cakram Linux (misalnya ext4 atau xfs), lalu jalankan lagi."
        ) from None


def last_run(data: Path, period: str) -> tuple[str, str] | None:
    """The newest run of a month by the ledger, as (run id, SHA-256 of its manifest); None where it names none."""
    for entry in reversed(ledger.read_ledger(data, LedgerName.RUNS)):
        if entry.kind == EntryKind.RUN and entry.body.get("period") == period:
            return str(entry.body["run_id"]), str(entry.body["manifest_sha256"])
    return None


def already_published(data: Path, period: str, run: str) -> bool:
    """Whether this very run lies in its place and every byte is as its manifest and the ledger say.

    It is then made to count (`finish`): a crash may have come between its publication and that.
    """
    target = run_folder(data, period, run)
    if not target.is_dir() or damage(target) or _against_ledger(data, period, target):
        return False
    finish(data, period, run)
    return True


def _against_ledger(data: Path, period: str, target: Path) -> list[str]:
    """The ledger's word on a run's manifest: [] where it holds the same hash, or has not heard of the run."""
    for entry in reversed(ledger.read_ledger(data, LedgerName.RUNS)):
        if entry.kind == EntryKind.RUN and (entry.body.get("period"), entry.body.get("run_id")) == (period, target.name):
            return [] if entry.body.get("manifest_sha256") == manifest_sha256(target) else [f"altered {MANIFEST}"]
    return []


def damage(folder: Path, sha256: Callable[[Path], str] = sha256_file) -> list[str]:
    """What differs between a run's folder and its manifest, one phrase each ("altered tables/cases.parquet"); [] = whole."""
    try:
        manifest = load_manifest(folder)
    except PadanError:
        return [f"altered {MANIFEST}"]
    wanted = {o.name: o.sha256 for o in manifest.outputs}
    wanted |= {i.stored: i.sha256 for i in manifest.parts.inputs}
    wanted |= {f"rules/{r.name}": r.sha256 for r in manifest.parts.rules}
    there = set(files_below(folder)) - {MANIFEST}
    found = [f"removed {name}" for name in sorted(set(wanted) - there)]
    found += [f"added {name}" for name in sorted({*there, *empty_folders(folder)} - set(wanted))]
    for name in sorted(there & set(wanted)):
        try:
            if sha256(folder / name) != wanted[name]:
                found.append(f"altered {name}")
        except PadanError:
            found.append(f"unreadable {name}")
    if manifest_bytes(manifest) != (folder / MANIFEST).read_bytes() or run_id(manifest.parts) != folder.name:
        found.append(f"altered {MANIFEST}")
    return found


def manifest_sha256(folder: Path) -> str:
    """SHA-256 of a run's manifest: what the ledger and a later run's `parents` hold."""
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def write_text(path: Path, text: str) -> None:
    """Replace a small text file in one rename; OSError becomes a PadanError."""
    try:
        make_folder(path.parent)
        write_atomic(path, text.encode("utf-8"))
    except OSError as error:
        raise os_sentence(error, str(path)) from None
