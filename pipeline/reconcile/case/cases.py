"""From drafts to cases: which kinds silence each other, then sides, sentences, hashes and ids.

One row, one problem, one id. A claim never stands beside the statement that it cannot be told yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.case.case_ids import OF_PERSON, PER_PERIOD, case_ids
from pipeline.reconcile.case.evidence import directory, evidence_hashes, with_sides
from pipeline.wording import worded
from pipeline.words import names

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEY = ["programme", "family_id"]
_OPEN_FIRST = tuple(
    f"BD-00.{why}"
    for why in (
        "proses",
        "abu",
        "tanpa_program",
        "calon",
        "penyalur",
        "registri",
        "keluarga",
        "baru",
        "tanpa_nomor",
        "asing",
        "terpotong",
        "anggota",
        "pengurus",
    )
)
"""Which reason leads where a family has several reasons not to be told."""


def _beside(drafts: pl.DataFrame, claims: pl.Expr, silencers: pl.Expr) -> pl.DataFrame:
    """Drop the claims of families (persons, where a person is paid) and programmes that also have a silencer; one about the whole family
    silences each person."""
    loud = drafts.filter(silencers).select(*_KEY, "unit_person").unique()
    quiet = [
        drafts.filter(claims).join(loud, on=[*_KEY, "unit_person"], how="semi", nulls_equal=True),
        drafts.filter(claims).join(loud.filter(pl.col("unit_person") == ""), on=_KEY, how="semi", nulls_equal=True),
    ]
    return drafts.join(pl.concat(quiet).select("_n").unique(), on="_n", how="anti", maintain_order="left")


def settle(drafts: pl.DataFrame) -> pl.DataFrame:
    """Let kinds that exclude each other settle who speaks, and keep one draft per kind, programme and family (person for ID-*, and where
    the programme's unit is a person).

    - GD-KP speaks for GD-PY and GD-KK of the same family and programme.
    - PB-KR and PB-LB are silent beside IE-*, GD-* and PB-TS; PB-LB beside PB-GP too: the dead payee's own component is no longer due.
    - EE-* and IE-TR are silent beside BD-00; several reasons of BD-00 are one case.
    - Of several PB-KR the larger loss stays.
    """
    kind = pl.col("kind")
    rank = pl.col("wording").replace_strict({w: i for i, w in enumerate(_OPEN_FIRST)}, default=0, return_dtype=pl.Int64)
    holder = pl.when(kind.is_in(sorted(OF_PERSON))).then(pl.col("person_id")).otherwise(pl.lit(""))
    out = drafts.with_columns(holder=holder, rank=rank, unit_person=pl.col("unit_person").fill_null("")).with_row_index("_n")
    out = _beside(out, kind.is_in(["GD-PY", "GD-KK"]), kind == "GD-KP")
    out = _beside(out, kind.is_in(["PB-KR", "PB-LB"]), kind.str.starts_with("IE-") | kind.str.starts_with("GD-") | (kind == "PB-TS"))
    out = _beside(out, kind == "PB-LB", kind == "PB-GP")
    out = _beside(out, kind.is_in(["EE-BB", "EE-RK", "IE-TR"]), kind == "BD-00")
    one = ["kind", *_KEY, "holder", "unit_person"]
    return (
        out.sort(*one, "rank", pl.col("selisih").neg(), pl.col("score").neg(), "wording", "_n", nulls_last=True)
        .unique(one, keep="first", maintain_order=True)
        .drop("_n", "holder", "rank")
    )


def _stable_parts(cases: pl.DataFrame) -> list[tuple[str, ...]]:
    """What an id is made of: programme, the household's or person's key, and the months for kinds per period.

    The household's key is its card number, else a NIK, else name, birth date and village; never a row's place.
    """
    by_name = [
        f"{a or b}|{born}|{village}"
        for a, b, born, village in zip(
            names.keys(cases["a_name"]),
            names.keys(cases["b_name"]),
            cases.select(pl.coalesce("a_birth_date", "b_birth_date").cast(pl.String)).to_series(),
            cases["village_code"],
            strict=True,
        )
    ]
    out: list[tuple[str, ...]] = []
    columns = ("kind", "programme", "no_kk", "nik", "span", "unit_person")
    for row, named in zip(cases.select(columns).iter_rows(named=True), by_name, strict=True):
        person = row["kind"] in OF_PERSON or bool(row["unit_person"])
        first, second = (row["nik"], row["no_kk"]) if person else (row["no_kk"], row["nik"])
        tag = "P" if person else "K"
        key = f"{tag}:{first}" if first else (f"N:{second}" if second and not person else f"{tag}:{second or ''}|{named}")
        out.append((row["programme"] or "", key, row["span"] or "" if row["kind"] in PER_PERIOD else ""))
    return out


_CARD = pl.col("family_id").str.contains(r"^\d{16}$")


def assemble(
    drafts: pl.DataFrame, frames: Sequence[pl.DataFrame], links: pl.DataFrame, person_niks: pl.DataFrame, period: str, key: bytes
) -> pl.DataFrame:
    """Settled drafts as cases: `tables.Cases` without the life, and the evidence columns beside them.

    frames: registry, family file, disbursements, surveys. person_niks: person_id, person_nik (a trusted NIK of the person in any source).
    """
    wanted = pl.concat(
        [drafts["a_record"], drafts["b_record"], drafts["records"].explode(empty_as_null=True, keep_nulls=True)]
    ).drop_nulls()
    book = directory(frames, wanted)
    cases = with_sides(drafts, book, links, period)
    cases = cases.join(person_niks, on="person_id", how="left", maintain_order="left").with_columns(
        no_kk=pl.coalesce(pl.when(_CARD).then(pl.col("family_id")), "a_no_kk", "b_no_kk"),
        nik=pl.coalesce("person_nik", *(pl.when(pl.col(side).str.contains(r"^\d{16}$")).then(side) for side in ("b_nik", "a_nik"))),
        period=pl.lit(period),
        score=(pl.col("score").clip(0, 1) * 100).round().cast(pl.Int64),
    )
    cases = worded(cases)
    cases = cases.with_columns(evidence_hash=pl.Series(evidence_hashes(cases), dtype=pl.String))
    order = cases.select(
        pl.concat_str("evidence_hash", "sentence", pl.col("b_name").fill_null(""), pl.col("rt").fill_null(""), separator="\x1f")
    ).to_series()
    ids = case_ids(key, cases["kind"].to_list(), _stable_parts(cases), order.to_list())
    return cases.with_columns(id_kasus=pl.Series(ids, dtype=pl.String)).sort("id_kasus")
