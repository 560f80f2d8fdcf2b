"""Paid twice: by two payers, by one, under programmes that exclude each other, or through a split family card.

Failed at one payer and paid by another is one payment; parts whose sum stays within the due are one payment; the component rows of one PKH
family are one payment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.drafts import EMPTY, draft, rows_of
from pipeline.reconcile.inclusion import LINK
from pipeline.reconcile.resolve import trusted
from schemas.codes import CaseKind
from schemas.months import first_day, shift

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import Slice
    from schemas.rulebook import Rulebook


def double() -> pl.Expr:
    """Whether a unit's PAID rows are more than one payment in parts.

    Flat amounts: their sum is above the due. PKH: above all that is possible, or equal sums none of which is a mere part of what is certain.
    Without any amount (rice): every second row is one.
    """
    twice = pl.col("n_paid") > 1
    over = pl.col("paid") > pl.col("due_high")
    least = pl.col("due_low").fill_null(0)
    same = (pl.col("amounts") == 1) & (pl.col("n_components") == 0) & (pl.col("paid_1") >= least) & (pl.col("paid") > least)
    unpriced = pl.col("due_high").is_null() & (pl.col("n_components") == 0) & (pl.col("amounts") <= 1)
    return twice & (over | (pl.col("by_parts") & same) | unpriced).fill_null(value=pl.col("paid").is_null())


def _pair_facts(prefix: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Judged rows with amount, payer and day of the first paid row and of the other one."""
    one = rows.select(paid_row="record_id", dibayar_1="amount", penyalur_1="payer", day_1="paid_on")
    two = rows.select(other_row="record_id", dibayar_2="amount", penyalur_2="payer", day_2="paid_on")
    return prefix.join(one, on="paid_row", how="left", maintain_order="left").join(two, on="other_row", how="left", maintain_order="left")


def paid_twice(judged: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """GD-PY (two payers), GD-KK (one payer): one family paid twice for one programme and period."""
    hit = _pair_facts(judged.filter(double()), rows)
    two = pl.col("n_payers") > 1
    parts = []
    for kind, which, wording in ((CaseKind.GD_PY, two, "GD-PY.dua"), (CaseKind.GD_KK, ~two, "GD-KK.satu")):
        parts.append(
            draft(
                hit.filter(which),
                kind,
                wording,
                0.92 * LINK,
                rows_of("head_record", "paid_records"),
                a_record=pl.col("paid_row"),
                b_record=pl.col("other_row"),
                kali=pl.col("n_paid"),
                penyalur=pl.col("penyalur_1"),
                tgl_bayar=pl.col("day_1"),
                tgl_bayar_2=pl.col("day_2"),
            )
        )
    return pl.concat(parts)


def excluding_pair(judged: pl.DataFrame, rulebook: Rulebook, period: str) -> pl.DataFrame:
    """GD-PR: one family paid under two programmes that exclude each other in this month; the case stands under the programme that may not join."""
    parts = [EMPTY]
    paid = judged.filter(pl.col("n_paid") > 0)
    for keeps, joins, rule in rulebook.conflicts(period):
        other = paid.filter(pl.col("programme") == keeps).select(
            "family_id",
            program_2="program",
            penyalur_2="payer",
            dibayar_2="paid",
            other_rows="paid_records",
            keeps_row="paid_row",
        )
        hit = paid.filter(pl.col("programme") == joins).join(other, on="family_id", how="inner", maintain_order="left")
        hit = hit.unique("family_id", keep="first", maintain_order=True)
        parts.append(
            draft(
                hit,
                CaseKind.GD_PR,
                "GD-PR.pasangan",
                0.93 * LINK,
                pl.concat_list(rows_of("head_record", "paid_records"), pl.col("other_rows").fill_null([])),
                a_record=pl.col("keeps_row"),
                b_record=pl.col("paid_row"),
                rule_id=pl.lit(rule.id),
                legal_basis=pl.lit(rule.legal_basis),
            )
        )
    return pl.concat(parts)


def _shared_members(piece: Slice) -> pl.DataFrame:
    """Pairs of families in force that list one and the same person: one, two (family ids, one < two)."""
    people = piece.persons.filter(~pl.col("dead")).select("family_id", key=pl.coalesce(trusted("nik"), "person_id")).unique()
    pairs = people.join(people, on="key", suffix="_2").filter(pl.col("family_id") < pl.col("family_id_2"))
    return pairs.select(one="family_id", two="family_id_2").unique().sort("one", "two").with_columns(how=pl.lit("GD-KP.orang"))


def _split_homes(piece: Slice, everyone: pl.DataFrame) -> pl.DataFrame:
    """Pairs of families in force, at one RT/RW, all of whose members were one family in an earlier snapshot."""
    now = piece.persons.select("person_id", "family_id", "village_code", "rt", "rw", "address")
    before = everyone.filter(pl.col("snapshot") < pl.col("snapshot").max()).select("person_id", old="family_id", snapshot="snapshot")
    both = now.join(before, on="person_id").filter(pl.col("old").is_not_null())
    shape = both.group_by("snapshot", "old").agg(pl.col("family_id").unique().sort().alias("now"), pl.col("person_id").n_unique())
    shape = shape.filter(pl.col("now").list.len() == 2).select(
        one=pl.col("now").list.get(0), two=pl.col("now").list.get(1), size="person_id"
    )
    if shape.is_empty():
        return pl.DataFrame(schema={"one": pl.String, "two": pl.String, "how": pl.String})
    homes = now.group_by("family_id").agg(
        pl.len().cast(pl.Int64).alias("n"), *(pl.col(c).drop_nulls().first() for c in ("village_code", "rt", "rw", "address"))
    )
    pairs = shape.join(homes, left_on="one", right_on="family_id").join(homes, left_on="two", right_on="family_id", suffix="_2")
    same = (pl.col("village_code") == pl.col("village_code_2")) & (pl.col("rt") == pl.col("rt_2")) & (pl.col("rw") == pl.col("rw_2"))
    nobody_new = pl.col("n") + pl.col("n_2") <= pl.col("size")
    return pairs.filter(same & nobody_new).select("one", "two").unique().sort("one", "two").with_columns(how=pl.lit("GD-KP.pecah"))


def split_cards(judged: pl.DataFrame, piece: Slice, everyone: pl.DataFrame) -> pl.DataFrame:
    """GD-KP over two families: they share a member, or were one family before, and both are paid under one programme."""
    pairs = pl.concat([_shared_members(piece), _split_homes(piece, everyone)]).unique(["one", "two"], keep="first", maintain_order=True)
    paid = judged.filter((pl.col("n_paid") > 0) & (pl.col("found") == "YES") & (pl.col("person_key") == ""))
    first = paid.select(
        "programme", one="family_id", one_kk="no_kk", one_paid="paid", one_payer="payer", one_rows="paid_records", one_row="paid_row"
    )
    hit = paid.join(pairs, left_on="family_id", right_on="two", how="inner", maintain_order="left").join(
        first, on=["programme", "one"], how="inner", maintain_order="left"
    )
    hit = hit.unique(["programme", "family_id"], keep="first", maintain_order=True)
    return draft(
        hit,
        CaseKind.GD_KP,
        pl.col("how"),
        pl.when(pl.col("how") == "GD-KP.orang").then(0.85).otherwise(0.6) * LINK,
        pl.concat_list(rows_of("head_record", "paid_records"), pl.col("one_rows").fill_null([])),
        a_record=pl.col("one_row"),
        b_record=pl.col("paid_row"),
        penyalur_2=pl.col("one_payer"),
        dibayar_2=pl.col("one_paid"),
    )


def two_cards_one_family(judged: pl.DataFrame, rows: pl.DataFrame, period: str) -> pl.DataFrame:
    """GD-KP inside one registry family: two payees, two cards, the second issued within the last twelve months, both paid.

    An old card on one of the lists is no split: then it stays GD-PY or GD-KK.
    """
    hit = _pair_facts(judged.filter(double() & (pl.col("row_cards").list.len() > 1)), rows)
    who = rows.select("record_id", who="person_id", card="no_kk")
    hit = hit.join(
        who.rename({"record_id": "paid_row", "who": "who_1", "card": "card_1"}), on="paid_row", how="left", maintain_order="left"
    )
    hit = hit.join(
        who.rename({"record_id": "other_row", "who": "who_2", "card": "card_2"}), on="other_row", how="left", maintain_order="left"
    )
    since, until = first_day(shift(period, -12)), first_day(shift(period, 1))
    issued = [
        (
            pl.concat_str(pl.lit("20"), pl.col(c).str.slice(10, 2), pl.col(c).str.slice(8, 2), pl.col(c).str.slice(6, 2))
            .str.to_date("%Y%m%d", strict=False)
            .is_between(since, until)
            .fill_null(value=False)
        )
        for c in ("card_1", "card_2")
    ]
    new = issued[0] | issued[1]
    hit = hit.filter((pl.col("who_1") != pl.col("who_2")) & (pl.col("card_1") != pl.col("card_2")) & new)
    return draft(
        hit,
        CaseKind.GD_KP,
        "GD-KP.kartu",
        0.65 * LINK,
        rows_of("head_record", "paid_records"),
        a_record=pl.col("paid_row"),
        b_record=pl.col("other_row"),
        penyalur=pl.col("penyalur_1"),
    )
