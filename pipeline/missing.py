"""What a month waits for: senders that should have sent a list and are silent, and lists that came and could not be read.

Reach for `month_missing` at the end of a run: where it names anything the run ends with exit code 3, and the manifest keeps the phrases.
It asks the coverage (`tables.Coverage`) and `senders_seen`; it decides nothing of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pipeline.month import Workspace

NO_PAY_LIST = "daftar bayar: tidak satu pun berbicara untuk bulan ini"
"""Said of a month for which no pay list speaks at all."""
NAMELESS = "penyalur tanpa nama"
"""What a sender is called that nothing names."""
WITNESSES = {"saksi": "kunjungan atau daftar penutupan", "registri": "data sosial"}
"""Who names recipients of a list that nobody sent, by the coverage's `basis`."""


def month_missing(work: Workspace) -> list[str]:
    """What the month waits for, one Indonesian phrase each; empty where everything came.

    A month for which no pay list speaks waits for them all and says so in one phrase: an empty list would read as "all is well".
    """
    told = missing_sources(work.read("coverage"), work.read("senders_seen"), work.period)
    return told or ([] if work.read("disbursements", ["record_id"]).height else [NO_PAY_LIST])


def missing_sources(coverage: pl.DataFrame, senders_seen: pl.DataFrame, period: str) -> list[str]:
    """The gaps of a month, one Indonesian phrase each, in this order, each sorted by programme and sender.

    1. Expected senders that are silent, with the number of kelurahan that wait for them; whether the list is there and was not understood.
    2. Lists that nobody sent although visits, closing lists or the registry name people who receive by them.
    3. Senders whose list lies in the month's folder and could not be read, where no programme waits for them.
    4. Villages without a registry row inside a kecamatan that has one.
    """
    return [
        *_silent(coverage, senders_seen, period),
        *_witnessed(coverage),
        *_unread(coverage, senders_seen, period),
        *_without_registry(coverage),
    ]


def unread_lists(period: str) -> pl.Expr:
    """Rows of `senders_seen` that tell of a list which lies in the month's folder and could not be read."""
    return (pl.col("period") == period) & pl.col("village_code").is_null()


def _silent(coverage: pl.DataFrame, senders_seen: pl.DataFrame, period: str) -> list[str]:
    counted = _silences(coverage).group_by("programme", "silent").agg(pl.col("village_code").n_unique().alias("n"))
    named = counted.sort("programme", "silent").with_columns(pl.col("silent").replace({"?": NAMELESS}))
    not_understood = set(senders_seen.filter(unread_lists(period) & pl.col("programme").is_null())["payer"].replace({"": NAMELESS}))
    there = "; daftarnya ada, tetapi tidak terbaca atau tidak menyebut program"
    return [f"{code}: {sender} ({n} kelurahan/desa{there if sender in not_understood else ''})" for code, sender, n in named.iter_rows()]


def _witnessed(coverage: pl.DataFrame) -> list[str]:
    """Lists whose sender nothing names: recipients that visits, closing lists or the registry name stand on no pay list."""
    short = (
        coverage.filter(pl.col("basis").is_in(list(WITNESSES))).group_by("programme", "basis").agg(pl.col("named", "named_listed").sum())
    )
    return [
        f"{programme}: dari {named} keluarga yang menurut {WITNESSES[basis]} menerimanya, hanya {listed} ada di daftar bayar"
        for programme, basis, named, listed in short.sort("programme", "basis").iter_rows()
    ]


def _unread(coverage: pl.DataFrame, senders_seen: pl.DataFrame, period: str) -> list[str]:
    lists = senders_seen.filter(unread_lists(period)).with_columns(pl.col("payer").replace({"": "?"}))
    lists = lists.join(_silences(coverage).select(payer="silent").unique(), on="payer", how="anti")
    lists = lists.join(coverage.filter(pl.col("rows") > 0).select("programme").unique(), on="programme", how="anti")
    return [
        f"{programme or 'program tidak terbaca'}: {NAMELESS if sender == '?' else sender} (daftarnya ada, tidak terbaca)"
        for programme, sender in lists.select("programme", "payer").unique().sort(pl.all(), nulls_last=True).iter_rows()
    ]


def _without_registry(coverage: pl.DataFrame) -> list[str]:
    kecamatan = pl.col("village_code").str.slice(0, 6)
    known = coverage.filter("registry_covers").select(kecamatan.alias("kecamatan")).unique()
    open_places = coverage.filter(~pl.col("registry_covers")).with_columns(kecamatan=kecamatan)
    bare = open_places.join(known, on="kecamatan", how="semi")["village_code"].n_unique()
    return [f"data registri: {bare} kelurahan/desa tanpa baris"] if bare else []


def _silences(coverage: pl.DataFrame) -> pl.DataFrame:
    """The coverage, one row for each sender that is silent in a village (`silent`)."""
    return coverage.explode("silent").filter(pl.col("silent").is_not_null())
