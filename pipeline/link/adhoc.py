"""`padan link`: any two lists of people, or one with itself, whatever their headers and their country.

When to reach for it: the lists are frames of text with unknown columns. Roles say which columns are what; every field both
lists hold becomes a comparison; the model trains itself on the lists. The invariants: no labels, no network, no row order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pipeline.errors import PadanError
from pipeline.link import values
from pipeline.link.ages import years_from_ages
from pipeline.link.block import Stack
from pipeline.link.compare import Comparison, PartComparison
from pipeline.link.contents import roles_of
from pipeline.link.dates import DateComparison
from pipeline.link.encode import by_value
from pipeline.link.engine import score
from pipeline.link.explain import Explanation, explain
from pipeline.link.judgements import constraints
from pipeline.link.nik_digits import NikComparison
from pipeline.link.params import FieldKind, FieldSpec, LinkSettings, Mode
from pipeline.link.people import comes_first, finish
from pipeline.link.prepare import both, build, plain, said_by_nik
from pipeline.link.roles import columns_of, looks_like_id, of_another

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.link.encode import Change
    from pipeline.link.weights import Model

K = FieldKind
_FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("nik", K.NIK),
    FieldSpec("id_number", K.ID),
    FieldSpec("no_kk", K.ID, shared=True),
    FieldSpec("name", K.NAME),
    FieldSpec("given_name", K.PART),
    FieldSpec("middle_name", K.PART),
    FieldSpec("surname", K.PART, shared=True),
    FieldSpec("birth_date", K.DATE),
    FieldSpec("birth_year", K.NUMBER),
    FieldSpec("age", K.NUMBER),
    FieldSpec("sex", K.FLAG),
    FieldSpec("birth_place", K.TEXT, shared=True),
    FieldSpec("mother_name", K.NAME, shared=True),
    FieldSpec("street_number", K.CODE, place=True, shared=True),
    FieldSpec("unit_number", K.CODE, place=True, shared=True),
    FieldSpec("address", K.TEXT, place=True, shared=True),
    FieldSpec("address_2", K.TEXT, place=True, shared=True),
    FieldSpec("rt", K.CODE, place=True, shared=True),
    FieldSpec("rw", K.CODE, place=True, shared=True),
    FieldSpec("village_code", K.CODE, place=True, shared=True),
    FieldSpec("village_name", K.TEXT, place=True, shared=True),
    FieldSpec("district_name", K.TEXT, place=True, shared=True),
    FieldSpec("suburb", K.TEXT, place=True, shared=True),
    FieldSpec("postcode", K.CODE, place=True, shared=True),
    FieldSpec("state", K.FLAG, place=True, shared=True),
    FieldSpec("phone", K.ID, shared=True),
    FieldSpec("email", K.ID),
)
_TELLING: Final = (K.NIK, K.ID, K.NAME, K.PART)
"""Kinds of fields without any of which two lists hardly tell one person from the next."""
_INITIALS = 0.8
MATCH_FROM: Final[dict[Mode, float]] = {"one_to_one": 0.3, "many_to_one": 0.3, "many": 0.4}
"""Match probability for MATCH. Where a row is taken once its rivals share its probability, and the best of them may have less than half."""
REVIEW_FROM: Final = 0.1
_FEW = 40
"""A column in which this many values are nearly all there are is a flag."""


def link_lists(
    left: pl.DataFrame,
    right: pl.DataFrame | None = None,
    roles: Mapping[str, Sequence[str]] | None = None,
    compare: Sequence[tuple[str, str]] = (),
    *,
    left_id: str | None = None,
    right_id: str | None = None,
    mode: Mode | None = None,
    threshold: float | None = None,
    review: float | None = None,
    judgements: pl.DataFrame | None = None,
    model: Model | None = None,
    settings: LinkSettings | None = None,
) -> tuple[pl.DataFrame, dict[str, Any], Model]:
    """Pairs of records of two lists (or of one) that are one person: (pairs, report, model).

    left, right: any columns, as text. roles: field → columns (default: `roles_of`). compare: further (column, `text` or
    `exact`). left_id, right_id: the id columns; without, the row number counted from 1. mode: one_to_one between two lists,
    many within one. threshold: match probability for MATCH (default: `MATCH_FROM` of the mode); review: for REVIEW.
    Raises PadanError where no field is shared.
    """
    mode = mode or ("many" if right is None else "one_to_one")
    prepared = prepare_in_turn(left, right, roles, compare, left_id=left_id, right_id=right_id, mode=mode)
    return link_prepared(prepared, mode, threshold=threshold, review=review, judgements=judgements, model=model, settings=settings)


def prepare_in_turn(
    left: pl.DataFrame,
    right: pl.DataFrame | None,
    roles: Mapping[str, Sequence[str]] | None,
    compare: Sequence[tuple[str, str]],
    *,
    left_id: str | None,
    right_id: str | None,
    mode: Mode,
) -> Prepared:
    """The two lists ready for `link_prepared`; arguments as in `link_lists`.

    Between two lists whose rows are each taken once, the one that `comes_first` is put first, so that exchanging the lists changes no link.
    The result holds nothing of the frames: a caller short of memory may drop them.
    """
    roles = roles if roles is not None else roles_of(left, right)
    if right is not None and mode == "one_to_one" and comes_first(right, left):
        return replace(prepare_lists(right, left, roles, compare, left_id=right_id or left_id, right_id=left_id), turned=True)
    return prepare_lists(left, right, roles, compare, left_id=left_id, right_id=right_id)


def link_prepared(
    prepared: Prepared,
    mode: Mode,
    *,
    threshold: float | None,
    review: float | None,
    judgements: pl.DataFrame | None = None,
    model: Model | None = None,
    settings: LinkSettings | None = None,
) -> tuple[pl.DataFrame, dict[str, Any], Model]:
    """The (pairs, report, model) of `link_lists`, from lists that `prepare_in_turn` made ready. `prepared` is used up by it."""
    match_from = MATCH_FROM[mode] if threshold is None else threshold
    review_from = min(REVIEW_FROM, match_from) if review is None else review
    chosen = settings or LinkSettings(match_probability=match_from, review_probability=min(review_from, match_from), guards=False)
    scored = score(prepared.comparisons, prepared.stack, mode, chosen, model)
    fields = tuple(c.spec.name for c in prepared.comparisons)
    judged = constraints(judgements, prepared.ids, prepared.stack)
    linkage = finish(scored, prepared.ids, mode, chosen, judged, fields, turn=prepared.turned)
    thin = not any(f.kind in _TELLING for f in linkage.model.fields)
    report = linkage.report | {"fields": list(fields), "skipped_columns": prepared.skipped, "thin": thin}
    return linkage.pairs, report, linkage.model


@dataclass(frozen=True)
class Prepared:
    """Two foreign lists ready to be scored; turned: the right one lies first, and is turned back in the pairs."""

    comparisons: list[Comparison]
    stack: Stack
    ids: pl.Series
    skipped: list[str]
    turned: bool = False


def prepare_lists(
    left: pl.DataFrame,
    right: pl.DataFrame | None,
    roles: Mapping[str, Sequence[str]] | None,
    compare: Sequence[tuple[str, str]],
    *,
    left_id: str | None,
    right_id: str | None,
) -> Prepared:
    """The two lists as comparisons, one a field that both can tell; arguments as in `link_lists`. Rows with ids are sorted by them.

    Raises PadanError where the lists have no field in common.
    """
    roles = roles if roles is not None else roles_of(left, right)
    sides = [_with_id(left, left_id)] + ([_with_id(right, right_id or left_id)] if right is not None else [])
    asked = {c for c, _ in compare if all(c in s.columns for s in sides)}
    roles = {field: columns for field, columns in roles.items() if not asked.issuperset(columns)}  # no column speaks twice
    stack = Stack(sides[0].height, sum(s.height for s in sides))
    fields = years_from_ages(_with_years([_fields(side, roles) for side in sides]))
    out = _comparisons(fields, stack)
    used = {c for columns in roles.values() for c in columns}
    apart = {i for i in (left_id, right_id) if i}
    if len(out) > 1:
        apart |= {c for s in sides for c in s.columns if of_another(c)}
    out += _extras(sides, used, compare, apart)
    if not out:
        raise PadanError("the two lists have no column in common that can be compared; name them with --map or --compare")
    skipped = sorted({c for s in sides for c in s.columns if c != _ID} - used - {c.spec.name for c in out})
    return Prepared(out, stack, pl.concat([s[_ID] for s in sides]), skipped)


def _comparisons(fields: list[dict[str, pl.Series]], stack: Stack) -> list[Comparison]:
    """What both lists hold, field by field, made on two cores."""
    common = [spec for spec in _FIELDS if all(spec.name in f for f in fields)]
    if any("given_name" not in f for f in fields):
        common = [spec for spec in common if spec.name != "middle_name"]
    if all("birth_date" in f for f in fields):
        common = [spec for spec in common if spec.name != "birth_year"]
    numbers = both(lambda f: values.niks(f["nik"]) if "nik" in f else None, *fields)
    dear = [spec for spec in common if spec.kind in (K.NIK, K.DATE)]
    made = dict(zip(dear, both(lambda spec: _comparison(spec, fields, numbers), *dear), strict=True))
    numbers.clear()  # as text they are the largest column
    rest = [spec for spec in common if spec not in made]
    made |= zip(rest, both(lambda spec: _comparison(spec, fields, numbers), *rest), strict=True)
    found = (made[spec] for spec in common)
    return [c for c in found if c is not None and c.present[: stack.left].any() and c.present[-1:].size]


_ID = "·id"
_Numbers = list[tuple[pl.Series, pl.Series] | None]
"""Per list the whole NIKs and what is certain of damaged ones (`values.niks`); None where it has none."""


def _with_id(frame: pl.DataFrame, column: str | None) -> pl.DataFrame:
    if column is not None and column in frame.columns:
        return frame.with_columns(pl.col(column).cast(pl.String).alias(_ID)).sort(_ID, nulls_last=True, maintain_order=True)
    return frame.with_columns(pl.int_range(1, pl.len() + 1).cast(pl.String).alias(_ID))


def _joined(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    if len(columns) == 1:
        return frame[columns[0]].cast(pl.String)
    return frame.select(pl.concat_str([pl.col(c).cast(pl.String) for c in columns], separator=" ", ignore_nulls=True))[columns[0]]


def _fields(frame: pl.DataFrame, roles: Mapping[str, Sequence[str]]) -> dict[str, pl.Series]:
    """Field → its column in this list, joined where several columns share it; whole name and name parts made from each other."""
    out: dict[str, pl.Series] = {}
    for field in roles:
        columns = columns_of(roles, field, frame.columns)
        if field == "name" and len(columns) > 1:
            out["given_name"], out["surname"] = _joined(frame, columns[:1]), _joined(frame, columns[-1:])
            if len(columns) > 2:
                out["middle_name"] = _joined(frame, columns[1:-1])
        elif columns:
            out[field] = _joined(frame, columns)
    parts = [out[p] for p in ("given_name", "middle_name", "surname") if p in out]
    if "name" not in out and parts:
        out["name"] = (
            pl.DataFrame({str(k): p for k, p in enumerate(parts)})
            .select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True))
            .to_series()
        )
        out["·parts"] = out["name"]
    if "birth_date" not in out and "birth_year" in out and "birth_month" in out and "birth_day" in out:
        pieces = pl.DataFrame({"y": out["birth_year"], "m": out["birth_month"].str.zfill(2), "d": out["birth_day"].str.zfill(2)})
        out["birth_date"] = pieces.select(pl.concat_str(pl.all(), separator="-"))["y"]
    return out


def _with_years(fields: list[dict[str, pl.Series]]) -> list[dict[str, pl.Series]]:
    """A year of birth from the dates of one list, where the other has no dates."""
    for f in fields if not all("birth_date" in f for f in fields) else ():
        if "birth_date" in f and "birth_year" not in f:
            f["birth_year"] = values.dates(f["birth_date"])["y"].cast(pl.String)
    return fields


def _comparison(spec: FieldSpec, fields: list[dict[str, pl.Series]], numbers: _Numbers) -> Comparison | None:
    """One field over both lists, its values made comparable."""
    split = all("given_name" in f and "surname" in f for f in fields)
    if spec.name == "name" and split:
        return None
    if spec.kind is K.PART and not split:
        return None
    raw = [f[spec.name] for f in fields]
    if spec.kind is K.NIK:
        whole, known = zip(*(n for n in numbers if n is not None), strict=True)
        return NikComparison(spec, pl.concat(whole), pl.concat(known))
    if spec.kind is K.DATE:
        return _dates(spec, [f["birth_date"] for f in fields], numbers)
    if spec.name in {"given_name", "surname"}:
        first = spec.name == "given_name"
        mine, other = (by_value(_stacked(r), values.letters) for r in (raw, [f["surname" if first else "given_name"] for f in fields]))
        return PartComparison(spec, mine, other, first=first)
    if spec.name == "middle_name" and any(map(_tells_initials, raw)):
        return build(spec, _stacked(raw), change=lambda s: values.letters(s).str.slice(0, 1))
    return build(spec, _stacked(raw), change=_comparable(spec))


def _tells_initials(part: pl.Series) -> bool:
    """Are nearly all of a list's values of one part of the name single letters: of the other list only those say anything."""
    letters = values.letters(part.drop_nulls().head(10_000)).drop_nulls()
    return len(letters) > 0 and int((letters.str.len_chars() == 1).sum()) >= _INITIALS * len(letters)


def _stacked(parts: list[pl.Series]) -> pl.Series:
    return pl.concat([part.rename("v") for part in parts])


def _comparable(spec: FieldSpec) -> Change:
    """What makes the values of a field comparable."""
    return {
        K.NAME: values.bare, K.PART: values.letters, K.TEXT: lambda s: plain(values.bare(s)),
        K.CODE: values.number_text if spec.name in {"rt", "rw"} else values.signs_off,
        K.ID: values.phones if spec.name == "phone" else values.signs_off,
        K.FLAG: values.sexes if spec.name == "sex" else values.bare, K.NUMBER: values.bare,
    }[spec.kind]  # fmt: skip


def _dates(spec: FieldSpec, written: list[pl.Series], numbers: _Numbers) -> Comparison:
    """Birth dates, and what the NIK says of one where none is listed."""
    born = pl.concat([values.dates(w) for w in written])
    if all(n is None for n in numbers):
        return DateComparison(spec, born)
    certain = [
        pl.repeat(None, len(w), dtype=pl.String, eager=True) if n is None else pl.select(pl.coalesce(*n)).to_series()
        for w, n in zip(written, numbers, strict=True)
    ]
    nik = _stacked(certain)
    told = born.select(pl.sum_horizontal(pl.all().is_not_null()) >= 2).to_series()  # as DateComparison counts
    return DateComparison(spec, born, said_by_nik(nik, told), nik.is_not_null().to_numpy())


def _extras(sides: list[pl.DataFrame], used: set[str], compare: Sequence[tuple[str, str]], ids: set[str]) -> list[Comparison]:
    """Columns asked for with --compare, and columns without a role that both lists have under one header."""
    asked = dict(compare)
    common = [c for c in sides[0].columns if all(c in s.columns for s in sides) and c != _ID]
    out: list[Comparison] = []
    for column in common:
        if column not in asked and (column in used or column in ids or looks_like_id(column)):
            continue
        series = pl.concat([values.bare(s[column]).rename("v") for s in sides])
        distinct = series.n_unique()
        if distinct < 2 or series.null_count() == len(series):
            continue
        way = asked.get(column)
        wordy = way is None and distinct > 0.5 * len(series)
        if wordy and not _says_the_same(series, sides[0].height):
            continue
        if wordy:
            kind = K.NAME
        elif way == "exact" or (way is None and _few_values(series)):
            kind = K.FLAG
        else:
            kind = K.TEXT if series.str.len_chars().mean() > 4 or way == "text" else K.CODE  # type: ignore[operator]
        out.append(build(FieldSpec(column, kind), series))
    return out


def _few_values(values: pl.Series) -> bool:
    """Is a column a code of few values; typing errors make rare further ones."""
    counts = values.drop_nulls().value_counts(sort=True)["count"]
    return len(counts) <= _FEW or int(counts.head(_FEW).sum()) >= 0.9 * int(counts.sum())


def _says_the_same(values: pl.Series, left: int) -> bool:
    """Is a column of mostly different values words that both lists have in common (a title, a firm), not numbers or remarks."""
    words = values.str.contains(r"\pL{2,}[^\pL]+\pL{2,}").fill_null(value=False).mean()
    here, there = values[:left].drop_nulls(), values[left:].drop_nulls()
    known = here.is_in(there.implode()).mean() if len(there) and len(here) else 1.0
    return bool(words >= 0.5 and known >= 0.05)  # type: ignore[operator]


def explain_lists(
    left: pl.DataFrame,
    right: pl.DataFrame | None,
    pair: tuple[str, str],
    model: Model,
    roles: Mapping[str, Sequence[str]] | None = None,
    compare: Sequence[tuple[str, str]] = (),
    *,
    left_id: str | None = None,
    right_id: str | None = None,
) -> Explanation:
    """The waterfall of one pair of records, by their ids, under a model that `link_lists` gave back for these lists.

    Raises PadanError where an id does not occur, or the model speaks of other fields than the lists.
    """
    prepared = prepare_lists(left, right, roles, compare, left_id=left_id, right_id=right_id)
    if tuple(c.spec.name for c in prepared.comparisons) != tuple(f.name for f in model.fields):
        raise PadanError("the model was made for other columns; let the lists be linked again")
    for comparison in prepared.comparisons:
        comparison.count(prepared.stack.left)
    ids = prepared.ids.to_list()
    here = {record: row for row, record in enumerate(ids[: prepared.stack.left])}
    there = here if right is None else {record: row for row, record in enumerate(ids[prepared.stack.left :], prepared.stack.left)}
    if pair[0] not in here or pair[1] not in there:
        raise PadanError("one of the two ids does not occur in its list")
    return explain(model, prepared.comparisons, here[pair[0]], there[pair[1]])
