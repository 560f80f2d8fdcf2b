"""`padan layout`: which layouts of files are known, and how a new sender's file becomes one (headers are learned, not coded)."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (cyclopts reads annotations when the program runs)
from typing import Annotated, Literal

from cyclopts import Parameter

from flows.console import out, say
from flows.options import DEFAULT_DATA, DataFolder, data_folder
from pipeline.errors import DONE, PadanError

KINDS = Literal["registry", "registry_family", "disbursement", "closing", "survey"]


def list_layouts(*, data: DataFolder = DEFAULT_DATA) -> int:
    """List every layout that is known, the office's own first: its id, what it is a list of, whether it was seen for real.

    Examples
    --------
    ```
    padan layout list
    ```
    """
    from schemas.layouts import load_layouts

    try:
        known = load_layouts(data / "layouts")
    except ValueError as error:
        raise PadanError(str(error)) from None
    for one in known:
        out(f"{one.id:<28} {one.kind:<16} {one.status:<11} {one.origin:<8} {one.title}")
    return DONE


def adopt(
    file: Path,
    /,
    *,
    name: Annotated[str, Parameter(name="--as", help="Name of the new layout: small letters, digits and hyphens.")],
    kind: Annotated[KINDS | None, Parameter(help="What the file is a list of, where Padan cannot tell.")] = None,
    map: Annotated[  # noqa: A002
        tuple[str, ...], Parameter(help="field=Header as the file writes it; repeatable, for columns Padan does not know.", negative=())
    ] = (),
    sheet: Annotated[str | None, Parameter(help="Sheet to learn from (default: the first with a table).")] = None,
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Learn a sender's layout from one file: writes DATA/layouts/NAME.toml, and that sender's next file is read without a word.

    Parameters
    ----------
    file
        A file of that sender.

    Examples
    --------
    ```
    padan layout adopt "rekap bank baru.xlsx" --as bank-baru --kind disbursement --map amount=Uang
    ```
    """
    import dataclasses
    import re

    import polars as pl

    from pipeline.read import ReadTable, propose_toml, read_file
    from pipeline.store.files import label, telling
    from pipeline.store.office import office_settings
    from schemas.codes import Kind
    from schemas.fields import known_field
    from schemas.layouts import load_layouts, parse_layout

    folder = data_folder(data)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise PadanError("--as hanya menerima huruf kecil, angka, dan tanda hubung, misalnya bank-baru.")
    wanted = dict(part.partition("=")[::2] for part in map)
    for field, header in wanted.items():
        if not known_field(field) or not header:
            raise PadanError(f"--map {field}=…: isian tidak dikenal atau judul kolomnya kosong. Lihat docs/data-dictionary.md.")
    target = folder / "layouts" / f"{name}.toml"
    if target.exists():
        raise PadanError(f"layouts/{name}.toml sudah ada. Pilih nama lain, atau hapus dulu berkas itu.")
    known = load_layouts(folder / "layouts")
    if wanted:  # what the officer says of the columns helps to find the header row
        first = ReadTable(label(file.name), "", Kind(kind or "disbursement"), name, 0, wanted, pl.DataFrame())
        known = (parse_layout(propose_toml(first, name), name=name), *known)
    got = read_file(file, label(file.name), layouts=known, limits=office_settings(folder).limits)
    if got.problem is not None and not got.tables:
        raise PadanError(got.problem, file=label(file.name))
    tables = [t for t in got.tables if sheet is None or t.sheet == sheet]
    if not tables:
        where = f" di lembar {sheet}" if sheet else ""
        raise PadanError(f"tidak ada tabel yang dapat dipelajari{where}. Periksa isi berkasnya.", file=label(file.name))
    table = tables[0]
    learned = dataclasses.replace(
        table,
        headers={**table.headers, **wanted},
        unmapped=tuple(h for h in table.unmapped if h not in wanted.values()),
        kind=Kind(kind) if kind else table.kind,
    )
    if learned.kind == Kind.UNKNOWN:
        raise PadanError("jenis daftar ini tidak dapat dipastikan. Sebutkan dengan --kind.", file=label(file.name))
    text = propose_toml(learned, name)
    try:
        parse_layout(text, name=name)
    except ValueError as error:
        raise PadanError(str(error)) from None
    with telling(str(target)):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    say(f"{len(learned.headers)} kolom dipelajari; tidak dipakai: {', '.join(learned.unmapped) or 'tidak ada'}")
    out(str(target))
    return DONE
