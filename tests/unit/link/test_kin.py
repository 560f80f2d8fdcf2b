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


WORDS = [a + b for a in ("SU", "HAR", "WI", "NUR", "MAR", "JO", "KAR", "TU") for b in ("YANTI", "DIMAN", "LESTI", "MINAH", "TONO", "SIDI")]


def _village(families=2_500, seed=8):
    """Families of three; every eighth son has all names of his father. Names may be as rare as they like."""
    draw, people = random.Random(seed), []
    for family in range(families):
        father, mother, son = (f"{draw.choice(WORDS)} {draw.choice(WORDS)}{draw.choice('AEIOU')}{draw.choice('KLMNRST')}" for _ in range(3))
        door = {
            "no_kk": f"32730101{family:08d}",
            "alamat": f"JL {draw.choice(STREETS).upper()} NO {draw.randint(1, 90)}",
            "rt": f"{family % 9:03d}",
        }
        for member, name in enumerate((father, mother, father if family % 8 == 0 else son)):
            year = draw.randint(1950, 1970) + 30 * (member == 2)
            day, month, sex = draw.randint(1, 28), draw.randint(1, 12), "LPL"[member]
            nik = f"327301{day + 40 * (sex == 'P'):02d}{month:02d}{year % 100:02d}{draw.randint(9000, 9999)}"
            people.append(
                {"who": f"{family}-{member}", "nik": nik, "nama": name, "jk": sex, "tgl_lahir": f"{day:02d}-{month:02d}-{year}", **door}
            )
    return people


def test_a_son_with_the_name_of_his_father_is_not_his_father_where_few_are_in_both_lists():
    draw, people = random.Random(2), _village()
    draw.shuffle(people)
    registry, visited = people[:3_500], people[2_800:6_300]
    blank = [
        {k: None if (k == "nik" and draw.random() < 0.7) or (k == "tgl_lahir" and draw.random() < 0.1) else v for k, v in p.items()}
        for p in visited
    ]
    left, right = (
        pl.DataFrame(rows, schema_overrides=dict.fromkeys(people[0], pl.String)).sample(fraction=1, shuffle=True, seed=1)
        for rows in (registry, blank)
    )
    pairs, _, _ = link_lists(left, right, left_id="who", right_id="who")
    taken = pairs.filter(pl.col("band") == "MATCH")
    right_ones = taken["left_id"] == taken["right_id"]
    assert right_ones.sum() >= 0.98 * 700
    assert (~right_ones).sum() <= 0.02 * 700
