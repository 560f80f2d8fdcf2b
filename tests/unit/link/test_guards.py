"""Pairs that no score may merge: two whole numbers that agree in nothing beside a name."""

from types import SimpleNamespace

import numpy as np
import pytest

from pipeline.link.guards import DATE_SAME, HOME_SAME, NAME_NEAR, NAME_SAME, NIK_NEAR, VILLAGE_SAME, capped


def is_capped(**levels: int) -> bool:
    model = SimpleNamespace(fields=[SimpleNamespace(name=name) for name in levels])
    return bool(capped(model, np.array([[level] for level in levels.values()], dtype=np.uint8))[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [NAME_SAME, NAME_NEAR])
def test_a_name_and_a_village_do_not_outweigh_two_whole_numbers(name: int) -> None:
    assert is_capped(name=name, nik=1, village=VILLAGE_SAME)
    assert is_capped(name=name, nik=1)


@pytest.mark.parametrize(
    "backing",
    [
        {"birth_date": DATE_SAME}, {"no_kk": 3}, {"mother_name": NAME_SAME},
        {"address": HOME_SAME, "rt_rw": HOME_SAME},
    ],
)  # fmt: skip
def test_another_field_that_agrees_leaves_the_pair_to_its_score(backing: dict[str, int]) -> None:
    assert not is_capped(name=NAME_SAME, nik=1, village=VILLAGE_SAME, **backing)


@pytest.mark.parametrize("nik", [0, NIK_NEAR])
def test_a_number_that_is_missing_or_near_is_no_other_number(nik: int) -> None:
    assert not is_capped(name=NAME_SAME, nik=nik, village=VILLAGE_SAME)
