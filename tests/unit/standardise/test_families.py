"""Family facts onto members: same snapshot, own values stay, contradictions tell nothing."""

from collections.abc import Callable

from pipeline.standardise import Standardised
from pipeline.standardise.families import attach_families, one_family_a_key
from schemas.codes import Kind

Run = Callable[..., Standardised]
KK1, KK2 = "1671081001209001", "1671081001209002"


def test_desil_and_village_come_from_the_family(run: Run) -> None:
    people = run(Kind.REGISTRY, [{"name": "A", "no_kk": KK1, "nik": "1671080507859001"}, {"name": "B", "no_kk": KK2}]).frame
    families = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1, "desil": "3", "village_name": "SAKO", "head_nik": "1671080507859001"}]).frame
    done = attach_families(people, families)
    assert done.registry.select("desil", "village_code", "relationship").rows() == [(3, "1671081002", "KEPALA"), (None, None, None)]
    assert (done.found, done.without, done.empty_families) == (1, 1, 0)


def test_a_damaged_kk_finds_its_family_by_the_sources_key(run: Run) -> None:
    people = run(Kind.REGISTRY, [{"name": "A", "no_kk": "1.67E+15", "family_key": "K1"}]).frame
    families = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1, "desil": "2", "family_key": "K1"}]).frame
    registry = attach_families(one_family_a_key(people, families), families).registry
    assert registry.select("family_id", "desil", "no_kk").row(0) == (KK1, 2, None)


def test_a_blank_kk_finds_its_family_without_a_family_file_too(run: Run) -> None:
    rows = [{"name": "A", "no_kk": KK1, "family_key": "K1"}, {"name": "B", "no_kk": "-", "family_key": "K1"}, {"name": "C", "no_kk": "-"}]
    people = run(Kind.REGISTRY, rows).frame
    families = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1}]).frame.clear()
    assert one_family_a_key(people, families)["family_id"].to_list() == [KK1, KK1, people["record_id"][2]]


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
    assert done.registry.select("desil", "address").rows() == [(5, "Jl. A"), (None, "Jl. C")]


def test_another_snapshot_says_nothing_and_families_without_members_are_counted(run: Run) -> None:
    people = run(Kind.REGISTRY, [{"name": "A", "no_kk": KK1}]).frame
    families = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1, "desil": "3"}], name="2025-05/dtsen_2025-03.csv").frame
    done = attach_families(people, families)
    assert done.registry["desil"].to_list() == [None]
    assert (done.found, done.without, done.empty_families) == (0, 0, 1)


def test_without_families_nothing_changes(run: Run) -> None:
    people = run(Kind.REGISTRY, [{"name": "A", "no_kk": KK1}]).frame
    empty = run(Kind.REGISTRY_FAMILY, [{"no_kk": KK1}]).frame.clear()
    assert attach_families(people, empty).registry.equals(people)
