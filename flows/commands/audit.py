"""`padan audit`: verify, runs, rerun, diff, explain. What an auditor asks, a year later."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (cyclopts reads annotations when the program runs)
from typing import Annotated

from cyclopts import Parameter

from flows.console import out, progress, say
from flows.options import DEFAULT_DATA, DataFolder, Month, data_folder
from pipeline.errors import BAD_INPUT, DONE, FINDINGS, PadanError

SHORTEST = 12
"""Digits by which a noted hash is known."""


def verify(
    *,
    noted: Annotated[
        tuple[str, ...],
        Parameter(help="Hash of a ledger entry (12 digits or more) written down earlier: it must still stand there. Repeatable."),
    ] = (),
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Recompute every hash of every published run and name what was altered, removed or put in. Exit 1 if anything was.

    Examples
    --------
    ```
    padan audit verify
    padan audit verify --noted 5f1c…
    ```
    """
    folder = data_folder(data)
    written = [sha.strip().lower() for sha in noted]
    if any(len(sha) < SHORTEST or set(sha) - set("0123456789abcdef") for sha in written):
        raise PadanError(f"--noted meminta hash entri, paling sedikit {SHORTEST} angka heksadesimal pertamanya.")
    from pipeline import store

    with progress() as show:
        show("recomputing every hash")
        verdict = store.verify(folder, written)
    for breach in verdict.breaches:
        out(str(breach))
    for remark in verdict.remarks:
        out(f"remark: {remark}")
    for name, end in verdict.ends:
        out(f"ledger/{name}.jsonl ends with entry {end.entries}, {end.sha256 if end.entries else 'none'}")
    told = f"{verdict.runs} runs, {verdict.files} files, {verdict.entries} ledger entries"
    out(f"{told}: {'nothing was altered' if not verdict.breaches else f'{len(verdict.breaches)} breaches, named above'}")
    return FINDINGS if verdict.breaches else DONE


def runs(*, data: DataFolder = DEFAULT_DATA) -> int:
    """List the published runs in the order in which they came to count; `*` marks those that count now.

    Examples
    --------
    ```
    padan audit runs
    ```
    """
    folder = data_folder(data)
    from pipeline import store
    from schemas.ledger import EntryKind, LedgerName

    for entry in store.read_ledger(folder, LedgerName.RUNS):
        if entry.kind == EntryKind.RUN:
            period, run = str(entry.body["period"]), str(entry.body["run_id"])
            out(f"{entry.number:>4}  {period}  {run}{' *' if store.current(folder, period) == run else ''}")
        else:
            out(f"{entry.number:>4}  {entry.kind}  {entry.body.get('period', entry.body.get('before', ''))}")
    return DONE


def find_run(data: Path, name: str) -> Path:
    """The folder of a run named as `RUN`, `YYYY-MM` (the one that counts) or `YYYY-MM/RUN`; an id may be shortened.

    PadanError where there is none, or its data were purged.
    """
    from pipeline import store
    from schemas.ledger import LedgerName

    folder = _named(data, name)
    if f"{folder.parent.name}/{folder.name}" in store.purged_runs(store.read_ledger(data, LedgerName.RUNS)):
        raise PadanError(
            "data jalan ini sudah dihapus (purge); yang tinggal hanya manifesnya. Sebut jalan lain.",
            file=f"{folder.parent.name}/{folder.name}",
        )
    return folder


def _named(data: Path, name: str) -> Path:
    from pipeline import store

    period, _, run = name.rpartition("/")
    if not period and len(name) == 7 and name[4] == "-":
        now = store.current(data, store.check_month(name))
        if now is None:
            raise PadanError(f"{name} belum terbit. `padan audit runs` menyebut yang terbit.")
        return store.run_folder(data, name, now)
    if len(run) < 4 or not run.isascii() or not run.isalnum():
        raise PadanError("sebut jalan dengan nomornya (12 huruf dan angka, atau beberapa yang pertama), atau bulan dengan YYYY-MM.")
    pattern = f"{store.check_month(period) if period else '????-??'}/{run}*"
    found = sorted(p for p in (data / "clean").glob(pattern) if p.is_dir() and not p.is_symlink())
    if len(found) != 1:
        raise PadanError(
            f"{'tidak ada' if not found else 'lebih dari satu'} jalan terbit yang bernama {run}. `padan audit runs` menyebut semuanya."
        )
    return found[0]


def diff(first: str, second: str, /, *, data: DataFolder = DEFAULT_DATA) -> int:
    """Compare two runs: which cases came, went, changed, and what went in differently.

    Parameters
    ----------
    first
        The earlier run: its id, or YYYY-MM for the one that counts.
    second
        The later run.

    Examples
    --------
    ```
    padan audit diff k3qz 7tma
    padan audit diff 2025-04 2025-05
    ```
    """
    folder = data_folder(data)
    from pipeline import store

    told = store.diff_runs(find_run(folder, first), find_run(folder, second))
    for name, frame in (("came", told.came), ("went", told.went)):
        out(f"{name}: {frame.height}")
        for row in frame.iter_rows(named=True):
            out(f"  {row['id_kasus']}  {row['programme'] or '-'}  {row['village_code'] or '-'}")
    out(f"changed: {told.changed.height}")
    for row in told.changed.iter_rows(named=True):
        out(f"  {row['id_kasus']}  {row['fields']}")
    out("why:" if told.causes else "why: the same inputs, rules, decisions, settings, libraries and code")
    for cause in told.causes:
        out(f"  {cause}")
    return DONE


def rerun(
    period: Month,
    /,
    *,
    run: Annotated[str | None, Parameter(help="Run id (default: the one that counts).")] = None,
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Build a past month again from what its run kept, in a scratch folder, and compare every byte. Exit 1 if any differs.

    Examples
    --------
    ```
    padan audit rerun 2024-12
    padan audit rerun 2024-12 --run k3qz7tma2b4c
    ```
    """
    folder = data_folder(data)
    from flows.audit import rerun_month
    from pipeline import store

    store.check_month(period)
    target = find_run(folder, f"{period}/{run}" if run else period)
    with progress() as show:
        told = rerun_month(folder, period, target.name, progress=show)
    if told.identical:
        out(f"{period} run {target.name}: identical ({told.files} published files, byte for byte)")
        return DONE
    why = "; ".join(str(c) for c in told.causes) or "no input, rule, decision, setting, library or code differs: a defect"
    out(told.cases)
    for name in told.differing:
        out(f"{name} ← {why}")
    return FINDINGS


def explain(id_kasus: str, /, *, data: DataFolder = DEFAULT_DATA) -> int:
    """Print the trail of a case: rows and values it stands on, links field by field, decisions, runs it lived in.

    Parameters
    ----------
    id_kasus
        The case, as lists print it.

    Examples
    --------
    ```
    padan audit explain IE-7Q3K9X2MRT-4
    ```
    """
    folder = data_folder(data)
    from flows.trail import explain_case

    lines = explain_case(folder, id_kasus.strip().upper())
    if not lines:
        say("padan: no published run knows this case. Check the spelling: the last letter is a check character.")
        return BAD_INPUT
    for line in lines:
        out(line)
    return DONE


def pack(
    period: str,
    /,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="A new folder to put the pack into.")],
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Make a masked folder to take along, checked with `sha256sum -c SHA256SUMS` and nothing else.

    Parameters
    ----------
    period
        The month, YYYY-MM (the run that counts), or a run id.

    Examples
    --------
    ```
    padan audit pack 2024-12 -o audit-2024-12
    ```
    """
    folder = data_folder(data)
    from flows.audit import pack_month

    files = pack_month(folder, find_run(folder, period), output)
    out(f"{output}: {files} files; check them with: sha256sum -c SHA256SUMS")
    return DONE
