"""A survey in long form, one row a question: turned into one row a visit, the questions as columns, before anything else is asked of it.

Reach for it before a grid's header is sought. The invariants: a visit stands in the row of its first answer; every cell keeps the row
of its own question (`question_rows`); of answers given again the last counts and the others are told; a row that belongs to no visit is
told back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading, key, tokens
from pipeline.read.columns.locate import KEY_FIELDS
from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.grid import Body, Kinds, Trouble
from pipeline.read.model import ROW
from schemas import rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.columns.locate import Finder
    from pipeline.read.grid import Grid

_ASKED = frozenset({"pertanyaan", "question", "soal", "variabel", "variable", "indikator", "atribut", "parameter"})
_ANSWERED = frozenset({"jawaban", "answer", "respon", "respons", "response", "isian"})
_VALUE = frozenset({"nilai", "value", "isi", "hasil"})
"""Words for an answer only where nothing else stands beside them."""
_BESIDE = frozenset({"teks", "text", "label", "nama", "isi", "butir", "uraian", "kode", "code", "id", "no", "nomor", "responden", "kpm"})
_CODED = frozenset({"kode", "code", "id", "no", "nomor"})
_VISIT = frozenset(
    (
        *("kunjungan", "visit", "submission", "uuid", "instanceid", "responden", "respondent", "response", "wawancara", "interview"),
        *("formulir", "isian", "survei", "survey", "kuesioner", "key"),
    )
)
_NUMBERED = frozenset({"id", "no", "nomor", "kode", "code", "uuid", "instanceid", "key"})
_MOST_QUESTIONS = 400
_AGAIN = 1.5
"""Rows a visit from which a list is one of answers."""
_ISO = r"^\d{4}-\d{2}-\d{2}"
_TURNED = (
    "Satu baris per pertanyaan: {rows} baris jawaban dibaca sebagai {visits} kunjungan dengan {questions} kolom pertanyaan; "
    "nomor baris yang disebut adalah baris pertanyaannya."
)
_NOBODYS = "Baris jawaban ini tidak menyebut kunjungan atau pertanyaannya, jadi tidak dipakai. Lengkapi barisnya, lalu kirim ulang."


class LongGrid(SheetGrid):
    """One row a visit, in the row of its first answer; the other rows are blank and no part of the body."""

    def __init__(self, base: Grid, frame: pl.DataFrame, answers: pl.DataFrame, told: Sequence[Trouble], places: _Places) -> None:
        super().__init__(base.sheet, frame, None, data=b"", search=places.header)
        self.hidden, self.notes = base.hidden, base.notes
        self._base, self._answers, self._told, self._places = base, answers, told, places

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:
        """The visits below `after`, and the rows that belong to none."""
        found = super().body(after, width, columns)
        visits = found.frame.filter(pl.col("source_row").is_in(self._places.visits.get_column("first").unique().implode()))
        return Body(visits, tuple(t for t in self._told if (t.row or 0) > after))

    def sample(self, after: int) -> list[Sequence[str]]:
        """Cells of the visits below `after`."""
        columns = range(self.width())
        cells = self.body(after, self.width(), columns).frame.head(5_000)
        return list(cells.drop("source_row").fill_null("").rows())

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        """Kinds of the cells that were turned, by the row of their visit."""
        return {c: self._turned(self._base.kinds([self._places.origin(c)], after), c) for c in columns}

    def _turned(self, kinds: Mapping[int, Kinds], column: int) -> Kinds:
        found = kinds.get(self._places.origin(column))
        if found is None:
            return Kinds()
        first = self._rows_of(column)
        numbers = pl.DataFrame({"row": found.numbers}).join(first, on="row", maintain_order="left")
        exact = found.exact.join(first, on="row", maintain_order="left").select(row="first", digits="digits")
        return Kinds(numbers.get_column("first").unique(maintain_order=True), exact.unique("row", keep="last", maintain_order=True))

    def troubles(self, after: int, columns: Sequence[int]) -> list[Trouble]:
        """Error cells by the row of their visit (`question_rows` names the question's own)."""
        out: list[Trouble] = []
        for column in columns:
            first = dict(self._rows_of(column).select("row", "first").iter_rows())
            found = self._base.troubles(after, [self._places.origin(column)])
            out += [Trouble(first[t.row], t.rule, t.severity, t.sentence, column, t.value) for t in found if t.row in first]
        return out

    def hidden_rows(self, after: int) -> int:
        """Rows of answers that a filter hides."""
        return self._base.hidden_rows(after)

    def rows_of(self, column: int) -> pl.DataFrame | None:
        """`source_row` (the visit's), `row` (the question's) of a column that was a question; None for any other."""
        if column < len(self._places.others):
            return None
        return self._rows_of(column).select(source_row="first", row="row")

    def _rows_of(self, column: int) -> pl.DataFrame:
        """`row`, `first`: where a column's cells stood, and the row of their visit."""
        asked = column - len(self._places.others)
        return self._places.visits if asked < 0 else self._answers.filter(pl.col("asked") == asked).select("row", "first")


class _Places:
    """Where the columns and rows of a turned grid stood: other columns, the answers' column, each row with its visit's first."""

    def __init__(self, others: Sequence[int], answer: int, visits: pl.DataFrame, header: int) -> None:
        self.others, self.answer, self.visits, self.header = others, answer, visits, header

    def origin(self, column: int) -> int:
        """The column of the file in which a column's cells stood."""
        return self.others[column] if column < len(self.others) else self.answer


def turned(grid: Grid, finder: Finder, search: int) -> Grid:
    """A grid of answers as one of visits; any other grid as it is."""
    head = next((row for row in grid.top() if row.row <= search and _pair(row.cells)), None)
    if head is None:
        return grid
    asked, answered = _pair(head.cells) or (0, 0)
    width = max(len(head.cells), grid.width() if grid.sheet else 0)
    body = grid.body(head.last, width, range(width))
    cells = [pl.col(f"c{c}").str.strip_chars().replace("", None) for c in range(width)]
    frame = body.frame.select("source_row", *cells).filter(pl.any_horizontal(pl.exclude("source_row").is_not_null()))
    others = [c for c in range(width) if c not in (asked, answered)]
    texts = frame.get_column(f"c{asked}").drop_nulls()
    questions = _questions(texts)
    keyed = _by_visit(frame, head.cells, others, finder) if questions else None
    if keyed is None or not _asked_again(texts, questions, keyed.filter(pl.col(f"c{asked}").is_not_null()).get_column("visit").n_unique()):
        return grid
    numbers = {text: list(questions).index(key(text)) for text in texts.unique().to_list() if key(text)}
    keyed = keyed.with_columns(
        asked=pl.col(f"c{asked}").replace_strict(numbers, default=None, return_dtype=pl.Int64),
        answer=f"c{answered}",
        time=_time(frame, head.cells, others, finder),
    )
    kept, answers, told = _told_apart(keyed)
    wide = _wide(kept, answers, others, len(questions))
    names = [*(head.cells[c] if c < len(head.cells) else "" for c in others), *questions.values()]
    top = [(row.row, [*row.cells, *[""] * len(names)][: len(names)]) for row in grid.top() if row.row < head.row]
    places = _Places(others, answered, kept.select(row="source_row", first="first"), max(search, head.last))
    out = LongGrid(grid, _sheet(wide, [*top, (head.last, names)]), answers, [*body.rejected, *told], places)
    visits = answers.get_column("first").n_unique()
    out.notes = (*out.notes, _TURNED.format(rows=len(texts), visits=visits, questions=len(questions)))
    return out


def _questions(texts: pl.Series) -> dict[str, str]:
    """The questions by their key, as first written, in the order they are asked; none where the texts are not asked again and again."""
    found: dict[str, str] = {}
    for text in texts.unique(maintain_order=True).head(2 * _MOST_QUESTIONS).to_list():
        if said := key(text):
            found.setdefault(said, text)
    return found if len(found) <= _MOST_QUESTIONS else {}


def _asked_again(texts: pl.Series, questions: Mapping[str, str], visits: int) -> bool:
    """Whether the same questions were put to visit after visit, several to each (or one and the same to all)."""
    return len(questions) == 1 or (len(texts) >= 2 * len(questions) and len(texts) >= _AGAIN * visits)


def _told_apart(keyed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, list[Trouble]]:
    """The rows of visits with `first`, the row of their visit; the answers that count; the rows that belong to nobody or are replaced."""
    said = pl.col("answer").is_not_null()
    lost = pl.col("visit").is_null() & (pl.col("asked").is_not_null() | said) | (pl.col("asked").is_null() & said)
    told = [Trouble(row, "READ-01", "error", _NOBODYS) for row in keyed.filter(lost).get_column("source_row")]
    kept = keyed.filter(~lost).with_columns(visit=pl.coalesce("visit", pl.col("source_row").cast(pl.String)))
    kept = kept.with_columns(first=pl.col("source_row").min().over("visit"))
    answers, replaced = _last_answers(kept)
    told += [Trouble(row, "DUP-02", "warning", rules.sentence("DUP-02", first=by)) for row, by in replaced.iter_rows()]
    return kept, answers, told


def question_rows(frame: pl.DataFrame, grid: Grid, fields: Mapping[str, int]) -> pl.DataFrame:
    """Rows of named columns with `<field>__row`, the row of its question, for each field that was one (of a turned grid only)."""
    if not isinstance(grid, LongGrid):
        return frame
    for name, column in fields.items():
        rows = grid.rows_of(column)
        if rows is not None:
            frame = frame.join(rows.rename({"row": name + ROW}), on="source_row", how="left", maintain_order="left")
    return frame


def _pair(cells: Sequence[str]) -> tuple[int, int] | None:
    """The columns of the question and of its answer, those in words before those in codes; None where a row heads no such pair."""
    asked: list[tuple[bool, int]] = []
    answered: list[tuple[bool, int]] = []
    for column, cell in enumerate(cells):
        words = tokens(cell) if len(cell) < 60 else ()
        said = next((word for word in words if word in _ASKED | _ANSWERED), "")
        if said and set(words) <= _ASKED | _ANSWERED | _BESIDE:
            (asked if said in _ASKED else answered).append((bool(_CODED & set(words)), column))
        elif words and set(words) <= _VALUE:
            answered.append((True, column))
    return (min(asked)[1], min(answered)[1]) if asked and answered else None


def _by_visit(frame: pl.DataFrame, cells: Sequence[str], others: Sequence[int], finder: Finder) -> pl.DataFrame | None:
    """The rows with `visit`: by its own number, by who was visited (and when) where it has none or one number stands for several people.

    Rows that leave all of it blank belong to the visit above where most rows do; else they belong to none (null).
    """
    meant = {c: _field(cells[c], finder) for c in others if c < len(cells)}
    people = [f"c{c}" for c, name in meant.items() if name in KEY_FIELDS]
    identity = people and [*people, *(f"c{c}" for c, name in meant.items() if name == "visited_on")]
    counts = {f"c{c}": frame.get_column(f"c{c}").drop_nulls().n_unique() for c, name in meant.items() if _numbers_visit(cells[c], name)}
    again = {name: count for name, count in counts.items() if count > 0 and _AGAIN * count <= frame.height}
    by = [max(again, key=lambda name: (again[name], name))] if again else list(identity)
    if again and people and any(frame.group_by(by).agg(pl.col(people).drop_nulls().n_unique() > 1).select(pl.col(people).any()).row(0)):
        by += people
    if not by:
        return None
    named = pl.any_horizontal(pl.col(by).is_not_null())
    headed = 2 * frame.select(named.sum()).item() <= frame.height
    filled = [pl.when(named).then(pl.col(c).fill_null("")).alias(f"_{n}") for n, c in enumerate(by)]
    keys = frame.select(filled)
    keys = keys.select(pl.all().forward_fill()) if headed else keys
    return frame.with_columns(visit=keys.select(pl.concat_str(pl.all(), separator="\x1f")).to_series())


def at_questions(told: Sequence[Trouble], grid: Grid) -> list[Trouble]:
    """Troubles of a turned grid's cells with the row of their question."""
    if not isinstance(grid, LongGrid):
        return list(told)
    rows = {t.column: grid.rows_of(t.column) for t in told if t.column is not None}
    places = {column: dict(found.iter_rows()) for column, found in rows.items() if found is not None}
    return [replace(t, row=places.get(t.column or 0, {}).get(t.row, t.row)) for t in told]


def _field(cell: str, finder: Finder) -> str:
    said = finder.meaning(Heading(cell.strip())) if cell.strip() else None
    return said.fields[0] if said is not None and said.fields else ""


def _numbers_visit(cell: str, field: str) -> bool:
    words = set(tokens(cell))
    return field == "submission_id" or bool(words & _VISIT and words & _NUMBERED)


def _time(frame: pl.DataFrame, cells: Sequence[str], others: Sequence[int], finder: Finder) -> pl.Series:
    """When each row was sent, where the file says so in a form that can be sorted; else null."""
    column = next((f"c{c}" for c in others if c < len(cells) and _field(cells[c], finder) == "submitted_at"), "")
    if not column or not frame.get_column(column).drop_nulls().str.contains(_ISO).all():
        return pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    return frame.get_column(column)


def _last_answers(kept: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The answers that count (`first, asked, row, answer`), and those replaced (`row`, `by`).

    Answers of one visit to one question in rows that follow each other are several answers to it (a choice of many): one cell. Any later
    one, by time of sending where it is told, replaces those before.
    """
    given = kept.filter(pl.col("asked").is_not_null() & pl.col("answer").is_not_null())
    given = given.with_columns(run=pl.struct("visit", "asked", "time").rle_id()).sort("time", "source_row", nulls_last=False)
    last = given.with_columns(last=pl.col("run").last().over("visit", "asked"))
    counts = last.filter(pl.col("run") == pl.col("last")).group_by("first", "asked", maintain_order=True)
    answers = counts.agg(row=pl.col("source_row").first(), answer=pl.col("answer").unique(maintain_order=True).str.join("; "))
    replaced = last.filter(pl.col("run") != pl.col("last")).select("first", "asked", old="source_row")
    return answers, replaced.join(answers, on=["first", "asked"], maintain_order="left").select(row="old", by="row").sort("row")


def _wide(kept: pl.DataFrame, answers: pl.DataFrame, others: Sequence[int], questions: int) -> pl.DataFrame:
    """`row` and a column `c<index>` for each other column and each question, one row a visit."""
    cells = [pl.col(f"c{c}").drop_nulls().last().alias(f"c{n}") for n, c in enumerate(others)]
    wide = kept.sort("time", "source_row", nulls_last=False).group_by("first").agg(cells)
    for number in range(questions):
        mine = answers.filter(pl.col("asked") == number).select("first", pl.col("answer").alias(f"c{len(others) + number}"))
        wide = wide.join(mine, on="first", how="left")
    return wide.rename({"first": "row"})


def _sheet(wide: pl.DataFrame, above: Sequence[tuple[int, Sequence[str]]]) -> pl.DataFrame:
    """Every row of the sheet, those above the data as given."""
    columns = [name for name in wide.columns if name != "row"]
    top = pl.DataFrame(
        [(row, *(cell or None for cell in cells)) for row, cells in above],
        schema={"row": pl.Int64, **dict.fromkeys(columns, pl.String)},
        orient="row",
    )
    filled = pl.concat([top, wide.select("row", *columns)])
    last = filled.get_column("row").max()
    assert isinstance(last, int)  # noqa: S101
    numbers = pl.DataFrame({"row": pl.int_range(1, last + 1, eager=True, dtype=pl.Int64)})
    return numbers.join(filled, on="row", how="left", maintain_order="left").drop("row")
