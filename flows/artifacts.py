"""What the Prefect page shows of a run: counts, coverage, what is missing, where the report lies. Never a row, never a name.

When to reach for it: after publishing. The invariants: every value is a number, a code of a closed list, a month, a run id
or a file label; a page that cannot be written is a log line, never a failed run.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from flows.prefect_api import silent
from pipeline.store.files import load_json, mask_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.gather.standing import MonthResult

log = logging.getLogger("pipeline.flows")


_CAUSES = {
    "input": "masukan",
    "rule": "aturan",
    "setting": "pengaturan",
    "decision": "keputusan verifikator",
    "history": "riwayat",
    "key": "kunci kantor",
    "library": "pustaka",
    "vanished": "daftar yang hilang",
    "code": "versi Padan",
}
"""What went in differently, by the kinds of `pipeline.store.diff.Cause`; how it differs is told by `padan audit diff`."""


def key(*parts: str) -> str:
    """A Prefect artifact key: lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")


def summary(period: str, result: MonthResult) -> str:
    """The summary of a month in Markdown: counts by kind, missing sources, the run."""
    rows = "\n".join(f"| {kind} | {count} |" for kind, count in sorted(result.counts.items()))
    missing = "\n".join(f"- {mask_digits(source)}" for source in result.missing_sources) or "- tidak ada"
    state = "tidak ada yang berubah sejak itu" if result.unchanged else "baru dihitung"
    return (
        f"## {period}, jalan `{result.run_id}`\n\n{state}. Indikasi, belum diverifikasi.\n\n"
        f"| jenis kasus | jumlah |\n|---|---|\n{rows}\n\n**Ditunggu dan belum masuk**\n{missing}\n"
    )


def coverage(period: str, told: Iterable[Mapping[str, Any]]) -> str:
    """How complete the sources are, in Markdown: per programme the villages, those that can be judged, and who is silent in how many.

    `told`: `coverage` of a run's `run.json`, a row per programme and village.
    """
    villages, able, missing = Counter[str](), Counter[str](), dict[str, Counter[str]]()
    for row in told:
        programme = str(row["programme"])
        villages[programme] += 1
        able[programme] += bool(row["assessable"])
        missing.setdefault(programme, Counter()).update(map(str, row["silent"]))
    rows = "\n".join(
        f"| {p} | {villages[p]} | {able[p]} | {', '.join(f'{s} ({n})' for s, n in sorted(missing[p].items())) or '-'} |"
        for p in sorted(villages)
    )
    return mask_digits(
        f"## {period}: kelengkapan sumber\n\n| program | kelurahan/desa | dapat dinilai | belum mengirim (di berapa kelurahan/desa) |\n"
        f"|---|---|---|---|\n{rows}\n"
    )


def of_month(period: str, result: MonthResult) -> None:
    """Write the artifacts of a month's run."""
    from prefect.artifacts import create_link_artifact, create_markdown_artifact

    if silent():  # each artifact would be tried for a quarter of a minute
        log.warning("artifacts of %s were not written (no API)", period)
        return
    try:
        create_markdown_artifact(summary(period, result), key=key("summary", period), description=f"Hasil {period}")
        told = load_json(result.folder / "reports" / "run.json")["coverage"]
        create_markdown_artifact(coverage(period, told), key=key("coverage", period), description=f"Kelengkapan sumber {period}")
        page = result.folder / "reports" / "ringkasan.html"
        create_link_artifact(
            page.as_uri(), link_text=f"ringkasan.html {period}", key=key("report", period), description=f"Laporan {period}, di mesin ini"
        )
        if result.unchanged:
            return
        changes = changed(period, result)
        if changes:
            create_markdown_artifact(changes, key=key("changes", period), description="Yang berubah sejak jalan sebelumnya")
    except Exception as error:  # noqa: BLE001  (a page is never worth a run)
        log.warning("artifacts of %s were not written (%s)", period, type(error).__name__)


def changed(period: str, result: MonthResult) -> str | None:
    """What changed since the run that counted before, in counts and causes; None when this is the first."""
    from pipeline import store
    from schemas.ledger import EntryKind, LedgerName

    data = result.folder.parents[2]
    entries = store.read_ledger(data, LedgerName.RUNS)
    runs = [str(e.body["run_id"]) for e in entries if e.kind == EntryKind.RUN and e.body["period"] == period]
    before = [r for r in runs if r != result.run_id]
    if not before:
        return None
    old = store.run_folder(data, period, before[-1])
    if not (old / "tables" / "cases.parquet").is_file():
        return None
    diff = store.diff_runs(old, result.folder)
    causes = "\n".join(f"- {mask_digits(f'{_CAUSES[c.kind]} {c.name}'.strip())}" for c in diff.causes) or "- tidak ada"
    return (
        f"## {period}: `{before[-1]}` → `{result.run_id}`\n\n| | kasus |\n|---|---|\n| datang | {diff.came.height} |\n"
        f"| pergi | {diff.went.height} |\n| berubah | {diff.changed.height} |\n\n**Sebabnya**\n{causes}\n"
    )
