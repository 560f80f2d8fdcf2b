"""Matching a table to the layouts, and making a ready layout of a table that none fits.

Reach for it with an assignment of headers. An office's own layouts outrank the shipped ones; among equals the one with more
signature headers wins, then the one with more required fields, then the id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.read.headers import key, variants

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.headers import Heading
    from pipeline.read.model import ReadTable


@dataclass(frozen=True)
class Plan:
    """A layout in the form the matcher needs (made of `schemas.layouts.Layout.model_dump()`)."""

    id: str
    kind: str
    office: bool
    required: tuple[str, ...]
    signature: tuple[frozenset[str], ...]  # of each signature header its spellings, any of which will do
    signature_min: int
    own: Mapping[str, str]  # header key → field, "" = leave alone
    title_words: tuple[str, ...]
    positions: Mapping[str, int]
    columns: tuple[int, int]
    slices: Mapping[str, tuple[int, int]]
    hints: Mapping[str, Any] = field(default_factory=dict)


def make_plan(layout: Mapping[str, Any]) -> Plan:
    """Prepare one layout (a `model_dump(mode="json")`)."""
    own = {key(word): name for name, words in layout["fields"].items() for word in words}
    own |= {key(word): "" for word in layout["ignore"]}
    signature = tuple(frozenset(key(word) for word in words.split("|")) for words in layout["signature"])
    return Plan(
        id=layout["id"],
        kind=layout["kind"],
        office=layout["origin"] == "office",
        required=tuple(layout["required"]),
        signature=signature,
        signature_min=layout["signature_min"] or len(signature),
        own=own,
        title_words=tuple(w.lower() for w in layout["title_words"]),
        positions=dict(layout["positions"]),
        columns=(layout["columns"][0], layout["columns"][1]),
        slices={name: (a, b) for name, (a, b) in layout["slices"].items()},
        hints={k: v for k, v in layout["hints"].items() if v},
    )


def header_keys(headings: Sequence[Heading]) -> frozenset[str]:
    """Every way the headers of a table can be spelled, for comparing with signatures."""
    return frozenset("".join(words) for h in headings for text in h.readings for words in variants(text))


def candidates(plans: Sequence[Plan], headings: Sequence[Heading], words: str) -> list[Plan]:
    """Layouts whose signature stands in the header row (and whose title words stand above), best first."""
    keys, lower = header_keys(headings), words.lower()
    fitting = []
    for plan in plans:
        hits = sum(bool(spellings & keys) for spellings in plan.signature)
        if hits < plan.signature_min or not (plan.signature or plan.office or plan.title_words):
            continue
        if plan.positions or plan.slices:
            continue
        if plan.title_words and not any(w in lower for w in plan.title_words):
            continue
        fitting.append((not plan.office, -hits, -len(plan.required), plan.id, plan))
    return [entry[-1] for entry in sorted(fitting, key=lambda entry: entry[:-1])]


def nearest(plans: Sequence[Plan], fields: Sequence[str], headings: Sequence[Heading]) -> tuple[str, tuple[str, ...]] | None:
    """The layout that lacks the smallest share of its required fields (ties: more in common, then id), and what it lacks."""
    have, keys = set(fields), header_keys(headings)
    ranked = []
    for plan in plans:
        if not plan.required:
            continue
        missing = tuple(name for name in plan.required if name not in have)
        hits = sum(bool(spellings & keys) for spellings in plan.signature)
        ranked.append((len(missing) / len(plan.required), -hits, -len(plan.required), plan.id, missing))
    if not ranked:
        return None
    best = min(ranked)
    return best[3], best[4]


def propose_toml(table: ReadTable, name: str = "tata-letak-baru") -> str:
    """A layout file for a table that none fits, ready to be completed: found fields filled in, unmapped headers listed.

    The office puts it into `data/layouts/NAME.toml`. It quotes headers only, never a cell.
    """
    ident = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "tata-letak-baru"
    lines = [
        "# Tata letak usulan Padan. Lengkapi, lalu simpan di data/layouts/.",
        f"id = {_quote(ident)}",
        f"title = {_quote(name)}",
        "# kind: registry, registry_family, disbursement, closing, atau survey",
        f'kind = "{table.kind.value if table.kind.value != "unknown" else "disbursement"}"',
        'status = "unverified"',
        f"required = [{', '.join(_quote(f) for f in sorted(table.headers) if f in _USUAL)}]",
    ]
    if table.unmapped:
        lines.append("# Judul yang belum dikenal; pindahkan ke [fields] di bawah nama yang tepat:")
        lines += [f"#   {_quote(header)}" for header in table.unmapped]
    lines.append("")
    lines.append("[fields]")
    lines += [f"{_quote(f) if ':' in f else f} = [{_quote(h)}]" for f, h in sorted(table.headers.items())]
    return "\n".join(lines) + "\n"


_USUAL = frozenset({"nik", "no_kk", "name", "amount", "state", "desil", "result", "card", "account", "family_key"})


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    plain = "".join(c if c.isprintable() else "\\n" if c == "\n" else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{plain}"'
