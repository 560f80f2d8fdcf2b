"""Proposals for damaged NIKs: fifteen certain digits, or sixteen of which a scanner or typist took some for letters, the name and the
birth date find one number of the registry.

When to reach for it: for cases ID-NR. The invariants: a proposal stands beside the source and never in its place, nothing is linked or
judged by it, and where two numbers of the registry fit there is none. Source: DOMAIN §5.2 and check 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.inputs import trusted
from pipeline.words import names
from pipeline.words.nik import contradicts_birth_date
from pipeline.words.spellings import ALIKE
from schemas.codes import CaseKind

if TYPE_CHECKING:
    from collections.abc import Sequence

KNOWN = 15
"""Leading digits that must be certain."""
PROPOSED = "ID-NR.usul"
"""Wording of a damaged NIK for which a proposal stands beside it."""

_LOOKS_LIKE = {
    **dict.fromkeys("OoQD", "0"), **dict.fromkeys("IiLl|!", "1"), **dict.fromkeys("Zz", "2"), **dict.fromkeys("Ss", "5"),
    **dict.fromkeys("Gb", "6"), "T": "7", "B": "8", **dict.fromkeys("gq", "9"),
}  # fmt: skip
"""Signs that a scanner reads, or a typist writes, for a digit."""
_MOST_SIGNS = 8
"""Signs of sixteen that may stand for digits."""

_COLUMNS = ("record_id", "name", "birth_date")


def _stem() -> pl.Expr:
    """The first fifteen digits of a cell of which no more than the last one is lost; else null."""
    text = pl.col("nik_raw").str.replace(r"[.,]0+\s*$", "").str.replace_all(r"[ .'’`\-]", "")
    rounded = text.str.extract(r"^(\d{15})0$")
    unsafe = pl.when(pl.col("nik_status") == "UNSAFE_NUMBER").then(text.str.extract(r"^(\d{15})\d$"))
    return pl.coalesce(rounded, unsafe, text.str.extract(r"^(\d{15})[^\d]?$"))


def _reread() -> pl.Expr:
    """The sixteen digits of a cell in which letters stand for some of them (`16710841O785900l`); else null."""
    text = pl.col("nik_raw").str.replace_all(r"[ .'’`\-]", "")
    digits = text.str.replace_many(list(_LOOKS_LIKE), list(_LOOKS_LIKE.values()))
    few = text.str.count_matches(r"\D").is_between(1, _MOST_SIGNS)
    return pl.when((pl.col("nik_status") == "CHARACTERS") & few & digits.str.contains(r"^\d{16}$")).then(digits)


def proposed_niks(frames: Sequence[pl.DataFrame], registry: pl.DataFrame, suspects: pl.Series) -> pl.DataFrame:
    """record_id, proposed_nik of the `suspects` (record ids) for which exactly one NIK of the registry fits.

    frames: rows of all sources (`nik_raw, nik_status, name, birth_date`); registry: its rows. It fits where the fifteen digits are its
    first, or all sixteen its own once letters are read as the digits they look like, the names are variants of each other, and the birth
    date is the row's; a row without one is asked for the date that its own digits hold. The row's own number is no proposal.
    """
    wanted = pl.DataFrame({"record_id": suspects.drop_nulls().unique()}, schema={"record_id": pl.String})
    rows = pl.concat(
        frame.join(wanted, on="record_id", how="semi")
        .select(
            *_COLUMNS,
            reread=pl.when(_stem().is_null()).then(_reread()),
            stem=pl.coalesce(_stem(), _reread().str.head(KNOWN)),
            own=trusted("nik"),
        )
        .drop_nulls(["stem", "name"])
        for frame in frames
    )
    known = registry.join(rows.select("stem").unique(), left_on=trusted("nik").str.head(KNOWN), right_on="stem", how="semi")
    known = known.select(proposed_nik=trusted("nik"), r_name="name", r_born="birth_date").drop_nulls().unique()
    pairs = rows.join(known, left_on="stem", right_on=pl.col("proposed_nik").str.head(KNOWN))
    pairs = pairs.filter(pl.col("reread").is_null() | (pl.col("reread") == pl.col("proposed_nik")))
    same_day = pl.col("birth_date") == pl.col("r_born")
    in_digits = pl.col("birth_date").is_null() & ~contradicts_birth_date(pl.col("proposed_nik"), pl.col("r_born"))
    pairs = pairs.filter((same_day | in_digits) & pl.col("own").ne_missing(pl.col("proposed_nik")))
    keys = zip(names.keys(pairs["name"]), names.keys(pairs["r_name"]), strict=True)
    alike = [bool(a and b) and names.key_similarity(a, b) >= ALIKE for a, b in keys]
    return _only_one(pairs.filter(pl.Series(alike, dtype=pl.Boolean)), "record_id")


def _only_one(found: pl.DataFrame, key: str) -> pl.DataFrame:
    """`key` and proposed_nik of those with one proposal and no second."""
    several = found.group_by(key).agg(pl.col("proposed_nik").unique())
    return several.filter(pl.col("proposed_nik").list.len() == 1).select(key, pl.col("proposed_nik").list.first())


def with_proposals(drafts: pl.DataFrame, frames: Sequence[pl.DataFrame], registry: pl.DataFrame) -> pl.DataFrame:
    """Settled drafts with `proposed_nik` (null without one); the sentence of an ID-NR that has one says where it stands."""
    numbered = drafts.with_row_index("_n")
    asked = numbered.filter(pl.col("kind") == str(CaseKind.ID_NR)).select("_n", record_id="records")
    asked = asked.explode("record_id", empty_as_null=False, keep_nulls=False)
    found = _only_one(asked.join(proposed_niks(frames, registry, asked["record_id"]), on="record_id"), "_n")
    joined = numbered.join(found, on="_n", how="left", maintain_order="left").drop("_n")
    return joined.with_columns(wording=pl.when(pl.col("proposed_nik").is_not_null()).then(pl.lit(PROPOSED)).otherwise("wording"))
