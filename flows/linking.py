"""What `padan link` does: read two foreign lists, decide which column is what, link, write the pairs.

When to reach for it: from `flows.commands.link`. The invariants: every column named on the command line exists, or the nearest one
is offered; PAIRS appears whole or not at all; remarks name columns and counts, never values.
"""

from __future__ import annotations

import difflib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import PadanError
from pipeline.store.files import label, telling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from pipeline.link.explain import Explanation
    from pipeline.link.weights import Model

FIELDS = (
    "nik", "no_kk", "id_number", "name", "given_name", "middle_name", "surname", "birth_date", "birth_year", "birth_month",
    "birth_day", "age", "sex", "birth_place", "mother_name", "street_number", "unit_number", "address", "address_2", "rt", "rw",
    "village_code", "village_name", "district_name", "suburb", "postcode", "state", "phone", "email",
)  # fmt: skip
"""Fields that `--map` knows."""


@dataclass(frozen=True)
class Linked:
    """What to print: lines are the answer, remarks go to stderr."""

    lines: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What is asked of a linkage, as the options of `padan link` give it. None, or nothing: left to the program.

    mode: `one_to_one` takes each record once, `many` any number of times. mapping: `field=column`; compare: `column` or `column:exact`.
    threshold, review: match probabilities from which a pair is MATCH and REVIEW. model: where a fitted model lies, or is to lie.
    explain: the ids of two records whose pair is to be explained.
    """

    mode: Literal["one_to_one", "many"]
    mapping: Sequence[str] = ()
    compare: Sequence[str] = ()
    left_id: str | None = None
    right_id: str | None = None
    threshold: float | None = None
    review: float | None = None
    model: Path | None = None
    explain: tuple[str, str] | None = None


def link_files(left: Path, right: Path | None, output: Path | None, asked: Asked, progress: Callable[[str], None]) -> Linked:
    """Link two lists, or one with itself (right None), and write the pairs to `output` (None: nowhere).

    progress: told in a few words what is being done. Raises PadanError for unknown columns or fields and for unreadable lists.
    """
    progress("reading the lists")
    frames = _read(left, right)
    from pipeline.link.adhoc import explain_lists, link_prepared, prepare_in_turn

    roles, further = _columns_meant(frames, asked)
    progress("linking")
    ids = (asked.left_id, asked.right_id)
    prepared = prepare_in_turn(*_both(frames), roles, further, left_id=ids[0], right_id=ids[1], mode=asked.mode)
    odd = [_odd_list(*list_and_id) for list_and_id in zip(frames, ids, strict=False)]
    if asked.explain is None:
        frames.clear()  # of a million records a third of the memory
    pairs, report, model = link_prepared(
        prepared, asked.mode, model=load_model(asked.model), threshold=asked.threshold, review=asked.review
    )
    if asked.model is not None and not asked.model.exists():
        _write(asked.model, model.to_json().encode("utf-8"))
    if output is not None:
        progress("writing the pairs")
        write_pairs(pairs, output)
    lines: list[str] = []
    if asked.explain is not None:
        told = explain_lists(*_both(frames), asked.explain, model, roles, further, left_id=ids[0], right_id=ids[1])
        lines += [*_explained(pairs, *asked.explain), *_waterfall(told)]
    if output is not None:
        lines.append(str(output))
    remarks = [f"{word}: {said}" for word, said in zip(("LEFT", "RIGHT"), odd, strict=False) if said]
    return Linked(tuple(lines), (*remarks, *_remarks(pairs, report, roles)))


def _both(frames: Sequence[pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The left list and the right one; None where a list is linked with itself."""
    return frames[0], frames[1] if len(frames) > 1 else None


def _read(left: Path, right: Path | None) -> list[pl.DataFrame]:
    """The lists as text columns; the linkage is loaded while they are read."""
    from pipeline.read.plain import read_plain

    with ThreadPoolExecutor(2) as pool:
        reading = pool.map(read_plain, [path for path in (left, right) if path is not None])
        import_module("pipeline.link.adhoc")
        return list(reading)


def _columns_meant(frames: Sequence[pl.DataFrame], asked: Asked) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]]]:
    """Which columns play which role, and the further ones to compare with their ways.

    Raises PadanError where something that was asked names no column, or the two thresholds contradict each other.
    """
    from pipeline.link.adhoc import MATCH_FROM
    from pipeline.link.contents import roles_of

    columns = list(dict.fromkeys(c for f in frames for c in f.columns))
    roles = with_mapping(roles_of(*frames), asked.mapping, columns)
    further = [parse_compare(text, columns) for text in asked.compare]
    for column, _ in further:
        in_each_list(column, frames)
    for name, frame, option in zip((asked.left_id, asked.right_id), frames, ("--left-id", "--right-id"), strict=False):
        if name is not None and name not in frame.columns:
            raise PadanError(f"there is no column '{label(name)}' for {option}.{_nearest(name, frame.columns)} {_columns(frame.columns)}")
    if asked.review is not None and asked.review > (MATCH_FROM[asked.mode] if asked.threshold is None else asked.threshold):
        raise PadanError("--review must not lie above --threshold.")
    return roles, further


def with_mapping(guessed: Mapping[str, Sequence[str]], mapping: Sequence[str], columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Roles by header, overridden by `field=column` or `field=column+column`; a field given twice has a column in each list."""
    asked: dict[str, list[str]] = {}
    for text in mapping:
        field, found, names = text.partition("=")
        if not found or not names:
            raise PadanError(f"'{label(text)}' is no mapping. Write --map field=column, for example --map name=full_name.")
        if field not in FIELDS:
            raise PadanError(f"there is no field '{label(field)}'.{_nearest(field, FIELDS)} Fields: {', '.join(FIELDS)}.")
        for name in [names] if names in columns else names.split("+"):
            if name not in columns:
                raise PadanError(f"there is no column '{label(name)}' in the lists.{_nearest(name, columns)}")
            asked.setdefault(field, []).append(name)
    taken = {name for names in asked.values() for name in names}
    kept = {field: tuple(c for c in names if c not in taken) for field, names in guessed.items() if field not in asked}
    return {field: names for field, names in kept.items() if names} | {field: tuple(names) for field, names in asked.items()}


def parse_compare(text: str, columns: Sequence[str]) -> tuple[str, str]:
    """`column` or `column:exact` as (column, way); the way is `text` where none is given."""
    if text in columns:
        return text, "text"
    name, _, way = text.rpartition(":")
    if name not in columns:
        wanted = name or text
        raise PadanError(f"there is no column '{label(wanted)}' in the lists.{_nearest(wanted, columns)}")
    if way not in ("exact", "text"):
        raise PadanError(f"a column is compared as text or exact, not as '{label(way)}': --compare {label(name)}:exact.")
    return name, way


def in_each_list(column: str, frames: Sequence[pl.DataFrame]) -> None:
    """A column to compare stands in both lists. Raises PadanError where it is in one only: it would be left out in silence."""
    if not all(column in f.columns for f in frames):
        raise PadanError(f"column '{label(column)}' is in one list only. --compare needs it in both; --map joins two headers of one field.")


def _nearest(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean '{label(near[0])}'?" if near else ""


def _columns(columns: Sequence[str]) -> str:
    return f"Columns: {', '.join(map(label, columns[:30]))}."


def _odd_list(frame: pl.DataFrame, id_column: str | None) -> str:
    """What is odd about a list as a whole: no rows, ids that occur twice or are empty. Empty where nothing is."""
    if frame.height == 0:
        return "the list has a header and no rows, so nothing can be linked"
    if id_column is None:
        return ""
    ids = frame[id_column]
    blank, twice = ids.null_count(), int((ids.is_duplicated() & ids.is_not_null()).sum())
    said = [f"rows without an id: {blank}"] * (blank > 0) + [f"rows that share theirs with another: {twice}"] * (twice > 0)
    if not said:
        return ""
    return f"in column '{label(id_column)}' {', '.join(said)}; their pairs cannot be told apart. Without --id the row number is used"


def load_model(path: Path | None) -> Model | None:
    """A saved model, or None where there is none yet. PadanError where the file is no model."""
    if path is None or not path.exists():
        return None
    from pipeline.link.weights import Model

    try:
        return Model.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        raise PadanError("this is not a model that `padan link --model` saved.", file=label(path.name)) from None


def write_pairs(pairs: pl.DataFrame, output: Path) -> None:
    """Write the pairs whole or not at all, by the ending of the name: .csv or .parquet."""
    if output.suffix.lower() == ".csv":
        _write(output, pairs.write_csv().encode("utf-8"))
        return
    from pipeline.store import write_table

    aside = output.with_name(f".{output.name}.new")
    write_table(pairs, aside)
    with telling(str(output)):
        aside.replace(output)


def _write(path: Path, data: bytes) -> None:
    from pipeline.store.files import make_folder, write_atomic

    make_folder(path.parent)
    with telling(str(path)):
        write_atomic(path, data)


def _explained(pairs: pl.DataFrame, one: str, two: str) -> tuple[str, ...]:
    """The decision about one pair."""
    import polars as pl

    either = (pl.col("left_id") == one) & (pl.col("right_id") == two) | (pl.col("left_id") == two) & (pl.col("right_id") == one)
    found = pairs.filter(either)
    if found.is_empty():
        return ("no pair: the match probability lies below --review, or another pair is clearly better",)
    row = found.row(0, named=True)
    return (f"{row['band']}  weight {row['match_weight']:+.3f}  probability {row['match_probability']:.6f}  rule {row['rule']}",)


def _waterfall(told: Explanation) -> tuple[str, ...]:
    """The weights one by one, in bits, with their running sum, and the sentence."""
    lines, total = [], 0.0
    for bar in told.bars:
        total += bar.bits
        lines.append(f"  {label(bar.name):<16} {bar.verdict or ' '}  {bar.bits:+8.3f}  {total:+9.3f}  {bar.level}")
    return (*lines, told.sentence)


def _remarks(pairs: pl.DataFrame, report: Mapping[str, Any], roles: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    bands = dict(pairs["band"].value_counts().iter_rows())
    told = [f"{pairs.height} pairs: {bands.get('MATCH', 0)} MATCH, {bands.get('REVIEW', 0)} REVIEW"]
    fields = report.get("fields") or ()
    if fields:
        told.append("compared: " + ", ".join(f"{f} ({'+'.join(map(label, roles[f]))})" if f in roles else label(f) for f in fields))
    if report.get("thin"):
        told.append("no name and no number of a person is compared: these pairs are weak. Name such a column with --map name=COLUMN")
    skipped = report.get("skipped_columns") or ()
    if skipped:
        told.append(f"not compared: {', '.join(map(label, skipped[:20]))}; add one with --compare")
    return tuple(told)
