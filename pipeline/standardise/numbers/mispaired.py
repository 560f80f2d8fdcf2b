"""Numbers that stand beside other people's names: a column that slipped, husband and wife mixed in a wide form.

When to reach for it: once a table's people are read. The invariants: only where most people of a table (in a registry: of one relationship)
bear a NIK of another birth date or sex than the row's own, so that no single mistake explains it; no number is given to anybody else. The
raw text stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.words.nik import contradicts_birth_date, says_woman
from schemas.codes import NikStatus

if TYPE_CHECKING:
    from pipeline.standardise.findings import Findings

LEAST, MOST = 10, 0.5
"""So many people whose number can be checked, and more than such a share of them contradicted."""
AGREED = 0.95
"""Share of people whose sex the number bears, from which on the number is the row's own and the dates are somebody else's."""


def _contradictions(frame: pl.DataFrame) -> pl.DataFrame:
    """Whether each row's number contradicts its birth date (`date`) and sex (`sex`), null where that cannot be asked; `kin`, `woman`."""
    held, woman = pl.col("nik").is_not_null(), pl.col("sex") == "P"
    date = pl.when(held & pl.col("birth_date").is_not_null()).then(contradicts_birth_date(pl.col("nik"), pl.col("birth_date")))
    kin = pl.col("relationship") if "relationship" in frame.columns else pl.lit(None, dtype=pl.String)
    return frame.select(date=date, sex=pl.when(held).then(says_woman(pl.col("nik")) != woman), kin=kin, woman=woman)


def _set_aside(checked: pl.DataFrame) -> pl.DataFrame:
    """What is set aside of the people of each kin: kin, no_nik, no_date, no_sex; of `total` people `n` are contradicted."""
    counts = checked.group_by("kin").agg(
        *(pl.col(name).count().alias(f"{name}_all") for name in ("date", "sex")),
        *(pl.col(name).sum().alias(f"{name}_bad") for name in ("date", "sex")),
        mixed=pl.col("woman").any() & ~pl.col("woman").all(),
    )
    asked = {name: pl.col(f"{name}_all") >= LEAST for name in ("date", "sex")}
    bad = {name: asked[name] & (pl.col(f"{name}_bad") > MOST * pl.col(f"{name}_all")) for name in asked}
    good = {name: asked[name] & (pl.col(f"{name}_bad") <= (1 - AGREED) * pl.col(f"{name}_all")) for name in asked}
    no_nik = (bad["date"] & ~(good["sex"] & pl.col("mixed"))) | (bad["sex"] & ~good["date"])
    found = counts.filter(bad["date"] | bad["sex"]).select(
        "kin",
        no_nik=no_nik,
        no_date=bad["date"] | no_nik,
        no_sex=bad["sex"] | no_nik,
        n=pl.when(bad["date"]).then("date_bad").otherwise("sex_bad"),
        total=pl.when(bad["date"]).then("date_all").otherwise("sex_all"),
    )
    return found.sort("kin", nulls_last=True)


def paired(frame: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """The rows without what contradicts itself throughout (NIK-16): birth dates or sexes that do not fit numbers which else fit, or
    numbers, birth dates and sexes together. Row order is kept."""
    checked = _contradictions(frame)
    if not checked.select(pl.any_horizontal(pl.col("date", "sex").any())).item():
        return frame
    found = _set_aside(checked)
    if found.is_empty():
        return frame
    who = ", ".join(found["kin"].drop_nulls().str.to_lowercase().str.replace_all("_", " "))
    some = found.height < checked["kin"].n_unique() and who
    findings.once("NIK-16", "nik", n=found["n"].sum(), total=found["total"].sum(), detail=f" ({who})" if some else "")
    marks = checked.select("kin").join(found, on="kin", how="left", maintain_order="left", nulls_equal=True)
    gone = {name: marks[name].fill_null(value=False) for name in ("no_nik", "no_date", "no_sex")}
    return frame.with_columns(
        nik=pl.when(~gone["no_nik"]).then("nik"),
        nik_status=pl.when(gone["no_nik"] & pl.col("nik").is_not_null()).then(pl.lit(str(NikStatus.MISSING))).otherwise("nik_status"),
        birth_date=pl.when(~gone["no_date"]).then("birth_date"),
        sex=pl.when(~gone["no_sex"]).then("sex"),
    )
