"""A registry of families only: what a card and a head's NIK decide is told, and nobody is a stranger for standing in no list of members."""

from __future__ import annotations

import polars as pl
import pytest

from tests.unit.reconcile import builders as b


def alone(count: int = 40, **kw) -> b.Month:
    """A village whose registry is a family file; heads are persons family * 10, all families of desil 2 and paid by their card."""
    m = b.Month()
    for family in range(100, 100 + count):
        listed(m, family, **kw)
        m.pay(None, no_kk=m.kk(family), number=family * 10 + 1)
    return m


def listed(m: b.Month, family: int, desil: int | None = 2, **kw) -> str:
    return m.family_row(family, desil, head_nik=m.nik(family * 10), head_name="RAHMAT HIDAYAT", members=3, **kw)


def only(m: b.Month) -> dict:
    cases = m.run().cases
    assert cases.height == 1, m.kinds()
    return cases.row(0, named=True)


def test_the_card_of_a_payee_who_is_not_the_head_is_enough() -> None:
    assert alone().kinds() == []


def test_the_heads_own_nik_names_the_family_under_another_card() -> None:
    m = alone()
    listed(m, 1, 8)
    m.pay(None, number=10, name="RAHMAT HIDAYAT", no_kk=b.kk(77))
    case = only(m)
    assert (case["kind"], case["family_id"], case["sources"][0].split("|")[0]) == ("IE-TL", b.kk(1), "keluarga.csv")


@pytest.mark.parametrize(
    ("name", "kinds"), [("ALFRIDA PALIMBONG", []), ("BERTHA SALU", ["BD-00", "ID-BD"])], ids=["her own name", "another's name"]
)
def test_the_nik_beside_the_card_in_another_list_tells_whose_row_it_is(name: str, kinds: list[str]) -> None:
    m = alone()
    listed(m, 1)
    m.pay(None, "PKH", 600_000, number=11, name="ALFRIDA PALIMBONG", no_kk=m.kk(1), file="pkh.csv")
    m.pay(None, number=11, name=name, no_kk=b.kk(77))
    told = sorted(m.run().cases.filter(pl.col("kind") != "EE-BB")["kind"].to_list())
    assert told == kinds
    assert ("EE-BB" in m.run().cases["kind"].to_list()) == (kinds != [])


def test_the_card_outranks_a_head_of_another_name() -> None:
    m = alone()
    listed(m, 1, 8)
    listed(m, 2, 2)
    m.pay(None, number=10, name="SULASTRI WAHYUNI", no_kk=b.kk(2))
    m.pay(None, number=11, no_kk=b.kk(1))
    assert [case for case in m.kinds() if case[1] == b.kk(2)] == []


def test_a_payee_whom_no_number_places_is_no_stranger() -> None:
    m = alone()
    m.pay(None, number=9000, no_kk=b.kk(300))
    case = only(m)
    assert (case["kind"], case["rule_id"]) == ("BD-00", "CAKUPAN-09")
    assert "hanya daftar keluarga" in case["sentence"]


@pytest.mark.parametrize("village", [None, b.SIALANG])
def test_a_payee_of_no_known_village_is_no_stranger_either(village: str | None) -> None:
    m = alone()
    m.pay(None, number=9000, no_kk=b.kk(300), village_code=village)
    assert [kind for kind, _ in m.kinds()] == ["BD-00"]


def test_a_family_nobody_of_which_is_paid_waits_and_the_sentence_says_what_is_known() -> None:
    m = alone()
    listed(m, 1)
    case = only(m)
    assert case["kind"] == "EE-BB"
    assert "atas No. KK atau NIK kepala keluarganya; anggota lain tidak tercatat" in case["sentence"]
    assert case["score"] < 75


@pytest.mark.parametrize(
    ("card", "kind"),
    [
        (b.kk(300, issued="2015-06-20"), "EE-BB"),  # the family file of 2025-03 would know it
        (b.kk(300, issued="2025-01-15"), "BD-00"),  # renewed since: she may be the wife of the family that waits
        (None, "BD-00"),
    ],
)
def test_beside_a_payee_who_may_be_a_member_the_family_is_not_told_unpaid(card: str | None, kind: str) -> None:
    m = alone()
    listed(m, 1)
    m.pay(None, number=9000, no_kk=card)
    assert [found for found, family in m.kinds() if family == b.kk(1)] == [kind]


def test_a_family_without_a_desil_is_not_told_unpaid() -> None:
    m = alone()
    listed(m, 1, None)
    assert m.kinds() == []


@pytest.mark.parametrize(
    ("said", "payee", "result", "kind"),
    [
        (3, 10, "MENINGGAL", "PB-GP"),
        (1, 10, "MENINGGAL", "IE-MD"),
        (1, 11, "MENINGGAL", "BD-00"),  # a family of one, and the dead is not its head: one of the lists is wrong
        (None, 10, "MENINGGAL", "BD-00"),
        (None, 10, "MENINGGAL_ADA_AHLI", "PB-GP"),
        (None, 10, "MENINGGAL_TUNGGAL", "IE-MD"),
    ],
)
def test_a_family_lives_on_where_something_says_so(said: int | None, payee: int, result: str, kind: str) -> None:
    m = alone()
    m.family_row(1, 2, head_nik=m.nik(10), head_name="RAHMAT HIDAYAT", members=said)
    who = {"number": payee, "name": "RAHMAT HIDAYAT" if payee == 10 else "SULASTRI WAHYUNI", "no_kk": b.kk(1)}
    m.pay(None, **who)
    m.visit(None, result, **who)
    assert [found for found, _ in m.kinds() if found != "IE-TL"] == [kind]


def test_a_poor_neighbour_in_a_village_without_members_is_not_told_unregistered() -> None:
    m = alone()
    m.visit(None, "LAYAK", number=9000, no_kk=b.kk(300))
    assert m.kinds() == []


@pytest.mark.parametrize(("snapshot", "kinds"), [("2025-05", []), ("2025-03", ["IE-TL"])])
def test_a_family_file_of_another_snapshot_says_no_desil_of_people_who_have_one(snapshot: str, kinds: list[str]) -> None:
    m = b.Month()
    m.background(12)
    head, _ = m.family(1, 2, desil=2)
    m.family_row(1, 8, snapshot=snapshot)
    m.pay(head)
    assert [kind for kind, _ in m.kinds("SEMBAKO")] == kinds


def test_a_family_that_the_file_of_families_struck_off_is_not_eligible() -> None:
    m = alone()
    listed(m, 1, 2, registry_status="NONAKTIF")
    m.pay(None, no_kk=m.kk(1), number=11)
    assert only(m)["kind"] == "IE-TL"


@pytest.mark.parametrize(
    ("strangers", "card", "kind"),
    [(20, None, "BD-00"), (20, 77, "EE-BB"), (0, None, "EE-BB")],
    ids=["wives without a card", "cards of their own", "all are the heads"],
)
def test_beside_a_list_of_heads_a_payee_without_a_card_may_be_anybodys_wife(strangers: int, card: int | None, kind: str) -> None:
    m = b.Month()
    m.background(25)
    for n in range(1, 11):
        m.family(n)
    for n in range(strangers):
        m.pay(None, number=5000 + n, sex="P", no_kk=card and b.kk(card + n))
    assert {said for said, family in m.kinds() if family in {b.kk(n) for n in range(1, 11)}} == {kind}
