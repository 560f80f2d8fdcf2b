"""Look through finished reports for numbers that may not be in them, before anything is published.

The last net, not the plan: every column is masked where it is written. What is searched: any run of 16 digits (also written
in groups), Indonesian mobile numbers, the month's own account and card numbers where the caller gives them, and in `publik/`
any run of ten digits. SHA-256 values (64 hex digits) are no numbers of persons and are passed over.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.errors import PadanError
from pipeline.words.private import GROUPED, PHONE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

SHA256 = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")
SIXTEEN = re.compile(r"\d{16,}")
ACCOUNT = re.compile(r"(?<!\w)\d{10,15}(?!\w)")
TOKEN = re.compile(r"\d{8,}")
PUBLIC_FOLDER = "publik"
NIK = "nomor 16 angka"
SUSPECT = (
    r"\d{16}|\d{4}[ .\-]\d{4}[ .\-]\d{4}[ .\-]\d{4}|\d{6}[ .\-]\d{6}[ .\-]\d{4}|\d{8}[ .\-]\d{8}"
    r"|\d{2}[ .\-]\d{2}[ .\-]\d{2}[ .\-]\d{6}|(?:62[ .\-]?|0)8\d{2}[ .\-]?\d{3}"
)
"""Anything the exact patterns could match, for a fast first look: most files are clean."""


@dataclass(frozen=True)
class Leak:
    """One place that holds what it may not. `line` counts from 1 within the file or the workbook part; the number is not kept."""

    file: str
    line: int
    kind: str


def scan_output(folder: Path, private: Collection[str] = (), *, whole_numbers: bool = False) -> None:
    """Refuse a reports folder that holds a person's number: PadanError naming file, line and kind, never the number.

    `private` are whole numbers (accounts, cards, phones) of the month; each is looked for as a run of digits. `whole_numbers`: an
    officer ordered case lists with whole NIK and KK, so those (and only those) may stand in `kasus/`.
    """
    leaks = [k for k in find_leaks(folder, private) if not (whole_numbers and k.kind == NIK and k.file.startswith("kasus/"))]
    if leaks:
        first = leaks[0]
        raise PadanError(
            f"Laporan tidak diterbitkan: {first.kind} ditemukan di baris {first.line} ({len(leaks)} temuan). "
            "Laporkan kepada pengelola Padan; laporan lama tetap berlaku.",
            file=first.file,
            rule="SARING-01",
        )


def find_leaks(folder: Path, private: Collection[str] = ()) -> list[Leak]:
    """Every leak in every file below `folder`, by file and line."""
    wanted = frozenset(private)
    leaks: list[Leak] = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if SIXTEEN.search(name):
            leaks.append(Leak("(nama berkas)", 1, NIK))
        leaks += _leaks_of(_texts(path, name), wanted, public=name.split("/", 1)[0] == PUBLIC_FOLDER)
    return leaks


def _leaks_of(parts: Mapping[str, str], private: frozenset[str], *, public: bool) -> Iterator[Leak]:
    """The leaks of a file's parts. A first look at all parts at once finds those worth a closer one; what is public is always looked at."""
    texts = pl.Series(list(parts.values()), dtype=pl.String)
    dirty = texts.str.contains(SUSPECT).to_list()
    tokens = texts.str.extract_all(TOKEN.pattern).to_list() if private else [[]] * len(parts)
    for (part, text), suspect, seen in zip(parts.items(), dirty, tokens, strict=True):
        named = private.intersection(seen)
        if suspect or named or public:
            yield from (Leak(part, line, kind) for line, kind in _search(text, named, public=public))


def _texts(path: Path, name: str) -> dict[str, str]:
    """The texts of a file: itself, or the parts of a workbook; none of a kind that holds no text."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return {f"{name} › {part}": book.read(part).decode("utf-8", errors="replace") for part in book.namelist()}
    if path.suffix in {".csv", ".html", ".json", ".txt", ".md", ".svg"}:
        return {name: path.read_text(encoding="utf-8", errors="replace")}
    return {}


def _blank(found: re.Match[str]) -> str:
    return "x" * len(found.group())


def _search(text: str, named: frozenset[str], *, public: bool) -> list[tuple[int, str]]:
    """Line and kind of every number of a text that may not stand there; `named` are the month's own numbers that occur in it."""
    text = SHA256.sub("", text)
    found = [(m.start(), NIK) for m in SIXTEEN.finditer(text)]
    found += [(m.start(), "nomor 16 angka berkelompok") for m in GROUPED.finditer(text)]
    found += [(m.start(), "nomor telepon") for m in PHONE.finditer(GROUPED.sub(_blank, text))]
    if public:
        found += [(m.start(), "nomor panjang") for m in ACCOUNT.finditer(text)]
    if named:
        found += [(m.start(), "nomor rekening, kartu, atau telepon") for m in TOKEN.finditer(text) if m.group() in named]
    return sorted((text.count("\n", 0, start) + 1, kind) for start, kind in found)
