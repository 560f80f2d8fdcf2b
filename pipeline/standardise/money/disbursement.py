"""Pay lists and closing lists: programme, payer, months, rupiah, what became of the money, numbers of account and card.

When to reach for it: `table.py` calls it for kinds DISBURSEMENT and CLOSING. The invariants: the row speaks before the title,
the title before the file's name, the file's name before the folder; what nobody says is null. Source: DOMAIN §2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.context import codes_of, own_name
from pipeline.standardise.money import amounts
from pipeline.standardise.money.back_payments import with_back_payments
from pipeline.standardise.money.described import with_described
from pipeline.standardise.money.drawn import as_drawn
from pipeline.standardise.money.mixed import named_programmes
from pipeline.standardise.money.paid_words import (
    has_status,
    is_realisation,
    opens_accounts,
    reasons,
    state_words,
    with_title_and_remarks,
    with_title_day,
)
from pipeline.standardise.money.row_periods import of_their_days, row_periods
from pipeline.standardise.money.states import carries_results, only_orders, pay_states
from pipeline.standardise.numbers.identity import plain_number
from pipeline.standardise.numbers.own_numbers import own_numbers
from pipeline.standardise.people import dates
from pipeline.standardise.text import fold_column, key, map_distinct
from pipeline.standardise.visits.remarks import coded_word
from pipeline.standardise.words import find, find_all, is_blank, only
from schemas.codes import Kind, PayState

if TYPE_CHECKING:
    from pipeline.standardise.context import FileContext, SourceTable
    from pipeline.standardise.findings import Findings

CASHLESS = ("BERAS", "PBI-JK")
"""Programmes whose lists hold no rupiah."""
_THROUGH = re.compile(r"\b(?:melalui|lewat|via|oleh)\b\W*((?:(?!\b(?:pengalihan|eks|ex|dari|yang|karena)\b)[^()/,;]){3,40})", re.IGNORECASE)
"""Who pays, in a title that names others beside."""
_FETCHED = re.compile(r"\b(?:WAKIL|DIWAKILI|MEWAKILI|PERWAKILAN|PENGAMBIL|DIAMBIL|KUASA)\b")
_POST_OFFICE = re.compile(r"\b(DANOM|KPRK|KANTOR ?POS|KCP ?POS|KPC|KANTOR BAYAR)\b")
"""Words of a title or a column's header that only the post office uses (DOMAIN §2.1)."""


def _post_office(table: SourceTable) -> str | None:
    """The post office, where the title or a column of a list that names no payer speaks its words."""
    said = (table.title, table.sheet, *table.headers.values(), *table.unmapped)
    return "POS" if any(_POST_OFFICE.search(key(text)) for text in said) else None


def _spoken(table: SourceTable, context: FileContext, lookup: str) -> str | None:
    """The one value that title, sheet or the file's name speaks of, else what the layout takes for granted; None where none or several."""
    named = find_all(lookup, table.title, context.lookups)
    if lookup == "payer_words" and len(named) > 1:  # "melalui PT Pos (pengalihan gagal BSI)"
        through = {one for said in _THROUGH.finditer(table.title) if (one := find_all(lookup, said[1], context.lookups))}
        named = through.pop() if len(through) == 1 else named
    title = only(named)
    sheet = only(find_all(lookup, table.sheet, context.lookups, file_name=True))
    name = only(find_all(lookup, own_name(table, context), context.lookups, file_name=True))
    granted = table.hints.get("programme" if lookup == "programme_words" else "payer", "")
    return title or sheet or name or str(granted) or None


def programmes(table: SourceTable, source: pl.DataFrame, context: FileContext, findings: Findings) -> tuple[pl.Series, pl.Series]:
    """(canonical programme, word as written) of every row. Unknown words: PRO-01; two programmes in one word: PRO-02, null.

    A word that names PKH beside another programme is PKH where the row has a PKH component.
    """
    raw = fold_column(source, "programme")
    codes, office = codes_of(table, "programme"), context.lookups
    said = map_distinct(raw, lambda v: None if is_blank(v) else coded_word(codes, v), pl.String)

    one = map_distinct(said, lambda v: only(named_programmes(v, office)), pl.String)
    count = map_distinct(said, lambda v: len(named_programmes(v, office)), pl.Int64)
    with_pkh = map_distinct(said, lambda v: "PKH" in named_programmes(v, office) or None, pl.Boolean)
    component = fold_column(source, "component").is_not_null()
    one = pl.select(pl.when(with_pkh & component & (count > 1)).then(pl.lit("PKH")).otherwise(one)).to_series()
    rows = source["source_row"]
    for rule, some in (("PRO-01", (count == 0)), ("PRO-02", (count > 1) & one.is_null())):
        findings.words(rule, "programme", rows.filter(some.fill_null(value=False)), raw.filter(some.fill_null(value=False)))
    fallback = _spoken(table, context, "programme_words")
    filled = pl.select(pl.when(said.is_null()).then(pl.lit(fallback, dtype=pl.String)).otherwise(one)).to_series()
    return filled.alias("programme"), raw.alias("programme_raw")


def payers(table: SourceTable, source: pl.DataFrame, context: FileContext) -> pl.Series:
    """Payer of every row: the canonical code; else what layout, title, sheet or file name say; else the word as written, in capitals.

    A word no table knows gives way to what the whole list says (a column of branch offices), unless it names a bank.
    """
    raw = fold_column(source, "payer")
    whole_list = _spoken(table, context, "payer_words") or _post_office(table)

    def code(word: str) -> str | None:
        """The payer that a cell names, by the tables or as it stands."""
        if is_blank(word):
            return None
        found = find("payer_words", word, context.lookups)
        if found:
            return found[0]
        return key(word) if whole_list is None or "BANK" in key(word) else whole_list

    said = map_distinct(raw, code, pl.String)
    return (
        pl.select(pl.coalesce(said, pl.lit(whole_list, dtype=pl.String)).alias("payer")).to_series() if whole_list else said.alias("payer")
    )


def _substitute(table: SourceTable, source: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """NIK and name of who took a KPM's place. Whoever only fetched the money for him (`Diwakili oleh`) took nobody's place."""
    nik, name = plain_number(fold_column(source, "substitute_nik")), fold_column(source, "substitute_name")
    named = map_distinct(name, lambda v: None if is_blank(v) or not re.search(r"[^\W\d_]", v) else v, pl.String)
    header = " ".join(key(table.headers.get(c, "")) for c in ("substitute_name", "substitute_nik"))
    if _FETCHED.search(header):
        nik, named = (pl.Series([None], dtype=pl.String).new_from_index(0, source.height) for _ in range(2))
    return nik.alias("substitute_nik"), named.alias("substitute_name")


def _beside_the_payments(spoken: pl.DataFrame, source: pl.DataFrame) -> pl.Series:
    """Rows of a registry with the money beside it (it has a desil) that hold neither sum, day nor word, where the paid ones hold a sum and
    a day: families, and no payments."""
    bare = pl.all_horizontal(pl.col("amount", "paid_on", "state", "state_note", "card_state").is_null())
    both = ((pl.col("amount") > 0) & pl.col("paid_on").is_not_null()).any()
    asked = "desil" in source.columns and {"amount", "paid_on"} <= set(source.columns)
    return spoken.select((pl.lit(asked) & bare & both).alias("beside")).to_series()


def disbursement_columns(
    table: SourceTable, source: pl.DataFrame, context: FileContext, findings: Findings
) -> tuple[pl.DataFrame, amounts.Dialect]:
    """Columns of `tables.Disbursement` behind the person's, and the dialect of the amounts (for the file's own totals)."""
    if fold_column(source, "programme").is_null().all() and _spoken(table, context, "programme_words") is None:
        source = with_described(source, context)
    programme, programme_raw = programmes(table, source, context, findings)
    spoken_of = f"{table.title} / {table.sheet} / {table.headers.get('amount', '')}"
    money = not programme.is_in(CASHLESS).fill_null(value=False).any()
    amount, amount_raw, dialect = amounts.parse_column(source, "amount", findings, spoken_of, money=money)
    each = amounts.said_for_each(table.title) if "amount" not in source.columns else None
    amount = amount.fill_null(each) if each else amount
    source = with_title_day(table, source, context)
    if "paid_on" in source.columns:
        source = source.with_columns(dates.with_year(source["paid_on"].cast(pl.String), context.period).alias("paid_on"))
    paid_on, _ = dates.parse_column(source, "paid_on", context.events(), findings)
    notes = reasons(table, source, context.lookups)
    amount, state = as_drawn(source, amount, state_words(table, source, context), findings)
    state = with_title_and_remarks(table, source, state, notes, paid_on, context)
    spoken = pl.DataFrame({
        "source_row": source["source_row"], "state": state, "state_note": notes,
        "card_state": fold_column(source, "card_state"), "amount": amount, "paid_on": paid_on,
        "unread_mark": fold_column(source, "unread_mark"),
        "in_kind": programme.is_in(CASHLESS).fill_null(value=False) | ("amount" not in source.columns),
    })  # fmt: skip
    named = "CLOSING" in key(f"{table.title} {table.sheet} {own_name(table, context)}")
    listed_only = table.kind == Kind.CLOSING and not is_realisation(table, context)
    closing = listed_only or only_orders(spoken) or (named and not {"state", "paid_on"} & set(source.columns))
    opens = opens_accounts(table, amount, paid_on, context)
    if closing or opens:
        closing = not opens and not carries_results(spoken, named_closing=named, office=context.lookups)
    states = pay_states(spoken, closing=closing, has_status=has_status(table, context), findings=findings, office=context.lookups)
    if opens:  # an account is no payment
        made = pl.col("state") == str(PayState.PAID)
        states = states.with_columns(state=pl.when(made).then(pl.lit(str(PayState.IN_PROCESS))).otherwise("state"))
    columns = pl.DataFrame(
        [
            programme,
            programme_raw,
            payers(table, source, context),
            amount.alias("amount"),
            amount_raw.alias("amount_raw"),
            paid_on.alias("paid_on"),
            *own_numbers(source).get_columns(),
            fold_column(source, "component").alias("component"),
            *_substitute(table, source),
            pl.select(pl.coalesce(fold_column(source, "note"), spoken["state_note"], fold_column(source, "result")))
            .to_series()
            .alias("note"),
        ]
    )
    months = of_their_days(row_periods(table, source, programme, amount, context, findings), paid_on, findings)
    months = with_back_payments(months, columns["note"], programme, amount, context.period)
    if not (closing or opens or each) and "amount" not in source.columns and {"state", "paid_on"} & set(source.columns):
        cash = ~programme.is_in(CASHLESS).fill_null(value=False)
        if cash.any():
            unused = ", ".join(dict.fromkeys(header.strip() for header in table.unmapped if header.strip()))
            findings.once("UANG-06", "amount", n=source.height, detail=f"Kolom yang tidak dipakai: {unused}." if unused else "")
    listed = pl.lit(str(Kind.CLOSING if closing else Kind.DISBURSEMENT))
    nobodys = (programme.is_null() & opens) | _beside_the_payments(spoken, source)
    kind = pl.select(pl.when(nobodys).then(pl.lit(str(Kind.ACCOUNTS))).otherwise(listed)).to_series().alias("list_kind")
    return pl.concat([columns, months, states], how="horizontal").with_columns(kind), dialect
