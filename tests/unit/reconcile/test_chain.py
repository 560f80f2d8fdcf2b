"""The chain of the money, where it breaks and who answers for it; what closing lists say; control totals (DOMAIN checks 16, 18)."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.errors import PadanError
from pipeline.reconcile.paid.control import LISTS, control_totals
from tests.unit.reconcile import builders as b


def closing(m, amount=600_000, head=None, **kw):
    return m.pay(head, amount=amount, list_kind="closing", state="IN_PROCESS", file="closing.csv", **kw)


def visited(m, head, **kw):
    m.visit(head, "LAYAK", programme="SEMBAKO", **kw)


CHAIN = {
    "whole": (lambda m: m.pay(m.family(1)[0]), (None, None, None)),
    "never listed": (lambda m: m.family(1), ("registry", None, 600_000)),
    "ordered, no row": (lambda m: closing(m, head=m.family(1)[0]), ("payer", None, 600_000)),
    "ordered short": (lambda m: (h := m.family(1)[0], closing(m, 400_000, h), m.pay(h, amount=400_000)), ("order", "PENETAPAN", 200_000)),
    "bank failed": (lambda m: m.pay(m.family(1)[0], state="FAILED_ACCOUNT"), ("payer", "BRI", 600_000)),
    "retur at the post": (lambda m: m.pay(m.family(1)[0], state="RETURNED", payer="POS"), ("payer", "POS", 600_000)),
    "not taken": (lambda m: m.pay(m.family(1)[0], state="PAID_NOT_TAKEN"), ("payer", "BRI", 600_000)),
    "paid less than ordered": (
        lambda m: (h := m.family(1)[0], closing(m, head=h), m.pay(h, amount=450_000)),
        ("payer", "BRI", 150_000),
    ),
    "empty account": (lambda m: m.pay(m.family(1)[0], state="EMPTY", amount=0), ("payer", "BRI", 600_000)),
    "excluded without a ground": (lambda m: m.pay(m.family(1)[0], state="EXCLUDED", amount=0), ("payer", "BRI", 600_000)),
    "the second instalment failed": (
        lambda m: (h := m.family(1)[0], m.pay(h, amount=200_000), m.pay(h, amount=400_000, state="FAILED_ACCOUNT", payer="POS")),
        ("payer", "POS", 400_000),
    ),
    "failed at both payers": (
        lambda m: (h := m.family(1)[0], m.pay(h, state="FAILED_ACCOUNT"), m.pay(h, state="RETURNED", payer="POS")),
        ("payer", "BRI", 600_000),
    ),
    "failed, then paid by the post": (
        lambda m: (h := m.family(1)[0], m.pay(h, state="FAILED_ACCOUNT"), m.pay(h, payer="POS")),
        (None, None, None),
    ),
    "cut at the hand-over": (
        lambda m: (h := m.family(1)[0], m.pay(h), visited(m, h, amount_received=500_000)),
        ("hand", "PENDAMPING", 100_000),
    ),
    "nothing in the hand": (lambda m: (h := m.family(1)[0], m.pay(h), visited(m, h, received="TIDAK")), ("hand", "PENDAMPING", 600_000)),
    "in process": (lambda m: m.pay(m.family(1)[0], state="IN_PROCESS"), (None, None, None)),
    "not entitled": (lambda m: m.pay(m.family(1, desil=9)[0], state="FAILED_ACCOUNT"), (None, None, None)),
    "excluded on a known ground": (
        lambda m: m.pay(m.family(1)[0], state="EXCLUDED", amount=0, exclusion_ground="MENINGGAL"),
        (None, None, None),
    ),
}


def test_a_case_about_money_names_the_broken_link_the_party_and_the_rupiah():
    m = b.paid_month()
    head = m.family(1)[0]
    m.pay(head, amount=200_000)
    m.pay(head, amount=400_000, state="FAILED_ACCOUNT", payer="POS")
    m.pay(m.family(2, desil=9)[0])
    result = m.run()
    told = result.cases.join(result.evidence, on="id_kasus").sort("kind").select("kind", "broken_link", "answers_for_it", "missing").rows()
    assert told == [("IE-TL", None, None, None), ("PB-KR", "payer", "POS", 400_000)]


@pytest.fixture(scope="module")
def chains():
    """All patterns in one month; per pattern the first broken link, who answers for it, and the rupiah."""
    m = b.paid_month()
    for at, (plant, _) in enumerate(CHAIN.values(), 1):
        m.base = at * 10
        plant(m)
    table = m.run().chain
    told = {f: row for f, *row in table.select("family_id", "broken_link", "answers_for_it", "missing").iter_rows()}
    return {name: tuple(told[b.kk(at * 10 + 1)]) for at, name in enumerate(CHAIN, 1)}


@pytest.mark.parametrize("name", CHAIN)
def test_the_chain_breaks_at_the_right_link(chains, name):
    assert chains[name] == CHAIN[name][1]


@pytest.mark.parametrize(("closed", "party"), [(0, None), (12, "PENETAPAN")])
def test_the_list_makers_answer_for_a_family_on_no_list_only_where_a_closing_list_shows_it(closed: int, party: str | None):
    m = b.paid_month()
    for row in m.rows["registry"][:closed]:
        closing(m, head=row["record_id"])
    m.family(1)
    assert m.run().chain.filter(pl.col("family_id") == b.kk(1)).select("broken_link", "answers_for_it").rows() == [("registry", party)]


def test_control_totals_to_the_rupiah():
    m = b.Month()
    m.background(10, file="bri.csv")
    m.pay(m.family(1, desil=9)[0], amount=600_001, file="bri.csv")
    m.pay(m.family(2)[0], amount=599_999, state="FAILED_ACCOUNT", file="pos.csv", payer="POS")
    m.pay(m.family(3)[0], amount=17, state="IN_PROCESS", file="pos.csv", payer="POS")
    cases, pays = m.run().cases, m.inputs().disbursements
    counted = [("bri.csv", "", 12, 6_600_001, 6_600_020, 6_600_013, 12), ("pos.csv", "", 2, None, 600_016, 600_016, 0)]
    lists = pl.DataFrame(counted, schema=LISTS, orient="row")
    totals = control_totals(pays, cases, lists)
    assert totals.select("source_file", "set_aside", "other_months", "in_cases", "open_cases", "clean").rows() == [
        ("bri.csv", 7, 12, 600_001, 0, 6_000_000),
        ("pos.csv", 0, 0, 599_999, 17, 0),
    ]
    with pytest.raises(PadanError, match="do not add up"):
        control_totals(pays, cases, lists.with_columns(used=pl.col("used") + 1))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("closing", "PAID")], []),
        ([("closing", "PAID"), ("disbursement", "PAID")], []),
        ([("closing", "FAILED_ACCOUNT"), ("disbursement", "PAID")], []),
        ([("closing", "FAILED_ACCOUNT")], ["EE-RK"]),
        ([("closing", "IN_PROCESS")], ["EE-BB"]),
    ],
    ids=["the closing's own word", "told twice, paid once", "the payer speaks last", "failed by its own word", "an order only"],
)
def test_closing_lists(rows, expected):
    m = b.paid_month()
    head = m.family(1)[0]
    for kind, state in rows:
        m.pay(head, list_kind=kind, state=state, payer=None if kind == "closing" else "BRI")
    assert m.run().cases["kind"].to_list() == expected


def test_the_exclusion_case_says_whether_the_family_was_listed():
    m = b.paid_month()
    for row in m.rows["registry"][:12]:
        closing(m, head=row["record_id"])
    m.family(1)
    closing(m, head=m.family(2)[0])
    words = dict(m.run().cases.select("family_id", "sentence").iter_rows())
    assert "tidak ada di daftar penutupan (kuota)" in words[b.kk(1)]
    assert "ada di daftar penutupan, tetapi tidak ada baris" in words[b.kk(2)]


@pytest.mark.parametrize(("listed", "quota"), [(7, True), (5, False)], ids=["half of those who are paid", "a few: proposals, a supplement"])
def test_a_list_of_a_few_proves_no_quota(listed: int, quota: bool):
    m = b.paid_month(count=14)
    m.family(1)
    for row in m.rows["registry"][:listed]:
        closing(m, head=row["record_id"])
    (sentence,) = m.run().cases["sentence"]
    assert ("(kuota)" in sentence) is quota
    assert ("daftar penutupan tidak tersedia" in sentence) is not quota
