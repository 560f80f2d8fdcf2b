"""What the field found about each family, for each programme: the latest visit that says something.

TIDAK_DITEMUKAN, MENOLAK, PINDAH, GANDA, a blank and an unknown word say nothing about entitlement and never outrank a visit that does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

DEATHS = ("MENINGGAL", "MENINGGAL_TUNGGAL", "MENINGGAL_ADA_AHLI")
WELL_OFF = ("TIDAK_LAYAK", "TIDAK_LAYAK_MAMPU")
NOT_FIT = (*WELL_OFF, "TIDAK_LAYAK_LAIN")
"""Results that leave open whether somebody unpaid is entitled; only the well-off are accused for being paid."""
SAYS = ("LAYAK", *NOT_FIT, "TIDAK_LAYAK_PEKERJAAN", *DEATHS)
"""Results that say something about entitlement."""
FIELD = "survei lapangan"
"""What a visit is called where a list of another office may say the same."""
_BARS = (*NOT_FIT, "TIDAK_LAYAK_PEKERJAAN")

_WHEN = [pl.col("visited_on"), pl.col("submitted_at")]
_KEY = ["programme", "family_id"]


def visits_by_family(surveys: pl.DataFrame, resolved: pl.DataFrame, programmes: Sequence[str]) -> pl.DataFrame:
    """Visits with their family, once for the programme the form names, else once for each programme in play.

    `resolved`: `resolve.OUT`. Visits whose person is an open question are left out: they accuse nobody. A form that names a programme that
    nobody knows ("?") speaks of none in play. What bars a family under every programme is no result where a later visit calls it
    eligible, for whatever programme.
    """
    known = surveys.rename({"programme": "named", "family_id": "old"} if "family_id" in surveys.columns else {"programme": "named"})
    known = known.join(resolved.filter(pl.col("found") != "UNKNOWN"), on="record_id", how="inner")
    known = known.with_columns(result=pl.when(~_outdated(known)).then("result"))
    play = pl.DataFrame({"programme": list(programmes)}, schema={"programme": pl.String})
    named = known.filter(pl.col("named").is_not_null()).with_columns(programme=pl.col("named"))
    open_form = known.filter(pl.col("named").is_null()).join(play, how="cross")
    return pl.concat([named, open_form], how="diagonal").sort(*_KEY, *_WHEN, "record_id", nulls_last=False)


def _outdated(visits: pl.DataFrame) -> pl.Series:
    """Visits that call a family well-off, or employed, before the last one that calls it eligible."""
    stamped = visits.select("family_id", "result", stamp=_stamp())
    stamped = stamped.with_columns(eligible=pl.col("stamp").filter(pl.col("result") == "LAYAK").max().over("family_id"))
    return stamped.select((pl.col("result").is_in(_BARS) & (pl.col("stamp") < pl.col("eligible"))).fill_null(value=False)).to_series()


def _stamp() -> pl.Expr:
    """When a visit was made, as sortable text; "" before all others where nobody says."""
    return pl.concat_str(pl.col("visited_on").cast(pl.String).fill_null(""), pl.col("submitted_at").fill_null(""))


def _latest(visits: pl.DataFrame, value: str) -> pl.DataFrame:
    """The last visit of each family and programme; where two last ones disagree in `value`, none."""
    last = visits.with_columns(stamp=_stamp())
    last = last.filter(pl.col("stamp") == pl.col("stamp").max().over(_KEY))
    clear = last.filter(pl.col(value).n_unique().over(_KEY) == 1)
    return clear.sort(*_KEY, "name", "nik", "record_id", nulls_last=True).unique(_KEY, keep="first", maintain_order=True)


def field_results(visits: pl.DataFrame) -> pl.DataFrame:
    """Per programme and family the result that counts: programme, family_id, result, s_record, s_person, s_nik, s_name, s_raw (the
    result as written), s_by (a visit, or what list tells it), visited_on, died_on."""
    said = _latest(visits.filter(pl.col("result").is_in(SAYS)), "result")
    facts = {
        "s_record": "record_id",
        "s_person": "person_id",
        "s_nik": "nik",
        "s_name": "name",
        "s_raw": "result_raw",
        "died_on": "deceased_on",
    }
    return said.select(*_KEY, "result", "visited_on", s_by=pl.col("told_by").fill_null(FIELD), **facts)


def field_receipts(visits: pl.DataFrame) -> pl.DataFrame:
    """Per programme and family what was received: nothing (True/False), told (rupiah, null: not told), r_record, r_visited, r_named.

    A received amount of Rp0 is "nothing". `r_named`: the form names the programme; else the answer may speak of several.
    """
    asked = visits.with_columns(
        nothing=(pl.col("received") == "TIDAK").fill_null(value=False) | (pl.col("amount_received") == 0).fill_null(value=False),
        told=pl.when(pl.col("amount_received") > 0).then(pl.col("amount_received")),
    )
    asked = asked.filter(pl.col("nothing") | pl.col("told").is_not_null() | (pl.col("received") == "YA").fill_null(value=False))
    answer = pl.concat_str(pl.col("nothing").cast(pl.String), pl.col("told").cast(pl.String).fill_null("-"), separator="|")
    last = _latest(asked.with_columns(answer=answer), "answer")
    return last.select(*_KEY, "nothing", "told", r_record="record_id", r_visited="visited_on", r_named=pl.col("named").is_not_null())
