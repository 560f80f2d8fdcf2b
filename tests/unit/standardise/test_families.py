"""Family facts onto members: same snapshot, own values stay, contradictions tell nothing."""

from collections.abc import Callable

import pytest

from pipeline.standardise import Standardised
from pipeline.standardise.people.families import attach_families, one_family_a_block, one_family_a_key, one_family_a_torn_card
from schemas.codes import Kind

Run = Callable[..., Standardised]
KK1, KK2 = "1671081001209001", "1671081001209002"


def test_desil_and_village_come_from_the_family(run: Run) -> None:
    people = run(Kind.REGISTRY, [{"name": "A", "no_kk": KK1, "nik": "1671080507859001"}, {"name": "B", "no_kk": KK2}]).frame
    families = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1, "desil": "3", "village_name": "SAKO", "head_nik": "1671080507859001"}]).frame
    done = attach_families(people, families)
    assert done.select("desil", "village_code", "relationship").rows() == [(3, "1671081002", "KEPALA"), (None, None, None)]


@pytest.mark.parametrize(("said", "standing"), [("Graduasi", "NONAKTIF"), ("Aktif", "AKTIF"), ("", "AKTIF")])
def test_a_family_that_was_struck_off_strikes_its_members_off(run: Run, said: str, standing: str) -> None:
    people = run(Kind.REGISTRY, [{"name": "A", "no_kk": KK1}, {"name": "B", "no_kk": KK2}]).frame
    families = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1, "desil": "3", "registry_status": said}]).frame
    assert attach_families(people, families)["registry_status"].to_list() == [standing, "AKTIF"]


def test_a_damaged_kk_finds_its_family_by_the_sources_key(run: Run) -> None:
    people = run(Kind.REGISTRY, [{"name": "A", "no_kk": "1.67E+15", "family_key": "K1"}]).frame
    families = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1, "desil": "2", "family_key": "K1"}]).frame
    registry = attach_families(one_family_a_key(people, families), families)
    assert registry.select("family_id", "desil", "no_kk").row(0) == (KK1, 2, None)


def test_a_blank_kk_finds_its_family_without_a_family_file_too(run: Run) -> None:
    rows = [{"name": "A", "no_kk": KK1, "family_key": "K1"}, {"name": "B", "no_kk": "-", "family_key": "K1"}, {"name": "C", "no_kk": "-"}]
    people = run(Kind.REGISTRY, rows).frame
    families = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1}]).frame.clear()
    assert one_family_a_key(people, families)["family_id"].to_list() == [KK1, KK1, people["record_id"][2]]


def person(number: int, relation: str, rt: str = "003", card: bool = True, **kw: str) -> dict[str, str | None]:
    kk = f"167108010120{9000 + number}" if card else None
    return {"name": "A", "no_kk": kk, "relationship": relation, "rt": rt, "rw": "01", "village_name": "SAKO"} | kw


WHOLE = [person(n, relation) for n in range(10, 15) for relation in ("KEPALA KELUARGA", "ISTRI")]
HEAD, WIFE, CHILD = "KEPALA KELUARGA", "ISTRI", "ANAK"


@pytest.mark.parametrize(
    ("before", "rows", "families"),
    [
        (WHOLE, [person(1, HEAD, card=False), person(1, WIFE), person(1, CHILD)], [1, 1, 1]),
        (WHOLE, [person(1, HEAD), person(1, WIFE, card=False), person(1, CHILD)], [1, 1, 1]),
        (WHOLE, [person(1, HEAD, card=False), person(1, WIFE, card=False)], ["first", "first"]),
        (WHOLE, [person(1, HEAD, card=False), person(2, HEAD), person(2, WIFE)], ["own", 2, 2]),
        (WHOLE, [person(1, HEAD, rt="004", card=False), person(1, WIFE), person(1, CHILD)], ["own", 1, 1]),
        (WHOLE, [person(1, HEAD, rt="", card=False), person(1, WIFE), person(1, CHILD)], ["own", 1, 1]),
        (WHOLE, [person(1, HEAD), person(2, HEAD, card=False), person(1, WIFE)], [1, "own", 1]),
        (WHOLE, [person(1, HEAD, card=False), person(1, ""), person(1, CHILD)], ["own", 1, 1]),
        (WHOLE[:8], [person(1, HEAD, card=False), person(1, WIFE), person(1, CHILD)], ["own", 1, 1]),
        ([*WHOLE, person(16, HEAD), person(17, WIFE)], [person(1, HEAD, card=False), person(1, WIFE)], ["own", 1]),
    ],
    ids=[
        "a head before his family", "a wife among hers", "a household without any card", "a head alone", "another door", "no door",
        "a head amid another family", "nobody says who she is", "too few households to know the order", "not family by family",
    ],
)  # fmt: skip
def test_a_blank_card_joins_the_household_it_is_written_in(run: Run, before: list, rows: list, families: list) -> None:  # type: ignore[type-arg]
    people = run(Kind.REGISTRY, [*before, *rows]).frame
    found = one_family_a_block(people)
    ids = people["record_id"][len(before) :].to_list()
    named = {"own": None, "first": ids[0]}
    expected = [person(f, HEAD)["no_kk"] if isinstance(f, int) else named[f] or own for f, own in zip(families, ids, strict=True)]
    assert found["family_id"].to_list()[len(before) :] == expected
    assert found.drop("family_id").equals(people.drop("family_id"))


TORN = [["KEPALA KELUARGA", "ISTRI", "ANAK"], ["KEPALA KELUARGA", "ANAK"], ["KEPALA KELUARGA"], *[["KEPALA KELUARGA", "ISTRI"]] * 40]


@pytest.mark.parametrize(
    "change",
    [None, {"relationship": "KEPALA KELUARGA"}, {"no_kk": KK1}],
    ids=["printed family by family", "two heads under one number", "a card that can be read"],
)
def test_cards_that_lost_their_digits_keep_the_families_they_stand_in(run: Run, change: dict[str, str] | None) -> None:
    """Number cells on every row of an exported registry: whom a family is can still be seen where they are written together."""
    rows = [
        {"name": f"ORANG {k} {n}", "relationship": role, "no_kk": f"1671{k:02d}01159E+09", "village_name": "SAKO", "rt": "001", "rw": "002"}
        for k, roles in enumerate(TORN, 10)
        for n, role in enumerate(roles)
    ]
    if change:
        rows[1] = {**rows[1], **change}
    people = run(Kind.REGISTRY, rows).frame
    found = one_family_a_torn_card(people)["family_id"].to_list()
    ids = people["record_id"].to_list()
    first = [ids[0]] * 3 if change is None else None
    assert found[3:5] == [ids[3]] * 2
    assert found[5] == ids[5]
    assert (found[:3] == first) if first else len(set(found[:3])) > 1


def test_a_few_cards_that_lost_their_digits_join_nobody(run: Run) -> None:
    rows = [
        {"name": f"ORANG {n}", "relationship": "ANAK" if n % 2 else "KEPALA KELUARGA", "no_kk": f"167108{n // 2:02d}01159001"}
        for n in range(12)
    ]
    rows += [{"name": f"LAIN {n}", "relationship": "ANAK" if n else "KEPALA KELUARGA", "no_kk": "1,67108E+15"} for n in range(2)]
    people = run(Kind.REGISTRY, rows).frame
    assert one_family_a_torn_card(people)["family_id"].to_list() == people["family_id"].to_list()


def test_own_values_stay_and_a_family_told_twice_tells_no_desil(run: Run) -> None:
    people = run(
        Kind.REGISTRY,
        [{"name": "A", "no_kk": KK1, "desil": "5", "address": "Jl. A"}, {"name": "B", "no_kk": KK2, "desil": None, "address": None}],
    ).frame
    rows = [
        {"no_kk": KK1, "desil": "3", "address": "Jl. B"},
        {"no_kk": KK2, "desil": "1", "address": "Jl. C"},
        {"no_kk": KK2, "desil": "2", "address": None},
    ]
    done = attach_families(people, run(Kind.REGISTRY_FAMILY, rows).frame)
    assert done.select("desil", "address").rows() == [(5, "Jl. A"), (None, "Jl. C")]


def test_another_snapshot_says_nothing(run: Run) -> None:
    people = run(Kind.REGISTRY, [{"name": "A", "no_kk": KK1}]).frame
    families = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1, "desil": "3"}], name="2025-05/dtsen_2025-03.csv").frame
    done = attach_families(people, families)
    assert done["desil"].to_list() == [None]


def test_without_families_nothing_changes(run: Run) -> None:
    people = run(Kind.REGISTRY, [{"name": "A", "no_kk": KK1}]).frame
    empty = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1}]).frame.clear()
    assert attach_families(people, empty).equals(people)
