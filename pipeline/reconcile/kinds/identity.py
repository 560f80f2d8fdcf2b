"""Identity findings: numbers that cannot be trusted, or that contradict each other. Never counted in an error rate.

One case a person and kind, whatever the number of rows that show it; all rows are named. Blank is missing, not damaged; an exact repair
(apostrophe, `.0`) is no case.
"""

from __future__ import annotations

import polars as pl
from rapidfuzz.distance import Prefix

from pipeline.reconcile.case.drafts import DRAFT
from pipeline.reconcile.inputs import trusted
from pipeline.reconcile.kinds.two_names import two_names
from pipeline.reconcile.resolve import likely_persons
from pipeline.words.nik import contradicts_birth_date, says_woman
from schemas.codes import DAMAGED, CaseKind
from schemas.priors import prior

CAUSES = {
    "SCIENTIFIC": "dirusak Excel menjadi notasi ilmiah",
    "ROUNDED": "kehilangan angka ke-16",
    "UNSAFE_NUMBER": "tersimpan sebagai angka yang terlalu besar",
    "LENGTH": "tidak berjumlah 16 angka",
    "CHARACTERS": "berisi huruf atau tanda lain",
    "IMPOSSIBLE": "mustahil diterbitkan",
    "TWO_NUMBERS": "berisi dua nomor",
    "SWAPPED": "tertukar dengan nomor KK",
    "SAME_AS_KK": "sama dengan nomor KK",
}
SOURCES = {"registry": "data sosial", "disbursement": "daftar bayar", "survey": "formulir survei"}
_RANK = {"registry": 0, "disbursement": 1, "survey": 2}

COLUMNS = (
    "record_id", "nik", "nik_known", "nik_status", "no_kk", "name", "sex", "birth_date", "village_code", "snapshot",
)  # fmt: skip


def all_rows(
    registry: pl.DataFrame, disbursements: pl.DataFrame, surveys: pl.DataFrame, members: pl.DataFrame, links: pl.DataFrame
) -> pl.DataFrame:
    """Person rows of all sources in one frame, with person_id, family_id, source (rank order: registry, pay list, survey).

    `registry` carries `person_id`. A grey pair makes no link, but where a row has one candidate only and that nearly certain, its identity
    questions are asked about that person. The registry's rows come first; the order depends on values only.
    """
    parts = [
        frame.select(
            *(pl.col(c) if c in frame.columns else pl.lit(None, dtype=pl.String).alias(c) for c in COLUMNS),
            source=pl.lit(source),
            rank=pl.lit(_RANK[source]),
        )
        for source, frame in (("registry", registry), ("disbursement", disbursements), ("survey", surveys))
    ]
    mine = members.select("record_id", "person_id", "family_id", "link_band")
    rows = pl.concat(parts).join(mine, on="record_id", how="left", maintain_order="left")
    likely = likely_persons(links, registry.select("record_id", "person_id")).rename({"person_id": "likely_person"})
    rows = rows.join(likely.select("record_id", "likely_person"), on="record_id", how="left", maintain_order="left")
    own = pl.col("link_band").eq_missing("REVIEW")  # a grey pair is nobody's row but its own
    return rows.with_columns(
        person_id=pl.coalesce("likely_person", pl.when(own).then(pl.col("record_id")).otherwise(pl.coalesce("person_id", "record_id"))),
        family_id=pl.coalesce("family_id", "no_kk", "record_id"),
        berkas=pl.col("source").replace_strict(SOURCES),
    ).sort("rank", "person_id", "name", "nik", "birth_date", "record_id", nulls_last=True)


def _one_a_person(hits: pl.DataFrame, kind: CaseKind, wording: str | pl.Expr, score: float) -> pl.DataFrame:
    """Drafts from hit rows: the first row of each person leads, all rows are its evidence. Needs columns a_record, b_record."""
    named = hits.with_columns(wording=pl.lit(wording) if isinstance(wording, str) else wording)
    facts = [name for name in ("berkas", "berkas_2", "sebab", "posisi", "nama_a", "nama_b", "beda") if name in named.columns]
    out = named.group_by("person_id", maintain_order=True).agg(
        pl.col("family_id", "village_code", "wording", "a_record", "b_record", *facts).first(),
        pl.concat_list("a_record", "b_record")
        .explode(empty_as_null=False, keep_nulls=False)
        .drop_nulls()
        .unique(maintain_order=True)
        .alias("records"),
    )
    out = out.with_columns(kind=pl.lit(str(kind)), score=pl.lit(score))
    missing = [pl.lit(None, dtype=t).alias(n) for n, t in DRAFT.items() if n not in out.columns]
    return out.with_columns(missing).select(pl.col(n).cast(t) for n, t in DRAFT.items())


def damaged(rows: pl.DataFrame) -> pl.DataFrame:
    """ID-NR: the NIK is damaged or impossible. ID-NS: it is a temporary number."""
    hits = rows.with_columns(
        a_record=pl.when(pl.col("source") == "registry").then(pl.col("record_id")),
        b_record=pl.when(pl.col("source") != "registry").then(pl.col("record_id")),
    )
    broken = _lost_nothing(hits.filter(pl.col("nik_status").is_in([str(s) for s in DAMAGED])), rows).with_columns(
        sebab=pl.col("nik_status").replace_strict(CAUSES, default=None)
    )
    temporary = hits.filter(pl.col("nik_status") == "TEMPORARY")
    return pl.concat(
        [
            _one_a_person(broken, CaseKind.ID_NR, "ID-NR.rusak", prior("ID-NR.rusak")),
            _one_a_person(temporary, CaseKind.ID_NS, "ID-NS.sementara", prior("ID-NS")),
        ]
    )


def _lost_nothing(broken: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of damaged NIKs, without those that a spreadsheet may have rounded while the NIK in the registry is just that number."""
    own = rows.filter(pl.col("source") == "registry").select("person_id", whole=trusted("nik")).drop_nulls().unique()
    rounded = pl.when(pl.col("nik_status") == "ROUNDED").then(pl.col("nik_known") + "0")
    return broken.with_columns(whole=rounded).join(own, on=["person_id", "whole"], how="anti", maintain_order="left").drop("whole")


def _places(left: pl.Series, right: pl.Series) -> tuple[list[int], list[str]]:
    """How many digits of two numbers differ, and where ("angka ke-16"; many: the first three)."""
    counts, words = [], []
    for a, b in zip(left, right, strict=True):
        at = [str(i + 1) for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        counts.append(len(at))
        words.append("angka ke-" + ", ".join(at[:3]) + (" dan lainnya" if len(at) > 3 else ""))
    return counts, words


def _pairs_of_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of a person whose NIK differs from that of the person's first row, with both numbers, both rows and `rounded`.

    `rounded`: one number begins like the other and ends in zeros: a spreadsheet lost its last digits (DOMAIN §5.2), so there is one number,
    not two. A number that the registry itself corrected from one snapshot to the next is no question where no other list has it.
    """
    sound = rows.with_columns(t_nik=trusted("nik")).filter(pl.col("t_nik").is_not_null())
    several = sound.filter(pl.col("t_nik").n_unique().over("person_id") > 1)  # few persons: what follows would be long for a city
    several = several.with_columns(at_once=pl.col("t_nik").n_unique().over("person_id", "snapshot") > 1)
    elsewhere = (pl.col("source") != "registry").any().over("person_id")
    many = several.filter(elsewhere | pl.col("at_once").any().over("person_id")).drop("at_once")
    first = many.unique("person_id", keep="first", maintain_order=True).select(
        "person_id", first_nik="t_nik", a_record="record_id", first_file="berkas", first_source="source", nama_a="name"
    )
    hits = many.join(first, on="person_id", how="left", maintain_order="left").filter(pl.col("t_nik") != pl.col("first_nik"))
    one, two = pl.col("first_nik"), pl.col("t_nik")
    return hits.with_columns(rounded=_cut_off(one, two) | _cut_off(two, one))


def _cut_off(short: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Whether `short` is the first digits of `whole` and zeros in place of the rest."""
    return short.str.ends_with("0") & whole.str.starts_with(short.str.strip_chars_end("0"))


def rounded_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """ID-NR: a NIK in text that ends in zeros where the same person's other rows have other last digits."""
    hits = _pairs_of_numbers(rows).filter("rounded")
    first_lost = _cut_off(pl.col("first_nik"), pl.col("t_nik"))
    lost = pl.when(first_lost).then("a_record").otherwise("record_id")
    source = pl.when(first_lost).then("first_source").otherwise("source")
    gone = [16 - Prefix.similarity(a, b) for a, b in hits.select("first_nik", "t_nik").iter_rows()]
    hits = hits.with_columns(
        sebab=pl.Series([CAUSES["ROUNDED"] if n == 1 else f"kehilangan {n} angka terakhir" for n in gone], dtype=pl.String),
        berkas=pl.when(first_lost).then("first_file").otherwise("berkas"),
        a_record=pl.when(source == "registry").then(lost),
        b_record=pl.when(source != "registry").then(lost),
    )
    return _one_a_person(hits, CaseKind.ID_NR, "ID-NR.rusak", prior("ID-NR.bulat"))


def different_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """ID-NB: rows held to be one person carry different NIKs that are both plausible."""
    hits = _pairs_of_numbers(rows).filter(~pl.col("rounded"))
    counts, words = _places(hits["first_nik"], hits["t_nik"])
    hits = hits.with_columns(
        beda=pl.Series(counts, dtype=pl.Int64),
        posisi=pl.Series(words, dtype=pl.String),
        b_record=pl.col("record_id"),
        berkas_2=pl.col("berkas"),
        nama_b=pl.col("name"),
        berkas=pl.col("first_file"),
    )
    return _one_a_person(hits, CaseKind.ID_NB, "ID-NB.beda", prior("ID-NB"))


def _two_names(rows: pl.DataFrame) -> pl.DataFrame:
    """ID-BD: one NIK stands beside two names that are no variants of each other. One case a NIK, held by the first row's person."""
    return _one_a_person(two_names(rows), CaseKind.ID_BD, "ID-BD.nama", prior("ID-BD"))


def contradicted(rows: pl.DataFrame) -> pl.DataFrame:
    """ID-TJ: the birth date or sex inside the NIK contradicts the row, in whichever source. A day–month swap explains itself."""
    rows = rows.with_columns(t_nik=trusted("nik")).filter(pl.col("t_nik").is_not_null())
    marked = rows.with_columns(
        date_wrong=contradicts_birth_date(pl.col("t_nik"), pl.col("birth_date")),
        sex_wrong=(says_woman(pl.col("t_nik")) != (pl.col("sex") == "P")).fill_null(value=False),
    )
    registry = pl.col("source") == "registry"
    bad_date, bad_sex = pl.col("date_wrong"), pl.col("sex_wrong")
    hits = marked.filter(bad_date | bad_sex).with_columns(
        a_record=pl.when(registry).then(pl.col("record_id")),
        b_record=pl.when(~registry).then(pl.col("record_id")),
        word=pl.when(bad_date).then(pl.lit("ID-TJ.tanggal")).otherwise(pl.lit("ID-TJ.kelamin")),
    )
    return _one_a_person(hits, CaseKind.ID_TJ, pl.col("word"), prior("ID-TJ"))


def identity(rows: pl.DataFrame) -> pl.DataFrame:
    """All identity findings over the rows of all sources (`all_rows`)."""
    broken = damaged(rows)
    told = broken.filter(pl.col("kind") == str(CaseKind.ID_NR)).select("person_id")
    lost = rounded_numbers(rows).join(told, on="person_id", how="anti", maintain_order="left")  # one case a person and kind
    return pl.concat([broken, lost, *(kind(rows) for kind in (different_numbers, _two_names, contradicted))])
