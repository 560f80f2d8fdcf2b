"""What a sender says a list adds up to, against what its rows add up to: JUMLAH rows to the rupiah, recipients counted in titles.

When to reach for it: `ingest` calls it for every table. The invariants: totals speak of all rows read, repeats and rejects too, because
the sender added them; a difference is told with both numbers and never repaired.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.accounts import Total
from pipeline.read.model import ROWS
from pipeline.standardise.money.amounts import parse_amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.standardise.context import SourceTable, Standardised
    from pipeline.standardise.findings import Findings

_COUNT = re.compile(
    r"\b(?:JUMLAH|TOTAL|SEBANYAK)\s+(?:KPM|PENERIMA|PENERIMA MANFAAT|KELUARGA|KK|ORANG|DATA)\s*[:=]?\s*(\d{1,3}(?:[.,]\d{3})+|\d+)\b"
    r"|\b(?:JUMLAH|TOTAL|SEBANYAK)\s*[:=]?\s*(\d{1,3}(?:[.,]\d{3})+|\d+)\s+(?:KPM|PENERIMA|KELUARGA|KK|ORANG|JIWA)\b"
    r"|(?:^|[(,:/–—]|\s-)\s*(\d{1,3}(?:[.,]\d{3})+|\d+)\s+KPM\s*(?=[).,/]|$)"
)
_MONEY = re.compile(
    r"\b(?:JUMLAH|TOTAL)(?:\s+(?:DANA|UANG|NOMINAL|ANGGARAN|BANTUAN|PENYALURAN|PEMBAYARAN|RUPIAH|NILAI|DIBAYARKAN|YANG|DI))*\s*[:=]?\s*"
    r"RP\.?\s*(\d{1,3}(?:\.\d{3})+|\d{4,})(?:,\d\d|,-)?(?![\d.,]*\d)(?!\s*(?:PER|SETIAP|TIAP|/|X)\b)(?!\s*/)"
)
_MOST_SECTIONS = 60
"""Totals further up that a total may reach back to."""


def compared(table: SourceTable, done: Standardised, rows: pl.DataFrame, read: int, findings: Findings) -> tuple[Total, ...]:
    """Every number the sender states of a table, of its money and of its rows, against what was read."""
    return (
        *compare_title_money(table, rows, findings),
        *compare_totals(table, done, rows, findings),
        *compare_title(table, rows, read, findings),
        *compare_counts(table, rows, read, findings),
    )


def compare_totals(table: SourceTable, done: Standardised, rows: pl.DataFrame, findings: Findings) -> tuple[Total, ...]:
    """The sender's totals against the sum of all rows read (repeats and rejects too: the sender added them): UANG-05 where they differ.

    A total may speak of all rows above it, or of those since any total before it (a page, an RT, the RW of several RT, a village).
    """
    out: list[Total] = []
    before: list[int] = []
    for stated in sorted(table.totals, key=lambda t: (t.field, t.row)):
        name = stated.field
        if name not in rows.columns or rows[name].dtype != pl.Int64:
            continue
        before = before if out and out[-1].field == name else []
        above = rows.filter(pl.col("source_row") < stated.row)
        sums = [int(above[name].sum()), *(int(above.filter(pl.col("source_row") > row)[name].sum()) for row in before)]
        dialect = done.dialects.get(name)
        value = parse_amount(stated.value_text, dialect) if dialect else parse_amount(stated.value_text)
        before = [stated.row, *before][:_MOST_SECTIONS]
        if not isinstance(value, int):
            out.append(Total(name, stated.row, None, sums[0], None))
            continue
        counted = value if value in sums else min(sums[:2], key=lambda total: abs(total - value))
        out.append(Total(name, stated.row, value, counted, value - counted))
        if value != counted:
            facts = {"stated": _number(value), "counted": _number(counted), "difference": _number(value - counted)}
            findings.once("UANG-05", name, row=stated.row, **facts)
    return tuple(out)


def stated_in_all(totals: Sequence[Total], counted: int) -> int | None:
    """What the sender says all rows add up to, of his totals of one column: the last that speaks of them all, else those of the parts."""
    read = [(total.stated, total.counted) for total in totals if total.stated is not None]
    whole = [stated for stated, found in read if found == counted]
    if whole or not read:
        return whole[-1] if whole else None
    return sum(stated for stated, _ in read) if sum(found for _, found in read) == counted else read[-1][0]


def title_count(title: str) -> int | None:
    """The number of recipients a title states ("Jumlah KPM: 498", "Sebanyak 1.204 keluarga"); None where it states none or several."""
    found = {int(re.sub(r"[.,]", "", "".join(said))) for said in _COUNT.findall(title.upper())}
    return found.pop() if len(found) == 1 else None


def compare_title(table: SourceTable, rows: pl.DataFrame, read: int, findings: Findings) -> tuple[Total, ...]:
    """The title's number of recipients against rows, and against the different NIKs and KKs in them (one row per component): BAR-04."""
    stated = title_count(table.title)
    if stated is None:
        return ()
    different = {read, *(rows[c].drop_nulls().n_unique() for c in ("nik_raw", "no_kk_raw") if c in rows.columns)}
    counted = stated if stated in different else read
    if counted != stated:
        findings.once("BAR-04", "", stated=_number(stated), counted=_number(counted), difference=_number(stated - counted))
    return (Total(ROWS, 0, stated, counted, stated - counted),)


def compare_title_money(table: SourceTable, rows: pl.DataFrame, findings: Findings) -> tuple[Total, ...]:
    """The sum a title states ("Total dana Rp 9.000.000") against all rows read: UANG-08. Nothing where it states several sums."""
    said = {int(found.replace(".", "")) for found in _MONEY.findall(table.title.upper())}
    if len(said) != 1 or "amount" not in rows.columns or rows["amount"].dtype != pl.Int64 or not rows["amount"].count():
        return ()
    stated, counted = said.pop(), int(rows["amount"].sum())
    if counted != stated:
        findings.once("UANG-08", "amount", stated=_number(stated), counted=_number(counted), difference=_number(stated - counted))
    return (Total("amount", 0, stated, counted, stated - counted),)


def compare_counts(table: SourceTable, rows: pl.DataFrame, read: int, findings: Findings) -> tuple[Total, ...]:
    """Recipients counted below a list ("Jumlah KPM : 15") against the rows above, all of them or those since the last count: BAR-04."""
    out: list[Total] = []
    before = 0
    last = int(rows["source_row"].max() or 0) if rows.height else 0  # type: ignore[arg-type]
    for told in sorted((t for t in table.totals if t.field == ROWS), key=lambda t: t.row):
        stated = title_count(told.value_text)
        if stated is None:
            continue
        above = rows.filter(pl.col("source_row") < told.row)
        counted = [n for part in (above, above.filter(pl.col("source_row") > before)) for n in _different(part)]
        counted = [read, *counted] if told.row > last else counted
        before = told.row
        nearest = stated if stated in counted else counted[0]
        if nearest != stated:
            findings.once(
                "BAR-04", "", row=told.row, stated=_number(stated), counted=_number(nearest), difference=_number(stated - nearest)
            )
        out.append(Total(ROWS, told.row, stated, nearest, stated - nearest))
    return tuple(out)


def _different(rows: pl.DataFrame) -> list[int]:
    """How many rows, NIKs and KKs stand in some rows: a count may mean any of them."""
    return [rows[c].drop_nulls().n_unique() for c in ("source_row", "nik_raw", "no_kk_raw") if c in rows.columns]


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
