"""Commands for the people who go out: `padan sample` (which families an auditor visits) and `padan worklist` (which cases first)."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (cyclopts reads annotations when the program runs)
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flows.console import out, say
from flows.options import DEFAULT_DATA, DataFolder, Month, chosen_month, data_folder
from pipeline.errors import DONE, PadanError

if TYPE_CHECKING:
    import polars as pl


def _published(folder: Path, month: str) -> Path:
    """The tables of the run that counts for a month; PadanError where none is published."""
    from pipeline import store

    run = store.current(folder, month)
    if run is None:
        raise PadanError(f"{month} belum terbit. Jalankan dulu: padan run {month}.")
    return store.run_folder(folder, month, run) / "tables"


def _write(frame: pl.DataFrame, target: Path) -> None:
    """Write a list for people: CSV by the conventions, private to its owner."""
    from pipeline.report.people_csv import people_csv
    from pipeline.store.files import make_folder, telling, write_private

    make_folder(target.parent)
    with telling(str(target)):
        write_private(target, people_csv(frame.with_columns(pl_floats_to_text(frame)), ("kode_kelurahan", "rt", "rw")))


def pl_floats_to_text(frame: pl.DataFrame) -> list[pl.Expr]:
    """Weights and shares with six digits: a CSV for people holds no raw floats."""
    import polars as pl

    return [pl.col(name).round(6).cast(pl.String) for name, dtype in frame.schema.items() if dtype.is_float()]


def sample(
    period: Month,
    /,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="Where to write the list, or what it says once filled in (.csv).")],
    programme: Annotated[str, Parameter(help="Programme whose paid families are the frame.")] = "SEMBAKO",
    size: Annotated[int | None, Parameter(help="How many families to draw.")] = None,
    margin: Annotated[float | None, Parameter(help="Or: the margin of error wanted, 0.05 for ±5 %.")] = None,
    seed: Annotated[str, Parameter(help="Whoever has the same run and seed draws the same list.")] = "padan",
    answers: Annotated[Path | None, Parameter(help="Or: the list filled in; gives weighted rates with 95 % intervals.")] = None,
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Draw a stratified sample of paid families, by kelurahan, that anybody can draw again from the same run and seed; read its answers.

    Visitors fill in `hasil` (LAYAK, TIDAK_LAYAK, or why they cannot tell) and `diterima` (rupiah). Who did not answer stays in the sample.

    Examples
    --------
    ```
    padan sample 2025-05 --margin 0.05 -o sampel.csv
    padan sample 2025-05 --size 217 --seed inspektorat-2025 -o sampel.csv
    padan sample 2025-05 --answers sampel-terisi.csv -o hasil.csv
    ```
    """
    if [size, margin, answers].count(None) != 2:
        raise PadanError("beri salah satu: --size, --margin (misalnya --margin 0.05), atau --answers.")
    if margin is not None and not 0 < margin < 1:
        raise PadanError("--margin adalah bagian antara 0 dan 1, misalnya 0.05 untuk ±5 %.")
    if size is not None and size < 1:
        raise PadanError("--size paling sedikit 1.")
    month, folder = chosen_month(period), data_folder(data)
    if answers is not None:
        return _results(answers, month, folder, output)
    from pipeline.targeting import sample_size, visits

    run, tables = _run_of(folder, month)
    frame = visits.frame_of(tables, programme)
    if frame.is_empty():
        raise PadanError(f"tidak ada yang dibayar {programme} pada {month}, jadi tidak ada yang dapat ditarik. Periksa --programme.")
    count = size if size is not None else sample_size(frame.height, margin or 0.05)
    drawing = visits.Drawing(programme, month, run, seed, count)
    drawn = visits.drawn_list(tables, drawing)
    _write(visits.handed_out(drawn, drawing), output)
    say(f"{drawn.height} dari {frame.height} keluarga, {drawn['village_code'].n_unique()} strata, benih {seed}, jalan {run}")
    out(str(output))
    return DONE


def _run_of(folder: Path, month: str, run: str | None = None) -> tuple[str, dict[str, pl.DataFrame]]:
    """A run of a month (the one that counts, where none is named) and the tables that a sample is drawn from."""
    from pipeline import store

    tables = _published(folder, month) if run is None else store.run_folder(folder, month, run) / "tables"
    if not tables.is_dir():
        raise PadanError(f"jalan {run} bulan {month} tidak ada di folder data ini. Olah daftar itu di folder tempat ia ditarik.")
    names = ("payments", "persons", "registry", "disbursements")
    return tables.parent.name, {name: store.read_table(tables / f"{name}.parquet") for name in names}


def _results(answers: Path, month: str, folder: Path, output: Path) -> int:
    """Draw the sample of a filled-in list again, join the answers, tell and write the rates."""
    from pipeline.read.plain import read_plain
    from pipeline.targeting import visits

    filled = read_plain(answers)
    drawing = visits.drawing_of(filled)
    if drawing.period != month:
        raise PadanError(f"daftar ini ditarik untuk {drawing.period}, bukan {month}.", file=answers.name)
    if not drawing.run.isalnum():
        raise PadanError("kolom jalan bukan nama jalan; pakai daftar dari padan sample apa adanya.", file=answers.name, column="jalan")
    _, tables = _run_of(folder, month, drawing.run)
    drawn, told = visits.answered(visits.drawn_list(tables, drawing), filled)
    found = visits.results(drawn)
    _write(found.rename(RESULT), output)
    for row in found.filter(found["area"] == "seluruhnya").iter_rows(named=True):
        out(_told(row))
    for sentence in told:
        say(sentence)
    out(str(output))
    return DONE


WALKED = {
    "urut": "urut", "id_kasus": "id_kasus", "kind": "jenis", "programme": "program", "village_code": "kode_kelurahan", "rw": "rw",
    "rt": "rt", "address": "alamat", "a_name": "nama", "stake": "rupiah", "score": "skor", "age_months": "bulan_ke", "sentence": "alasan",
}  # fmt: skip
"""Columns of a worklist for people."""

RESULT = {
    "measure": "ukuran", "area": "wilayah", "drawn": "ditarik", "answered": "menjawab", "wrong": "salah", "rate": "angka",
    "low": "bawah_95", "high": "atas_95", "bound_low": "batas_bawah", "bound_high": "batas_atas", "method": "cara",
}  # fmt: skip
"""Columns of the results for people."""


def _told(row: dict[str, Any]) -> str:
    """One measure of the whole sample in one line."""
    counts = f"{row['measure']}: {row['wrong']} dari {row['answered']} yang menjawab ({row['drawn']} ditarik)"
    if row["rate"] is None:
        return f"{counts}; {row['method']}"
    interval = f"{row['rate']:.1%}, selang 95 % {row['low']:.1%}–{row['high']:.1%}"
    return f"{counts}; {interval}; bila yang tidak menjawab benar semua / salah semua: {row['bound_low']:.1%}–{row['bound_high']:.1%}"


def worklist(
    period: Month,
    /,
    *,
    capacity: Annotated[int, Parameter(help="How many cases the team can take.")],
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="Where to write the list (.csv).")],
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Choose the cases to take first (rupiah × probability × age), whole households, in walking order; print what each size would reach.

    Examples
    --------
    ```
    padan worklist 2025-05 --capacity 300 -o tugas.csv
    ```
    """
    if capacity < 1:
        raise PadanError("--capacity paling sedikit 1.")
    month, folder = chosen_month(period), data_folder(data)
    from pipeline import store
    from pipeline.reconcile.case.priority import cutoffs
    from pipeline.reconcile.case.priority import worklist as chosen

    cases = store.read_table(_published(folder, month) / "cases.parquet")
    told = chosen(cases, cases, capacity)
    _write(told.select(*WALKED).rename(WALKED), output)
    out("kapasitas  kasus  rumah tangga  rupiah terkait  bagian dari seluruhnya")
    for row in cutoffs(cases).iter_rows(named=True):
        share = "–" if row["share"] is None else f"{row['share']:.1%}".replace(".", ",")
        stake = f"{row['stake']:,}".replace(",", ".")
        out(f"{row['capacity']:>9}  {row['cases']:>5}  {row['households']:>12}  {stake:>14}  {share:>7}")
    say(f"{told.height} kasus ditulis")
    out(str(output))
    return DONE
