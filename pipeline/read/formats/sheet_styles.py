"""What a workbook's cells look like as far as it may be a message: the colour behind them, and whether they are struck through.

Reach for it with `xl/styles.xml` and a sheet that was looked over (`pipeline.read.formats.sheet_xml`). A workbook without fills and strikes
costs nothing; else only the cells of the columns asked for are looked at, with numpy over the bytes. Conditional formatting and table
styles are no cell's own look and are not seen.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.read.formats.sheet_xml import cells_of, column_index, digits_of, word_of, words_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.read.formats.sheet_xml import SheetScan

_P = rb"(?:\w+:)?"
_FONTS, _FILLS, _FORMATS = (re.compile(rb"<%b%b[ >].*?</%b%b>" % (_P, n, _P, n), re.DOTALL) for n in (b"fonts", b"fills", b"cellXfs"))
_FONT, _FILL = (re.compile(rb"<%b%b(?:\s[^>]*)?(?:/>|>(.*?)</%b%b>)" % (_P, n, _P, n), re.DOTALL) for n in (b"font", b"fill"))
_FORMAT = re.compile(rb"<%bxf\s([^>]*?)/?>" % _P)
_STRUCK = re.compile(rb"<%bstrike(?:\s+val=\"(?:1|true)\")?\s*/>" % _P)
_PATTERN = re.compile(rb'patternType="(\w+)"')
_INNER = re.compile(rb"<%bfgColor\s([^>]*?)/?>" % _P)
_NO_PATTERNS = frozenset({b"none", b"gray125"})
_THEME = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47")
"""The colours of Office's own theme."""
_INDEXED = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_NO_FILL = 64
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?:[^>]*>\s*<(?:\w+:)?f>([A-Za-z /]{5,60})</)?')
_FEW_ROWS, _MOST_BYTES = 100, 400_000
_HUES = (
    (15, ("merah", "merah muda", "pink", "red")),
    (36, ("oranye", "orange", "oren", "jingga")),
    (50, ("oranye", "orange", "oren", "jingga", "kuning", "yellow")),
    (70, ("kuning", "yellow")),
    (165, ("hijau", "green")),
    (200, ("biru muda", "biru", "tosca", "toska", "blue")),
    (260, ("biru", "blue")),
    (295, ("ungu", "purple")),
    (340, ("merah muda", "pink", "ungu")),
    (361, ("merah", "merah muda", "pink", "red")),
)
_GREY = ("abu-abu", "abu abu", "abu", "grey", "gray")


@dataclass(frozen=True)
class Look:
    """The look of a cell: the words for the colour behind it (none: no fill), which fill it is, and whether it is struck through."""

    fill: int = 0
    colours: tuple[str, ...] = ()
    struck: bool = False


def looks_of(styles: bytes) -> tuple[Look, ...]:
    """The look of each cell format; empty where none has a fill or a strike."""
    fills, formats = _FILLS.search(styles), _FORMATS.search(styles)
    fonts = _FONTS.search(styles)
    if fills is None or formats is None:
        return ()
    struck = [bool(_STRUCK.search(m[0])) for m in _FONT.finditer(fonts[0], fonts[0].index(b">"))] if fonts else []
    codes: dict[str, int] = {}
    colours = [_colour(m[0]) for m in _FILL.finditer(fills[0], fills[0].index(b">"))]
    looks = []
    for match in _FORMAT.finditer(formats[0]):
        font, fill = (int(m[1]) if (m := re.search(rb'\b%b="(\d+)"' % name, match[1])) else 0 for name in (b"fontId", b"fillId"))
        colour = colours[fill] if fill < len(colours) else ""
        code = codes.setdefault(colour, len(codes) + 1) if colour else 0
        looks.append(Look(code, _names(colour) if colour else (), font < len(struck) and struck[font]))
    return tuple(looks) if any(look.fill or look.struck for look in looks) else ()


def _colour(fill: bytes) -> str:
    """The colour of a fill as `RRGGBB`; "" for none and for white."""
    pattern, inner = _PATTERN.search(fill), _INNER.search(fill)
    if pattern is None or pattern[1] in _NO_PATTERNS or inner is None:
        return ""
    said = {m[1]: m[2].decode() for m in re.finditer(rb'(\w+)="([^"]*)"', inner[1])}
    if b"rgb" in said:
        colour = said[b"rgb"][-6:].upper()
    elif b"theme" in said and said[b"theme"].isdigit():
        colour = _tinted(_THEME[min(int(said[b"theme"]), len(_THEME) - 1)], said.get(b"tint", "0"))
    elif b"indexed" in said and said[b"indexed"].isdigit():
        index = int(said[b"indexed"])
        colour = "" if index >= _NO_FILL else _INDEXED[index % 8] if index < 16 else f"INDEX{index}"
    else:
        return ""
    return "" if colour == "FFFFFF" else colour


def _tinted(colour: str, tint: str) -> str:
    """A theme's colour made lighter (tint above 0) or darker."""
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return colour
    parts = [int(colour[i : i + 2], 16) for i in (0, 2, 4)]
    return "".join(f"{round(p * (1 + share) if share < 0 else p + (255 - p) * share):02X}" for p in parts)


def _names(colour: str) -> tuple[str, ...]:
    """The words an officer may have for a colour."""
    if not re.fullmatch(r"[0-9A-F]{6}", colour):
        return ()
    hue, light, strength = colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    if strength < 0.12 or light < 0.08:
        return ("hitam", "black") if light < 0.2 else _GREY
    return next(words for end, words in _HUES if hue * 360 < end)


COLOURS = tuple(dict.fromkeys(word for _, words in _HUES for word in words)) + _GREY + ("hitam",)
"""Every word for a colour."""


def styles_in(scan: SheetScan, columns: Sequence[int], height: int) -> Mapping[int, NDArray[np.int32]]:
    """Of each column the cell format of rows 1 to `height` (place 0 is row 1); -1 where a row has no cell there. Nothing of a sheet whose
    cells do not say where they stand."""
    if not scan.regular or not columns:
        return {}
    view = np.frombuffer(scan.xml, dtype=np.uint8)
    found = {}
    for column, places in zip(columns, cells_of(scan, list(columns)), strict=True):
        at = places[places + 24 < len(view)]
        digits = digits_of(words_from(view)[at])
        rows = _numbers(view, at, digits)
        style = at + digits
        styled = words_from(view)[style] & word_of(b"\xff" * 5) == word_of(b'" s="')
        formats = np.zeros(len(at), np.int32)
        formats[styled] = _numbers(view, style[styled] + 5, digits_of(words_from(view)[style[styled] + 5]))
        out = np.full(height, -1, np.int32)
        inside = (rows > 0) & (rows <= height)
        out[rows[inside] - 1] = formats[inside]
        found[column] = out
    return found


def formats_near(scan: SheetScan, first: int, last: int) -> dict[tuple[int, int], tuple[int, str]]:
    """(row, column) to cell format of the cells in some rows, and the words of one that Excel took for a formula ("= meninggal dunia"); of
    many bytes the first."""
    tag = b"<" + scan.prefix + b"row"
    start = (
        0
        if first < _FEW_ROWS
        else next((at for row in range(first, last + 1)[:_FEW_ROWS] if (at := scan.xml.find(tag + b' r="%d"' % row)) >= 0), -1)
    )
    out: dict[tuple[int, int], tuple[int, str]] = {}
    for m in _CELL.finditer(scan.xml[start : start + _MOST_BYTES] if start >= 0 else b""):
        if int(m[2]) > last:
            break
        if int(m[2]) >= first:
            out[int(m[2]), column_index(m[1].decode())] = (int(m[3] or 0), "=" + m[4].decode("utf-8", "replace") if m[4] else "")
    return out


def _numbers(view: NDArray[np.uint8], at: NDArray[np.intp], digits: NDArray[np.intp]) -> NDArray[np.int64]:
    """The numbers that begin at these places, of so many digits each."""
    out = np.zeros(len(at), np.int64)
    for place in range(int(digits.max(initial=0))):
        more = digits > place
        out[more] = out[more] * 10 + view[at[more] + place] - ord("0")
    return out
