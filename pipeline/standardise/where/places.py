"""Villages that no table knows, agreed on among the files of one month: the same name in two lists is the same place.

When to reach for it: once a month, over the frames of all files, after each was standardised alone. The invariants: what a table knew
stays; a name that stands for two places is no answer; a code is taken over as written only where the files show no better one. New
villages, old codes and spellings of an office end here, so that a registry by BPS codes and a pay list by names still speak of one place
(DOMAIN §5.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import polars as pl

from pipeline.standardise.text import map_distinct
from pipeline.standardise.where.area_names import area_key
from pipeline.standardise.where.areas import KEMENDAGRI, gazetteer

if TYPE_CHECKING:
    from collections.abc import Mapping

_Key = TypeVar("_Key")


def _seen(frame: pl.DataFrame) -> pl.DataFrame:
    """code, raw (ten digits as written), key of the name, of every row."""
    digits = pl.col("village_code_raw").str.replace_all(r"\D", "")
    found = frame.select(
        code="village_code",
        raw=pl.when(digits.str.len_chars() == 10).then(digits),
        key=pl.Series(map_distinct(frame["village_name"], area_key, pl.String)),
    )
    return found.with_columns(pl.col("key").replace("", None))


def _only(pairs: pl.DataFrame, by: str, value: str) -> pl.DataFrame:
    """The values of `by` that have one `value` only: columns `by`, `found`."""
    single = pairs.drop_nulls([by, value]).select(by, value).unique()
    return single.filter(pl.len().over(by) == 1).select(by, found=value)


def _as_the_month_writes(frames: Mapping[_Key, pl.DataFrame]) -> Mapping[_Key, pl.DataFrame]:
    """The frames with rows of a name only sent to the code that a list of the month writes for it, where no table has it so.

    A made-up or renumbered village of that name is meant, not the one that the country's list knows elsewhere in the regency.
    """
    seen = pl.concat([_seen(frame) for frame in frames.values()]).unique()
    pairs = seen.filter(pl.col("raw") == pl.col("code")).drop_nulls("key").select("key", "code").unique()
    keys = gazetteer(None, tuple(pairs["code"].str.head(4).unique().sort())).keys[KEMENDAGRI]
    ours = pl.Series([name not in keys.get(code, ()) for name, code in pairs.iter_rows()], dtype=pl.Boolean)
    meant = _only(pairs, "key", "code").join(pairs.filter(ours), on="key", how="semi")
    if meant.is_empty():
        return frames
    written = pairs["code"].unique().implode()
    out = {}
    for name, frame in frames.items():
        rows = _seen(frame).join(meant, on="key", how="left", maintain_order="left")
        moved = pl.col("raw").is_null() & pl.col("found").is_not_null() & ~pl.col("code").is_in(written).fill_null(value=False)
        out[name] = frame.with_columns(village_code=rows.select(pl.when(moved).then("found").otherwise("code")).to_series())
    return out


def agree_on_places(frames: Mapping[_Key, pl.DataFrame]) -> dict[_Key, pl.DataFrame]:
    """The frames (each with village_code, village_code_raw, village_name) with `village_code` filled where the month's files settle it.

    In this order: the code that other rows of the same name have; the code as written that rows of this name have, that of the ministry's
    form (seventh digit 1 to 3) before one of the statistics office; for rows without a name the place of the same written code.
    """
    if not frames:
        return {}
    frames = _as_the_month_writes(frames)
    seen = pl.concat([_seen(frame) for frame in frames.values()])
    open_rows = seen.filter(pl.col("code").is_null() & pl.any_horizontal(pl.col("key", "raw").is_not_null()))
    if open_rows.is_empty():
        return dict(frames)
    known = _only(seen, "key", "code")
    ours = pl.col("raw").str.slice(6, 1).is_in(["1", "2", "3"])
    written = open_rows.join(seen.filter(pl.col("code").is_not_null()), on="key", how="anti")
    own_form, other_form = _only(written.filter(ours), "key", "raw"), _only(written.filter(~ours), "key", "raw")
    by_name = pl.concat([known, own_form, other_form]).unique("key", keep="first", maintain_order=True)
    placed = seen.join(by_name, on="key", how="left").with_columns(code=pl.coalesce("code", "found"))
    by_code = _only(placed, "raw", "code")
    return {name: _filled(frame, by_name, by_code) for name, frame in frames.items()}


def _filled(frame: pl.DataFrame, by_name: pl.DataFrame, by_code: pl.DataFrame) -> pl.DataFrame:
    seen = _seen(frame)
    named = seen.join(by_name, on="key", how="left", maintain_order="left")["found"]
    coded = seen.join(by_code, on="raw", how="left", maintain_order="left")["found"]
    return frame.with_columns(village_code=pl.select(pl.coalesce(frame["village_code"], named, coded)).to_series())
