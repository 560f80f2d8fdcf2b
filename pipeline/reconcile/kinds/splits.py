"""GD-KP: a family card split just to be paid twice.

Three signs, each enough for a lead and none for a verdict: two families in force list one and the same living person; two families at one
RT/RW consist of nobody but the members of one earlier family; two payees of one registry family use two cards, the newer one issued within
a year.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.case.drafts import draft, rows_of
from pipeline.reconcile.inputs import trusted
from pipeline.reconcile.kinds.duplicates import double, pair_facts
from pipeline.reconcile.kinds.inclusion import LINK
from pipeline.words import names
from pipeline.words.spellings import ALIKE, are_two, spellings
from schemas.codes import CaseKind
from schemas.months import first_day, shift
from schemas.priors import prior

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import Slice

PAIRS = {"one": pl.String, "two": pl.String, "how": pl.String}
"""Columns of suspicious pairs of families: family ids, and the wording that says why."""


def _by_number(people: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rows in two families with one NIK (or one person id), unless the names, or else the dates, say it is two people."""
    twice = people.with_columns(key=pl.coalesce("t_nik", "person_id")).filter(pl.col("family_id").n_unique().over("key") > 1)
    pairs = twice.join(twice, on="key", suffix="_2").filter(pl.col("family_id") != pl.col("family_id_2"))
    one, two = (spellings(pairs[column]) for column in ("name", "name_2"))
    alike = [names.key_similarity(a[2], b[2]) >= ALIKE for a, b in zip(one, two, strict=True)]
    strange = [are_two(a, b, two_people=False) for a, b in zip(one, two, strict=True)]
    same = (pl.col("birth_date") == pl.col("birth_date_2")) | (pl.col("person_id") == pl.col("person_id_2"))
    pairs = pairs.with_columns(alike=pl.Series(alike, dtype=pl.Boolean), strange=pl.Series(strange, dtype=pl.Boolean))
    return pairs.filter((pl.col("alike") | same.fill_null(value=False)) & ~pl.col("strange")).drop("alike", "strange")


def _by_home(people: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rows in two families at one RT/RW with one birth date: of one name, and NIKs all but equal (two digits at most apart); or of
    the letters of one name, whatever their order (ZAHARA, ZAAHRA), where one has no NIK."""
    home = ["village_code", "rt", "rw", "birth_date"]
    twice = people.drop_nulls([*home, "name"]).filter(pl.col("family_id").n_unique().over(home) > 1)
    twice = twice.with_columns(letters=pl.col("name").str.replace_all("[^A-Z]", "").str.split("").list.sort().list.join(""))
    pairs = twice.join(twice, on=[*home, "letters"], suffix="_2").filter(pl.col("family_id") != pl.col("family_id_2"))
    near = [
        a is None or b is None or (one == two and sum(x != y for x, y in zip(a, b, strict=True)) <= 2)
        for a, b, one, two in pairs.select("t_nik", "t_nik_2", "name", "name_2").iter_rows()
    ]
    return pairs.filter(pl.Series(near, dtype=pl.Boolean)).drop("letters")


def shared_people(piece: Slice) -> pl.DataFrame:
    """Living persons that stand in two families in force: person_id, family_id, other (the other family). One NIK beside two names is
    none."""
    people = piece.persons.filter(~pl.col("dead")).select(
        "family_id", "birth_date", "person_id", "village_code", "rt", "rw", name=pl.col("name").str.to_uppercase(), t_nik=trusted("nik")
    )
    pairs = [find(people).select("person_id", "family_id", other="family_id_2") for find in (_by_number, _by_home)]
    return pl.concat(pairs).unique().sort("person_id", "family_id", "other")


def with_doubled(piece: Slice, shared: pl.DataFrame) -> Slice:
    """The slice whose families say whether they are `doubled`: all their living members stand on one other card too, which is larger
    (equally large: of the smaller id). They are one family on two cards, and owed once.

    shared: `shared_people`.
    """
    sizes = piece.families.select("family_id", "living", "members")
    inside = shared.group_by("family_id", "other").agg(pl.col("person_id").n_unique().alias("n"))
    inside = inside.join(sizes, on="family_id").join(sizes.rename({"family_id": "other"}), on="other", suffix="_2")
    larger = (pl.col("members_2") > pl.col("members")) | (
        (pl.col("members_2") == pl.col("members")) & (pl.col("other") < pl.col("family_id"))
    )
    found = inside.filter((pl.col("n") >= pl.col("living")) & larger).select("family_id").unique()
    return replace(piece, families=piece.families.with_columns(doubled=pl.col("family_id").is_in(found["family_id"].implode())))


def _left_the_parents(piece: Slice, shared: pl.DataFrame) -> pl.DataFrame:
    """Pairs (family_id, other) whose shared members are children, in-laws or grandchildren on the card of `family_id`, one of them head or
    spouse on the other beside somebody of that card alone: a household of its own, and a parents' card that nobody has brought up to date.
    """
    role = piece.persons.filter(~pl.col("dead")).select("person_id", "family_id", "relationship")
    role = role.unique(["person_id", "family_id"], keep="first", maintain_order=True)
    rows = shared.join(role, on=["person_id", "family_id"], how="left").group_by("family_id", "other")
    roles = rows.agg(pl.col("relationship").unique(), n=pl.col("person_id").n_unique())
    there = roles.select(family_id="other", other="family_id", there="relationship", n_there="n")
    both = roles.join(there, on=["family_id", "other"]).join(piece.families.select("living", other="family_id"), on="other")
    child = pl.col("relationship").list.eval(pl.element().is_in(["ANAK", "MENANTU", "CUCU"]).fill_null(value=False)).list.all()
    own = pl.col("there").list.eval(pl.element().is_in(["KEPALA", "PASANGAN"]).fill_null(value=False)).list.any()
    return both.filter(child & own & (pl.col("living") > pl.col("n_there"))).select("family_id", "other")


def _shared_members(piece: Slice, shared: pl.DataFrame) -> pl.DataFrame:
    """Pairs of families in force that list one and the same person (one < two), but for children who live on a card of their own."""
    left = _left_the_parents(piece, shared)
    known = pl.concat([left, left.select(family_id="other", other="family_id")])
    pairs = shared.filter(pl.col("family_id") < pl.col("other")).join(known, on=["family_id", "other"], how="anti")
    return pairs.select(one="family_id", two="other").unique().sort("one", "two").with_columns(how=pl.lit("GD-KP.orang"))


def _split_homes(piece: Slice, everyone: pl.DataFrame) -> pl.DataFrame:
    """Pairs of families in force, at one RT/RW (where none is written: at one address with a house number), all of whose members were one
    family in an earlier snapshot."""
    now = piece.persons.select("person_id", "family_id", "village_code", "rt", "rw", "address")
    before = everyone.filter(pl.col("snapshot") < pl.col("snapshot").max()).select("person_id", old="family_id", snapshot="snapshot")
    both = now.join(before, on="person_id").filter(pl.col("old").is_not_null())
    shape = both.group_by("snapshot", "old").agg(pl.col("family_id").unique().sort().alias("now"), pl.col("person_id").n_unique())
    shape = shape.filter(pl.col("now").list.len() == 2).select(
        one=pl.col("now").list.get(0), two=pl.col("now").list.get(1), size="person_id"
    )
    if shape.is_empty():
        return pl.DataFrame(schema=PAIRS)
    homes = now.group_by("family_id").agg(
        pl.len().cast(pl.Int64).alias("n"), *(pl.col(c).drop_nulls().first() for c in ("village_code", "rt", "rw", "address"))
    )
    pairs = shape.join(homes, left_on="one", right_on="family_id").join(homes, left_on="two", right_on="family_id", suffix="_2")
    one, two = (pl.col(c).str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]+", " ") for c in ("address", "address_2"))
    unsaid = pl.any_horizontal(pl.col("rt", "rt_2").is_null()) & (one == two) & one.str.contains(r"\d")
    same = ((pl.col("rt") == pl.col("rt_2")) & (pl.col("rw") == pl.col("rw_2"))).fill_null(value=False) | unsaid.fill_null(value=False)
    same &= pl.col("village_code") == pl.col("village_code_2")
    nobody_new = pl.col("n") + pl.col("n_2") <= pl.col("size")
    return pairs.filter(same & nobody_new).select("one", "two").unique().sort("one", "two").with_columns(how=pl.lit("GD-KP.pecah"))


def suspicious_pairs(piece: Slice, everyone: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Pairs of families in force that share a member (`shared_people`) or were one family before (`PAIRS`)."""
    return pl.concat([_shared_members(piece, shared), _split_homes(piece, everyone)]).unique(
        ["one", "two"], keep="first", maintain_order=True
    )


def split_cards(judged: pl.DataFrame, rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """GD-KP over two families: both paid under one programme, or one paid twice over while it shares a member with the other."""
    paid = judged.filter((pl.col("n_paid") > 0) & (pl.col("found") == "YES") & (pl.col("person_key") == ""))
    first = paid.select("programme", one="family_id", one_paid="paid", one_payer="payer", one_rows="paid_records", one_row="paid_row")
    both = paid.join(pairs, left_on="family_id", right_on="two", how="inner", maintain_order="left").join(
        first, on=["programme", "one"], how="inner", maintain_order="left"
    )
    both = both.unique(["programme", "family_id"], keep="first", maintain_order=True)
    over_two = draft(
        both,
        CaseKind.GD_KP,
        pl.col("how"),
        pl.when(pl.col("how") == "GD-KP.orang").then(prior("GD-KP.orang")).otherwise(prior("GD-KP.pecah")) * LINK,
        pl.concat_list(rows_of("head_record", "paid_records"), pl.col("one_rows").fill_null([])),
        a_record=pl.col("one_row"),
        b_record=pl.col("paid_row"),
        penyalur_2=pl.col("one_payer"),
        dibayar_2=pl.col("one_paid"),
    )
    shared = pairs.filter(pl.col("how") == "GD-KP.orang")
    either = pl.concat([shared["one"], shared["two"]]).unique()
    inside = pair_facts(paid.filter(double() & pl.col("family_id").is_in(either.to_list())), rows)
    return pl.concat([over_two, _inside(inside, "GD-KP.kartu", prior("GD-KP.dua_kali"))])


def _inside(hit: pl.DataFrame, wording: str, score: float) -> pl.DataFrame:
    """Drafts of a family that is paid twice inside one registry card."""
    return draft(
        hit,
        CaseKind.GD_KP,
        wording,
        score * LINK,
        rows_of("head_record", "paid_records"),
        a_record=pl.col("paid_row"),
        b_record=pl.col("other_row"),
        penyalur=pl.col("penyalur_1"),
    )


def two_cards_one_family(judged: pl.DataFrame, rows: pl.DataFrame, period: str) -> pl.DataFrame:
    """GD-KP inside one registry family: two payees, two cards, the second issued within the last twelve months, both paid.

    An old card on one of the lists is no split: then it stays GD-PY or GD-KK.
    """
    hit = pair_facts(judged.filter(double() & (pl.col("row_cards").list.len() > 1)), rows)
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
    return _inside(hit, "GD-KP.kartu", prior("GD-KP.kartu"))
