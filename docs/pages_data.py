"""`data-dictionary.md`: every canonical table and column, the closed lists, the packet, the settings, the source layouts."""

from __future__ import annotations

import ast
import enum
import inspect
import io
import re
import tokenize
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs.markdown import GENERATED, code, paged, table
from schemas import answers, codes, settings, tables
from schemas.fields import FIELDS, PREFIXES, SPLIT_FIELDS
from schemas.kinds import case_kinds
from schemas.layouts import shipped_layouts

if TYPE_CHECKING:
    from types import ModuleType

    import pandera.polars as pa

TABLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("registry", ("Registry",)),
    ("registry_families", ("RegistryFamily",)),
    ("disbursements", ("Disbursement",)),
    ("surveys", ("Survey",)),
    ("rejects", ("Rejects",)),
    ("links", ("Links",)),
    ("link_models", ("LinkModels",)),
    ("persons", ("Members",)),
    ("entitlements", ("Entitlements",)),
    ("payments", ("Payments",)),
    ("cases", ("Cases", "CaseEvidence")),
    ("coverage", ("Coverage",)),
    ("chain", ("Chain",)),
    ("control", ("Control",)),
    ("rates", ("Rates",)),
)
"""Parquet tables of a published run and the models they follow."""

MEANINGS = Path(__file__).with_name("meanings.toml")
_TYPES = {
    "String": "text",
    "Int64": "whole number",
    "Float64": "decimal number",
    "Date": "date",
    "Boolean": "yes/no",
    "List": "list of text",
}


@cache
def meanings() -> dict[str, str]:
    """Meaning of columns that no comment explains, by `Model.column` or plain `column`."""
    told: dict[str, dict[str, str]] = tomllib.loads(MEANINGS.read_text(encoding="utf-8"))
    return told["columns"] | told["values"]


@cache
def comments(module: ModuleType) -> dict[tuple[str, str], str]:
    """The comment behind each field or member of each class of a module: (class, name) → comment."""
    source = inspect.getsource(module)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    behind = {t.start[0]: t.string.lstrip("# ").strip() for t in tokens if t.type == tokenize.COMMENT and not t.string.startswith("# noqa")}
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for item in node.body:
            target = item.target if isinstance(item, ast.AnnAssign) else item.targets[0] if isinstance(item, ast.Assign) else None
            if isinstance(target, ast.Name) and item.end_lineno in behind and "noqa" not in behind[item.end_lineno]:
                found[node.name, target.id] = behind[item.end_lineno]
    return found


def meaning(model: type[Any], column: str) -> str:
    """What a column means: the comment in the model or a parent, else `meanings.toml`, else nothing."""
    for owner in model.__mro__:
        told = comments(tables).get((owner.__name__, column))
        if told:
            return told
    return meanings().get(f"{model.__name__}.{column}") or meanings().get(column, "")


def allowed(column: Any) -> str:
    """The closed list, pattern or range a column must keep to."""
    told = []
    for check in column.checks:
        stats = check.statistics or {}
        if "allowed_values" in stats:
            values = [str(v) for v in stats["allowed_values"]]
            told.append(next((f"list {name}" for name, members in code_lists().items() if list(members) == values), ", ".join(values)))
        elif "pattern" in stats:
            pattern = getattr(stats["pattern"], "pattern", stats["pattern"])
            told.append({tables.MONTH: "YYYY-MM", tables.SIXTEEN: "16 digits", r"^\d{10}$": "10 digits"}.get(pattern, pattern))
        elif "min_value" in stats:
            told.append(f"from {stats['min_value']}")
        elif "max_value" in stats:
            told.append(f"to {stats['max_value']}")
    return ", ".join(dict.fromkeys(told))


@cache
def code_lists() -> dict[str, dict[str, str]]:
    """The closed lists of `schemas/codes.py`: list → value → comment."""
    found = {}
    for name, owner in vars(codes).items():
        if isinstance(owner, type) and issubclass(owner, enum.StrEnum) and owner is not enum.StrEnum:
            found[name] = {m.value: comments(codes).get((name, m.name), "") or meanings().get(f"{name}.{m.value}", "") for m in owner}
    found["CaseKind"] = {code: facts.title_en for code, facts in case_kinds().items()}
    return found


def columns(model: type[pa.DataFrameModel]) -> list[list[str]]:
    """Rows of a model's table: column, type, may be empty, values, meaning."""
    rows = []
    for name, column in model.to_schema().columns.items():
        kind = type(column.dtype.type).__name__ if not isinstance(column.dtype.type, type) else column.dtype.type.__name__
        rows.append([code(name), _TYPES.get(kind, kind), "yes" if column.nullable else "", allowed(column), meaning(model, name)])
    return rows


def _tables() -> list[str]:
    lines = [
        "## Tables of a run",
        "",
        "Parquet files in `data/clean/YYYY-MM/<run>/tables/`. Text stays text: a NIK is a string, never a number.",
    ]
    lines += ["Rupiah are whole integers, months are `YYYY-MM`, days are dates.", ""]
    for name, models in TABLES:
        lines += [f"### {name}.parquet", ""]
        for model_name in models:
            model = getattr(tables, model_name)
            lines += [inspect.cleandoc(model.__doc__ or ""), ""]
            lines += table(["column", "type", "may be empty", "values", "meaning"], columns(model))
    said = "Who reported for which village in the three months before; and of the month itself, who is silent."
    lines += ["### senders_seen.parquet", "", said, ""]
    from pipeline.reconcile.inputs import SENDERS

    empty = {"programme": "yes", "village_code": "yes", "rows": "yes"}
    rows = [
        [code(name), _TYPES[dtype.__name__], empty.get(name, ""), "", meanings().get(f"senders_seen.{name}", "")]
        for name, dtype in SENDERS.items()
    ]
    return lines + table(["column", "type", "may be empty", "values", "meaning"], rows)


def _lists() -> list[str]:
    lines = [
        "## Closed lists",
        "",
        "From `schemas/codes.py`. A word that no table knows becomes UNKNOWN or is told back; it is never guessed.",
        "",
    ]
    for name, members in code_lists().items():
        owner = getattr(codes, name)
        lines += [f"### {name}", "", inspect.cleandoc(owner.__doc__ or ""), ""]
        lines += table(["value", "meaning"], [[code(value), told] for value, told in members.items()])
    return lines


def _packet() -> list[str]:
    lines = ["## The packet and the case list", "", "Columns of `kasus_*.csv` and of sheet KASUS, in this order.", ""]
    rows = []
    for group, names in (("lead", answers.LEAD_COLUMNS), ("answer", answers.ANSWER_COLUMNS), ("evidence", answers.EVIDENCE_COLUMNS)):
        rows += [[code(name), group, meanings().get(f"packet.{name}", "")] for name in names]
    lines += table(["column", "group", "meaning"], rows)
    lines += ["Answers a verifier may give in `keputusan`, by the kind's list (blank is open and always legal):", ""]
    lines += table(["list", "words"], [[code(name.value), ", ".join(words)] for name, words in answers.DECISIONS.items()])
    lines += [f"`alasan_kode`: {', '.join(answers.REASONS)}. LAINNYA needs a `catatan`.", ""]
    lines += [
        f"Sheets: {', '.join(answers.SHEETS)} (DAFTAR is hidden). USULAN has {', '.join(code(c) for c in answers.PROPOSAL_COLUMNS)}.",
        "",
    ]
    return lines


def _settings() -> list[str]:
    lines = [
        "## Settings",
        "",
        "`data/settings.toml`; a missing file means these defaults, an unknown key is refused with the nearest known one.",
        "",
    ]
    rows: list[list[str]] = []

    def walk(model: type[Any], prefix: str) -> None:
        for name, field in model.model_fields.items():
            told = meanings().get(f"settings.{prefix}{name}") or comments(settings).get((model.__name__, name), "")
            if isinstance(field.annotation, type) and issubclass(field.annotation, settings.Frozen):
                walk(field.annotation, f"{prefix}{name}.")
            else:
                default = "" if field.is_required() else repr(field.default)
                rows.append([code(f"{prefix}{name}"), code(default), told])

    walk(settings.Settings, "")
    lines += table(["key", "default", "meaning"], rows)
    lines += ["Each `[[expected]]` entry names a sender that must report; without it an area is not assessable:", ""]
    fields = settings.ExpectedSender.model_fields.items()
    told = {n: comments(settings).get(("ExpectedSender", n), "") or meanings().get(f"settings.expected.{n}", "") for n, _ in fields}
    return lines + table(["key", "needed", "meaning"], [[code(n), "yes" if f.is_required() else "", told[n]] for n, f in fields])


def _layouts() -> list[str]:
    shipped = shipped_layouts()
    weak = [layout for layout in shipped if layout.status == "unverified"]
    lines = [
        "## Source layouts",
        "",
        "A file is recognised by its headers, never by its name. Where no layout fits but the headers say enough,",
    ]
    lines += ["it is read as `auto:<kind>`. An office adds its own in `data/layouts/*.toml`; those outrank the shipped ones.", ""]
    lines += [f"{len(shipped)} are shipped. *verified* means: written from a file, a form or a published dictionary that somebody saw;"]
    lines += [f"*unverified* ({len(weak)}): from description or memory only. No layout was tried on an office's live data.", ""]
    rows = [[code(layout.id), layout.kind.value, layout.status, layout.title, layout.source] for layout in shipped]
    lines += table(["layout", "kind", "status", "title", "source (DOMAIN: the project's field notes)"], rows)
    lines += ["A layout maps headers to these fields:", "", ", ".join(code(f) for f in FIELDS) + ".", ""]
    split = "; ".join(f"`{one}` (split into {' and '.join(code(t) for t in two)})" for one, two in SPLIT_FIELDS.items())
    return [
        *lines,
        f"Besides: {split}; columns `{'…`, `'.join(PREFIXES)}…` for one column a programme, a ticked result or a further finding.",
        "",
    ]


def page() -> str:
    """The whole page."""
    head = [
        GENERATED,
        "",
        "# Data dictionary",
        "",
        "What every table, column, list and layout means. Cases and rules: [rules.md](rules.md).",
        "",
    ]
    return re.sub(r"[ \t]+$", "", paged(head, _tables(), _lists(), _packet(), _settings(), _layouts()), flags=re.MULTILINE)
