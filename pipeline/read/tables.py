"""A grid to a named table: header, layout, kind, columns, data rows, control totals. The middle of `read`.

Reach for it inside the parsing child only; `pipeline.read.contained.containment` turns the outcome into a `ReadTable`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.cells import cell_kinds, split_columns
from pipeline.read.columns import decide
from pipeline.read.columns.beside import beside
from pipeline.read.columns.codebook import codebook
from pipeline.read.columns.headers import assign, key
from pipeline.read.columns.layouts import candidates, nearest
from pipeline.read.columns.locate import Header, header_at, header_by_shape, is_number_row, looks_like_data
from pipeline.read.columns.own_keys import MARK, key_cells_of, own_keys
from pipeline.read.columns.payments import rupiah, spread
from pipeline.read.columns.running import begins_at
from pipeline.read.columns.samples import Columns, Samples
from pipeline.read.columns.settle import settle
from pipeline.read.columns.unused import unused, unused_columns
from pipeline.read.grid import Body, Trouble
from pipeline.read.outcome import Knowledge, Outcome
from pipeline.read.parts import begins_late, parts_said
from pipeline.read.rows import Sorted, filled_rows, is_group, sort_rows, villages_told, wordy_rows
from pipeline.read.shapes.beneath import Rest, begins_table, find_beneath, repeats, titles_beneath, titles_of_section
from pipeline.read.shapes.family_headings import say_numbers_skipped
from pipeline.read.shapes.headerless import by_position, packet_rows
from pipeline.read.shapes.itemised import ItemGrid
from pipeline.read.shapes.longform import at_questions, question_rows
from pipeline.read.shapes.no_header import header_by_cells
from pipeline.read.shapes.numbered_remarks import with_numbered, without_numbered
from pipeline.read.shapes.remarks_beneath import with_remarks, without_marked
from pipeline.read.texts.pages import page_lines, say_pages
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.columns.codebook import Legend
    from pipeline.read.columns.headers import Heading
    from pipeline.read.columns.locate import Finder
    from pipeline.read.grid import Grid
    from pipeline.read.model import ControlTotal
    from pipeline.read.shapes.beneath import Beneath

_NUMBER = re.compile(r"\d{10,}|\d[.,]\d+[eE]")
_SENTENCE = 3
"""Blanks in a cell from which on it is a sentence."""
_PAID = frozenset({"state", "paid_on", "amount"})
_PAYMENTS = (Kind.DISBURSEMENT, Kind.CLOSING)
_SIXTEEN = re.compile(r"\d{16}")
_COMPARED, _SAME = 200, 0.8
_BESIDE_EACH_OTHER = 2
_NO_HEADER_ROW = "Lembar '{sheet}' tidak punya baris judul; dibaca dengan judul kolom lembar '{other}' karena nomornya di kolom yang sama."
_STRAY = (
    "Ada baris data di atas baris judul; isinya tidak dapat dipasangkan dengan kolom. Pindahkan ke bawah baris judul, lalu kirim ulang."
)


def read_grids(grids: Sequence[Grid], knowledge: Knowledge) -> list[list[Outcome]]:
    """The tables of each grid of one file, from top to bottom. None in one that holds no table of people (a cover sheet, a lookup list).

    Grids with one header are one list on several sheets: their columns are settled once, by the cells of them all.
    """
    seen = [_first_look(grid, knowledge) for grid in grids]
    alike: dict[tuple[str, ...], list[tuple[Grid, Header]]] = {}
    for grid, look in zip(grids, seen, strict=True):
        if isinstance(look, Header):
            alike.setdefault(tuple(h.text for h in look.headings), []).append((grid, look))
    legends = [legend for grid in grids for legend in codebook([row.cells for row in grid.top()])]
    settled = {texts: _settled(sheets, knowledge, legends) for texts, sheets in alike.items()}
    out: list[list[Outcome]] = []
    for grid, look in zip(grids, seen, strict=True):
        if isinstance(look, Header):
            out.append(_tables_of(grid, look, settled[tuple(h.text for h in look.headings)], knowledge, legends))
        else:
            further = _continued(grid, settled, alike, knowledge) if look is None else look
            out.append([] if further is None else [further])
    return out


def _continued(
    grid: Grid,
    settled: Mapping[tuple[str, ...], Columns],
    alike: Mapping[tuple[str, ...], Sequence[tuple[Grid, Header]]],
    knowledge: Knowledge,
) -> Outcome | None:
    """A sheet that begins with somebody's row, under the header of another sheet whose numbers stand in the same columns."""
    rows = [[str(cell or "") for cell in row] for row in grid.sample(0)[:_COMPARED]]
    if not rows or not looks_like_data(rows[0]):
        return None
    for texts, found in settled.items():
        numbers = [c for name, c in found.fields.items() if name in ("nik", "no_kk")]
        fitting = [row for row in rows if numbers and all(c < len(row) and _SIXTEEN.fullmatch(row[c].strip(" '`")) for c in numbers)]
        if len(fitting) < _SAME * len(rows) or max(map(len, rows)) > len(texts):
            continue
        above, header = alike[texts][0]
        outcome = _named(grid, replace(header, first=0, last=0, titles=(), above=0, stray=()), found, knowledge)
        if outcome is not None:
            outcome.notes.append(_NO_HEADER_ROW.format(sheet=grid.sheet, other=above.sheet))
        return outcome
    return None


def _tables_of(grid: Grid, header: Header, found: Columns, knowledge: Knowledge, legends: Sequence[Legend]) -> list[Outcome]:
    """The tables of one sheet, each by its own header and under its own title."""
    out: list[Outcome] = []
    outcome = _named(grid, header, found, knowledge)
    while outcome is not None:
        cut, skipped = outcome.beneath, outcome.skipped
        if out and outcome.problem:
            outcome.problem = f"Tabel yang mulai di baris {outcome.header_row} lembar ini: {outcome.problem}"
            outcome.notes.append(outcome.problem)
        if outcome.read or cut is None:
            out.append(outcome)
            skipped = 0
        if cut is None:
            break
        rest = Rest(grid, cut.start)
        header, found = _header_beneath(rest, cut, header, found, knowledge, legends, village=outcome.under)
        outcome = _named(rest, header, found, knowledge)
        if outcome is not None:
            outcome.skipped += skipped
            outcome.hints = {**outcome.hints, "section": header.titles[-1]} if cut.section else outcome.hints
    _without_grand_total(out)
    return out


def _without_grand_total(sections: Sequence[Outcome]) -> None:
    """The last section's JUMLAH row that follows another one is the sum of all sections, and controls none of them."""
    if len(sections) < 2 or "section" not in sections[-1].hints:
        return
    rows = sorted({total.row for total in sections[-1].totals})
    if len(rows) > 1 and rows[-1] - rows[-2] <= _BESIDE_EACH_OTHER:
        sections[-1].totals = [total for total in sections[-1].totals if total.row != rows[-1]]


def _header_beneath(
    rest: Rest,
    cut: Beneath,
    above: Header,
    found: Columns,
    knowledge: Knowledge,
    legends: Sequence[Legend],
    village: str,
) -> tuple[Header, Columns]:
    """The header of a further table and its columns: its own, or those of the table above where it only has a title."""
    over = (*above.titles, *([f"Kelurahan {village}"] if village else []))
    if cut.section:
        title = " ".join(str(cell).strip() for cell in rest.whole_row(cut.section) if str(cell or "").strip())
        return replace(
            above, first=cut.section, last=cut.section, titles=titles_of_section(over, title, knowledge.finder()), above=0, stray=()
        ), found
    own = knowledge.finder().find(rest.top(), cut.start + knowledge.search)
    header = own or header_at(rest.top(), 0)
    header = replace(header, titles=titles_beneath(over, header.titles))
    if [h.text for h in header.headings] == [h.text for h in above.headings]:
        return header, found
    own_found = _settled([(rest, header)], knowledge, legends)
    if found.kind in _PAYMENTS and own_found.kind not in _PAYMENTS:  # beneath a pay list: who was not paid, and why
        own_found = _settled([(rest, header)], knowledge, legends, kind=found.kind)
    return header, own_found


def _first_look(grid: Grid, knowledge: Knowledge) -> Outcome | Header | None:
    """A grid that is named without its columns (a returned packet, a list known by its positions), or its header, or None."""
    packet, header = _packet(grid, knowledge.search)
    if packet == "lists":
        return None
    if header is not None:
        return _extract(grid, header, Columns(_every_column(header.headings), Kind.ANSWERS, f"auto:{packet}"))
    bare = packet_rows(grid)
    if bare is not None:
        return bare
    if isinstance(grid, ItemGrid):
        return grid.header
    if _is_prose([row.cells for row in grid.top()]):
        return None
    header = knowledge.finder().find(grid.top(), knowledge.search) or header_by_shape(grid.top(), knowledge.search)
    return header or by_position(grid, knowledge) or header_by_cells(grid, knowledge.vocabulary, knowledge.search)


def _is_prose(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a sheet is a note: sentences in one cell a row, and no number of anybody."""
    filled = [[cell for cell in cells if cell.strip()] for cells in rows]
    said = [cells[0] for cells in filled if len(cells) == 1]
    return len(said) == len(filled) and any(cell.count(" ") >= _SENTENCE for cell in said) and not any(map(_NUMBER.search, said))


def _settled(sheets: Sequence[tuple[Grid, Header]], knowledge: Knowledge, legends: Sequence[Legend], kind: Kind | None = None) -> Columns:
    """The columns of sheets with one header; `legends`: codes that other sheets of the file explain; `kind`: what they are, if known."""
    header = sheets[0][1]
    words = " / ".join(dict.fromkeys(text for grid, look in sheets for text in (*look.titles, grid.sheet)))
    places = [(grid, _data_after(grid, look.last)) for grid, look in sheets]
    texts, finder = [key(h.readings[-1]) for h in header.headings], knowledge.finder()
    samples = Samples(
        places,
        header.headings,
        words,
        legends,
        ends=lambda cells: begins_table(cells, texts, finder),
        again=lambda cells: repeats(cells, texts),
    )
    if kind is not None:
        return settle(assign(header.headings, knowledge.vocabulary), header.headings, words, samples, knowledge.vocabulary, kind)
    found = _decide(header, words, samples, knowledge)
    found.keys = own_keys(found, header.headings, samples)
    return found


def _named(grid: Grid, header: Header, settled: Columns, knowledge: Knowledge) -> Outcome | None:
    """One grid by its header and the columns settled for it. What its own title calls a plan is one, whatever the sheets beside it."""
    found = replace(settled, notes=list(settled.notes))
    if found.layout == f"auto:{found.kind.value}" and found.kind in _PAYMENTS:
        own, _ = decide.kind_of(found.fields, " / ".join((*header.titles, grid.sheet)))
        found.kind = own if own in _PAYMENTS else found.kind
        found.layout = f"auto:{found.kind.value}"
    if grid.hidden and not _people(found, Samples([(grid, _data_after(grid, header.last))])):
        return None
    missing = decide.missing_fields(found.kind, {*found.fields, *(["nik"] if found.numbered_names else [])})
    problem = _say_twice(grid, header, found) if found.twice else None
    if problem is None and missing:
        problem = decide.say_missing(missing, [h.text for h in header.headings if h.text])
    if problem is None and found.misnamed:
        problem = decide.say_misnamed(found.misnamed)
    if problem is not None:
        return _refused(grid, header, found, problem, knowledge)
    outcome = _extract(grid, header, found, knowledge.finder())
    if found.kind is Kind.UNKNOWN:
        outcome.nearest = nearest(knowledge.plans, tuple(found.fields), header.headings)
    return outcome


def _say_twice(grid: Grid, header: Header, found: Columns) -> str:
    """What to say of two columns of one meaning: which they are, or that the list is none of aid."""
    seen = [h.text for h in header.headings if h.text]
    if decide.is_foreign({*found.fields, *found.twice}, " / ".join((*header.titles, grid.sheet, *seen))):
        return decide.say_foreign(seen)
    return decide.say_twice(found.twice)


def _people(found: Columns, samples: Samples) -> bool:
    """Whether a table lists people: numbers of ten digits or more under an identifier, or names beside what places them."""
    numbers = [c for name, c in found.fields.items() if name in decide.IDENTIFIERS]
    if any(_NUMBER.search(cell) for c in numbers for cell in samples.column(c)):
        return True
    placed = {"address", "birth_date", "rt", "village_name", "sex"} & set(found.fields)
    return "name" in found.fields and len(placed) > 1 and sum(bool(v.strip()) for v in samples.column(found.fields["name"])) > 1


def _packet(grid: Grid, search: int) -> tuple[str, Header | None]:
    """Which sheet of a returned packet this is, and its header row; ("", None) for any other table."""
    rows = grid.top()
    for index, row in enumerate(rows[:search]):
        if name := decide.packet_sheet(key(cell) for cell in row.cells):
            return name, header_at(rows, index)
    return "", None


def _decide(header: Header, words: str, samples: Samples, knowledge: Knowledge) -> Columns:
    for plan in candidates(knowledge.plans, header.headings, words):
        assignment = assign(header.headings, knowledge.vocabulary, plan.own)
        found = settle(assignment, header.headings, words, samples, knowledge.vocabulary, Kind(plan.kind))
        have = set(found.fields)
        if all(name in have for name in plan.required):
            if plan.kind == Kind.CLOSING and not plan.office and have >= _PAID:
                continue  # who was paid, when and how much: no list of who shall be
            codes = {**found.hints.get("codes", {}), **plan.hints.get("codes", {})}
            asked = {name: said for name, said in found.hints.items() if name == "programme"}
            found.layout, found.hints = plan.id, {**asked, **plan.hints, **({"codes": codes} if codes else {})}
            return found
    assignment = assign(header.headings, knowledge.vocabulary)
    return settle(assignment, header.headings, words, samples, knowledge.vocabulary, None)


def _refused(grid: Grid, header: Header, found: Columns, problem: str, knowledge: Knowledge) -> Outcome:
    near = nearest(knowledge.plans, tuple(found.fields), header.headings)
    named = beside(grid, _data_after(grid, header.last), header.headings, range(len(header.headings)), None)
    return Outcome(
        sheet=grid.sheet,
        kind=Kind.UNKNOWN,
        layout="auto:unknown",
        header_row=header.first,
        headers={name: header.headings[c].text for name, c in sorted(found.fields.items())},
        frame=pl.DataFrame(schema={"source_row": pl.Int64}) if named is None else named,
        title=" / ".join(header.titles),
        unmapped=_unmapped(header.headings, found.used),
        nearest=near,
        read=grid.rows_below(header.last) + len(header.stray),
        skipped=_skipped_down_to(grid, header, header.last),
        problem=problem,
    )


def _skipped_down_to(grid: Grid, header: Header, last: int) -> int:
    """Rows down to physical row `last` that are no data: titles, blank rows, the header. A row over several lines counts once."""
    rows = [row for row in grid.top() if row.row <= last]
    above = grid.start - 1 if isinstance(grid, Rest) else 0
    blank = last - above - sum(row.last - row.row + 1 for row in rows)
    return len(rows) + blank - len(header.stray)


def _unmapped(headings: Sequence[Heading], used: set[int]) -> tuple[str, ...]:
    return tuple(h.text for c, h in enumerate(headings) if h.text and c not in used)


def _extract(grid: Grid, header: Header, found: Columns, finder: Finder | None = None) -> Outcome:
    """Cut the data rows out of the grid and tell what was not data. With a `finder`, those of a further table beneath are left out."""
    after, width = _data_after(grid, header.last), len(header.headings)
    columns = sorted({*found.used, *found.keys})
    body, beneath = _first_table(grid, header, found, grid.body(after, width, columns), after, finder)
    if found.kind is Kind.ANSWERS:  # every row that says anything is told back by the answers themselves
        frame, told = filled_rows(body.frame), Sorted()
    else:
        lines = [row.cells for row in grid.top() if header.first <= row.row <= header.last] if header.last > header.first else []
        frame, told = sort_rows(body.frame, found.fields, header.headings, grid.whole_row, _explained(found), lines, header.titles)
    rejected = [t for t in body.rejected if (told.stop is None or (t.row or 0) < told.stop)]
    pages = page_lines(rejected, header.titles)
    parts = [*parts_said(header.titles, title=True), *told.parts, *parts_said(t.value or "" for t in rejected if t.row in pages)]
    parts += begins_late(begins_at(grid, after, header.headings, frame.get_column("source_row")))
    rejected = [t for t in rejected if t.row not in pages]
    told.notes += say_pages(pages)
    told.notes += say_numbers_skipped([*told.blank, *told.drop], grid.whole_row)
    skipped = _skipped_down_to(grid, header, after) + body.blank
    skipped += body.frame.height - frame.height + len(body.rejected) - len(rejected)
    hidden = grid.hidden_rows(after) - (grid.hidden_rows(beneath.start - 1) if beneath else 0)
    named, hints = spread(frame, found), {**found.hints, **({"parts": [part.said for part in parts]} if parts else {})}
    if found.keys:
        named = named.with_columns(frame.select(key_cells_of(c, found).alias(f"{MARK}{c}") for c in found.keys))
        hints = {**hints, "own_keys": {f"{MARK}{c}": header.headings[c].text for c in found.keys}}
    blocks = villages_told((), after, told.groups)
    if blocks and not {"village_name", "village_code"} & set(named.columns):
        named = _under_groups(named, villages_told(header.titles, after, told.groups))
    if told.desils and "desil" not in named.columns:
        named = _under_desils(named, told)
    named = with_remarks(cell_kinds(named, grid, found.fields, after), told.remarks, [*header.titles, *told.footnotes])
    if found.kind in _PAYMENTS:
        alone = beneath is None and not isinstance(grid, Rest)
        named, unplaced = with_numbered(named, told.numbered, header.titles, grid, after, header.headings, sure=alone)
        told.notes += unplaced
    words = finder.vocabulary if finder is not None and found.kind in _PAYMENTS else None
    if (unread := beside(grid, after, header.headings, unused(header.headings, found), words)) is not None:
        named = named.join(unread, on="source_row", how="left", maintain_order="left")
    headers = {name: header.headings[c].text for name, c in found.fields.items()}
    named, headers = split_columns(question_rows(named, grid, found.fields), headers)
    kept = set(frame.get_column("source_row").to_list()) if (troubles := grid.troubles(after, columns)) else set()
    rejected += at_questions([t for t in troubles if t.row in kept], grid)
    rejected += [Trouble(row, "READ-05", "error", _STRAY) for row in header.stray]
    return Outcome(
        sheet=grid.sheet,
        kind=found.kind,
        layout=found.layout,
        header_row=header.first,
        headers=dict(sorted(headers.items())),
        frame=named,
        title=" / ".join(text for title in without_marked(header.titles) if (text := without_numbered(title))),
        unmapped=_unmapped(header.headings, found.used),
        unused=unused_columns(grid, header.headings, found, frame.get_column("source_row"), after),
        totals=_totals(told, found, grid),
        read=frame.height + sum(t.severity == "error" for t in rejected),
        skipped=skipped,
        hidden_rows=hidden,
        hints=hints,
        notes=[*found.notes, *told.notes],
        troubles=rejected,
        columns={c: h.text for c, h in enumerate(header.headings)},
        beneath=beneath,
        under=blocks[-1][1] if blocks else "",
    )


def _explained(found: Columns) -> Mapping[str, str]:
    """Every code that a legend explains for some column."""
    return {code: word for words in found.hints.get("codes", {}).values() for code, word in words.items()}


def _first_table(grid: Grid, header: Header, found: Columns, body: Body, after: int, finder: Finder | None) -> tuple[Body, Beneath | None]:
    """A body down to where a further table begins, and where that is."""
    cut = find_beneath(wordy_rows(body.frame, found.fields, header.headings), grid, header, finder) if finder is not None else None
    if cut is None:
        return body, None
    frame = body.frame.filter(pl.col("source_row") < cut.start)
    rejected = tuple(t for t in body.rejected if (t.row or 0) < cut.start)
    return Body(frame, rejected, max(0, cut.start - 1 - after - frame.height - len(rejected))), cut


def _totals(told: Sorted, found: Columns, grid: Grid) -> list[ControlTotal]:
    """What JUMLAH rows say; of money in a column for each programme the sum of them all."""
    totals = [total for total in told.totals if total.field not in found.joins]
    if len(found.payments) < 2:
        return totals
    sums = [payment.columns["amount"] for payment in found.payments]
    cells = {total.row: grid.whole_row(total.row) for total in totals}
    whole = {row: sum(rupiah(str(said[c] or "")) for c in sums if c < len(said)) for row, said in cells.items()}
    return [replace(total, value_text=str(whole[total.row])) if total.field == "amount" else total for total in totals]


def _under_groups(named: pl.DataFrame, groups: list[tuple[int, str]]) -> pl.DataFrame:
    """The rows with the village that the row above their block names ("DESA KARANGASEM"); null above the first."""
    villages = pl.DataFrame(groups, schema={"source_row": pl.Int64, "village_name": pl.String}, orient="row")
    return named.join_asof(villages.sort("source_row"), on="source_row")


def _under_desils(named: pl.DataFrame, told: Sorted) -> pl.DataFrame:
    """The rows with the desil that the row above their block names ("DESIL 3"); a row that names another place ends it."""
    desils = [*told.desils, *((row, None) for row, text in told.groups if is_group([text]))]
    blocks = pl.DataFrame(desils, schema={"source_row": pl.Int64, "desil": pl.String}, orient="row").sort("source_row")
    return named.join_asof(blocks, on="source_row")


def _data_after(grid: Grid, last: int) -> int:
    """The row after which data stand: the header's `last`, or a row of column numbers below it."""
    below = next((row for row in grid.top() if row.row > last), None)
    return below.last if below is not None and is_number_row(below.cells) else last


def _every_column(headings: Sequence[Heading]) -> dict[str, int]:
    """A returned packet keeps every column under its own name (lower snake case); the first of a name wins."""
    fields: dict[str, int] = {}
    for column, heading in enumerate(headings):
        name = "_".join("".join(c if c.isalnum() else " " for c in heading.text.lower()).split())
        if name and name != "source_row":
            fields.setdefault(name, column)
    return fields
