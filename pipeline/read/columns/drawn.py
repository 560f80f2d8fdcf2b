"""Money that was drawn and what is left of it, beside the money ordered (`SP2D | Nilai`, `Transaksi | Nilai`, `Sisa Saldo`).

Reach for it once the kind of a list and its money are settled. Only columns that nothing else is taken from, that hold sums alone and whose
header says so, are meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.columns.headers import tokens
from pipeline.read.columns.recognise import is_money, say_recognised
from pipeline.read.columns.together import Join
from pipeline.read.refusal import shown
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading
    from pipeline.read.columns.samples import Columns, Samples

_DRAWN = frozenset({"transaksi", "ditransaksikan", "tarik", "ditarik", "penarikan", "belanja", "dibelanjakan", "pembelanjaan"})
_SUM = frozenset({"nilai", "nominal", "jumlah", "jml", "rp", "rupiah", "total", "uang", "dana", "besaran"})
_DEBIT = frozenset({"debet", "debit"})
_LEFT = frozenset({"sisa", "akhir", "mengendap"})


def money_drawn(headings: Sequence[Heading], samples: Samples, found: Columns) -> None:
    """Fields `drawn` and `balance` of a pay list that has the money ordered in another column."""
    if found.kind is not Kind.DISBURSEMENT or "amount" not in found.fields or found.payments:
        return
    _both_ways(headings, samples, found)
    credited = _DEBIT & set(tokens(headings[found.fields["amount"]].text))
    for column, heading in enumerate(headings):
        words = set(tokens(heading.text))
        taken = (words & _DRAWN and words & _SUM) or words == {"penarikan"} or (words & _DEBIT and not words & credited)
        name = "drawn" if taken else "balance" if "saldo" in words and words & _LEFT else ""
        if not name or name in found.fields or column in found.used or words & {"kali", "frekuensi", "awal"}:
            continue
        cells = [cell.strip() for cell in samples.column(column) if cell.strip() not in ("", "-")]
        if cells and all(map(is_money, cells)):
            found.fields[name] = column
            found.notes.append(say_recognised(name, heading.text))


def _both_ways(headings: Sequence[Heading], samples: Samples, found: Columns) -> None:
    """The sums of a collective account's mutations, where each row goes out or comes back (`DEBET | KREDIT`) and a word says which."""
    paid = found.fields["amount"]
    mine = set(tokens(headings[paid].text)) & _WAYS
    if not mine or "state" not in found.fields or "amount" in found.joins:
        return
    for column, heading in enumerate(headings):
        way = set(tokens(heading.text)) & _WAYS
        if way and bool(way & _DEBIT) != bool(mine & _DEBIT) and column not in found.used:
            pairs = [(_sum(a), _sum(b)) for a, b in zip(samples.column(paid), samples.column(column), strict=True)]
            if any(there for _, there in pairs) and not any(here and there for here, there in pairs):
                found.joins["amount"] = Join((paid, column), nothing_is_blank=True)
                found.notes.append(f"Uang tiap baris dibaca dari '{shown(headings[paid].text)}' atau '{shown(heading.text)}'.")
                return


def _sum(cell: str) -> bool:
    return is_money(cell.strip()) and any(sign in "123456789" for sign in cell)


_WAYS = frozenset({*_DEBIT, "kredit", "credit"})
