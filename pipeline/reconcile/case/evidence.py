"""What a case shows: both sides of it, the rows it rests on, and a hash of the values (never of file names or rows)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.entitled.ages import completed_years
from pipeline.wording import wordings
from pipeline.words import names
from pipeline.words.spellings import ALIKE
from schemas import tables
from schemas.codes import Verdict
from schemas.months import first_day

if TYPE_CHECKING:
    from collections.abc import Sequence

SIDE = ("name", "nik", "nik_raw", "birth_date", "address", "rt", "rw", "village_code", "village_name", "no_kk", "place")


def directory(frames: Sequence[pl.DataFrame], wanted: pl.Series) -> pl.DataFrame:
    """Rows that cases speak of: record_id, SIDE (absent columns null), `place` = file|sheet|row."""
    keep = pl.DataFrame({"record_id": wanted.unique().sort()}, schema={"record_id": pl.String})
    schema = {"birth_date": pl.Date}
    parts = []
    for frame in frames:
        rows = frame.join(keep, on="record_id", how="semi")
        if "head_name" in rows.columns:
            rows = rows.with_columns(name="head_name", nik="head_nik")
        rows = rows.with_columns(place=tables.located())
        parts.append(
            rows.select(
                "record_id",
                *((pl.col(c) if c in rows.columns else pl.lit(None)).cast(schema.get(c, pl.String)).alias(c) for c in SIDE),
            )
        )
    return pl.concat(parts).unique("record_id", keep="first", maintain_order=True)


def places(records: pl.Series, book: pl.DataFrame) -> pl.Series:
    """For each list of record ids the list of their places, in its order, each once."""
    lists = pl.DataFrame({"ids": records}).with_row_index("n")
    long = lists.explode("ids", empty_as_null=True, keep_nulls=True).with_row_index("at")
    found = long.join(book.select("record_id", "place"), left_on="ids", right_on="record_id", how="left").sort("at")
    out = found.group_by("n", maintain_order=True).agg(pl.col("place").drop_nulls().unique(maintain_order=True))
    return out.sort("n")["place"].alias("sources")


def _names_verdict(a: pl.Series, b: pl.Series) -> pl.Series:
    out: list[str] = []
    for one, two in zip(names.keys(a), names.keys(b), strict=True):
        if not one or not two:
            out.append(Verdict.MISSING.value)
        elif one == two:
            out.append(Verdict.SAME.value)
        else:
            out.append((Verdict.CLOSE if names.key_similarity(one, two) >= ALIKE else Verdict.DIFFERENT).value)
    return pl.Series(out, dtype=pl.String)


def _verdicts(cases: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """verdict_name, verdict_nik, verdict_birth_date: those of the link where the two sides are a linked pair, else told from the values."""
    pair = links.select(
        a_record="left_id", b_record="right_id", l_name="verdict_name", l_nik="verdict_nik", l_born="verdict_birth_date"
    ).unique(["a_record", "b_record"], keep="first", maintain_order=True)
    both = cases.join(pair, on=["a_record", "b_record"], how="left", maintain_order="left")
    missing, same, differs, close = (pl.lit(v.value) for v in (Verdict.MISSING, Verdict.SAME, Verdict.DIFFERENT, Verdict.CLOSE))
    two = pl.col("a_record").is_not_null() & pl.col("b_record").is_not_null()
    a, b = pl.col("a_birth_date"), pl.col("b_birth_date")
    swapped = (a.dt.year() == b.dt.year()) & (a.dt.month() == b.dt.day()) & (a.dt.day() == b.dt.month())
    nik = pl.when(pl.col("a_nik").is_null() | pl.col("b_nik").is_null()).then(missing).when(pl.col("a_nik") == pl.col("b_nik")).then(same)
    born = pl.when(a.is_null() | b.is_null()).then(missing).when(a == b).then(same).when(swapped).then(close).otherwise(differs)
    need = both.select((two & pl.col("l_name").is_null()).alias("need"))["need"]
    some = both.filter(need)
    named = pl.DataFrame({"at": need.arg_true(), "own_name": _names_verdict(some["a_name"], some["b_name"])})
    both = both.with_row_index("at").join(named, on="at", how="left", maintain_order="left").drop("at")
    return both.with_columns(
        verdict_name=pl.when(two).then(pl.coalesce("l_name", "own_name")),
        verdict_nik=pl.when(two).then(pl.coalesce(pl.col("l_nik"), nik.otherwise(differs))),
        verdict_birth_date=pl.when(two).then(pl.coalesce(pl.col("l_born"), born)),
    )


def with_sides(drafts: pl.DataFrame, book: pl.DataFrame, links: pl.DataFrame, period: str) -> pl.DataFrame:
    """Drafts with a_*, b_*, verdicts, address, rt, rw, village_name, age, sources, sources_a, sources_b."""
    out = drafts
    for side in ("a", "b"):
        cols = {f"{side}_{c}": pl.col(c) for c in SIDE}
        part = book.select(pl.col("record_id").alias(f"{side}_record"), **cols)
        out = out.join(part, on=f"{side}_record", how="left", maintain_order="left")
    for side in ("a", "b"):
        out = out.with_columns(pl.coalesce(f"{side}_nik", f"{side}_nik_raw").alias(f"{side}_nik"))
    out = _verdicts(out, links)
    born, day = pl.coalesce("a_birth_date", "b_birth_date"), first_day(period)
    return out.with_columns(
        *(pl.coalesce(f"a_{c}", f"b_{c}").alias(c) for c in ("address", "rt", "rw", "village_name")),
        village_code=pl.coalesce("village_code", "a_village_code", "b_village_code"),
        age=completed_years(born, day).cast(pl.Int64),
        sources=places(out["records"], book),
        sources_a=pl.col("a_place"),
        sources_b=pl.col("b_place"),
        a_tgl_lahir=pl.col("a_birth_date"),
        b_tgl_lahir=pl.col("b_birth_date"),
    )


DOOR = ("address", "rt", "rw")


def with_doors(cases: pl.DataFrame, registry: pl.DataFrame, members: pl.DataFrame, period: str) -> pl.DataFrame:
    """Cases whose own rows name no door or age: the person's registry row in the same village tells it, else (the door alone) the family's.

    What is asked, and of whom, stays as it was: a list's row beside which the case sets nobody of the registry is one side, not two.
    Of several rows the newest snapshot counts, then the head's, then the lower record id.
    """
    lost = cases.filter(pl.any_horizontal(pl.col("age", *DOOR).is_null()))
    asked = [pl.col(key).is_in(lost[key].drop_nulls().implode()) for key in ("person_id", "family_id")]
    rows = members.filter((pl.col("source") == "registry") & (asked[0] | asked[1])).select("record_id", "person_id", "family_id")
    rows = rows.join(
        registry.select("record_id", "snapshot", "relationship", "birth_date", "village_code", *DOOR), on="record_id", how="inner"
    )
    rows = rows.filter(pl.col("village_code").is_not_null()).with_columns(
        lesser=(pl.col("relationship") != "KEPALA").fill_null(value=True), age=completed_years(pl.col("birth_date"), first_day(period))
    )
    rows = rows.sort("snapshot", "lesser", "record_id", descending=[True, False, False], nulls_last=True)
    out = cases
    for key, told in (("person_id", (*DOOR, "age")), ("family_id", DOOR)):
        first = rows.unique([key, "village_code"], keep="first", maintain_order=True)
        first = first.select(key, "village_code", *(pl.col(c).alias(f"other_{c}") for c in told))
        out = out.join(first, on=[key, "village_code"], how="left", maintain_order="left")
        out = out.with_columns(pl.coalesce(c, f"other_{c}").cast(cases.schema[c]).alias(c) for c in told).select(cases.columns)
    return out


def evidence_hashes(cases: pl.DataFrame) -> list[str]:
    """SHA-256 of each case's evidence: kind, programme and its evidence facts (`Wording.evidence`).

    The same whatever the files are called and however their rows are ordered.
    """
    table = {key: wording.evidence for key, wording in wordings().items()}
    wanted = sorted({name for names_ in table.values() for name in names_})
    out = []
    for row in cases.select("kind", "programme", "wording", *wanted).iter_rows(named=True):
        values = [row["kind"], row["programme"] or "", *(f"{name}={row[name]}" for name in table[row["wording"]])]
        out.append(hashlib.sha256("\x1f".join(values).encode()).hexdigest())
    return out
