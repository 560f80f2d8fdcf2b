"""Small lists for linkage tests: one background town, and rows on top of it."""

import datetime as dt

import polars as pl

SCHEMA = {
    "record_id": pl.String, "nik": pl.String, "nik_known": pl.String, "no_kk": pl.String, "name": pl.String, "sex": pl.String,
    "birth_date": pl.Date,
    "birth_place": pl.String, "mother_name": pl.String, "address": pl.String, "rt": pl.String, "rw": pl.String, "village_code": pl.String,
}  # fmt: skip
_FIRST = ["BUDI", "RINI", "AGUS", "DEWI", "JOKO", "SRI", "EKO", "YULI", "TONO", "WATI", "RUDI", "LINA", "HADI", "MIRA", "ANDI", "TUTI"]
_LAST = [
    "SANTOSO",
    "LESTARI",
    "WIJAYA",
    "PERTIWI",
    "NUGROHO",
    "HANDAYANI",
    "KURNIAWAN",
    "ANGGRAINI",
    "PRATAMA",
    "UTAMI",
    "GUNAWAN",
    "MARLINA",
]


def nik(born: dt.date, sex: str, serial: int, area: str = "167108") -> str:
    """A synthetic NIK (serial 9000–9999)."""
    return f"{area}{born.day + (40 if sex == 'P' else 0):02d}{born:%m%y}{serial:04d}"


def people(rows):
    """A frame of person rows; absent columns are null."""
    return pl.DataFrame([{c: row.get(c) for c in SCHEMA} for row in rows], schema=SCHEMA, orient="row")


def background(count=160):
    """A registry of ordinary people, two to a family."""
    rows = []
    for k in range(count):
        sex = "LP"[k % 2]
        born = dt.date(1950 + (k * 7) % 55, 1 + (k * 5) % 12, 1 + (k * 11) % 28)
        rows.append(
            {
                "record_id": f"b{k:04d}", "nik": nik(born, sex, 9000 + k), "name": f"{_FIRST[k % 16]} {_LAST[(k * 5) % 12]}",
                "sex": sex, "birth_date": born,
                "no_kk": f"16710801011{k // 2:01d}9{k // 2:03d}"[:16].ljust(16, "0"), "address": f"JL. MAWAR NO. {k // 2}",
                "rt": f"{k % 30:03d}", "rw": "002",
                "village_code": f"16710810{1 + k % 2:02d}",
            }
        )  # fmt: skip
    return rows


def payees(rows, every=2):
    """What a pay list says of some of them: the same, less mother and address."""
    return [{**row, "record_id": "p" + row["record_id"], "address": None, "sex": None} for row in rows[::every]]
