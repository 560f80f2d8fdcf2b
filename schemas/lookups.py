"""Lookup tables as data: area codes, words of status, survey, programme, payer, relationship and the like.

When to reach for it: whenever a word or a code of a source has to become one of our codes. The invariants: every table is a CSV
below `schemas/lookups`, all text; lines that begin with `#` are comments; an office's own file of the same name in
`data/lookups` is read in front of the shipped one, so that its rows win.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Village:
    """One village (kelurahan or desa): its Kemendagri code, its names, and the BPS code where known."""

    code: str
    name: str
    district: str
    bps_code: str
    bps_name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """One word rule: `match` says how `word` is compared (exact, contains, or file: only in names), `value` and `extra` what it means."""

    match: str
    word: str
    value: str
    extra: str


def _rows(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() and not line.startswith("#")]
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    return [{key: (value or "").strip() for key, value in row.items() if key} for row in csv.DictReader(lines, delimiter=delimiter)]


def read_table(name: str, office: Path | None = None) -> list[dict[str, str]]:
    """Rows of the lookup `name`, an office's own (`office/name.csv`) first, then the shipped ones.

    Raises FileNotFoundError when neither exists.
    """
    shipped = resources.files("schemas").joinpath("lookups", f"{name}.csv")
    rows = office_rows(name, office)
    if shipped.is_file():
        return rows + _rows(shipped.read_text(encoding="utf-8"))
    if not rows:
        raise FileNotFoundError(name)
    return rows


def office_rows(name: str, office: Path | None) -> list[dict[str, str]]:
    """Rows of the office's own `name.csv`; none where it has no such file."""
    own = office / f"{name}.csv" if office else None
    return _rows(own.read_text(encoding="utf-8-sig")) if own and own.is_file() else []


@lru_cache(maxsize=64)
def words(name: str, office: Path | None = None) -> tuple[Word, ...]:
    """The word rules of a table, in the order in which they are tried: exact ones first, then `contains` top down."""
    rows = read_table(name, office)
    if name == "programme_words" and office is not None:
        rows = _own_programmes(office.parent / "programmes") + rows
    rules = [Word(r.get("match") or "exact", r["word"], r["value"], r.get("extra", "")) for r in rows if r.get("word")]
    return tuple(sorted(rules, key=lambda rule: rule.match != "exact"))


def _own_programmes(folder: Path) -> list[dict[str, str]]:
    """Word rows of an office's own programmes (`data/programmes`): their codes, titles and `words`; a file that is no TOML has none."""
    found = []
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            continue  # the rulebook refuses it with a sentence
        code = str(told.get("code", ""))
        names = dict.fromkeys([code, str(told.get("title", "")), *map(str, told.get("words", ()))])
        found += [{"match": "contains", "word": name, "value": code} for name in names if name]
    return found


def _village(row: dict[str, str]) -> Village:
    return Village(
        code=row["code"].replace(".", ""),
        name=row["name"],
        district=row.get("district", ""),
        bps_code=row.get("bps_code", "").replace(".", ""),
        bps_name=row.get("bps_name", ""),
        aliases=tuple(a.strip() for a in row.get("aliases", "").split("|") if a.strip()),
    )


def country(near: tuple[str, ...] = ("",)) -> pl.DataFrame:
    """Rows of `schemas/areas.parquet` (all villages; `docs/make_areas.py` says whence) whose code of either system starts so."""
    here = [pl.col(code).str.starts_with(start) for code in ("code", "bps_code") for start in near]
    with resources.as_file(resources.files("schemas").joinpath("areas.parquet")) as path:
        return pl.scan_parquet(path).filter(pl.any_horizontal(here)).collect().fill_null("")


@lru_cache(maxsize=32)
def villages(office: Path | None = None, near: tuple[str, ...] = ()) -> tuple[Village, ...]:
    """The villages in and about `near` (leading digits of their codes), by Kemendagri code; without it Kota Palembang, where we began.

    The first row of a code wins: an office's row before ours, ours (which have aliases) before the country's list. An office's rows are
    always among them.
    """
    found: dict[str, Village] = {}
    own = {village.code for village in map(_village, office_rows("villages", office))}
    for village in map(_village, read_table("villages", office) + (country(near).to_dicts() if near else [])):
        if not near or village.code in own or village.code.startswith(near) or village.bps_code.startswith(near):
            found.setdefault(village.code, village)
    return tuple(found[code] for code in sorted(found))


@lru_cache(maxsize=8)
def relationships(profile: str) -> dict[str, str]:
    """Code → relationship of one profile (`bps`, `susenas`, `dukcapil`, `p3ke`)."""
    return {r["code"]: r["value"] for r in read_table("relationships") if r["profile"] == profile}
