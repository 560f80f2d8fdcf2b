"""What an officer should hear of a month at its end, beyond what each file's own account says: what keeps many families from being judged.

Reach for `remarks_on` once the month's rows are gathered. The invariants: each remark names the file or place, how many rows it touches and
the mend; none names a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.doubt import absent_quarters, say_absent, say_extract, say_short, say_strange, short_villages, strange_lists
from pipeline.standardise.people.registry import DTSEN_SINCE
from schemas.codes import DAMAGED, PayState, SurveyResult

if TYPE_CHECKING:
    from collections.abc import Collection

    from schemas.settings import Settings

_MANY_ROWS = 5
"""Fewer rows of an unknown status or place are told in the return list alone."""
_MANY_SHARE = 0.05
_FEW_VISITS = 3
_DAMAGED = 20
"""Damaged NIKs that make a matter of the whole file."""
_NAMES = 3
"""Names of unknown places that a remark gives."""


def remarks_on(period: str, settings: Settings, registry: pl.DataFrame, disbursements: pl.DataFrame, seen: pl.DataFrame) -> list[str]:
    """All remarks of a month. `seen`: the senders of earlier lists (`senders_seen`)."""
    return [
        *placeless_registries(registry),
        *damaged_numbers(registry),
        *say_strange(strange_lists(disbursements, registry)),
        *say_short(short_villages(disbursements, registry)),
        *say_absent(absent_quarters(disbursements, registry)),
        *say_extract(registry),
        *without_desil(registry),
        *unknown_words(disbursements),
        *only_payers_known(period, settings, disbursements, seen),
    ]


def placeless_registries(registry: pl.DataFrame) -> list[str]:
    """A sentence for each registry file of which many rows lie in no known village: nobody there can be told unpaid. It tells the names
    that the rows give, the most frequent first."""
    lost = pl.col("village_code").is_null()
    names = pl.col("village_name").filter(lost).drop_nulls().value_counts(sort=True, name="n")
    files = registry.group_by("source_file").agg(pl.len().alias("rows"), lost.sum().alias("lost"), names.alias("names"))
    out = []
    many = (pl.col("lost") >= _MANY_ROWS) & (pl.col("lost") >= _MANY_SHARE * pl.col("rows"))
    for file, rows, n, named in files.filter(many | (pl.col("lost") * 2 > pl.col("rows"))).sort("source_file").iter_rows():
        first = sorted(named, key=lambda one: (-one["n"], one["village_name"]))[:_NAMES]
        mend = "Tulis kode 10 angkanya, atau daftarkan namanya di data/lookups/villages.csv."
        if not first:
            mend = "Tambahkan kolom desa/kelurahan, atau sebutkan desanya di judul, nama lembar, atau nama berkas."
        where = f" ({', '.join(one['village_name'] for one in first)})" if first else ""
        lost_rows = f"{file}: desa/kelurahan {n} dari {rows} baris tidak dikenal{where}"
        out.append(f"{lost_rows}, jadi siapa yang belum dibayar di sana tidak dapat dinilai. {mend}")
    return out


def without_desil(registry: pl.DataFrame) -> list[str]:
    """A sentence for each DTSEN file among the newest of its villages that holds no desil at all: no ceiling can be asked there. Before
    there was DTSEN a desil was another scale, and nobody asked for it."""
    newest = pl.col("snapshot") == pl.col("snapshot").max().over("village_code")
    dtsen = registry.filter(newest & (pl.col("registry_kind") == "DTSEN") & (pl.col("snapshot") >= DTSEN_SINCE))
    files = dtsen.group_by("source_file").agg(pl.len().alias("rows"), pl.col("desil").count().alias("told")).sort("source_file")
    return [
        f"{file}: data sosial ini tidak memuat desil ({rows} baris), jadi siapa yang di atas batas desil dan siapa yang berhak tetapi "
        "belum dibayar tidak dapat dinilai darinya. Minta kolom desil, atau tulis desilnya di judul atau nama lembar."
        for file, rows in files.filter((pl.col("told") == 0) & (pl.col("rows") >= _MANY_ROWS)).select("source_file", "rows").iter_rows()
    ]


def unknown_words(disbursements: pl.DataFrame) -> list[str]:
    """A sentence for each pay list of which most rows bear a status no table knows: one word mended tonight judges them all."""
    told = pl.col("state_raw").is_not_null()
    unknown = (pl.col("state") == PayState.UNKNOWN.value) & told
    lists = (
        disbursements.filter(pl.col("list_kind") == "disbursement")
        .group_by("source_file", "source_sheet")
        .agg(pl.len().alias("rows"), unknown.sum().alias("lost"))
        .filter(pl.col("lost") >= _MANY_ROWS, pl.col("lost") * 2 > pl.col("rows"))
        .sort("source_file", "source_sheet")
    )
    return [
        f"{file}{f' › {sheet}' if sheet else ''}: kata status pada {lost} dari {rows} baris tidak dikenal, jadi penerimanya belum dinilai "
        "(BD-00). Kata-katanya ada di daftar pengembalian (STA-01): tambahkan di data/lookups/pay_states.csv, lalu jalankan lagi."
        for file, sheet, rows, lost in lists.iter_rows()
    ]


def damaged_numbers(registry: pl.DataFrame) -> list[str]:
    """A sentence for each registry file most of whose NIKs are damaged: one file mends them all."""
    broken = pl.col("nik_status").is_in([str(status) for status in DAMAGED])
    files = registry.group_by("source_file").agg(pl.len().alias("rows"), broken.sum().alias("lost")).sort("source_file")
    return [
        f"{file}: NIK rusak pada {lost} dari {rows} baris (angka terakhir hilang oleh Excel, atau salah tulis). Orangnya dicari dengan "
        "sisa nomor, nama, dan tanggal lahirnya. Minta ekspor dengan NIK sebagai teks; barisnya ada di daftar pengembalian."
        for file, rows, lost in files.filter((pl.col("lost") >= _DAMAGED) & (pl.col("lost") * 2 > pl.col("rows"))).iter_rows()
    ]


def unknown_results(surveys: pl.DataFrame) -> list[str]:
    """A sentence for each list of visits of which some results are in words no table knows: their families are not judged by them."""
    unknown = (pl.col("result") == SurveyResult.UNKNOWN.value) & pl.col("result_raw").is_not_null()
    lists = (
        surveys.group_by("source_file", "source_sheet")
        .agg(pl.len().alias("rows"), unknown.sum().alias("lost"))
        .filter(pl.col("lost") >= _FEW_VISITS)
        .sort("source_file", "source_sheet")
    )
    return [
        f"{file}{f' › {sheet}' if sheet else ''}: hasil kunjungan {lost} dari {rows} baris tidak dikenal dan tidak dinilai. Kata-katanya "
        "ada di daftar pengembalian (SRV-01): tambahkan di data/lookups/survey_words.csv, lalu jalankan lagi."
        for file, sheet, rows, lost in lists.iter_rows()
    ]


def without_rules(disbursements: pl.DataFrame, codes: Collection[str]) -> list[str]:
    """A sentence for each pay list of programmes that the rulebook does not hold (aid of the region): its rows are used for nothing; nor
    are those of a top-up in a list of its own, whose rule is another programme's."""
    topped = {f"{code}-PENEBALAN": code for code in codes}
    rows = disbursements.filter(pl.col("programme").is_not_null() & ~pl.col("programme").is_in(list(codes)))
    lists = rows.group_by("source_file", "programme").len().sort("source_file", "programme")
    mend = "Bila judulnya keliru, perbaiki nama programnya; bila program daerah hendak dinilai, tulis aturannya di data/programmes."
    return [
        f"{file}: {n} baris penebalan {topped[programme]}; penebalan dalam daftar tersendiri tidak dinilai, jadi siapa yang tidak "
        "menerimanya tidak disebut."
        if programme in topped
        else f"{file}: {n} baris program {programme}, yang tidak punya aturan di Padan; tidak dinilai. {mend}"
        for file, programme, n in lists.iter_rows()
    ]


def told_again(period: str, disbursements: pl.DataFrame, payments: pl.DataFrame) -> list[str]:
    """A sentence for each list without a payer whose paid rows pay nobody, because a list of a named payer paid their families already
    (`reconcile.paid.retold`). payments: `tables.Payments`, where such rows are missing."""
    covers = pl.col("period_from").le(period) & pl.col("period_to").ge(period)
    paid = (pl.col("list_kind") == "disbursement") & (pl.col("state") == PayState.PAID) & pl.col("programme").is_not_null()
    nameless = disbursements.filter(covers & paid & pl.col("payer").is_null())
    lists = nameless.join(payments.select("record_id"), on="record_id", how="anti").group_by("source_file").len().sort("source_file")
    return [
        f"{file}: {n} baris tidak menyebut penyalurnya, dan keluarganya sudah dibayar penuh menurut daftar penyalur lain; dibaca sebagai "
        "uang yang sama, bukan pembayaran kedua. Bila memang pembayaran lain, sebut penyalurnya pada judul atau kolomnya."
        for file, n in lists.iter_rows()
    ]


def only_payers_known(period: str, settings: Settings, disbursements: pl.DataFrame, seen: pl.DataFrame) -> list[str]:
    """A first month without `[[expected]]`: nobody can miss a payer that never sent a list, and its families would read as unpaid. First is
    a month before which no list is known of its main programme (a late row in a list of its own is none)."""
    pays = disbursements.filter(pl.col("list_kind") == "disbursement")
    counted = pays.drop_nulls("programme").group_by("programme").len().sort("len", "programme", descending=[True, False]).head(1)
    before = seen.filter(pl.col("period") != period).join(counted, on="programme")
    known = before.height > 0 and 2 * before["rows"].sum() >= before["len"][0]
    payers = pays["payer"].drop_nulls().unique().sort().to_list()
    if settings.expected or known or not payers:
        return []
    text = (
        f"Penyalur yang diketahui hanya {', '.join(payers)}: bulan sebelumnya belum ada dan settings.toml tidak memuat [[expected]]. "
        "Bila ada penyalur lain yang daftarnya belum masuk, tulis di sana; tanpa itu penerimanya terbaca belum dibayar (EE-BB)."
    )
    return [text]
