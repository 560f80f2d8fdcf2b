"""Which rows speak for a month: pay rows that cover it, visits inside its window, and who usually pays.

Reach for it from `pipeline.gather.gathering` only. It knows folders and months; what a file holds it learns from `pipeline.intake.ingest`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.called import is_no_list_of_payments
from pipeline.standardise.words import find_all
from schemas import months

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from schemas.settings import Settings


_LETTER = re.compile(
    r"surat|pengantar|undangan|juknis|pedoman|notulen|nota dinas|berita acara|template|contoh|format kosong|petunjuk|readme"
    r"|survei|survey|verval|verifikasi|kunjungan|monev|dtks|dtsen|registri",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"daftar|danom|nominatif|rekap|bnba|realisasi|salur|bayar|penerima|kpm|data|\.(?:xlsx?|xlsb|xlsm|ods|csv|tsv|txt)$", re.IGNORECASE
)
_UNREAD = {"programme": pl.String, "payer": pl.String, "period": pl.String, "village_code": pl.String, "rows": pl.Int64}
_HANDED = 0.8
"""Share of a payer's payees in a village whom others pay now, from which on the village waits for it no more."""
PEOPLE = 5
"""So many rows of people make an unknown list one that may pay."""
_A_LIST = 5
"""Rows of one payer and programme from which on they are a list."""


def unread_senders(files: Iterable[tuple[str, int]], period: str, office: Path | None = None) -> pl.DataFrame:
    """Senders whose pay list seems to lie in the month's folder and could not be read: rows as of `senders_seen`, of the month itself.

    files: name of each file that nothing was read from, and how many people it lists (0: it could not be opened). A list of people counts
    where a payer or a programme stands in its name or folders; a file that could not be opened only where a payer does, and it is no
    letter. payer "": a sender that nothing names; programme null: any. A missing source is never read as "not paid".
    """
    rows = []
    for name, people in files:
        payers = find_all("payer_words", name, office, file_name=True)
        programmes = find_all("programme_words", name, office, file_name=True)
        listed = people >= PEOPLE and (payers or programmes)
        refused = people == 0 and payers and _LIST.search(name)
        if (listed or refused) and not _LETTER.search(name) and not is_no_list_of_payments(name):
            rows += [(programme, payer, period) for programme in programmes or (None,) for payer in payers or ("",)]
    return pl.DataFrame([(*row, None, None) for row in sorted(set(rows), key=str)], schema=_UNREAD, orient="row")


def untold(disbursements: pl.DataFrame, period: str, registry: pl.DataFrame | None = None) -> pl.DataFrame:
    """The senders of a file's pay rows, as `unread_senders` gives them, where no row tells programme and money: it was not understood.

    A list of which nobody knows the payer either awaits no payer where the registry knows most of its payees: they are doubtful each.
    """
    if disbursements.height < PEOPLE or (registry is not None and _known_each(disbursements, registry)):
        return pl.DataFrame(schema=_UNREAD)
    money = (pl.col("state") != "UNKNOWN") | pl.col("amount").is_not_null()
    if disbursements.filter(pl.col("programme").is_not_null() & money).height:
        return pl.DataFrame(schema=_UNREAD)
    return senders_of(disbursements, period)


def _known_each(pays: pl.DataFrame, registry: pl.DataFrame) -> bool:
    """Whether pay rows name no payer and no programme, and most stand in the registry by NIK or card."""
    if pays["payer"].drop_nulls().len() or pays["programme"].drop_nulls().len():
        return False
    known = [pl.col(number).is_in(registry[number].drop_nulls().unique().implode()).fill_null(value=False) for number in ("nik", "no_kk")]
    return 2 * pays.filter(pl.any_horizontal(known)).height > pays.height


def senders_of(disbursements: pl.DataFrame, period: str) -> pl.DataFrame:
    """The senders that a file's pay rows name, as `unread_senders` gives them: a further table of the file could not be read."""
    senders = disbursements.select("programme", pl.col("payer").fill_null(""), period=pl.lit(period)).unique().sort(pl.all())
    return senders.with_columns(village_code=pl.lit(None, dtype=pl.String), rows=pl.lit(None, dtype=pl.Int64))


def covering(disbursements: pl.DataFrame, folder: str, period: str) -> pl.DataFrame:
    """Pay-list rows that speak for the month.

    Of the month's own folder: rows whose payment period touches the quarter of the month, so that instalments of one stage stay together.
    Of other folders: rows whose payment period covers the month itself.
    """
    first = months.shift(period, -((int(period[5:]) - 1) % 3))
    start, end = (first, months.shift(first, 2)) if folder == period else (period, period)
    return disbursements.filter(pl.col("period_from").le(end) & pl.col("period_to").ge(start))


def say_elsewhere(file: str, disbursements: pl.DataFrame, period: str) -> list[str]:
    """A sentence for each programme of which a file of the month's own folder pays other months (`covering` takes none of those rows).

    disbursements: all pay rows of the file (`tables.Disbursement`). Fewer than `_A_LIST` rows of a programme are late ones, not a list.
    """
    pays = disbursements.filter(pl.col("list_kind") == "disbursement").drop_nulls("programme")
    others = pays.join(covering(pays, period, period), on="record_id", how="anti").drop_nulls(["period_from", "period_to"])
    spans = others.group_by("programme").agg(pl.len(), pl.col("period_from").min(), pl.col("period_to").max())
    mend = "Bila bulannya salah terbaca, tulis bulannya di judul atau kolom periode, lalu jalankan lagi."
    return [
        f"{file}: {n} baris {programme} membayar {first}{'' if first == last else f' s.d. {last}'}, bukan {period}, jadi tidak dihitung "
        f"sebagai pembayaran bulan ini. {mend}"
        for programme, n, first, last in spans.filter(pl.col("len") >= _A_LIST).sort("programme").iter_rows()
    ]


def instalments(earlier: Iterable[pl.DataFrame], pays: pl.DataFrame, period: str) -> pl.DataFrame:
    """Pay rows of other folders for earlier months of the quarter, of payees who have no row for the month while their payer has sent it.

    earlier: pay rows by file; pays: the rows already taken for the month. What such a payee got of the stage is then known: less than due,
    not nothing.
    """
    first = months.shift(period, -((int(period[5:]) - 1) % 3))
    covering_rows = pays.filter(pl.col("period_from").le(period) & pl.col("period_to").ge(period))
    sent = covering_rows.select("programme", "payer", "village_code").unique()
    before = pl.col("period_from").ge(first) & pl.col("period_to").lt(period) & (pl.col("list_kind") == "disbursement")
    out = pays.clear()
    for rows in earlier:
        part = rows.filter(before).join(sent, on=["programme", "payer", "village_code"], how="semi", nulls_equal=True)
        for number in ("nik", "no_kk"):
            part = part.join(covering_rows.select("programme", number).drop_nulls(), on=["programme", number], how="anti")
        out = pl.concat([out, part])
    return out.sort("record_id")


def within(surveys: pl.DataFrame, folder: str, period: str, settings: Settings) -> pl.DataFrame:
    """Visits that speak for the month: by date inside the window; undated ones when they lie in the month's own folder. What another
    office's list tells (deaths, employees) holds from its folder's month on."""
    first = months.first_day(months.shift(period, -settings.survey.window_months_before))
    last = months.last_day(months.shift(period, settings.survey.window_months_after))
    dated = pl.col("visited_on").is_between(first, last)
    told = pl.col("told_by").is_not_null() & pl.lit(folder < period)
    return surveys.filter(told | dated.fill_null(folder == period))


def paid_later(disbursements: pl.DataFrame, period: str) -> pl.DataFrame:
    """Who was paid for a stage after that of `period`, and since when: programme, key (NIK or KK), since.

    A stage is a quarter (DOMAIN §2.3). The pay day decides; a row without one counts from the first day it pays for.
    """
    start = pl.concat_str("period_from", pl.lit("-01")).str.to_date("%Y-%m-%d", strict=False)
    quarter_over = months.shift(period, 2 - (int(period[5:]) - 1) % 3)
    rows = disbursements.filter(pl.col("period_from") > quarter_over, pl.col("state") == "PAID", pl.col("programme").is_not_null())
    since = rows.select("programme", "nik", "no_kk", since=pl.coalesce("paid_on", start))
    keyed = since.unpivot(["nik", "no_kk"], index=["programme", "since"], value_name="key").drop_nulls(["key", "since"])
    return keyed.group_by("programme", "key").agg(pl.col("since").min()).sort(pl.all())


def told_too_late(visits: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """record_id of visits to a family that a later payment had reached by then (`paid_later`): what it tells of money is that one.

    A form that names a programme is asked of that one, another of any.
    """
    keys = visits.select("record_id", "visited_on", "nik", "no_kk", asked="programme")
    keyed = keys.unpivot(["nik", "no_kk"], index=["record_id", "visited_on", "asked"], value_name="key")
    met = keyed.join(later, on="key", how="inner").filter(pl.col("visited_on") >= pl.col("since"))
    return met.filter(pl.col("asked").is_null() | (pl.col("asked") == pl.col("programme"))).select("record_id").unique().sort("record_id")


def of_this_payment(visits: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """Visits, without the answer about money of those that `told_too_late`. Row order is kept."""
    late = pl.col("record_id").is_in(told_too_late(visits, later)["record_id"].to_list())
    return visits.with_columns(pl.when(~late).then(pl.col(name)).alias(name) for name in ("received", "amount_received"))


def senders_seen(earlier: Iterable[tuple[str, pl.DataFrame]], period: str) -> pl.DataFrame:
    """Who reported for which village in the three months before: programme, payer, village_code, period, rows.

    `earlier`: (month of the folder, pay-list rows); rows count for the month in whose folder they came in. Rows without a programme,
    payer or village say nothing, nor do the lists of the very stage that is judged: a sender silent in them would no longer be missed.
    A list of the stage before that lies in the month's own folder counts for the last month it pays; a few late rows in a list of its own
    are none. A payer nearly all of whose payees in a village another payer pays now has handed them over. Sorted by all columns.
    """
    earlier = list(earlier)
    judged = pl.col("period_from").le(period) & pl.col("period_to").ge(period)
    first, keys = months.shift(period, -3), ["programme", "payer", "village_code"]
    stage = months.shift(period, -((int(period[5:]) - 1) % 3))
    late = pl.col("period_to").is_between(pl.lit(first), pl.lit(stage), closed="left")
    late &= late.sum().over("programme", "payer") >= _A_LIST
    frames = [
        rows.filter(late if folder == period else ~judged.fill_null(value=False))
        .select(*keys, period="period_to" if folder == period else pl.lit(folder))
        .drop_nulls()
        for folder, rows in earlier
        if first <= folder <= period and rows.height
    ]
    if not frames:
        return pl.DataFrame(schema={**dict.fromkeys([*keys, "period"], pl.String), "rows": pl.Int64})
    seen = pl.concat(frames).group_by([*keys, "period"]).agg(rows=pl.len().cast(pl.Int64))
    return seen.join(_handed_over(earlier, period), on=keys, how="anti").sort(pl.all())


def _handed_over(lists: Iterable[tuple[str, pl.DataFrame]], period: str) -> pl.DataFrame:
    """programme, payer, village_code of payers who pay nobody there any more, and most of whose payees (by NIK) others pay this month."""
    keys = ["programme", "payer", "village_code"]
    judged = pl.col("period_from").le(period) & pl.col("period_to").ge(period) & (pl.col("state") == "PAID")
    first = months.shift(period, -3)
    before = [rows for folder, rows in lists if first <= folder < period and rows.height]
    now = [rows for folder, rows in lists if folder == period and rows.height]
    if not before or not now:
        return pl.DataFrame(schema=dict.fromkeys(keys, pl.String))
    paid = pl.concat([rows.filter(judged).select(*keys, "nik") for rows in now]).drop_nulls()
    old = pl.concat([rows.filter(pl.col("state") == "PAID").select(*keys, "nik") for rows in before]).drop_nulls().unique()
    old = old.join(paid.select(keys).unique(), on=keys, how="anti")
    met = old.join(paid.select("programme", "nik", met=pl.lit(value=True)).unique(), on=["programme", "nik"], how="left")
    share = met.group_by(keys).agg(pl.col("met").fill_null(value=False).mean(), pl.len())
    return share.filter((pl.col("met") >= _HANDED) & (pl.col("len") >= _A_LIST)).select(keys)
