"""Which answer counts: an auditor's before one with a second signature, that before the later date; two equal ones that differ: neither.

Reach for `in_force`. The invariants: answers compete only about the same evidence; the ledger's order decides nothing but which of two
identical words is shown; a revoked answer is as if never given; conflicts are listed, never applied.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.answers.decisions import ANSWER, SIGN, revoked
from schemas.answers import SETTLES, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.answers.identity import Side
    from schemas.ledger import Entry

ANSWERS: dict[str, pl.DataType] = {
    "id_kasus": pl.String(),
    "keputusan": pl.String(),
    "alasan_kode": pl.String(),
    "jumlah_diterima": pl.Int64(),
    "tgl_kunjungan": pl.Date(),
    "petugas": pl.String(),
    "evidence_hash": pl.String(),
    "bukti": pl.String(),
    "catatan": pl.String(),
    "period": pl.String(),  # month and run of the evidence that was answered
    "run_id": pl.String(),
    "marks": pl.String(),  # JSON: marks of its facts (pipeline.fact_marks)
    "peran": pl.String(),
    "kedua": pl.String(),  # who signed second
    "entri": pl.Int64(),  # number of the entry in the ledger
    "kind": pl.String(),
    "rule_id": pl.String(),
    "score": pl.Int64(),
    "village_code": pl.String(),
}
"""Columns of the answers in force: those `reconcile` asks for, then what reports and learning need. One row a case and evidence; the
newest entry of a case last."""

CONFLICTS: dict[str, pl.DataType] = {
    "id_kasus": pl.String(),
    "evidence_hash": pl.String(),
    "kind": pl.String(),
    "village_code": pl.String(),
    "keputusan": pl.String(),  # the answers that stand against each other, " / " between
    "petugas": pl.String(),
    "entri": pl.String(),
}
"""Columns of the conflicts: one row a case and evidence."""


@dataclass(frozen=True)
class Judged:
    """An identity decision in force and who its two sides are."""

    id_kasus: str
    keputusan: str
    a: Side
    b: Side


@dataclass(frozen=True)
class Decisions:
    """answers: `ANSWERS`, sorted by id and entry. judged: identity decisions, the weightiest last. conflicts: `CONFLICTS`."""

    answers: pl.DataFrame
    judged: tuple[Judged, ...]
    conflicts: pl.DataFrame


@dataclass(frozen=True)
class _Live:
    """A standing answer."""

    entry: Entry
    second: tuple[str, ...]

    @property
    def body(self) -> Mapping[str, object]:
        return self.entry.body

    def text(self, name: str) -> str:
        return str(self.body.get(name) or "")

    @property
    def audit(self) -> bool:
        return self.body.get("peran") == Role.AUDIT

    @property
    def said(self) -> tuple[str, object]:
        return self.text("keputusan"), self.body.get("jumlah_diterima")


def _live(entries: Sequence[Entry]) -> list[_Live]:
    """Standing answers with their second signatures: a signature entry, or the same word by somebody else about the same evidence."""
    gone = revoked(entries)
    signs: dict[int, list[str]] = {}
    for entry in entries:
        if entry.body.get("tindakan") == SIGN:
            signs.setdefault(int(str(entry.body["entri"])), []).append(str(entry.body.get("petugas") or ""))
    standing = [e for e in entries if e.body.get("tindakan") == ANSWER and e.number not in gone]
    voices: dict[tuple[str, str, str], dict[str, str]] = {}
    for entry in standing:
        name = " ".join(str(entry.body.get("petugas") or "").split())
        if name:
            voices.setdefault(_word(entry), {}).setdefault(name.casefold(), name)
    out = []
    for entry in standing:
        own = str(entry.body.get("petugas") or "").casefold()
        others = [name for key, name in voices.get(_word(entry), {}).items() if key != own] if own else []
        out.append(_Live(entry, tuple(dict.fromkeys([*signs.get(entry.number, []), *others]))))
    return out


def _word(entry: Entry) -> tuple[str, str, str]:
    return str(entry.body.get("id_kasus")), str(entry.body.get("evidence_hash") or ""), str(entry.body.get("keputusan"))


def _date(one: _Live) -> dt.date | None:
    told = one.text("tgl_kunjungan") or one.text("tanggal")
    return dt.date.fromisoformat(told) if told else None


def _best(answers: Sequence[_Live]) -> tuple[_Live | None, list[_Live]]:
    """The answer that counts among those about one case and evidence; or none, and those that stand against each other.

    Rank: AUDIT, then a second signature, then the later date. Answers without a date cannot be later than others: where they differ from
    a dated one of their rank, nobody knows which came last; a word that settles nothing then gives way to one that does. BELUM_DITEMUI is
    no answer yet and stands against nothing.
    """
    met = [a for a in answers if a.text("keputusan") != "BELUM_DITEMUI"] or list(answers)
    top = [a for a in met if a.audit] or met
    top = [a for a in top if a.second] or top
    for pool in (_latest(top), _latest([a for a in top if a.text("keputusan") in SETTLES])):
        if pool and len({a.text("keputusan") for a in pool}) == 1:
            amounts = {a.body.get("jumlah_diterima") for a in pool} - {None}
            if len(amounts) > 1:
                return None, pool
            told = [a for a in pool if a.body.get("jumlah_diterima") is not None] or pool
            return max(told, key=lambda a: a.entry.number), []
    return None, _latest(top)


def _latest(answers: Sequence[_Live]) -> list[_Live]:
    """The answers of the latest date, and those without a date beside them."""
    dates = [d for a in answers if (d := _date(a)) is not None]
    last = max(dates, default=None)
    return [a for a in answers if _date(a) in (None, last)]


def in_force(entries: Sequence[Entry]) -> Decisions:
    """Resolve the entries of the ledger (as of a run: `read_ledger(…, upto=head)`) into what counts now."""
    groups: dict[tuple[str, str], list[_Live]] = {}
    for one in _live(entries):
        groups.setdefault((one.text("id_kasus"), one.text("evidence_hash")), []).append(one)
    winners: list[_Live] = []
    conflicts = []
    for (case, evidence), answers in sorted(groups.items()):
        best, against = _best(answers)
        if best is not None:
            winners.append(best)
        else:
            conflicts.append(_conflict(case, evidence, against))
    winners.sort(key=lambda w: (w.text("id_kasus"), w.entry.number))
    frame = pl.DataFrame([_row(w) for w in winners], schema=ANSWERS, orient="row")
    weighty = sorted(winners, key=lambda w: (w.audit, w.entry.number))
    return Decisions(
        frame, tuple(j for w in weighty if (j := judged(w.entry)) is not None), pl.DataFrame(conflicts, schema=CONFLICTS, orient="row")
    )


def _row(one: _Live) -> tuple[object, ...]:
    body = one.body
    told = one.text("tgl_kunjungan")
    extra: dict[str, object] = {
        "tgl_kunjungan": dt.date.fromisoformat(told) if told else None,
        "marks": json.dumps(body.get("marks") or {}, sort_keys=True),
        "kedua": ", ".join(one.second) or None,
        "entri": one.entry.number,
        "evidence_hash": one.text("evidence_hash") or None,
    }
    return tuple(extra.get(name, body.get(name)) if name in extra else body.get(name) for name in ANSWERS)


def _conflict(case: str, evidence: str, against: Sequence[_Live]) -> tuple[str | None, ...]:
    ordered = sorted(against, key=lambda a: a.entry.number)
    first = ordered[0]
    words = [a.text("keputusan") + (f" {a.body['jumlah_diterima']}" if a.body.get("jumlah_diterima") is not None else "") for a in ordered]
    return (
        case,
        evidence or None,
        first.text("kind") or None,
        first.text("village_code") or None,
        " / ".join(dict.fromkeys(words)),
        ", ".join(dict.fromkeys(a.text("petugas") or "tanpa nama" for a in ordered)),
        ", ".join(str(a.entry.number) for a in ordered),
    )


def judged(entry: Entry) -> Judged | None:
    """The identity decision of an answer; None where it speaks of no two people."""
    sides = entry.body.get("sides")
    if not isinstance(sides, dict) or not sides.get("a") or not sides.get("b"):
        return None
    return Judged(str(entry.body["id_kasus"]), str(entry.body["keputusan"]), dict(sides["a"]), dict(sides["b"]))
