"""One file inside the parsing fork: unpack, tell text from workbook, read every table, write the outcome down.

Reach for it from `pipeline.read.contained.child` only. Everything here may be killed at any moment; nothing is printed.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.read.columns.headers import build_vocabulary
from pipeline.read.columns.layouts import make_plan
from pipeline.read.contained.child import memory_file
from pipeline.read.formats import sniff
from pipeline.read.formats.archive import Bounds, checked, gunzip, members, unpack
from pipeline.read.model import REJECTS
from pipeline.read.outcome import Knowledge, Outcome
from pipeline.read.parts import broken_off, parts_of_pages
from pipeline.read.refusal import Refused, shown
from pipeline.read.shapes import headerless
from pipeline.read.shapes.apart import ApartGrid, apart
from pipeline.read.shapes.boxes import boxed
from pipeline.read.shapes.cards import carded
from pipeline.read.shapes.colours import coloured
from pipeline.read.shapes.comments import commented
from pipeline.read.shapes.itemised import itemised, of_one_column
from pipeline.read.shapes.label_blocks import blocks_of
from pipeline.read.shapes.longform import turned
from pipeline.read.shapes.opensid import programme_sheet, told_target
from pipeline.read.shapes.person_in_one_cell import person_apart
from pipeline.read.shapes.pivot import is_pivot
from pipeline.read.shapes.sideways import sideways
from pipeline.read.shapes.stacked import stacked
from pipeline.read.shapes.sums_in_one_cell import sums_apart
from pipeline.read.tables import read_grids
from pipeline.read.texts import delimited, fixed_width, printed
from pipeline.read.texts.text import decode
from pipeline.read.texts.tight import by_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.read.columns.locate import Finder
    from pipeline.read.grid import Grid
    from pipeline.read.texts.lines import Lines

_NO_HEADER = (
    "baris judul kolom tidak ditemukan: tidak ada baris yang memuat kolom NIK, Nama, No. KK atau No. KKS. "
    "Tambahkan baris judul kolom di atas datanya, atau daftarkan tata letaknya dengan 'padan layout adopt'."
)
_PIVOT = "Lembar '{sheet}' adalah tabel pivot (rekap jumlah), bukan daftar orang; tidak dibaca."
_ONLY_PIVOTS = "berkas ini hanya berisi tabel pivot (rekap jumlah), bukan daftar orang. Minta pengirim mengirim daftar asalnya."
_BROKEN_OFF = (
    "Berkas ini terputus di tengah baris {row}; baris itu dan yang sesudahnya tidak ada di sini. Minta pengirim mengirim ulang seluruhnya."
)
_WORKBOOK_MEMBERS = 5_000
_FORM_LINES = 50_000
"""Lines of a text that are looked at for forms."""
_NAMED, _EVEN = 2, 0.5
"""Fields that a header must name; share of the first lines that must have one number of cells, for a text to be parted by a sign."""


@dataclass
class Account:
    """What one file came to, before it is written down."""

    container: str = ""
    encoding: str = ""
    delimiter: str = ""
    outcomes: list[Outcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    only_grids: bool = False


def preload() -> None:
    """Import what a fork would otherwise import again for each file."""
    import encodings.cp437  # noqa: F401  (zip member names)

    import numpy.ma  # noqa: F401

    import pipeline.read.formats.dbase
    import pipeline.read.formats.excel
    import pipeline.read.formats.html
    import pipeline.read.formats.word
    import pipeline.read.formats.xml2003  # noqa: F401


def prepare(knowledge: Mapping[str, Any]) -> Knowledge:
    """Make the look-up tables of a knowledge message (synonyms, layouts, search depth)."""
    plans = tuple(make_plan(layout) for layout in knowledge["layouts"])
    return Knowledge(build_vocabulary(knowledge["synonyms"]), plans, knowledge["search"])


def read_bytes(data: bytes, limits: Mapping[str, int], knowledge: Knowledge) -> list[int]:
    """Read one file's bytes. Returns descriptors: the outcome as JSON, then per table its frame and its rejects (Arrow)."""
    digest = _Digest(data)
    account = Account()
    try:
        _read(data, account, limits, knowledge, sheet="")
        problem = None if account.outcomes else _NO_HEADER
    except Refused as refusal:
        problem, account.outcomes = str(refusal), []
    handles: list[int] = []
    tables = []
    for outcome in account.outcomes:
        tables.append(_summary(outcome))
        handles += [_arrow(outcome.frame), _arrow(_rejects(outcome))]
    summary = {
        "sha256": digest.value(),
        "size": len(data),
        "container": account.container,
        "encoding": account.encoding,
        "delimiter": account.delimiter,
        "problem": problem,
        "notes": account.notes,
        "tables": tables,
    }
    return [memory_file(json.dumps(summary).encode()), *handles]


def read_plain_bytes(data: bytes, limits: Mapping[str, int], knowledge: Knowledge) -> list[int]:
    """Read one file without a layout (`pipeline.read.plain`). Returns descriptors: names or problem as JSON, the frame."""
    from pipeline.read.plain import plain_table

    try:
        frame, names = plain_table(data, dict(limits), knowledge)
    except Refused as refusal:
        return [memory_file(json.dumps({"problem": str(refusal)}).encode())]
    columns = {"from": frame.columns, "to": names}
    return [memory_file(json.dumps({"problem": None, "columns": columns}).encode()), _arrow(frame)]


def grids_of(data: bytes, limits: Mapping[str, int], knowledge: Knowledge) -> list[Grid]:
    """Every grid of a file, unread; members of an archive one after another."""
    account = Account(only_grids=True)
    _read(data, account, limits, knowledge, sheet="")
    return account.grids


class _Digest:
    """SHA-256 of the file, computed beside the parsing."""

    def __init__(self, data: bytes) -> None:
        self._found = ""
        self._thread = threading.Thread(target=self._compute, args=(data,), daemon=True)
        self._thread.start()

    def _compute(self, data: bytes) -> None:
        self._found = hashlib.sha256(data).hexdigest()

    def value(self) -> str:
        self._thread.join()
        return self._found


def _read(data: bytes, account: Account, limits: Mapping[str, int], knowledge: Knowledge, *, sheet: str) -> None:
    bounds = Bounds(limits["unpacked_bytes"], limits["unpacked_ratio"], limits["members"])
    kind = sniff.container_of(data[:4096])
    if kind == "gzip":
        account.container = account.container or "gzip"
        inner = gunzip(data, bounds)
        if inner.startswith(b"\x1f\x8b"):
            raise Refused("gzip di dalam gzip tidak dibuka. Kirim berkas aslinya.")
        _read(inner, account, limits, knowledge, sheet=sheet)
    elif kind == "zip":
        _read_zip(data, account, limits, knowledge, bounds, sheet)
    elif kind == "mail":
        _read_mail(data, account, limits, knowledge, sheet)
    elif kind == "ole2":
        from pipeline.read.formats.excel import old_workbook

        account.container = account.container or "xls"
        _take(old_workbook(data, limits), account, knowledge, limits)
    elif kind == "dbase":
        from pipeline.read.formats.dbase import dbase_grid

        account.container = account.container or kind
        _take([dbase_grid(data, limits)], account, knowledge, limits)
    elif kind == "html":
        from pipeline.read.formats.html import html_grids

        account.container = account.container or "html"
        text = decode(data)
        account.encoding = text.encoding
        _take(html_grids(text.data.decode("utf-8", "replace"), limits["columns"]), account, knowledge, limits)
    elif kind == "xml2003":
        from pipeline.read.formats.xml2003 import xml_grids

        account.container = account.container or "xml2003"
        text = decode(data)
        account.encoding = text.encoding
        _take(xml_grids(text.data, limits["columns"]), account, knowledge, limits)
    else:
        _read_text(data, account, limits, knowledge, sheet)


def _read_text(data: bytes, account: Account, limits: Mapping[str, int], knowledge: Knowledge, sheet: str) -> None:
    text = decode(data)
    account.container, account.encoding = account.container or "csv", text.encoding
    before = len(account.outcomes)
    finder = knowledge.finder()

    def score(rows: Sequence[Any]) -> float:
        if max((len(row.cells) for row in rows), default=0) > limits["columns"]:
            return 0.0
        header = finder.find(rows, knowledge.search)
        return header.score if header else 0.0

    grid = delimited.delimited_grids(text.data, search=knowledge.search, line_bytes=limits["line_bytes"], sheet=sheet, score=score)
    account.delimiter = grid.separator if grid.separator != delimited.NONE else ""
    named = score(grid.top())
    if named < _NAMED or delimited.evenness(grid.top()) < _EVEN:  # labels with colons part a line too, and no list
        aligned = fixed_width.by_blanks(grid.lines, finder, search=knowledge.search, sheet=sheet)
        if aligned is not None and (named < _NAMED or score(aligned.top()) > named):
            account.delimiter = ""
            _take([aligned], account, knowledge, limits)
            _tell_pages(account.outcomes[before:], text.data, always=True)
            return
    if named < _NAMED:
        texts = [grid.lines.text(i) for i in range(min(len(grid.lines), _FORM_LINES))]
        lined = _by_lines(grid.lines, texts, finder, knowledge, sheet)
        if lined is not None:
            account.delimiter = ""
            _take([lined], account, knowledge, limits)
            _tell_pages(account.outcomes[before:], text.data, always=True)
            return
        cut = fixed_width.by_slices(grid.lines, knowledge.plans, search=knowledge.search, sheet=sheet)
        if cut is not None and not account.only_grids:
            account.delimiter = ""
            account.outcomes.append(headerless.by_slices(cut[1], cut[0]))
            return
        forms = blocks_of(texts, finder, search=knowledge.search, sheet=sheet)
        if forms is not None:
            account.delimiter = ""
            _take([forms], account, knowledge, limits)
            return
        if not account.only_grids:
            printed.refuse_uncut([grid.lines.text(i) for i in range(min(len(grid.lines), 1_000))], grid.separator)
    _take([grid], account, knowledge, limits)
    _tell_pages(account.outcomes[before:], text.data, always=False)
    if (row := grid.broken_off()) is not None and len(account.outcomes) > before:
        last = account.outcomes[-1]
        last.hints = {**last.hints, "parts": [*last.hints.get("parts", ()), *broken_off(row)]}
        last.notes.append(_BROKEN_OFF.format(row=row))


def _by_lines(lines: Lines, texts: Sequence[str], finder: Finder, knowledge: Knowledge, sheet: str) -> Grid | None:
    """The grid of a text whose columns nothing parts: by what its words are, by numbered lines, or page by page; None for any other."""
    tight = by_kinds(lines, finder, search=knowledge.search, sheet=sheet)
    items = None if tight else itemised(texts, finder, search=knowledge.search, sheet=sheet)
    return tight or items or printed.by_pages(lines, finder, search=knowledge.search, sheet=sheet)


def _tell_pages(outcomes: Sequence[Outcome], data: bytes, *, always: bool) -> None:
    """Give the tables of a text the pages that all of its lines name: those between the rows were taken off with their headers.

    `always`: of a print; any other text is looked through where its title or its end names a part.
    """
    for outcome in outcomes:
        if always or outcome.hints.get("parts"):
            parts = [*outcome.hints.get("parts", ()), *parts_of_pages(data.decode("utf-8", "replace"))]
            outcome.hints = {**outcome.hints, **({"parts": list(dict.fromkeys(parts))} if parts else {})}


def _read_zip(data: bytes, account: Account, limits: Mapping[str, int], knowledge: Knowledge, bounds: Bounds, sheet: str) -> None:
    kind = sniff.zip_kind(sniff.open_zip(data))
    if kind != "zip":
        from pipeline.read.formats.excel import new_workbook
        from pipeline.read.formats.word import word_grids

        account.container = account.container or kind
        archive = checked(data, Bounds(bounds.unpacked, bounds.ratio, _WORKBOOK_MEMBERS))
        finder = knowledge.finder()
        forms = partial(blocks_of, finder=finder, search=knowledge.search, sheet="")
        grids = word_grids(archive, limits, forms) if kind == "docx" else new_workbook(data, archive, kind, limits)
        _take(grids, account, knowledge, limits)
        return
    if sheet:
        raise Refused("arsip di dalam arsip tidak dibuka. Buka arsipnya dan kirim berkas isinya.")
    account.container = "zip"
    archive = checked(data, bounds)
    _read_each({name: partial(unpack, archive, info) for name, info in members(archive).items()}, account, limits, knowledge, "Isi arsip")


def _read_mail(data: bytes, account: Account, limits: Mapping[str, int], knowledge: Knowledge, sheet: str) -> None:
    from pipeline.read.formats.mail import attachments

    found = attachments(data)
    if sheet or not found:
        raise Refused("ini surel (.eml) tanpa lampiran yang dapat dibaca. Simpan lampirannya, lalu kirim lampiran itu.")
    account.container = "eml"
    _read_each({name: partial(bytes, content) for name, content in found.items()}, account, limits, knowledge, "Lampiran surel")


def _read_each(
    found: Mapping[str, Callable[[], bytes]], account: Account, limits: Mapping[str, int], knowledge: Knowledge, called: str
) -> None:
    """Read the files inside another one, each as a sheet of its name; one that cannot be read is told, and refused where it is alone."""
    for name, content in found.items():
        inner = content()
        before = len(account.outcomes)
        try:
            _read(inner, account, limits, knowledge, sheet=_member_name(name))
        except Refused as refusal:
            if len(found) == 1:
                raise
            account.notes.append(f"{called} '{shown(name)}' tidak dibaca: {refusal}")
        for outcome in account.outcomes[before:]:
            inside = "" if outcome.sheet in ("", _member_name(name)) else f"/{outcome.sheet}"
            outcome.sheet = _member_name(name) + inside


def _member_name(name: str) -> str:
    return name.replace("|", "/")


def _take(grids: Sequence[Grid], account: Account, knowledge: Knowledge, limits: Mapping[str, int]) -> None:
    """Read each grid; a sheet without a table is noted, and counts only when nothing else was found."""
    empty: list[str] = []
    if account.only_grids:
        account.grids += grids
        return
    programme = next((said for grid in grids if (said := programme_sheet(grid.top()))), "")
    knowledge = replace(knowledge, plans=told_target(knowledge.plans, [grid.top() for grid in grids] if programme else []))
    for grid in grids:
        if grid.width() > limits["columns"]:
            raise Refused(f"ada {grid.width()} kolom, paling banyak {limits['columns']}. Kirim hanya kolom yang diperlukan.")
    finder = knowledge.finder()
    grids = [commented(coloured(boxed(grid), finder, knowledge.search), finder, knowledge.search) for grid in grids]
    grids = [of_one_column(grid, finder, knowledge.search) for grid in grids]
    grids = [person_apart(grid, knowledge.search) for grid in grids]
    grids = [sums_apart(stacked(grid, finder, knowledge.search), finder, knowledge.search) for grid in grids]
    grids = sideways([turned(grid, finder, knowledge.search) for grid in grids], finder)
    grids = [carded(grid, finder, knowledge.search) for grid in grids]
    grids = [apart(grid, finder, knowledge.search) for grid in grids]
    pivots = [grid for grid in grids if is_pivot(grid.top())]
    lists = [grid for grid in grids if grid not in pivots and not programme_sheet(grid.top())]
    if pivots and not lists:
        raise Refused(_ONLY_PIVOTS)
    outcomes = dict(zip(map(id, lists), read_grids(lists, knowledge), strict=True))
    for grid in grids:
        if grid in pivots:
            account.notes.append(_PIVOT.format(sheet=shown(grid.sheet)))
            continue
        tables = outcomes.get(id(grid), [])
        if not tables:
            empty.append(shown(grid.sheet))
            continue
        tables[0].notes += grid.notes
        if grid.hidden:
            tables[0].notes.append(f"Lembar '{shown(grid.sheet)}' tersembunyi di Excel, tetapi ikut dibaca.")
        if isinstance(grid, ApartGrid):
            grid.restore(tables)
        for outcome in tables:
            outcome.title = " / ".join(part for part in (outcome.title, programme) if part)
        account.outcomes += tables
    if empty and any(empty):
        names = ", ".join(f"'{name}'" for name in empty if name)
        account.notes.append(f"Lembar tanpa tabel orang, dilewati: {names}.")


def _arrow(frame: pl.DataFrame) -> int:
    handle = memory_file()
    frame.write_ipc(f"/proc/self/fd/{handle}", compression="uncompressed")
    return handle


def _rejects(outcome: Outcome) -> pl.DataFrame:
    rows = [
        ("", outcome.sheet, t.row, outcome.columns.get(-1 if t.column is None else t.column), t.rule, t.severity, t.sentence, t.value)
        for t in outcome.troubles
    ]
    return pl.DataFrame(rows, schema=REJECTS, orient="row")


def _summary(outcome: Outcome) -> dict[str, Any]:
    return {
        "sheet": outcome.sheet,
        "kind": outcome.kind.value,
        "layout": outcome.layout,
        "header_row": outcome.header_row,
        "headers": outcome.headers,
        "title": outcome.title,
        "unmapped": outcome.unmapped,
        "unused": outcome.unused,
        "nearest": outcome.nearest,
        "totals": [(t.field, t.row, t.value_text) for t in outcome.totals],
        "read": outcome.read,
        "skipped": outcome.skipped,
        "hidden_rows": outcome.hidden_rows,
        "problem": outcome.problem,
        "hints": dict(outcome.hints),
        "notes": outcome.notes,
    }
