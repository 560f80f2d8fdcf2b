"""People of one home in one list: a number used by two of them, and kin who have most of their names in common."""

import random

import polars as pl

from pipeline.link.adhoc import link_lists

GIVEN = [
    a + b for a in ("Al", "Be", "Cor", "Da", "Ev", "Fi", "Gre", "Hol", "Is", "Jo") for b in ("ana", "bert", "dric", "lia", "mund", "nore")
]
SURNAMES = [
    a + b
    for a in ("Ash", "Brom", "Cald", "Dun", "Elm", "Fair", "Grim", "Holt", "Ken", "Lang")
    for b in ("by", "ford", "ley", "well", "wick")
]
STREETS = [f"{word} {kind}" for word in SURNAMES for kind in ("road", "lane", "drive")]


def _row(number, given, surname, **more):
    return {"ssn": f"9{number:08d}", "first_name": given, "last_name": surname, **more}


def _employed(homes, seed=3):
    """Two jobs each of a couple; in every sixth home the wife's jobs are under her husband's number."""
    draw, rows = random.Random(seed), []
    for home in range(homes):
        his, hers = draw.sample(GIVEN, 2)
        surname, numbers = draw.choice(SURNAMES), draw.sample(range(10**7, 10**8), 2)
        door = {"street_number": str(draw.randint(1, 900)), "street_name": draw.choice(STREETS), "zipcode": f"{draw.randint(0, 60):05d}"}
        lent = home % 6 == 0
        for member, given, number in ((0, his, numbers[0]), (1, hers, numbers[0] if lent else numbers[1])):
            rows += [{"rid": f"{home}-{member}-{job}", **_row(number, given, surname, **door)} for job in (1, 2)]
    return pl.DataFrame(rows)


def test_a_wife_under_her_husbands_number_is_no_second_record_of_his():
    pairs, _, _ = link_lists(_employed(300), left_id="rid")
    taken = pairs.filter(pl.col("band") == "MATCH")
    one_person = taken["left_id"].str.head(-2) == taken["right_id"].str.head(-2)
    assert one_person.sum() >= 0.99 * 600
    assert (~one_person).sum() <= 2


def _registered(families, seed=5):
    """Families of four without an address; in some the second child has all names of the first. Some persons stand there twice."""
    draw, rows = random.Random(seed), []
    for family in range(families):
        surname, names = draw.choice(SURNAMES), [(draw.choice(GIVEN), draw.choice(GIVEN)) for _ in range(4)]
        if family % 50 == 49:
            names[3] = names[2]
        for member, (given, middle) in enumerate(names):
            born = f"{draw.randint(1940, 2015)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
            row = _row(draw.randint(10**7, 10**8), given, surname, date_of_birth=born, middle_name=middle)
            rows.append({"rid": f"{family}-{member}-1", **row})
            if family < 20 and member == 0:
                rows.append({"rid": f"{family}-{member}-2", **row})
    return pl.DataFrame(rows)


def test_children_named_alike_are_two_and_persons_entered_twice_are_one():
    pairs, _, _ = link_lists(_registered(1500), left_id="rid")
    taken = set(pairs.filter(pl.col("band") == "MATCH").select("left_id", "right_id").rows())
    assert taken == {(f"{family}-0-1", f"{family}-0-2") for family in range(20)}
