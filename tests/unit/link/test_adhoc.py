import polars as pl
import pytest

from pipeline.errors import PadanError
from pipeline.link.adhoc import explain_lists, link_lists
from pipeline.link.weights import Model

LEFT = pl.DataFrame(
    {
        "id": ["1", "2", "3", "4"],
        "first_name": ["Alice", "Robert", "Maria", "Chen"],
        "last_name": ["Brown", "Smith", "Garcia", "Wei"],
        "dob": ["05/28/1980", "01/31/1975", "12/24/1991", "07/19/1966"],
        "zip": ["20001", "30301", "73301", "94016"],
        "club": ["chess", "go", "chess", "go"],
    }
)
RIGHT = pl.DataFrame(
    {
        "code": ["a", "b", "c"],
        "given_name": ["Brown", "Bob", "Mria"],
        "surname": ["Alice", "Smith", "Garcia"],
        "date_of_birth": ["1980-05-28", "1975-01-31", "1991-12-24"],
        "postcode": ["20001", "30301", "73310"],
        "club": ["chess", "go", "chess"],
    }
)
IDS = {"left_id": "id", "right_id": "code"}


def matches(pairs):
    return sorted(pairs.filter(pl.col("band") == "MATCH").select("left_id", "right_id").rows())


def test_lists_of_another_country_with_other_headers():
    pairs, report, _ = link_lists(LEFT, RIGHT, **IDS)
    assert matches(pairs) == [("1", "a"), ("2", "b"), ("3", "c")]
    assert set(pairs.columns) >= {"left_id", "right_id", "match_weight", "match_probability", "band", "rule", "verdict_given_name"}
    assert report["pairs_compared"] == 12


def test_row_numbers_stand_in_for_absent_ids():
    assert matches(link_lists(LEFT, RIGHT)[0]) == [("1", "1"), ("2", "2"), ("3", "3")]


def test_one_list_gives_closed_groups():
    copies = pl.concat([LEFT, LEFT.with_columns(id=pl.col("id") + "x"), LEFT.head(1).with_columns(id=pl.lit("1y"))])
    found = matches(link_lists(copies, left_id="id")[0])
    assert found == [("1", "1x"), ("1", "1y"), ("1x", "1y"), ("2", "2x"), ("3", "3x"), ("4", "4x")]


def test_a_saved_model_scores_the_same_again():
    pairs, _, model = link_lists(LEFT, RIGHT, **IDS)
    again = Model.from_json(model.to_json())
    assert again == model
    assert link_lists(LEFT, RIGHT, **IDS, model=again)[0].equals(pairs)


def test_a_model_for_other_columns_is_refused():
    model = link_lists(LEFT, RIGHT, **IDS)[2]
    with pytest.raises(PadanError, match="other columns"):
        link_lists(LEFT.drop("zip"), RIGHT, **IDS, model=model)


def test_lists_with_nothing_in_common_are_refused():
    with pytest.raises(PadanError, match="no column in common"):
        link_lists(LEFT.select("id", "zip"), RIGHT.select("code", "surname"), **IDS)


def test_further_columns_on_request():
    pairs, report, _ = link_lists(LEFT, RIGHT, compare=[("club", "exact")], **IDS)
    assert "club" in report["fields"]
    assert pairs.filter(pl.col("left_id") == "1")["verdict_club"].to_list() == ["="]


def test_a_column_asked_for_speaks_once():
    listed = LEFT.rename({"zip": "postcode"})
    fields = link_lists(listed, RIGHT, compare=[("postcode", "exact")], **IDS)[1]["fields"]
    assert fields.count("postcode") == 1
    assert len(fields) == len(link_lists(listed, RIGHT, **IDS)[1]["fields"])


def test_telephone_numbers_of_one_line_are_written_with_and_without_the_country():
    left = LEFT.with_columns(phone=pl.Series(["0812-3456-7890", "+62 711 44 33 22", "0813 1111 2222", None]))
    right = RIGHT.with_columns(tel=pl.Series(["+62 812 3456 7890", "0711443322", "081399990000"]))
    pairs = link_lists(left, right, **IDS)[0]
    assert pairs.select("left_id", "right_id", "verdict_phone").rows() == [("1", "a", "="), ("2", "b", "="), ("3", "c", "≠")]


def test_the_waterfall_adds_up_to_the_match_weight():
    pairs, _, model = link_lists(LEFT, RIGHT, **IDS)
    told = explain_lists(LEFT, RIGHT, ("2", "b"), model, **IDS)
    weight = pairs.filter(pl.col("left_id") == "2")["match_weight"].item()
    assert told.match_weight == weight
    assert sum(b.bits for b in told.bars) == pytest.approx(weight, abs=0.02)
    assert told.frame()["sum"][-1] == pytest.approx(weight, abs=0.02)
    assert told.sentence.startswith("nama depan mirip; nama belakang, tanggal lahir, kode pos, club sama. Bobot ")


def test_explaining_an_unknown_id_is_refused():
    with pytest.raises(PadanError, match="does not occur"):
        explain_lists(LEFT, RIGHT, ("9", "b"), link_lists(LEFT, RIGHT, **IDS)[2], **IDS)


def test_an_empty_list_links_nothing():
    assert link_lists(LEFT, RIGHT.clear(), **IDS)[0].height == 0


def test_a_list_of_one_column_of_words_is_linked_by_them():
    firms = [f"{a} {b} {c}" for a in ("NORTH", "SOUTH", "GRAND", "UNITED") for b in ("STEEL", "PAPER", "GLASS") for c in ("WORKS", "MILL")]
    left = pl.DataFrame({"firm": firms, "entered": [f"2024-01-{k + 1:02d} 10:00" for k in range(24)]})
    right = pl.DataFrame({"firm": [*firms[:12], "NOBODY KNOWS"], "entered": [f"2023-05-{k + 1:02d} 11:00" for k in range(13)]})
    pairs, report, _ = link_lists(left, right)
    assert report["fields"] == ["firm"]
    assert matches(pairs) == sorted((str(k), str(k)) for k in range(1, 13))


def test_a_list_that_tells_initials_is_compared_by_initials():
    middle = pl.Series("middle_name", ["Ann", "Lee", "Jane", None])
    left, right = LEFT.with_columns(middle), RIGHT.with_columns(mi=pl.Series(["A", "K", "J"]))
    pairs = link_lists(left, right, **IDS)[0].filter(pl.col("band") == "MATCH").sort("left_id")
    assert pairs["verdict_middle_name"].to_list() == ["=", "≠", "="]
