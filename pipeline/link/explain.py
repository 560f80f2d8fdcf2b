"""Why two records were, or were not, held to be one person: the weights one by one, and a sentence.

When to reach for it: a verifier or auditor asks about a pair. The waterfall starts at the prior (how rare a match is among
all pairs) and adds, field by field, how many bits the agreement or difference speaks for one person; rare values add
their own bits. The invariant: the bars add up to the pair's match weight (to rounding).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipeline.link import scoring
from pipeline.link.compare import LADDERS
from pipeline.link.params import LinkSettings
from pipeline.link.weights import Vectors, probability, tables, top_levels, weigh

if TYPE_CHECKING:
    from pipeline.link.compare import Comparison
    from pipeline.link.weights import Model


@dataclass(frozen=True)
class Bar:
    """One step of the waterfall: what it speaks of, the level reached, the verdict sign, and its bits."""

    name: str
    level: str
    verdict: str
    bits: float


@dataclass(frozen=True)
class Explanation:
    """A pair's bars, its match weight and its probability by itself (rivals not counted)."""

    bars: tuple[Bar, ...]
    match_weight: float
    probability: float

    @property
    def sentence(self) -> str:
        """One plain Indonesian sentence; it never changes a decision."""
        words = {"=": "sama", "≈": "mirip", "≠": "berbeda", "–": "kosong di satu sisi"}
        groups: dict[str, list[str]] = {}
        for bar in self.bars:
            if bar.verdict:
                groups.setdefault(words[bar.verdict], []).append(_INDONESIAN.get(bar.name, bar.name))
        said = "; ".join(f"{', '.join(names)} {word}" for word, names in groups.items())
        return f"{said}. Bobot {self.match_weight:.1f} bit, peluang {100 * self.probability:.1f} %."

    def frame(self) -> pl.DataFrame:
        """The waterfall as a table: field, level, verdict, bits, running sum."""
        rows = pl.DataFrame(
            [(b.name, b.level, b.verdict, b.bits) for b in self.bars], orient="row", schema=["field", "level", "verdict", "bits"]
        )
        return rows.with_columns(sum=pl.col("bits").cum_sum().round(3))


_INDONESIAN = {
    "nik": "NIK", "name": "nama", "birth_date": "tanggal lahir", "age": "umur", "sex": "jenis kelamin", "no_kk": "KK",
    "mother_name": "nama ibu", "nik_seen": "angka NIK yang tidak disamarkan", "kk_seen": "angka KK yang tidak disamarkan",
    "birth_place": "tempat lahir", "address": "alamat", "rt_rw": "RT/RW", "village": "kelurahan", "village_code": "kode kelurahan",
    "village_name": "kelurahan", "given_name": "nama depan", "middle_name": "nama tengah", "surname": "nama belakang",
    "birth_year": "tahun lahir", "id_number": "nomor identitas", "rt": "RT", "rw": "RW", "district_name": "kecamatan", "suburb": "kota",
    "postcode": "kode pos", "state": "provinsi", "phone": "telepon", "email": "surel", "street_number": "nomor rumah",
    "unit_number": "nomor unit", "address_2": "alamat kedua",
}  # fmt: skip


def explain(model: Model, comparisons: list[Comparison], a: int, b: int) -> Explanation:
    """Why a model gives the pair of rows `a`, `b` its weight: the bits of the prior and of each field, which add up to the match weight."""
    one, two = np.array([a], dtype=np.int64), np.array([b], dtype=np.int64)
    vector = scoring.vectors(comparisons, one, two, LinkSettings(threads=1))
    return explain_vector(model, vector)


def explain_vector(model: Model, vector: Vectors) -> Explanation:
    """The same for a pair whose comparison vector is at hand (`Vectors` of one pair)."""
    table = tables(model)
    bars = [Bar("prior", "how rare a match is among all pairs", "", round(float(np.log2(model.match / model.strangers)), 3))]
    for k, field in enumerate(model.fields):
        level = int(vector.levels[k, 0])
        ladder = LADDERS[field.kind]
        bits = float(table["m"][k][level] - table["u"][k][level])
        bars.append(Bar(field.name, ladder.labels[level], ladder.verdicts[level], round(bits, 3)))
        rarity = float(vector.rarity[k, 0])
        if rarity != 0:
            rare = float(np.clip(field.usual[level - 1] - rarity, -14.0, 14.0))
            bars.append(Bar(field.name, "rare value" if rare > 0 else "common value", "", round(rare, 3)))
    for bond in model.bonds:
        if tuple(int(vector.levels[k, 0]) for k in (bond.one, bond.two)) == top_levels(model, bond):
            name = f"{model.fields[bond.one].name} & {model.fields[bond.two].name}"
            bars.append(Bar(name, "often the same together", "", -bond.bits))
    weight = float(weigh(model, vector)[0])
    rest = weight - sum(bar.bits for bar in bars)
    if abs(rest) >= 0.01:
        bars.append(
            Bar(
                "household" if rest < 0 else "moved",
                "they may share a household" if rest < 0 else "the person may have moved",
                "",
                round(rest, 3),
            )
        )
    return Explanation(tuple(bars), weight, float(probability(weight)))
