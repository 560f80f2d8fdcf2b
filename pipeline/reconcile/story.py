"""A family's whole story for one month in one call, for a Python prompt.

    >>> from pipeline.reconcile import family_story
    >>> story = family_story(judged, inputs, "1671080109229081")   # a card number, a NIK or a case id
    >>> print(story.text)

It holds whole NIK and KK numbers: for the office's own eyes, never for a log or a report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import MonthInputs, Reconciled


@dataclass(frozen=True, repr=False)
class FamilyStory:
    """Everything one month says of a family; `text` tells it in order. The repr shows no number."""

    families: tuple[str, ...]
    members: pl.DataFrame
    entitlements: pl.DataFrame
    payments: pl.DataFrame
    visits: pl.DataFrame
    chain: pl.DataFrame
    cases: pl.DataFrame

    def __repr__(self) -> str:
        return f"<FamilyStory: {self.members.height} members, {self.payments.height} pay rows, {self.cases.height} cases>"

    @property
    def text(self) -> str:
        """The story in plain Indonesian, one line a fact."""
        lines = [f"Keluarga {', '.join(self.families) or 'tidak ditemukan'}"]
        for row in self.members.iter_rows(named=True):
            dead = " (meninggal)" if row["deceased"] else ""
            lines.append(
                f"- {row['name']}, {row['relationship'] or 'anggota'}, lahir {row['birth_date']}, data sosial {row['snapshot']}{dead}"
            )
        for row in self.entitlements.iter_rows(named=True):
            verdict = {"YES": "berhak", "NO": "tidak berhak", "UNKNOWN": "belum diketahui"}[row["entitled"]]
            why = f"; {row['reason']}" if row["reason"] else ""
            lines.append(f"{row['programme']}: {verdict} ({row['rule_id']}: {row['legal_basis']}), hak {_rupiah(row['amount_due'])}{why}")
        lines += [
            f"{row['programme']}: {row['payer']} {row['state']} {_rupiah(row['amount'])} untuk {row['period_from']} s.d. "
            f"{row['period_to']}, {row['paid_on'] or 'tanpa tanggal'}"
            for row in self.payments.iter_rows(named=True)
        ]
        lines += [
            f"Survei {row['visited_on']}: {row['result']}, diterima {_rupiah(row['amount_received'])}"
            for row in self.visits.iter_rows(named=True)
        ]
        lines += [
            f"{row['programme']}: putus di {row['broken_link']}, {_rupiah(row['missing'])}, ditanyakan kepada {row['answers_for_it']}"
            for row in self.chain.filter(pl.col("broken_link").is_not_null()).iter_rows(named=True)
        ]
        lines += [f"{row['id_kasus']} {row['kind']}: {row['sentence']}" for row in self.cases.iter_rows(named=True)]
        return "\n".join(lines)


def _rupiah(amount: int | None) -> str:
    return "tidak tertulis" if amount is None else "Rp" + f"{amount:,}".replace(",", ".")


def family_story(judged: Reconciled, inputs: MonthInputs, key: str) -> FamilyStory:
    """Tell one family's month: who they are, what they were owed, what each list and visit says, where it broke, which cases stand.

    key: a family card number, a NIK, or an `id_kasus`. Nobody of that key gives an empty story, not an error.
    """
    by_case = judged.cases.filter(pl.col("id_kasus") == key)["family_id"].drop_nulls().to_list()
    rows = pl.concat([f.select("record_id", "nik", "no_kk") for f in (inputs.registry, inputs.disbursements, inputs.surveys)])
    named = rows.filter((pl.col("nik") == key) | (pl.col("no_kk") == key))["record_id"]
    near = inputs.members.filter(pl.col("record_id").is_in(named.to_list()))["family_id"].to_list()
    paid = judged.payments.filter(pl.col("record_id").is_in(named.to_list()))["family_id"].to_list()
    families = tuple(sorted({*by_case, *near, *paid, *judged.entitlements.filter(pl.col("family_id") == key)["family_id"].to_list()}))
    of_family = pl.col("family_id").is_in(families)
    visited = inputs.members.filter(of_family & (pl.col("source") == "survey"))["record_id"].to_list()
    return FamilyStory(
        families,
        inputs.registry.filter(of_family).sort("snapshot", "relationship", "birth_date", "record_id", nulls_last=True),
        judged.entitlements.filter(of_family),
        judged.payments.filter(of_family).sort("programme", "paid_on", "record_id", nulls_last=True),
        inputs.surveys.filter(pl.col("record_id").is_in(visited)).sort("visited_on", "record_id", nulls_last=True),
        judged.chain.filter(of_family),
        judged.cases.filter(of_family).sort("kind", "id_kasus"),
    )
