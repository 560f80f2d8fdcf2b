"""A whole town: scenes and decoys among clean families, registry snapshots, files, truth."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

from .dirt import dirty
from .honest import HONEST
from .layouts import LAYOUTS
from .more import MORE
from .people import Family, Maker, Person
from .plan import MONTHS, Town
from .rows import Listed, Row
from .scenes import SCENES

AREAS = {"P": ("167114", (True, True, True, True)), "Q": ("161005", (False, False, False, True))}
SCHOOLS = {"P"}  # layout sets whose DTSEN registry tells schools


def build(seed: int, layout_set: str, period: str, families: int, each: int) -> Town:
    """People and rows, before any file is written."""
    month = MONTHS[period]
    rng = Random(f"{seed}-{layout_set}-{period}")
    area, kelurahan = AREAS[layout_set]
    town = Town(rng, month, Maker(rng, area, month.day(1)), kelurahan, schools_known=layout_set in SCHOOLS and month.dtsen)
    for make in [*SCENES.values(), *HONEST.values(), *MORE.values()]:
        for _ in range(each):
            make(town)
    for number in range(len(kelurahan) * 4):  # every sender serves every village: none is missing (DESIGN, what is assessable)
        family = town.new("elders", village=number // 4)
        for programme, payer in zip(("PKH", "SEMBAKO"), ("BANK", "POS") if number % 2 else ("POS", "BANK"), strict=True):
            town.pay(family, programme, payer=payer)
    while len(town.families) < families:
        family = town.new(desil=rng.randint(1, 10))
        dirty(town, family, town.pay_all(family))
        if rng.random() < 0.06:
            town.visit(family, "LAYAK" if town.entitled(family, "SEMBAKO") else "TIDAK_LAYAK_MAMPU")
    if "BLT-KESRA" in month.ceilings:
        _kesra_is_open(town)
    return town


def _kesra_is_open(town: Town) -> None:
    """Few lists of BLT Kesra lie in the town: to say of an entitled family that it got none is right, and asked of nobody."""
    paid = {row.kk for row in town.paid if row.programme == "BLT-KESRA"}
    for family in town.families:
        if family.kk not in paid:
            for kind in ("EE-BB", "BD-00"):
                town.true(kind, "BLT-KESRA", family, family.payee, [], "no list of BLT Kesra for most", certain=False)


def snapshot(town: Town, *, later: bool) -> list[Listed]:
    """The registry in force, or the one that came after the closing."""
    rows = []
    closing_day = f"{town.month.closing}-28"
    for family in town.families:
        if not family.in_registry or (family.joined_later and not later) or (family.left_later and later):
            continue
        for person in family.members:
            rows.append(_listed(family, person, later=later, closing_day=closing_day))
            for name, value in town.overrides.get(person.nik, {}).items():
                setattr(rows[-1], name, value)
    town.rng.shuffle(families := sorted({row.kk for row in rows}))
    order = {kk: number for number, kk in enumerate(families)}
    return sorted(rows, key=lambda row: order[row.kk])


def _listed(family: Family, person: Person, *, later: bool, closing_day: str) -> Listed:
    known_dead = person.dead is not None and (later or person.dead.isoformat() < closing_day)
    desil = family.later_desil if later and family.later_desil else family.desil
    return Listed(
        nik=person.nik, kk=family.kk, name=person.name, village=family.village, address=family.address, rt=family.rt, rw=family.rw,
        true_nik=person.nik, sex=person.sex, born=person.born, relation=person.relation, job=person.job, school=person.school,
        mother=person.mother, desil=desil, active=family.active, dead=known_dead or person.dead_undated, dead_on=person.dead if known_dead else None,
    )  # fmt: skip


def make_town(folder: Path, seed: int, layout_set: str, period: str, *, families: int = 700, each: int = 4) -> dict[str, Any]:
    """Write raw/ and truth/ below `folder`; layout_set "P" (a city's kelurahan) or "Q" (villages); returns counts."""
    town = build(seed, layout_set, period, families, each)
    layouts = LAYOUTS[layout_set]
    raw = folder / "raw"
    for month, later in ((town.month.closing, False), (town.month.period, True)):
        rows = snapshot(town, later=later)
        layouts.registry(raw / month, month, rows, town)
        if not later:
            for row in rows:
                town.listed.setdefault(row.true_nik, []).append(row)
    town.rng.shuffle(town.paid)
    layouts.payments(raw / period, town)
    layouts.visits(raw / period, town)
    return _write_truth(folder / "truth", town)


def _meant(listed: list[Listed], row: Row) -> list[Listed]:
    """The registry row of a person, and of one who stands on two cards the row of the card that the other list names."""
    return listed if len(listed) < 2 else [left for left in listed if left.kk == row.kk][:1]


def _places(rows: list[Row]) -> str:
    return ";".join(row.place for row in rows if row.place)


def _write_truth(folder: Path, town: Town) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    head = ["kind", "programme", "period", "nik", "no_kk", "keys", "sources", "certainty", "note"]
    cases = []
    for truth in town.truths:
        rows = truth.rows or ([*town.listed.get(truth.nik, [])] if truth.kind.startswith(("ID-", "EE-")) else [])
        sure = "certain" if truth.certain else "ambiguous"
        cases.append(
            [truth.kind, truth.programme, town.month.period, truth.nik, truth.kk, ";".join(truth.keys), _places(rows), sure, truth.note]
        )
    _table(folder / "cases.csv", head, cases)
    decoys = [[d.what, d.programme, d.nik, d.kk, _places(d.rows)] for d in town.decoys]
    _table(folder / "decoys.csv", ["what", "programme", "nik", "no_kk", "sources"], decoys)
    links = [
        [left.place, place, "certain"]
        for row in [*town.paid, *town.seen]
        if row.place
        for left in _meant(town.listed.get(row.true_nik, []), row)
        for place in row.place.split(";")
    ]
    _table(folder / "links.csv", ["left_record", "right_record", "certainty"], links)
    (folder / "meta.json").write_text(json.dumps({"open_scopes": []}), encoding="utf-8")
    return {"families": len(town.families), "paid": len(town.paid), "seen": len(town.seen), "cases": len(cases), "decoys": len(decoys)}


def _table(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
