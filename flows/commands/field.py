"""Commands for the people who go out: `padan sample` (which families an auditor visits) and `padan worklist` (which cases first)."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (cyclopts reads annotations when the program runs)
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.console import out, say
from flows.options import DEFAULT_DATA, DataFolder, chosen_month, data_folder
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
    from pipeline.store.files import telling

    with telling(str(target)):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.write_bytes(people_csv(frame.with_columns(pl_floats_to_text(frame)), ("village_code", "rt", "rw")))
        target.chmod(0o600)


def pl_floats_to_text(frame: pl.DataFrame) -> list[pl.Expr]:
    """Weights and shares with six digits: a CSV for people holds no raw floats."""
    import polars as pl

    return [pl.col(name).round(6).cast(pl.String) for name, dtype in frame.schema.items() if dtype.is_float()]


def sample(
    period: str,
    /,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="Where to write the list (.csv).")],
    programme: Annotated[str, Parameter(help="Programme whose paid families are the frame.")] = "SEMBAKO",
    size: Annotated[int | None, Parameter(help="How many families to draw.")] = None,
    margin: Annotated[float | None, Parameter(help="Or: the margin of error wanted, 0.05 for ±5 %.")] = None,
    seed: Annotated[str, Parameter(help="Whoever has the same run and seed draws the same list.")] = "padan",
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Draw a stratified sample of paid families, by kelurahan, that anybody can draw again from the same run and seed.

    Parameters
    ----------
    period
        The month, YYYY-MM.

    Examples
    --------
    ```
    padan sample 2025-05 --margin 0.05 -o sampel.csv
    padan sample 2025-05 --size 217 --seed inspektorat-2025 -o sampel.csv
    ```
    """
    if (size is None) == (margin is None):
        raise PadanError("beri salah satu: --size atau --margin, misalnya --margin 0.05.")
    if margin is not None and not 0 < margin < 1:
        raise PadanError("--margin adalah bagian antara 0 dan 1, misalnya 0.05 untuk ±5 %.")
    if size is not None and size < 1:
        raise PadanError("--size paling sedikit 1.")
    month, folder = chosen_month(period), data_folder(data)
    from pipeline import store
    from pipeline.targeting import draw_sample, sample_size
    from pipeline.targeting.frame import sampling_frame

    tables = _published(folder, month)
    names = ("payments", "persons", "registry", "disbursements")
    frame = sampling_frame(*(store.read_table(tables / f"{name}.parquet") for name in names), programme=programme)
    if frame.is_empty():
        raise PadanError(f"tidak ada yang dibayar {programme} pada {month}, jadi tidak ada yang dapat ditarik. Periksa --programme.")
    count = size if size is not None else sample_size(frame.height, margin or 0.05)
    drawn = draw_sample(frame, seed, min(count, frame.height), unit="unit", stratum="village_code")
    _write(drawn.drop("unit"), output)
    say(f"{drawn.height} dari {frame.height} keluarga, {drawn['village_code'].n_unique()} strata, benih {seed}, jalan {tables.parent.name}")
    out(str(output))
    return DONE


def worklist(
    period: str,
    /,
    *,
    capacity: Annotated[int, Parameter(help="How many cases the team can take.")],
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="Where to write the list (.csv).")],
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Choose the cases to take first (rupiah × probability × age), whole households, in walking order; print what each size would reach.

    Parameters
    ----------
    period
        The month, YYYY-MM.

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
    from pipeline.reconcile.priority import cutoffs
    from pipeline.reconcile.priority import worklist as chosen

    cases = store.read_table(_published(folder, month) / "cases.parquet")
    told = chosen(cases, cases, capacity)
    home = ["village_code", "rw", "rt", "address", "a_name"]
    _write(told.select("urut", "id_kasus", "kind", "programme", *home, "stake", "score", "age_months", "sentence"), output)
    out("kapasitas  kasus  rumah tangga  rupiah terkait  bagian dari seluruhnya")
    for row in cutoffs(cases).iter_rows(named=True):
        share = "–" if row["share"] is None else f"{row['share']:.1%}"
        out(f"{row['capacity']:>9}  {row['cases']:>5}  {row['households']:>12}  {row['stake']:>14,}  {share:>7}")
    say(f"{told.height} kasus ditulis")
    out(str(output))
    return DONE
