"""A returned packet row by row: every valid answer is an `Answer`, every row that is not used has a reason.

Reach for `read_sheet` with one table of kind ANSWERS. The invariants: only the seven answer columns are read, under whatever order or
spelling of headers; a row stands or falls alone; nothing is written here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.answers import cells
from pipeline.answers.evidence import Versions, edited
from pipeline.answers.ids import Ids
from pipeline.standardise.money.amounts import Dialect, dialect
from pipeline.standardise.people.dates import Span, month_first
from schemas import answers as lists
from schemas import rules
from schemas.kinds import answers_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import polars as pl

    from pipeline.answers.evidence import Version
    from pipeline.answers.known import Known
    from pipeline.read import ReadTable

_COLUMNS = {name.replace("_", ""): name for name in (*lists.PACKET_COLUMNS, *lists.PROPOSAL_COLUMNS)}
_SAYS = ("keputusan", "alasan_kode", "jumlah_diterima", "catatan")
"""Answer columns that say something; a name or a date alone leaves a row open."""


@dataclass(frozen=True)
class Place:
    """Where a row stands."""

    file: str
    sha256: str
    sheet: str
    row: int


@dataclass(frozen=True)
class Answer:
    """One valid answer, and the version of the case it answers."""

    place: Place
    version: Version
    keputusan: str
    alasan_kode: str
    jumlah_diterima: int | None
    tgl_kunjungan: dt.date | None
    petugas: str
    bukti: str
    catatan: str


@dataclass(frozen=True)
class Told:
    """What is told back about a row: a rule of `schemas/rules.csv`; `error`: the row is not used, `warning`: it is."""

    place: Place
    id_kasus: str
    rule: str
    column: str = ""
    detail: str = ""
    first: int = 0

    @property
    def severity(self) -> str:
        """error or warning."""
        return rules.rule(self.rule).severity

    @property
    def sentence(self) -> str:
        """The Indonesian sentence."""
        return rules.sentence(self.rule, detail=self.detail, first=self.first)


@dataclass
class Intake:
    """What a sheet (or several) came to. rows = answers + open + refused; `leads` are proposals of USULAN."""

    answers: list[Answer] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    rows: int = 0
    open: int = 0  # rows without an answer: legal, asked again
    refused: int = 0
    leads: list[dict[str, object]] = field(default_factory=list)
    villages: dict[str, Counter[str]] = field(default_factory=dict)  # of the known cases of each file

    def add(self, other: Intake) -> None:
        """Take another sheet's outcome in."""
        self.answers += other.answers
        self.told += other.told
        self.leads += other.leads
        for file, seen in other.villages.items():
            self.villages.setdefault(file, Counter()).update(seen)
        self.rows, self.open, self.refused = self.rows + other.rows, self.open + other.open, self.refused + other.refused


@dataclass(frozen=True)
class Reading:
    """What reading a sheet needs to know: the ids, the versions of cases, which dates make sense."""

    known: Known
    ids: Ids
    versions: Versions
    span: Span

    @classmethod
    def of(cls, known: Known, span: Span) -> Reading:
        """Prepare for many sheets once: look-ups over all known cases. span: the days on which a visit is believed."""
        return cls(known, Ids(known.cases["id_kasus"].unique().to_list()), Versions(known), span)


@dataclass(frozen=True)
class _Column:
    """What whole columns show: how money is written, whether dates are month first."""

    spoken: Dialect
    month_first: bool


def canonical(frame: pl.DataFrame) -> dict[str, str]:
    """Our column names → those of a returned table (`ID Kasus`, `idkasus`, `Id_kasus` are one); the first of a name wins."""
    found: dict[str, str] = {}
    for name in frame.columns:
        ours = _COLUMNS.get(re.sub(r"[\W_]", "", name.lower()))
        if ours is not None:
            found.setdefault(ours, name)
    return found


def read_sheet(table: ReadTable, sha256: str, reading: Reading) -> Intake:
    """Read one KASUS table. Rows come back in their order; two equal answers of one case in a table count once."""
    columns = canonical(table.frame)
    out = Intake()
    rows = [{ours: row[theirs] for ours, theirs in columns.items()} | {"source_row": row["source_row"]} for row in table.frame.to_dicts()]
    column = _Column(
        dialect([cells.given(r.get("jumlah_diterima")) for r in rows]), month_first([cells.given(r.get("tgl_kunjungan")) for r in rows])
    )
    first: dict[tuple[object, ...], int] = {}
    for row in rows:
        place = Place(table.name, sha256, table.sheet, int(row["source_row"]))
        _read_row(row, place, reading, column, first, out)
    return out


def _read_row(
    row: Mapping[str, str | None], place: Place, reading: Reading, column: _Column, first: dict[tuple[object, ...], int], out: Intake
) -> None:
    out.rows += 1
    says = {name: cells.given(row.get(name)) for name in lists.ANSWER_COLUMNS}
    silent = not any(says[name] for name in _SAYS)
    shown = cells.plain(row.get("id_kasus"))
    found = reading.ids.find(shown)
    if shown.lower().replace(" ", "_") == "id_kasus":
        _refuse(out, Told(place, "", "JWB-02"))
        return
    if found.id_kasus is None:
        if silent and not shown:
            _refuse(out, Told(place, "", "JWB-01"))
        else:
            _refuse(out, Told(place, cells.remark(shown)[:24], found.rule or "JWB-01"))
        return
    case = found.id_kasus
    version, doubt = reading.versions.of(case, row)
    out.villages.setdefault(place.file, Counter())[str(version.row["village_code"] or "")] += 1
    changed = edited(row, reading.known, version)
    if changed:
        out.told.append(Told(place, case, "JWB-14", column=changed[0], detail=", ".join(changed[:6])))
    if silent:
        out.open += 1
        return
    if found.mended:
        out.told.append(Told(place, case, "JWB-16", column="id_kasus"))
    if doubt:
        out.told.append(Told(place, case, "JWB-15", column="hash_bukti", detail=doubt))
    answer = _answer(row, place, version, reading.span, column, out)
    if answer is None:
        return
    key = (case, *(getattr(answer, name) for name in lists.ANSWER_COLUMNS))
    if key in first:
        _refuse(out, Told(place, case, "JWB-13", first=first[key]))
        return
    first[key] = place.row
    out.answers.append(answer)


def _refuse(out: Intake, told: Told) -> None:
    out.refused += 1
    out.told.append(told)


def _answer(row: Mapping[str, str | None], place: Place, version: Version, span: Span, column: _Column, out: Intake) -> Answer | None:
    """The answer of a row whose case is known, or None with its reason told."""
    case, words = version.id_kasus, lists.DECISIONS[answers_of(version.kind, str(version.row["rule_id"] or ""))]
    choice = ", ".join(words)
    if not cells.given(row.get("keputusan")):
        _refuse(out, Told(place, case, "JWB-05", column="keputusan"))
        return None
    decision = cells.chosen(row.get("keputusan"), words)
    if decision is None:
        others = [w for group in lists.DECISIONS.values() for w in group]
        rule = "JWB-07" if cells.chosen(row.get("keputusan"), others) else "JWB-06"
        _refuse(out, Told(place, case, rule, column="keputusan", detail=choice))
        return None
    reason = cells.chosen(row.get("alasan_kode"), lists.REASONS) or ""
    note = cells.remark(row.get("catatan"))
    if reason == "LAINNYA" and not note:
        _refuse(out, Told(place, case, "JWB-09", column="catatan"))
        return None
    if cells.given(row.get("alasan_kode")) and not reason:
        out.told.append(Told(place, case, "JWB-08", column="alasan_kode", detail=", ".join(lists.REASONS)))
    amount = cells.rupiah(row.get("jumlah_diterima"), column.spoken)
    if amount is None and cells.given(row.get("jumlah_diterima")):
        out.told.append(Told(place, case, "JWB-10", column="jumlah_diterima"))
    if amount and decision == "TIDAK_MENERIMA":
        out.told.append(Told(place, case, "JWB-11", column="jumlah_diterima"))
        amount = None
    visited = cells.day(row.get("tgl_kunjungan"), span, month_first=column.month_first)
    if visited is None and cells.given(row.get("tgl_kunjungan")):
        out.told.append(Told(place, case, "JWB-12", column="tgl_kunjungan"))
    name = " ".join(cells.remark(row.get("petugas")).split())
    return Answer(place, version, decision, reason, amount, visited, name, cells.remark(row.get("bukti")), note)


def read_files(sheets: Sequence[tuple[str, ReadTable]], reading: Reading) -> Intake:
    """Read many tables, given as (file hash, table): KASUS rows and USULAN rows."""
    from pipeline.answers.leads import read_leads

    out = Intake()
    for sha256, table in sheets:
        if table.layout == "auto:usulan":
            out.add(read_leads(table, sha256, reading.span))
        else:
            out.add(read_sheet(table, sha256, reading))
    for lead in out.leads:
        seen = out.villages.get(str(lead["berkas"]))
        if lead["village_code"] is None and seen:
            lead["village_code"] = min(seen, key=lambda code: (-seen[code], code)) or None
    return out
