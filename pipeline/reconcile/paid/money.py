"""The money of each family and programme: what was due, ordered, paid, and what came back.

One row per programme and family (person, where the programme's unit is a person), made from all rows of all payers.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.entitled.components import component_word, counts_all, listed_amount
from pipeline.reconcile.inputs import trusted
from pipeline.reconcile.paid.payments import NOTHING_CAME, OPEN
from pipeline.words.nik import nik_birth_date
from schemas.rulebook import months_between

if TYPE_CHECKING:
    from schemas.rulebook import Rulebook

UNIT = ["programme", "family_id", "person_key"]
"""Key of the thing that is paid: a programme and a family; `person_key` is "" unless the programme's unit is a person."""

KNOWN_GROUNDS = ("PEKERJAAN", "MENINGGAL", "TIDAK_LAYAK_DAERAH", "TIDAK_LAYAK_GIS")
UNSAID = "UNSAID"
"""`open_state` where the list holds no word on the state: not a payment that is under way."""
_LATEST = dt.date(2030, 1, 1)
"""No payee is born after it: it tells the century of the year in a NIK."""
GROWN = 25
"""Years from which on nobody sits in a school that a component is paid for."""


def person_key(rulebook: Rulebook, period: str) -> pl.Expr:
    """`person_id` for programmes whose unit is a person, else ""."""
    codes = [c for c in rulebook.codes() if (r := rulebook.at(c, period)) is not None and r.unit == "person"]
    return pl.when(pl.col("programme").is_in(codes)).then(pl.col("person_id")).otherwise(pl.lit("")).alias("person_key")


def _component_amount(rulebook: Rulebook, period: str) -> pl.Expr:
    """What the component named by the row brings a stage; null where the row names none."""
    out: pl.Expr = pl.lit(None, dtype=pl.Int64)
    for code in rulebook.codes():
        rules = rulebook.at(code, period)
        if rules is not None and rules.amount.components:
            mine = listed_amount(pl.col("component"), rules.amount.components, rules.amount.max_components)
            out = pl.when(pl.col("programme") == code).then(mine).otherwise(out)
    return out


def family_rows(rows: pl.DataFrame, resolved: pl.DataFrame, rulebook: Rulebook, period: str) -> pl.DataFrame:
    """Rows of the month with their family, in an order that depends on values only; open questions are left out."""
    joined = rows.join(
        resolved.filter(pl.col("found") != "UNKNOWN").select(
            "record_id", "person_id", "family_id", "reg_record", "found", "how", "probability", "elsewhere"
        ),
        on="record_id",
        how="inner",
    ).with_columns(person_key(rulebook, period), listed_due=_component_amount(rulebook, period))
    return joined.sort(
        *UNIT, pl.col("state") != "PAID", "payer", "paid_on", "amount", "component", "name", "nik", "record_id", nulls_last=True
    )


def _ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """What was ordered: the closing list where there is one, else the largest sum that one payer was to pay; `asked`: of all payers."""
    by_payer = rows.filter(pl.col("amount") > 0).group_by(*UNIT, "from_closing", "payer").agg(pl.col("amount").sum().alias("sum"))
    return by_payer.group_by(UNIT).agg(
        pl.coalesce(pl.col("sum").filter(pl.col("from_closing")).max(), pl.col("sum").filter(~pl.col("from_closing")).max()).alias(
            "ordered"
        ),
        pl.col("sum").filter(~pl.col("from_closing")).sum().alias("asked"),
    )


def _with_copies() -> pl.Expr:
    """The amount of a row and of the equal rows that were set aside as its repeats."""
    return pl.col("amount") * (1 + pl.col("copies").fill_null(0))


def _named_due() -> pl.Expr:
    """What the components bring that the rows of the first payer name; null where one of them names none."""
    payer = pl.col("payer").fill_null("")
    named = pl.col("listed_due").filter(payer == payer.first())
    return pl.when(named.is_null().any()).then(None).otherwise(named.sum())


def _of_paid_rows() -> list[pl.Expr]:
    """What the PAID rows of a unit say."""
    is_paid = pl.col("state") == "PAID"
    first_payer = pl.col("payer").fill_null("").filter(is_paid).first()
    return [
        is_paid.sum().cast(pl.Int64).alias("n_paid"),
        pl.when((is_paid & pl.col("amount").is_null()).any()).then(None).otherwise(pl.col("amount").filter(is_paid).sum()).alias("paid"),
        (_with_copies().filter(is_paid).sum() + pl.col("beside").filter(is_paid).max().fill_null(0)).alias("paid_at_most"),
        pl.col("payer").filter(is_paid).drop_nulls().unique().sort().alias("payers"),
        pl.col("payer").filter(is_paid).fill_null("").n_unique().cast(pl.Int64).alias("n_payers"),
        pl.when((is_paid & pl.col("listed_due").is_null()).any() | ~is_paid.any())
        .then(None)
        .otherwise(pl.col("listed_due").filter(is_paid).sum())
        .alias("listed_due"),
        pl.col("component").filter(is_paid & pl.col("component").is_not_null()).len().cast(pl.Int64).alias("n_components"),
        (is_paid & counts_all(pl.col("component"))).sum().cast(pl.Int64).alias("n_whole"),
        pl.col("amount").filter(is_paid & (pl.col("amount") == pl.col("span_top_up"))).sum().alias("topped_up"),
        pl.col("paid_on").filter(is_paid).min().alias("first_paid_on"),
        pl.col("paid_on").filter(is_paid).max().alias("last_paid_on"),
        pl.col("record_id").filter(is_paid).first().alias("paid_row"),
        pl.coalesce(
            pl.col("record_id").filter(is_paid & (pl.col("payer").fill_null("") != first_payer)).first(),
            pl.col("record_id").filter(is_paid).get(1, null_on_oob=True),
        ).alias("other_row"),
        pl.coalesce(pl.col("person_id").filter(is_paid).first(), pl.col("person_id").first()).alias("payee"),
        pl.col("amount").filter(is_paid).n_unique().cast(pl.Int64).alias("amounts"),
        pl.col("amount").filter(is_paid).first().alias("paid_1"),
        (pl.col("nik_status").filter(is_paid).is_in(["OK", "REPAIRED"])).any().alias("sound_nik"),
        pl.any_horizontal(pl.col("nik", "nik_known", "no_kk", "birth_date").is_not_null()).filter(is_paid).any().alias("can_be_looked_up"),
        pl.col("record_id").filter(is_paid).alias("paid_records"),
        pl.col("probability").filter(is_paid).min().alias("probability"),
        pl.col("reg_record").filter(is_paid).drop_nulls().first().alias("reg_record"),
        pl.col("no_kk").filter(is_paid).drop_nulls().unique().sort().alias("row_cards"),
    ]


def _of_all_rows() -> list[pl.Expr]:
    """What all rows of a unit say, and those that brought nothing or are still open."""
    ground = pl.col("exclusion_ground").is_in(KNOWN_GROUNDS).fill_null(value=False)
    nothing = pl.col("state").is_in(NOTHING_CAME) | ((pl.col("state") == "EXCLUDED") & ~ground)
    unsaid = (pl.col("state") == "UNKNOWN") & pl.col("state_raw").is_null()
    is_open = pl.col("state").is_in(OPEN) & ~(unsaid & _told_after(nothing))
    return [
        pl.col("found").max().alias("found"),
        pl.col("village_code").drop_nulls().first().alias("village"),
        (pl.col("village_code").is_null() & pl.col("village_name").is_not_null()).any().alias("unknown_place"),
        pl.len().cast(pl.Int64).alias("n_rows"),
        _named_due().alias("named_due"),
        nothing.any().alias("came_to_nothing"),
        is_open.any().alias("open"),
        ((pl.col("state") == "EXCLUDED") & ground).any().alias("excluded_known"),
        pl.col("state").filter(nothing).first().alias("bad_state"),
        pl.col("span_from").min(),
        pl.col("span_to").max(),
        pl.col("span_due").max(),
        (pl.struct("span_from", "span_to").n_unique() == 1).alias("same_span"),
        pl.col("record_id").filter(nothing).first().alias("bad_row"),
        pl.col("payer").filter(nothing).first().alias("bad_payer"),
        pl.col("record_id").filter(is_open).first().alias("open_row"),
        pl.col("payer").filter(is_open).first().alias("open_payer"),
        pl.when(unsaid).then(pl.lit(UNSAID)).otherwise("state").filter(is_open).first().alias("open_state"),
        pl.col("record_id").alias("all_records"),
        pl.col("probability").min().alias("row_probability"),
        pl.col("reg_record").drop_nulls().first().alias("row_reg_record"),
        pl.col("elsewhere").drop_nulls().max().alias("elsewhere"),
    ]


def _told_after(nothing: pl.Expr) -> pl.Expr:
    """Whether rows of the same payer tell what became of a row's whole sum: that it was paid, in part, or came to nothing."""
    ended = (pl.col("state") == "PAID") | nothing
    by = pl.col("payer").filter(ended)
    known = (by.n_unique() == 1) & (pl.col("payer").fill_null("") == by.first().fill_null(""))
    return (known & (pl.col("amount") >= pl.col("amount").filter(ended).sum())).fill_null(value=False)


def _for_a_child() -> pl.Expr:
    """Whether a row pays a grown-up for a child's component: she is the payee of her family's children, not the one who brings it."""
    child = component_word(pl.col("component")).is_in(["USIA_DINI", "SD", "SMP", "SMA"])
    born = pl.coalesce("birth_date", nik_birth_date(trusted("nik"), on=_LATEST))
    return (child & (pl.col("span_to").str.head(4).cast(pl.Int32) - born.dt.year() >= GROWN)).fill_null(value=False)


def _twins(pays: pl.DataFrame) -> pl.DataFrame:
    """Units whose payments are two or more of one sum, none naming other components than another: `twin`. A payment is the rows of one
    payer and day, of one payee of children's components, or the one row that counts all of the family's.

    Twin payments, each of them as much as the certain due, are no parts of one payment.
    """
    payments = (
        pays.filter((pl.col("state") == "PAID") & (pl.col("amount") > 0))
        .with_columns(amount=pl.when(pl.col("component").is_null()).then("amount").otherwise(_with_copies()))
        .group_by(
            *UNIT,
            "payer",
            "paid_on",
            _payment=pl.when(counts_all(pl.col("component"))).then("record_id").when(_for_a_child()).then("person_id"),
        )
        .agg(pl.col("amount").sum(), parts=pl.col("component").sort().str.join("+", ignore_nulls=False))
    )
    each = payments.group_by(UNIT).agg(
        pl.len().alias("n"), pl.col("amount").n_unique(), twin=pl.col("amount").first(), n_parts=pl.col("parts").drop_nulls().n_unique()
    )
    return each.filter((pl.col("n") > 1) & (pl.col("amount") == 1) & (pl.col("n_parts") <= 1)).select(*UNIT, "twin")


def unit_money(rows: pl.DataFrame) -> pl.DataFrame:
    """Sum the rows of each unit (`family_rows` in, one row a unit out).

    Columns beside the key: found (YES where the registry knows the family), village (of the rows), n_rows, n_paid, paid (rupiah; null: a
    paid row states no amount), paid_at_most (with equal rows set aside as repeats, and other months of the stage), twin (the sum of
    payments that are alike, else null), payers (paid, sorted), n_payers, came_to_nothing / open / excluded_known (flags over the unpaid
    rows), bad_state, span_from, span_to, span_due, same_span, listed_due (sum of the named components of paid rows; null: not all named),
    named_due (of the rows' own components, paid or not), n_components, n_whole (paid rows that count all of the family's), ordered,
    topped_up (rupiah of rows of a top-up's own months and sum), first_paid_on, last_paid_on, paid_row, other_row, bad_row, open_row,
    closing (on a closing list), all_records, paid_records, payee, amounts (number of different paid ones), probability, reg_record.
    """
    pays = rows.filter(pl.col("list_kind") == "disbursement")
    out = pays.group_by(UNIT, maintain_order=True).agg(*_of_all_rows(), *_of_paid_rows())
    closed = rows.filter(pl.col("from_closing")).group_by(UNIT, maintain_order=True).agg(pl.col("record_id").alias("closing_rows"))
    orders = _ordered(rows)
    return (
        out.join(orders, on=UNIT, how="left", maintain_order="left")
        .join(closed, on=UNIT, how="left", maintain_order="left")
        .join(_twins(pays), on=UNIT, how="left", maintain_order="left")
        .with_columns(
            closing=pl.col("closing_rows").is_not_null(), payer=pl.when(pl.col("n_paid") > 0).then(pl.col("payers").list.join("+"))
        )
        .sort(UNIT)
    )


def listed_only(rows: pl.DataFrame) -> pl.DataFrame:
    """Units on a closing list: key and the first row (whether or not a pay list knows them)."""
    closings = rows.filter(pl.col("from_closing"))
    return closings.group_by(UNIT, maintain_order=True).agg(
        pl.col("record_id").first().alias("closing_row"),
        pl.col("amount").sum().alias("closing_amount"),
        pl.col("span_due").max().alias("closing_due"),
        _named_due().alias("closing_named_due"),
    )


def flat_due(money: pl.DataFrame, rulebook: Rulebook, period: str) -> pl.DataFrame:
    """`money` with `due`: what a flat programme owes for the months its rows cover (union of their spans); null where not flat."""
    mixed = money.filter(~pl.col("same_span") & pl.col("span_due").is_not_null()).select("programme", "span_from", "span_to").unique()
    table = []
    for programme, first, last in mixed.iter_rows():
        rules = rulebook.at(programme or "", period)
        if rules is not None and rules.amount.per_month is not None:
            due = rules.amount.per_month * months_between(first, last)
            table.append({"programme": programme, "span_from": first, "span_to": last, "union_due": due})
    schema = {"programme": pl.String, "span_from": pl.String, "span_to": pl.String, "union_due": pl.Int64}
    joined = money.join(
        pl.DataFrame(table, schema=schema), on=["programme", "span_from", "span_to"], how="left", maintain_order="left", nulls_equal=True
    )
    union = pl.when(pl.col("same_span")).then(pl.col("span_due")).otherwise(pl.max_horizontal("span_due", "union_due"))
    return joined.with_columns(due=union).drop("union_due")
