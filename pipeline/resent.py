"""Pay lists that a sender sent again: the same rows in other bytes, the list with corrections, or an office's own recapitulation of the
payers' lists. Each payment is counted once.

When to reach for it: from `pipeline.gathering`, once all files are read. The invariants: nothing is set aside that another list of the same
payer does not hold; of two lists the newer one counts, of a recapitulation and its lists the lists; a true double payment stands twice in
one list, or differs in a field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from schemas import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

EQUAL_ROWS, EQUAL_SHARE = 3, 0.5
"""So many equal rows, and such a share of the shorter of two lists, show that one was sent again as the other."""

RECAP_ROWS, RECAP_SHARE, RECAP_EQUAL = 10, 0.5, 0.9
"""So many payees of a list without pay days, and such a share of the shorter list, in a dated one of its payer, programme and period, of
whom such a share has one amount and state in both, show a recapitulation: nobody pays nearly all of his people twice."""

_LIST = ("list_kind", "payer", "programme", "period_from", "period_to")
_PLACE = (
    "record_id",
    "source_file",
    "source_sheet",
    "source_row",
    "period_source",
    "copies",
    "note",
    "village_name",
    "nik_status",
    "no_kk_status",
)
_FIELDS = tuple(c for c in tables.polars_schema(tables.Disbursement) if c not in _PLACE and not c.endswith("_raw"))
_ONE_PERSON = (("nik",), ("account",), ("card",), ("name", "no_kk"), ("name", "village_code", "rt"))
"""Fields any of which, equal in two lists, name one payee: a correction changes one of them and leaves the others."""

_NONE = pl.Series([], dtype=pl.String)
_NEWER = re.compile(r"\b(?:revisi|rev|perbaikan|koreksi|ralat|pembetulan|terbaru|update|final|fix|ulang)(?=\d|\b)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\bv|\brev|\brevisi|\()\s?(\d{1,2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Again:
    """Rows of `file` that stand, equal or corrected, in `newer` too. rows: record_id, source_sheet, source_row, amount, corrected."""

    file: str
    newer: str
    rows: pl.DataFrame
    certain: bool  # False: nothing tells which of the two is the newer one
    recap: bool = False  # `file` is a recapitulation, `newer` one of the lists it tells again

    def whole_rows(self, before: pl.DataFrame) -> int:
        """How many rows of a list have no payment left. before: its payments."""
        left = before.join(self.rows.select("record_id"), on="record_id", how="anti")
        return before["source_row"].n_unique() - left["source_row"].n_unique()

    @property
    def note(self) -> str:
        """One sentence for whoever looks after the files."""
        corrected = int(self.rows["corrected"].sum())
        if self.recap:
            told = f"{self.rows.height} baris tanpa tanggal bayar ada lagi dalam {self.newer} (rekapitulasi)"
            return f"{told}; dihitung sekali, menurut {self.newer}."
        told = f"{self.rows.height} baris ada lagi dalam {self.newer} (kiriman ulang); dihitung sekali"
        if corrected:
            told += f", {corrected} di antaranya dengan isi menurut {self.newer}"
        return f"{told}." if self.certain or not corrected else f"{told}. Mana yang lebih baru tidak tertulis; periksa."


def resent(lists: Mapping[str, pl.DataFrame], folders: Mapping[str, str]) -> list[Again]:
    """Which rows of which pay list a later sent one repeats or corrects, by file.

    lists: `tables.Disbursement` rows of each file; folders: the month each lies in. Two lists are one sent twice where they share
    `EQUAL_ROWS` and `EQUAL_SHARE`: then the newer one (later folder, then a word or number of revision in its name, later pay days, more
    rows, the name) speaks for everyone it holds. Elsewhere only a row that equals one of another list to the pay day is a repeat.
    """
    parts = [
        rows.select(*_FIELDS, "record_id", "source_sheet", "source_row", file=pl.lit(name))
        for name, rows in sorted(lists.items())
        if rows.height
    ]
    if len(parts) < 2:
        return []
    rows = pl.concat(parts).with_columns(pl.col("name").str.to_uppercase())  # one office writes capitals, the other does not
    rows = rows.with_columns(same=pl.struct(_FIELDS).hash(), group=pl.struct(_LIST).hash())
    out = _recapitulations(rows)
    rows = rows.filter(pl.col("file").n_unique().over("group") > 1)
    days = dict(rows.group_by("file").agg(pl.col("paid_on").max().cast(pl.String).fill_null(""), pl.len()).rows_by_key("file", unique=True))
    if not days:
        return out
    gone = pl.concat([_NONE, *(again.rows["record_id"] for again in out)])
    age = {name: (folders[name], _revision(name), *days[name], name) for name in days}
    by_age = sorted(age, key=age.__getitem__)
    for place, older in enumerate(by_age):
        for newer in reversed(by_age[place + 1 :]):
            left, right = (rows.filter((pl.col("file") == name) & ~pl.col("record_id").is_in(gone.implode())) for name in (older, newer))
            twice = _twice(left, right)
            if twice.height:
                out.append(Again(older, newer, twice, age[older][:3] != age[newer][:3]))
                gone = pl.concat([gone, twice["record_id"]])
    return out


def _recapitulations(rows: pl.DataFrame) -> list[Again]:
    """Rows of lists without pay days that only tell again what dated lists tell. rows: those of all files (`resent`)."""
    dated = pl.col("paid_on").is_not_null().mean().over("file", "group")
    bare, full = rows.filter(dated == 0), rows.filter(dated >= RECAP_SHARE)
    pairs = sorted({(a, b) for a in bare["file"].unique() for b in full["file"].unique() if a != b})
    out: list[Again] = []

    def told(by: Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame], pairs: Iterable[tuple[str, str]]) -> None:
        for copy, of in pairs:
            gone = [again.rows["record_id"] for again in out if again.file == copy]
            left = bare.filter((pl.col("file") == copy) & ~pl.col("record_id").is_in(pl.concat([_NONE, *gone]).implode()))
            found = by(left, full.filter(pl.col("file") == of))
            if found.height:
                out.append(Again(copy, of, found, certain=True, recap=True))

    told(_told_by, pairs)
    size = {copy: sum(again.rows.height for again in out if again.file == copy) for copy in {again.file for again in out}}
    whole = dict(rows.group_by("file").len().iter_rows())
    recaps = {copy for copy, n in size.items() if n >= RECAP_SHARE * whole[copy]}
    told(_told_anyhow, [pair for pair in pairs if pair[0] in recaps])
    return out


def _told_anyhow(bare: pl.DataFrame, full: pl.DataFrame) -> pl.DataFrame:
    """Rows of a recapitulation whose payees the dated list names under the same payer and programme: few of them, for other months, or
    known by name and village alone."""
    of = ["list_kind", "payer", "programme"]
    keys = (*_ONE_PERSON, ("name", "village_code"))
    named = [bare.drop_nulls(key).join(full.drop_nulls(key), on=[*of, *key], how="semi").select("record_id") for key in keys]
    return _aside(bare.join(pl.concat(named).unique(), on="record_id", how="semi"), pl.lit(value=False))


def _told_by(bare: pl.DataFrame, full: pl.DataFrame) -> pl.DataFrame:
    """Rows of a list without days whose payees the dated list names, where the two agree as a recapitulation and its list do."""
    pairs = [bare.drop_nulls(key).join(full.drop_nulls(key), on=["group", *key], suffix="_of") for key in _ONE_PERSON]
    same = (pl.col("amount").is_null() | (pl.col("amount") == pl.col("amount_of"))) & (pl.col("state") == pl.col("state_of"))
    both = pl.concat([pair.select("record_id", "group", same=same.fill_null(value=False)) for pair in pairs])
    both = both.group_by("group", "record_id").agg(pl.col("same").any())
    shorter = pl.concat([part.group_by("group").len() for part in (bare, full)]).group_by("group").agg(pl.col("len").min())
    share = both.group_by("group").agg(pl.len().alias("n"), pl.col("same").mean()).join(shorter, on="group")
    recap = share.filter(pl.col("n") >= RECAP_ROWS, pl.col("n") >= RECAP_SHARE * pl.col("len"), pl.col("same") >= RECAP_EQUAL)
    found = bare.join(both.join(recap.select("group"), on="group", how="semi").select("record_id"), on="record_id", how="semi")
    return _aside(found, pl.lit(value=False))


def _aside(found: pl.DataFrame, corrected: pl.Expr) -> pl.DataFrame:
    """Rows as `Again.rows`, in their order."""
    found = found.select("record_id", "source_sheet", "source_row", "amount", corrected=corrected)
    return found.sort("source_sheet", "source_row", nulls_last=False)


def _revision(name: str) -> int:
    """How far a file's name says that it replaces another: 0 for not at all."""
    base = re.sub(r"[_\-.]+", " ", name.rsplit("/", 1)[-1])
    numbers = [int(n) for n in _NUMBER.findall(base)]
    return (1 if _NEWER.search(base) else 0) + max(numbers, default=0)


def _twice(older: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    """Rows of the older list that the newer one speaks for."""
    left, right = (a.join(b.select("group").unique(), on="group", how="semi") for a, b in ((older, newer), (newer, older)))
    equal = left.join(right.select("same").unique(), on="same", how="semi")
    shorter = min(left["same"].n_unique(), right["same"].n_unique())
    n_equal = equal["same"].n_unique()
    if n_equal >= EQUAL_ROWS and n_equal >= EQUAL_SHARE * shorter:
        hit = pl.concat(
            [equal.select("record_id"), *(_with_same(left, right, key) for key in _ONE_PERSON)],
        ).unique()
    else:
        hit = equal.filter(pl.col("paid_on").is_not_null()).select("record_id")
    found = left.join(hit, on="record_id", how="semi")
    return _aside(found, ~pl.col("same").is_in(right["same"].unique().implode()))


def _with_same(left: pl.DataFrame, right: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """record_id of the rows whose `key` stands in the other list under the same programme and period."""
    on = ["group", *key]
    return left.drop_nulls(key).join(right.drop_nulls(key).select(on).unique(), on=on, how="semi").select("record_id")
