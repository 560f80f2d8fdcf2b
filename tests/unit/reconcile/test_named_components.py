"""What PKH owes a family that was not paid: by the registry's certain components, else by those that a list itself names."""

import polars as pl
import pytest

from tests.unit.reconcile.scenarios import month

STAGE = {"period_from": "2025-04", "period_to": "2025-06"}


@pytest.mark.parametrize(
    ("level", "paid", "closing", "found"),
    [
        ("SD", None, (), [("EE-RK", 225_000)]),
        ("SD", "Anak SMP", (), [("EE-RK", 375_000)]),
        (None, None, (), []),
        (None, "Anak SMP", (), [("EE-RK", 375_000)]),
        (None, None, ("Anak SD", "Anak SMP"), [("EE-RK", 600_000)]),
        (None, None, ("Anak SD", None), []),
        (None, False, ("Anak SD",), [("EE-BB", 225_000)]),
        (None, False, (), []),
    ],
)
def test_a_family_of_uncertain_components_is_owed_what_a_list_names(level, paid, closing, found) -> None:
    """paid: the component that a failed row names (False: no row at all); closing: those of the closing list."""
    m = month()
    m.background(programme="PKH", first=900, amount=225_000, **STAGE)
    m.person(11, 1, desil=2, birth_date="1980-01-02")
    mother = m.person(12, 1, desil=2, relationship="PASANGAN", sex="P", birth_date="1984-01-01")
    m.person(13, 1, desil=2, relationship="ANAK", birth_date="2012-01-02", school_level=level)
    if paid is not False:
        m.pay(mother, "PKH", 225_000, state="FAILED_ACCOUNT", component=paid, **STAGE)
    for component in closing:
        m.pay(mother, "PKH", None, state="UNKNOWN", list_kind="closing", component=component, payer=None, **STAGE)
    cases = m.run().cases.filter(pl.col("programme") == "PKH")
    assert cases.select("kind", "amount_due").rows() == found
    assert cases.filter(pl.col("sentence").str.contains("Rp0 ")).is_empty()


@pytest.mark.parametrize(
    ("closing", "found"),
    [("Anak usia dini", [("PB-KR", 750_000)]), ("Anak SD", []), (None, []), ("Ibu hamil dan lansia", [])],
)
def test_the_closing_list_settles_which_component_an_open_member_brings(closing, found) -> None:
    """A child of six years is of early age or a pupil: the registry makes 225,000 certain, the closing list names the component."""
    m = month()
    m.background(programme="PKH", first=900, amount=225_000, **STAGE)
    m.person(11, 1, desil=2, birth_date="1980-01-02")
    mother = m.person(12, 1, desil=2, relationship="PASANGAN", sex="P", birth_date="1984-01-01")
    m.person(13, 1, desil=2, relationship="ANAK", birth_date="2018-10-02")
    m.pay(mother, "PKH", 225_000, **STAGE)
    m.pay(mother, "PKH", None, state="UNKNOWN", list_kind="closing", component=closing, payer=None, **STAGE)
    assert m.run().cases.filter(pl.col("programme") == "PKH").select("kind", "amount_due").rows() == found
