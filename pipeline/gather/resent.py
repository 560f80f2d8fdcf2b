"""Pay lists that tell payments of another list: sent again in other bytes or with corrections, or somebody's recapitulation. Each
payment is counted once.

When to reach for it: from `pipeline.gather.gathering`, once all files are read. The invariants: nothing is set aside that another list of
the same payer does not hold; of two lists the newer one counts; a true double payment stands twice in one list, or differs in a field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from schemas import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

EQUAL_ROWS, EQUAL_SHARE = 3, 0.5
"""So many equal rows, and such a share of the shorter of two lists, show that one was sent again as the other."""

LATER_SHARE = 0.95
"""Share of an older list's rows whose people stand in a newer one of the same payment, from which on that is its later state: of reports of
one payment day by day ("posisi s.d. 10 Mei", "s.d. 31 Mei") the early one may hold few rows that are done."""
LEFT_SHARE = 0.9
"""Share of an older list that its newer version must hold, for those it leaves out to be left out on purpose."""
RECAP_SHARE = 0.8
"""Share of a list's rows (of one payer, or of all payers that sent a list) that stand with one sum and state in others, from which on it
only retells them: a double payment is of some, never of nearly all."""
HANDED_ON = 31
"""Days after the payer's own within which a list that names no payer may tell the same payment: the day on which it was fetched."""
_CLOSED, _OPEN = ("RETURNED", "FAILED_ACCOUNT", "PAID_NOT_TAKEN", "EMPTY"), ("UNKNOWN", "IN_PROCESS")
_MOST_ROWS = 20
"""Rows of one list that bear one number: more are no person's (one account for a whole village)."""
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

_NEWER = re.compile(r"\b(?:revisi|rev|perbaikan|koreksi|ralat|pembetulan|terbaru|update|final|fix|ulang)(?=\d|\b)", re.IGNORECASE)
_MEMBER = r"(?i)^(.*\.(?:csv|txt|xlsx?|xlsm|xlsb|ods|html?))(?:/|$)"
_DAY = re.compile(r"(?<!\d)(?:(20\d\d)[-_. ]?(\d\d)[-_. ]?(\d\d)|(\d\d)[-_. ]?(\d\d)[-_. ]?(20\d\d))(?!\d)")
_NUMBER = re.compile(r"(?:\bv|\brev|\brevisi|\()\s?(\d{1,2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Again:
    """Rows of `file` that stand, equal or corrected, in `newer` too. rows: record_id, source_sheet, source_row, amount, corrected."""

    file: str
    newer: str
    rows: pl.DataFrame
    certain: bool  # False: nothing tells which of the two is the newer one
    recap: bool = False  # `file` is a recapitulation, `newer` one of the lists (or sheets) it tells again; corrected: told otherwise

    def whole_rows(self, before: pl.DataFrame) -> int:
        """How many rows of a list have no payment left. before: its payments."""
        left = before.join(self.rows.select("record_id"), on="record_id", how="anti")
        return before["source_row"].n_unique() - left["source_row"].n_unique()

    @property
    def note(self) -> str:
        """One sentence for whoever looks after the files."""
        corrected = int(self.rows["corrected"].sum())
        if self.recap:
            told = f"{self.rows.height} baris menyebut pembayaran yang sudah ada dalam {self.newer} (rekapitulasi); dihitung sekali"
            return f"{told}, {corrected} di antaranya berbeda isinya: yang dipakai isi {self.newer}. Periksa." if corrected else f"{told}."
        told = f"{self.rows.height} baris ada lagi dalam {self.newer} (kiriman ulang); dihitung sekali"
        if corrected:
            told += f", {corrected} di antaranya dengan isi menurut {self.newer}"
        return f"{told}." if self.certain or not corrected else f"{told}. Mana yang lebih baru tidak tertulis; periksa."

    def left_out(self, before: pl.DataFrame) -> pl.Series:
        """record_id of the payments of a list that its newer version, which holds nearly all of them, leaves out. before: its payments."""
        told = self.rows["record_id"].implode()
        lists = before.filter(pl.col("record_id").is_in(told)).select(_LIST).unique()
        mine = before.join(lists, on=_LIST, how="semi", nulls_equal=True)
        rest = mine.filter(~pl.col("record_id").is_in(told))
        few = not self.recap and self.certain and mine.height - rest.height >= LEFT_SHARE * mine.height
        return rest["record_id"] if few else rest["record_id"].clear()

    def say_left(self, n: int, *, unknown: bool) -> str:
        """One sentence for `left_out`."""
        so = "jadi pembayarannya belum dapat dinilai" if unknown else "dan tetap dihitung menurut daftar lama"
        return f"{n} penerima hanya ada di daftar ini; {self.newer} memuat lainnya tanpa mereka, {so}. Tanyakan kepada pengirim."


def resent(lists: Mapping[str, pl.DataFrame], folders: Mapping[str, str], replacing: Collection[tuple[str, str]] = ()) -> list[Again]:
    """Which rows of which pay list a later sent one repeats or corrects, by file.

    lists: `tables.Disbursement` rows of each file; folders: the month each lies in; replacing: file and sheet of the lists whose title says
    that they take another's place (`replaces`). Two lists (files, or sheets and members of one file) are one sent twice where they share
    `EQUAL_ROWS` and `EQUAL_SHARE`: then the newer one (later folder, then a word or number of revision in its name or title, the day in
    its name, later pay days, more rows, the name) speaks for everyone it holds. Elsewhere only a row that equals one of another list to the
    pay day is a repeat.
    """
    parts = [
        rows.select(*_FIELDS, "record_id", "source_sheet", "source_row", "village_name", "nik_status", file=pl.lit(name))
        for name, rows in sorted(lists.items())
        if rows.height
    ]
    if not parts:
        return []
    sheet = pl.col("source_sheet").fill_null("")
    placed = [f"{file}\t{name}" for file, name in replacing]
    rows = pl.concat(parts).with_columns(
        same=pl.struct(_FIELDS).hash(),
        group=pl.struct(_LIST).hash(),
        replaces=pl.concat_str("file", sheet, separator="\t").is_in(placed),
        member=pl.concat_str("file", sheet.str.extract(_MEMBER).fill_null(sheet), separator=" › "),
    )
    again = _sent_again(rows.with_columns(unit="file"), folders)
    again += _corrections(rows.filter(~_told(again)).with_columns(unit="file"))
    left = rows.filter(~_told(again))
    for mine in left.rename({"member": "unit"}).partition_by("file", maintain_order=True):
        again += _sent_again(mine, folders)
    again += _recapitulations(rows.filter(~_told(again)))
    return again + _in_parts(rows.filter(~_told(again)))


def _told(again: Sequence[Again]) -> pl.Expr:
    """Which rows are told to stand in another list already."""
    gone = pl.concat([pl.Series([], dtype=pl.String), *(one.rows["record_id"] for one in again)])
    return pl.col("record_id").is_in(gone.implode())


def _sent_again(rows: pl.DataFrame, folders: Mapping[str, str]) -> list[Again]:
    """Lists (`unit`: files, or sheets and members of one) that were sent twice, in other bytes or corrected."""
    shared = rows.select("unit", "same").unique().filter(pl.len().over("same") > 1)
    pairs = set(shared.join(shared, on="same").select("unit", "unit_right").unique().iter_rows())
    units = rows.join(shared.select("unit").unique(), on="unit", how="semi").group_by("unit", "file")
    about = units.agg(pl.col("replaces").any(), pl.col("paid_on").max().cast(pl.String).fill_null(""), pl.len())
    age, home = {}, {}
    for unit, file, said, paid, height in about.iter_rows():
        age[unit] = (folders[file], _revision(unit) + said, _day(unit), paid, height, unit)
        home[unit] = file
    by_age = sorted(age, key=age.__getitem__)
    out: list[Again] = []
    for place, older in enumerate(by_age):
        for newer in reversed(by_age[place + 1 :]):
            if (older, newer) not in pairs:
                continue
            left, right = (rows.filter((pl.col("unit") == name) & ~_told(out)) for name in (older, newer))
            twice = _twice(left, right)
            if twice.height:
                called = newer.removeprefix(f"{home[older]} › ")
                out.append(Again(home[older], called, twice, age[older][:4] != age[newer][:4]))
    return out


def _corrections(rows: pl.DataFrame) -> list[Again]:
    """Lists that only hold what changed of another ("RALAT": paid became returned): nearly everyone of theirs stands in that list for the
    same payer, programme and months, and counts as the correction tells."""
    told = rows.filter(pl.col("replaces") & (pl.col("state") != "UNKNOWN"))
    out: list[Again] = []
    for right in told.partition_by("unit", maintain_order=True):
        newer = right["unit"][0]
        for older in rows.filter(~pl.col("replaces"))["unit"].unique().sort().to_list():
            left = rows.filter((pl.col("unit") == older) & ~_told(out))
            met = pl.concat([_with_same(right, left, key) for key in _ONE_PERSON]).unique()
            if met.height >= RECAP_SHARE * right.height:
                hit = pl.concat([_with_same(left, right, key) for key in _ONE_PERSON]).unique()
                out.append(Again(older, newer, _aside(left.join(hit, on="record_id", how="semi"), pl.lit(value=True)), certain=True))
    return out


def _recapitulations(rows: pl.DataFrame) -> list[Again]:
    """Lists nearly all of whose payments stand in another list or sheet that says more of them (their days, accounts, numbers): an
    office's own recapitulation. A payer it does not name may be any. Whom the others do not hold, it pays."""
    rows = rows.with_columns(
        unit=pl.struct("file", "source_sheet").hash(),
        matter=pl.struct("list_kind", "programme").hash(),
        known=pl.sum_horizontal(pl.col(c).is_not_null().cast(pl.Int64) for c in _FIELDS)
        + 100 * pl.col("paid_on").is_not_null()
        + 1000 * pl.col("payer").is_not_null(),
        called=pl.col("name").str.to_uppercase().str.strip_chars(),
        village_said=pl.col("village_name").str.to_uppercase(),
    )
    units = rows.group_by("unit", "file", pl.col("source_sheet").fill_null("").alias("sheet")).agg(pl.col("known").mean())
    if units.height < 2:
        return []
    units = units.sort("known", "file", "sheet").with_row_index("rank")
    rows = rows.join(units.select("unit", "rank"), on="unit", how="left")
    told = pl.concat([_told_by(rows, key) for key in (*_ONE_PERSON, ("called", "no_kk"), ("called", "village_said"), ("called",))])
    told = told.sort("record_id", "alike", "by_rank").unique("record_id", keep="last", maintain_order=True)
    rows = rows.join(told, on="record_id", how="left", maintain_order="left")
    sent = pl.col("payer").is_null() | (pl.col("unit").n_unique().over("matter", "payer") > 1)
    rows = rows.with_columns(pl.col("alike").fill_null(value=False), sent=sent)
    share = (pl.col("alike").sum() >= RECAP_SHARE * pl.col("sent").sum()) & (pl.col("alike").sum() >= EQUAL_ROWS)
    recap = share.over("unit", "matter") | share.over("unit", "matter", "payer")
    found = rows.with_columns(recap=recap).filter(pl.col("recap") & pl.col("by_rank").is_not_null())
    found = found.join(units.select(by_rank="rank", by_file="file", by_sheet="sheet"), on="by_rank", how="left")
    inside = pl.col("by_file") == pl.col("file")
    found = found.with_columns(by=pl.when(inside).then(pl.concat_str("by_file", "by_sheet", separator=" › ")).otherwise("by_file"))
    parts = sorted(found.partition_by("file", "by", as_dict=True).items())
    return [Again(str(file), str(by), _aside(mine, ~pl.col("alike")), certain=True, recap=True) for (file, by), mine in parts]


def _in_parts(rows: pl.DataFrame) -> list[Again]:
    """Lists without a payer that tell in several rows a person what payers' lists tell in one: what was drawn from the card, on which days.
    Nearly all of their people were paid the same sum together there, for months that overlap, shortly before."""
    unit = ["file", "source_sheet"]
    paid = rows.filter((pl.col("state") == "PAID") & (pl.col("amount") > 0)).with_columns(pl.col("source_sheet").fill_null(""))
    out: list[Again] = []
    for mine in paid.filter(pl.col("payer").is_null().all().over(unit)).partition_by(unit, maintain_order=True):
        found = [_sums_met(mine, paid.filter(pl.col("payer").is_not_null()), key) for key in ("nik", "account", "card")]
        met = max(found, key=lambda one: one.height)
        whole = met.height >= max(EQUAL_ROWS, RECAP_SHARE * mine.select(pl.coalesce("nik", "account", "card", "name")).n_unique())
        if whole and 2 * met.filter(pl.col("parts") > 1).height > met.height:
            names = [name for name in ("nik", "account", "card") if name in met.columns]
            told = mine.join(met.select(names), on=names, how="semi")
            out.append(Again(mine["file"][0], met["by"].min(), _aside(told, pl.lit(value=False)), certain=True, recap=True))  # type: ignore[arg-type]
    return out


def _sums_met(mine: pl.DataFrame, payers: pl.DataFrame, key: str) -> pl.DataFrame:
    """`key`, parts, by: the people of a list whose sums the payers' lists paid too, how many rows told theirs, and which file told it."""
    on = ["matter_of", key]
    span = [pl.col("period_from").min().alias("first"), pl.col("period_to").max().alias("last"), pl.col("paid_on").min().alias("day")]
    sides = [
        side.drop_nulls(key)
        .with_columns(matter_of=pl.struct("list_kind", "programme").hash())
        .group_by(on)
        .agg(*span, pl.len().alias("parts"), pl.col("amount").sum(), by=pl.col("file").min())
        for side in (mine, payers)
    ]
    met = sides[0].join(sides[1], on=on, suffix="_of")
    days = (pl.col("day") - pl.col("day_of")).dt.total_days().is_between(0, HANDED_ON).fill_null(value=True)
    overlap = ((pl.col("first") <= pl.col("last_of")) & (pl.col("last") >= pl.col("first_of"))).fill_null(value=True)
    return met.filter((pl.col("amount") == pl.col("amount_of")) & days & overlap).select(key, "parts", by="by_of")


def _told_by(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """`record_id` of rows, `by_rank` of a unit that says more and speaks of the same person (`key`), payer and months, and whether sum and
    state are `alike`. A name alone is a person where each of the two has it once. Two whole NIKs that differ are two people, whatever
    number they share (an office counts anew on each sheet), unless they have one family card or one name."""
    on = ["matter", *key]
    most = 1 if key == ("called",) else _MOST_ROWS
    days = (pl.col("paid_on") - pl.col("by_paid_on")).dt.total_days()
    handed_on = (pl.col("payer").is_null() & days.is_between(0, HANDED_ON)).fill_null(value=False)
    held = rows.drop_nulls([*key]).filter(pl.len().over("unit", *on) <= most)
    said = ("rank", "payer", "paid_on", "period_from", "period_to", "amount", "state", "whole_nik", "no_kk_is", "called_is")
    held = held.with_columns(
        whole_nik=pl.when(pl.col("nik_status").is_in(("OK", "REPAIRED"))).then("nik"), no_kk_is="no_kk", called_is="called"
    )
    met = held.join(held.select(*on, *(pl.col(c).alias(f"by_{c}") for c in said)), on=on, how="inner").filter(
        (pl.col("by_rank") > pl.col("rank"))
        & (pl.col("payer").is_null() | (pl.col("payer") == pl.col("by_payer")).fill_null(value=False))
        & (pl.col("paid_on").is_null() | (pl.col("paid_on") == pl.col("by_paid_on")).fill_null(value=False) | handed_on)
        & ((pl.col("period_from") <= pl.col("by_period_to")) & (pl.col("period_to") >= pl.col("by_period_from"))).fill_null(value=True)
    )
    kin = pl.any_horizontal((pl.col(c) == pl.col(f"by_{c}")).fill_null(value=False) for c in ("no_kk_is", "called_is"))
    met = met.filter(kin | (pl.col("whole_nik") == pl.col("by_whole_nik")).fill_null(value=True))
    paid = (pl.col("state") == "PAID") == (pl.col("by_state") == "PAID")
    paid &= ~(pl.col("state").is_in(_CLOSED) & pl.col("by_state").is_in(_OPEN))  # it says what became of a payment the other leaves open
    alike = paid & (pl.col("amount").is_null() | (pl.col("amount") == pl.col("by_amount")).fill_null(value=False))
    return met.select("record_id", "by_rank", alike=alike)


def _day(name: str) -> str:
    """The last day that a name tells (`DOC-20250529-WA0003`, `BNI 29-05-2025`), as YYYYMMDD; "" where none stands in it."""
    days = [f"{y or by}{m or bm}{d or bd}" for y, m, d, bd, bm, by in _DAY.findall(name)]
    return max((day for day in days if "01" <= day[4:6] <= "12"), default="")


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
    met = pl.concat([equal.select("record_id"), *(_with_same(left, right, key) for key in _ONE_PERSON)]).unique()
    if n_equal >= EQUAL_ROWS and (n_equal >= EQUAL_SHARE * shorter or met.height >= LATER_SHARE * left.height):
        hit = met
    else:
        hit = equal.filter(pl.col("paid_on").is_not_null()).select("record_id")
    found = left.join(hit, on="record_id", how="semi")
    return _aside(found, ~pl.col("same").is_in(right["same"].unique().implode()))


def _aside(found: pl.DataFrame, corrected: pl.Expr) -> pl.DataFrame:
    """Rows as `Again.rows`, in their order."""
    found = found.select("record_id", "source_sheet", "source_row", "amount", corrected=corrected)
    return found.sort("source_sheet", "source_row", nulls_last=False)


def _with_same(left: pl.DataFrame, right: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """record_id of the rows whose `key` stands in the other list under the same programme and period."""
    on = ["group", *key]
    return left.drop_nulls(key).join(right.drop_nulls(key).select(on).unique(), on=on, how="semi").select("record_id")
