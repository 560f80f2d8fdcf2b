"""Small charts as inline SVG, drawn by Vega-Lite through vl-convert: offline, no script, the same text on every machine.

The specifications are plain dictionaries. Sizes are fixed by hand (no automatic layout by text width) and numbers are
rounded, so that fonts and processor leave no trace in the bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from pipeline.report.words import Words

INK, SOFT, GRID = "#1b2733", "#52606d", "#e3e8ed"
HUES = ("#0b5a6f", "#c2571a", "#6b7c8c", "#d9b84a")
FONT = "Segoe UI, Roboto, Noto Sans, Liberation Sans, DejaVu Sans, sans-serif"
WIDTH, LABELS = 230, 120
"""Width of the plot and of the labels at its left, in pixels: together a phone's width."""
NUMBERS = 72
"""Width of the labels where they are numbers; the plot takes the rest."""

NAMES = {"grid": False, "ticks": False, "domain": False, "labelPadding": 9}
"""Axis of names: no lines, and room for a mark that stands at zero."""

CONFIG: dict[str, Any] = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": SOFT,
        "gridColor": GRID,
        "domainColor": GRID,
        "tickColor": GRID,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "labelLimit": LABELS - 10,
    },
}


def rates_chart(rates: pl.DataFrame, labels: Mapping[str, str], w: Words) -> str:
    """Error rates per kelurahan: a dot for the rate, a line for its bounds, one colour per measure."""
    rows = [
        {
            "area": r["area_name"],
            "what": labels[r["definition"]],
            "rate": r["rate"],
            "low": _or(r["low"], r["rate"]),
            "high": _or(r["high"], r["rate"]),
        }
        for r in rates.iter_rows(named=True)
    ]
    areas = list(dict.fromkeys(r["area"] for r in rows))
    whats = list(labels.values())
    y = {"field": "area", "type": "nominal", "sort": areas, "title": None, "axis": NAMES}
    offset = {"field": "what", "type": "nominal", "sort": whats}
    colour = {"field": "what", "type": "nominal", "scale": {"domain": whats, "range": list(HUES[: len(whats)])}, "legend": None}
    end = _end(max(r["high"] for r in rows))
    ticks = [end * quarter / 4 for quarter in range(5)]
    axis = {"format": ".0%", "values": ticks, "labelFlush": False}
    x = {"type": "quantitative", "title": None, "scale": {"domain": [0, end]}, "axis": axis}
    said = {"field": "rate", "type": "quantitative", "format": ".1%"}
    base = {"y": y, "yOffset": offset, "color": colour}
    label = {"type": "text", "align": "left", "dx": 7, "fontSize": 10}
    layers = [
        {
            "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.55},
            "encoding": base | {"x": x | {"field": "low"}, "x2": {"field": "high"}},
        },
        {"mark": {"type": "point", "filled": True, "size": 45, "opacity": 1}, "encoding": base | {"x": x | {"field": "rate"}}},
        {"mark": label, "encoding": base | {"x": x | {"field": "high"}, "text": said}},
    ]
    height = max(32 * len(areas), 40)
    key = list(zip(whats, HUES, strict=False))
    return _svg({"data": {"values": rows}, "layer": layers}, height, key, w)


def _end(highest: float) -> float:
    """Where an axis of shares ends, so that its quarters are whole percents."""
    return next((end for end in (0.08, 0.2, 0.4, 0.6, 0.8) if highest <= end), 1.0)


def money_chart(chain: pl.DataFrame, w: Words) -> str:
    """Recorded rupiah per programme, stacked: to the entitled, to those who look not entitled, unclear, not arrived."""
    parts = {
        "paid_right": w("col_paid_right"),
        "paid_wrong": w("col_paid_wrong"),
        "paid_open": w("col_paid_open"),
        "failed": w("col_failed"),
    }
    rows = [
        {"programme": r["programme"], "what": name, "order": i, "amount": r[field] / 1e6}
        for r in chain.iter_rows(named=True)
        for i, (field, name) in enumerate(parts.items())
    ]
    hues = (HUES[0], HUES[1], HUES[3], HUES[2])
    encoding = {
        "y": {"field": "programme", "type": "nominal", "title": None, "axis": NAMES},
        "x": {
            "field": "amount",
            "type": "quantitative",
            "title": w("million"),
            "axis": {"tickCount": 4},
        },
        "color": {
            "field": "what",
            "type": "nominal",
            "scale": {"domain": list(parts.values()), "range": list(hues)},
            "legend": None,
        },
        "order": {"field": "order"},
    }
    sums = [{"programme": r["programme"], "amount": sum(r[field] for field in parts) / 1e6} for r in chain.iter_rows(named=True)]
    said = {"field": "amount", "type": "quantitative", "format": ",.1f"}
    total = {
        "data": {"values": sums},
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 10, "color": INK},
        "encoding": {"y": encoding["y"], "x": encoding["x"], "text": said},
    }
    bars = {"data": {"values": rows}, "mark": {"type": "bar", "height": 16}, "encoding": encoding}
    return _svg({"layer": [bars, total]}, max(30 * chain.height, 40), list(zip(parts.values(), hues, strict=True)), w, titled=True)


def weights_chart(weights: pl.DataFrame, w: Words) -> str:
    """Histogram of match weights, links apart from doubtful pairs."""
    names = {"MATCH": w("band_MATCH"), "REVIEW": w("band_REVIEW")}
    rows = [
        {"low": r["low"], "high": r["high"], "pairs": r["pairs"], "what": names[r["band"]]}
        for r in weights.iter_rows(named=True)
        if r["band"] in names
    ]
    encoding = {
        "x": {
            "field": "low",
            "type": "quantitative",
            "bin": {"binned": True},
            "title": w("axis_weight"),
            "axis": {"tickCount": 6},
        },
        "x2": {"field": "high"},
        "y": {"field": "pairs", "type": "quantitative", "title": w("axis_pairs"), "axis": {"tickCount": 4}},
        "color": {
            "field": "what",
            "type": "nominal",
            "scale": {"domain": list(names.values()), "range": list(HUES[:2])},
            "legend": None,
        },
    }
    spec = {"data": {"values": rows}, "mark": {"type": "bar", "binSpacing": 1}, "encoding": encoding}
    return _svg(spec, 130, list(zip(names.values(), HUES, strict=False)), w, titled=True, labels=NUMBERS)


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _svg(spec: dict[str, Any], height: int, key: list[tuple[str, str]], w: Words, *, titled: bool = False, labels: int = LABELS) -> str:
    """The drawing with its own colour key above, as SVG text."""
    import vl_convert  # 0.1 s to load, and the first drawing costs most: only when a page is drawn

    whole = spec | {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH + LABELS - labels,
        "height": height,
        "autosize": {"type": "none"},
        "padding": {"left": labels, "right": 50, "top": 6, "bottom": 44 if titled else 26},
        "background": None,
        "config": CONFIG,
    }
    return _with_key(_rounded(vl_convert.vegalite_to_svg(whole, vl_version="v5_20", format_locale=_locale(w))), key)


def _locale(w: Words) -> dict[str, Any]:
    point, comma, percent = (",", ".", "\u00a0%") if w.language == "id" else (".", ",", "%")
    return {"decimal": point, "thousands": comma, "grouping": [3], "currency": ["Rp", ""], "percent": percent}


def _rounded(svg: str) -> str:
    """Without the library's own (English) labels, coordinates to two decimals: shorter, and the same on every processor."""
    svg = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg)
    return re.sub(r"-?\d+\.\d{3,}(?:e-?\d+)?", lambda found: f"{float(found.group()):.2f}".rstrip("0").rstrip("."), svg)


def _with_key(svg: str, key: list[tuple[str, str]]) -> str:
    """A colour key above the drawing, one line each; the view box grows by its height."""
    height = 18 * len(key) + 4
    found = re.search(r'viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"', svg)
    if found is None:
        return svg
    width, below = float(found[1]), float(found[2])
    body = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    marks = "".join(
        f'<rect x="4" y="{18 * i + 5}" width="10" height="10" rx="2" fill="{hue}"/>'
        f'<text x="20" y="{18 * i + 14}" font-size="11" fill="{INK}" font-family="{FONT}">{_escaped(name)}</text>'
        for i, (name, hue) in enumerate(key)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {below + height:g}" aria-hidden="true">'
        f'{marks}<g transform="translate(0,{height})">{body}</g></svg>'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
