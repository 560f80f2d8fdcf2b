"""What is assessable: a silent sender is never read as "not paid", and a small village does not flip."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.intake.doubt import say_extract
from pipeline.reconcile.inputs import SENDERS
from pipeline.reconcile.paid.coverage import Seen, senders
from schemas.settings import ExpectedSender, Settings
from tests.unit.reconcile import builders as b

A, B_, C, D = ("1671081001", "1671081002", "1671081006", "1671081007")
ALL = {A, B_, C, D}


def seen(rows, entitled=100):
    return Seen(rows, dict.fromkeys(ALL, entitled) if isinstance(entitled, int) else entitled)


def even(payer, *villages, n=50):
    return {(payer, v): n for v in villages}


@pytest.mark.parametrize(
    ("rows", "entitled", "village", "silent"),
    [
        (even("BRI", A, B_, C, D), 100, D, set()),
        (even("BRI", A, B_, C), 100, D, {"BRI"}),
        ({**even("BRI", A, B_, C), **even("POS", A, B_, C, D, n=12)}, 100, D, {"BRI"}),
        ({**even("BRI", A, B_), **even("POS", C, D)}, 100, D, set()),
        ({**even("BRI", A, B_, C, D), **even("POS", A, B_, C, n=1)}, 100, D, set()),
        ({**even("BRI", A, B_, C, D), **even("POS", A, B_, C, n=20)}, 100, D, {"POS"}),
        ({**even("BRI", A, B_, C, D), **even("POS", A, B_, C, n=20)}, {A: 100, B_: 100, C: 100, D: 5}, D, set()),
        ({**even("BRI", A, B_, C), ("BRI", D): 1}, 100, D, {"semua penyalur"}),
        ({**even("BRI", A, B_, C), ("BRI", D): 30}, 100, D, set()),
        (even("BRI", D), 100, D, set()),
        ({}, 100, D, set()),
        ({**even("BRI", A, B_, D, n=30), ("POS", C): 29, ("POS", A): 2, ("POS", B_): 2}, 100, D, {"POS"}),
        ({**even("BRI", A, B_, D, n=25), ("POS", A): 3}, 100, D, set()),
        ({("BRI", A): 22, ("BRI", B_): 21, ("POS", B_): 2, ("POS", C): 18}, 30, A, {"POS"}),
        ({("BRI", A): 22, ("BRI", B_): 21, ("POS", B_): 2, ("POS", C): 18}, 30, C, set()),
        (even("BRI", A, B_, C) | {("BRI", D): 5}, {A: 100, B_: 100, C: 100, D: 44}, D, {"semua penyalur"}),
        ({("POS", D): 13}, 80, D, {"bank"}),
        ({("POS", D): 40}, 80, D, set()),
        ({("BRI", D): 13}, 80, D, set()),
        ({**even("BRI", A, B_, D, n=80), **even("POS", A, B_, n=20), ("POS", C): 70}, 100, D, {"POS"}),
        ({("BRI", A): 70, **even("POS", B_, C, n=66), **even("BRI", B_, C, n=1), ("BNI", D): 50}, 100, D, set()),
        ({**even("BRI", A, B_, C, n=40), **even("BNI", A, B_, C, n=40), ("BNI", D): 92}, 100, D, set()),
    ],
    ids=[
        "all served", "nobody here", "bank missing beside the post", "territories apart", "a handful elsewhere", "many elsewhere",
        "small village", "stray rows", "fewer but real", "one village only", "nobody anywhere",
        "a payer of one village and a few beside it", "who failed at the bank, in one village", "beside a village of the post", "a village of the post",
        "cut off", "rescued by the post", "the post pays everybody", "a bank's few",
        "a fifth everywhere else", "one row each in two villages of the post", "nearly everybody is paid",
    ],
)  # fmt: skip
def test_senders_by_neighbours(rows, entitled, village, silent):
    assert senders(seen(rows, entitled), village, ALL, [], {})[1] == silent


def test_a_payer_missing_under_another_programme_is_missing_here_too():
    rows = {**even("BRI", A, B_, C), **even("POS", A, B_, C, n=2), ("POS", D): 30}
    assert senders(seen(rows), D, ALL, [], {})[1] == set()  # by this programme alone two territories
    assert senders(seen(rows), D, ALL, [], {}, {"BRI"})[1] == {"BRI"}
    assert senders(seen({**rows, ("BRI", D): 9}), D, ALL, [], {}, {"BRI"})[1] == set()


def test_few_rows_say_enough_of_a_payer_that_is_missing_under_another_programme():
    few = {**even("BRI", A, B_, C, n=2), **even("POS", A, B_, C, D, n=40)}
    for history in ({}, {"BRI": 2, "POS": 40}):
        assert senders(seen(few), D, ALL, [], history)[1] == set()  # by chance alone it may have nothing to pay
        assert senders(seen(few), D, ALL, [], history, {"BRI"})[1] == {"BRI"}


@pytest.mark.parametrize(
    ("rows", "declared", "silent"),
    [
        (even("BRI", A, B_, C), [("POS", "167108")], {"POS"}),
        ({**even("BRI", A, B_), **even("POS", C, D)}, [("POS", "167108"), ("BRI", "167108")], set()),
        ({**even("BRI", A, B_), **even("POS", C)}, [("POS", D)], {"POS"}),
        (even("BRI", A, B_, C), [(None, "167108")], {"semua penyalur"}),
        ({**even("BRI", A, B_, C), **even("POS", A, B_, C, D, n=9)}, [("POS", "167108"), ("BRI", "167108")], {"BRI"}),
        ({**even("BRI", A, B_, C, n=2), **even("POS", A, B_, C, D)}, [("POS", "167108"), ("BRI", "167108")], set()),
        ({**even("BRI", A, B_, C), **even("?", A, B_, C, D, n=9)}, [("BRI", "167108")], {"BRI"}),
    ],
    ids=[
        "declared and absent",
        "declared for the kecamatan",
        "declared for the village",
        "anyone declared, nobody here",
        "the smaller payer alone",
        "a handful elsewhere",
        "rows of nobody do not stand in",
    ],
)
def test_senders_by_declaration(rows, declared, silent):
    expected, missing, basis = senders(seen(rows), D, ALL, declared, {})
    assert (missing, basis) == (silent, "deklarasi")
    assert expected


@pytest.mark.parametrize(
    ("rows", "history", "silent"),
    [
        (even("BRI", A, B_, C, D), {"BRI": 50, "POS": 5}, {"POS"}),
        ({**even("BRI", A, B_, C, D), **even("POS", A)}, {"BRI": 50, "POS": 2}, set()),
        ({**even("BRI", A, B_, C, D), **even("POS", A)}, {"BRI": 50, "POS": 20}, {"POS"}),
    ],
    ids=["its file is missing", "few rows, none now", "many rows, none now"],
)
def test_senders_by_history(rows, history, silent):
    assert senders(seen(rows), D, ALL, [], history)[1:] == (silent, "riwayat")


def two_payers():
    """BRI pays two kelurahan, POS the third; in each one family goes without."""
    m = b.Month()
    for first, village, payer in ((800, A, "BRI"), (820, B_, "BRI"), (840, C, "POS")):
        m.background(first=first, village=village, payer=payer, file=f"{payer}.csv")
        m.family(first // 20, village_code=village)
    return m


def test_remove_one_payer_and_its_area_cannot_be_told():
    m = two_payers()
    whole = m.run()
    assert whole.cases["kind"].to_list() == ["EE-BB"] * 3
    kept = [row for row in m.rows["pays"] if row["payer"] != "POS"]
    gone, m.rows["pays"] = m.rows["pays"], kept
    part = m.run().cases
    assert part.filter(pl.col("kind") == "EE-BB")["village_code"].sort().to_list() == [A, B_]
    untold = part.filter(pl.col("kind") == "BD-00")
    assert untold["village_code"].unique().to_list() == [C]
    assert untold.height == 13
    m.rows["pays"] = gone
    assert m.run().cases.equals(whole.cases)


def test_rates_elsewhere_do_not_move():
    from pipeline.targeting import rates

    m = two_payers()
    whole = rates(m.run(), m.inputs())
    m.rows["pays"] = [row for row in m.rows["pays"] if row["payer"] != "POS"]
    part = rates(m.run(), m.inputs())
    elsewhere = pl.col("area_code").is_in([A, B_])
    assert whole.filter(elsewhere).equals(part.filter(elsewhere))
    lost = part.filter((pl.col("area_code") == C) & (pl.col("definition") == "exclusion_error")).row(0, named=True)
    assert (lost["numerator"], lost["unknown"], lost["denominator"], lost["low"], lost["high"]) == (0, 13, 13, 0.0, 1.0)


def test_a_declared_sender_that_never_came():
    m = b.Month()
    m.background()
    m.family(1)
    m.settings = Settings(expected=(ExpectedSender(programme="SEMBAKO", payer="POS", area="167108"),))
    result = m.run()
    assert result.cases.select("kind", "payer").rows() == [("BD-00", "POS")]
    assert result.coverage.select("silent", "basis", "assessable").row(0) == (["POS"], "deklarasi", False)


def test_a_sender_seen_last_month():
    m = b.Month()
    m.background()
    m.family(1)
    history = pl.DataFrame({"programme": ["SEMBAKO"], "payer": ["POS"], "village_code": [b.SAKO], "period": ["2025-04"], "rows": [30]})
    assert m.run(senders_seen=history).cases.select("kind", "payer").rows() == [("BD-00", "POS")]
    old = history.with_columns(period=pl.lit("2025-01"))
    assert m.run(senders_seen=old).cases["kind"].to_list() == ["EE-BB"]


@pytest.mark.parametrize(
    ("programme", "payer", "found"),
    [
        ("SEMBAKO", "POS", [("BD-00", "POS")]),
        (None, "POS", [("BD-00", "POS")]),
        ("SEMBAKO", "", [("BD-00", "?")]),
        ("SEMBAKO", "BRI", [("EE-BB", None)]),
        ("PKH", "POS", [("EE-BB", None)]),
    ],
    ids=[
        "another sender",
        "of any programme",
        "a sender that nothing names",
        "a sender of whom another list was read",
        "another programme",
    ],
)
def test_a_list_that_could_not_be_read_says_nothing_of_who_is_not_paid(programme, payer, found):
    m = b.Month()
    m.background()
    m.family(1)
    unread = pl.DataFrame([(programme, payer, None, "2025-05", None)], schema=SENDERS, orient="row")
    assert m.run(senders_seen=unread).cases.select("kind", "payer").rows() == found


def test_a_programme_with_a_list_of_its_own_misses_nobody():
    m = b.Month()
    m.background()
    m.background(first=900, village=A)
    m.pay(
        m.family(1, village_code=b.DESA)[0],
        "BLT-DD",
        300_000,
        payer="DESA",
        period_from="2025-05",
        period_to="2025-05",
        village_code=b.DESA,
    )
    cover = m.run().coverage.filter(pl.col("programme") == "BLT-DD")
    assert cover["silent"].list.len().sum() == 0


def gone(programme, payer, village):
    return pl.DataFrame([(programme, payer, village, "2025-05", None)], schema=SENDERS, orient="row")


def test_a_list_that_is_gone_is_silent_where_it_paid_and_nowhere_else():
    m = b.Month()
    m.background()
    m.background(first=820, village=A)
    m.family(1)
    m.family(2, village_code=A)
    found = m.run(senders_seen=gone("SEMBAKO", "POS", A)).cases.select("kind", "payer", "village_code").sort("kind").rows()
    assert found == [("BD-00", "POS", A), ("EE-BB", None, b.SAKO)]


@pytest.mark.parametrize(
    ("programme", "village", "kind", "payer"),
    [
        ("BLT-DD", b.DESA, "BD-00", "DESA (BLT-DD)"),
        ("BLT-DD", A, "EE-BB", None),
        ("BERAS", b.DESA, "EE-BB", None),
    ],
    ids=["an excluding programme", "one that cannot be paid there", "one that excludes nothing"],
)
def test_who_may_be_paid_by_a_silent_excluding_programme_is_not_unpaid(programme, village, kind, payer):
    m = b.Month()
    m.background(village=village)
    m.family(1, village_code=village)
    found = m.run(senders_seen=gone(programme, "DESA", village)).cases.filter(pl.col("programme") == "SEMBAKO")
    assert found.select("kind", "payer").rows() == [(kind, payer)]


def test_who_is_not_on_a_part_of_a_registry_is_no_stranger_and_no_proposal():
    m = b.Month()
    m.background()
    m.pay(None, number=77, name="TAMU JAUH")
    m.visit(None, "LAYAK", number=78, name="TETANGGA MISKIN")
    assert m.run().cases["kind"].sort().to_list() == ["EE-TD", "IE-TR"]
    assert m.run(cut=(b.SAKO,)).cases.select("kind", "rule_id").rows() == [("BD-00", "CAKUPAN-08")]


@pytest.mark.parametrize(
    ("paid", "silent", "found"),
    [
        ("FAILED_ACCOUNT", False, [("EE-RK", "SEMBAKO-LAYAK-2025")]),
        ("FAILED_ACCOUNT", True, [("BD-00", "CAKUPAN-13")]),
        (None, False, [("BD-00", "CAKUPAN-13")]),
        ("PAID", False, []),
    ],
    ids=["failed", "failed while a sender is silent", "on no list", "paid"],
)
def test_a_family_of_an_unknown_village_is_told_by_its_own_rows_alone(paid, silent, found):
    m = b.Month()
    m.background()
    head = m.family(1, village_code=None)[0]
    if paid:
        m.pay(head, state=paid)
    seen = gone("SEMBAKO", "POS", b.SAKO) if silent else m.inputs().senders_seen
    assert m.run(senders_seen=seen).cases.filter(pl.col("village_code").is_null()).select("kind", "rule_id").rows() == found


@pytest.mark.parametrize(
    ("payer", "silent", "kinds"),
    [
        ("BRI", ["BRI (bagian 2)"], {"EE-RK": 1, "PB-KR": 2}),
        ("BRI", ["BRI (bagian 2)", "BRI (bagian lainnya)"], {"EE-RK": 1, "PB-KR": 2}),
        ("BRI", ["BRI (bagian 2)", "semua penyalur"], {"EE-RK": 1, "PB-KR": 2}),
        (None, ["? (bagian 2)"], {"EE-RK": 1, "PB-KR": 2}),
        (None, ["?"], {"BD-00": 1}),
        ("BRI", ["semua penyalur"], {"BD-00": 1}),
        ("BRI", ["POS (bagian 2)"], {"BD-00": 1}),
        ("BRI", ["BRI (bagian 2)", "POS"], {"BD-00": 1}),
        ("BRI", ["POS"], {"BD-00": 1}),
    ],
    ids=["the rest of the payer's own list", "two of its parts", "a part, so that the village is short of rows", "of a list of nobody's name",
         "a list of nobody's name", "a village short of rows", "a part of another payer's", "also another payer", "another payer"],
)  # fmt: skip
def test_what_a_part_of_a_list_says_is_heard_while_its_own_rest_is_missing(
    payer: str | None, silent: list[str], kinds: dict[str, int]
) -> None:
    m = b.Month()
    m.background()
    m.pay(m.family(1)[0], state="FAILED_ACCOUNT", payer=payer)
    m.pay(m.family(2)[0], amount=400_000, payer=payer)
    gone = pl.DataFrame([("SEMBAKO", one, b.SAKO, "2025-05", None) for one in silent], schema=SENDERS, orient="row")
    told = m.run(senders_seen=gone).cases
    assert dict(zip(told["kind"], told["family_id"].replace({b.kk(1): "1", b.kk(2): "2"}).cast(pl.Int64), strict=True)) == kinds


@pytest.mark.parametrize(
    ("desils", "programme", "kind"),
    [((1, 2, 3, 4), "SEMBAKO", "BD-00"), ((1, 2, 3, 4, 5), "SEMBAKO", "IE-TR"), ((1, 2, 3, 4), "PKH", "IE-TR")],
    ids=["cut below the ceiling", "cut at the ceiling", "not below this one's"],
)
def test_who_is_not_in_an_extract_of_the_poorest_may_stand_above_it(desils: tuple[int, ...], programme: str, kind: str) -> None:
    m = b.Month()
    for i in range(32):
        head = m.family(800 + i, desil=desils[i % len(desils)])[0]
        m.pay(head, programme)
    m.pay(None, programme, number=77, name="TAMU JAUH")
    assert m.run().cases["kind"].to_list() == [kind]
    assert bool(say_extract(m.inputs().registry)) == (max(desils) < 5)


def test_a_list_under_a_villages_new_code_covers_the_village_of_its_families():
    """The registry writes DESA, the list a village of another kecamatan that the registry does not know."""
    m = b.Month()
    m.background(12, village=b.DESA)
    for row in m.rows["pays"]:
        row["village_code"] = "1607142003"
    m.family(1, village_code=b.DESA)
    m.pay(m.family(2, village_code=b.DESA)[0], state="FAILED_ACCOUNT", village_code="1607142003")
    assert m.kinds() == [("EE-BB", b.kk(1)), ("EE-RK", b.kk(2))]


@pytest.mark.parametrize(
    ("month", "state", "kinds"),
    [("2025-04", "PAID", []), ("2025-06", "PAID", []), ("2025-06", "FAILED_ACCOUNT", ["EE-BB"]), ("2025-01", "PAID", ["EE-BB"])],
)
def test_village_aid_of_another_month_of_the_quarter_leaves_no_sembako_unpaid(month, state, kinds):
    m = b.Month()
    m.background(village=b.DESA)
    head = m.family(1, village_code=b.DESA)[0]
    m.pay(head, "BLT-DD", 300_000, payer="DESA", period_from=month, period_to=month, state=state)
    assert m.run().cases["kind"].to_list() == kinds
