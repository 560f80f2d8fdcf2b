"""Which family of the registry in force a pay row or a visit belongs to: YES, NO, or an open question.

The link stage says who is who; here its answers are carried to the registry in force of a programme, at family level: a payee who is
missing in the registry still belongs to the family whose card number the row carries. A grey pair stays grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.entitled.heads import by_head
from pipeline.reconcile.inputs import trusted
from pipeline.reconcile.plausible import plausible
from pipeline.words import names
from pipeline.words.spellings import alike

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import Slice

NEARLY_SURE = 0.95
"""Match probability from which a grey pair's one candidate is taken for the payee of a family that the card already proves."""

AT_HOME, _ALL_THREE = 0.9, 3
"""The same where card, name and address, all three, are one."""

WANTED = (
    "record_id", "nik", "nik_status", "nik_known", "no_kk", "no_kk_status", "name", "birth_date", "village_code", "rt", "rw",
)  # fmt: skip

OUT = {
    "record_id": pl.String,
    "person_id": pl.String,
    "family_id": pl.String,
    "reg_record": pl.String,  # the person's row in the registry in force
    "found": pl.String,  # YES / UNKNOWN / NO, at family level
    "how": pl.String,  # link, head, kk, review, candidate, elsewhere, ""
    "candidates": pl.List(pl.String),  # families that an open question touches
    "probability": pl.Float64,
    "elsewhere": pl.String,  # snapshot in which the person stands though not in the one in force
    "numbered": pl.List(pl.String),  # families in force whose card or NIK the row bears though it is counted for another
}


def settled_by_number(links: pl.DataFrame) -> pl.DataFrame:
    """Links in which a grey pair of one NIK and one name is a MATCH where every rival is a row without a number.

    The rival is the same person's row on another card (a split family), which no score can tell from a namesake's.
    """
    same = (pl.col("verdict_nik") == "=") & (pl.col("verdict_name") == "=")
    bare = pl.col("verdict_nik") == "–"
    one = ((same.sum() == 1) & (bare.sum() == pl.len() - 1) & (pl.len() > 1) & (pl.col("band") == "REVIEW").all()).over("right_id")
    return links.with_columns(band=pl.when(same & one).then(pl.lit("MATCH")).otherwise("band"))


def _linked(rows: pl.DataFrame, piece: Slice, links: pl.DataFrame, person_of: pl.DataFrame) -> pl.DataFrame:
    """Rows with a MATCH link, on the person's best row in force: same card first, then the linked row itself."""
    people = piece.persons.select(
        "person_id", reg_record="record_id", reg_family="family_id", reg_kk=trusted("no_kk"), reg_snapshot="snapshot"
    )
    matched = (
        links.filter(pl.col("band") == "MATCH")
        .join(rows.select(right_id="record_id", row_kk=trusted("no_kk")), on="right_id", how="inner")
        .join(person_of, left_on="left_id", right_on="record_id", how="left")
        .with_columns(pl.col("person_id").fill_null(pl.col("left_id")))
        .join(people, on="person_id", how="left")
        .sort(
            "right_id",
            pl.col("reg_record").is_null(),
            (pl.col("row_kk") == pl.col("reg_kk")).fill_null(value=False).not_(),
            (pl.col("left_id") == pl.col("reg_record")).fill_null(value=False).not_(),
            pl.col("match_weight").neg(),
            "reg_snapshot",
            "reg_record",
            nulls_last=True,
        )
        .unique("right_id", keep="first", maintain_order=True)
    )
    return matched.select(
        record_id="right_id",
        l_person="person_id",
        l_record="reg_record",
        l_family="reg_family",
        l_prob="match_probability",
        weak=(pl.col("verdict_name") == "≠") | ~pl.col("verdict_nik").is_in(["=", "≈"]),
    )


def _cards(piece: Slice) -> pl.DataFrame:
    """Trusted cards of the families in force: kk, family_id."""
    own = pl.concat([piece.persons.select("family_id", kk=trusted("no_kk")), piece.families.select("family_id", kk="no_kk")])
    return own.drop_nulls().unique().sort("kk", "family_id").unique("kk", keep="first", maintain_order=True)


def _by_card(rows: pl.DataFrame, own: pl.DataFrame, linked: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """Rows whose trusted card number is a family's in force, or an older one of a family that rows with it are linked to.

    own: `_cards`; linked: `_linked`; heads: `by_head`. A card that the registry knows is its family's; one whose linked rows name several
    families says nothing.
    """
    borne = rows.select("record_id", kk=trusted("no_kk")).drop_nulls()
    named = pl.concat([linked.select("record_id", family_id="l_family"), heads.select("record_id", family_id="h_family")]).drop_nulls()
    older = borne.join(named, on="record_id").select("family_id", "kk").unique()
    older = older.filter(pl.len().over("kk") == 1).join(own, on="kk", how="anti")
    cards = pl.concat([own.select("family_id", "kk"), older])
    return borne.join(cards, on="kk").select("record_id", k_family="family_id")


def _torn(rows: pl.DataFrame, piece: Slice, cards: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """Rows whose number is a person's of one family while their card is another's, in which somebody else bears the name: record_id,
    t_families (both). Whose number was miswritten nobody can tell. A birth date that is not that namesake's speaks for the number; a
    namesake without a number of her own may be the very person on another card."""
    row = rows.select("record_id", "name", "birth_date", kk=trusted("no_kk")).drop_nulls("kk")
    strong = linked.filter(~pl.col("weak")).select("record_id", "l_person", "l_family")
    two = row.join(cards, on="kk").join(strong, on="record_id")
    two = two.filter(pl.col("family_id") != pl.col("l_family"))
    people = piece.persons.filter(trusted("nik").is_not_null()).select("family_id", "person_id", other="name", born="birth_date")
    two = two.join(people, on="family_id").filter(pl.col("person_id") != pl.col("l_person"))
    two = two.filter((pl.col("birth_date") == pl.col("born")).fill_null(value=True))
    two = two.filter(alike(two["name"], two["other"]))
    both = pl.concat_list("l_family", "family_id").list.sort()
    return two.select("record_id", t_families=both).unique()


_DOOR = ("village_code", "rt", "rw")


def _torn_at_the_door(rows: pl.DataFrame, piece: Slice, linked: pl.DataFrame) -> pl.DataFrame:
    """Rows whose number is somebody's of another door and name, while a person of the row's own name lives at its door: as `_torn`."""
    row = rows.select("record_id", "name", *_DOOR).drop_nulls()
    people = piece.persons.select("family_id", "name", *_DOOR, reg_record="record_id").drop_nulls(["name", "rt"])
    theirs = people.select(l_record="reg_record", l_name="name", l_rt="rt", l_rw="rw")
    two = row.join(linked.filter(~pl.col("weak")).select("record_id", "l_record", "l_family"), on="record_id").join(theirs, on="l_record")
    two = two.filter((pl.col("rt") != pl.col("l_rt")) | (pl.col("rw") != pl.col("l_rw")).fill_null(value=False))
    two = two.filter(names.keys(two["name"]).ne_missing(names.keys(two["l_name"])))
    two = two.join(people.rename({"name": "other"}), on=_DOOR).filter(pl.col("family_id") != pl.col("l_family"))
    named = names.keys(two["name"]).eq_missing(names.keys(two["other"]))
    both = pl.concat_list("l_family", "family_id").list.sort()
    return (
        two.filter(named)
        .select("record_id", t_families=both)
        .sort("record_id", "t_families")
        .unique("record_id", keep="first", maintain_order=True)
    )


def _numbered(base: pl.DataFrame, piece: Slice, cards: pl.DataFrame) -> pl.DataFrame:
    """Rows of a family (`family`) whose trusted card or NIK is another's in force: record_id, numbered. A person of two families is told by
    `splits`."""
    people = piece.persons.select("family_id", number=trusted("nik")).drop_nulls().unique()
    people = people.filter(pl.len().over("number") == 1)
    row = base.filter(pl.col("family").is_not_null())
    by_card = row.select("record_id", "family", kk=trusted("no_kk")).join(cards, on="kk")
    by_nik = row.select("record_id", "family", number=trusted("nik")).join(people, on="number")
    both = pl.concat([found.select("record_id", "family", "family_id") for found in (by_card, by_nik)])
    others = both.filter(pl.col("family_id") != pl.col("family"))
    return others.group_by("record_id").agg(numbered=pl.col("family_id").unique().sort())


def _grey(rows: pl.DataFrame, piece: Slice, links: pl.DataFrame, person_of: pl.DataFrame) -> pl.DataFrame:
    """Rows with open grey pairs, the families in force they touch, and `g_sure`: the one family that several alike members all belong to
    (father and son of one name): then the family is known, and only the person is open. `g_strange`: none of them bears the row's name."""
    alike = pl.col("verdict_name").is_in(["=", "≈"]).all() & (pl.col("person_id").n_unique() > 1)
    one = (pl.col("family_id").n_unique() == 1) & pl.col("family_id").is_not_null().all()
    family = piece.persons.select("person_id", "family_id").unique()
    return (
        links.filter(pl.col("band") == "REVIEW")
        .join(rows.select(right_id="record_id"), on="right_id", how="inner")
        .join(person_of, left_on="left_id", right_on="record_id", how="left")
        .with_columns(pl.col("person_id").fill_null(pl.col("left_id")))
        .join(family, on="person_id", how="left")
        .group_by("right_id")
        .agg(
            pl.col("family_id").drop_nulls().unique().sort().alias("g_families"),
            pl.col("match_probability").max().alias("g_prob"),
            (pl.col("verdict_name") == "≠").all().alias("g_strange"),
            pl.when(alike & one & (pl.col("match_probability").sum() >= NEARLY_SURE)).then(pl.col("family_id").first()).alias("g_sure"),
        )
        .rename({"right_id": "record_id"})
    )


def likely_persons(links: pl.DataFrame, person_of: pl.DataFrame) -> pl.DataFrame:
    """Rows without a MATCH whose grey pairs name one person only, nearly surely: record_id, person_id, probability.

    One card, one name and one address are nearly sure together, whatever the numbers say. Another whole NIK beside a name and a place alone
    is another person as like as not, however rare the name.
    """
    matched = links.filter(pl.col("band") == "MATCH").select("right_id").unique()
    more = [f"verdict_{name}" for name in ("birth_date", "no_kk", "address", "mother_name") if f"verdict_{name}" in links.columns]
    bare = (pl.col("verdict_nik") == "≠") & ~pl.any_horizontal(pl.col(name).is_in(["=", "≈"]) for name in more)
    grey = links.filter((pl.col("band") == "REVIEW") & ~bare).join(matched, on="right_id", how="anti")
    named = grey.join(person_of, left_on="left_id", right_on="record_id", how="left").with_columns(
        pl.col("person_id").fill_null(pl.col("left_id"))
    )
    at_home = [pl.col(name) == "=" for name in ("verdict_name", "verdict_no_kk", "verdict_address") if name in links.columns]
    single = named.group_by("right_id").agg(
        pl.col("person_id").n_unique().alias("n"),
        pl.col("person_id").min(),
        pl.col("match_probability").max().alias("probability"),
        home=pl.all_horizontal(*at_home, pl.lit(len(at_home) == _ALL_THREE)).any(),
    )
    least = pl.when("home").then(AT_HOME).otherwise(NEARLY_SURE)
    sure = single.filter((pl.col("n") == 1) & (pl.col("probability") >= least))
    return sure.select("person_id", "probability", record_id="right_id")


def _payee_of_card(base: pl.DataFrame, piece: Slice, links: pl.DataFrame, person_of: pl.DataFrame) -> pl.DataFrame:
    """Rows known by their family's card whose grey pair names one member of that family: record_id, c_record, c_person."""
    likely = likely_persons(links, person_of)
    by_card = base.filter(pl.col("hit").is_null() & pl.col("family").is_not_null()).select("record_id", "family")
    people = piece.persons.select("person_id", family="family_id", c_record="record_id")
    found = by_card.join(likely, on="record_id").join(people, on=["person_id", "family"]).sort("record_id", "c_record")
    return found.unique("record_id", keep="first", maintain_order=True).select("record_id", "c_record", c_person="person_id")


def _own_households(rows: pl.DataFrame) -> pl.DataFrame:
    """Households of rows that no registry knows: one a card, else one a NIK, else the row's own."""
    own = rows.with_columns(t_nik=trusted("nik"), t_kk=trusted("no_kk"))
    card = own.filter(pl.col("t_nik").is_not_null()).group_by("t_nik").agg(pl.col("t_kk").drop_nulls().min().alias("nik_kk"))
    first = own.filter(pl.col("t_nik").is_not_null()).group_by("t_nik").agg(pl.col("m_family").min().alias("nik_family"))
    return (
        own.join(card, on="t_nik", how="left")
        .join(first, on="t_nik", how="left")
        .select("record_id", own_family=pl.coalesce("t_kk", "nik_kk", "nik_family", "m_family", "record_id"))
    )


def _by_other_list(base: pl.DataFrame) -> pl.DataFrame:
    """Rows that nothing carries to a family or may, and whose whole NIK and name stand in another row that is carried to one family only:
    record_id, n_family. What one list says under an unknown card, another says under the registry's."""
    numbered = base.select("record_id", "name", "family", "g_families", t_nik=trusted("nik")).drop_nulls("t_nik")
    known = numbered.drop_nulls("family").select("t_nik", "family", other="name").unique()
    pairs = (
        numbered.filter(pl.all_horizontal(pl.col("family", "g_families").is_null()))
        .select("record_id", "t_nik", "name")
        .join(known, on="t_nik")
    )
    pairs = pairs.filter(alike(pairs["name"], pairs["other"])).select("record_id", n_family="family").unique()
    return pairs.filter(pl.len().over("record_id") == 1)


def resolve(rows: pl.DataFrame, piece: Slice, links: pl.DataFrame, members: pl.DataFrame, everyone: pl.DataFrame) -> pl.DataFrame:
    """Carry every row to its family in the registry in force (columns: `OUT`).

    rows: person columns of pay rows and visits. everyone: all registry snapshots with `person_id`. Order of evidence: a MATCH link to a
    person in force; the NIK of a head whose members nobody lists; the family card; grey pairs that all lie in one family; the family that
    another row of the same NIK and name is carried to; then other grey pairs and plausible candidates, which make the row UNKNOWN; else
    NO. A link that no NIK supports, or whose names differ, gives way to a family card that names another family (father and son of one
    name); one whose card names another in which somebody else bears the name is an open question between the two, and so is one of
    another name and door while somebody of the name lives at the row's. Ties: same card, linked row, higher weight, record id.
    """
    rows = rows.select(WANTED)
    person_of = everyone.select("record_id", "person_id")
    mine = members.select("record_id", m_person="person_id", m_family="family_id")
    linked, cards = _linked(rows, piece, links, person_of), _cards(piece)
    torn = _torn(rows, piece, cards, linked)
    torn = pl.concat([torn, _torn_at_the_door(rows, piece, linked).join(torn, on="record_id", how="anti")])
    linked, whole = linked.join(torn, on="record_id", how="anti"), rows.join(torn, on="record_id", how="anti")
    heads = by_head(whole, piece)
    base = (
        rows.join(mine, on="record_id", how="left")
        .join(linked, on="record_id", how="left")
        .join(heads, on="record_id", how="left")
        .join(_by_card(whole, cards, linked, heads), on="record_id", how="left")
        .join(_grey(rows, piece, links, person_of), on="record_id", how="left")
        .join(torn, on="record_id", how="left")
        .with_columns(g_families=pl.coalesce("t_families", "g_families"))
    )
    foreign = (pl.col("weak") & (pl.col("k_family") != pl.col("l_family"))).fill_null(value=False)
    base = base.with_columns(
        hit=pl.when(~foreign).then(pl.col("l_family")),
        l_record=pl.when(~foreign).then(pl.col("l_record")),
    ).with_columns(family=pl.coalesce("hit", "h_family", "k_family", "g_sure"))
    base = base.join(_by_other_list(base), on="record_id", how="left").with_columns(family=pl.coalesce("family", "n_family"))
    strange = pl.col("g_strange").fill_null(value=False)  # somebody else's number: the name may yet be a neighbour's
    loose = base.filter(pl.col("family").is_null() & (pl.col("g_families").is_null() | strange))
    loose = loose.with_columns(nik=pl.when(~strange).then("nik"))
    found = base["family"].drop_nulls().unique()
    base = base.join(plausible(loose.select(WANTED), everyone, piece, found), on="record_id", how="left")
    base = base.join(_numbered(base, piece, cards), on="record_id", how="left")
    base = base.join(_payee_of_card(base, piece, links, person_of), on="record_id", how="left")
    seen = everyone.group_by("person_id").agg(pl.col("snapshot").max().alias("seen_in"))
    base = base.join(seen, left_on="l_person", right_on="person_id", how="left")
    base = base.join(_own_households(base.select(*WANTED, "m_family")), on="record_id", how="left")
    return _verdict(base).select(*OUT).sort("record_id")


def _verdict(base: pl.DataFrame) -> pl.DataFrame:
    yes, grey, maybe = pl.col("family").is_not_null(), pl.col("g_families").is_not_null(), pl.col("p_families").is_not_null()
    by_link = yes & pl.col("hit").is_not_null()
    by_head = yes & pl.col("h_family").is_not_null()
    gone = pl.col("l_person").is_not_null() & ~yes
    how = (
        pl.when(by_link).then(pl.lit("link")).when(by_head).then(pl.lit("head")).when(yes).then(pl.lit("kk"))
        .when(gone).then(pl.lit("elsewhere")).when(grey).then(pl.lit("review")).when(maybe).then(pl.lit("candidate")).otherwise(pl.lit(""))
    )  # fmt: skip
    return base.with_columns(
        person_id=pl.coalesce(pl.when(by_link | gone).then(pl.col("l_person")), "c_person", "m_person", "record_id"),
        family_id=pl.coalesce("family", "own_family"),
        reg_record=pl.when(by_link).then(pl.col("l_record")).otherwise(pl.col("c_record")),
        found=pl.when(yes).then(pl.lit("YES")).when(~gone & (grey | maybe)).then(pl.lit("UNKNOWN")).otherwise(pl.lit("NO")),
        how=how,
        candidates=pl.when(~yes & (grey | maybe)).then(
            pl.concat_list(pl.col("g_families", "p_families").fill_null([])).list.unique().list.sort()
        ),
        probability=pl.when(by_link).then(pl.col("l_prob")).otherwise(pl.coalesce("g_prob", pl.lit(None, dtype=pl.Float64))),
        elsewhere=pl.when(gone).then(pl.col("seen_in")),
    )
