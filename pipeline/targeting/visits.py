"""The sample as people hold it: the list that is handed out, and what the filled-in list says.

When to reach for it: `padan sample`. The invariants: the list carries all that is needed to draw it again, so that answers are joined to a
fresh drawing by their place in it and never by a NIK; who did not answer stays in the sample; a row that was changed counts as no answer
and is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.errors import PadanError
from pipeline.standardise.money.amounts import parse_amount
from pipeline.targeting.frame import sampling_frame
from pipeline.targeting.sample import ESTIMATE, draw_sample, estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST = {
    "urut": "urut", "village_code": "kode_kelurahan", "name": "nama", "address": "alamat", "rt": "rt", "rw": "rw", "amount": "dibayar",
    "stratum_size": "isi_strata", "stratum_drawn": "ditarik_strata", "weight": "bobot",
}  # fmt: skip
ANSWERS = ("hasil", "diterima", "tgl_kunjungan", "petugas", "catatan")
DRAWING = ("program", "periode", "jalan", "benih", "ukuran")
"""Columns of the list: what was drawn, what the visitor fills in, how it was drawn."""

WRONG = {"LAYAK": False, "TIDAK_LAYAK": True}
SILENT = ("", "MENINGGAL", "PINDAH", "TIDAK_DITEMUKAN", "BELUM_DITEMUI", "MENOLAK")
"""Answers that say nothing of the entitlement: they stay in the sample as non-response (a dead payee may leave a family)."""

MEASURES = ("tidak layak", "kurang diterima")


@dataclass(frozen=True)
class Drawing:
    """How a sample was drawn: whoever has the run and these words draws the same list."""

    programme: str
    period: str
    run: str
    seed: str
    size: int


def drawn_list(tables: Mapping[str, pl.DataFrame], drawing: Drawing) -> pl.DataFrame:
    """The drawn families in the order of their strata and tickets, numbered by `urut` from 1; columns of `draw_sample`, without the unit.

    tables: payments, persons, registry, disbursements of the run.
    """
    frame = frame_of(tables, drawing.programme)
    drawn = draw_sample(frame, drawing.seed, min(drawing.size, frame.height), unit="unit", stratum="village_code")
    return drawn.drop("unit").with_row_index("urut", offset=1).with_columns(pl.col("urut").cast(pl.Int64))


def frame_of(tables: Mapping[str, pl.DataFrame], programme: str) -> pl.DataFrame:
    """The families paid under a programme, one row each, from which a sample is drawn. tables: see `drawn_list`."""
    return sampling_frame(*(tables[n] for n in ("payments", "persons", "registry", "disbursements")), programme=programme)


def handed_out(drawn: pl.DataFrame, drawing: Drawing) -> pl.DataFrame:
    """The list for the visitors: the drawn families, empty answer columns, and the drawing in each row."""
    said = (drawing.programme, drawing.period, drawing.run, drawing.seed, str(drawing.size))
    return drawn.select(
        *(pl.col(old).alias(new) for old, new in LIST.items()),
        *(pl.lit("").alias(name) for name in ANSWERS),
        *(pl.lit(value).alias(name) for name, value in zip(DRAWING, said, strict=True)),
    )


def drawing_of(filled: pl.DataFrame) -> Drawing:
    """How a returned list says it was drawn. Raises PadanError where columns are missing or rows of several drawings are mixed."""
    missing = [name for name in ("urut", "nama", "hasil", *DRAWING) if name not in filled.columns]
    if missing:
        raise PadanError(f"ini bukan daftar sampel: tidak ada kolom {', '.join(missing)}. Pakai daftar dari padan sample, kolomnya utuh.")
    ways = filled.select(DRAWING).drop_nulls().unique()
    if ways.height != 1:
        raise PadanError(f"daftar ini memuat {ways.height} penarikan; olah satu daftar sampel setiap kali.")
    programme, period, run, seed, size = ways.row(0)
    if not str(size).isdigit():
        raise PadanError("kolom ukuran bukan bilangan; pakai daftar dari padan sample apa adanya.", column="ukuran")
    return Drawing(programme, period, run, seed.removeprefix("'"), int(size))


def answered(drawn: pl.DataFrame, filled: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The drawn rows with `wrong` (not eligible: True/False, null: no answer) and `short` (received less than paid), and one sentence for
    each row that is left out."""
    names = {urut: name or "" for urut, name in drawn.select("urut", "name").iter_rows()}
    said: dict[int, set[tuple[str, str]]] = {}
    told: list[str] = []
    extra = [name for name in ("diterima",) if name not in filled.columns]
    rows = filled.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in extra)
    for urut, name, word, money in rows.select("urut", "nama", "hasil", "diterima").fill_null("").iter_rows():
        if not urut.isdigit() or int(urut) not in names:
            told.append(f"urut {urut or '(kosong)'}: tidak ada dalam penarikan ini; baris dilewati.")
        elif name.removeprefix("'").strip() != names[int(urut)].strip():
            told.append(f"urut {urut}: nama bukan nama yang ditarik; baris dilewati.")
        else:
            said.setdefault(int(urut), set()).add((word.strip().upper().replace(" ", "_"), money.strip()))
    wrong: dict[int, bool] = {}
    got: dict[int, int] = {}
    for urut, ways in sorted(said.items()):
        word, money = min(ways)
        if len(ways) > 1:
            told.append(f"urut {urut}: dua jawaban yang berbeda; dihitung tidak menjawab.")
            continue
        amount = parse_amount(money)
        if isinstance(amount, int):
            got[urut] = amount
        elif amount is not None:
            told.append(f"urut {urut}: isi kolom diterima tidak terbaca sebagai rupiah.")
        if word in WRONG:
            wrong[urut] = WRONG[word]
        elif word not in SILENT:
            told.append(f"urut {urut}: hasil tidak dikenal; pakai {', '.join([*WRONG, *SILENT[1:]])}, atau kosongkan.")
    order = drawn["urut"].to_list()
    out = drawn.with_columns(
        wrong=pl.Series([wrong.get(n) for n in order], dtype=pl.Boolean), got=pl.Series([got.get(n) for n in order], dtype=pl.Int64)
    )
    return out.with_columns(short=pl.col("got") < pl.col("amount")).drop("got"), told


def results(drawn: pl.DataFrame) -> pl.DataFrame:
    """Weighted rates with 95 % intervals per measure, for the whole and for each stratum: measure, area, and the columns of `ESTIMATE`.

    drawn: `answered`. Below the floor of answers a rate stays empty and the method says so.
    """
    parts = []
    for measure, column in zip(MEASURES, ("wrong", "short"), strict=True):
        rows = drawn.with_columns(wrong=pl.col(column), stratum=pl.col("village_code").fill_null(""))
        strata = [("seluruhnya", rows)] + [(str(name), some) for (name,), some in sorted(rows.group_by("stratum"), key=lambda g: str(g[0]))]
        parts += [estimate(some).with_columns(measure=pl.lit(measure), area=pl.lit(area)) for area, some in strata]
    return pl.concat(parts).select("measure", "area", *ESTIMATE)
