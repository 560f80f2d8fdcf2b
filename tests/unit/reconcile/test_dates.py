"""Dates: the registry in force, deaths, ceilings that moved (DOMAIN checks 18, 19)."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.reconcile.entitled.in_force import choose_snapshots
from pipeline.reconcile.inputs import Closing
from tests.unit.reconcile import builders as b


def rows(*groups):
    return pl.DataFrame(
        [{"village_code": v, "snapshot": s, "registry_kind": kind} for v, s, kind, n in groups for _ in range(n)],
        schema={"village_code": pl.String, "snapshot": pl.String, "registry_kind": pl.String},
    )


@pytest.mark.parametrize(
    ("groups", "chosen"),
    [
        ((("A", "2025-01", "DTSEN", 9), ("A", "2025-04", "DTSEN", 9), ("A", "2025-05", "DTSEN", 9)), ("2025-04", False)),
        ((("A", "2025-05", "DTSEN", 9), ("A", "2025-06", "DTSEN", 9)), ("2025-05", True)),
        ((("A", "2025-01", "DTSEN", 9), ("A", "2025-03", "DTKS", 9)), ("2025-01", False)),
        ((("A", "2025-01", "DTSEN", 99), ("A", "2025-04", "DTSEN", 3)), ("2025-01", False)),
    ],
    ids=["newest before the closing", "oldest after it", "the kind the rule names", "stray rows choose nothing"],
)
def test_snapshot_in_force(groups, chosen):
    out = choose_snapshots(rows(*groups), Closing("2025-04", "DTSEN"), "2025-06")
    assert out.select("snapshot", "late").row(0) == chosen


@pytest.mark.parametrize(
    ("kind", "early", "late", "chosen"),
    [
        ("DTSEN", None, 3, ("2025-05", True)),
        ("DTSEN", 2, 3, ("2025-01", False)),
        ("DTKS", None, 3, ("2025-01", False)),
        ("DTSEN", None, None, ("2025-05", True)),
    ],
    ids=["DTKS without a desil", "with one", "a rule of DTKS", "DTSEN whose desil lies in another file"],
)
def test_a_registry_without_a_desil_serves_a_rule_of_desils_only_where_there_is_no_other(kind, early, late, chosen):
    table = rows(("A", "2025-01", "DTKS", 9), ("A", "2025-05", "DTSEN", 9))
    table = table.with_columns(desil=pl.Series([early] * 9 + [late] * 9, dtype=pl.Int64))
    assert choose_snapshots(table, Closing("2025-04", kind), "2025-05").select("snapshot", "late").row(0) == chosen
    alone = table.filter(pl.col("snapshot") == "2025-01")
    assert choose_snapshots(alone, Closing("2025-04", kind), "2025-05").select("snapshot", "late").row(0) == ("2025-01", False)


def test_a_snapshot_after_the_month_is_never_used():
    assert choose_snapshots(rows(("A", "2025-07", "DTSEN", 5)), Closing("2025-04", "DTSEN"), "2025-06").is_empty()


def test_villages_choose_for_themselves():
    out = choose_snapshots(rows(("A", "2025-01", "DTSEN", 9), ("B", "2025-04", "DTSEN", 9)), Closing("2025-04", "DTSEN"), "2025-06")
    assert out.select("village_code", "snapshot").rows() == [("A", "2025-01"), ("B", "2025-04")]


def verdicts(period, snapshot, kind):
    """Entitlement of one family at desil 5 with a small child, by programme: (verdict, rule)."""
    m = b.Month(period, snapshot)
    stage = {"period_from": period, "period_to": period}
    for first, programme in ((800, "SEMBAKO"), (820, "PKH")):
        for i in range(3):
            head = m.family(first + i, registry_kind=kind)[0]
            m.pay(head, programme, **stage)
    m.person(10, 1, desil=5, registry_kind=kind)
    m.person(11, 1, desil=5, registry_kind=kind, relationship="ANAK", birth_date="2022-02-02")
    table = m.run().entitlements.filter(pl.col("family_id") == b.kk(1))
    return {p: (e, r) for p, e, r in table.select("programme", "entitled", "rule_id").iter_rows()}


def test_one_family_at_desil_five_under_four_rules():
    assert verdicts("2024-12", "2024-10", "DTKS") == {"PKH": ("YES", "PKH-LAYAK-2020"), "SEMBAKO": ("YES", "SEMBAKO-LAYAK-2020")}
    assert verdicts("2025-07", "2025-06", "DTSEN") == {"PKH": ("NO", "PKH-LAYAK-2025"), "SEMBAKO": ("YES", "SEMBAKO-LAYAK-2025")}


@pytest.mark.parametrize(
    ("died", "snapshot", "kinds"),
    [
        ("2025-05-10", "2025-05", []),
        ("2025-04-20", "2025-05", []),
        ("2025-04-20", "2025-04", ["IE-MD"]),
        ("2025-03-30", "2025-05", ["IE-MD"]),
        (None, "2025-05", ["IE-MD"]),
    ],
    ids=["after the closing", "in its month, known later", "in its month, known then", "before it", "no date"],
)
def test_a_death_counts_by_its_date(died, snapshot, kinds):
    m = b.Month("2025-05", snapshot)
    m.background()
    m.pay(m.family(1, deceased=True, deceased_on=died)[0])
    assert m.run().cases["kind"].to_list() == kinds


def test_a_case_says_the_day_of_a_death_that_the_registry_knows():
    m = b.Month()
    m.background()
    m.pay(m.family(1, deceased=True, deceased_on="2024-06-01")[0])
    case = m.run().cases.row(0, named=True)
    assert (case["kind"], case["score"]) == ("IE-MD", 87)
    assert "01-06-2024" in case["sentence"]


def test_what_a_quarter_s_list_pays_was_settled_when_the_quarter_began():
    """Sembako of 2024 is monthly by rule; a list that pays October to December was closed in October."""
    m = b.Month("2024-11", "2024-11")
    quarter = {"period_from": "2024-10", "period_to": "2024-12"}
    m.background(**quarter)
    m.pay(m.family(1, deceased=True, deceased_on="2024-11-16")[0], **quarter)
    assert m.run().cases.is_empty()


def test_a_death_after_the_payment_is_no_error():
    m = b.Month("2025-05", "2025-04")
    m.background()
    m.pay(m.family(1, deceased=True, deceased_on="2025-04-20")[0], paid_on="2025-04-11")
    assert m.run().cases.is_empty()


def test_a_later_snapshot_that_dates_the_death_back_counts():
    m = b.Month("2025-05", "2025-03")
    m.background()
    head = m.family(1)[0]
    m.pay(head)
    m.snapshot = "2025-05"
    for i in range(12):
        m.family(800 + i)
    m.person(10, 1, desil=2, deceased=True, deceased_on="2025-02-02")
    assert m.run().cases["kind"].to_list() == ["IE-MD"]


def test_desil_unknown_is_unknown_never_no():
    m = b.Month()
    m.background()
    m.pay(m.family(1, desil=None)[0])
    table = m.run().entitlements.filter(pl.col("family_id") == b.kk(1))
    assert table.select("entitled", "reason").row(0) == ("UNKNOWN", "desil tidak diketahui")


def test_the_family_file_gives_the_desil():
    m = b.Month()
    m.background()
    m.pay(m.family(1, desil=None)[0])
    m.family_row(1, 8)
    case = m.run().cases.row(0, named=True)
    assert case["kind"] == "IE-TL"
    assert any(place.startswith("keluarga.csv") for place in case["sources"])


def test_a_family_only_the_family_file_knows_is_no_exclusion_error():
    m = b.Month()
    m.background()
    m.family_row(1, 1)
    assert m.run().cases.is_empty()


@pytest.mark.parametrize("relationship", ["ANAK", "KEPALA", None])
def test_a_person_without_a_card_is_no_family(relationship):
    """A child of nine, or a father, whose KK cell is blank among families with cards is not a family that waits for its money."""
    m = b.Month()
    m.background()
    m.person(10, 1, no_kk=None, relationship=relationship, desil=2)
    assert m.run().cases.is_empty()


@pytest.mark.parametrize(
    ("card", "strays", "found"),
    [(True, 0, "IE-MD"), (False, 0, "BD-00"), (True, 1, "IE-MD"), (True, 3, "BD-00")],
    ids=["alone on a card", "without a card", "one child whose card is blank in the village", "many whose card is blank"],
)
def test_whether_a_dead_payee_leaves_a_family_is_told_only_where_the_registry_can_tell(card, strays, found):
    m = b.Month()
    m.background()
    kk = {} if card else {"no_kk": None}
    m.pay(m.person(10, 1, relationship="KEPALA", desil=2, deceased=True, **kk), **kk)
    for number in range(strays):
        m.person(200 + number, 30 + number, no_kk=None, relationship="ANAK", desil=2)
    (case,) = m.run().cases.iter_rows(named=True)
    assert case["kind"] == found
    assert found != "BD-00" or "Apakah keluarganya masih ada tidak diketahui" in case["sentence"]


@pytest.mark.parametrize(
    ("substitute", "kinds"), [({}, ["PB-GP"]), ({"substitute_name": "SITI"}, [])], ids=["nobody named", "a substitute took it"]
)
def test_a_dead_recipient_of_rice_whose_substitute_is_named_was_replaced(substitute, kinds):
    m = b.Month()
    head, _ = m.family(1, members=2)
    m.rows["registry"][-2].update(deceased=True, deceased_on=b.day("2024-06-01"))
    m.pay(head, "BERAS", 0, payer="BULOG", period_from="2025-05", period_to="2025-05", **substitute)
    assert m.run().cases["kind"].to_list() == kinds


def test_a_family_that_moved_is_counted_once():
    """Sako sent its registry in March, Sialang in May: the family stands in both, and has one child of PKH."""
    m = b.Month("2025-05", "2025-03")
    m.background(programme="PKH", amount=600_000)
    heads = []
    for snapshot, village in (("2025-03", b.SAKO), ("2025-05", b.SIALANG)):
        m.snapshot = snapshot
        m.family(900, village_code=village)
        heads.append(m.person(10, 1, desil=2, village_code=village))
        m.person(11, 1, relationship="ANAK", birth_date="2022-01-01", desil=2, village_code=village)
    m.pay(heads[0], "PKH", 750_000)
    result = m.run()
    mine = pl.col("family_id") == b.kk(1)
    assert result.entitlements.filter(mine & (pl.col("programme") == "PKH"))["amount_due"].to_list() == [750_000]
    assert result.cases.filter(mine).is_empty()
