"""Score a run against a town's truth: per kind recall and precision, link F1, decoys hit by a targeting error.

`python -m tests.towns.score TRUTH_DIR RUN_DIR [--show]`; RUN_DIR holds tables/cases.parquet and tables/links.parquet.

A case found is true if a truth of its kind (and programme, where the kind has one) shares a number or a source row with it.
Truths marked `ambiguous` and the scopes listed as open in meta.json count neither way. BD-00 is scored but kept out of the
mean and the total, because open grey pairs depend on the tool.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

TARGETING = ("IE-", "EE-", "GD-", "PB-")
APART = ("BD-00",)
LOOSE_PROGRAMME = ("ID-", "GD-PR", "EE-TD")


@dataclass(eq=False)
class Case:
    """A case of either side: kind, programme, and the numbers and rows it can be known by."""

    kind: str
    programme: str
    period: str
    people: frozenset[str]
    keys: frozenset[str]
    sources: frozenset[str]
    certain: bool = True
    text: str = ""
    matched: Case | None = None


@dataclass
class Tally:
    """Counts of one kind."""

    truth: int = 0
    hit: int = 0
    found: int = 0
    right: int = 0
    extra: int = 0
    ignored: int = 0
    misses: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float | None:
        """Of the true cases, the share found. 1 = all, 0 = none; None where there is none to find."""
        return self.hit / self.truth if self.truth else None

    @property
    def precision(self) -> float | None:
        """Of the found cases that can be judged, the share that is true. None where none was found."""
        judged = self.right + len(self.false)
        return self.right / judged if judged else None


def programme_name(text: str | None) -> str:
    """One name for a programme, however a tool spells it."""
    flat = re.sub(r"[^A-Z]", "", (text or "").upper())
    if "BLT" in flat and "KESRA" not in flat:
        return "BLT-DD"
    if "SEMBAKO" in flat or "BPNT" in flat:
        return "SEMBAKO"
    if flat in ("BERAS", "BANPANG", "RICE", "PANGAN", "BANTUANPANGAN", "CBP"):
        return "BERAS"
    return flat


def digits(text: str | None) -> str:
    """A number without dress: apostrophe, spaces, `.0`."""
    plain = re.sub(r"\.0$", "", (text or "").strip().lstrip("'"))
    return re.sub(r"[\s.]", "", plain) if "E+" not in plain else plain


def place(text: str) -> str:
    """A source row with no spaces around the bars."""
    return "|".join(part.strip() for part in text.split("|"))


def read_truth(folder: Path) -> tuple[list[Case], list[dict[str, str]], list[dict[str, str]], dict[str, Any]]:
    """Cases, links, decoys and counts of a truth folder."""
    cases = []
    for row in _rows(folder / "cases.csv"):
        people = frozenset(filter(None, (digits(row["nik"]),)))
        keys = frozenset(filter(None, (digits(key) for key in row.get("keys", "").split(";")))) | people
        if not row["kind"].startswith("ID-"):
            keys |= {digits(row["no_kk"])} - {""}
        text = f"{row['programme']:8} {mask(row['nik'])} kk {mask(row['no_kk'])} {row['note']} [{row['sources'][:150]}]"
        sources = frozenset(place(part) for part in row["sources"].split(";") if part)
        certain = row.get("certainty", "certain") == "certain"
        cases.append(Case(row["kind"], programme_name(row["programme"]), row["period"], people, keys, sources, certain, text))
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8")) if (folder / "meta.json").exists() else {}
    return cases, _rows(folder / "links.csv"), _rows(folder / "decoys.csv"), meta


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_run(folder: Path) -> tuple[list[Case], pl.DataFrame]:
    """Cases and links of a run folder (or of one whose `current` points at it)."""
    if not (folder / "tables").exists() and (folder / "current").exists():
        folder /= "current"
    cases = []
    for row in pl.read_parquet(folder / "tables" / "cases.parquet").iter_rows(named=True):
        nik, card = digits(row.get("nik")), digits(row.get("no_kk"))
        people = frozenset({nik} - {""})
        keys = people if row["kind"].startswith("ID-") else people | ({card} - {""})
        sources = frozenset(place(part) for part in (row.get("sources") or []))
        where, why = ";".join(sorted(sources))[:150], mask_text(row.get("sentence") or "")
        text = f"{row.get('programme') or '':8} {mask(nik)} kk {mask(card)} [{where}] {why}"
        cases.append(
            Case(row["kind"], programme_name(row.get("programme")), str(row.get("period") or ""), people, keys, sources, text=text)
        )
    return cases, pl.read_parquet(folder / "tables" / "links.parquet")


def mask(number: str) -> str:
    """Digits 7 to 12 hidden."""
    return number[:6] + "******" + number[12:] if len(number) >= 14 else number


def mask_text(text: str) -> str:
    """Every long number in a sentence masked."""
    return re.sub(r"\d{14,}", lambda found: mask(found.group()), text)[:160]


def agree(found: Case, truth: Case) -> int:
    """How well a found case fits a truth of its kind: 0 not at all, 3 the same person, 2 a number, 1 a row."""
    loose = found.kind.startswith(LOOSE_PROGRAMME) or not found.programme or not truth.programme
    if not loose and found.programme != truth.programme:
        return 0
    if found.period and truth.period and found.period != truth.period:
        return 0
    if found.people & truth.people:
        return 3
    if found.keys & truth.keys:
        return 2
    return 1 if found.people & truth.keys or found.sources & truth.sources else 0


def tally_cases(truth: list[Case], found: list[Case], open_scopes: set[tuple[str, str]]) -> dict[str, Tally]:
    """Count per kind. Ties: the better fit first, then a certain truth, then file order."""
    kinds: dict[str, Tally] = defaultdict(Tally)
    by_kind: dict[str, list[Case]] = defaultdict(list)
    for case in truth:
        by_kind[case.kind].append(case)
        kinds[case.kind].truth += case.certain
    for case in found:
        kinds[case.kind].found += 1
    for kind, tally in kinds.items():
        pairs = _pairs([case for case in found if case.kind == kind], by_kind[kind])
        touched: set[int] = set()
        for _, _, one, true in pairs:
            touched.add(id(one))
            if one.matched is None and true.matched is None:
                one.matched, true.matched = true, one
        for case in (case for case in found if case.kind == kind):
            if case.matched is not None:
                tally.right += case.matched.certain
                tally.ignored += not case.matched.certain
            elif id(case) in touched:
                tally.extra += 1
            elif (kind, case.programme) in open_scopes:
                tally.ignored += 1
            else:
                tally.false.append(case.text)
        tally.hit = sum(case.matched is not None for case in by_kind[kind] if case.certain)
        tally.misses = [case.text for case in by_kind[kind] if case.certain and case.matched is None]
    return dict(sorted(kinds.items()))


def _pairs(found: list[Case], truth: list[Case]) -> list[tuple[int, int, Case, Case]]:
    """All fitting pairs, best first."""
    index: dict[str, set[int]] = defaultdict(set)
    for number, case in enumerate(truth):
        for key in case.keys | case.sources:
            index[key].add(number)
    pairs = []
    for order, case in enumerate(found):
        near = sorted(set().union(*(index.get(key, set()) for key in case.keys | case.sources)))
        for number in near:
            fit = agree(case, truth[number])
            if fit:
                pairs.append((-fit, -int(truth[number].certain), order, number))
    return [(fit, sure, found[order], truth[number]) for fit, sure, order, number in sorted(pairs)]


def tally_links(truth: list[dict[str, str]], links: pl.DataFrame, bands: tuple[str, ...]) -> dict[str, float]:
    """Precision, recall and F1 of the links in these bands; ambiguous pairs are left out on both sides."""
    sure = {(place(row["left_record"]), place(row["right_record"])) for row in truth if row.get("certainty", "certain") == "certain"}
    open_pairs = {(place(row["left_record"]), place(row["right_record"])) for row in truth} - sure
    left_open = {right for _, right in open_pairs} - {right for _, right in sure}
    kept = links.filter(pl.col("band").is_in(bands) & (pl.col("left_source") == "registry"))
    said = {(place(left), place(right)) for left, right in kept.select("left_record", "right_record").iter_rows()}
    said = {pair for pair in said if pair not in open_pairs and pair[1] not in left_open}
    right = len(said & sure)
    precision = right / len(said) if said else 0.0
    recall = right / len(sure) if sure else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"truth": len(sure), "said": len(said), "precision": precision, "recall": recall, "f1": f1}


def hit_decoys(decoys: list[dict[str, str]], truth: list[Case], found: list[Case]) -> list[tuple[str, str]]:
    """The decoys for which a targeting error was raised that no truth (certain or ambiguous) covers: (what, text)."""
    wrong = [case for case in found if case.kind.startswith(TARGETING) and case.matched is None and not _covered(case, truth)]
    hits = []
    for decoy in decoys:
        programme = programme_name(decoy.get("programme", ""))
        keys = {digits(decoy["no_kk"]), digits(decoy["nik"])} - {""}
        rows = {place(part) for part in decoy["sources"].split(";") if part}
        for case in wrong:
            if programme and case.programme and case.programme != programme:
                continue
            if case.keys & keys or (case.sources & rows and not case.keys):
                hits.append((decoy.get("what") or decoy.get("decoy", ""), f"{case.kind} {case.text}"))
                break
    return hits


def _covered(case: Case, truth: list[Case]) -> bool:
    return any(true.kind == case.kind and agree(case, true) for true in truth)


def score(truth: Path, run: Path) -> dict[str, Any]:
    """Everything measured, as one dict: kinds, mean, total, links, links_review, decoys, decoy_hits."""
    cases, pairs, decoys, meta = read_truth(Path(truth))
    found, links = read_run(Path(run))
    kinds = tally_cases(cases, found, {(kind, programme) for kind, programme in meta.get("open_scopes", [])})
    main = {kind: tally for kind, tally in kinds.items() if kind not in APART}
    recalls = [tally.recall for tally in main.values() if tally.recall is not None]
    precisions = [tally.precision for tally in main.values() if tally.precision is not None]
    judged = sum(tally.right + len(tally.false) for tally in main.values())
    hits = hit_decoys(decoys, cases, found)
    return {
        "kinds": kinds,
        "mean": {"recall": _mean(recalls), "precision": _mean(precisions)},
        "total": {
            "recall": sum(tally.hit for tally in main.values()) / max(1, sum(tally.truth for tally in main.values())),
            "precision": sum(tally.right for tally in main.values()) / judged if judged else None,
        },
        "links": tally_links(pairs, links, ("MATCH",)),
        "links_review": tally_links(pairs, links, ("MATCH", "REVIEW")),
        "decoys": len(decoys),
        "decoy_types": Counter(decoy.get("what") or decoy.get("decoy", "") for decoy in decoys),
        "decoy_hits": hits,
    }


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _share(value: float | None) -> str:
    return "    –" if value is None else f"{value:5.3f}"


def report(result: dict[str, Any], *, show: bool = False) -> str:
    """The result as lines to read."""
    lines = ["kind    truth found right extra ignored  recall precision"]
    for kind, tally in result["kinds"].items():
        counts = f"{tally.truth:5} {tally.found:5} {tally.right:5} {tally.extra:5} {tally.ignored:7}"
        lines.append(f"{kind:7} {counts}   {_share(tally.recall)}     {_share(tally.precision)}")
    lines += [
        f"{name:7} {'':33} {_share(result[name]['recall'])}     {_share(result[name]['precision'])}   (without BD-00)"
        for name in ("mean", "total")
    ]
    for name in ("links", "links_review"):
        link = result[name]
        rates = f"precision {link['precision']:.4f}, recall {link['recall']:.4f}; truth {link['truth']}, said {link['said']}"
        lines.append(f"{name:13} F1 {link['f1']:.4f} ({rates})")
    hits = result["decoy_hits"]
    lines.append(f"decoys hit {len(hits)} of {result['decoys']} = {len(hits) / max(1, result['decoys']):.2%}")
    lines += [
        f"  {number:3} of {result['decoy_types'][what]:3}  {what}" for what, number in sorted(Counter(what for what, _ in hits).items())
    ]
    if show:
        for kind, tally in result["kinds"].items():
            lines += [f"{kind} missed: {text}" for text in tally.misses[:10]]
            lines += [f"{kind} false:  {text}" for text in tally.false[:10]]
        lines += [f"decoy hit: {what}: {text}" for what, text in hits[:20]]
    return "\n".join(lines)


def main() -> None:
    """Print the score of one run."""
    parser = argparse.ArgumentParser(prog="python -m tests.towns.score", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("truth", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--show", action="store_true", help="list the first ten misses and false cases of each kind, NIK masked")
    args = parser.parse_args()
    print(report(score(args.truth, args.run), show=args.show))


if __name__ == "__main__":
    main()
