"""One loaded sheet as a grid: rows as Excel numbers them, error cells put back, cell kinds on demand.

Reach for it from `pipeline.read.formats.excel`. The bulk reader starts at the leftmost filled column; `_shift` is how far that is.
"""

from __future__ import annotations

import copy
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.formats.sheet_styles import Look, formats_near, styles_in
from pipeline.read.formats.sheet_xml import SheetScan, column_index, empty_formulas, number_cells
from pipeline.read.grid import Body, Kinds, Row, Trouble

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

_MIDNIGHT = " 00:00:00"
_SAMPLE, _TAIL = 5_000, 40
_VOICES = 10
"""Rows that are asked how far to the right the reader began."""


class SheetGrid:
    """A sheet of a workbook (or a table of a web page) held as one frame of text columns `c0`, `c1`, …"""

    def __init__(self, sheet: str, frame: pl.DataFrame, scan: SheetScan | None, *, data: bytes, search: int) -> None:
        self.sheet, self.hidden = sheet, False
        self.notes: tuple[str, ...] = ()
        self.looks: tuple[Look, ...] = ()  # of each cell format, where the workbook has fills or strikes
        self.comments: list[tuple[int, str]] = []  # what people wrote beside cells, by row
        self._scan, self._data, self._search = scan, data, search
        self._shift = _shift(frame, scan)
        self._frame = _with_errors(frame, scan, self._shift)
        self._top: list[Row] | None = None
        self._joined: set[int] = set()  # columns whose cells were put together of several, hence text

    def join(self, first: int, count: int) -> None:
        """Put cells of one digit each, in `count` columns from `first` on, together in the first of them, as text; other rows stay."""
        names = [f"c{c}" for c in range(first, first + count)]
        short = pl.all_horizontal(pl.col(names).str.strip_chars().str.contains(r"^\d?$").fill_null(value=True))
        whole = pl.concat_str(pl.col(names).str.strip_chars().fill_null(""))
        joined = pl.when(short & (whole != "")).then(whole).otherwise(pl.col(names[0])).alias(names[0])
        emptied = pl.when(short).then(None).otherwise(pl.col(names[1:])).name.keep()
        self._frame, self._top = self._frame.with_columns(joined, emptied), None
        self._joined |= {first}

    def width(self) -> int:
        """Number of columns."""
        return self._frame.width

    def top(self) -> list[Row]:
        """The first rows, blank ones left out."""
        if self._top is None:
            self._top = self._read_top()
        return self._top

    def _read_top(self) -> list[Row]:
        return self.rows(0, self._search + 60)

    def rows(self, after: int, count: int) -> list[Row]:
        """Up to `count` rows after row `after`, blank ones left out."""
        rows = self._frame.slice(after, count).rows()
        listed = [Row(i, i, tuple(_plain(cell) for cell in row)) for i, row in enumerate(rows, after + 1)]
        return [row for row in listed if any(cell.strip() for cell in row.cells)]

    def sample(self, after: int) -> list[Sequence[str]]:
        """Cells of up to 5,000 rows below `after`."""
        return list(self._frame.slice(after, _SAMPLE).with_columns(pl.all().str.strip_suffix(_MIDNIGHT).fill_null("")).rows())

    def tail(self) -> list[Sequence[str]]:
        """Cells of the last rows, blank ones left out."""
        return [row.cells for row in self.rows(max(0, self._frame.height - _TAIL), _TAIL)]

    def whole_row(self, row: int) -> tuple[str, ...]:
        """Every cell of one row."""
        return tuple(_plain(cell) for cell in self._frame.row(row - 1))

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:  # noqa: ARG002
        """Rows after row `after`."""
        numbers = pl.int_range(after + 1, self._frame.height + 1, eager=True).alias("source_row")
        frame = self._frame.slice(after).select(numbers, *(f"c{c}" for c in columns))
        days = frame.select(pl.col(pl.String).str.ends_with(_MIDNIGHT).any()).row(0, named=True) if columns else {}
        return Body(frame.with_columns(pl.col(name).str.strip_suffix(_MIDNIGHT) for name, some in days.items() if some))

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        """Which cells of these columns are numbers."""
        if self._joined:
            rest = [c for c in columns if c not in self._joined]
            return dict.fromkeys(columns, Kinds()) | (self._number_kinds(rest, after) if rest else {})
        return self._number_kinds(columns, after)

    def _number_kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        if self._scan is not None and self._scan.regular:
            placed = {c + self._shift: c for c in columns}
            return {placed[c]: kinds for c, kinds in number_cells(self._scan, list(placed)).items()}
        return _kinds_by_calamine(self._data, self.sheet, columns, after) if self._data else dict.fromkeys(columns, Kinds())

    def texts(self) -> pl.DataFrame:
        """Every row as text columns."""
        return self._frame

    def formats(self, columns: Sequence[int]) -> Mapping[int, NDArray[np.int32]]:
        """The cell format of each row in some columns, -1 for none."""
        if self._scan is None:
            return {}
        found = styles_in(self._scan, [c + self._shift for c in columns], self._frame.height)
        return {c: found[c + self._shift] for c in columns if c + self._shift in found}

    def looks_between(self, first: int, last: int) -> dict[tuple[int, int], tuple[Look, str]]:
        """By row and column the looks that are any of the cells in some rows, and words that were taken for a formula."""
        found = formats_near(self._scan, first, last) if self._scan is not None else {}
        looks = {(row, c - self._shift): (self.looks[f], text) for (row, c), (f, text) in found.items() if f < len(self.looks)}
        return {place: look for place, look in looks.items() if look != (Look(), "")}

    def with_columns(
        self,
        heads: Collection[int],
        added: Sequence[tuple[str, pl.Series]],
        *,
        own: Mapping[int, pl.Series],
        without: Collection[int],
        least: int,
        notes: Iterable[str],
        emptied: Collection[int] = (),
    ) -> SheetGrid:
        """The same sheet with further columns (header, a cell a row) from column `least` on, under a header in rows `heads`. `own`: what is
        written behind the cells of a column of its own; rows `without` and columns `emptied` are blank."""
        number = pl.int_range(1, self._frame.height + 1, eager=True)
        blank = number.is_in(sorted(without))
        made = [pl.select(pl.when(~blank).then(self._frame[name])).to_series().alias(name) for name in self._frame.columns]
        made += [pl.Series(f"c{n}", [None], dtype=pl.String).new_from_index(0, len(number)) for n in range(len(made), least)]
        made = [cells.clear(len(cells)) if c in emptied else cells for c, cells in enumerate(made)]
        for c, cells in own.items():
            both = pl.concat_str(pl.when(made[c].str.contains(r"\S")).then(made[c]), cells, separator="; ", ignore_nulls=True)
            made[c] = pl.select(pl.when(cells.is_not_null()).then(both).otherwise(made[c])).to_series().alias(f"c{c}")
        for title, cells in added:
            head = pl.when(number.is_in(sorted(heads))).then(pl.lit(title)).otherwise(cells)
            made.append(pl.select(head).to_series().alias(f"c{len(made)}"))
        out = copy.copy(self)
        out._frame, out._top = pl.DataFrame(made), None  # noqa: SLF001
        out.notes = (*self.notes, *notes)
        return out

    def hidden_rows(self, after: int) -> int:
        """Rows below `after` that a filter hides."""
        return sum(row > after for row in self._scan.hidden) if self._scan else 0

    def rows_below(self, after: int) -> int:
        """Rows below `after` with a cell that is not blank."""
        rest = self._frame.slice(after)
        return rest.filter(pl.any_horizontal(pl.all().is_not_null())).height if rest.width else 0

    def filled(self, after: int, width: int, columns: Sequence[int], rows: pl.Series) -> dict[int, int]:  # noqa: ARG002
        """How many cells of these rows are filled."""
        wanted = [c for c in columns if c < self._frame.width]
        cells = self._frame.select(f"c{c}" for c in wanted)[rows - 1] if wanted else self._frame.head(0)
        return dict.fromkeys(columns, 0) | {c: int(cells.get_column(f"c{c}").str.contains(r"\S").sum()) for c in wanted}

    def troubles(self, after: int, columns: Sequence[int]) -> list[Trouble]:
        """Error cells and formulas without a stored value, in the given columns below `after`."""
        if self._scan is None:
            return []
        placed = {c + self._shift: c for c in columns}
        found = [
            Trouble(row, "READ-03", "warning", _ERROR_CELL, placed[c], text)
            for (row, c), text in sorted(self._scan.errors.items())
            if row > after and c in placed
        ]
        found += [
            Trouble(row, "READ-04", "warning", _EMPTY_FORMULA, placed[c])
            for row, c in empty_formulas(self._scan, list(placed))
            if row > after
        ]
        return found


_ERROR_CELL = "Sel ini berisi galat Excel (misalnya #N/A atau #REF!), bukan nilai. Ketik nilainya, lalu kirim ulang."
_EMPTY_FORMULA = (
    "Sel ini berisi rumus tanpa hasil tersimpan, jadi dibaca kosong. Buka di Excel, salin-tempel sebagai nilai, lalu kirim ulang."
)


def _plain(cell: str | None) -> str:
    return (cell or "").removesuffix(_MIDNIGHT)


def _shift(frame: pl.DataFrame, scan: SheetScan | None) -> int:
    """How many columns the reader left out on the left, as most of the first filled rows say, compared with the sheet's XML."""
    if scan is None or not frame.height:
        return 0
    said: Counter[int] = Counter()
    for row, cells in enumerate(frame.head(200).rows(), 1):
        first = next((i for i, cell in enumerate(cells) if cell), None)
        left = -1 if first is None else _first_column(scan, row) - first
        if left >= 0:  # else it is not the same cell: another row tells
            said[left] += 1
        if said.total() == _VOICES:
            break
    return max(said, key=lambda left: (said[left], left), default=0)


def _first_column(scan: SheetScan, row: int) -> int:
    """The column of the first filled cell of a row in the XML; -1 where it is an error, which the reader leaves empty, or there is none."""
    tag = re.escape(scan.prefix)
    at = re.search(rb"<" + tag + rb'row(?: r="%d"| [^>]*?\br="%d")[^>]*(?<!/)>(.*?)</' % (row, row) + tag + rb"row>", scan.xml, re.DOTALL)
    cell_of = rb"<" + tag + rb'c [^>]*?\br="([A-Z]+)\d+"[^>]*(?<!/)>(.*?)</' + tag + rb"c>"
    for cell in re.finditer(cell_of, at.group(1), re.DOTALL) if at else ():
        if _filled(cell.group(2)):
            return -1 if b't="e"' in cell.group(0) else column_index(cell.group(1).decode())
    return -1


def _filled(content: bytes) -> bool:
    return bool(re.search(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>[^<]", content))


def _with_errors(frame: pl.DataFrame, scan: SheetScan | None, shift: int) -> pl.DataFrame:
    """Put the text of error cells (which the reader leaves empty) where they stand."""
    if scan is None or not scan.errors:
        return frame
    by_column: dict[str, dict[int, str]] = {}
    for (row, column), text in scan.errors.items():
        name = f"c{column - shift}"
        if name in frame.columns and row <= frame.height:
            by_column.setdefault(name, {})[row - 1] = text
    for name, cells in by_column.items():
        values = frame.get_column(name).to_list()
        for index, text in cells.items():
            values[index] = text
        frame = frame.with_columns(pl.Series(name, values, dtype=pl.String))
    return frame


def _kinds_by_calamine(data: bytes, sheet: str, columns: Sequence[int], after: int) -> dict[int, Kinds]:
    """Cell kinds of a workbook without readable XML (xls, xlsb, ods): a second pass that sees each cell's type.

    It begins at the first row and at the leftmost filled column, so that rows and `columns` count as they do in the loaded sheet.
    """
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name(sheet)
    if book.start is None:
        return {c: Kinds() for c in columns}
    numbers: dict[int, list[int]] = {c: [] for c in columns}
    for row, cells in enumerate(book.iter_rows(), 1):
        if row <= after:
            continue
        for c in columns:
            if c < len(cells) and isinstance(cells[c], (float, int)):
                numbers[c].append(row)
    return {c: Kinds(pl.Series(numbers[c], dtype=pl.Int64)) for c in columns}
