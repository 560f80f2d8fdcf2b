"""The auditor's questions that need the whole computation: run a past month again, pack it to take along.

When to reach for it: from `flows.commands.audit`. The invariants: a rerun knows only what the run kept, works in a scratch folder
under the month's lock, and touches nothing published; a pack holds no whole NIK and is checked with `sha256sum` alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import flows
import pipeline
import schemas
from pipeline import store
from pipeline.errors import DONE, SOURCE_MISSING, PadanError
from pipeline.store.files import files_below, make_folder, remove_tree, telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.store import Cause


@dataclass(frozen=True)
class Rerun:
    """How a rerun compares: published files compared, those that differ, what went in differently, cases that moved."""

    files: int
    differing: tuple[str, ...]
    causes: tuple[Cause, ...]
    cases: str

    @property
    def identical(self) -> bool:
        """Is every published file the same, byte for byte?"""
        return not self.differing


def rerun_month(data: Path, period: str, run: str, *, progress: Callable[[str], None]) -> Rerun:
    """Build a past run again from what it kept and compare. Raises PadanError when the stored run is damaged."""
    scratch = data / "clean" / ".staging" / f"{period}.rerun"
    with store.month_lock(data, period), telling(str(scratch)):
        remove_tree(scratch)
        make_folder(scratch)
        try:
            progress("laying out what the run knew")
            store.restore(data, period, run, scratch)
            kept = store.run_folder(data, period, run)
            return compare(kept, _again(kept, period, scratch, progress))
        finally:
            remove_tree(scratch)


def _again(kept: Path, period: str, scratch: Path, progress: Callable[[str], None]) -> Path:
    """Run the month in a process of its own: today's code over the shipped rules of then. Returns the new run's folder."""
    code = scratch / "code"
    for package in (flows, pipeline, schemas):
        root = Path(str(package.__file__)).parent
        shutil.copytree(root, code / root.name, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in store.RULE_FOLDERS:
        shutil.rmtree(code / "schemas" / folder)
        shutil.copytree(kept / "rules" / "shipped" / folder, code / "schemas" / folder)
    path = os.pathsep.join(p for p in (str(code), os.environ.get("PYTHONPATH")) if p)
    argv = [sys.executable, "-m", "flows.with_parent", "-m", "flows.cli", "run", period, "--direct", "--data", str(scratch)]
    said = ""
    with subprocess.Popen(  # noqa: S603  (our own modules, arguments as a list)
        argv, cwd=code, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as child:
        for line in child.stderr or ():
            said = line.strip()
            progress(said)
    run = store.current(scratch, period)
    if child.returncode not in (DONE, SOURCE_MISSING) or run is None:
        raise PadanError(_not_again(store.load_manifest(kept).parts.code, said.removeprefix("padan: ")))
    return store.run_folder(scratch, period, run)


def _not_again(code: str, said: str) -> str:
    """Why a month could not be run again: code of another day may be unable to read the rules of then, which is no defect of the run."""
    now = store.code_fingerprint()
    if code in ("", now):
        return f"bulan itu tidak dapat dijalankan lagi. {said}"
    return (
        f"jalan ini dibuat oleh versi Padan lain (kode {code}, sekarang {now}), dan versi ini tidak dapat mengulangnya dengan aturan waktu "
        f"itu. Ulangi dengan versi yang menerbitkannya; keutuhannya tetap diperiksa oleh audit verify. Katanya: {said}"
    )


def compare(before: Path, after: Path) -> Rerun:
    """Compare the files of two runs of one month. The run's short id inside file names does not count as a difference."""
    old, new = store.load_manifest(before), store.load_manifest(after)
    wanted = {o.name.replace(before.name[:8], "RUN"): o for o in old.outputs}
    found = {o.name.replace(after.name[:8], "RUN"): o for o in new.outputs}
    names = sorted(wanted.keys() | found.keys())
    differing = tuple(
        (wanted.get(n) or found[n]).name for n in names if n not in wanted or n not in found or wanted[n].sha256 != found[n].sha256
    )
    told = store.diff_runs(before, after)
    cases = f"cases: {told.came.height} came, {told.went.height} went, {told.changed.height} changed"
    return Rerun(len(names), differing, told.causes, cases)


def pack_month(data: Path, folder: Path, target: Path) -> int:
    """Copy what an auditor may take along (manifest, ledger, masked reports and cases) with a SHA256SUMS; returns the files.

    PadanError where the target is not empty or the run is damaged.
    """
    if target.exists() and any(target.iterdir()):
        raise PadanError(f"{target} tidak kosong. Sebut folder baru.")
    if problems := store.damage(folder):
        raise PadanError(
            f"jalan ini rusak dan tidak dikemas: {'; '.join(problems[:5])}. Pulihkan dari cadangan.",
            file=f"{folder.parent.name}/{folder.name}",
        )
    with telling(str(target)):
        make_folder(target)
        shutil.copyfile(folder / "manifest.json", target / "manifest.json")
        make_folder(target / "ledger")
        shutil.copyfile(data / "clean" / "ledger" / "runs.jsonl", target / "ledger" / "runs.jsonl")
        shutil.copytree(folder / "reports", target / "reports")
        shutil.copytree(folder / "rules", target / "rules")
        (target / "cases.csv").write_bytes(_masked_cases(folder))
        (target / "BACA.txt").write_text(_READ_ME, encoding="utf-8")
        sums = [f"{_sha(target / name)}  {name}" for name in files_below(target)]
        (target / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
    return len(sums)


_READ_ME = """\
Paket audit Padan. Periksa keutuhannya dengan:   sha256sum -c SHA256SUMS

manifest.json      apa yang masuk dan apa yang keluar dari perhitungan ini, masing-masing dengan SHA-256-nya;
                   SHA-256 setiap berkas di reports/ dan rules/ harus sama dengan yang tertulis di sini
ledger/runs.jsonl  rantai semua perhitungan; SHA-256 manifest.json harus sama dengan yang tertulis di baris bulan ini
reports/           laporan yang diterbitkan, NIK dan KK disamarkan
rules/             aturan, tata letak, dan tabel yang berlaku saat itu
cases.csv          semua kasus, NIK dan KK disamarkan, tanpa nama

Semua kasus adalah indikasi, belum diverifikasi.
"""


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _masked_cases(folder: Path) -> bytes:
    import polars as pl

    from pipeline.report.masking import mask_text, masked

    cases = store.read_table(folder / "tables" / "cases.parquet")
    wanted = [
        "id_kasus", "kind", "programme", "period", "village_code", "nik", "no_kk", "amount_due", "amount_ordered", "amount_paid",
        "amount_received", "payer", "rule_id", "legal_basis", "score", "sources", "evidence_hash", "status", "age_months",
    ]  # fmt: skip
    told = cases.select(c for c in wanted if c in cases.columns)
    told = told.with_columns(masked(c).alias(c) for c in ("nik", "no_kk") if c in told.columns)
    if "sources" in told.columns:
        told = told.with_columns(pl.col("sources").list.join("; ").map_elements(mask_text, return_dtype=pl.String))
    return told.sort("id_kasus").write_csv().encode("utf-8")
