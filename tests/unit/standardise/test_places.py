"""Villages that no table knows: one code through all files of a month, or none."""

import polars as pl

from pipeline.standardise.where.places import agree_on_places

SCHEMA = {"village_code": pl.String, "village_code_raw": pl.String, "village_name": pl.String}


def frame(*rows: tuple[str | None, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def codes(**frames: pl.DataFrame) -> dict[str, list[str | None]]:
    return {name: agreed["village_code"].to_list() for name, agreed in agree_on_places(frames).items()}


def test_a_name_takes_the_code_that_another_list_has_for_it() -> None:
    pays = frame((None, None, "Mekar Sari"), (None, None, "Kel. MEKARSARI"))
    assert codes(registry=frame(("3578991002", "35.78.99.1002", "MEKAR SARI")), pays=pays)["pays"] == ["3578991002", "3578991002"]


def test_a_registry_by_the_other_code_system_joins_by_name() -> None:
    registry = frame((None, "3578990003", "MEKAR SARI"), (None, "3578990003", None))
    pays = frame(("3578991002", "3578991002", "Mekar Sari"))
    assert codes(registry=registry, pays=pays)["registry"] == ["3578991002", "3578991002"]


def test_without_a_better_one_the_code_stands_as_written() -> None:
    assert codes(registry=frame((None, "3578990003", "MEKAR SARI")), pays=frame((None, None, "mekar sari"))) == {
        "registry": ["3578990003"], "pays": ["3578990003"],
    }  # fmt: skip


def test_the_ministry_s_form_goes_before_the_other() -> None:
    assert codes(a=frame((None, "3578990003", "MEKAR SARI")), b=frame((None, "3578991002", "MEKAR SARI"))) == {
        "a": ["3578991002"], "b": ["3578991002"],
    }  # fmt: skip


def test_a_name_of_two_places_is_no_answer_and_what_was_known_stays() -> None:
    registry = frame(("3578991002", "3578991002", "SUKAMAJU"), ("3578981002", "3578981002", "SUKAMAJU"))
    assert codes(registry=registry, pays=frame((None, None, "SUKAMAJU"))) == {"registry": ["3578991002", "3578981002"], "pays": [None]}


def test_nothing_open_nothing_done() -> None:
    registry = frame(("3578991002", None, "SUKAMAJU"), (None, None, None))
    assert codes(registry=registry)["registry"] == ["3578991002", None]


def test_a_made_up_village_is_not_the_one_of_that_name_elsewhere_in_the_regency() -> None:
    registry = frame(("1610052003", "1610052003", "Tanjung Pering"), ("1610052007", "1610052007", "Tanjung Gelam"))
    pays = frame(("1610072001", None, "Tanjung Pering"), ("1610042006", None, "TANJUNG GELAM"), (None, None, "Tanjung Pering"))
    assert codes(registry=registry, pays=pays)["pays"] == ["1610052003", "1610052007", "1610052003"]


def test_a_village_as_the_tables_have_it_draws_no_other_of_its_name() -> None:
    registry = frame(("1671081006", "1671081006", "Sialang"))
    pays = frame(("1610012003", None, "Sialang"))
    assert codes(registry=registry, pays=pays)["pays"] == ["1610012003"]
