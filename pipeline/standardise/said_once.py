"""What a list says once for many rows, given to each of them: the card of a printed family, the village of a sheet, a file or a block.

When to reach for it: `table.py` calls it before anything is understood. The invariants: a cell that holds something stays; a value is
carried down only where the whole list shows it is printed once for a block, never into a gap of a list that repeats it on every row.
Source: DOMAIN §2.4 (merged cells, lists printed per family card).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.money.periods import parse_period
from pipeline.standardise.text import fold_column
from pipeline.standardise.where.area_names import area_key
from pipeline.standardise.where.areas import KEMENDAGRI, gazetteer, home
from pipeline.standardise.where.in_address import places_in_address
from pipeline.words.place_words import DISTRICTS, OFTEN, VILLAGES
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Container

    from pipeline.standardise.context import FileContext, SourceTable
    from pipeline.standardise.where.areas import Gazetteer

OF_THE_FAMILY = ("family_key", "head_name", "address", "rt", "rw", "village_code", "village_name", "district_name", "desil")
"""Fields beside the card number that belong to a family: a printed card says them on the row of its head."""
MOST, FEWEST_BLOCKS = 0.9, 3
"""Share of the blocks that must begin with a head, and of the rows beneath that must leave a field blank; fewest blocks that show it."""
_SORTED_ROWS, _SORTED = 10, 0.97
"""Rows from which a list can be seen to be sorted by name, and the share of them that must follow the one above in the alphabet."""
_MOST_WIVES = 1
LEAST_VILLAGES = 2
"""Villages that a column of hamlets must name to be one of villages."""
_HEAD = r"(?i)\bkepala|^\s*kk\s*$|\bkrt\b|^\s*0?1\s*[.)-]?\s*(kepala|krt|$)"
_VILLAGE = re.compile(rf"\b(?:{VILLAGES})\b")
_OFTEN = re.compile(rf"(?<!KECAMATAN )(?<!KEC )(?<!KEC. )(?<!DISTRIK )(?<!PEGAWAI )(?<!LUAR )\b(?:{OFTEN})\b")
_DISTRICT = re.compile(rf"\b(?:{DISTRICTS})\b")
_NAME = re.compile(r"\.?\s*:?\s*([A-Z0-9][A-Z0-9 \-']*)")
_STOP = re.compile(rf"\b({DISTRICTS}|KOTA|KABUPATEN|KAB|PROVINSI|TAHUN|PERIODE|BULAN|TAHAP|RT|RW|DATA)\b.*$")
_DESIL = re.compile(r"\bDESIL\W*((?:10|[1-9])\b(?:\s*(?:-|–|S/?D\.?|S\.D\.?|SAMPAI|DAN|&|,|/)\s*(?:DESIL\s*)?\d+)*)")
"""One desil, or a span of them."""
_CODE = re.compile(r"(?<!\d)\d{2}\.?\d{2}\.?\d{2}\.?\d{4}(?!\d)")
_PLAIN = frozenset(
    ["BARU", "DATA", "HARAPAN", "JAYA", "KANTOR", "LAMA", "LAPANGAN", "MANDIRI", "SEJAHTERA", "SOSIAL", "TANGGA", "ULANG", "UTAMA"]
)
"""Villages somewhere in the country whose names stand in file names as plain words."""


def _filled(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars().ne("").fill_null(value=False)


def _share(frame: pl.DataFrame, rows: pl.Series, name: str) -> float:
    """Share of the rows in which a field is filled; of no rows 1."""
    filled = frame.filter(rows).select(_filled(name)).to_series()
    return float(filled.sum()) / filled.len() if filled.len() else 1.0


def family_blocks(frame: pl.DataFrame) -> pl.DataFrame:
    """The list with the family's fields on every member's row, where it is printed family by family; else the frame as it is.

    Printed so is a list whose rows without a card number stand beneath a row that has one and is the head's (by the relationship, or by the
    other fields of the family that are blank beneath too). A head without a card begins a family of his own, which stays without one.
    """
    if "no_kk" not in frame.columns:
        return frame
    numbered = frame.select(_filled("no_kk")).to_series()
    if numbered.all() or not numbered.any() or not numbered[0]:
        return frame
    related = "relationship" in frame.columns
    heads = fold_column(frame, "relationship").str.contains(_HEAD).fill_null(value=False)
    starts = numbered | heads if related else numbered
    kept = [name for name in OF_THE_FAMILY if name in frame.columns]
    once = [name for name in kept if _share(frame, ~starts, name) <= 1 - MOST and _share(frame, numbered, name) >= MOST]
    by_heads = related and float(heads.filter(numbered).mean() or 0) >= MOST  # type: ignore[arg-type]
    if int(starts.sum()) < FEWEST_BLOCKS or starts.all() or not (by_heads or (not related and len(once) > 1)):
        return frame
    block = starts.cast(pl.Int64).cum_sum()
    if not _in_order(frame, block, heads if related else None):
        return frame
    carried = [name for name in ("no_kk", "no_kk__cell", *once) if name in frame.columns]
    blank = [pl.when(_filled(name)).then(name).alias(name) for name in carried]
    return frame.with_columns(blank).with_columns(pl.col(carried).forward_fill().over(block))


def _in_order(frame: pl.DataFrame, block: pl.Series, heads: pl.Series | None) -> bool:
    """Whether the order of the rows supports blocks of families: the list is not sorted by name, and within nearly every block the doors
    that are written are one, and there is one wife at most."""
    names = fold_column(frame, "name").str.to_uppercase().drop_nulls()
    if names.len() >= _SORTED_ROWS and float((names.shift(-1) >= names).mean() or 0) >= _SORTED:  # type: ignore[arg-type]
        return False
    doors = [fold_column(frame, name).alias(name) for name in ("rt", "rw") if name in frame.columns]
    wives = fold_column(frame, "relationship").str.contains(r"(?i)\bist|^\s*istri").fill_null(value=False)
    told = pl.DataFrame([block.alias("block"), wives.alias("wives"), *doors])
    same = [pl.col(door.name).drop_nulls().n_unique() <= 1 for door in doors]
    fits = pl.all_horizontal(*same, pl.lit(heads is None) | (pl.col("wives").sum() <= _MOST_WIVES))
    blocks = told.group_by("block").agg(rows=pl.len(), fits=fits).filter(pl.col("rows") > 1)
    return blocks.is_empty() or float(blocks["fits"].mean() or 0) >= MOST  # type: ignore[arg-type]


def place_blocks(frame: pl.DataFrame) -> pl.DataFrame:
    """The list with its village on every row, where a (merged) cell names each village once, above its rows; else the frame as it is."""
    for name in ("village_name", "village_code"):
        if name not in frame.columns:
            continue
        named = frame.select(pl.when(_filled(name)).then(name)).to_series()
        said = named.drop_nulls()
        if said.len() and named[0] is not None and said.len() * 2 < named.len() and said.n_unique() == said.len():
            frame = frame.with_columns(named.forward_fill().alias(name))
    return frame


def table_village(table: SourceTable, context: FileContext) -> tuple[str | None, str | None]:
    """(name, ten-digit code) of the one village that a table is of by its title, sheet or file name; None where they name none, or several.

    A name counts behind "Kelurahan" or "Desa" (in a folder's name where nothing nearer says one), in a file name beside a code of ten
    digits, or alone where no district or regency bears it.
    """
    known = gazetteer(context.lookups, _near(table, context))
    texts = _told_above(table)
    own, around = _named_village(texts), _named_village(_folders(table))
    found = [{name for text in said if (name := _longest_known(text, known.by_name))} for said in (own, around)]
    names = {area_key(name): name for name in sorted(found[0] or (set() if own else found[1]))}
    if names:
        return (min(names.values()) if len(names) == 1 else None), None
    codes = {re.sub(r"\D", "", match[0]) for text in texts for match in _CODE.finditer(text)}
    codes &= known.keys[KEMENDAGRI].keys()
    if codes:
        code = min(codes)
        return (known.names[code], code) if len(codes) == 1 else (None, None)
    alone = {name for text in (table.sheet.upper(), texts[-1]) for name in _bare_villages(text, known)}
    return (min(alone) if len({area_key(name) for name in alone}) == 1 else None), None


def _told_above(table: SourceTable) -> list[str]:
    """What stands over a whole list, in capitals: the lines of its title, its sheet's and its file's name."""
    stem = re.sub(r"\.\w{2,5}$", "", table.name.rsplit("/", 1)[-1])
    return [text.upper() for text in (*table.title.split(" / "), table.sheet, re.sub(r"[_+]", " ", stem))]


def _folders(table: SourceTable) -> list[str]:
    """The names of the folders in which a file lies, in capitals."""
    return [re.sub(r"[_+]", " ", folder).upper() for folder in table.name.split("/")[:-1]]


def with_desil(frame: pl.DataFrame, table: SourceTable) -> pl.DataFrame:
    """The rows of a registry with the one desil that its sheet, title or file is named after, where no column tells it."""
    if "desil" in frame.columns and frame.select(_filled("desil").any()).item():
        return frame
    *title, sheet, stem = _told_above(table)
    for text in (sheet, " / ".join(title), stem):
        said = _DESIL.findall(text)
        if said:
            single = len(set(said)) == 1 and said[0].isdigit()
            return frame.with_columns(desil=pl.lit(said[0])) if single else frame
    return frame


def desil_of_the_month(frame: pl.DataFrame, table: SourceTable, month: str) -> pl.DataFrame:
    """The list with the desil of the newest quarter that had begun by the month of its folder, of several columns (`desil:1`, …);
    of the oldest where all begin later. Ties: the column further right."""
    dated = [name for name in frame.columns if name.startswith("desil:")]
    if not dated:
        return frame
    said = {name: parse_period(re.sub(r"(?i)desil", " ", table.headers.get(name, "")), month) for name in dated}
    begun = sorted((months.first, int(name.split(":")[1]), name) for name, months in said.items() if months and months.first <= month)
    later = sorted((months.first, -int(name.split(":")[1]), name) for name, months in said.items() if months)
    if not later:
        return frame
    return frame.with_columns(frame[begun[-1][2] if begun else later[0][2]].alias("desil"))


def _named(label: re.Pattern[str], texts: list[str]) -> set[str]:
    """The names behind a word for a kind of place."""
    behind = (_NAME.match(part) for text in texts for part in label.split(text)[1:])
    return {_STOP.sub("", match[1]).strip() for match in behind if match}


def _named_village(texts: list[str]) -> set[str]:
    """The names behind a word for a village; behind one that begins names too (Kampung Baru) only where no surer word stands, with it."""
    behind = (re.sub(r"[.:\s]+", " ", text[match.start() :]) for text in texts for match in _OFTEN.finditer(text))
    return _named(_VILLAGE, texts) or {_STOP.sub("", match[0]).strip() for text in behind if (match := _NAME.match(text))}


def _near(table: SourceTable, context: FileContext) -> tuple[str, ...]:
    """The regencies that a table is about (`home`), its places being those of its rows, else those of its title."""
    texts = _told_above(table)
    districts = sorted(_named(_DISTRICT, texts) or _named(_DISTRICT, _folders(table)))
    above = pl.DataFrame(
        {"village_name": sorted(_named_village(texts) or _named_village(_folders(table)))}, schema={"village_name": pl.String}
    )
    rows = fold_column(table.frame, "village_name").alias("village_name").to_frame()
    said = rows if rows["village_name"].count() else above
    if "district_name" in table.frame.columns and said is rows:
        said = said.with_columns(fold_column(table.frame, "district_name").alias("district_name"))
    elif len(districts) == 1:
        said = said.with_columns(district_name=pl.lit(districts[0]))
    return home(table.frame, context.settings.area, context.lookups, said=said)


def table_district(table: SourceTable, context: FileContext) -> str | None:
    """The one kecamatan that a table is of by its title, sheet or file name; None where they name none that is known, or several.

    It tells villages of one name apart in a list that has no kecamatan in its rows.
    """
    said = _named(_DISTRICT, _told_above(table)) or _named(_DISTRICT, _folders(table))
    if not said:
        return None
    districts = set(gazetteer(context.lookups, _near(table, context)).district.values())
    names = {area_key(name): name for text in sorted(said) if (name := _longest_known(text, districts))}
    return min(names.values()) if len(names) == 1 else None


def _longest_known(text: str, known: Container[str]) -> str | None:
    """The most of a text's first words that are a known name: KARE of "KARE TRIWULAN II"."""
    words = text.split()
    bare = words[1:] if words and re.fullmatch(OFTEN, words[0]) else []
    least = 2 if bare else 1
    tried = [" ".join(words[:n]) for n in range(len(words), least - 1, -1)] + [" ".join(bare[:n]) for n in range(len(bare), 0, -1)]
    return next((name for name in tried if area_key(name) in known), None)


def _bare_villages(text: str, known: Gazetteer) -> list[str]:
    """Villages named without a word before them; the longest name wins ("Sako Baru" is not "Sako"), the names of districts are none."""
    words, districts = re.findall(r"[A-Z0-9']+", text), set(known.district.values())
    found: list[str] = []
    at = 0
    while at < len(words):
        for size in (4, 3, 2, 1):
            name = " ".join(words[at : at + size])
            key = area_key(name)
            if at + size <= len(words) and len(key) > 3 and not name.isdigit() and key in known.by_name:
                found += [] if key in districts or name in _PLAIN else [name]
                at += size - 1
                break
        at += 1
    return found


def villages_as_hamlets(frame: pl.DataFrame, context: FileContext) -> bool:
    """Whether the hamlets of a list without a village column are villages (`Kampung` in Papua): nearly every row
    names a village of the regencies that the list is about, and several are named."""
    if "hamlet" not in frame.columns:
        return False
    near = home(frame, context.settings.area, context.lookups, said=frame.select(village_name="hamlet"))
    cells = fold_column(frame, "hamlet").drop_nulls()
    if not near or not cells.len():
        return False
    known = gazetteer(context.lookups, near)
    counts = cells.value_counts().rows()
    placed = [(name, n) for name, n in counts if any(code.startswith(near) for code in known.by_name.get(area_key(name), ()))]
    return len(placed) >= LEAST_VILLAGES and sum(n for _, n in placed) >= MOST * cells.len()


def said_of_each(table: SourceTable, context: FileContext, frame: pl.DataFrame | None = None) -> pl.DataFrame:
    """The source of a table with what it says once on every row it is said of: family blocks, village blocks, the village of the table; and
    the village that only the addresses name. `frame`: the rows of the table, where its marks are read already."""
    frame = table.frame if frame is None else frame
    frame = family_blocks(frame) if table.kind == Kind.REGISTRY else frame
    frame = desil_of_the_month(frame, table, context.period)
    frame = with_desil(frame, table) if table.kind in (Kind.REGISTRY, Kind.REGISTRY_FAMILY) else frame
    frame = place_blocks(frame)
    if "district_name" not in frame.columns or not frame.select(_filled("district_name").any()).item():
        district = table_district(table, context)
        frame = frame.with_columns(district_name=pl.lit(district)) if district else frame
    if "village_name" in frame.columns or "village_code" in frame.columns:
        return frame
    if villages_as_hamlets(frame, context):
        return frame.with_columns(village_name="hamlet")
    frame = places_in_address(frame, context.settings.area, context.lookups)
    name, code = table_village(table, context)
    if "village_name" in frame.columns:
        return frame.with_columns(pl.col("village_name").fill_null(pl.lit(name))) if name else frame
    said = {"village_name": name, "village_code": code}
    return frame.with_columns(pl.lit(value).alias(column) for column, value in said.items() if value)
