"""The truth of a written town: cases, links and decoys, each with the rows it rests on.

A link is `certain` when what two files still show of a person is enough for a careful clerk; else `ambiguous`, and so is
every case that hangs on it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl
from rapidfuzz import fuzz

from pipeline.synth import rules
from pipeline.synth.identity import nik_agrees, nik_plausible
from pipeline.synth.noise import DAMAGED
from pipeline.synth.rules import Case, Facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.synth.draft import Draft
    from pipeline.synth.files import Placed, Written
    from pipeline.synth.model import Family

NAME_ENOUGH = 70
NAME_ALONE = 80


@dataclass(frozen=True)
class Truth:
    """The three tables."""

    cases: pl.DataFrame
    links: pl.DataFrame
    decoys: pl.DataFrame


def similar(one: str, other: str) -> float:
    """How alike two names are, 0–100."""
    return max(fuzz.token_sort_ratio(one.upper(), other.upper()), fuzz.ratio(one.upper(), other.upper()))


def link_certainty(left: Placed, right: Placed) -> str:
    """Is the evidence two rows still show enough? (NIK; or KK and name; or birth day, name and kelurahan)."""
    a, b = left.record.view, right.record.view
    shared = left.fields & right.fields
    if right.record.pay is not None and right.record.pay.strange_name:
        return "ambiguous"
    one_card = "kk" in shared and a.kk.digits and a.kk.digits == b.kk.digits
    if right.record.family.plant == "second_card" and not one_card:
        return "ambiguous"  # she stands on two cards: which row of hers is meant nothing else tells
    if a.nik.digits and a.nik.digits == b.nik.digits:
        return "certain"
    alike = similar(a.name, b.name)
    born = "born" in shared and (a.born == b.born or "swap" in {a.born_kind, b.born_kind})
    rivals = [m for m in right.record.family.members if m is not right.record.person and similar(m.name, b.name) >= alike - 10]
    if rivals:
        return "ambiguous"
    if one_card and alike >= NAME_ENOUGH:
        return "certain"
    if born and alike >= NAME_ALONE and a.village == b.village:
        return "certain"
    return "ambiguous"


def truth_of(draft: Draft, written: Written) -> Truth:
    """Judge the whole town."""
    registry = {p.record.person.pid: p for p in reversed(written.placed) if p.source == "registry" and not p.repeat}
    links, weak = _links(written, registry)
    slipped = {p.record.family.fid for p in registry.values() if p.record.view.born_kind == "slip"}
    cases = [*_programme_cases(draft, weak, slipped), *identity_cases(written, registry)]
    places: dict[str, list[str]] = defaultdict(list)
    for p in written.placed:
        if not p.repeat:
            places[p.key].append(p.place)
    return Truth(_case_frame(cases, places), links, _decoy_frame(draft, written, cases, places))


def _links(written: Written, registry: dict[int, Placed]) -> tuple[pl.DataFrame, set[str]]:
    rows, weak = [], set()
    for right in written.placed:
        visit = right.record.visit
        if right.source == "registry" or right.repeat or (visit and visit.replaced):
            continue
        left = registry.get(right.record.person.pid)
        if left is None:
            continue
        sure = link_certainty(left, right)
        if right.record.pay and not rules.covers_stage(right.record.pay, right.record.calendar):
            sure = "ambiguous"  # a row of another stage need not be linked
        elif sure != "certain":
            weak.add(right.key)
        rows.append(("registry", right.source, left.place, right.place, sure))
    schema = ["left_source", "right_source", "left_record", "right_record", "certainty"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(schema, pl.String), orient="row")
    return frame.sort(schema), weak


def _programme_cases(draft: Draft, weak: set[str], slipped: set[int]) -> Iterator[Case]:
    pays, visits = defaultdict(list), defaultdict(list)
    for pay in draft.pays:
        pays[pay.fid].append(pay)
    for visit in draft.visits:
        visits[visit.fid].append(visit)
    covered = {f.village.code for f in draft.families if f.in_registry}
    for family in draft.families:
        facts = Facts(
            family,
            tuple(pays[family.fid]),
            tuple(visits[family.fid]),
            draft.calendar,
            family.village is draft.silent,
            family.village.code in covered,
        )
        doubtful = {p.programme for p in facts.pays if f"p{p.key}" in weak}
        told = any(f"v{v.key}" in weak for v in facts.visits)
        for case in rules.judge(facts):
            shaky = told or bool(set(case.programme.split(";")) & doubtful) or (case.programme == "PKH" and family.fid in slipped)
            yield replace(case, certainty="ambiguous") if shaky else case
        if family.fid in slipped:
            for kind in ("EE-BB", "EE-RK", "BD-00", "IE-TL", "PB-KR", "PB-LB"):
                yield Case(kind, "PKH", family, family.payee, (), "ambiguous", "tahun lahir salah di data sosial")
        for programme in sorted(doubtful):
            rows = [p for p in facts.pays if p.programme == programme and f"p{p.key}" in weak]
            for kind in ("BD-00", "IE-TR", "EE-BB"):
                keys = tuple(f"p{p.key}" for p in rows)
                yield Case(kind, programme, family, family.payee, keys, "ambiguous", "baris sukar dipadankan")
        if told:
            keys = tuple(f"v{v.key}" for v in facts.visits)
            yield Case("EE-TD", "", family, family.payee, keys, "ambiguous", "kunjungan sukar dipadankan")


def identity_cases(written: Written, registry: dict[int, Placed]) -> Iterator[Case]:
    """ID-* of every person by what the files show, one case a kind and person, resting on all rows that show it."""
    shown: dict[tuple[str, int], list[Placed]] = defaultdict(list)
    sure: dict[tuple[str, int], str] = {}
    for p in written.placed:
        if p.repeat:
            continue
        pid = p.record.person.pid
        away = p.record.pay is not None and not rules.covers_stage(p.record.pay, p.record.calendar)
        for kind, told in _row_kinds(p, registry.get(pid)):
            certainty = "ambiguous" if away else told
            shown[kind, pid].append(p)
            if certainty == "certain" or (kind, pid) not in sure:
                sure[kind, pid] = certainty
    for pid, rows in sorted(_two_numbers(written, registry).items()):
        if ("ID-NB", pid) not in shown:
            shown["ID-NB", pid], sure["ID-NB", pid] = rows, "certain" if pid in registry else "ambiguous"
    for (kind, pid), rows in sorted(shown.items()):
        first = rows[0].record
        yield Case(kind, "", first.family, first.person, tuple(dict.fromkeys(p.key for p in rows)), sure[kind, pid])


def _two_numbers(written: Written, registry: dict[int, Placed]) -> dict[int, list[Placed]]:
    """Persons whose registry row has no usable NIK and whom two other rows show under two plausible ones."""
    found: dict[int, list[Placed]] = defaultdict(list)
    for p in written.placed:
        pid, digits = p.record.person.pid, p.record.view.nik.digits
        left = registry.get(pid)
        usable = left is not None and bool(left.record.view.nik.digits)
        if p.source != "registry" and not p.repeat and not usable and digits and nik_plausible(digits):
            found[pid].append(p)
    return {pid: rows for pid, rows in found.items() if len({p.record.view.nik.digits for p in rows}) > 1}


def _row_kinds(p: Placed, left: Placed | None) -> Iterator[tuple[str, str]]:
    view = p.record.view
    replaced = p.record.visit is not None and p.record.visit.replaced
    if view.nik.kind in DAMAGED:
        yield "ID-NR", "ambiguous" if replaced else "certain"
    if view.nik.kind == "temporary":
        yield "ID-NS", "certain"
    digits = view.nik.digits
    if not digits or not nik_plausible(digits):
        return
    born = view.born if "born" in p.fields else None
    if not nik_agrees(digits, born, view.sex if "sex" in p.fields else ""):
        yield "ID-TJ", "ambiguous" if replaced else "certain"
    if p.record.pay is not None and p.record.pay.strange_name:
        yield "ID-BD", "certain"
    if left is not None and p is not left:
        other = left.record.view.nik.digits
        if other and other != digits and nik_plausible(other):
            yield "ID-NB", link_certainty(left, p)


def _case_frame(cases: list[Case], places: dict[str, list[str]]) -> pl.DataFrame:
    rows = []
    for case in cases:
        family, person = case.family, case.person
        sources = sorted({place for key in case.keys for place in places.get(key, [])})
        rows.append(
            {
                "kind": case.kind,
                "programme": case.programme,
                "period": "",
                "no_kk": family.kk if family else "",
                "nik": person.nik if person else "",
                "village_code": family.village.code if family else "",
                "sources": ";".join(sources),
                "certainty": case.certainty,
                "note": case.note or (family.plant if family else ""),
            }
        )
    names = ["kind", "programme", "period", "no_kk", "nik", "village_code", "sources", "certainty", "note"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return (
        frame.sort("certainty", descending=True)
        .unique(["kind", "programme", "no_kk", "nik"], keep="first", maintain_order=True)
        .sort(names)
    )


def _decoy_frame(draft: Draft, written: Written, cases: list[Case], places: dict[str, list[str]]) -> pl.DataFrame:
    """Families that look wrong and are right; `must_not` lists the kinds of targeting error that would be a hit."""
    found = defaultdict(set)
    for case in cases:
        if case.family is not None:
            found[case.family.fid].add(case.kind)
    cut = {p.record.family.fid for p in written.placed if p.source == "disbursement" and p.record.view.cut}
    keys: dict[int, list[str]] = defaultdict(list)
    for p in written.placed:
        if p.source != "registry" and not p.repeat:
            keys[p.record.family.fid].append(p.key)
    rows = []
    for family in draft.families:
        names = set(family.decoys) | _natural_decoys(draft, family, cut)
        allowed = found[family.fid]
        for name in sorted(names):
            sources = sorted({place for key in keys[family.fid] for place in places[key]})
            forbidden = [k for k in _targeting() if k not in allowed]
            rows.append((name, family.kk, family.head.nik, family.village.code, ";".join(forbidden), ";".join(sources)))
    schema = dict.fromkeys(["decoy", "no_kk", "nik", "village_code", "must_not", "sources"], pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row").sort(list(schema))


def _targeting() -> list[str]:
    kinds = ("IE-TL", "IE-MD", "IE-PK", "IE-TR", "IE-WL", "IE-SV", "EE-BB", "EE-TD", "EE-RK")
    return [*kinds, "PB-KR", "PB-LB", "PB-TS", "GD-PY", "GD-KK", "GD-PR"]


def _natural_decoys(draft: Draft, family: Family, cut: set[int]) -> set[str]:
    """Decoys nobody had to plant, of families nothing else was planted in."""
    if family.plant not in {"", "good_visit"}:
        return set()
    pays = [p for p in draft.pays_of(family) if p.state == "PAID"]
    names = set()
    if pays and all(p.pid != family.head.pid for p in pays):
        names.add("paid_wife")
    if len({p.programme for p in pays}) > 1:
        names.add("pkh_and_sembako")
    if family.fid in cut:
        names.add("name_cut_by_bank")
    return names if family.fid % 5 == 0 or "name_cut_by_bank" in names else set()


def write_truth_tables(truth: Truth, folder: Path) -> None:
    """cases.csv, links.csv, decoys.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("cases", "links", "decoys"):
        frame: pl.DataFrame = getattr(truth, name)
        (folder / f"{name}.csv").write_text(frame.write_csv(), encoding="utf-8")
