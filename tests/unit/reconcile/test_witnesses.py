"""A pay list that is missing although nothing names its sender: visits, closing lists or the registry name recipients whom no list pays."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.missing import missing_sources
from schemas.settings import ExpectedSender, Settings
from tests.unit.reconcile import builders as b

A = "1671081001"


def town(named, listed, *, by="survey", village=b.SAKO):
    """A post office pays the background; `named` further families are named under Sembako, `listed` of them stand on its list."""
    m = b.Month()
    m.background(payer="POS", file="pos.csv")
    for n in range(named):
        family = m.family(n + 1, village_code=village)
        if by == "survey":
            m.visit(family[0], "LAYAK", programme="SEMBAKO")
        else:
            m.pay(family[0], "SEMBAKO", 600_000, payer=None, list_kind="closing", state="UNKNOWN", file="closing.csv")
        if n < listed:
            m.pay(family[0], "SEMBAKO", 600_000, payer="POS", file="pos.csv")
    return m


def marked(flagged, listed, *, bare=0, paid_bare=False, programmes="PKH;SEMBAKO"):
    """A bank pays twelve families; the registry marks `flagged` further ones as recipients, of whom `listed` stand on its list, and
    `bare` further ones as nothing. `paid_bare`: the twelve bear no mark."""
    m = b.Month()
    m.background(payer="BRI", file="bri.csv")
    if not paid_bare:
        for row in m.rows["registry"]:
            row["programmes"] = programmes
    for n in range(flagged + bare):
        family = m.family(n + 1, programmes=programmes if n < flagged else None)
        if n < listed:
            m.pay(family[0], "SEMBAKO", 600_000, payer="BRI", file="bri.csv")
    return m


def kinds(m, **kw):
    return m.run(**kw).cases.group_by("kind").len().sort("kind").rows()


@pytest.mark.parametrize("by", ["survey", "closing"])
@pytest.mark.parametrize(
    ("named", "listed", "found"),
    [(12, 0, [("BD-00", 12)]), (12, 3, [("BD-00", 9)]), (12, 4, [("EE-BB", 8)]), (9, 0, [("EE-BB", 9)])],
    ids=["nobody listed", "a quarter", "more than a quarter", "too few to say"],
)
def test_named_recipients_of_whom_no_list_knows(by, named, listed, found):
    assert kinds(town(named, listed, by=by)) == found


def test_it_is_told_by_whom_and_how_many():
    cover = town(12, 1).run().coverage.filter(pl.col("programme") == "SEMBAKO")
    assert cover.select("silent", "basis", "named", "named_listed", "assessable").row(0) == (["?"], "saksi", 12, 1, False)


def test_who_is_declared_outranks_it():
    m = town(12, 0)
    m.settings = Settings(expected=(ExpectedSender(programme="SEMBAKO", payer="POS", area="167108"),))
    assert kinds(m) == [("EE-BB", 12)]


def test_a_village_whose_own_recipients_are_listed_stays_assessable():
    m = town(12, 0)
    m.background(first=820, village=A, payer="POS", file="pos.csv")
    for n in (30, 31):
        family = m.family(n, village_code=A)
        m.visit(family[0], "LAYAK", programme="SEMBAKO")
        m.pay(family[0], "SEMBAKO", 600_000, payer="POS", file="pos.csv")
    m.family(33, village_code=A)
    assert kinds(m) == [("BD-00", 12), ("EE-BB", 1)]


@pytest.mark.parametrize(
    ("flagged", "listed", "bare", "found"),
    [(40, 0, 5, [("BD-00", 45)]), (40, 14, 0, [("BD-00", 26)]), (40, 15, 0, [("EE-BB", 25)]), (9, 0, 0, [("EE-BB", 9)])],
    ids=["nobody but the bank's own", "half of the marked, those it pays among them", "more than half", "too few beside them"],
)
def test_recipients_by_the_registry_itself_of_whom_no_list_knows(flagged, listed, bare, found):
    assert kinds(marked(flagged, listed, bare=bare)) == found


@pytest.mark.parametrize(
    "m",
    [marked(40, 0, paid_bare=True), marked(40, 0, programmes="PKH")],
    ids=["who is paid bears no mark: it is of other years", "marked for another programme"],
)
def test_marks_that_say_nothing_of_the_programme(m):
    assert kinds(m) == [("EE-BB", 40)]


def test_the_registry_as_a_witness_is_told_as_such():
    m = marked(40, 0)
    cover = m.run().coverage.filter(pl.col("programme") == "SEMBAKO")
    assert cover.select("silent", "basis", "named", "named_listed", "assessable").row(0) == (["?"], "registri", 52, 12, False)
    assert missing_sources(cover, m.inputs().senders_seen, "2025-05") == [
        "SEMBAKO: penyalur tanpa nama (1 kelurahan/desa)",
        "SEMBAKO: dari 52 keluarga yang menurut data sosial menerimanya, hanya 12 ada di daftar bayar",
    ]


def test_who_is_declared_outranks_the_registrys_marks():
    m = marked(40, 0)
    m.settings = Settings(expected=(ExpectedSender(programme="SEMBAKO", payer="BRI", area="167108"),))
    assert kinds(m) == [("EE-BB", 40)]


def test_a_closing_list_alone_says_that_a_pay_list_is_missing():
    m = b.Month()
    for n in range(12):
        m.pay(m.family(n + 1)[0], "SEMBAKO", 600_000, payer=None, list_kind="closing", state="UNKNOWN", file="closing.csv")
    result = m.run()
    assert set(result.cases["kind"]) == {"BD-00"}
    assert result.coverage.filter(pl.col("programme") == "SEMBAKO")["silent"].to_list() == [["?"]]


@pytest.mark.parametrize(
    ("payer", "found"), [("BNI", [("BD-00", 3), ("EE-RK", 2)]), (None, [("BD-00", 5)])], ids=["of a bank", "of a bank that nobody names"]
)
def test_a_list_of_failures_says_of_nobody_else_that_he_was_not_paid(payer, found):
    m = b.Month()
    for n in range(5):
        family = m.family(n + 1)
        if n < 2:
            m.pay(family[0], "SEMBAKO", 0, payer=payer, state="FAILED_ACCOUNT", file="gagal.csv")
    assert kinds(m) == found
