"""Families beside persons: what the family file of a registry says (desil, village, address) onto its members.

When to reach for it: once a month has all its registry files (DTSEN comes as a family file and a member file). The invariants: only the
family file of the same snapshot speaks; a value the person's own row has stays; a family told twice with different desil tells none.
"""

from __future__ import annotations

import polars as pl

from schemas.codes import NikStatus, RegistryStatus

ORDERED_BLOCKS, ORDERED_SHARE = 5, 0.98
"""So many households with a card in every row, and such a share of them under one card, show that a sheet is written family by family."""

TORN_SHARE = 0.9
"""Share of a sheet's rows whose cards cannot be read, and of its blocks that are families, from which on what is left of them tells."""

_FILLED = ("desil", "village_code", "village_name", "address", "rt", "rw")
_CARD = ("no_kk", "no_kk_status")
_ACTIVE = str(RegistryStatus.AKTIF)
_DOOR = ("village_code", "rt", "rw", "address")


def one_family_a_key(registry: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """The registry in which persons with a blank or damaged KK join their family by the source's family key (household id), where that key
    has one KK in the snapshot; a registry without a family file too. Row order is kept."""
    keyed = pl.concat([registry.select("snapshot", "family_key", "no_kk"), families.select("snapshot", "family_key", "no_kk")])
    one = (
        keyed.drop_nulls()
        .group_by("snapshot", "family_key")
        .agg(pl.col("no_kk").first().alias("_kk"), pl.col("no_kk").n_unique().alias("_n"))
        .filter(pl.col("_n") == 1)
        .drop("_n")
    )
    joined = registry.join(one, on=["snapshot", "family_key"], how="left", maintain_order="left")
    lost = pl.col("no_kk").is_null() & pl.col("_kk").is_not_null()
    return joined.with_columns(family_id=pl.when(lost).then("_kk").otherwise("family_id")).drop("_kk")


def one_family_a_block(registry: pl.DataFrame) -> pl.DataFrame:
    """The registry in which persons whose card and family key are both missing join the household that they are written in.

    Only in a sheet that is written family by family (`ORDERED_BLOCKS`): there a block reaches from one head to the next. Its one card is
    its family's, where no row outside the block bears it; a block without any card is the family of its head. Every row of the block must
    have a relationship and stand at one door: one village, RT, RW and address, of which RT and RW or the address are written in each. Row
    order is kept.
    """
    lost = pl.col("no_kk").is_null() & (pl.col("family_id") == pl.col("record_id"))
    head = pl.col("relationship").eq_missing("KEPALA")
    sheet = ["snapshot", "source_file", "source_sheet"]
    here = registry.join(registry.filter(lost).select(sheet).unique(), on=sheet, how="semi", nulls_equal=True)
    if here.is_empty():
        return registry
    rows = here.select(*sheet, "source_row", "record_id", "no_kk", *_DOOR, lost=lost, head=head, told=pl.col("relationship").is_not_null())
    rows = rows.sort(*sheet, "source_row", nulls_last=True).with_columns(block=pl.col("head").cum_sum().over(sheet))
    borne = registry.group_by("snapshot", "no_kk").agg(borne=pl.len())
    blocks = rows.filter(pl.col("block") > 0).group_by(*sheet, "block").agg(
        pl.col("no_kk").drop_nulls().n_unique().alias("cards"),
        pl.col("no_kk").drop_nulls().first().alias("card"),
        pl.col("record_id").filter("head").first().alias("first"),
        (pl.len() - pl.col("no_kk").null_count()).alias("bearing"),
        pl.len().alias("rows"),
        ((pl.col("no_kk").is_not_null() | pl.col("lost")) & pl.col("told")).all().alias("plain"),
        (pl.all_horizontal(pl.col(c).drop_nulls().n_unique() <= 1 for c in _DOOR)).alias("one_door"),
        ((pl.col("rt").is_not_null() & pl.col("rw").is_not_null()).all() | pl.col("address").is_not_null().all()).alias("known_door"),
    )  # fmt: skip
    several = (pl.col("bearing") == pl.col("rows")) & (pl.col("rows") > 1)
    ordered = several.sum().over(sheet) >= ORDERED_BLOCKS
    ordered &= (several & (pl.col("cards") == 1)).sum().over(sheet) >= ORDERED_SHARE * several.sum().over(sheet)
    whole = pl.when(pl.col("cards") == 1).then(pl.col("borne") == pl.col("bearing")).otherwise(pl.col("cards") == 0)
    sure = blocks.join(borne, left_on=["snapshot", "card"], right_on=["snapshot", "no_kk"], how="left").filter(
        ordered & whole & (pl.col("rows") > 1) & pl.all_horizontal("plain", "one_door", "known_door")
    )
    joined = rows.filter("lost").join(sure, on=[*sheet, "block"], how="inner", nulls_equal=True)
    homes = joined.select("record_id", home=pl.coalesce("card", "first"))
    out = registry.join(homes, on="record_id", how="left", maintain_order="left")
    return out.with_columns(family_id=pl.coalesce("home", "family_id")).drop("home")


def one_family_a_torn_card(registry: pl.DataFrame) -> pl.DataFrame:
    """The registry in which persons whose cards lost their last digits (number cells) are families by what is left of them.

    Only in a sheet of which no card can be read: there the rows that follow one another under one such number, stand at one door and have
    one head among them, who begins them, are his family. It has no card, and the number joins nobody else. Row order is kept.
    """
    sheet = ["snapshot", "source_file", "source_sheet"]
    torn = pl.col("no_kk").is_null() & pl.col("no_kk_raw").is_not_null() & (pl.col("family_id") == pl.col("record_id"))
    here = registry.filter(torn.sum().over(sheet) >= TORN_SHARE * pl.len().over(sheet))
    if here.is_empty():
        return registry
    rows = here.select(*sheet, "source_row", "record_id", "relationship", *_DOOR, torn=torn, left=pl.col("no_kk_raw").fill_null(""))
    rows = rows.sort(*sheet, "source_row", nulls_last=True).with_columns(block=pl.col("left").rle_id().over(sheet))
    head = pl.col("relationship").eq_missing("KEPALA")
    blocks = rows.group_by(*sheet, "block").agg(
        home=pl.col("record_id").first(),
        one=(head.sum() == 1) & head.first() & pl.col("relationship").is_not_null().all() & pl.col("torn").all(),
        door=pl.all_horizontal(pl.col(c).drop_nulls().n_unique() <= 1 for c in _DOOR),
        several=pl.len() > 1,
    )
    sure = pl.col("one") & pl.col("door")
    ordered = (sure & pl.col("several")).sum().over(sheet) >= ORDERED_BLOCKS
    kept = blocks.filter(sure & ordered & (sure.sum().over(sheet) >= TORN_SHARE * pl.len().over(sheet)))
    homes = rows.join(kept, on=[*sheet, "block"], nulls_equal=True).select("record_id", "home")
    out = registry.join(homes, on="record_id", how="left", maintain_order="left")
    return out.with_columns(family_id=pl.coalesce("home", "family_id")).drop("home")


def attach_families(registry: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """Give every person what its family's row says: card, desil, village, address, RT/RW where the person's own row has none, and the
    standing of a family that was struck off.

    Both frames conform to tables.Registry and tables.RegistryFamily; families are found by `family_id` (`one_family_a_key`) within the
    snapshot. The person whose NIK is the family's head_nik and who has no relationship becomes KEPALA. Row order is kept.
    """
    if not families.height:
        return registry
    one = families.sort("source_file", "source_sheet", "source_row").group_by("snapshot", "family_id", maintain_order=True).agg(
        pl.when(pl.col("desil").drop_nulls().n_unique() == 1).then(pl.col("desil").drop_nulls().first()).alias("_desil"),
        pl.col("registry_status").filter(~(pl.col("registry_status") == _ACTIVE).any()).sort().last().alias("_struck"),
        *(pl.col(c).drop_nulls().first().alias(f"_{c}") for c in (*_FILLED[1:], "head_nik")),
        *(pl.col(c).filter(pl.col("no_kk").is_not_null()).first().alias(f"_{c}") for c in _CARD),
    )  # fmt: skip
    joined = registry.join(one, on=["snapshot", "family_id"], how="left", maintain_order="left")
    head = pl.col("relationship").is_null() & (pl.col("nik") == pl.col("_head_nik"))
    own_place = pl.col("village_code").is_not_null()
    bare = pl.col("no_kk").is_null() & (pl.col("no_kk_status") == str(NikStatus.MISSING)) & pl.col("_no_kk").is_not_null()
    joined = joined.with_columns(
        *(pl.when(bare).then(f"_{c}").otherwise(c).alias(c) for c in _CARD),
        *(pl.coalesce(c, f"_{c}").alias(c) for c in _FILLED if not c.startswith("village")),
        village_code=pl.coalesce("village_code", "_village_code"),
        village_name=pl.when(own_place).then("village_name").otherwise(pl.coalesce("_village_name", "village_name")),
        registry_status=pl.when(pl.col("registry_status") == _ACTIVE)
        .then(pl.coalesce("_struck", "registry_status"))
        .otherwise("registry_status"),
        relationship=pl.when(head).then(pl.lit("KEPALA")).otherwise("relationship"),
    )
    return joined.select(registry.columns)


def families_alone(registry: pl.DataFrame, families: pl.DataFrame) -> list[str]:
    """A remark where the registry lists families and not one person: what can be told by card and head, and what cannot."""
    if registry.height or not families.height:
        return []
    count = families["family_id"].n_unique()
    text = (
        f"Data sosial bulan ini hanya daftar keluarga ({count} keluarga) tanpa daftar anggotanya. Penerima dicari lewat No. KK dan NIK "
        "kepala keluarga; yang tidak ditemukan belum dapat dinilai (BD-00). Minta berkas anggota keluarganya."
    )
    return [text]
