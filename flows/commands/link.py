"""`padan link`: ad-hoc pemadanan of any two lists of people, or of one with itself."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (cyclopts reads annotations when the program runs)
from typing import Annotated, Literal

from cyclopts import Parameter

from flows.console import out, progress, say
from pipeline.errors import DONE, PadanError


def link(
    left: Path,
    right: Path | None = None,
    /,
    *,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"), help="Where to write the pairs (.parquet or .csv).")] = None,
    map: Annotated[  # noqa: A002
        tuple[str, ...],
        Parameter(help="field=column, repeatable; a name in parts: name=given_name+surname.", negative=()),
    ] = (),
    compare: Annotated[
        tuple[str, ...], Parameter(help="A further column to compare by similarity, or column:exact. Repeatable.", negative=())
    ] = (),
    id: Annotated[str | None, Parameter(help="Column with the id in both lists (default: row number).")] = None,  # noqa: A002
    left_id: Annotated[str | None, Parameter(help="Id column of LEFT.")] = None,
    right_id: Annotated[str | None, Parameter(help="Id column of RIGHT.")] = None,
    one_to_one: Annotated[bool, Parameter(negative=(), help="Each record in at most one pair (default for two lists).")] = False,
    many: Annotated[bool, Parameter(negative=(), help="Any number of pairs a record (default within one list).")] = False,
    threshold: Annotated[
        float | None,
        Parameter(help="Match probability from which a pair is MATCH (default: 0.3 where a record is taken once, else 0.4)."),
    ] = None,
    review: Annotated[
        float | None, Parameter(help="Match probability from which a pair is REVIEW, for a person to decide (default: 0.1).")
    ] = None,
    model: Annotated[
        Path | None, Parameter(help="A fitted model: saved there where no such file is yet, else used without training.")
    ] = None,
    explain: Annotated[
        tuple[str, str] | None,
        Parameter(help="Two ids: print, field by field, why these two are a pair or none.", negative=()),
    ] = None,
) -> int:
    """Link two lists of people (CSV, XLSX, Parquet), or one list with itself, and write the pairs.

    Columns are recognised by their headers, like any source; `--map` overrides. It works without NIK and in any country.

    Parameters
    ----------
    left
        A list of people.
    right
        The other list. Without it, LEFT is linked with itself.

    Examples
    --------
    ```
    padan link registry.csv paylist.xlsx -o pairs.csv
    padan link people.csv -o pairs.parquet --id rec_id --map name=given_name+surname --compare postcode:exact
    padan link a.csv b.csv -o pairs.csv --explain 17 4
    ```
    """
    _check(output, one_to_one=one_to_one, many=many, explain=explain, thresholds={"--threshold": threshold, "--review": review})
    _readable(left, right)
    mode: Literal["one_to_one", "many"] = "many" if many or (right is None and not one_to_one) else "one_to_one"
    from flows.linking import Asked, link_files

    asked = Asked(mode, map, compare, left_id or id, right_id or id, threshold, review, model, explain)
    with progress() as show:
        told = link_files(left, right, output, asked, show)
    for line in told.remarks:
        say(line)
    for line in told.lines:
        out(line)
    return DONE


def _check(
    output: Path | None, *, one_to_one: bool, many: bool, explain: tuple[str, str] | None, thresholds: dict[str, float | None]
) -> None:
    """Options that contradict each other or say too little. Raises PadanError."""
    if one_to_one and many:
        raise PadanError("--one-to-one and --many exclude each other.")
    if output is None and explain is None:
        raise PadanError("say where to write the pairs: -o PAIRS.csv or -o PAIRS.parquet.")
    if output is not None and output.suffix.lower() not in (".csv", ".parquet"):
        raise PadanError("the pairs go into a .csv or a .parquet file; give -o such a name.")
    for name, value in thresholds.items():
        if value is not None and not 0 < value < 1:
            raise PadanError(f"{name} is a probability between 0 and 1.")


def _readable(*lists: Path | None) -> None:
    """Each list is a regular file that opens. Raises PadanError otherwise, before anything is loaded."""
    import os

    from pipeline.store.files import open_regular

    for path in lists:
        if path is not None:
            os.close(open_regular(path))
