"""Delimited text to a grid: finds the separator by the header it yields, parses clean lines with polars and the rest by hand.

Reach for it with text from `pipeline.read.texts.text`. The invariant: of the lines below the header, each is blank, parsed (alone
or as part of a quoted field), or rejected with a sentence; the row number of a record is its first physical line.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipeline.read.grid import Body, Kinds, Row, Trouble
from pipeline.read.refusal import Refused, mib
from pipeline.read.texts.lines import Lines, find_lines, head_lines, survey_lines
from pipeline.read.texts.records import join_lines, split_lenient, split_orderly, top_records
from pipeline.read.texts.surplus import SAMPLE, Shapes
from pipeline.read.texts.uniform import parse_csv, uniform_frame
from pipeline.words.legend import is_legend
from pipeline.words.total_words import TOTAL_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.read.texts.lines import Ints, Plain

SEPARATORS = (";", ",", "\t", "|", "^", "~", "\x1f", ":", "¦", "#")
NONE = "\x1e"
"""Stands for "no separator": one column."""

_SEP_LINE = re.compile(r"^\s*\"?sep=(.)\"?\s*$", re.IGNORECASE)
_FOOTER = re.compile(rf"^\W*{TOTAL_WORDS}")
_SAMPLE_LINES = 2_000
_TAIL, _TAIL_BYTES = 40, 20_000
_ALIKE, _LEAST_COLUMNS = 3, 3
"""Rows of one length above a broken one, and their columns, from which on it is one."""
_SOMEBODY = re.compile(r"\d{6}")
_USUAL, _MOST_CELLS = 0.1, 5_000
"""Share of the lines from which on a number of cells is usual; cells of a line that are counted."""
_PATIENCE = 200
"""Odd lines that are read one by one before a file is called hopeless."""
_WRAPPED = re.compile(rb'(?m)^"(.*)"[ \t]*$')
"""A line that stands in quotes as a whole, as Excel saves a list that somebody pasted into its first column."""
_HEAD_BYTES = 65_536
_LARGE = 4 * 2**20


class Source:
    """A text whose first lines are at hand; all of its lines are located only when somebody needs them."""

    def __init__(self, data: bytes, line_bytes: int, head: int) -> None:
        self.data, self._line_bytes = data, line_bytes
        self.head = head_lines(data, head)
        self._check(self.head)
        self.quoted = data.find(b'"') >= 0

    def _check(self, lines: Lines) -> None:
        if lines.longest > self._line_bytes:
            raise Refused(
                f"ada baris yang panjangnya {mib(lines.longest)}; daftar bantuan tidak mungkin begitu. "
                "Minta pengirim menyimpan ulang sebagai .xlsx."
            )

    @cached_property
    def lines(self) -> Lines:
        """Every line. Raises Refused where one is too long."""
        lines = find_lines(self.data)
        self._check(lines)
        return lines

    def some(self, after: int, count: int) -> Lines:
        """Up to `count` lines after line `after`, without locating them all."""
        if after < len(self.head):
            return head_lines(self.data, count, int(self.head.start[after]))
        lines = self.lines
        return Lines(self.data, lines.start[after : after + count], lines.end[after : after + count])

    def text(self, index: int) -> str:
        """One line."""
        return (self.head if index < len(self.head) else self.lines).text(index)


class DelimitedGrid:
    """A delimited text with a chosen separator."""

    def __init__(self, source: Source, separator: str, *, first: int, search: int, sheet: str = "") -> None:
        self._source, self.separator, self.sheet, self.hidden = source, separator, sheet, False
        self.notes: tuple[str, ...] = ()
        self._first, self._search = first, search
        self._multiline: dict[int, tuple[str, ...]] = {}
        self._top = self._read_top()

    def _read_top(self) -> list[Row]:
        count = min(len(self._source.head), self._first + self._search + 60)
        first = self._first
        records = top_records(count - first, lambda i: self._source.text(i + first), self.separator, count - first)
        rows = [Row(r.line + first + 1, r.last + first + 1, tuple(r.fields)) for r in records]
        return [row for row in rows if any(cell.strip() for cell in row.cells)]

    def rows(self, after: int, count: int) -> list[Row]:
        """Up to `count` rows after row `after`, blank ones left out."""
        some = self._source.some(after, count)
        records = top_records(len(some), some.text, self.separator, count)
        rows = [Row(r.line + after + 1, r.last + after + 1, tuple(r.fields)) for r in records]
        return [row for row in rows if any(cell.strip() for cell in row.cells)]

    @property
    def lines(self) -> Lines:
        """Every physical line."""
        return self._source.lines

    def top(self) -> list[Row]:
        """The first rows, blank ones left out."""
        return self._top

    def width(self) -> int:
        """Columns of the widest of the first rows."""
        return max((len(row.cells) for row in self._top), default=0)

    def whole_row(self, row: int) -> tuple[str, ...]:
        """Every cell of one row."""
        if row in self._multiline:
            return self._multiline[row]
        text = self._source.text(row - 1)
        return tuple(split_orderly(text, self.separator) or text.split(self.separator))

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:  # noqa: ARG002
        """Text files have no cell kinds."""
        return {}

    def hidden_rows(self, after: int) -> int:  # noqa: ARG002
        """Text files hide nothing."""
        return 0

    def rows_below(self, after: int) -> int:
        """Lines below `after` that are not blank."""
        lines = Lines(self.lines.data, self.lines.start[after:], self.lines.end[after:])
        return int((~survey_lines(lines, ord(NONE)).blank).sum())

    def filled(self, after: int, width: int, columns: Sequence[int], rows: pl.Series) -> dict[int, int]:
        """How many cells of these rows are filled; nothing of a large text."""
        if len(self._source.data) > _LARGE:
            return {}
        cells = self.body(after, width, columns).frame.filter(pl.col("source_row").is_in(rows.implode()))
        return {c: int(cells.get_column(f"c{c}").str.contains(r"\S").sum()) for c in columns}

    def troubles(self, after: int, columns: Sequence[int]) -> list[Trouble]:  # noqa: ARG002
        """Text files have no error cells."""
        return []

    def sample(self, after: int) -> list[Sequence[str]]:
        """Cells of up to 2,000 rows below `after`, for judging what a column holds."""
        rest = self._source.some(after, _SAMPLE_LINES)
        rows = (split_orderly(rest.text(i), self.separator) for i in range(len(rest)))
        return [row for row in rows if row]

    def tail(self) -> list[Sequence[str]]:
        """Cells of the last rows, blank ones left out."""
        lines = self._source.data[-_TAIL_BYTES:].decode("utf-8", "replace").splitlines()[-_TAIL:]
        rows = (split_orderly(line, self.separator) or line.split(self.separator) for line in lines)
        return [row for row in rows if any(cell.strip() for cell in row)]

    def broken_off(self) -> int | None:
        """The row in whose midst the text ends: without a line end, with fewer columns than the rows above it, as they go on; else None."""
        data = self._source.data
        if self.separator == NONE or not data or data.endswith(b"\n"):
            return None
        *above, last = data[-_TAIL_BYTES:].decode("utf-8", "replace").rstrip("\0").split("\n")
        rows = [split_orderly(line, self.separator) or [] for line in above]
        cells, width = last.split(self.separator), len(rows[-1]) if rows else 0
        alike = len(rows) >= _ALIKE and width >= _LEAST_COLUMNS and all(len(row) == width for row in rows[-_ALIKE:])
        if not alike or not last.strip() or len(cells) in map(len, rows[1:]):
            return None
        number, before = cells[0].strip('" '), rows[-1][0].strip()
        goes_on = number.isdigit() and before.isdigit() and int(number) == int(before) + 1
        somebody = goes_on or any(_SOMEBODY.search(cell) and _SOMEBODY.search(over) for cell, over in zip(cells, rows[-1], strict=False))
        return data.count(b"\n") + 1 if somebody and len(cells) < width else None

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:
        """Rows after row `after` as text columns `c<index>`; raises Refused when most lines do not fit the header."""
        fast = self._uniform_body(after, width, columns)
        if fast is not None:
            return Body(fast)
        self._try_first_lines(after, width)
        lines = Lines(self.lines.data, self.lines.start[after:], self.lines.end[after:])
        plain = survey_lines(lines, ord(self.separator)) if self.separator.isascii() else _survey_wide(lines, self.separator)
        good = plain.orderly & (plain.separators == width - 1) & ~plain.blank
        odd = np.flatnonzero(~good & ~plain.blank)
        self._refuse_if_hopeless(lines, plain, good, odd, width, after)
        parsed, rejected, joined = self._odd_lines(lines, plain, odd, width, after)
        good[joined] = False
        frames = [_parse(lines, good, self.separator, width, columns, after)]
        if parsed:
            data = {"source_row": [row for row, _ in parsed]}
            cells = {f"c{c}": [fields[c] or None for _, fields in parsed] for c in columns}
            schema = {"source_row": pl.Int64, **dict.fromkeys(cells, pl.String)}
            frames.append(pl.DataFrame({**data, **cells}, schema=schema))
        frame = pl.concat(frames).sort("source_row") if len(frames) > 1 else frames[0]
        return Body(frame, tuple(rejected), int(plain.blank.sum()))

    def _uniform_body(self, after: int, width: int, columns: Sequence[int]) -> pl.DataFrame | None:
        """The whole body at once, where all of its lines are alike (`pipeline.read.texts.uniform`); else None."""
        source = self._source
        if width < 2 or not self.separator.isascii() or after >= len(source.head):
            return None
        offset = int(source.head.start[after])
        frame = uniform_frame(source.data, self.separator, width, columns, skip=after, offset=offset, quoted=source.quoted)
        if frame is None:
            return None
        numbers = pl.int_range(after + 1, after + frame.height + 1, eager=True, dtype=pl.Int64)
        return frame.select(numbers.alias("source_row"), pl.all())

    def _try_first_lines(self, after: int, width: int) -> None:
        """Give up early on a large file none of whose first lines fits the header."""
        if len(self._source.data) < _LARGE or not self.separator.isascii():
            return
        first = self._source.some(after, 20_000)
        plain = survey_lines(first, ord(self.separator))
        good = plain.orderly & (plain.separators == width - 1) & ~plain.blank
        if not good.any():
            self._refuse_if_hopeless(first, plain, good, np.flatnonzero(~good & ~plain.blank), width, after)

    def _refuse_if_hopeless(self, lines: Lines, plain: Plain, good: np.ndarray, odd: Ints, width: int, after: int) -> None:
        """Refuse a file most of whose lines give no row, not even when a few hundred of them are read with all patience."""
        if len(odd) <= 20 or len(odd) <= int(good.sum()):
            return
        tried = odd[:_PATIENCE]
        lost = sum(trouble.severity == "error" for trouble in self._odd_lines(lines, plain, tried, width, after)[1])
        if 2 * lost <= len(tried):
            return
        wrong = plain.separators[odd][plain.orderly[odd]] + 1
        if len(wrong) > len(odd) // 2:
            usual = int(np.bincount(np.minimum(wrong, 5_000)).argmax())
            first = next((i for i in odd[:50] if plain.separators[i] + 1 == usual), None)
            surplus = (split_orderly(lines.text(int(first)), self.separator) or [])[width:] if first is not None else [""]
            if usual > width and not any(cell.strip() for cell in surplus):
                return
            raise Refused(
                f"judulnya {width} kolom, tetapi {len(odd)} dari {int(good.sum()) + len(odd)} baris tidak {width} kolom "
                f"(kebanyakan {usual}). Simpan ulang sebagai .xlsx, atau beri tanda kutip pada isi yang memuat pemisah kolom."
            )
        raise Refused(
            f"tanda kutip rusak pada {len(odd)} dari {int(good.sum()) + len(odd)} baris, sehingga kolomnya tidak dapat "
            "dipisahkan. Minta pengirim menyimpan ulang sebagai .xlsx."
        )

    def _odd_lines(
        self, lines: Lines, plain: Plain, odd: Ints, width: int, after: int
    ) -> tuple[list[tuple[int, list[str]]], list[Trouble], list[int]]:
        parsed: list[tuple[int, list[str]]] = []
        rejected: list[Trouble] = []
        joined: list[int] = []
        done, shapes = -1, self._shapes(lines, plain, width)
        for index in map(int, odd):
            if index <= done:
                continue
            row, text = after + index + 1, lines.text(index)
            if not plain.orderly[index]:
                record = join_lines(index, len(lines), lines.text, self.separator, width) if text.count('"') % 2 else None
                if record is not None:
                    done = record.last
                    joined += range(index, record.last + 1)
                    parsed.append((row, record.fields))
                    self._multiline[row] = tuple(record.fields)
                    continue
                fields = split_lenient(text, self.separator, width)
            else:
                fields = split_orderly(text, self.separator) or []
                if (read := shapes.fitted(fields)) is not None:
                    fields, held = read
                    rejected += [_separated(row, column, self.separator, text) for column in held]
                elif (padded := shapes.padded(fields)) is not None:
                    fields = padded
                else:
                    fields = self._fit(fields, width, learned=shapes.learned)
            if fields is not None:
                parsed.append((row, fields))
                self._multiline[row] = tuple(fields)
            else:
                rejected.append(_reject(row, text, int(plain.separators[index]) + 1, width, broken=not plain.orderly[index]))
        return parsed, rejected, joined

    def _shapes(self, lines: Lines, plain: Plain, width: int) -> Shapes:
        """What the columns hold, by lines of the right length from everywhere."""
        good = np.flatnonzero(plain.orderly & (plain.separators == width - 1) & ~plain.blank)
        good = np.random.default_rng(0).permutation(good)[:SAMPLE]
        rows = (split_orderly(lines.text(int(index)), self.separator) for index in good)
        lengths = np.bincount(np.minimum(plain.separators[plain.orderly & ~plain.blank] + 1, _MOST_CELLS))
        usual = np.flatnonzero(lengths >= max(_ALIKE, _USUAL * lengths.sum()))
        return Shapes([row for row in rows if row], self.separator, frozenset(map(int, usual)))

    @staticmethod
    def _fit(fields: list[str], width: int, *, learned: bool) -> list[str] | None:
        """A row of the wrong length that loses nothing: surplus fields are empty (of a line that `Shapes` cannot read only where there is
        nothing to learn from), or it is a footer or a lone remark."""
        if len(fields) > width and not learned and not any(cell.strip() for cell in fields[width:]):
            return fields[:width]
        filled = [cell for cell in fields if cell.strip()]
        if len(fields) < width and filled and _FOOTER.match(filled[0]):
            return [*fields, *[""] * (width - len(fields))]
        if len(fields) < width and filled and filled[0].strip() == "###":
            return [*fields, *[""] * (width - len(fields))]
        text = "; ".join(filled)
        if is_legend(text):
            return [text, *[""] * (width - 1)]
        return None


def _reject(row: int, text: str, found: int, width: int, *, broken: bool) -> Trouble:
    if broken:
        sentence = (
            f"Tanda kutip pada baris ini rusak, sehingga {width} kolomnya tidak dapat dipisahkan. "
            "Perbaiki tanda kutipnya atau minta pengirim menyimpan ulang sebagai .xlsx."
        )
        return Trouble(row, "READ-02", "error", sentence, None, text[:200])
    what = "kurang" if found < width else "lebih"
    sentence = (
        f"Baris ini {found} kolom, judulnya {width}: {what} {abs(width - found)}. "
        "Lengkapi kolomnya, atau beri tanda kutip pada isi yang memuat pemisah kolom."
    )
    return Trouble(row, "READ-01", "error", sentence, None, text[:200])


def _separated(row: int, column: int, separator: str, text: str) -> Trouble:
    sentence = (
        f"Ada tanda '{separator}' di dalam isi sel; dibaca sebagai satu sel menurut isi kolom-kolomnya. "
        "Beri tanda kutip pada isi yang memuat pemisah kolom."
    )
    return Trouble(row, "READ-06", "warning", sentence, column, text[:200])


def _survey_wide(lines: Lines, separator: str) -> Plain:
    """As `survey_lines`, for a separator outside ASCII: line by line."""
    from pipeline.read.texts.lines import Plain

    texts = [lines.text(i) for i in range(len(lines))]
    split = [split_orderly(text, separator) for text in texts]
    return Plain(
        np.array([text.count(separator) if cells is None else len(cells) - 1 for text, cells in zip(texts, split, strict=True)], np.int64),
        np.array([cells is not None for cells in split], np.bool_),
        np.array([not text.strip() for text in texts], np.bool_),
    )


def _parse(lines: Lines, good: np.ndarray, separator: str, width: int, columns: Sequence[int], after: int) -> pl.DataFrame:
    """The plain lines through polars' CSV parser; the number of rows must come out right."""
    schema = {"source_row": pl.Int64, **{f"c{c}": pl.String for c in columns}}
    rows = np.flatnonzero(good)
    if not len(rows):
        return pl.DataFrame(schema=schema)
    buffer = _joined(lines, rows)
    if width == 1:
        texts = buffer.decode("utf-8", "surrogateescape").split("\n")
        values = [cell for line in texts for cell in split_orderly(line, NONE) or [line]]
        frame = pl.DataFrame({"c0": [v or None for v in values[: len(rows)]]}, schema={"c0": pl.String})
    else:
        frame = parse_csv(buffer, separator, width, columns, skip=0, quoted=b'"' in buffer)
    if frame.height != len(rows):
        raise Refused("susunan barisnya tidak dapat dipastikan. Minta pengirim menyimpan ulang sebagai .xlsx.")
    frame = frame.with_columns(source_row=pl.Series(rows + after + 1, dtype=pl.Int64))
    return frame.select("source_row", *(f"c{c}" for c in columns))


def _joined(lines: Lines, rows: Ints) -> bytes:
    """The bytes of the given lines, one after another; one slice where they follow each other."""
    breaks = np.flatnonzero(np.diff(rows) > 1)
    firsts = rows[np.append(0, breaks + 1)]
    lasts = rows[np.append(breaks, len(rows) - 1)]
    pieces = [lines.data[int(lines.start[a]) : int(lines.end[b])] for a, b in zip(firsts, lasts, strict=True)]
    return pieces[0] if len(pieces) == 1 else b"\n".join(pieces)


def delimited_grids(data: bytes, *, search: int, line_bytes: int, sheet: str, score: Callable[[list[Row]], float]) -> DelimitedGrid:
    """Choose the separator whose top rows make the best header (`score`), then the most even ones.

    Raises Refused for an empty file or a line beyond `line_bytes`. Ties: the order of `SEPARATORS`.
    """
    if not data[:4096].strip() and not data.strip():
        raise Refused("berkas ini kosong. Minta pengirim mengirim ulang berkasnya.")
    best, best_score = _best_grid(data, search, line_bytes, sheet, score)
    if best.width() == 1 and data.count(b'"', 0, _HEAD_BYTES) > 1:
        unwrapped = _WRAPPED.sub(lambda line: line.group(1).replace(b'""', b'"'), data)
        inner, inner_score = _best_grid(unwrapped, search, line_bytes, sheet, score)
        if inner.width() > 1 and inner_score[0] > best_score[0]:
            inner.notes = ("Setiap baris berkas ini terbungkus tanda kutip; dibaca tanpa kutip luarnya.",)
            return inner
    return best


def _best_grid(
    data: bytes, search: int, line_bytes: int, sheet: str, score: Callable[[list[Row]], float]
) -> tuple[DelimitedGrid, tuple[float, float]]:
    """The grid of the best separator, and how good its header and its rows are."""
    source = Source(data, line_bytes, search + 200)
    hint = _SEP_LINE.match(source.text(0))
    first = 1 if hint else 0
    sample = "\n".join(source.text(i) for i in range(min(len(source.head), search + 60)))
    candidates = [hint.group(1)] if hint else [s for s in SEPARATORS if s in sample]
    best, best_score = None, (-1.0, -1.0)
    for separator in [*candidates, NONE]:
        grid = DelimitedGrid(source, separator, first=first, search=search, sheet=sheet)
        value = (score(grid.top()), evenness(grid.top()))
        if value > best_score:
            best, best_score = grid, value
    assert best is not None  # noqa: S101
    return best, best_score


def evenness(rows: list[Row]) -> float:
    """Share of rows with the commonest number of cells, 0 when that is one."""
    if not rows:
        return 0.0
    widths = [len(row.cells) for row in rows]
    usual = max(set(widths), key=lambda w: (widths.count(w), w))
    return widths.count(usual) / len(widths) if usual > 1 else 0.0
