"""Money that was drawn and what is left of it, beside the money ordered (`SP2D | Nilai`, `Transaksi | Nilai`, `Sisa Saldo`).

Reach for it once the kind of a list and its money are settled. Only columns that nothing else is taken from, that hold sums alone and whose
header says so, are meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.columns.headers import tokens
from pipeline.read.columns.recognise import is_money, say_recognised
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
    credited = _DEBIT & set(tokens(headings[found.fields["amount"]].text))
    for column, heading in enumerate(headings):
        words = set(tokens(heading.text))
        taken = (words & _DRAWN and words & _SUM) or (words & _DEBIT and not words & credited)
        name = "drawn" if taken else "balance" if "saldo" in words and words & _LEFT else ""
        if not name or name in found.fields or column in found.used or words & {"kali", "frekuensi", "awal"}:
            continue
        cells = [cell.strip() for cell in samples.column(column) if cell.strip() not in ("", "-")]
        if cells and all(map(is_money, cells)):
            found.fields[name] = column
            found.notes.append(say_recognised(name, heading.text))
