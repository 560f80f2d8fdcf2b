"""Where a row lies: the Kemendagri code of its village from a code of either system or from its name; RT and RW.

When to reach for it: once per source table. The invariants: the code system is decided per file from the agreement of codes and names over
all rows, never per row; a name that fits several villages is no answer, but for two of one kecamatan (a kelurahan and a negeri), which are
told apart by nothing and stand under one code of theirs in every list; nothing is guessed. Source: DOMAIN §5.4 and check 10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.standardise.text import fold_column, joined_by, map_distinct
from pipeline.standardise.where.area_names import area_key, bare_key
from pipeline.standardise.where.elsewhere import regency_of
from pipeline.standardise.where.namesakes import with_leaning
from pipeline.words.nik import number
from schemas import lookups

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.standardise.findings import Findings

KEMENDAGRI, BPS = "kemendagri", "bps"
_WIDTHS = {KEMENDAGRI: (2, 2, 2, 4), BPS: (2, 2, 3, 3)}
_PARTS = ("province_code", "regency_code", "district_code", "village_code")


@dataclass(frozen=True)
class Gazetteer:
    """The villages known: names by code of each system, codes by name key."""

    names: Mapping[str, str]  # Kemendagri code -> canonical name
    keys: Mapping[str, Mapping[str, frozenset[str]]]  # system -> code -> name keys
    from_bps: Mapping[str, str]
    by_name: Mapping[str, tuple[str, ...]]  # name key -> Kemendagri codes
    district: Mapping[str, str]  # Kemendagri code -> district key
    settled: frozenset[str]  # districts (six digits) of tables checked by hand: no village beside those named can lie there


FIFTH = 0.2
"""A regency that holds this share of a table's numbers or codes is one the table is about; fewer are people who moved here."""


_CODES = 4
"""Codes of villages of one name that a sentence tells."""

CUT = 15
"""Letters from which on the longest names of a column may have been cut by the system that exported them."""
LONG = 5
"""Letters from which a name with one slip is still told from other names."""


@lru_cache(maxsize=32)
def gazetteer(office: Path | None = None, near: tuple[str, ...] = ()) -> Gazetteer:
    """The villages in and about `near` as maps; an office's `data/lookups/villages.csv` before the shipped rows."""
    names, kemendagri, bps, from_bps, district = {}, {}, {}, {}, {}
    by_name: dict[str, list[str]] = {}
    for village in lookups.villages(office, near):
        keys = frozenset(area_key(n) for n in (village.name, village.bps_name, *village.aliases) if n)
        names[village.code], district[village.code] = village.name, area_key(village.district)
        placed = keys | {name + district[village.code] for name in keys}
        kemendagri[village.code] = placed
        if village.bps_code:
            bps[village.bps_code], from_bps[village.bps_code] = placed, village.code
        for name in sorted(keys):
            by_name.setdefault(name, []).append(village.code)
    settled = frozenset(village.code[:6] for village in lookups.villages(office))
    found = {k: tuple(v) for k, v in by_name.items()}
    found = {**_with_districts(found, district), **found}
    return Gazetteer(names, {KEMENDAGRI: kemendagri, BPS: bps}, from_bps, found, district, settled)


def _with_districts(by_name: Mapping[str, tuple[str, ...]], district: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Codes by the key of a name with its kecamatan behind it ("Suka Maju Sako"), which tells villages of one name apart."""
    out: dict[str, tuple[str, ...]] = {}
    for name, codes in by_name.items():
        for code in codes:
            out[name + district[code]] = (*out.get(name + district[code], ()), code)
    return out


def home(
    source: pl.DataFrame,
    area: str,
    office: Path | None = None,
    codes: pl.Series | None = None,
    believed: pl.DataFrame | None = None,
    said: pl.DataFrame | None = None,
) -> tuple[str, ...]:
    """The regencies (leading four digits) a table is about: the office's own, those of its village codes, those of its KK (else NIK); first
    the one that its places name, where none of them lies in these.

    A village name alone fits dozens of villages in the country, in one regency mostly one. A family card is issued where the family lives,
    a NIK where its holder was first registered. Empty where nothing tells. `believed`: the same numbers where they are, already cleaned;
    `said`: the places (`village_name`, `district_name`) where they are not those of the rows.
    """
    numbers = [source[column] for column in ("no_kk", "nik") if column in source.columns and source[column].is_not_null().any()]
    found = [area[:4]] if area else []
    for texts in ([codes] if codes is not None else []) + numbers[:1]:
        if believed is not None and texts is not codes:
            whole = believed[texts.name].cast(pl.Int64)
        else:
            whole = texts.to_frame().select(number(pl.col(texts.name))).to_series()
        odd = texts.filter(whole.is_null() & texts.is_not_null()).str.replace_all("[^0-9]", "").str.head(4)
        start = pl.concat([whole.drop_nulls() // 10**12, odd.filter(odd.str.len_chars() == 4).cast(pl.Int64)]).alias("start")
        votes = start.value_counts().sort("count", "start", descending=[True, False])
        found += votes.filter(pl.col("count") >= FIFTH * pl.col("count").sum())["start"].cast(pl.String).str.zfill(4).to_list()
    near = tuple(dict.fromkeys(found))
    return tuple(dict.fromkeys([*_places_elsewhere(source if said is None else said, office, near), *near]))


def _places_elsewhere(said: pl.DataFrame, office: Path | None, near: tuple[str, ...]) -> tuple[str, ...]:
    """The regency that the places of a list name, where no village of theirs lies `near`."""
    named = [fold_column(said, name).alias(name) for name in ("village_name", "district_name")]
    places = pl.DataFrame(named).drop_nulls("village_name").unique(maintain_order=True)
    known = gazetteer(office, near).by_name
    if any(key in known or bare_key(key) in known for key in map(area_key, places["village_name"].to_list())):
        return ()
    return regency_of(places["village_name"], places["district_name"])


def _digits(raw: str) -> str:
    text = re.sub(r"[.,]0+$", "", raw.strip().strip("'\"")) if re.fullmatch(r"\d+[.,]0+", raw.strip().strip("'\"")) else raw
    return re.sub(r"\D", "", text)


def _joined(texts: pl.DataFrame) -> tuple[pl.Series, str | None]:
    """The ten-digit code of each row (null: none), and the system its parts betray when it comes in four parts."""
    digits = pl.DataFrame([map_distinct(texts[c], _digits, pl.String).alias(c) for c in _PARTS])
    longest = {c: int(digits[c].str.len_chars().max() or 0) for c in _PARTS}  # type: ignore[arg-type]
    if longest["village_code"] >= 10 or not all(longest.values()):
        whole = digits["village_code"]
        return pl.select(pl.when(whole.str.len_chars() == 10).then(whole)).to_series(), None
    system = BPS if longest["district_code"] == 3 or longest["village_code"] == 3 else KEMENDAGRI
    if longest["district_code"] > 3:  # each level repeats those above it
        system = BPS if longest["district_code"] == 7 else KEMENDAGRI
    pieces = [pl.col(c).str.tail(w).str.zfill(w) for c, w in zip(_PARTS, _WIDTHS[system], strict=True)]
    return digits.select(pl.concat_str(pieces).alias("code")).to_series(), system


def _strange(pairs: pl.DataFrame, table: Gazetteer) -> bool:
    """Whether a table's codes are not those of the lists: of the rows whose code some list knows, most have another name than it says.

    Numbers of a made-up town, or of an edition we do not have, hit known codes by chance; the names tell.
    """
    known = agreeing = 0
    for code, name, n in pairs.drop_nulls("key").select("code", "key", "n").iter_rows():
        names = [table.keys[system][code] for system in (KEMENDAGRI, BPS) if code in table.keys[system]]
        known += n if names else 0
        agreeing += n if any(name in of for of in names) else 0
    return agreeing * 2 < known


def decide_system(pairs: pl.DataFrame, table: Gazetteer) -> str | None:
    """Which code system a file uses by its codes and names: `pairs` has `code`, `key` (of the name, may be null), `n` rows.

    First by rows whose code and name agree, then by the codes that exist, then by their form: Kemendagri's seventh digit is 1 to 3. None
    where nothing decides.
    """
    agree, exist, form = {KEMENDAGRI: 0, BPS: 0}, {KEMENDAGRI: 0, BPS: 0}, {KEMENDAGRI: 0, BPS: 0}
    for code, name, n in pairs.select("code", "key", "n").iter_rows():
        for system in (KEMENDAGRI, BPS):
            known = table.keys[system].get(code)
            exist[system] += n if known else 0
            agree[system] += n if known and name in known else 0
        form[KEMENDAGRI if code[6] in "123" else BPS] += n
    for votes in (agree, exist):
        if votes[KEMENDAGRI] != votes[BPS]:
            return KEMENDAGRI if votes[KEMENDAGRI] > votes[BPS] else BPS
    if exist[KEMENDAGRI] or agree[KEMENDAGRI]:
        return None
    return KEMENDAGRI if form[BPS] == 0 and form[KEMENDAGRI] else (BPS if form[BPS] else None)


def _decide_beside(frame: pl.DataFrame, numbers: pl.DataFrame | None, table: Gazetteer, area: str) -> str | None:
    """Which code system where codes exist in both and no village name decides: dots, district names, the office's area, NIK and KK
    prefixes.

    A NIK begins with the Kemendagri district of first registration, which for most people is where they live. None where all is silent.
    """
    prefix = pl.lit(None, dtype=pl.String) if numbers is None else numbers.select(pl.coalesce("nik", "no_kk").str.head(6)).to_series()
    held = frame.with_columns(prefix=prefix).filter(pl.col("code").is_not_null())
    if held["raw"].str.contains(r"^\d\d\.\d\d\.\d\d\.\d{4}$").fill_null(value=False).any():
        return KEMENDAGRI
    as_bps = map_distinct(held["code"], table.from_bps.get, pl.String)
    for column, measure in (("district", _same_district), ("prefix", _same_prefix)):
        votes = {KEMENDAGRI: measure(held["code"], held[column], table), BPS: measure(as_bps, held[column], table)}
        if votes[KEMENDAGRI] != votes[BPS]:
            return KEMENDAGRI if votes[KEMENDAGRI] > votes[BPS] else BPS
        if column == "district" and area:
            inside = {KEMENDAGRI: held["code"].str.starts_with(area).sum(), BPS: as_bps.str.starts_with(area).sum()}
            if inside[KEMENDAGRI] != inside[BPS]:
                return KEMENDAGRI if inside[KEMENDAGRI] > inside[BPS] else BPS
    return None


def _same_district(codes: pl.Series, districts: pl.Series, table: Gazetteer) -> int:
    return int((map_distinct(codes, table.district.get, pl.String) == districts).sum() or 0)


def _same_prefix(codes: pl.Series, prefixes: pl.Series, table: Gazetteer) -> int:
    del table
    return int((codes.str.head(6) == prefixes).sum() or 0)


def _villages(name: str | None, district: str | None, table: Gazetteer, area: str, cut: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The villages of a name: in the row's own district, else inside the office's area; failing that, of a name one slip away. Of a name
    that is `cut` those that begin so."""
    codes = table.by_name.get(name or "", ())
    if not codes and name in cut:
        codes = tuple(sorted(code for code, whole in table.names.items() if _is_cut_of(name or "", whole)))
    if not codes and name and len(name) >= LONG:
        codes = tuple(sorted({code for other in _one_slip(name, table) for code in table.by_name[other]}))
    if len(codes) > 1 and district:
        codes = tuple(c for c in codes if table.district[c] == district)
    if len(codes) > 1 and area:
        codes = tuple(c for c in codes if c.startswith(area[: len(c)])) or codes
    return codes


def _village(name: str | None, codes: tuple[str, ...], table: Gazetteer) -> tuple[str | None, str]:
    """(the village of a name, trouble): the only one of `codes`; of several that bear it in one kecamatan a desa before a kelurahan, whose
    people some programmes leave out."""
    if len(codes) == 1:
        return codes[0], ""
    twins = bool(codes) and name in table.by_name and len({code[:6] for code in codes}) == 1
    return (min(codes, key=lambda code: (code[6] == "1", code)) if twins else None), "WIL-04" if codes else "WIL-01"


def _known_key(name: str, table: Gazetteer) -> str:
    """The key of a name; without its word for a kind of place where it is known only so ("KAMPUNG MATARA")."""
    key = area_key(name)
    return bare if key not in table.by_name and (bare := bare_key(key)) in table.by_name else key


def _one_slip(name: str, table: Gazetteer) -> list[str]:
    """Known names one wrong, missing, doubled or swapped letter away; numbers stay (20 Ilir I is not 20 Ilir II)."""
    numbers = re.findall(r"\d+", name)
    near = process.extract(name, table.by_name.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    return [other for other, _, _ in near if re.findall(r"\d+", other) == numbers]


def _resolve(
    row: tuple[str | None, str | None, str | None],
    system: str | None,
    table: Gazetteer,
    area: str,
    *,
    strange: bool,
    cut: frozenset[str] = frozenset(),
) -> tuple[str | None, str]:
    """(Kemendagri code, trouble) of one distinct (code, name key, district key); trouble: "", "WIL-01", "WIL-03", "WIL-04".

    `strange`: the table's codes are not those of the lists; one of the ministry's form stands as written.
    """
    code, name, district = row
    if code and strange:
        return (code, "WIL-03") if code[6] in "123" else (None, "WIL-01")
    named, trouble = _village(name, _villages(name, district, table, area, cut), table)
    if code and system:
        official = table.from_bps.get(code) if system == BPS else code
        known = official in table.names if official else False
        if official and known:
            differs = bool(name) and name not in table.keys[KEMENDAGRI][official]
            return official, "WIL-03" if differs else ""
        if named:
            return named, trouble
        outside = system == KEMENDAGRI and code[6] in "123" and code[:6] not in table.settled
        return (code, "") if outside else (None, "WIL-01")
    return named, trouble if name or code else ""


def _of_other_districts(frame: pl.DataFrame, table: Gazetteer) -> pl.DataFrame:
    """Rows placed by name whose own kecamatan is a known other one than that of the village, in a list that writes the name under both:
    a village of the name that no table knows.

    Such a row lies nowhere (WIL-05), under a name with its kecamatan; under one kecamatan alone the table may be the older one.
    """
    if frame["district"].null_count() == frame.height:
        return frame
    own = map_distinct(frame["village_code"], table.district.get, pl.String)
    named = pl.col("code").is_null() & pl.col("village_code").is_not_null()
    frame = frame.with_columns(own=own).with_columns(
        at_home=(named & (pl.col("district") == pl.col("own"))).fill_null(value=False).any().over("village_code"),
        other=named & (pl.col("district") != pl.col("own")) & pl.col("district").is_in(sorted(set(table.district.values()))),
    )
    away = pl.col("at_home") & pl.col("other").fill_null(value=False)
    return frame.with_columns(
        trouble=pl.when(away).then(pl.lit("WIL-05")).otherwise("trouble"),
        village_code=pl.when(~away).then("village_code"),
        name=pl.when(away).then(pl.format("{} (Kec. {})", "name", "district_name")).otherwise("name"),
    ).drop("own", "at_home", "other")


def _is_cut_of(cut: str, whole: str) -> bool:
    """Whether a key is the beginning of a name that ends within one of its words: SUKAMAJUB of Sukamaju Baru, not SUKAMAJU."""
    words = re.split(r"[\s-]+", whole)
    return area_key(whole).startswith(cut) and cut not in {area_key(" ".join(words[:n])) for n in range(1, len(words) + 1)}


def _cut_names(names: pl.Series) -> frozenset[str]:
    """Keys of the longest names of a column where an export may have cut them: all of one length. A number at the end may go on."""
    longest = int(names.str.len_chars().max() or 0)  # type: ignore[arg-type]
    if longest < CUT:
        return frozenset()
    keys = (area_key(name) for name in names.filter(names.str.len_chars() == longest).unique().to_list())
    return frozenset(key for key in keys if len(key) >= LONG and not key[-1].isdigit())


def _tell_twins(frame: pl.DataFrame, findings: Findings, table: Gazetteer, area: str, cut: frozenset[str]) -> None:
    """WIL-04 for each name that several villages bear, with their codes and the one that stands for them, if any."""
    twins = frame.filter(pl.col("trouble") == "WIL-04").group_by("name", "key", "district", "village_code")
    told = twins.agg(pl.len().alias("n"), pl.col("source_row").min()).sort("source_row", "name")
    for name, key, district, used, n, row in told.iter_rows():
        codes = sorted(_villages(key, district, table, area, cut))
        named = ", ".join(codes[:_CODES]) + (" dan lainnya" if len(codes) > _CODES else "")
        stands = f"sementara dipakai {used}" if used else "tidak dipakai"
        findings.once("WIL-04", "village_name", row=row, value=name, n=n, codes=named, used=stands)


def locate(
    source: pl.DataFrame,
    findings: Findings,
    *,
    numbers: pl.DataFrame | None = None,
    hint: str = "",
    area: str = "",
    office: Path | None = None,
) -> tuple[pl.DataFrame, str | None]:
    """Village of every row: `village_code` (Kemendagri), `village_code_raw`, `village_name`, in row order; and the file's code system.

    `numbers` (nik, no_kk as believed) helps where codes alone fit both systems. `hint` is a layout's word on the system ("kemendagri",
    "bps" or ""), `area` the leading digits an office answers for. Told back: WIL-01 per unknown name, WIL-02 where the system stays open,
    WIL-03 where code and name differ, WIL-04 per name that several villages bear.
    """
    texts = pl.DataFrame([fold_column(source, c).alias(c) for c in (*_PARTS, "village_name", "district_name")])
    wordy = pl.col("village_code").str.contains(r"^\D+$")  # a name under the heading of a code
    texts = texts.with_columns(village_name=pl.coalesce("village_name", pl.when(wordy).then("village_code")))
    code, split = _joined(texts)
    near = home(source, area, office, code, numbers)
    table = gazetteer(office, near)
    area = area or (near[0] if near else "")
    frame = pl.DataFrame({
        "source_row": source["source_row"], "code": code, "raw": texts["village_code"], "name": texts["village_name"],
        "key": map_distinct(texts["village_name"], lambda name: _known_key(name, table), pl.String),
        "district": map_distinct(texts["district_name"], area_key, pl.String), "district_name": texts["district_name"],
    })  # fmt: skip
    frame = with_leaning(frame, numbers, table.by_name, table.district)
    pairs = frame.filter(pl.col("code").is_not_null()).group_by("code", "key").agg(pl.len().alias("n")).sort("code", "key", nulls_last=True)
    system, strange = None, _strange(pairs, table)
    if pairs.height and not strange:
        system = hint or split or decide_system(pairs, table) or _decide_beside(frame, numbers, table, area)
        if system is None:
            findings.once("WIL-02", "village_code")
    telling = [c for c in ("code", "key", "district") if frame[c].n_unique() > 1] or ["code"]
    places = frame.unique(telling).select("code", "key", "district").sort("code", "key", "district", nulls_last=True)
    cut = _cut_names(frame["name"])
    found = [_resolve(row, system, table, area, strange=strange, cut=cut) for row in places.iter_rows()]
    places = places.select(
        *telling, village_code=pl.Series([f[0] for f in found], dtype=pl.String), trouble=pl.Series([f[1] for f in found], dtype=pl.String)
    )
    frame = _of_other_districts(joined_by(frame, places, telling), table)
    for rule in ("WIL-01", "WIL-03", "WIL-05"):
        some = frame.filter(pl.col("trouble") == rule)
        by = "village_name" if some["name"].is_not_null().any() else "village_code"
        findings.words(rule, by, some["source_row"], some.select(pl.coalesce("name", "raw")).to_series())
    _tell_twins(frame, findings, table, area, cut)
    canonical = frame["name"] if strange else map_distinct(frame["village_code"], table.names.get, pl.String)
    return frame.select("village_code", village_code_raw="raw", village_name=pl.coalesce(canonical, "name")), system


def _three(expr: pl.Expr) -> pl.Expr:
    number = expr.str.extract(r"(\d{1,3})(?:[.,]0+)?(?:\D|$)")
    return pl.when(number.cast(pl.Int32, strict=False) > 0).then(number.cast(pl.Int32, strict=False).cast(pl.String).str.zfill(3))


def _threes(cells: pl.Series) -> pl.DataFrame:
    """Each distinct `cell` read as one number (`three`) and as "003/005" (`paired`: it is one; `first`, `second`)."""
    pair = r"^\D*(\d{1,3})\s*/\s*(?:RW\W*)?(\d{1,3})\b"
    upper = pl.col("cell").str.to_uppercase()
    return (
        cells.unique()
        .alias("cell")
        .to_frame()
        .with_columns(
            three=_three(pl.col("cell")),
            paired=upper.str.contains(pair).fill_null(value=False),
            first=_three(upper.str.extract(pair, 1)),
            second=_three(upper.str.extract(pair, 2)),
        )
    )


def _spread(cells: pl.Series, read: pl.DataFrame, name: str) -> pl.Series:
    """What is told of each distinct cell (a column of `_threes`), for every cell."""
    told = read[name]
    if told.dtype == pl.String and told.eq_missing(read["cell"]).all():
        return cells.alias(name)
    if told.n_unique() > 1:
        return cells.replace_strict(read["cell"], told, return_dtype=told.dtype).alias(name)
    return told.new_from_index(0, cells.len()) if cells.len() else told


def neighbourhood(source: pl.DataFrame, address: pl.Series) -> pl.DataFrame:
    """RT and RW in three digits: 3, 03, 003, "RT 003" are one; "003/005" in one cell, under either heading, is RT/RW; else from the address
    ("RT 03 RW 05")."""
    rt, rw = fold_column(source, "rt"), fold_column(source, "rw")
    rts, rws = _threes(rt), _threes(rw)
    if rts["paired"].any() or rws["paired"].any():
        under_rw = rt.is_null() & _spread(rw, rws, "paired")
        rt_said, rw_said = ({name: _spread(c, r, name) for name in ("three", "first", "second")} for c, r in ((rt, rts), (rw, rws)))
        found = pl.select(
            rt=pl.when(under_rw).then(rw_said["first"]).otherwise(pl.coalesce(rt_said["first"], rt_said["three"])),
            rw=pl.when(under_rw).then(rw_said["second"]).otherwise(pl.coalesce(rw_said["three"], rt_said["second"])),
        )
    else:
        found = pl.DataFrame({"rt": _spread(rt, rts, "three"), "rw": _spread(rw, rws, "three")})
    open_ = (found["rt"].is_null() | found["rw"].is_null()) & address.is_not_null()
    if not open_.any():
        return found
    upper = pl.col("address").str.to_uppercase()
    words = (
        found.with_columns(address=address)
        .filter(open_)
        .select(
            rt=pl.coalesce("rt", _three(upper.str.extract(r"\bRT\W{0,3}(\d{1,3})\b"))),
            rw=pl.coalesce(
                "rw",
                _three(upper.str.extract(r"\bRW\W{0,3}(\d{1,3})\b")),
                _three(upper.str.extract(r"\bRT\W{0,3}\d{1,3}\s*/\s*(\d{1,3})\b")),
            ),
        )
    )
    places = open_.arg_true()
    return pl.DataFrame([found[name].scatter(places, words[name]) for name in ("rt", "rw")])
