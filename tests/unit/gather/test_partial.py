"""A list that is a part of a longer one accuses nobody who may stand on the rest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipeline.gather.partial import partial_pays, partial_registries, say_partial, silent_parts
from pipeline.intake.accounts import Account, Total
from pipeline.intake.ingest import ingest_file
from pipeline.read.model import ROWS
from schemas.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SAKO, MAJU, OTHER = "1671081002", "1671081001", "1671041001"
PLACE = {"source_sheet": "", "source_row": 2}


def list_of(file: str, part: str = "", *, stated: int = 0, kind: str = "disbursement") -> Account:
    totals = (Total(ROWS, 1, stated, 10, stated - 10),) if stated else ()
    return Account(file, "", kind, "auto:disbursement", header_row=1, part=part, totals=totals)


def pays(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """file, payer, village of pay rows of Sembako."""
    frame = pl.DataFrame(rows, schema=["source_file", "payer", "village_code"], orient="row")
    return frame.with_columns(programme=pl.lit("SEMBAKO"), list_kind=pl.lit("disbursement"), **{k: pl.lit(v) for k, v in PLACE.items()})


@pytest.mark.parametrize(
    ("other", "payer", "village", "lacks"),
    [
        ("bagian 2 dari 2", "BRI", SAKO, []),
        ("bagian 1 dari 2", "BRI", SAKO, ["bagian 2", "bagian 2"]),
        ("bagian 2 dari 2", "POS", SAKO, ["bagian 2", "bagian 1"]),
        ("bagian 2 dari 2", "BRI", OTHER, ["bagian 2", "bagian 1"]),
        ("", "BRI", SAKO, ["bagian 2"]),
    ],
    ids=["both are there", "the same part twice", "another sender's part", "another kecamatan's part", "a list of its own"],
)
def test_a_part_lacks_what_no_list_of_its_sender_and_place_is(other: str, payer: str, village: str, lacks: list[str]) -> None:
    rows = pays(("a", "BRI", SAKO), ("b", payer, village))
    found = partial_pays([[list_of("a", "bagian 1 dari 2")], [list_of("b", other)]], rows)
    assert [one.lacks for one in found] == lacks


@pytest.mark.parametrize(
    ("said", "other", "payer", "village", "lacks"),
    [
        ("kpm baru", "", "BRI", SAKO, []),
        ("kpm baru", "kpm baru", "BRI", SAKO, ["bagian lainnya", "bagian lainnya"]),
        ("kpm baru", "", "POS", SAKO, ["bagian lainnya"]),
        ("kpm baru", "", "BRI", MAJU, ["bagian lainnya"]),
        ("susulan", "", "POS", SAKO, []),
        ("susulan", "", "POS", MAJU, ["bagian lainnya"]),
    ],
    ids=["beside the whole", "twice the same", "another sender's", "of another village", "after another's", "after none here"],
)
def test_a_list_of_some_recipients_lacks_the_others(said: str, other: str, payer: str, village: str, lacks: list[str]) -> None:
    rows = pays(("a", "BRI", SAKO), ("b", payer, village))
    found = partial_pays([[list_of("a", said)], [list_of("b", other)]], rows)
    assert [one.lacks for one in found] == lacks


@pytest.mark.parametrize(("said", "on_pkh", "lacks"), [("sembako murni", 3, []), ("sembako murni", 2, ["bagian lainnya"]),
                         ("kpm baru", 3, ["bagian lainnya"])])  # fmt: skip
def test_a_list_with_families_of_pkh_is_none_of_those_without(said: str, on_pkh: int, lacks: list[str]) -> None:
    niks = [f"167108410785{n}" for n in range(9000, 9005)]
    mine = pays(*[("a", "BRI", SAKO)] * 5).with_columns(nik=pl.Series(niks))
    pkh = pays(*[("b", "BRI", SAKO)] * on_pkh).with_columns(nik=pl.Series(niks[:on_pkh]), programme=pl.lit("PKH"))
    found = partial_pays([[list_of("a", said)], [list_of("b")]], pl.concat([mine, pkh]))
    assert [one.lacks for one in found] == lacks


def test_a_late_list_without_a_village_follows_the_list_of_any() -> None:
    rows = pays(("a", "BRI", ""), ("b", "BRI", SAKO)).with_columns(pl.col("village_code").replace("", None))
    assert partial_pays([[list_of("a", "susulan")], [list_of("b")]], rows) == []
    assert len(partial_pays([[list_of("a", "susulan")]], rows.head(1))) == 1


def test_a_list_of_a_whole_count_is_no_part_and_one_of_a_tenth_less_is() -> None:
    rows = pays(("a", "BRI", SAKO))
    assert partial_pays([[list_of("a", stated=10)], [list_of("b", stated=40)]], rows) == []
    [short] = partial_pays([[list_of("a", stated=12)]], rows)
    assert (short.said, short.lacks) == ("jumlah penerima 12, yang ada 10", "bagian lainnya")


def test_the_missing_part_is_silent_where_the_list_speaks_and_where_its_sender_pays_nobody_yet() -> None:
    rows = pays(("a", "BRI", SAKO), ("a", "BRI", MAJU), ("b", "BRI", "1671081006"))
    part = partial_pays([[list_of("a", "bagian 1 dari 2")]], rows)
    registered = pl.Series([SAKO, MAJU, "1671081006", "1671081007", OTHER])
    told = silent_parts(part, rows, registered, "2025-05")
    assert told.select("payer", "village_code").rows() == [("BRI (bagian 2)", v) for v in (MAJU, SAKO, "1671081007")]
    assert "bagian 2 tidak ada di bulan ini" in say_partial(part, [])[0]


def test_a_registry_of_one_part_is_cut_only_where_it_is_the_newest() -> None:
    frame = pl.DataFrame(
        [("a", "2025-05", SAKO), ("a", "2025-05", MAJU), ("b", "2025-06", MAJU)],
        schema=["source_file", "snapshot", "village_code"],
        orient="row",
    ).with_columns(registry_kind=pl.lit("DTSEN"), **{k: pl.lit(v) for k, v in PLACE.items()})
    [part] = partial_registries([[list_of("a", "lembar 1 dari 2", kind="registry")]], frame)
    assert part.villages == {SAKO}


@pytest.mark.parametrize(("held", "payer", "lacks"), [(24, "BRI", []), (23, "BRI", ["bagian lainnya"]), (24, "POS", ["bagian lainnya"])])
def test_a_list_whose_numbers_begin_late_lacks_the_rows_before(held: int, payer: str, lacks: list[str]) -> None:
    rows = pl.concat([pays(("a", "BRI", SAKO)), *(pays(("b", payer, MAJU)).with_columns(source_row=pl.lit(n + 2)) for n in range(held))])
    found = partial_pays([[list_of("a", "nomor urut mulai 25")], [list_of("b")]], rows)
    assert [one.lacks for one in found] == lacks


@pytest.mark.parametrize(
    ("numbers", "part"),
    [
        (range(25, 35), "nomor urut mulai 25"),
        (range(1, 11), ""),
        ([25, 27, 31, 40, 41, 44, 50, 51, 60, 61], ""),
        (["", *range(25, 34)], "nomor urut mulai 25"),
    ],
    ids=["from 25 on", "from 1 on", "with gaps", "a blank above"],
)
def test_where_running_numbers_begin(tmp_path: Path, numbers: Sequence[object], part: str) -> None:
    rows = [f"{no};167108410785{9000 + n};WARGA {chr(65 + n)}NI;600000;Sukses" for n, no in enumerate(numbers)]
    path = tmp_path / "bri.csv"
    path.write_text("\n".join(["No;NIK;Nama;Nominal;Status", *rows]) + "\n")
    got = ingest_file(path, "2025-05/bri.csv", "2025-05", settings=Settings())
    assert got.accounts[0].part == part


@pytest.mark.parametrize(("rejected", "used", "lacks"), [(6, 4, ["bagian lainnya"]), (4, 3, []), (6, 7, [])])
def test_a_list_most_of_whose_rows_are_not_understood_is_a_part(rejected: int, used: int, lacks: list[str]) -> None:
    account = Account("a", "", "disbursement", "", read=rejected + used, used=used, rejected=rejected)
    found = partial_pays([[account]], pays(*[("a", "BRI", SAKO)] * used))
    assert [one.lacks for one in found] == lacks
    assert all(one.said == f"{rejected} dari {rejected + used} barisnya tidak terbaca" for one in found)
