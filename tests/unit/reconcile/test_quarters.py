"""A pay list made for some RTs of a village says of the others nothing."""

import polars as pl
import pytest

from pipeline.intake.doubt import absent_quarters, rows_of_short_villages
from tests.unit.reconcile import builders as b


def village(waiting: dict[str, int], paid: int = 24) -> b.Month:
    """`paid` families of RT 001 and 002 are on the list, one of RT 001 is not; `waiting`: families of further RTs of whom none is."""
    m = b.Month()
    for n in range(paid):
        m.pay(m.family(100 + n, rt=f"00{n % 2 + 1}")[0], "SEMBAKO", 600_000)
    m.family(200, rt="001")
    for at, (rt, many) in enumerate(waiting.items()):
        for n in range(many):
            m.family(300 + 20 * at + n, rt=rt)
    return m


def kinds(m: b.Month) -> dict[str, int]:
    return dict(m.run().cases.group_by("kind").len().rows())


@pytest.mark.parametrize(
    ("waiting", "found"),
    [
        ({"003": 8}, {"EE-BB": 1, "BD-00": 8}),
        ({"003": 3, "004": 3, "005": 3}, {"EE-BB": 1, "BD-00": 9}),
        ({"003": 2}, {"EE-BB": 3}),
    ],
    ids=["one RT", "several small RTs", "too few to say"],
)
def test_families_of_rts_that_a_list_leaves_out_are_not_assessable(waiting, found):
    assert kinds(village(waiting)) == found


def test_the_sentence_names_the_rt():
    sentence = village({"003": 8}).run().cases.filter(pl.col("kind") == "BD-00")["sentence"][0]
    assert "BRI (RT 003 RW 002)" in sentence


def people(rts: list[str], first: int = 0) -> pl.DataFrame:
    """A row for each RT: somebody of a village, with a number of his own."""
    niks = [f"167108450785{9001 + first + at}" for at in range(len(rts))]
    return pl.DataFrame({
        "record_id": niks, "village_code": b.SAKO, "rw": "001", "rt": rts, "nik": niks, "no_kk": niks, "nik_status": "OK",
        "no_kk_status": "MISSING", "list_kind": "disbursement",
    })  # fmt: skip


def test_payees_of_an_rt_that_a_registry_lacks_are_no_strangers():
    registry = people(["001", "002"] * 5)
    pays = pl.concat([people(["001", "002"]), people(["003"] * 6, first=100), people(["001"], first=200)])
    assert absent_quarters(pays, registry).rows() == [(b.SAKO, "RT", "003", 6)]
    assert rows_of_short_villages(pays, registry).to_list() == pays["record_id"][2:8].to_list()


def test_a_village_nearly_half_of_whose_payees_nobody_knows_is_short():
    registry = people(["001", "002"] * 20).drop("rt", "rw").with_columns(rt=pl.lit(None, pl.String), rw=pl.lit(None, pl.String))
    pays = pl.concat([people(["001"] * 12), people(["001"] * 9, first=100)])
    assert rows_of_short_villages(pays, registry).len() == 21


def test_a_registry_without_numbers_of_its_own_tells_nobody_a_stranger():
    registry = people(["001"] * 30).with_columns(pl.lit(None, pl.String).alias("nik"), pl.lit(None, pl.String).alias("no_kk"))
    assert rows_of_short_villages(people(["001"] * 30), registry).is_empty()
