"""What is wrong with a programme file, in one Indonesian sentence that names the rule, the key and the mend.

When to reach for it: where `schemas.rulebook` refuses a file. The invariants: no sentence of pydantic's reaches an officer; a misspelt key
comes with the nearest known one.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

WORDS = {
    "string_pattern_mismatch": 'isinya salah bentuk; bulan ditulis TTTT-BB dalam tanda kutip, misalnya "2025-04", kode huruf besar',
    "string_type": 'harus teks dalam tanda kutip; bulan ditulis TTTT-BB, misalnya "2025-04"',
    "int_type": "harus bilangan bulat tanpa tanda kutip",
    "int_from_float": "harus bilangan bulat",
    "int_parsing": "harus bilangan bulat",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "tuple_type": "harus berupa tabel berulang: tulis dengan kurung siku ganda",
    "dict_type": "harus berupa tabel",
    "greater_than": "harus lebih dari {gt}",
    "greater_than_equal": "paling sedikit {ge}",
    "less_than_equal": "paling banyak {le}",
    "literal_error": "isinya hanya boleh {expected}",
}
"""Indonesian for the kinds of error that a programme file can bring; `{…}` are facts that pydantic gives."""


def sentences(errors: Sequence[ErrorDetails], content: Mapping[str, Any], keys: Mapping[str, Sequence[str]]) -> str:
    """All errors as sentences of one line. keys: known keys of each table; "" for those of the programme itself."""
    return "; ".join(_sentence(error, content, keys) for error in errors)


def _place(loc: Sequence[int | str], content: Mapping[str, Any]) -> str:
    """`tabel eligibility, aturan PKH-LAYAK-2025, kunci desil_max`: a rule by its id, else by its place, counted from 1."""
    if len(loc) == 1:
        return f"kunci {loc[0]}"
    rules = content.get(str(loc[0]))
    at = int(loc[1]) if isinstance(loc[1], int) else 0
    rule = rules[at] if isinstance(rules, list) and at < len(rules) else {}
    name = rule.get("id") if isinstance(rule, dict) else None
    parts = [f"tabel {loc[0]}", f"aturan {name or f'ke-{at + 1}'}"]
    return ", ".join([*parts, *([f"kunci {'.'.join(str(part) for part in loc[2:])}"] if len(loc) > 2 else [])])


def _sentence(error: ErrorDetails, content: Mapping[str, Any], keys: Mapping[str, Sequence[str]]) -> str:
    loc, kind = error["loc"], error["type"]
    if kind == "value_error":
        said = error["msg"].removeprefix("Value error, ")
        return f"{_place(loc, content)}: {said}" if loc else said
    place = _place(loc, content)
    if kind == "extra_forbidden":
        table = str(loc[0]) if len(loc) > 1 else ""
        near = difflib.get_close_matches(str(loc[-1]), list(keys.get(table, ())), n=1)
        return f"{place} tidak dikenal" + (f"; mungkin maksudnya {near[0]}?" if near else "; hapus, atau periksa ejaannya")
    if kind == "missing":
        return f"{place} belum ada; tambahkan"
    words = WORDS.get(kind)
    return f"{place}: {words.format(**error.get('ctx', {})).replace(' or ', ' atau ') if words else error['msg']}"
