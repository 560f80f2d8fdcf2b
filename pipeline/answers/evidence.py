"""Which version of a case's evidence a returned row answers, and which locked cells no longer say what the packet said.

Reach for `Versions` and `edited` while reading a packet. The invariants: the printed `hash_bukti` names the version; where it is gone the
version whose printed cells fit best is taken, the newest of equals, and that is told; formats a spreadsheet changes are no edits.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.answers.cells import given, plain
from pipeline.standardise.money.amounts import parse_amount
from pipeline.standardise.people.dates import Span, parse_date
from schemas import answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.answers.known import Known

_LOOSE = frozenset({"urut", "id_kasus", "versi", "hash_bukti", "status_kasus", "bulan_ke", "prioritas"})
"""Columns that may differ from run to run without touching the evidence, or are told apart."""
COMPARED = tuple(n for n in (*answers.LEAD_COLUMNS, *answers.EVIDENCE_COLUMNS) if n not in _LOOSE)
_DATES = frozenset({"a_tgl_lahir", "b_tgl_lahir", "tgl_survei", "tgl_meninggal", "tgl_bayar_1", "tgl_bayar_2"})
_MONTHS = frozenset({"periode", "data_sosial", "tercatat", "bulan_dari", "bulan_sampai"})
_MONEY = frozenset({"hak", "perintah_bayar", "dibayar", "diterima_survei", "selisih", "dibayar_1", "dibayar_2"})
_NUMBERS = _MONEY | {"umur", "skor", "rt", "rw", "desil", "batas_desil", "kali", "beda_angka"}
_SIGNS, _LOST = frozenset({"tanda_nama", "tanda_nik", "tanda_tgl"}), frozenset({"?", "\ufffd", "ï¿½"})
_ANY_DAY = Span(dt.date(1880, 1, 1), dt.date(2100, 1, 1))


@dataclass(frozen=True)
class Version:
    """One published version of a case: the row of `Known.cases`."""

    row: Mapping[str, object]

    @property
    def id_kasus(self) -> str:
        return str(self.row["id_kasus"])

    @property
    def kind(self) -> str:
        return str(self.row["kind"])

    @property
    def evidence_hash(self) -> str:
        return str(self.row["evidence_hash"])

    @property
    def run(self) -> tuple[str, str]:
        """Period and run id."""
        return str(self.row["period"] or ""), str(self.row["run_id"] or "")


class Versions:
    """The versions of every known case, oldest first."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._of: dict[str, list[Version]] = {}
        for row in known.cases.sort("id_kasus", "seen", "evidence_hash").iter_rows(named=True):
            self._of.setdefault(str(row["id_kasus"]), []).append(Version(row))

    def of(self, id_kasus: str, row: Mapping[str, str | None]) -> tuple[Version, str]:
        """The version a row answers; and "" where its hash_bukti says so, else which month's evidence was taken instead."""
        versions = self._of[id_kasus]
        printed = plain(row.get("hash_bukti")).lower()
        for version in reversed(versions):
            if printed and printed == answers.printed_hash(version.evidence_hash):
                return version, ""
        if len(versions) == 1:
            best = versions[0]
            if not printed:
                return best, ""
        else:
            misfits = [(len(edited(row, self._known, v)), -at, v) for at, v in enumerate(versions)]
            best = min(misfits, key=lambda m: m[:2])[2]
        return best, best.run[0] or "terakhir"


def edited(row: Mapping[str, str | None], known: Known, version: Version) -> list[str]:
    """Locked columns of a row that differ from what was printed for its version; [] where the list is no longer there.

    A rerun prints the same evidence anew (rows of a file moved, a sentence worded otherwise): a row that says what any run printed for
    this evidence was not edited. Else the columns that differ from the version's own run.
    """
    own = _differing(row, known.printed(*version.run).get(version.id_kasus))
    if not own:
        return []
    seen = answers.printed_hash(version.evidence_hash)
    for run in reversed(known.runs):
        printed = known.printed(*run).get(version.id_kasus) if run != version.run else None
        if printed and printed.get("hash_bukti") == seen and not _differing(row, printed):
            return []
    return own


def _differing(row: Mapping[str, str | None], printed: Mapping[str, str] | None) -> list[str]:
    return [n for n in COMPARED if n in row and n in printed and not _same(n, row[n], printed[n])] if printed else []


def _same(name: str, cell: str | None, printed: str) -> bool:
    """Whether a cell still says what was printed. A code page without our signs writes `?` for them: that is no edit."""
    return _value(name, cell) == _value(name, printed) or (name in _SIGNS and plain(cell) in _LOST)


def _value(name: str, cell: str | None) -> str:
    """A cell without what opening and saving changes: dates as dates, numbers as numbers, blanks folded, case folded."""
    text = plain(cell)
    if not text:
        return ""
    if name in _DATES:
        found = parse_date(text, _ANY_DAY)
        return found.isoformat() if found else text
    if name in _MONTHS:
        found = parse_date(text, _ANY_DAY) or parse_date(f"1 {text.replace('-', ' ')}", _ANY_DAY)
        return found.strftime("%Y-%m") if found else text.casefold()
    if name in _NUMBERS:
        value = parse_amount(re.sub(r"^0+(?=\d)", "", text))
        return str(value) if isinstance(value, int) else text
    return re.sub(r"\s+", " ", given(cell)).casefold()
