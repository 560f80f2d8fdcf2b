"""Ages of one list against birth dates of the other: the lists themselves tell in which year the ages were asked."""

from random import Random

import polars as pl

from pipeline.link.adhoc import link_lists
from pipeline.link.ages import years_from_ages

WORDS = ["SUTINI", "KASNO", "RUKMINI", "HARTATI", "MULYADI", "PONIRAH", "SAIMUN", "WAGINI", "TUMINO", "LASMINI"]


def lists(n=60, asked=2023):
    """People with birth dates, and their ages in that year or, before their birthday, one less."""
    rng = Random(3)
    names = [f"{a} {b}" for a in WORDS for b in WORDS][:n]
    years = [rng.randint(1940, 2005) for _ in names]
    born = [f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}" for year in years]
    ages = [f"{asked - year - rng.randint(0, 1)} TH" for year in years]
    return pl.DataFrame({"nama": names, "tgl_lahir": born}), pl.DataFrame({"nama": names, "umur": ages})


def test_the_year_of_asking_is_read_off_the_names_both_have():
    left, right = lists()
    fields = years_from_ages(
        [{"name": left["nama"], "birth_year": left["tgl_lahir"].str.slice(0, 4)}, {"name": right["nama"], "age": right["umur"]}]
    )
    apart = fields[1]["birth_year"].cast(pl.Int64) - fields[0]["birth_year"].cast(pl.Int64)
    assert set(apart.to_list()) in ({0, 1}, {-1, 0})


def test_strangers_tell_no_year():
    left, right = lists()
    mixed = right.with_columns(umur=pl.Series([str(20 + k * 37 % 61) for k in range(60)]))
    fields = years_from_ages(
        [{"name": left["nama"], "birth_year": left["tgl_lahir"].str.slice(0, 4)}, {"name": mixed["nama"], "age": mixed["umur"]}]
    )
    assert "birth_year" not in fields[1]


def test_namesakes_are_told_apart_by_an_age_against_a_birth_date():
    left, right = lists()
    father = pl.DataFrame({"nama": ["SUPARDI", "SUPARDI"], "tgl_lahir": ["1950-02-02", "1981-03-03"]})
    payee = pl.DataFrame({"nama": ["SUPARDI"], "umur": ["42"]})
    pairs, report, _ = link_lists(pl.concat([left, father]), pl.concat([right, payee]))
    assert report["fields"] == ["name", "birth_year"]
    found = pairs.filter((pl.col("right_id") == "61") & (pl.col("band") == "MATCH"))
    assert found["left_id"].to_list() == ["62"]
