"""Matching a table to the layouts, and making a ready layout of a table that none fits.

Reach for it with an assignment of headers. An office's own layouts outrank the shipped ones; among equals the one with more
signature headers wins, then the one with more required fields, then the id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.read.columns.headers import key, variants
from schemas.fields import SPLIT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.columns.headers import Heading
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
    own = {key(word): "" for word in layout["ignore"]}
    own |= {key(word): name for name, words in layout["fields"].items() for word in words}
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
    return frozenset("".join(words) for h in headings for text in (h.text, *h.readings) for words in variants(text))


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

    The office puts it into `data/layouts/NAME.toml`. It quotes headers only, never a cell. Its signature (three quarters of the headers)
    keeps it from other senders' lists.
    """
    fields = _whole_columns(table.headers)
    marks = [*dict.fromkeys(h.replace("|", " ") for h in (*fields.values(), *table.unmapped) if len(key(h)) > _TELLING)]
    ident = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "tata-letak-baru"
    lines = [
        "# Tata letak usulan Padan. Lengkapi, lalu simpan di data/layouts/.",
        f"id = {_quote(ident)}",
        f"title = {_quote(name)}",
        "# kind: registry, registry_family, disbursement, closing, atau survey",
        f'kind = "{table.kind.value if table.kind.value != "unknown" else "disbursement"}"',
        'status = "unverified"',
        f"required = [{', '.join(_quote(f) for f in _required(fields))}]",
        f"signature = [{', '.join(map(_quote, marks))}]",
        f"signature_min = {-(-3 * len(marks) // 4)}",
    ]
    if table.unmapped:
        lines.append("# Judul yang tidak dipakai; pindahkan ke [fields] di bawah nama yang tepat bila perlu:")
        lines += ["ignore = [", *(f"  {_quote(header)}," for header in dict.fromkeys(table.unmapped)), "]"]
    lines.append("")
    lines.append("[fields]")
    if table.kind.value == "unknown":
        short = [name for name in (table.nearest or ("", ()))[1] if name not in table.headers]
        lines += [f'# {name} = ["…"]  # belum ditemukan; isi judul kolomnya, lalu hapus tanda # di depan' for name in short]
    lines += [f"{_quote(f) if ':' in f else f} = [{_quote(h)}]" for f, h in sorted(fields.items())]
    hints = {name: value for name, value in sorted(table.hints.items()) if value and isinstance(value, str)}
    if hints:
        lines += ["", "[hints]", *(f"{name} = {_quote(value)}" for name, value in hints.items())]
    codes: Mapping[str, Mapping[str, str]] = table.hints.get("codes") or {}  # type: ignore[assignment]
    for name, words in sorted(codes.items()):
        lines += ["", f"[hints.codes.{name}]", *(f"{_quote(code)} = {_quote(word)}" for code, word in sorted(words.items()))]
    return "\n".join(lines) + "\n"


_TELLING = 2
"""Letters from which a header tells a list from another (`No` does not)."""
_IDENTIFIERS = ("nik", "no_kk", "card", "account", "family_key", "person_key", "name", "head_name")
_MATTER = ("amount", "state", "result", "desil")


def _required(fields: Mapping[str, str]) -> list[str]:
    """The first identifier a list has, and what it is about."""
    return [*[name for name in _IDENTIFIERS if name in fields][:1], *(name for name in _MATTER if name in fields)]


def _whole_columns(headers: Mapping[str, str]) -> dict[str, str]:
    """Fields to headers, two that were cut out of one column as that column (`TTL`: birth_place_date)."""
    whole = dict(headers)
    for joined, parts in SPLIT_FIELDS.items():
        texts = {whole.get(part) for part in parts}
        if len(texts) == 1 and None not in texts:
            whole[joined] = whole[parts[0]]
            for part in parts:
                del whole[part]
    return whole


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    plain = "".join(c if c.isprintable() else "\\n" if c == "\n" else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{plain}"'
