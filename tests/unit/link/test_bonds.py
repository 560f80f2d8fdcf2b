"""Fields that strangers share together say less together; twins and firms make nobody one person."""

import json
from dataclasses import replace
from random import Random

import numpy as np
import polars as pl
import pytest

from pipeline.link import bonds
from pipeline.link.adhoc import link_lists, prepare_lists
from pipeline.link.explain import explain_vector
from pipeline.link.params import FieldKind as K
from pipeline.link.params import FieldSpec, LinkSettings
from pipeline.link.roles import of_another
from pipeline.link.train import no_class_of_matches
from pipeline.link.weights import Model, Vectors, starting_model

GIVEN = ["Julie", "Todd", "Dawson", "Calvin", "Devin", "Amy", "Rosa", "Ian", "Nora", "Hugo"]
MIDDLE = ["Jill", "Thomas", "Adam", "Joe", "Evan", "Lynn", "Maria", "Scott", "Faye", "Luis"]
SYLLABLES = ["bar", "kow", "lin", "mer", "tos", "vin", "gal", "den", "rup", "sha", "wil", "fen"]


def people(n=1200):
    """People whose second name goes with the first, and nothing else with anything."""
    rng, rows = Random(7), []
    for _ in range(n):
        fashion = rng.randrange(10)
        surname = "".join(rng.choice(SYLLABLES) for _ in range(3)).title()
        rows.append(
            (GIVEN[fashion], MIDDLE[fashion], surname, f"{rng.randint(1930, 2010)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}")
        )
    return pl.DataFrame(rows, schema=["first_name", "middle_name", "last_name", "dob"], orient="row")


def test_a_second_name_that_goes_with_the_first_is_a_bond_of_so_many_bits():
    prepared = prepare_lists(people(), None, None, (), left_id=None, right_id=None)
    for comparison in prepared.comparisons:
        comparison.count(prepared.stack.left)
    specs = tuple(c.spec for c in prepared.comparisons)
    found = bonds.learn(starting_model(specs, 1e-6), prepared.comparisons, prepared.stack, LinkSettings(threads=1))
    named = {(specs[b.one].name, specs[b.two].name): b.bits for b in found}
    assert named.pop(("given_name", "middle_name")) == pytest.approx(3.32, abs=0.1)  # ten fashions: the second name says log2(10) twice
    assert all(bits < 1.0 for bits in named.values())


def test_namesakes_of_a_fashion_are_not_taken_for_one_person_where_few_stand_twice():
    listed = people()
    twice = listed.head(8).with_columns(last_name=pl.col("last_name").str.slice(0, 5))
    pairs, _, model = link_lists(pl.concat([listed, twice]))
    found = set(pairs.filter(pl.col("band") == "MATCH").select("left_id", "right_id").rows())
    assert found - {("380", "854")} == {(str(k), str(1200 + k)) for k in range(1, 9)}  # these two also share their birth date by chance
    assert model.bonds
    assert Model.from_json(model.to_json()) == model


def test_the_waterfall_names_a_bond_and_still_adds_up():
    model = link_lists(people())[2]
    tops = np.array([[len(f.m)] for f in model.fields], dtype=np.uint8)
    told = explain_vector(model, Vectors(tops, np.zeros(tops.shape, dtype=np.float32)))
    assert "given_name & middle_name" in [bar.name for bar in told.bars]
    assert sum(bar.bits for bar in told.bars) == pytest.approx(told.match_weight, abs=0.02)


def test_twins_in_one_list_stay_two():
    """Forty homes of three, one child of each entered twice; in ten of them the two others are twins."""
    rng, rows = Random(11), []
    for home in range(40):
        surname = "".join(rng.choice(SYLLABLES) for _ in range(3)).title()
        place = (str(rng.randint(1, 9000)), f"{rng.choice(SYLLABLES)}{rng.choice(SYLLABLES)} road", "20001")
        days = [f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}" for year in (2019, 2020, 2021)]
        names = rng.sample(GIVEN, 3)
        rows += [(names[child], surname, days[min(child, 1) if home < 10 else child], "F", *place) for child in range(3)]
        rows.append(rows[-3])
    listed = pl.DataFrame(rows, schema=["first_name", "last_name", "dob", "sex", "house_number", "street", "zip"], orient="row")
    pairs, _, _ = link_lists(listed)
    found = set(pairs.filter(pl.col("band") == "MATCH").select("left_id", "right_id").rows())
    expected = {tuple(sorted((str(4 * h + 1), str(4 * h + 4)))) for h in range(40)}
    assert {tuple(sorted(pair)) for pair in found} == expected


def test_one_employer_makes_nobody_one_person():
    listed = people(600)
    firm = pl.Series([f"Firm {k // 20}" for k in range(600)])
    listed = listed.with_columns(employer_name=firm, employer_city=firm + " town", employer_zip=firm.str.slice(5).str.zfill(5))
    pairs, report, _ = link_lists(pl.concat([listed, listed.head(30).with_columns(employer_name=pl.lit("Other"))]))
    found = set(pairs.filter(pl.col("band") == "MATCH").select("left_id", "right_id").rows())
    assert found == {(str(k), str(600 + k)) for k in range(1, 31)}
    assert {"employer_name", "employer_city", "employer_zip"} <= set(report["skipped_columns"])


@pytest.mark.parametrize(
    ("header", "another"),
    [
        ("employer_name", True), ("spouse_dob", True), ("SchoolName", True), ("nama_petugas", True), ("alamat_bank", True),
        ("survey_date", True), ("tanggal_salur", True), ("household_id", True),
        ("nama_ayah", False), ("name_suffix", False), ("mailing_address_zipcode", False), ("tanggal_lahir", False), ("occupation", False),
        ("race_ethnicity", False), ("father_name", False), ("nama_kpm", False),
    ],
)  # fmt: skip
def test_a_header_that_speaks_of_another(header, another):
    assert of_another(header) is another


def test_a_model_saved_before_crowds_and_bonds_is_read():
    model = link_lists(people())[2]
    old = json.loads(model.to_json())
    for name in ("bonds", "crowd"):
        del old[name]
    for field in old["fields"]:
        del field["crowd"]
    read = Model.from_json(json.dumps(old))
    assert (read.crowd, read.bonds) == (0.0, ())
    assert [f.crowd for f in read.fields] == [f.house for f in model.fields]


def test_pairs_of_bonds_make_no_circle():
    made = bonds._forest([(3.0, 0, 1, 3.0), (2.0, 1, 2, 2.0), (1.0, 0, 2, 1.0), (1.0, 3, 4, 1.0)])
    assert [(b.one, b.two) for b in made] == [(0, 1), (1, 2), (3, 4)]


@pytest.mark.parametrize(
    ("differing", "none"), [((), False), (("given_name",), False), (("given_name", "birth_date"), True), (("sex", "club"), False)]
)
def test_names_and_dates_that_differ_as_often_as_may_be_are_no_class_of_matches(differing, none):
    specs = (FieldSpec("given_name", K.PART), FieldSpec("birth_date", K.DATE), FieldSpec("sex", K.FLAG), FieldSpec("club", K.FLAG))
    model = starting_model(specs, 1e-4)
    fields = tuple(replace(f, m=(0.3, *(0.7 * x / sum(f.m[1:]) for x in f.m[1:]))) if f.name in differing else f for f in model.fields)
    assert no_class_of_matches(replace(model, fields=fields)) is none


def test_a_list_that_holds_nobody_twice_gives_hardly_a_pair():
    """Brothers and sisters of one home, with names in fashion and dates of their own."""
    rng, rows = Random(5), []
    for _ in range(400):
        surname = "".join(rng.choice(SYLLABLES) for _ in range(3)).title()
        place = (str(rng.randint(1, 9000)), f"{rng.choice(SYLLABLES)}{rng.choice(SYLLABLES)} road", "20001")
        for given in rng.sample(GIVEN, 3):
            born = f"{rng.randint(1990, 2010)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
            rows.append((given, surname, born, rng.choice("FM"), *place))
    listed = pl.DataFrame(rows, schema=["first_name", "last_name", "dob", "sex", "house_number", "street", "zip"], orient="row")
    pairs, _, _ = link_lists(listed)
    assert pairs.filter(pl.col("band") == "MATCH").height <= 2
