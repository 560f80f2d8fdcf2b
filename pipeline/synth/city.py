"""A synthetic city for benchmarks: whole columns at once, half a million persons in seconds.

Simpler than a town: no planted situations, light noise, links as truth. Kelurahan are those of Kota Palembang in
`schemas/lookups`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipeline.synth.areas import STREETS
from pipeline.synth.dice import Dice
from pipeline.synth.names import MEN, MEN_LAST, WOMEN, WOMEN_LAST
from pipeline.synth.rules import PKH_PERSONS, SEMBAKO_STAGE
from schemas.lookups import villages

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SIZES, SIZE_WEIGHTS = np.arange(1, 9), np.array([0.11, 0.14, 0.26, 0.25, 0.15, 0.06, 0.02, 0.01])
DESIL_WEIGHTS = np.array([0.13, 0.13, 0.12, 0.11, 0.11, 0.10, 0.09, 0.08, 0.07, 0.06])
PERIOD = "2025-05"
CEILING, PKH_CEILING = 5, 4
COMPONENTS = ((0, 5, 750_000), (7, 12, 225_000), (13, 15, 375_000), (16, 18, 500_000), (61, 99, 600_000))
REGISTRY_FILE = f"{PERIOD}/DATA_SINTETIS_anggota_keluarga_dtsen_v3_2025_16.71.csv"
FAMILY_FILE = f"{PERIOD}/DATA_SINTETIS_keluarga_dtsen_v3_2025_16.71.csv"
PAY_FILE = f"{PERIOD}/DATA_SINTETIS_kks_kota.csv"
SURVEY_FILE = f"{PERIOD}/DATA_SINTETIS_kobo_kota.csv"


@dataclass(frozen=True)
class City:
    """Frames as they are written, and the true links between their rows."""

    members: pl.DataFrame
    families: pl.DataFrame
    payments: pl.DataFrame
    surveys: pl.DataFrame
    links: pl.DataFrame


def make_registry_city(seed: int, persons: int = 500_000, payments: int = 120_000, surveys: int = 6_000) -> City:
    """A city of about `persons` persons, exactly `payments` pay rows and `surveys` visits; same seed, same frames.

    Raises ValueError when there are too few entitled families for the pay rows.
    """
    rng = Dice(seed, "city").generator
    families = _families(rng, persons)
    people = _people(rng, families)
    paid = _paid(rng, people, payments)
    visited = paid.filter(pl.col("programme") == "SEMBAKO")
    visited = visited[np.sort(rng.permutation(visited.height)[:surveys])]
    pay_rows, survey_rows = _pay_rows(rng, paid), _survey_rows(rng, visited)
    links = pl.concat([_links(paid, "disbursement", PAY_FILE), _links(visited, "survey", SURVEY_FILE)])
    heads = people.filter(pl.col("position") == 0)
    return City(_member_rows(people), _family_rows(heads), pay_rows, survey_rows, links)


def write_city(city: City, folder: Path) -> None:
    """Write the city below `folder/raw` and its links into `folder/truth`."""
    for name, frame in ((REGISTRY_FILE, city.members), (FAMILY_FILE, city.families)):
        path = folder / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_csv(path, separator="|", quote_style="always")
    city.payments.write_csv(folder / "raw" / PAY_FILE, separator=";")
    city.surveys.write_csv(folder / "raw" / SURVEY_FILE, separator=";", quote_style="always")
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    city.links.write_csv(folder / "truth" / "links.csv")


def _take(rng: np.random.Generator, words: tuple[str, ...], size: int, bend: float = 6.0) -> NDArray[np.object_]:
    """Words by a Zipf-like law, as `Dice.zipf` does for one."""
    ranks = (bend * ((1 + len(words) / bend) ** rng.random(size) - 1)).astype(np.int64)
    return np.array(words, dtype=object)[np.minimum(ranks, len(words) - 1)]


def _names(rng: np.random.Generator, man: NDArray[np.bool_]) -> pl.Series:
    size = len(man)
    first = np.where(man, _take(rng, MEN, size), _take(rng, WOMEN, size))
    middle = np.where(man, _take(rng, MEN, size), _take(rng, WOMEN, size))
    last = np.where(man, _take(rng, MEN_LAST, size, 9.0), _take(rng, WOMEN_LAST, size, 9.0))
    tokens = rng.random(size)
    frame = pl.DataFrame({"a": first, "b": middle, "c": last, "t": tokens}, schema_overrides=dict.fromkeys("abc", pl.String))
    one, two = pl.col("a"), pl.concat_str("a", "c", separator=" ")
    three = pl.when(pl.col("a") == pl.col("b")).then(two).otherwise(pl.concat_str("a", "b", "c", separator=" "))
    return frame.select(name=pl.when(pl.col("t") < 0.12).then(one).when(pl.col("t") < 0.7).then(two).otherwise(three))["name"]


def _numbers(stem: pl.Expr) -> pl.Expr:
    """Sixteen digits: a stem of twelve and a serial 9001–9999 that never ends in 0, counted within the stem."""
    count = pl.int_range(pl.len()).over(stem)
    serial = 9001 + count // 9 * 10 + count % 9
    return pl.concat_str(stem, serial.cast(pl.String))


def _families(rng: np.random.Generator, persons: int) -> pl.DataFrame:
    mean = float((SIZES * SIZE_WEIGHTS).sum())
    count = round(persons / mean)
    places = villages()
    issued = np.datetime64("2006-01-01") + rng.integers(0, 6900, count)
    at = rng.integers(0, len(places), count)
    frame = pl.DataFrame(
        {
            "fid": np.arange(count),
            "size": rng.choice(SIZES, count, p=SIZE_WEIGHTS),
            "desil": rng.choice(np.arange(1, 11), count, p=DESIL_WEIGHTS),
            "code": [places[i].code for i in at],
            "village": [places[i].name.upper() for i in at],
            "district": [places[i].district.upper() for i in at],
            "rt": rng.integers(1, 61, count),
            "rw": rng.integers(1, 20, count),
            "street": np.array(STREETS, dtype=object)[rng.integers(0, len(STREETS), count)],
            "house": rng.integers(1, 200, count),
            "issued": issued,
        },
        schema_overrides={"street": pl.String},
    )
    stem = pl.concat_str(pl.col("code").str.slice(0, 6), pl.col("issued").dt.strftime("%d%m%y"))
    address = pl.concat_str("street", pl.lit(" NO. "), pl.col("house").cast(pl.String))
    return frame.with_columns(kk=_numbers(stem), address=address).drop("street", "house", "issued")


def _people(rng: np.random.Generator, families: pl.DataFrame) -> pl.DataFrame:
    people = families.select(pl.all().repeat_by("size")).explode(families.columns)
    people = people.with_columns(position=pl.int_range(pl.len()).over("fid"))
    count = people.height
    position = people["position"].to_numpy()
    head_age = np.repeat(rng.integers(22, 78, families.height), families["size"].to_numpy())
    coin = rng.random(count)
    man = np.where(position == 0, coin < 0.85, np.where(position == 1, coin < 0.08, coin < 0.5))
    child = np.maximum(0, head_age - rng.integers(20, 38, count))
    age = np.where(position == 0, head_age, np.where(position == 1, np.maximum(20, head_age - rng.integers(0, 9, count)), child))
    born = np.datetime64("2025-04-01") - (age * 365.25).astype(np.int64) - rng.integers(20, 340, count)
    people = people.with_columns(pl.Series("man", man), pl.Series("born", born), pl.Series("age", age), _names(rng, man).alias("name"))
    day = pl.col("born").dt.day() + pl.when("man").then(0).otherwise(40)
    stem = pl.concat_str(pl.col("code").str.slice(0, 6), day.cast(pl.String).str.zfill(2), pl.col("born").dt.strftime("%m%y"))
    people = people.with_columns(nik=_numbers(stem))
    people = people[rng.permutation(count)]
    return people.with_columns(row=pl.int_range(2, pl.len() + 2))


def _paid(rng: np.random.Generator, people: pl.DataFrame, payments: int) -> pl.DataFrame:
    payee = people.filter(pl.col("desil") <= CEILING).sort("fid", (pl.col("position") - 1).abs(), "position")
    payee = payee.unique("fid", keep="first", maintain_order=True)
    amount = pl.lit(0)
    for low, high, value in COMPONENTS:
        amount = pl.when(pl.col("age").is_between(low, high)).then(value).otherwise(amount)
    due = people.group_by("fid").agg(amount.alias("amount").sort(descending=True).head(PKH_PERSONS).sum())
    poor = payee.filter(pl.col("desil") <= PKH_CEILING)
    pkh = poor.join(due.filter(pl.col("amount") > 0), on="fid", how="inner", maintain_order="left")
    sembako = payee.with_columns(amount=pl.lit(SEMBAKO_STAGE, dtype=pkh["amount"].dtype), programme=pl.lit("SEMBAKO"))
    rows = pl.concat([sembako, pkh.with_columns(programme=pl.lit("PKH"))])
    if rows.height < payments:
        raise ValueError(f"Only {rows.height} pay rows are possible in this city; {payments} were asked for.")
    return rows[rng.permutation(rows.height)[:payments]]


def _struck(rng: np.random.Generator, size: int, rate: float) -> pl.Series:
    return pl.Series(rng.random(size) < rate)


def _noisy_name(rng: np.random.Generator, rows: pl.DataFrame, cut: int) -> pl.Expr:
    """The names of one file: abbreviated, in old spelling, a letter lost, a token lost, cut by the bank."""
    size = rows.height
    spot = pl.Series(rng.integers(1, 9, size))
    name = pl.col("name")
    short = name.str.replace(r"^MUHAMMAD ", "M. ").str.replace(r"^AHMAD ", "ACHMAD ").str.replace(r"^SITI ", "ST. ")
    name = pl.when(_struck(rng, size, 0.08)).then(short).otherwise(name)
    old = name.str.replace("SU", "SOE").str.replace("YU", "JU").str.replace("RIZKI", "RISKY")
    name = pl.when(_struck(rng, size, 0.06)).then(old).otherwise(name)
    lost = pl.concat_str(name.str.slice(0, spot), name.str.slice(spot + 1))
    name = pl.when(_struck(rng, size, 0.06)).then(lost).otherwise(name)
    fewer = name.str.replace(r"^(\S+) \S+ (\S+)$", "$1 $2")
    name = pl.when(_struck(rng, size, 0.03)).then(fewer).otherwise(name)
    return name.str.slice(0, cut).str.strip_chars()


def _noisy_nik(rng: np.random.Generator, size: int) -> pl.Expr:
    """NIKs of one file: missing, in scientific notation, or with another digit in the serial."""
    nik, coin = pl.col("nik"), pl.Series(rng.random(size))
    return (
        pl.when(coin < 0.025)
        .then(pl.lit(""))
        .when(coin < 0.035)
        .then(pl.concat_str(nik.str.slice(0, 1), pl.lit(","), nik.str.slice(1, 5), pl.lit("E+15")))
        .when(coin < 0.05)
        .then(pl.concat_str(nik.str.slice(0, 13), pl.lit("7"), nik.str.slice(14)))
        .otherwise(nik)
    )


def _pay_rows(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    size = rows.height
    day = pl.Series(np.datetime64("2025-05-02") + rng.integers(0, 28, size)).dt.strftime("%d/%m/%Y")
    failed = _struck(rng, size, 0.03)
    no_kk = _struck(rng, size, 0.03)
    return rows.select(
        NO=pl.int_range(1, size + 1),
        NIK=_noisy_nik(rng, size),
        NO_KK=pl.when(no_kk).then(pl.lit("-")).otherwise("kk"),
        NAMA_PENERIMA=_noisy_name(rng, rows, 25),
        TANGGAL_LAHIR=pl.col("born").dt.strftime("%d/%m/%Y"),
        ALAMAT="address",
        RT="rt",
        RW="rw",
        KODE_WILAYAH="code",
        KELURAHAN="village",
        KECAMATAN="district",
        JENIS_BANSOS="programme",
        TAHAP_SALUR=pl.lit("Tahap 2 Tahun 2025"),
        NOMINAL=pl.when(failed).then(0).otherwise("amount"),
        STATUS_SALUR=pl.when(failed).then(pl.lit("Saldo Kosong")).otherwise(pl.lit("Sukses Salur")),
        TANGGAL_SALUR=day,
        BANK_PENYALUR=pl.lit("BANK BRI"),
    )


def _survey_rows(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    size = rows.height
    words = np.array(["Layak", "Tidak Layak (Mampu)", "Tidak Ditemukan", "Menolak"], dtype=object)
    result = words[rng.choice(4, size, p=[0.82, 0.06, 0.09, 0.03])]
    day = pl.Series(np.datetime64("2025-05-02") + rng.integers(0, 28, size)).dt.strftime("%Y-%m-%d")
    no_kk = _struck(rng, size, 0.05)
    return rows.select(
        pl.when(_struck(rng, size, 0.1)).then(pl.lit("")).otherwise(_noisy_nik(rng, size)).alias("identitas/nik"),
        pl.when(no_kk).then(pl.lit("")).otherwise("kk").alias("identitas/no_kk"),
        _noisy_name(rng, rows, 60).str.to_titlecase().alias("identitas/nama_lengkap"),
        pl.col("born").dt.strftime("%Y-%m-%d").alias("identitas/tgl_lahir"),
        pl.col("village").alias("lokasi/kelurahan"),
        pl.col("rt").alias("lokasi/rt"),
        pl.col("rw").alias("lokasi/rw"),
        day.alias("kunjungan/tgl_kunjungan"),
        pl.Series("kunjungan/hasil_verval", result, dtype=pl.String),
        pl.int_range(700_000, 700_000 + size).alias("_id"),
        (day + "T08:00:00.000Z").alias("_submission_time"),
    )


def _member_rows(people: pl.DataFrame) -> pl.DataFrame:
    relation = pl.when(pl.col("position") == 0).then(1).when(pl.col("position") == 1).then(2).otherwise(3)
    return people.select(
        nomor_induk_kependudukan="nik",
        nomor_kartu_keluarga="kk",
        nama="name",
        tanggal_lahir=pl.col("born").dt.strftime("%Y-%m-%d"),
        jenis_kelamin=pl.when("man").then(1).otherwise(2),
        status_hubungan_keluarga=relation,
        kode_kel_ktp="code",
        nama_kec_ktp="district",
        nama_kel_ktp="village",
        alamat_ktp="address",
        rt_ktp="rt",
        rw_ktp="rw",
    )


def _family_rows(heads: pl.DataFrame) -> pl.DataFrame:
    return heads.select(
        nomor_kartu_keluarga="kk",
        nama_kepala_keluarga="name",
        alamat="address",
        rt="rt",
        rw="rw",
        kode_kel="code",
        kecamatan="district",
        kelurahan_desa="village",
        jumlah_anggota_keluarga="size",
        desil_nasional="desil",
    )


def _links(rows: pl.DataFrame, source: str, file: str) -> pl.DataFrame:
    """Row of the registry file to row of the other file (line 1 is the header in both)."""
    right = rows.select("row").with_columns(right=pl.int_range(2, pl.len() + 2))
    return right.select(
        left_source=pl.lit("registry"),
        right_source=pl.lit(source),
        left_record=pl.concat_str(pl.lit(f"{REGISTRY_FILE}||"), pl.col("row").cast(pl.String)),
        right_record=pl.concat_str(pl.lit(f"{file}||"), pl.col("right").cast(pl.String)),
    )
