"""Who stands behind a pay row that names nobody but an account, a card or a telephone: whoever bears that number in another list.

When to reach for it: once all files of a month are read. The invariants: where the row has a name, it must agree; a row without any name is
the bearer's of its number, if that is long enough to be nobody else's; a number of several people is nobody's; what a row says itself
stays; every row that found nobody is told with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.numbers.own_numbers import FIELDS, own_numbers
from pipeline.words import names
from schemas import tables
from schemas.codes import Kind, NikStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NUMBERS = ("account", "card")
"""Numbers by which a row may be somebody's, the surer first."""
ALIKE, CUT = 80.0, 12
"""Similarity of two names from which they are variants; letters of a name cut by a bank that begin the whole one."""
_WHO = ("nik", "nik_raw", "nik_status", "nik_known", "no_kk", "no_kk_raw", "no_kk_status")
_BESIDE = (
    "sex", "birth_date", "birth_date_raw", "birth_year", "birth_place", "mother_name", "address", "rt", "rw",
    "village_code", "village_code_raw", "village_name",
)  # fmt: skip
_RECOVERABLE, _SHOWN = 15, 5
"""Certain digits from which a damaged NIK finds its person; rows named in a sentence."""
_LONG = 8
"""Digits of a number that names its bearer alone."""
_HIDDEN = re.compile(r"[*#•x]{2,}|[*#•]", re.IGNORECASE)
"""Letters of a name that its sender hid (`SU*** RA***`)."""


@dataclass(frozen=True)
class Found:
    """What one file's rows came to: the rows with their people, the sentence that tells it, and the files that had them."""

    rows: pl.DataFrame
    note: str
    files: frozenset[str]


def people_of_accounts(lists: Mapping[str, pl.DataFrame], bearers: Sequence[pl.DataFrame] = ()) -> dict[str, Found]:
    """Of the lists (by file, `tables.Disbursement`) those with rows that only a number names, and what they came to.

    bearers: rows of further lists that say whose a number is (`bearers_of`).
    """
    bare = {file: rows.filter(_bare()) for file, rows in lists.items() if rows.height}
    bare = {file: rows for file, rows in bare.items() if rows.height}
    if not bare:
        return {}
    books = [_book(rows, number) for rows in (*lists.values(), *bearers) for number in NUMBERS if rows.height]
    book = pl.concat(books) if books else pl.DataFrame()
    if book.is_empty():
        return {}
    told = {file: _find(rows, book) for file, rows in bare.items()}
    return {file: _filled(lists[file], found) for file, found in told.items() if found.height}


def _bare() -> pl.Expr:
    """Rows without NIK and card of a family, but with a number and a name, or with a number that is long enough."""
    return nobody_but_a_number() & (pl.col("list_kind") != str(Kind.ACCOUNTS)) & (pl.col("name").is_not_null() | _alone())


def nobody_but_a_number() -> pl.Expr:
    """Rows without NIK and card of a family that bear a number."""
    numbered = pl.any_horizontal(pl.col(n).is_not_null() for n in NUMBERS)
    return numbered & (pl.col("nik_status") == str(NikStatus.MISSING)) & (pl.col("no_kk_status") == str(NikStatus.MISSING))


def _alone() -> pl.Expr:
    """Whether a row's number is long enough to name its bearer without a name."""
    return pl.any_horizontal(_digits(n).str.len_bytes() >= _LONG for n in NUMBERS).fill_null(value=False)


def bearers_of(person: pl.DataFrame, source: pl.DataFrame) -> pl.DataFrame:
    """The people of a list of no known kind whose numbers it says: `person` (`person_columns`) with `account, card, list_kind`."""
    if not set(FIELDS) & set(source.columns):
        return person.clear()
    kind = pl.lit(str(Kind.UNKNOWN)).alias("list_kind")
    rows = pl.concat([person, own_numbers(source)], how="horizontal").with_columns(kind)
    return rows.filter(pl.any_horizontal(pl.col(n).is_not_null() for n in NUMBERS))


def _digits(number: str) -> pl.Expr:
    """A number without the zeros before it, which a spreadsheet loses."""
    return pl.col(number).str.strip_chars_start("0")


def _book(rows: pl.DataFrame, number: str) -> pl.DataFrame:
    """Who bears which number: `number, digits, book_name, person, told` (by a number that can be looked for) and the person's columns."""
    mine = rows.filter(pl.col(number).is_not_null() & pl.col("name").is_not_null() & ~_bare())
    told = pl.col("nik").is_not_null() | pl.col("no_kk").is_not_null() | (pl.col("nik_known").str.len_chars() >= _RECOVERABLE)
    return mine.select(
        number=pl.lit(number), digits=_digits(number), book_name="name", book="source_file", person=pl.coalesce("nik", "no_kk", "nik_raw"),
        told=told.fill_null(value=False), **{f"b_{name}": name for name in (*_WHO, *_BESIDE)},
    )  # fmt: skip


def _find(rows: pl.DataFrame, book: pl.DataFrame) -> pl.DataFrame:
    """For each row whose number somebody bears: `record_id`, `why` (ok, name, several) and the person's columns."""
    asked = pl.concat(
        rows.filter(pl.col(n).is_not_null()).select("record_id", "name", number=pl.lit(n), digits=_digits(n)) for n in NUMBERS
    ).filter(pl.col("name").is_not_null() | (pl.col("digits").str.len_bytes() >= _LONG))
    met = asked.join(book, on=["number", "digits"]).sort("record_id", "number", "book", "person", "book_name", nulls_last=True)
    if met.is_empty():
        return met.with_columns(why=pl.lit("", dtype=pl.String))
    pairs = met.select("name", "book_name").unique(maintain_order=True)
    same = [one is None or alike(one, two) for one, two in pairs.iter_rows()]
    met = met.join(pairs.with_columns(alike=pl.Series(same, dtype=pl.Boolean)), on=["name", "book_name"], nulls_equal=True)
    other = pl.col("b_nik").is_null() & ~pl.col("alike")
    whose = met.group_by("record_id").agg(several=(pl.col("b_nik").drop_nulls().n_unique() > 1) | (other.any() & pl.col("alike").any()))
    why = pl.when("several").then(pl.lit("several")).when("alike").then(pl.lit("ok")).otherwise(pl.lit("name"))
    met = met.join(whose, on="record_id").with_columns(why=why)
    best = [
        "record_id",
        *(pl.col("why") != why for why in ("several", "ok")),
        ~pl.col("told"),
        pl.col("b_nik").is_null(),
        "number",
        "book",
        "person",
    ]
    return met.sort(best).unique("record_id", keep="first", maintain_order=True)


def alike(one: str, two: str) -> bool:
    """Whether two names are variants of each other, or one is the other as a bank cuts it or hides part of it."""
    if _HIDDEN.search(one) or _HIDDEN.search(two):
        return _is_hidden(one, two) or _is_hidden(two, one)
    return names.similarity(one, two) >= ALIKE or _is_cut(one, two) or _is_cut(two, one)


def _is_hidden(one: str, two: str) -> bool:
    """Whether the first name is the second with letters hidden: word for word it shows what that begins and ends with."""
    shown, whole = one.upper().split(), two.upper().split()
    if _HIDDEN.search(one) is None or len(shown) > len(whole):
        return False
    seen = [[re.escape(part) for part in _HIDDEN.split(word)] for word in shown]
    return sum(len(part) for word in seen for part in word) >= 2 and all(
        re.fullmatch(".*".join(parts), word) for parts, word in zip(seen, whole, strict=False)
    )


def _is_cut(one: str, two: str) -> bool:
    """Whether the first name is the beginning of the second, as a bank cuts it."""
    short, long = (text.replace(" ", "") for text in names.clean(pl.Series([one, two])))
    return CUT <= len(short) < len(long) and long.startswith(short)


def _filled(rows: pl.DataFrame, found: pl.DataFrame) -> Found:
    """A file's rows with the people found, a name that the bank cut in full; a number that leads to nobody is not taken."""
    sure = found.filter(pl.col("why") == "ok")
    whole = [
        two if one is None or _is_cut(one, two) or _is_hidden(one, two) else one
        for one, two in sure.select("name", "book_name").iter_rows()
    ]
    taken = sure.select("record_id", "told", *(f"b_{n}" for n in (*_WHO, *_BESIDE)), b_name=pl.Series(whole, dtype=pl.String))
    joined = rows.join(taken, on="record_id", how="left", maintain_order="left")
    out = joined.with_columns(
        *(pl.when("told").then(f"b_{n}").otherwise(n).alias(n) for n in _WHO),
        *(pl.coalesce(n, f"b_{n}").alias(n) for n in _BESIDE),
        name=pl.coalesce("b_name", "name"),
    ).select(rows.columns)
    return Found(tables.conform(out, tables.Disbursement), _told(rows, found), frozenset(sure["book"].to_list()))


def _told(rows: pl.DataFrame, found: pl.DataFrame) -> str:
    """What became of the rows that only a number names."""
    bare = rows.filter(_bare())
    sure = found.filter((pl.col("why") == "ok") & pl.col("told"))
    where = ", ".join(sure["book"].unique().sort().to_list()[:_SHOWN])
    asked = f"{bare.height} baris tidak menyebut NIK dan No. KK"
    parts = [f"{asked}; {sure.height} di antaranya menemukan orangnya lewat nomor rekening, KKS, atau telepon"]
    named = " dengan nama yang sama" if bare["name"].null_count() < bare.height else ""
    parts[0] += f"{named} (di {where})" if sure.height else ""
    for why, said in (("name", "namanya berbeda"), ("several", "nomornya dipakai beberapa orang")):
        places = (
            found.filter(pl.col("why") == why).join(rows.select("record_id", "source_row"), on="record_id")["source_row"].sort().to_list()
        )
        if places:
            shown = ", ".join(map(str, places[:_SHOWN])) + (", …" if len(places) > _SHOWN else "")
            parts.append(f"{len(places)} tidak dihubungkan karena {said} (baris {shown})")
    if numberless := found.filter((pl.col("why") == "ok") & ~pl.col("told")).height:
        parts.append(f"{numberless} juga di sana tanpa NIK yang terbaca")
    if lost := bare.height - found.height:
        parts.append(f"{lost} nomornya tidak ada di daftar lain")
    return "; ".join(parts) + "."
