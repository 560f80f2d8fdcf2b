"""Lists of a month that are a part of a longer one by their own words, while the rest of it is not there.

Reach for it from `gathering`, once the month's rows are known. The invariants: who stands on no such list is not unpaid, and not
unregistered, where it speaks; parts are one list where they are of one kind, sender and place, and once all of them are there nothing is
open; a list that counts many more recipients than it holds is a part too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.accounts import rows_of
from pipeline.read.model import ROWS
from pipeline.read.parts import BEFORE, EARLIER, REST, UNTOLD, WITHOUT_PKH, parts_said, recipients_said, rows_before
from pipeline.reconcile.paid.coverage import KECAMATAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.intake.accounts import Account

_SOME = 3
"""People of PKH on a list from which on it is none of families without PKH."""
_LACKING = 0.1
"""Share of the recipients that a list counts and does not hold, from which on it is a part."""


_REJECTED = 5
"""Rows of a list, more than those used, whose rejection makes it a part of what it was."""


@dataclass(frozen=True)
class Partial:
    """A list whose other parts are not there: its words, the parts that it lacks as a phrase, whose it is, and where it speaks."""

    file: str
    sheet: str
    said: str
    lacks: str
    senders: frozenset[tuple[str, str]]  # programme and payer; none of a registry
    villages: frozenset[str]


@dataclass(frozen=True)
class _List:
    """A list that says it is a part: which, and which parts it speaks of; the registry or senders it is of, and its villages."""

    account: Account
    said: str
    has: frozenset[int]
    wants: frozenset[int]
    of: frozenset[tuple[str, str]]
    villages: frozenset[str]

    def beside(self, other: _List) -> bool:
        """Whether another may be a part of the same list: of the same senders, and in a kecamatan of its own or nowhere."""
        mine, theirs = ({village[:KECAMATAN] for village in one.villages} for one in (self, other))
        near = bool(mine & theirs) or not mine or not theirs
        return self.account.kind == other.account.kind and self.of == other.of and near


def partial_pays(accounts: Iterable[Sequence[Account]], rows: pl.DataFrame) -> list[Partial]:
    """Pay lists of the month (`rows`: all of them) that lack a part. accounts: those of each file."""
    payer = pl.col("payer").fill_null("?")
    pays = rows.filter((pl.col("list_kind") == "disbursement") & pl.col("programme").is_not_null()).with_columns(payer=payer)
    return _lacking(_lists(list(accounts), pays, ("programme", "payer")))


def partial_registries(accounts: Iterable[Sequence[Account]], registry: pl.DataFrame) -> list[Partial]:
    """Registries that lack a part, each with the villages in which no newer one speaks."""
    newest = registry.filter(pl.col("snapshot") == pl.col("snapshot").max().over("village_code"))
    found = _lacking(_lists(list(accounts), newest, ("registry_kind", "snapshot")))
    return [one for one in found if one.villages]


def _lists(accounts: Sequence[Sequence[Account]], rows: pl.DataFrame, of: Sequence[str]) -> list[_List]:
    out = []
    for file in accounts:
        for account in file:
            short = _short(account)
            if not (account.part or short):
                continue
            mine = rows.filter((pl.col("source_file") == account.file) & rows_of(account, file))
            if mine.is_empty():
                continue
            words = account.part.split("; ") if account.part else []
            some = recipients_said(words, registry=account.kind.startswith("registry"))
            some = [part for part in some if not (WITHOUT_PKH.search(part.said) and _with_pkh(rows, mine))]
            parts = [*parts_said(words, title=True, last=True), *some]
            has = frozenset(k for part in parts for k in part.has)
            wants = frozenset(k for part in parts for k in part.wants) | (frozenset({UNTOLD}) if short else frozenset())
            wants -= _elsewhere(rows, account, [a for file in accounts for a in file], mine, of) if some else frozenset()
            wants |= frozenset({BEFORE}) if _held_elsewhere(rows, mine, of) < rows_before(words) else frozenset()
            said = "; ".join(filter(None, (account.part, short)))
            senders = frozenset(mine.select(pl.col(name).fill_null("") for name in of).unique().iter_rows())
            out.append(_List(account, said, has, wants, senders, frozenset(mine["village_code"].drop_nulls())))
    return out


def _elsewhere(rows: pl.DataFrame, account: Account, accounts: Sequence[Account], mine: pl.DataFrame, of: Sequence[str]) -> frozenset[int]:
    """Which of REST and EARLIER some other list of the same villages is: one of the same senders both, of the same programme the latter."""
    alike = pl.DataFrame([(a.file, a.sheet) for a in accounts if a.part == account.part], ["source_file", "source_sheet"], orient="row")
    others = rows.join(alike, on=["source_file", "source_sheet"], how="anti")
    if villages := mine["village_code"].drop_nulls().unique().to_list():  # a list that names none is of any place
        others = others.filter(pl.col("village_code").is_in(villages))
    same = [others.join(mine.select(keys).unique(), on=keys, how="semi", nulls_equal=True).height > 0 for keys in (list(of), [of[0]])]
    return frozenset(lacks for lacks, found in zip((REST, EARLIER), same, strict=True) if found)


def _with_pkh(rows: pl.DataFrame, mine: pl.DataFrame) -> bool:
    """Whether families of PKH stand on a list, as on one that is called after its programme (`Sembako Murni`) and leaves nobody out."""
    if "nik" not in rows.columns or "programme" not in rows.columns:
        return False
    known = mine.filter((pl.col("programme") != "PKH") & pl.col("nik").is_not_null())
    return known.join(rows.filter(pl.col("programme") == "PKH"), on="nik", how="semi")["nik"].n_unique() >= _SOME


def _held_elsewhere(rows: pl.DataFrame, mine: pl.DataFrame, of: Sequence[str]) -> int:
    """How many rows of the same senders other lists hold."""
    keys = ["source_file", "source_sheet", "source_row"]
    senders = rows.join(mine.select(of).unique(), on=list(of), how="semi", nulls_equal=True)
    return senders.join(mine, on=keys, how="anti").select(keys).n_unique()


def _short(account: Account) -> str:
    """What a list says of its recipients where it counts many more than it holds, or that most of its rows were not understood; "" where
    neither."""
    if account.rejected >= _REJECTED and account.rejected > account.used:
        return f"{account.rejected} dari {account.read} barisnya tidak terbaca"
    counts = [t for t in account.totals if t.field == ROWS and t.stated is not None and t.difference is not None]
    most = max(counts, key=lambda t: t.difference or 0, default=None)
    if most is None or not most.stated or (most.difference or 0) < max(1, _LACKING * most.stated):
        return ""
    return f"jumlah penerima {most.stated}, yang ada {most.counted}"


def _lacking(lists: Sequence[_List]) -> list[Partial]:
    out = []
    for one in lists:
        together = [other for other in lists if one.beside(other)]
        lacks = one.wants.union(*(other.wants for other in together)) - frozenset().union(*(other.has for other in together))
        if lacks:
            parts = ", ".join(str(k) for k in sorted(lacks) if k > UNTOLD)
            phrase = f"bagian {parts}" if parts else "bagian lainnya"
            out.append(Partial(one.account.file, one.account.sheet, one.said, phrase, one.of, one.villages))
    return sorted(out, key=lambda one: (one.file, one.sheet, one.said))


def silent_parts(partial: Iterable[Partial], rows: pl.DataFrame, registered: pl.Series, period: str) -> pl.DataFrame:
    """Rows as of `senders_seen`, of the month itself and with a village: whose list lacks a part there.

    A list of several villages may go on in those of their kecamatan in which its sender pays nobody yet. rows: the month's pay rows;
    registered: villages of the registry.
    """
    served = set(rows.select("programme", pl.col("payer").fill_null("?"), "village_code").unique().iter_rows())
    out = set()
    for one in partial:
        near = {village[:KECAMATAN] for village in one.villages} if len(one.villages) > 1 else set()
        for programme, payer in one.senders:
            beyond = {v for v in registered.drop_nulls().unique() if v[:KECAMATAN] in near and (programme, payer, v) not in served}
            out |= {(programme, f"{payer} ({one.lacks})", village, period) for village in one.villages | beyond}
    schema = {**dict.fromkeys(("programme", "payer", "village_code", "period"), pl.String), "rows": pl.Int64}
    return pl.DataFrame([(*row, None) for row in sorted(out)], schema=schema, orient="row")


def say_partial(pays: Iterable[Partial], registries: Iterable[Partial]) -> list[str]:
    """A remark for each list that lacks a part."""
    told = {"yang belum ada di sini tidak dinilai belum dibayar": pays, "yang belum ada di sini tidak dinilai tidak terdaftar": registries}
    return [
        f"{one.file}{f' › {one.sheet}' if one.sheet else ''}: daftar ini baru sebagian menurut isinya sendiri ('{one.said}') dan "
        f"{one.lacks} tidak ada di bulan ini; siapa {what} (BD-00). Minta {one.lacks}, lalu jalankan lagi."
        for what, lists in told.items()
        for one in lists
    ]
