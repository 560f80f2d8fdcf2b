"""Whom a list names where nothing is taken from it is called neither unpaid nor unregistered."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.intake.mentions import MENTIONS, PAYMENTS, PEOPLE, REGISTRY
from tests.unit.reconcile import builders as b

PAID = 5
"""The number of a paid stranger of no card."""


def mentions(*cells: tuple[str, str, str], programme: str | None = None, own: bool = False) -> pl.DataFrame:
    rows = [(f"daftar.xlsx|Lembar|{row}", of, programme, number, own) for row, of, number in cells]
    return pl.DataFrame(rows, schema=MENTIONS, orient="row")


def month() -> b.Month:
    """A family of the registry that nobody paid, and a payee whom no registry knows."""
    m = b.Month()
    m.background()
    m.family(1)
    m.pay(number=PAID)
    return m


def kinds(m: b.Month, named: pl.DataFrame) -> list[tuple[str, str]]:
    return [(kind, rule) for kind, rule in m.run(mentions=named).cases.sort("kind", "rule_id").select("kind", "rule_id").rows()]


def test_unnamed_both_are_told() -> None:
    assert [kind for kind, _ in kinds(month(), mentions())] == ["EE-BB", "IE-TR"]


def test_a_stranger_in_an_unread_cell_of_the_registry_may_be_registered() -> None:
    got = kinds(month(), mentions(("7", REGISTRY, b.nik(PAID))))
    assert [kind for kind, _ in got] == ["BD-00", "EE-BB"]
    assert got[0][1] == "CAKUPAN-14"


def test_a_list_of_inhabitants_registers_nobody() -> None:
    assert [kind for kind, _ in kinds(month(), mentions(("7", PEOPLE, b.nik(PAID))))] == ["EE-BB", "IE-TR"]


@pytest.mark.parametrize(
    "cells",
    [
        [("7", b.nik(PAID)), ("7", b.kk(1))],
        [("7", b.nik(PAID)), ("7", b.kk(99)), ("8", b.kk(99)), ("8", b.nik(10))],
    ],
    ids=["in one row", "in one household"],
)
def test_a_payee_whom_any_list_puts_beside_a_family_may_be_paid_for_it(cells: list[tuple[str, str]]) -> None:
    named = mentions(*((row, PEOPLE, number) for row, number in cells))
    cases = month().run(mentions=named).cases
    assert cases["kind"].to_list() == ["BD-00", "BD-00"]
    assert all("daftar.xlsx" in sentence for sentence in cases["sentence"])


def test_a_number_in_many_rows_ties_nobody() -> None:
    cells = [(str(row), PEOPLE, number) for row in range(40) for number in (b.kk(99), b.nik(900 + row))]
    named = mentions(*cells, ("0", PEOPLE, b.nik(PAID)), ("1", PEOPLE, b.kk(1)))
    assert [kind for kind, _ in kinds(month(), named)] == ["EE-BB", "IE-TR"]


@pytest.mark.parametrize(("programme", "own", "first"), [(None, False, "BD-00"), ("PKH", False, "EE-BB"), (None, True, "EE-BB")])
def test_a_family_in_an_unread_cell_of_a_pay_list_may_be_paid(programme: str | None, own: bool, first: str) -> None:
    got = kinds(month(), mentions(("7", PAYMENTS, b.nik(10)), programme=programme, own=own))
    assert [kind for kind, _ in got] == [first, "IE-TR"]


def test_a_row_that_says_something_of_another_programme_may_pay_it_too() -> None:
    m = b.Month()
    m.background(programme="PKH", amount=None)
    m.background(first=700)
    head = m.family(1)[0]
    m.pay(head, "PKH", None)
    place = next("{source_file}|{source_sheet}|{source_row}".format(**row) for row in m.rows["pays"] if row["no_kk"] == b.kk(1))
    said = pl.DataFrame([(place, PAYMENTS, "SEMBAKO", None, False)], schema=MENTIONS, orient="row")
    assert ("EE-BB", b.kk(1)) in m.kinds("SEMBAKO")
    assert ("BD-00", b.kk(1)) in m.kinds("SEMBAKO", mentions=said)
