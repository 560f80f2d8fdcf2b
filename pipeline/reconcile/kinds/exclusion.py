"""Exclusion errors: entitled, and nothing came. And the neighbours of that claim which cannot be told yet (BD-00)."""

from __future__ import annotations

import polars as pl

from pipeline.reconcile.case.drafts import draft, rows_of
from pipeline.reconcile.kinds.inclusion import family_left, nobody_left
from pipeline.reconcile.paid.coverage import NOBODY
from pipeline.reconcile.paid.money import UNSAID
from schemas.answers import PROPOSED
from schemas.codes import CaseKind
from schemas.priors import prior

ENTITLED = pl.col("entitled") == "YES"
UNPAID = pl.col("n_paid") == 0
NO_ROW = pl.col("n_rows") == 0
LISTED_ALONE = pl.col("families_only") & (pl.col("members") <= 1) & pl.col("desil_max").is_not_null()
"""Families of a village of which a family file, or a list of heads without cards, is all there is: the row names a head and a desil (no
standing), the members are nowhere."""
LIVES = ((pl.col("living") > 0) & (pl.col("members") > 0)) | (LISTED_ALONE & (pl.col("members") == 0))
STRAYS = 10
"""One payee whom no number places to so many waiting families of a village: with fewer, any of them may be paid through her."""
STATES = {
    "FAILED_ACCOUNT": "rekening gagal",
    "RETURNED": "uang dikembalikan (retur)",
    "EMPTY": "saldo kosong",
    "PAID_NOT_TAKEN": "tidak diambil",
    "EXCLUDED": "dikeluarkan tanpa alasan yang dikenal",
    "IN_PROCESS": "masih diproses",
    "UNKNOWN": "keadaan tidak dikenal",
    UNSAID: "daftarnya tidak menyebut apakah sudah dibayar",
}


def _listed() -> pl.Expr:
    """tercantum (on the closing list), kuota (a closing list covers the village, the family is not on it), tidak_tahu."""
    return (
        pl.when(pl.col("closing")).then(pl.lit("tercantum"))
        .when(pl.col("closing_here")).then(pl.lit("kuota"))
        .otherwise(pl.lit("tidak_tahu"))
    )  # fmt: skip


def _no_row_at_all() -> pl.Expr:
    return ENTITLED & LIVES & NO_ROW & pl.col("assessable") & ~pl.col("candidate") & ~_unnamed()


def never_paid(judged: pl.DataFrame) -> pl.DataFrame:
    """EE-BB: eligible by rule, no payment row of the programme at all, every sender present, no open question about the family."""
    hit = judged.filter(_no_row_at_all() & pl.col("named_in").is_null())
    alone = pl.when(LISTED_ALONE).then(pl.lit("_keluarga"))
    rule = alone.when(pl.col("desil_max").is_null()).then(pl.lit("_dtks")).otherwise(pl.lit(""))
    sure = pl.when(pl.col("closing")).then(prior("EE-BB.tercantum")).otherwise(prior("EE-BB.lain"))
    return draft(
        hit,
        CaseKind.EE_BB,
        pl.concat_str(pl.lit("EE-BB."), _listed(), rule),
        sure - pl.when(LISTED_ALONE).then(prior("EE-BB.keluarga")).otherwise(0.0),
        rows_of("head_record", "desil_record", "closing_row"),
        a_record=pl.col("head_record"),
        b_record=pl.col("closing_row"),
        amount_ordered=pl.col("closing_amount"),
        amount_paid=pl.lit(0, dtype=pl.Int64),
    )


def named_in_a_list(judged: pl.DataFrame) -> pl.DataFrame:
    """BD-00: entitled, no payment row, but a list names the family where nothing could be taken from it (`mentioned`)."""
    return draft(
        judged.filter(_no_row_at_all() & pl.col("named_in").is_not_null()),
        CaseKind.BD_00,
        "BD-00.disebut",
        prior("BD-00"),
        rows_of("head_record"),
        a_record=pl.col("head_record"),
        berkas=pl.col("named_in"),
        amount_paid=pl.lit(None, dtype=pl.Int64),
    )


def _unnamed() -> pl.Expr:
    """Families of whom one person is listed, in whose village so many payees stand whom no number places that one of them may be a member.

    A payee with a card that was a year old when the family file was made is not counted: the file would know the card (a card is renewed
    when somebody marries, moves or dies, and a wife may be paid under the new one). A list of heads with their cards would know any card.
    """
    alone = LISTED_ALONE | (pl.col("heads_only") & (pl.col("members") == 1))
    waiting = (ENTITLED & NO_ROW & alone).sum().over("programme", "village_code")
    card, then = pl.col("row_cards").list.first(), pl.col("cover_snapshot")
    year, month = card.str.slice(10, 2).cast(pl.Int64, strict=False), card.str.slice(8, 2).cast(pl.Int64, strict=False)
    until = then.str.slice(2, 2).cast(pl.Int64, strict=False) * 12 + then.str.slice(5, 2).cast(pl.Int64, strict=False)
    old = (year * 12 + month + 12 <= until).fill_null(value=False)
    rows = ((pl.col("families_only") & ~old) | (pl.col("heads_only") & card.is_null())) & (pl.col("found") == "NO")
    return alone & (rows.sum().over("programme", "village_code") * STRAYS > waiting)


def unnamed_member(judged: pl.DataFrame) -> pl.DataFrame:
    """BD-00: entitled, in a village of which families or their heads alone are listed, and one of the payees nobody can place may be a
    member of it."""
    hit = judged.filter(ENTITLED & NO_ROW & pl.col("assessable") & ~pl.col("candidate") & _unnamed())
    return draft(
        hit,
        CaseKind.BD_00,
        "BD-00.anggota",
        prior("BD-00"),
        rows_of("head_record"),
        a_record=pl.col("head_record"),
        amount_paid=pl.lit(None, dtype=pl.Int64),
    )


def dead_unknown_family(judged: pl.DataFrame) -> pl.DataFrame:
    """BD-00: the payee is dead, and neither a list nor the visit says whether anybody of the family is left."""
    dead = (pl.col("n_paid") > 0) & pl.col("dead_row").is_not_null() & (pl.col("found") == "YES")
    return draft(
        judged.filter(dead & ~nobody_left() & ~family_left()),
        CaseKind.BD_00,
        "BD-00.pengurus",
        prior("BD-00"),
        rows_of("head_record", "dead_visit", "paid_records"),
        a_record=pl.col("head_record"),
        b_record=pl.col("dead_row"),
        person_id=pl.col("dead_person"),
        sumber_fakta=pl.col("dead_by"),
    )


def silent_alone(payer: pl.Expr) -> pl.Expr:
    """Whether the only sender that is missed is this one, or further parts of its list ("BNI (bagian 2)"; "? (bagian 2)" of one that names
    no payer), which are also why a village is short of rows (`NOBODY`)."""
    silent, payer = pl.col("silent"), payer.replace("", None).fill_null("?")
    parts = silent.list.eval(pl.element().str.contains(" (", literal=True)).list.any()
    silent = pl.when(parts).then(silent.list.set_difference(pl.lit([*NOBODY], dtype=pl.List(pl.String)))).otherwise(silent)
    names = silent.list.eval(pl.element().str.replace(r"^\?$", "").str.replace(r" \(.*\)$", "")).list.unique()
    return ((names.list.len() == 1) & (names.list.first() == payer)).fill_null(value=False)


def _told_by_the_silent() -> pl.Expr:
    """Whether the only sender that is missed is the one whose list says that this family's money came to nothing."""
    return pl.col("registry_covers") & silent_alone(pl.col("bad_payer"))


def came_to_nothing(judged: pl.DataFrame) -> pl.DataFrame:
    """EE-RK: entitled and on a payment list, but failed, returned, empty, not taken or excluded without a known ground, and paid by
    nobody. Whose list says so is heard, even where he sent no other; of a family whose village nobody knows, where no sender is silent."""
    hit = judged.filter(
        ENTITLED
        & UNPAID
        & pl.col("came_to_nothing")
        & ~pl.col("open")
        & ~pl.col("excluded_known")
        & (pl.col("assessable") | _told_by_the_silent() | (pl.col("village_code").is_null() & ~pl.col("some_silent")))
        & ~pl.col("candidate")
    )
    return draft(
        hit,
        CaseKind.EE_RK,
        "EE-RK.keadaan",
        prior("EE-RK") * pl.col("row_probability").fill_null(prior("link.card")),
        rows_of("head_record", "all_records"),
        a_record=pl.coalesce("row_reg_record", "head_record"),
        b_record=pl.col("bad_row"),
        payer=pl.col("bad_payer"),
        penyalur=pl.col("bad_payer"),
        keadaan=pl.col("bad_state").replace_strict(STATES, default=None),
        amount_paid=pl.lit(0, dtype=pl.Int64),
    )


def new_poor(visits: pl.DataFrame) -> pl.DataFrame:
    """EE-TD: the latest visit says poor, nobody of the household stands in any registry, a registry covers the area, nothing was paid.

    A neighbour whom an officer proposed in a packet counts as visited, and the sentence says so. visits: one row a household (prepared in
    `open_questions.unregistered_visits`) with the columns a draft needs.
    """
    return draft(
        visits,
        CaseKind.EE_TD,
        pl.when(pl.col("result_raw") == PROPOSED).then(pl.lit("EE-TD.diusulkan")).otherwise(pl.lit("EE-TD.usulan")),
        pl.when(pl.col("sound_nik")).then(prior("EE-TD.nik")).otherwise(prior("EE-TD.tanpa_nik")),
        rows_of("s_record"),
        b_record=pl.col("s_record"),
        tgl_kunjungan=pl.col("visited_on"),
        amount_paid=pl.lit(None, dtype=pl.Int64),
    )


def sender_missing(judged: pl.DataFrame) -> pl.DataFrame:
    """BD-00: entitled and not paid, but an expected sender of the area is silent. Never EE."""
    silent = pl.col("silent").list.len().fill_null(0) > 0
    unheard = silent & ~(pl.col("came_to_nothing") & _told_by_the_silent()).fill_null(value=False)
    hit = judged.filter(ENTITLED & LIVES & UNPAID & ~pl.col("open") & ~pl.col("excluded_known") & unheard & ~pl.col("candidate"))
    return draft(
        hit,
        CaseKind.BD_00,
        "BD-00.penyalur",
        prior("BD-00"),
        rows_of("head_record", "desil_record", "all_records"),
        a_record=pl.col("head_record"),
        b_record=pl.col("bad_row"),
        payer=pl.col("silent").list.join("+"),
        penyalur=pl.col("silent").list.eval(pl.element().replace({"?": "penyalur tanpa nama"})).list.join(", "),
        amount_paid=pl.lit(None, dtype=pl.Int64),
    )


def placeless(judged: pl.DataFrame) -> pl.DataFrame:
    """BD-00: entitled and not paid, but nobody knows the family's village, so whose list should hold it cannot be told."""
    told = (pl.col("came_to_nothing") & ~pl.col("some_silent")).fill_null(value=False)
    hit = judged.filter(
        ENTITLED
        & LIVES
        & UNPAID
        & pl.col("village_code").is_null()
        & ~told
        & ~pl.col("open")
        & ~pl.col("excluded_known")
        & ~pl.col("candidate")
    )
    return draft(
        hit,
        CaseKind.BD_00,
        "BD-00.tempat",
        prior("BD-00"),
        rows_of("head_record", "desil_record", "all_records"),
        a_record=pl.col("head_record"),
        b_record=pl.col("bad_row"),
        amount_paid=pl.lit(None, dtype=pl.Int64),
    )


def in_process(judged: pl.DataFrame) -> pl.DataFrame:
    """BD-00: the payment is in process or its state unknown, and what is paid so far does not make the due."""
    short = (pl.col("paid") < pl.col("due_low")).fill_null(value=False)
    hit = judged.filter(pl.col("open") & (UNPAID | short))
    return draft(
        hit,
        CaseKind.BD_00,
        "BD-00.proses",
        prior("BD-00"),
        rows_of("head_record", "all_records"),
        a_record=pl.coalesce("row_reg_record", "head_record"),
        b_record=pl.col("open_row"),
        payer=pl.col("open_payer"),
        penyalur=pl.col("open_payer"),
        keadaan=pl.col("open_state").replace_strict(STATES, default=None),
    )


def no_registry(judged: pl.DataFrame) -> pl.DataFrame:
    """BD-00: paid, not found, and no registry covers the area, or only a later registry knows the payee, or there is nothing to look up, or
    next to nobody of the list (`strange_lists`) or far too few of the village (`short_villages`) are known, or a list names the payee where
    nothing is taken from it (`mentioned`)."""
    unknown = (pl.col("n_paid") > 0) & (pl.col("found") == "NO") & pl.col("in_registry_only") & ~pl.col("by_area")
    later, bare = pl.col("only_later"), ~pl.col("can_be_looked_up").fill_null(value=True)
    why = pl.when(later).then(pl.lit("BD-00.baru")).when("families_only").then(pl.lit("BD-00.keluarga"))
    why = why.when(~pl.col("covered")).then(pl.lit("BD-00.registri"))
    named = pl.col("named_in").is_not_null()
    return draft(
        judged.filter(unknown & (~pl.col("covered") | later | bare | pl.col("strange_list") | pl.col("short_village") | named)),
        CaseKind.BD_00,
        why.when(bare)
        .then(pl.lit("BD-00.tanpa_nomor"))
        .when("strange_list")
        .then(pl.lit("BD-00.asing"))
        .when(named)
        .then(pl.lit("BD-00.disebut_penerima"))
        .otherwise(pl.lit("BD-00.terpotong")),
        prior("BD-00"),
        rows_of("paid_records"),
        b_record=pl.col("paid_row"),
        tercatat=pl.col("elsewhere"),
        berkas=pl.col("named_in"),
        amount_due=pl.lit(None, dtype=pl.Int64),
    )


def maybe_paid(judged: pl.DataFrame) -> pl.DataFrame:
    """BD-00: entitled, and a pay row whose person is an open question, or that bears a number of this family, may be this family's."""
    hit = judged.filter(
        ENTITLED & LIVES & UNPAID & ~pl.col("open") & ~pl.col("excluded_known") & pl.col("candidate") & ~pl.col("told_by_row")
    )
    return draft(
        hit,
        CaseKind.BD_00,
        pl.when("no_programme")
        .then(pl.lit("BD-00.tanpa_program"))
        .when("by_number")
        .then(pl.lit("BD-00.nomor"))
        .otherwise(pl.lit("BD-00.calon")),
        prior("BD-00"),
        rows_of("head_record", "candidate_rows"),
        a_record=pl.col("head_record"),
        b_record=pl.col("candidate_rows").list.first(),
        amount_paid=pl.lit(None, dtype=pl.Int64),
    )


def grey_payment(grey: pl.DataFrame) -> pl.DataFrame:
    """BD-00: a paid row that is like somebody in the registry but not surely the same person: the two of the pair stand side by side.

    grey: one row a household and programme, prepared in `run.grey_payments`.
    """
    return draft(
        grey.with_columns(asked=pl.coalesce("alike", "head_record")),
        CaseKind.BD_00,
        "BD-00.abu",
        prior("BD-00"),
        rows_of("asked", "paid_records"),
        a_record=pl.col("asked"),
        b_record=pl.col("paid_row"),
    )


def exclusion(judged: pl.DataFrame) -> pl.DataFrame:
    """All exclusion errors of judged units, and what cannot be told about them."""
    kinds = (
        never_paid,
        came_to_nothing,
        sender_missing,
        placeless,
        in_process,
        no_registry,
        maybe_paid,
        named_in_a_list,
        unnamed_member,
        dead_unknown_family,
    )
    return pl.concat([kind(judged) for kind in kinds])
