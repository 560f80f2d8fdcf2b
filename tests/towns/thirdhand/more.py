"""More scenes: rarer programmes, registry changes between snapshots, mixed rows, rice with substitutes, identity in the registry."""

from __future__ import annotations

from collections.abc import Callable

from .plan import Town
from .rows import Row
from .scenes import money_kinds

MORE: dict[str, Callable[[Town], None]] = {}


def more(make: Callable[[Town], None]) -> Callable[[Town], None]:
    """Keep a scene by its name."""
    MORE[make.__name__] = make
    return make


@more
def rice_with_a_substitute(town: Town) -> None:
    family = town.new("adults")
    rows = town.pay_all(family, but=("PKH",))
    rice = town.pay(family, "BERAS", person=family.head, substitute=town.maker.name("P"))
    town.decoy("rice handed to a substitute", family, [*rows, rice])


@more
def rice_once(town: Town) -> None:
    for _ in range(4):
        family = town.new("adults")
        rows = town.pay_all(family, but=("PKH",))
        town.decoy("rice beside Sembako", family, [*rows, town.pay(family, "BERAS", person=family.head)])


@more
def rice_twice(town: Town) -> None:
    family = town.new("elders")
    town.pay_all(family)
    rows = [town.pay(family, "BERAS", person=family.head), town.pay(family, "BERAS", person=family.members[1])]
    money_kinds(town, "GD-KK", family, rows, "rice for husband and for wife")


@more
def kesra(town: Town) -> None:
    if "BLT-KESRA" not in town.month.ceilings:
        return
    poor = [town.new("adults") for _ in range(5)]
    for family in poor:
        rows = [*town.pay_all(family, but=("PKH",)), town.pay(family, "BLT-KESRA")]
        town.decoy("BLT Kesra beside Sembako", family, list[Row](rows))
    rich = town.new("elders", 7)
    money_kinds(town, "IE-TL", rich, [town.pay(rich, "BLT-KESRA")], "desil 7")
    double = town.new("adults")
    town.pay_all(double, but=("PKH",))
    rows = [town.pay(double, "BLT-KESRA"), town.pay(double, "BLT-KESRA", payer="BANK")]
    if town.kelurahan[0]:
        money_kinds(town, "GD-PY", double, rows, "900 thousand at the post and at the bank")
    else:
        town.paid.remove(rows[1])  # the village banks' lists are of one programme each


@more
def joined_after_the_closing(town: Town) -> None:
    family = town.new("elders")
    family.joined_later = True
    rows = [town.pay(family, "PKH"), town.pay(family, "SEMBAKO")]
    town.maybe("BD-00", family, list[Row](rows), "not to be told yet")
    if town.month.period != "2024-11":
        town.decoy("only a later registry knows them", family, list[Row](rows))


@more
def dropped_after_the_closing(town: Town) -> None:
    family = town.new("elders")
    family.left_later = True
    rows = [town.pay(family, "PKH")]
    if town.month.period != "2024-11":
        rows += [town.pay(family, "SEMBAKO")]
        town.decoy("in force they stand in the registry", family, list[Row](rows))


@more
def desil_not_stated(town: Town) -> None:
    if not town.month.dtsen:
        return
    family = town.new("elders", 2)
    rows = [town.pay(family, "PKH"), town.pay(family, "SEMBAKO")]
    family.desil = None
    town.decoy("no desil is stated", family, list[Row](rows))


@more
def two_programmes_in_one_row(town: Town) -> None:
    family = town.new("elders")
    if not town.kelurahan[0] and family.village != 3:
        family.village = 3
    row = town.pay(family, "SEMBAKO", amount=town.due(family, "PKH") + town.due(family, "SEMBAKO"), programme_words="PKH DAN SEMBAKO")
    town.decoy("one row for two programmes", family, [row])
    town.maybe("BD-00", family, [row], "which of the two is not told")


@more
def returned_then_paid(town: Town) -> None:
    family = town.new("adults")
    first = town.pay(family, "SEMBAKO", state="RETURNED", paid_on=town.month.day(3))
    second = town.pay(family, "SEMBAKO", paid_on=town.month.day(15))
    town.decoy("returned, then paid", family, [first, second])


@more
def under_way_here_and_paid_there(town: Town) -> None:
    family = town.new("adults")
    first = town.pay(family, "SEMBAKO", state="IN_PROCESS", paid_on=None)
    second = town.pay(family, "SEMBAKO", payer=town.other(family))
    town.decoy("under way at one payer, paid at the other", family, [first, second])


@more
def second_payment_under_a_temporary_number(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    first = next(row for row in rows if row.programme == "SEMBAKO")
    second = town.pay(family, "SEMBAKO", payer=town.other(family), nik=f"0{town.maker.area}2001{town.rng.randrange(10000, 99999)}")
    money_kinds(town, "GD-PY", family, [first, second], "the second under a temporary number")
    town.true("ID-NS", "SEMBAKO", family, family.payee, [second], second.nik)


@more
def survey_death_after_the_payment(town: Town) -> None:
    family = town.new("single")
    rows = town.pay_all(family, paid_on=town.month.day(5))
    seen = town.visit(family, "MENINGGAL", dead_on=town.month.day(18), visited=town.month.day(26))
    town.decoy("died after the money came, says the visit", family, [*rows, seen])


@more
def one_nik_two_people_of_the_registry(town: Town) -> None:
    family, other = town.new("adults"), town.new("adults")
    rows = [*town.pay_all(family, but=("PKH",)), *town.pay_all(other, but=("PKH",))]
    town.overrides[other.head.nik] = {"nik": family.head.nik}
    town.true("ID-BD", "", family, family.head, [], "two men of the registry with one NIK")
    town.truths[-1].keys += [other.head.nik]
    town.true("ID-TJ", "", other, other.head, [], "the NIK is not of his birth date", certain=False)
    town.truths[-1].keys += [family.head.nik]
    town.maybe("ID-TJ ID-NB", other, list[Row](rows), "whose number it is")
    town.decoy("one NIK, two people, each paid rightly", family, list[Row](rows))


@more
def visit_names_the_other_programme(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    seen = town.visit(family, "LAYAK", programme="PKH", received=town.due(family, "PKH"), person=family.payee)
    town.decoy("asked about one programme only", family, [*rows, seen])


@more
def sum_of_both_told(town: Town) -> None:
    family = town.new("single")
    rows = town.pay_all(family)
    seen = town.visit(family, "LAYAK", received=sum(row.amount for row in rows))
    town.decoy("the form tells the sum of both", family, [*rows, seen])


@more
def father_and_son_of_one_name(town: Town) -> None:
    family = town.new("adults")
    family.members[-1].name = family.head.name
    rows = town.pay_all(family, but=("PKH",))
    town.decoy("father and son of one name", family, list[Row](rows))


@more
def mother_in_place_of_the_name(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family, name=f"{family.payee.name} BINTI {town.maker.name('L').split()[0]}")
    town.decoy("name with its patronym", family, list[Row](rows))
