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
    import re

    from pipeline.intake.learn import columns_named, learn_layout
    from pipeline.store.files import telling
    from pipeline.store.office import office_settings
    from schemas.codes import Kind

    folder = data_folder(data)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise PadanError("--as hanya menerima huruf kecil, angka, dan tanda hubung, misalnya bank-baru.")
    wanted = columns_named(map)
    target = folder / "layouts" / f"{name}.toml"
    if target.exists():
        raise PadanError(f"layouts/{name}.toml sudah ada. Pilih nama lain, atau hapus dulu berkas itu.")
    known, limits = folder / "layouts", office_settings(folder).limits
    learned, text = learn_layout(file, name, wanted, kind=Kind(kind) if kind else None, sheet=sheet, layouts=known, limits=limits)
    with telling(str(target)):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    say(f"{len(learned.headers)} kolom dipelajari; tidak dipakai: {', '.join(learned.unmapped) or 'tidak ada'}")
    out(str(target))
    return DONE
