"""Take returned packets in: read, check against the published cases, append to the ledger, write the intake report.

Reach for `take_in` from the month run and from `padan answers`; for `in_force_at` when a month is judged. The invariants: the same file
twice adds nothing; every row that is not used stands in the report with its reason; the published bytes of a run depend on the ledger
only, never on this report.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline import store
from pipeline.answers import decisions
from pipeline.answers.identity import bare_side, side_of
from pipeline.answers.in_force import Decisions, in_force
from pipeline.answers.intake import Answer, Intake, Reading, read_files
from pipeline.answers.leads import leads_frame
from pipeline.fact_marks import fact_marks
from pipeline.report.people_csv import people_csv
from pipeline.standardise.people.dates import Span
from pipeline.store.files import write_atomic
from schemas import rules
from schemas.answers import Role
from schemas.ledger import LedgerName

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.answers.decisions import Body
    from pipeline.answers.identity import Side
    from pipeline.answers.known import Known
    from pipeline.read import ReadTable
    from schemas.manifest import Head

EARLIEST = dt.date(2015, 1, 1)
"""No visit is older than the registry."""

LINES: dict[str, pl.DataType] = {
    "berkas": pl.String(),
    "lembar": pl.String(),
    "baris": pl.Int64(),
    "id_kasus": pl.String(),
    "hasil": pl.String(),  # DITERIMA, SUDAH_ADA, DIABAIKAN, CATATAN, BENTROK
    "keputusan": pl.String(),
    "aturan": pl.String(),
    "kolom": pl.String(),
    "penjelasan": pl.String(),
}
"""Columns of the intake report: one line an answer, one a reason; open rows are only counted."""


@dataclass(frozen=True)
class IntakeReport:
    """What taking files in came to.

    rows = landed + known + open + refused (+ proposals). landed: new in the ledger; known: there already; open: without an answer;
    refused: not used, each with its reason in `lines`. edited: rows whose locked cells were changed. conflicts: among the cases touched.
    path: the report on disk, None where there was nothing to take.
    """

    files: tuple[str, ...]
    rows: int
    landed: int
    known: int
    open: int
    refused: int
    edited: int
    conflicts: pl.DataFrame
    leads: pl.DataFrame
    lines: pl.DataFrame
    path: Path | None = None


def take_in(
    data: Path,
    sheets: Sequence[tuple[str, ReadTable]],
    known: Known,
    *,
    latest: dt.date,
    key: bytes,
    role: Role = Role.VERIFIER,
    dated: dt.date | None = None,
    second: str | None = None,
    by: str = "",
) -> IntakeReport:
    """Take the answers of returned tables into the ledger.

    sheets: (SHA-256 of the file, table of kind ANSWERS) of any number of files. known: the case universe. latest: no visit lies after it.
    role: AUDIT outranks. dated: the day of answers that state none. second: who signs them too. by: who answered where `petugas` is blank.
    Raises PadanError for a broken ledger or a disk that refuses; never for what a row holds.
    """
    got = read_files(sheets, Reading.of(known, Span(EARLIEST, latest)))
    bodies = [_body(answer, known, key, role, dated, by) for answer in got.answers]
    kept = decisions.keep(data, bodies, second=second)
    touched = {answer.version.id_kasus for answer in got.answers}
    now = in_force([e for e in kept.entries if e.body.get("id_kasus") in touched])
    lines = _lines(got, kept.states, now.conflicts)
    names = tuple(dict.fromkeys(table.name for _, table in sheets))
    states = list(kept.states)
    return IntakeReport(
        files=names,
        rows=got.rows,
        landed=states.count("baru"),
        known=states.count("sudah_ada"),
        open=got.open,
        refused=got.refused + states.count("dicabut"),
        edited=sum(told.rule == "JWB-14" for told in got.told),
        conflicts=now.conflicts,
        leads=leads_frame(got.leads),
        lines=lines,
        path=_write(data, sheets, lines) if got.rows else None,
    )


def _body(answer: Answer, known: Known, key: bytes, role: Role, dated: dt.date | None, by: str) -> Body:
    """The entry of one answer. `score`, `rule_id` and `marks` are what was asked then: precision and reopening are learned from them."""
    row = answer.version.row
    visited = answer.tgl_kunjungan
    body: Body = {
        "tindakan": decisions.ANSWER,
        "id_kasus": answer.version.id_kasus,
        "keputusan": answer.keputusan,
        "alasan_kode": answer.alasan_kode or None,
        "jumlah_diterima": answer.jumlah_diterima,
        "tgl_kunjungan": visited.isoformat() if visited else None,
        "tanggal": dated.isoformat() if dated and not visited else None,
        "petugas": answer.petugas or " ".join(by.split()) or None,
        "bukti": answer.bukti or None,
        "catatan": answer.catatan or None,
        "peran": role.value,
        "evidence_hash": answer.version.evidence_hash,
        "marks": fact_marks(answer.version.id_kasus, str(row["facts"] or "{}")),
        **{name: row[name] for name in ("kind", "programme", "period", "run_id", "rule_id", "score", "village_code")},
        "berkas": answer.place.file,
        "lembar": answer.place.sheet,
        "baris": answer.place.row,
        "sha256": answer.place.sha256,
    }
    about_two = row["kind"] != "BD-00" or row["rule_id"] == "CAKUPAN-04"  # a payment in process is no question of who is who
    if about_two and answer.keputusan in ("ORANG_SAMA", "ORANG_BERBEDA"):
        body["sides"] = {"a": _side(answer, known, key, "a"), "b": _side(answer, known, key, "b")}
    return {name: value for name, value in body.items() if value is not None}


def _side(answer: Answer, known: Known, key: bytes, which: str) -> Side:
    """Tokens of one side of the case: from its row in the run that asked, else from what the case shows."""
    row = answer.version.row
    place, people = row[f"sources_{which}"], known.people(*answer.version.run)
    if people is not None and place:
        found = people.filter(pl.col("place") == str(place))
        if found.height == 1:
            return side_of(key, found.row(0, named=True))
    if row[f"{which}_name"] is None:
        return {}
    nik, village = row[f"{which}_nik"], row["village_code"]
    return bare_side(
        key, str(row[f"{which}_name"]), str(nik) if nik else None, row[f"{which}_birth_date"], str(village) if village else None
    )


def _lines(got: Intake, states: Sequence[str], conflicts: pl.DataFrame) -> pl.DataFrame:
    """The intake report: answers, reasons and remarks in order of file and row, conflicts last."""
    lines: list[dict[str, object]] = []
    for answer, state in zip(got.answers, states, strict=True):
        done = {"baru": ("DITERIMA", ""), "sudah_ada": ("SUDAH_ADA", ""), "dicabut": ("DIABAIKAN", "JWB-17")}[state]
        said = "Jawaban ini sudah tercatat." if state == "sudah_ada" else ""
        lines.append(
            {
                "berkas": answer.place.file,
                "lembar": answer.place.sheet,
                "baris": answer.place.row,
                "id_kasus": answer.version.id_kasus,
                "hasil": done[0],
                "keputusan": answer.keputusan,
                "aturan": done[1],
                "penjelasan": rules.sentence(done[1]) if done[1] else said,
            }
        )
    lines += [
        {
            "berkas": told.place.file,
            "lembar": told.place.sheet,
            "baris": told.place.row,
            "id_kasus": told.id_kasus,
            "hasil": "DIABAIKAN" if told.severity == "error" else "CATATAN",
            "aturan": told.rule,
            "kolom": told.column,
            "penjelasan": told.sentence,
        }
        for told in got.told
    ]
    lines.sort(
        key=lambda line: (str(line["berkas"]), str(line["lembar"]), int(str(line["baris"])), str(line["hasil"]), str(line["aturan"]))
    )
    lines += [
        {"id_kasus": c["id_kasus"], "hasil": "BENTROK", "aturan": "JWB-18", "penjelasan": rules.sentence("JWB-18", detail=c["keputusan"])}
        for c in conflicts.iter_rows(named=True)
    ]
    return pl.DataFrame([{name: line.get(name) for name in LINES} for line in lines], schema=LINES, orient="row")


def intake_folder(data: Path) -> Path:
    """Where intake reports lie: beside the ledger, for they belong to no run."""
    return data / "clean" / "ledger" / "intake"


def _write(data: Path, sheets: Sequence[tuple[str, ReadTable]], lines: pl.DataFrame) -> Path:
    """Write the report (a CSV for people) under a name made of the files' hashes; taking the same files again replaces it."""
    digest = hashlib.sha256("\n".join(sorted({sha for sha, _ in sheets})).encode()).hexdigest()[:12]
    folder = intake_folder(data)
    store.files.make_folder(folder)
    path = folder / f"terima_{digest}.csv"
    with store.files.telling(str(path)):
        write_atomic(path, people_csv(lines.with_columns(pl.col(pl.String).fill_null(""))))
    return path


def told(report: IntakeReport) -> str:
    """One Indonesian line for the officer: what landed, what did not, where the reasons stand."""
    parts = [
        f"{report.landed} jawaban baru",
        f"{report.known} sudah tercatat",
        f"{report.open} belum dijawab",
        f"{report.refused} tidak dipakai",
    ]
    if report.edited:
        parts.append(f"{report.edited} baris dengan kolom bukti yang diubah")
    if report.conflicts.height:
        parts.append(f"{report.conflicts.height} kasus dengan jawaban bentrok, tidak diberlakukan")
    if report.leads.height:
        parts.append(f"{report.leads.height} usulan")
    where = f" Alasan tiap baris: {report.path}" if report.path else ""
    return f"Jawaban dari {len(report.files)} berkas: {', '.join(parts)}.{where}"


def in_force_at(data: Path, head: Head | None = None) -> Decisions:
    """What counts as of a run: answers, identity decisions, conflicts (`head` as the run's parts hold it; None: now)."""
    return in_force(store.read_ledger(data, LedgerName.DECISIONS, upto=head))
