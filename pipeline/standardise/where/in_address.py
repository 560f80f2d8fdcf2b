"""The village and district that stand only inside the address: `JL. MAWAR NO 7, RT 003 RW 002, KEL. SUKARAMI, KEC. SUKARAMI`.

When to reach for it: `said_once.said_of_each`, for a list without a column of villages. The invariants: a label (KEL., DESA, GAMPONG, …)
and the list of areas must agree, so that no street and no family (`KEL. BPK. AHMAD`) becomes a village; a list of which most addresses
name none is left as it is. Source: DOMAIN §5.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.text import map_distinct
from pipeline.standardise.where.area_names import area_key
from pipeline.standardise.where.areas import gazetteer, home
from pipeline.words.place_words import DISTRICTS, OFTEN, VILLAGES

if TYPE_CHECKING:
    from pathlib import Path

MOST = 0.5
"""Share of the filled addresses that must name a known village."""
_NAME = r"[.:\s]*([A-Z0-9][A-Z0-9 '/\-]*?)\s*(?:[,;.()|]|$|\b(?:KECAMATAN|KEC|KABUPATEN|KAB|KOTA|PROVINSI|PROV|RT|RW|KODE ?POS)\b)"
_VILLAGES = (r"\b(?:KELURAHAN|KEL)\b", rf"\b(?:{VILLAGES.removeprefix('KELURAHAN|KEL|')}|DS|GP)\b", rf"\b(?:{OFTEN}|KP)\b")
"""Labels of a village, the surest first: a Kampung is a hamlet in most of the country."""
_DISTRICT = rf"\b(?:{DISTRICTS})\b"


def places_in_address(frame: pl.DataFrame, area: str, office: Path | None) -> pl.DataFrame:
    """The list with `village_name` (and `district_name`, where it has none) of the addresses that name a known village; else as it is.

    `area`: leading digits the office answers for.
    """
    if "address" not in frame.columns:
        return frame
    upper = pl.col("address").str.to_uppercase()
    labelled = frame.select(upper.str.contains(f"{_VILLAGES[0]}|{_VILLAGES[1]}|{_VILLAGES[2]}")).to_series()
    filled = frame.select((pl.col("address").str.strip_chars() != "").sum()).item()
    if not filled or labelled.sum() < MOST * filled:
        return frame
    said = [frame.select(upper.str.extract(label + _NAME)).to_series() for label in _VILLAGES]
    district = frame.select(district_name=upper.str.extract(_DISTRICT + _NAME)).to_series()
    told = pl.DataFrame([pl.select(pl.coalesce(said)).to_series().alias("village_name"), district])
    known = gazetteer(office, home(frame, area, office, said=told)).by_name
    named = [map_distinct(names, lambda name: name if area_key(name) in known else None, pl.String) for names in said]
    village = pl.select(pl.coalesce(named)).to_series().alias("village_name")
    if village.count() < MOST * filled:
        return frame
    found = [village]
    if "district_name" not in frame.columns:
        found.append(district)
    return frame.with_columns(found)
