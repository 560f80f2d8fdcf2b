"""A family's whole story for one month in one call, for a Python prompt.

    >>> from pipeline.story import family_story
    >>> print(family_story("data", "2025-05", "1671080109229081").text)   # a card number, a NIK or a case id

It holds whole NIK and KK numbers: for the office's own eyes, never for a log or a report.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipeline import store
from pipeline.errors import PadanError

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES = ("registry", "disbursements", "surveys", "persons", "entitlements", "payments", "chain", "cases")
"""Tables of a published run that a story is told from."""

STATES = {
    "PAID": "dibayar", "FAILED_ACCOUNT": "rekening gagal", "RETURNED": "retur", "EMPTY": "saldo kosong", "PAID_NOT_TAKEN": "tidak diambil",
    "EXCLUDED": "dikeluarkan", "IN_PROCESS": "masih diproses", "UNKNOWN": "keadaan tidak dikenal",
}  # fmt: skip
LINKS = {"registry": "penetapan daftar", "order": "jumlah perintah bayar", "payer": "penyalur", "hand": "penyerahan"}
"""Words of the story for codes of the tables."""


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
            f"{row['programme']}: {row['payer']} {STATES.get(row['state'], '?')} {_rupiah(row['amount'])} untuk {row['period_from']} s.d. "
            f"{row['period_to']}, {row['paid_on'] or 'tanpa tanggal'}"
            for row in self.payments.iter_rows(named=True)
        ]
        lines += [
            f"Survei {row['visited_on']}: {row['result']}, diterima {_rupiah(row['amount_received'])}"
            for row in self.visits.iter_rows(named=True)
        ]
        lines += [
            f"{row['programme']}: putus di {LINKS[row['broken_link']]}, {_rupiah(row['missing'])}, "
            f"ditanyakan kepada {row['answers_for_it'] or 'penetap daftar dan penyalur'}"
            for row in self.chain.filter(pl.col("broken_link").is_not_null()).iter_rows(named=True)
        ]
        lines += [f"{row['id_kasus']} {row['kind']}: {row['sentence']}" for row in self.cases.iter_rows(named=True)]
        return "\n".join(lines)


def _rupiah(amount: int | None) -> str:
    return "tidak tertulis" if amount is None else "Rp" + f"{amount:,}".replace(",", ".")


def family_story(data: Path | str, period: str, key: str) -> FamilyStory:
    """Tell one family's month by the run that counts now: `story_of` over the tables of the data folder `data`.

    Raises PadanError where the month has not been run.
    """
    run = store.current(Path(data), period)
    if run is None:
        raise PadanError(f"{period} belum pernah dijalankan. Jalankan dulu: padan run {period}.")
    folder = store.run_folder(Path(data), period, run) / "tables"
    return story_of({name: store.read_table(folder / f"{name}.parquet") for name in TABLES}, key)


def story_of(tables: Mapping[str, pl.DataFrame], key: str) -> FamilyStory:
    """Who they are, what they were owed, what each list and visit says, where it broke, which cases stand.

    tables: those of `TABLES`. key: a family card number, a NIK, or an `id_kasus`. Nobody of that key gives an empty story, not an error.
    """
    members, entitlements, payments = tables["persons"], tables["entitlements"], tables["payments"]
    by_case = tables["cases"].filter(pl.col("id_kasus") == key)["family_id"].drop_nulls().to_list()
    rows = pl.concat([tables[name].select("record_id", "nik", "no_kk") for name in ("registry", "disbursements", "surveys")])
    named = rows.filter((pl.col("nik") == key) | (pl.col("no_kk") == key))["record_id"]
    near = members.filter(pl.col("record_id").is_in(named.to_list()))["family_id"].to_list()
    paid = payments.filter(pl.col("record_id").is_in(named.to_list()))["family_id"].to_list()
    families = tuple(sorted({*by_case, *near, *paid, *entitlements.filter(pl.col("family_id") == key)["family_id"].to_list()}))
    of_family = pl.col("family_id").is_in(families)
    visited = members.filter(of_family & (pl.col("source") == "survey"))["record_id"].to_list()
    return FamilyStory(
        families,
        tables["registry"].filter(of_family).sort("snapshot", "relationship", "birth_date", "record_id", nulls_last=True),
        entitlements.filter(of_family),
        payments.filter(of_family).sort("programme", "paid_on", "record_id", nulls_last=True),
        tables["surveys"].filter(pl.col("record_id").is_in(visited)).sort("visited_on", "record_id", nulls_last=True),
        tables["chain"].filter(of_family),
        tables["cases"].filter(of_family).sort("kind", "id_kasus"),
    )
