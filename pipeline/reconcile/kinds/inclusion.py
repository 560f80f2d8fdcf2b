"""Inclusion errors: paid, and by the rule of that month it should not have been. One case per kind, family, programme and month.

Each function is one kind: judged rows in, drafts out. Nothing here counts a payment whose person is an open question.
"""

from __future__ import annotations

import polars as pl

from pipeline.reconcile.case.drafts import draft, rows_of
from pipeline.reconcile.entitled.deaths import REGISTRY
from pipeline.reconcile.surveys import FIELD, WELL_OFF
from schemas.codes import CaseKind
from schemas.priors import prior

PAID = pl.col("n_paid") > 0
KNOWN = pl.col("found") == "YES"
LINK = pl.col("probability").fill_null(prior("link.card"))
"""Probability that the payee is the person; a family known by its card alone has none."""

NOT_DUE = {"amount_due": pl.lit(0, dtype=pl.Int64)}


def _others() -> pl.Expr:
    """Living members beside the dead payee. Null where nobody can tell whose family the listed ones are."""
    others = pl.col("living") - pl.when(pl.col("dead_in_registry")).then(0).otherwise(1)
    told = (pl.col("members") > 0) & ~pl.any_horizontal(pl.col("loose", "crowded").fill_null(value=False))
    return pl.when(told).then(others)


def nobody_left() -> pl.Expr:
    """Whether the dead payee leaves no family: by the visit where it says so, else by the registry that knows whose family it is."""
    last = (pl.col("members") == 0) & (pl.col("said") == 1) & pl.col("dead_is_head")  # a family of one, and its head is the one
    return pl.coalesce("alone", _others() <= 0, last).fill_null(value=False)


def family_left() -> pl.Expr:
    """Whether somebody of the dead payee's family is known: by the visit, by member rows, or by how many members the family file counts."""
    listed = KNOWN & ((_others() > 0) | (pl.col("said") > 1)).fill_null(value=False)
    return ~nobody_left() & (listed | pl.col("alone").eq_missing(False))


def not_eligible(judged: pl.DataFrame) -> pl.DataFrame:
    """IE-TL: paid, in the registry, above the desil ceiling or no longer active. A dead payee without family is IE-MD instead."""
    hit = judged.filter(
        PAID & KNOWN & (pl.col("by_status") | pl.col("by_desil")) & ~(pl.col("dead_row").is_not_null() & nobody_left()) & ~pl.col("by_area")
    )
    by_desil = pl.col("by_desil")
    return draft(
        hit,
        CaseKind.IE_TL,
        pl.when(by_desil).then(pl.lit("IE-TL.desil")).otherwise(pl.lit("IE-TL.status")),
        pl.when(by_desil).then(prior("IE-TL.desil")).otherwise(prior("IE-TL.status")) * LINK,
        rows_of("head_record", "desil_record", "paid_records"),
        a_record=pl.coalesce("reg_record", "head_record", "desil_record"),
        b_record=pl.col("paid_row"),
        batas_desil=pl.col("desil_max"),
        **NOT_DUE,
    )


def dead(judged: pl.DataFrame) -> pl.DataFrame:
    """IE-MD and PB-GP: the payee was dead; nobody left in the family is an inclusion error, a living family needs a new payee."""
    hit = judged.filter(PAID & pl.col("dead_row").is_not_null() & (nobody_left() | family_left())).with_columns(end=nobody_left())
    dated = pl.when(pl.col("died_on").is_not_null()).then(pl.lit("tanggal")).otherwise(pl.lit("tanpa_tanggal"))
    told = pl.when(pl.col("dead_by") == REGISTRY).then(prior("IE-MD.registri")).otherwise(prior("IE-MD.survei"))
    sure = told - pl.when(pl.col("died_on").is_null()).then(prior("IE-MD.tanpa_tanggal")).otherwise(0.0)
    parts = []
    for kind, which in ((CaseKind.IE_MD, pl.col("end")), (CaseKind.PB_GP, ~pl.col("end"))):
        parts.append(
            draft(
                hit.filter(which),
                kind,
                pl.concat_str(pl.lit(f"{kind}."), dated),
                sure * LINK,
                rows_of("dead_record", "dead_visit", "paid_records"),
                a_record=pl.coalesce("dead_record", "reg_record", "head_record"),
                b_record=pl.col("dead_row"),
                person_id=pl.col("dead_person"),
                tgl_meninggal=pl.col("died_on"),
                sumber_fakta=pl.col("dead_by"),
                **(NOT_DUE if kind == CaseKind.IE_MD else {}),
            )
        )
    return pl.concat(parts)


def excluded_job(judged: pl.DataFrame) -> pl.DataFrame:
    """IE-PK: paid under a programme that a job bars from, and anyone living in the family holds one, by the registry, by another office's
    list or by the visit."""
    hit = judged.filter(PAID & pl.col("by_job") & ~pl.col("by_area"))
    source = pl.when("job").then(pl.col("job_by").fill_null(REGISTRY)).otherwise(pl.col("s_by"))
    hit = hit.with_columns(source=source.fill_null(FIELD))
    registry, visit = pl.col("source") == REGISTRY, pl.col("source") == FIELD
    return draft(
        hit,
        CaseKind.IE_PK,
        pl.when(registry).then(pl.lit("IE-PK.registri")).when(visit).then(pl.lit("IE-PK.survei")).otherwise(pl.lit("IE-PK.daftar")),
        pl.when(registry).then(prior("IE-PK.registri")).otherwise(prior("IE-PK.survei")) * LINK,
        rows_of("job_record", "job_told", "job_visit", "paid_records"),
        a_record=pl.coalesce("job_record", "reg_record", "head_record"),
        b_record=pl.col("paid_row"),
        rule_id=pl.coalesce("job_rule", "rule_id"),
        legal_basis=pl.coalesce("job_basis", "legal_basis"),
        pekerjaan=pl.when("job").then("job_text").otherwise("s_raw"),
        nama_pekerja=pl.when("job").then("job_name").otherwise("s_name"),
        sumber_fakta=pl.when(~registry & ~visit).then("source"),
        tgl_kunjungan=pl.col("visited_on"),
        **NOT_DUE,
    )


def not_registered(judged: pl.DataFrame) -> pl.DataFrame:
    """IE-TR: paid under a programme of the registry, found in no registry by any pass, where a registry covers the area.

    A row with no readable NIK, card number or birth date cannot be looked up and is no stranger's (`exclusion.no_registry`).
    """
    known_by = pl.col("can_be_looked_up").fill_null(value=True)
    here = pl.col("in_registry_only") & pl.col("covered") & ~pl.col("only_later") & ~pl.col("by_area")
    here &= ~pl.col("strange_list") & ~pl.col("short_village") & pl.col("named_in").is_null()
    judged = judged.with_columns(newest=pl.col("cover_snapshot").max())  # a row of no known village is compared with them all
    hit = judged.filter(PAID & (pl.col("found") == "NO") & here & known_by)
    dropped, card = pl.col("elsewhere").is_not_null(), pl.col("row_cards").list.len() > 0
    by = pl.when(pl.col("sound_nik") & card).then(pl.lit("NIK, nama, dan No. KK")).when("sound_nik").then(pl.lit("NIK dan nama"))
    by_name = pl.when(card).then(pl.lit("nama dan No. KK")).otherwise(pl.lit("nama (tanpa NIK dan No. KK yang terbaca)"))
    return draft(
        hit,
        CaseKind.IE_TR,
        pl.when(dropped).then(pl.lit("IE-TR.dikeluarkan")).otherwise(pl.lit("IE-TR.tidak_ada")),
        pl.when(pl.col("sound_nik")).then(prior("IE-TR.nik")).otherwise(prior("IE-TR.tanpa_nik")),
        rows_of("paid_records"),
        b_record=pl.col("paid_row"),
        snapshot=pl.coalesce("cover_snapshot", "newest"),
        tercatat=pl.col("elsewhere"),
        sebab=pl.when(~dropped).then(by.otherwise(by_name)),
        **NOT_DUE,
    )


def forbidden_area(judged: pl.DataFrame) -> pl.DataFrame:
    """IE-WL: paid under a programme that cannot be paid in the village (BLT Dana Desa in a kelurahan)."""
    return draft(
        judged.filter(PAID & pl.col("paid_in_forbidden_area")),
        CaseKind.IE_WL,
        "IE-WL.kelurahan",
        prior("IE-WL"),
        rows_of("paid_records"),
        a_record=pl.coalesce("reg_record", "head_record"),
        b_record=pl.col("paid_row"),
        rule_id=pl.col("area_rule"),
        legal_basis=pl.col("area_basis"),
        **NOT_DUE,
    )


def well_off(judged: pl.DataFrame) -> pl.DataFrame:
    """IE-SV: paid, and the visit says not eligible because well-off. PINDAH and GANDA say nothing by themselves; a job is IE-PK."""
    plain = pl.col("result") == "TIDAK_LAYAK"
    return draft(
        judged.filter(PAID & pl.col("result").is_in(WELL_OFF)),
        CaseKind.IE_SV,
        pl.when(plain).then(pl.lit("IE-SV.tidak_layak")).otherwise(pl.lit("IE-SV.mampu")),
        pl.when(plain).then(prior("IE-SV.tidak_layak")).otherwise(prior("IE-SV.mampu")) * LINK,
        rows_of("head_record", "s_record", "paid_records"),
        a_record=pl.coalesce("reg_record", "head_record"),
        b_record=pl.col("s_record"),
        tgl_kunjungan=pl.col("visited_on"),
    )


def inclusion(judged: pl.DataFrame) -> pl.DataFrame:
    """All inclusion errors, and the payees to be replaced."""
    return pl.concat([kind(judged) for kind in (not_eligible, dead, excluded_job, not_registered, forbidden_area, well_off)])
