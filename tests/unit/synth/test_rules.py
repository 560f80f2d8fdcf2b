"""The truth's rules, each on one family and by hand."""

import datetime as dt

import pytest

from pipeline.errors import PadanError
from pipeline.synth.areas import SAKO
from pipeline.synth.dice import Dice
from pipeline.synth.identity import Numbers
from pipeline.synth.model import Calendar, Family, Pay, Person, Visit
from pipeline.synth.people import Maker
from pipeline.synth.rules import Facts, components, due, entitled, judge

CALENDAR = Calendar("2025-05")


def person(pid: int = 0, age: int = 40, relationship: str = "KEPALA", **kw: object) -> Person:
    born = dt.date(2025 - age, 2, 1)
    made = Person(pid, 1, f"16710801028{pid}9001", "X Y", "L", born, relationship, "PALEMBANG", "IBU")
    for name, value in kw.items():
        setattr(made, name, value)
    return made


def family(*members: Person, desil: int = 3, **kw: object) -> Family:
    made = Family(1, "1671080101109001", SAKO[0], 1, 1, "JL. X", desil)
    made.members = list(members) or [person()]
    for name, value in kw.items():
        setattr(made, name, value)
    return made


def pay(programme: str = "SEMBAKO", amount: int = 600_000, state: str = "PAID", key: int = 0, **kw: object) -> Pay:
    row = Pay(key, 1, 0, programme, "BRI", "2025-04", "2025-06", amount, state, "x")
    for name, value in kw.items():
        setattr(row, name, value)
    return row


def visit(result: str, **kw: object) -> Visit:
    made = Visit(0, 1, 0, result, "", dt.date(2025, 5, 10), "first")
    for name, value in kw.items():
        setattr(made, name, value)
    return made


def kinds(
    of: Family, pays: list[Pay] | None = None, visits: list[Visit] | None = None, *, silent: bool = False, covered: bool = True
) -> set[str]:
    facts = Facts(of, tuple(pays or []), tuple(visits or []), CALENDAR, silent, covered)
    return {f"{c.kind} {c.programme}" for c in judge(facts) if c.certainty == "certain"}


def test_poor_and_paid_what_is_due_is_no_case():
    assert kinds(family(), [pay()]) == set()


def test_desil_five_may_draw_sembako_but_not_pkh():
    five = family(person(age=30), person(1, 3, "ANAK"), desil=5)
    assert entitled(five, "SEMBAKO", CALENDAR) == "YES"
    assert entitled(five, "PKH", CALENDAR) == "NO"


def test_from_2026_the_ceiling_of_sembako_is_four():
    assert entitled(family(desil=5), "SEMBAKO", Calendar("2026-01")) == "NO"


def test_a_month_without_known_ceiling_is_refused():
    with pytest.raises(PadanError, match="2025-04"):
        Calendar("2024-12").ceiling("PKH")


def test_pkh_is_certain_by_age_and_unknown_by_school():
    assert entitled(family(person(age=30), person(1, 3, "ANAK")), "PKH", CALENDAR) == "YES"
    assert entitled(family(person(age=30), person(1, 10, "ANAK", school="SD")), "PKH", CALENDAR) == "UNKNOWN"
    assert entitled(family(person(age=40)), "PKH", CALENDAR) == "NO"


def test_pkh_pays_four_components_at_most():
    many = family(person(age=65), *(person(i, 10, "ANAK", school="SD") for i in range(1, 5)))
    assert components(many, CALENDAR) == ["LANSIA", "SD", "SD", "SD"]
    assert due(many, "PKH", CALENDAR) == 600_000 + 3 * 225_000


def test_unpaid_and_entitled_is_ee_bb_and_under_a_silent_sender_bd_00():
    assert kinds(family()) == {"EE-BB SEMBAKO"}
    assert kinds(family(), silent=True) == {"BD-00 SEMBAKO"}


@pytest.mark.parametrize(("state", "kind"), [("FAILED_ACCOUNT", "EE-RK"), ("EMPTY", "EE-RK"), ("IN_PROCESS", "BD-00")])
def test_a_row_that_paid_nothing(state: str, kind: str):
    assert kinds(family(), [pay(state=state)]) == {f"{kind} SEMBAKO"}


def test_excluded_is_an_error_only_without_a_ground():
    assert kinds(family(), [pay(state="EXCLUDED", word="EXCLUDE")]) == {"EE-RK SEMBAKO"}
    assert kinds(family(), [pay(state="EXCLUDED", word="EXCLUDE PEKERJAAN")]) == set()


def test_failed_at_the_bank_and_paid_by_post_is_one_payment():
    assert kinds(family(), [pay(state="FAILED_ACCOUNT"), pay(key=1, payer="POS")]) == set()


def test_paid_by_two_payers_or_twice_by_one():
    assert kinds(family(), [pay(), pay(key=1, payer="POS")]) == {"GD-PY SEMBAKO"}
    assert kinds(family(), [pay(), pay(key=1)]) == {"GD-KK SEMBAKO"}


def test_three_monthly_rows_are_one_stage():
    rows = [pay(amount=200_000, key=i, first=f"2025-0{4 + i}", last=f"2025-0{4 + i}") for i in range(3)]
    assert kinds(family(), rows) == set()


def test_short_and_over():
    assert kinds(family(), [pay(amount=400_000)]) == {"PB-KR SEMBAKO"}
    assert kinds(family(), [pay(amount=900_000)]) == {"PB-LB SEMBAKO"}
    told = visit("LAYAK", received="YA", amount_received=500_000)
    assert kinds(family(), [pay()], [told]) == {"PB-KR SEMBAKO"}


def test_amounts_are_not_judged_beside_an_inclusion_error():
    assert kinds(family(desil=8), [pay(amount=400_000)]) == {"IE-TL SEMBAKO"}


def test_nothing_received_is_pb_ts_alone():
    told = visit("LAYAK", received="TIDAK", amount_received=0)
    assert kinds(family(), [pay()], [told]) == {"PB-TS SEMBAKO"}


def test_dead_alone_and_dead_payee():
    assert kinds(family(person(dead=True)), [pay()]) == {"IE-MD SEMBAKO"}
    assert kinds(family(person(dead=True), person(1, relationship="PASANGAN")), [pay()]) == {"PB-GP SEMBAKO"}


def test_a_death_after_the_closing_is_no_case():
    assert kinds(family(person(died_on=dt.date(2025, 5, 10))), [pay()]) == set()


def test_an_excluded_job_anywhere_in_the_family():
    clerk = family(person(), person(1, relationship="ANAK", occupation="PEGAWAI NEGERI SIPIL (PNS)"))
    assert kinds(clerk, [pay()]) == {"IE-PK SEMBAKO"}
    assert kinds(clerk) == set()


def test_the_form_speaks_for_the_programme_it_names():
    both = [pay(), pay("PKH", 750_000, key=1)]
    home = family(person(age=30), person(1, 3, "ANAK"))
    assert kinds(home, both, [visit("TIDAK_LAYAK_MAMPU", programme="PKH")]) == {"IE-SV PKH"}
    assert kinds(home, both, [visit("TIDAK_LAYAK_MAMPU")]) == {"IE-SV SEMBAKO", "IE-SV PKH"}


@pytest.mark.parametrize("result", ["TIDAK_DITEMUKAN", "MENOLAK", "BELUM_DIDATA", "PINDAH", "GANDA", "UNKNOWN"])
def test_unknown_is_not_no(result: str):
    assert kinds(family(), [pay()], [visit(result)]) == set()


def test_a_replaced_form_is_silent():
    assert kinds(family(), [pay()], [visit("TIDAK_LAYAK_MAMPU", replaced=True)]) == set()


def test_in_no_registry():
    stranger = family(in_registry=False)
    assert kinds(stranger, [pay()]) == {"IE-TR SEMBAKO"}
    assert kinds(stranger, [pay()], covered=False) == {"BD-00 SEMBAKO"}
    assert kinds(stranger, visits=[visit("LAYAK")]) == {"EE-TD "}


def test_village_funds_in_a_kelurahan():
    assert kinds(family(), [pay("BLT-DD", 900_000), pay(key=1)]) == {"IE-WL BLT-DD", "GD-PR BLT-DD;SEMBAKO"}


def test_the_stage_before_pays_nothing_now():
    assert kinds(family(), [pay(first="2025-01", last="2025-03")]) == {"EE-BB SEMBAKO"}


def test_nobody_stands_on_the_edge_of_old_age_or_of_school():
    maker = Maker(Dice(4, "people"), Numbers(Dice(4, "numbers")), CALENDAR)
    ages = [m.age(CALENDAR.start) for _ in range(800) for m in maker.family(SAKO).members]
    assert not {6, 59, 60} & set(ages)
    assert min(ages) >= 0


def test_families_have_one_head_and_at_most_eight_members():
    maker = Maker(Dice(4, "people"), Numbers(Dice(4, "numbers")), CALENDAR)
    made = [maker.family(SAKO) for _ in range(800)]
    assert {len(f.members) for f in made} == set(range(1, 9))
    assert all([m.relationship for m in f.members].count("KEPALA") == 1 for f in made)
