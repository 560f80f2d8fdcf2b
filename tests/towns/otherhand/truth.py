"""Write the truth: cases, links, decoys and counts, each with the rows it rests on."""

from __future__ import annotations

import csv
import json
from collections import Counter
from typing import TYPE_CHECKING

from . import oracle, rules
from .dirt import plausible

if TYPE_CHECKING:
    from pathlib import Path

    from .model import Decoy, Line, Town
    from .oracle import Truth
    from .people import Family

TARGETING = ("IE-", "EE-", "GD-", "PB-")
# readings that the rules leave open for a whole programme: the scorer ignores them both ways
OPEN_SCOPES = [
    ["EE-BB", rules.BLT],
    ["EE-BB", rules.RICE],
    ["EE-RK", rules.RICE],
    ["IE-TL", rules.BLT],
    ["IE-TL", rules.RICE],
    ["PB-KR", rules.RICE],
    ["BD-00", rules.BLT],
    ["BD-00", rules.RICE],
]


def write_truth(town: Town) -> dict[str, object]:
    """Write `truth/` and return the counts."""
    folder = town.out / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    cases = _sorted(oracle.derive(town))
    _table(
        folder / "cases.csv",
        ["kind", "programme", "period", "no_kk", "nik", "village_code", "sources", "note", "certainty", "keys"],
        [
            [
                case.kind,
                case.programme,
                str(town.period),
                case.family.kk,
                _nik(case),
                case.family.village.kemendagri,
                ";".join(_sources(town, case)),
                case.note,
                case.certainty,
                ";".join(_keys(case)),
            ]
            for case in cases
        ],
    )
    links = _links(town)
    _table(folder / "links.csv", ["left_source", "right_source", "left_record", "right_record", "certainty"], links)
    decoys = _sound(town, cases)
    _table(
        folder / "decoys.csv",
        ["no_kk", "nik", "programme", "sources", "what"],
        [[decoy.family.kk, decoy.person.nik, decoy.programme, ";".join(rows), decoy.what] for decoy, rows in decoys],
    )
    meta = {
        "layout_set": town.layout_set,
        "period": str(town.period),
        "families": len(town.families),
        "persons": sum(len(family.members) for family in town.families),
        "rows": dict(sorted(Counter(line.source for line in town.lines).items())),
        "certain": dict(sorted(Counter(case.kind for case in cases if case.certainty == "certain").items())),
        "ambiguous": dict(sorted(Counter(case.kind for case in cases if case.certainty != "certain").items())),
        "links": len(links),
        "decoys": len(decoys),
        "decoys_by_type": dict(sorted(Counter(decoy.what for decoy, _ in decoys).items())),
        "silent": sorted([programme, village] for programme, village in town.silent),
        "open_scopes": OPEN_SCOPES,
    }
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return meta


def _sorted(cases: list[Truth]) -> list[Truth]:
    """One case per kind, programme and family or person, the certain one first; in a fixed order."""
    best: dict[tuple[str, str, int], Truth] = {}
    for case in sorted(cases, key=lambda case: case.certainty != "certain"):
        who = case.person.pid if case.kind.startswith("ID-") else case.family.fid
        best.setdefault((case.kind, case.programme, who), case)
    return sorted(best.values(), key=lambda case: (case.kind, case.programme, case.family.fid, case.person.pid))


def _nik(case: Truth) -> str:
    written = [line.written.nik for line in case.lines if line.person is case.person and plausible(line.written.nik)]
    return written[0] if written and written[0] else case.person.nik


def _sources(town: Town, case: Truth) -> list[str]:
    places = [line.place for line in case.lines]
    family_row = town.family_rows.get(case.family.fid)
    if family_row and not case.kind.startswith("ID-"):
        places.append(family_row)
    return sorted(set(places))


def _keys(case: Truth) -> list[str]:
    """Every number under which a tool may name this case: whole and damaged NIKs, cards."""
    if case.kind.startswith("ID-"):
        keys = {line.written.nik_text for line in case.lines} | {case.person.nik}
    else:
        keys = {line.written.nik for line in case.lines if line.written.nik} | {line.written.kk for line in case.lines if line.written.kk}
        keys |= {person.nik for person in case.family.members} | {case.family.kk}
    return sorted(key for key in keys if len(key) >= 10)


def _links(town: Town) -> list[list[str]]:
    """Registry row and payment or survey row of one person. Repetitions, broken lines and second registry rows are ambiguous."""
    registry: dict[int, list[Line]] = {}
    for line in town.lines:
        if line.source == "registry":
            registry.setdefault(line.person.pid, []).append(line)
    rows = []
    for line in town.lines:
        if line.source == "registry":
            continue
        for left in registry.get(line.person.pid, []):
            sure = not line.repeated and not left.fragile and (left.family is line.family or len(registry[line.person.pid]) == 1)
            rows.append(["registry", line.source, left.place, line.place, "certain" if sure else "ambiguous"])
    return sorted(rows)


def _sound(town: Town, cases: list[Truth]) -> list[tuple[Decoy, list[str]]]:
    """The decoys that no certain targeting error has meanwhile befallen, with their rows."""
    truth: dict[int, set[tuple[str, str]]] = {}
    for case in cases:
        if case.kind.startswith(TARGETING) and case.certainty == "certain":
            truth.setdefault(case.family.fid, set()).add((case.kind, case.programme))
    lines: dict[int, list[Line]] = {}
    for line in town.lines:
        lines.setdefault(line.family.fid, []).append(line)
    kept = []
    for decoy in town.decoys:
        hit = {kind for kind, programme in truth.get(decoy.family.fid, set()) if decoy.programme in ("", programme) or not programme}
        allowed = {"PB-GP"} if decoy.what.startswith("dead payee") else set()
        if hit - allowed:
            continue
        mine = [
            line.place
            for line in lines.get(decoy.family.fid, [])
            if not decoy.programme or line.pay is None or line.pay.programme == decoy.programme
        ]
        kept.append((decoy, sorted(set(mine) | _own_row(town, decoy.family))))
    return kept


def _own_row(town: Town, family: Family) -> set[str]:
    return {town.family_rows[family.fid]} if family.fid in town.family_rows else set()


def _table(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
