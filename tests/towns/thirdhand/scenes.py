"""Every kind of case in several variants, as this author reads CONVENTIONS and DOMAIN. A scene makes one family and tells its truth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from .people import Family
from .plan import Town
from .rows import Row

SCENES: dict[str, Callable[[Town], None]] = {}


def scene(make: Callable[[Town], None]) -> Callable[[Town], None]:
    """Keep a scene by its name."""
    SCENES[make.__name__] = make
    return make


def money_kinds(town: Town, kind: str, family: Family, rows: list, note: str) -> None:
    """The same kind for every programme that paid."""
    for programme in sorted({row.programme for row in rows}):
        here = [row for row in rows if row.programme == programme]
        town.true(kind, programme, family, family.payee, list[Row](here), note)


# --- inclusion ------------------------------------------------------------------------------------------------------
@scene
def ie_tl_high_or_inactive(town: Town) -> None:
    family = town.new("elders", 8 if town.month.dtsen else 2)
    family.active = town.month.dtsen
    rows = [town.pay(family, "PKH"), town.pay(family, "SEMBAKO")]
    money_kinds(town, "IE-TL", family, rows, "desil 8, or struck from the list")


@scene
def ie_tl_ceiling_of_pkh(town: Town) -> None:
    family = town.new("toddler", 5)
    rows = [town.pay(family, "PKH"), town.pay(family, "SEMBAKO")]
    if town.month.ceilings:
        wrong = [row for row in rows if town.month.ceilings[row.programme] < 5]
        money_kinds(town, "IE-TL", family, wrong, "desil 5")
        if len(wrong) == 1:
            town.decoy("desil 5 may have Sembako", family, [rows[1]], "SEMBAKO")
    else:
        town.decoy("no desil test before 2025", family, list[Row](rows))


@scene
def ie_tl_fell_later(town: Town) -> None:
    if not town.month.dtsen:
        return
    family = town.new("elders", 9)
    family.later_desil = 2
    rows = [town.pay(family, "PKH"), town.pay(family, "SEMBAKO")]
    money_kinds(town, "IE-TL", family, rows, "desil 9 at the closing, 2 only later")


@scene
def ie_md_single(town: Town) -> None:
    family = town.new("single")
    family.head.dead = town.month.day(9, -5)
    money_kinds(town, "IE-MD", family, town.pay_all(family), "lived alone, died before the closing")


@scene
def ie_md_undated(town: Town) -> None:
    family = town.new("single")
    family.head.dead_undated = True
    money_kinds(town, "IE-MD", family, town.pay_all(family), "lived alone, day unknown")


@scene
def ie_md_by_survey(town: Town) -> None:
    family = town.new("single")
    rows = town.pay_all(family)
    town.visit(family, "MENINGGAL")
    money_kinds(town, "IE-MD", family, rows, "the visit found the only person dead")


@scene
def ie_md_both_gone(town: Town) -> None:
    family = town.new("elders")
    for person in family.members:
        person.dead = town.month.day(11, -6)
    money_kinds(town, "IE-MD", family, town.pay_all(family), "nobody of two is left")


@scene
def ie_pk_head(town: Town) -> None:
    family = town.new("toddler")
    family.head.job = town.rng.choice(("PEGAWAI NEGERI SIPIL", "TENTARA NASIONAL INDONESIA", "KEPOLISIAN RI", "PENSIUNAN"))
    money_kinds(town, "IE-PK", family, town.pay_all(family), f"head: {family.head.job}")


@scene
def ie_pk_child(town: Town) -> None:
    family = town.new("adults")
    family.members[-1].job = town.rng.choice(("KEPOLISIAN RI (POLRI)", "PNS", "TNI", "KARYAWAN BUMN"))
    money_kinds(town, "IE-PK", family, [town.pay(family, "SEMBAKO")], "the grown child")


@scene
def ie_pk_by_survey(town: Town) -> None:
    family = town.new("toddler")
    rows = town.pay_all(family)
    town.visit(family, "TIDAK_LAYAK_PEKERJAAN")
    money_kinds(town, "IE-PK", family, rows, "the visit found the job")


@scene
def ie_tr_stranger(town: Town) -> None:
    family = town.new(town.rng.choice(("elders", "adults")))
    family.in_registry = False
    money_kinds(town, "IE-TR", family, [town.pay(family, "SEMBAKO")], "in no registry")


@scene
def ie_tr_namesake(town: Town) -> None:
    listed = town.new("adults")
    rows = town.pay_all(listed, but=("PKH",))
    family = town.new("adults", village=(listed.village + 1) % 3)
    family.in_registry = False
    family.payee.name = listed.payee.name
    money_kinds(town, "IE-TR", family, [town.pay(family, "SEMBAKO")], "namesake of a listed person elsewhere")
    town.decoy("a namesake elsewhere is in no registry", listed, list[Row](rows))


@scene
def ie_wl(town: Town) -> None:
    places = [number for number, yes in enumerate(town.kelurahan) if yes]
    family = town.new("adults", 9, village=town.rng.choice(places))
    family.active = town.month.dtsen
    money_kinds(town, "IE-WL", family, [town.pay(family, "BLT-DD")], "village money in a kelurahan")


@scene
def ie_sv_named(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    town.visit(family, "TIDAK_LAYAK_MAMPU", programme="SEMBAKO")
    money_kinds(town, "IE-SV", family, [row for row in rows if row.programme == "SEMBAKO"], "form names Sembako")
    town.true("IE-SV", "PKH", family, family.payee, [], "the form names the other programme", certain=False)


@scene
def ie_sv_unnamed(town: Town) -> None:
    family = town.new("toddler")
    rows = town.pay_all(family)
    town.visit(family, "TIDAK_LAYAK_MAMPU")
    money_kinds(town, "IE-SV", family, rows, "form names none")


# --- exclusion ------------------------------------------------------------------------------------------------------
def _unserved(town: Town, family: Family, note: str, paid: tuple[str, ...] = ()) -> None:
    for programme in town.programmes(family):
        if programme in paid:
            continue
        sure = programme != "PKH" or town.sure(family)
        town.true("EE-BB", programme, family, family.payee, [], note, certain=sure)


@scene
def ee_bb_nothing(town: Town) -> None:
    _unserved(town, town.new(), "eligible, in no pay list")


@scene
def ee_bb_one_of_two(town: Town) -> None:
    family = town.new(town.rng.choice(("elders", "single", "toddler")))
    town.pay(family, "PKH")
    _unserved(town, family, "has PKH, not Sembako", ("PKH",))


@scene
def ee_bb_visited(town: Town) -> None:
    family = town.new("single")
    town.visit(family, "LAYAK", received=0)
    _unserved(town, family, "and the visit says so")


@scene
def ee_bb_namesake_paid(town: Town) -> None:
    served = town.new("elders")
    served.members[1].name = "SITI AISYAH"
    rows = town.pay_all(served)
    family = town.new("elders", village=(served.village + 1) % 4)
    family.members[1].name = "SITI AISYAH"
    _unserved(town, family, "a namesake elsewhere was paid")
    town.decoy("namesake elsewhere unpaid", served, list[Row](rows))


@scene
def ee_td(town: Town) -> None:
    family = town.new("toddler")
    family.in_registry = False
    row = town.visit(family, "LAYAK")
    if town.rng.random() < 0.4:
        row.nik = ""
    town.true("EE-TD", "", family, family.head, [row], "poor, unlisted")


@scene
def ee_rk(town: Town) -> None:
    family = town.new("elders")
    state = town.rng.choice(("FAILED", "EMPTY", "NOT_TAKEN", "EXCLUDED", "RETURNED"))
    rows = town.pay_all(family, state=state)
    for row in rows:
        row.paid_on = None
        if state in ("EMPTY", "EXCLUDED"):
            row.amount = 0
    money_kinds(town, "EE-RK", family, rows, state)


@scene
def ee_rk_one_payer_and_no_other(town: Town) -> None:
    family = town.new("toddler")
    town.pay(family, "PKH")
    row = town.pay(family, "SEMBAKO", state="FAILED", paid_on=None)
    twice = town.pay(family, "SEMBAKO", state="RETURNED", paid_on=None, payer=town.other(family))
    money_kinds(town, "EE-RK", family, [row, twice], "failed at both payers")


# --- payment --------------------------------------------------------------------------------------------------------
@scene
def pb_kr_paid_less(town: Town) -> None:
    family = town.new("elders")
    programme = town.rng.choice(("PKH", "SEMBAKO"))
    rows = town.pay_all(family)
    row = next(row for row in rows if row.programme == programme)
    row.amount = row.amount // 4 * 2
    money_kinds(town, "PB-KR", family, [row], "half of the due")


@scene
def pb_kr_received_less(town: Town) -> None:
    family = town.new("single")
    rows = town.pay_all(family)
    row = town.rng.choice(rows)
    seen = town.visit(family, "LAYAK", programme=row.programme, received=row.amount - 100_000)
    town.true("PB-KR", row.programme, family, family.payee, [row, seen], "received less")


@scene
def pb_lb(town: Town) -> None:
    family = town.new("elders")
    programme = town.rng.choice(("PKH", "SEMBAKO"))
    rows = town.pay_all(family)
    row = next(row for row in rows if row.programme == programme)
    row.amount = row.amount * 3 if programme == "SEMBAKO" else row.amount + 600_000
    money_kinds(town, "PB-LB", family, [row], "more than the rule gives")


@scene
def pb_ts(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    row = town.rng.choice(rows)
    seen = town.visit(family, "LAYAK", programme=row.programme, received=0, person=family.payee)
    town.true("PB-TS", row.programme, family, family.payee, [row, seen], "nothing came")


@scene
def pb_gp_dated(town: Town) -> None:
    family = town.new("toddler")
    family.payee.dead = town.month.day(14, -5)
    rows = town.pay_all(family)
    money_kinds(town, "PB-GP", family, rows, "the payee died, husband and child live")


@scene
def pb_gp_undated(town: Town) -> None:
    family = town.new("school")
    family.payee.dead_undated = True
    rows = [town.pay(family, "SEMBAKO"), town.pay(family, "PKH")]
    money_kinds(town, "PB-GP", family, rows, "the payee died, nobody says when")


@scene
def pb_gp_by_survey(town: Town) -> None:
    family = town.new("toddler")
    rows = town.pay_all(family)
    town.visit(family, town.rng.choice(("MENINGGAL_ADA_AHLI", "MENINGGAL")), person=family.payee)
    money_kinds(town, "PB-GP", family, rows, "the visit found the payee dead")


@scene
def gd_py_same_person(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    first = next(row for row in rows if row.programme == "SEMBAKO")
    second = town.pay(family, "SEMBAKO", payer=town.other(family))
    money_kinds(town, "GD-PY", family, [first, second], "bank and post")


@scene
def gd_py_couple(town: Town) -> None:
    family = town.new("toddler")
    rows = town.pay_all(family)
    first = next(row for row in rows if row.programme == "PKH")
    second = town.pay(family, "PKH", person=family.head, payer=town.other(family))
    money_kinds(town, "GD-PY", family, [first, second], "wife here, husband there")


@scene
def gd_py_under_old_card(town: Town) -> None:
    family = town.new("single")
    family.old_kk = town.maker.kk()
    rows = town.pay_all(family)
    first = next(row for row in rows if row.programme == "SEMBAKO")
    second = town.pay(family, "SEMBAKO", payer=town.other(family), kk=family.old_kk)
    money_kinds(town, "GD-PY", family, [first, second], "the second under an old card")


@scene
def gd_kk_same_person(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    first = next(row for row in rows if row.programme == "SEMBAKO")
    second = town.pay(family, "SEMBAKO", paid_on=first.paid_on + timedelta(days=4))
    money_kinds(town, "GD-KK", family, [first, second], "one payer, two days")


@scene
def gd_kk_couple(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    first = next(row for row in rows if row.programme == "SEMBAKO")
    second = town.pay(family, "SEMBAKO", person=family.head)
    money_kinds(town, "GD-KK", family, [first, second], "one payer, husband and wife")


@scene
def gd_pr(town: Town) -> None:
    places = [number for number, yes in enumerate(town.kelurahan) if not yes]
    if not places:
        return
    family = town.new(town.rng.choice(("elders", "toddler")), village=town.rng.choice(places))
    rows = town.pay_all(family)
    village = town.pay(family, "BLT-DD", person=family.head)
    town.true("GD-PR", "BLT-DD", family, family.payee, [*rows, village], "village money beside Sembako and PKH")


@scene
def gd_kp_shared_wife(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family, person=family.head)
    split = town.new("single", village=family.village)
    wife = family.members[1]
    split.members = [type(wife)(wife.nik, wife.name, wife.sex, wife.born, "KEPALA KELUARGA", wife.job, "", wife.mother)]
    split.address, split.rt, split.rw = family.address, family.rt, family.rw
    more = [town.pay(split, "SEMBAKO")]
    first = next(row for row in rows if row.programme == "SEMBAKO")
    town.true("GD-KP", "SEMBAKO", family, wife, [first, *more], "the wife stands on both cards, both are paid")
    town.truths[-1].keys += [split.kk]
    town.maybe("EE-BB GD-PY GD-KK GD-KP", split, list[Row](more), "side effects of the split")
    town.maybe("EE-BB GD-PY GD-KK GD-KP PB-LB", family, list[Row](rows), "side effects of the split")


# --- identity -------------------------------------------------------------------------------------------------------
@scene
def id_nr(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    row = town.rng.choice(rows)
    true = row.nik
    row.nik = town.rng.choice((f"{true[0]},{true[1:6]}E+15", true[:15], true + "7", true[:6] + "000000" + true[12:], "1111111111111111"))
    town.true("ID-NR", row.programme, family, family.payee, [row], row.nik)
    town.decoy("damaged NIK, paid person is known", family, [r for r in rows if r is not row])


@scene
def id_nr_registry(town: Town) -> None:
    family = town.new("toddler")
    rows = town.pay_all(family)
    true = family.payee.nik
    town.overrides[true] = {"nik": town.rng.choice((true[:14], true[:8] + "13" + true[10:]))}
    town.true("ID-NR", "", family, family.payee, [], "in the registry")
    town.decoy("registry NIK damaged, paid rightly", family, list[Row](rows))


@scene
def id_ns(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    row = town.rng.choice(rows)
    row.nik = f"0{town.maker.area}200{family.village + 1}{town.rng.randrange(10000, 99999)}"
    town.true("ID-NS", row.programme, family, family.payee, [row], row.nik)
    town.decoy("temporary NIK, paid person is known", family, [r for r in rows if r is not row])


@scene
def id_nb(town: Town) -> None:
    family = town.new("toddler")
    rows = town.pay_all(family)
    true = family.payee.nik
    other = town.maker.nik(family.payee.born, family.payee.sex, true[:6])
    for row in rows:
        row.nik = other
    town.true("ID-NB", rows[0].programme, family, family.payee, list[Row](rows), "other serial")
    town.truths[-1].keys += [rows[0].nik]
    town.decoy("other NIK, same person", family, list[Row](rows))


@scene
def id_bd(town: Town) -> None:
    family = town.new("elders")
    other = town.maker.name("L")
    row = town.pay(family, "SEMBAKO", name=other, person=family.head)
    town.true("ID-BD", "SEMBAKO", family, family.head, [row], "the NIK beside a stranger's name")
    town.maybe("BD-00 EE-BB IE-TR PB-GP", family, [row], "depends on whose money it is")


@scene
def id_tj_date(town: Town) -> None:
    family = town.new("adults")
    rows = town.pay_all(family, but=("PKH",))
    person = family.head
    town.overrides[person.nik] = {"born": person.born.replace(year=person.born.year - 3, month=person.born.month % 12 + 1, day=7)}
    town.true("ID-TJ", "", family, person, [], "birth date beside the NIK")
    town.decoy("birth date contradicts the NIK, paid rightly", family, list[Row](rows))


@scene
def id_tj_sex(town: Town) -> None:
    family = town.new("adults")
    rows = town.pay_all(family, but=("PKH",))
    person = family.members[-1]
    town.overrides[person.nik] = {"sex": "P"}
    town.true("ID-TJ", "", family, person, [], "sex beside the NIK")
    town.decoy("sex contradicts the NIK, paid rightly", family, list[Row](rows))


# --- not assessable -------------------------------------------------------------------------------------------------
@scene
def bd_in_process(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family, state=town.rng.choice(("IN_PROCESS", "UNKNOWN")))
    for row in rows:
        row.paid_on = None
    money_kinds(town, "BD-00", family, rows, "still under way, or a word nobody knows")
