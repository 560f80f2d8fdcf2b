"""Families of whom nothing may be said, though a hasty reader would: the decoys of a third-hand town."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from schemas.months import shift

from .plan import Town
from .rows import Row

HONEST: dict[str, Callable[[Town], None]] = {}


def honest(make: Callable[[Town], None]) -> Callable[[Town], None]:
    """Keep a decoy by its name."""
    HONEST[make.__name__] = make
    return make


@honest
def husband_heads_wife_is_paid(town: Town) -> None:
    family = town.new("toddler")
    rows = town.pay_all(family)
    town.decoy("payee is the wife", family, list[Row](rows))


@honest
def failed_at_the_bank_paid_at_the_post(town: Town) -> None:
    family = town.new("elders", village=town.rng.randrange(3))
    town.pay(family, "PKH")
    first = town.pay(family, "SEMBAKO", state="FAILED", paid_on=None)
    second = town.pay(family, "SEMBAKO", payer="POS")
    town.decoy("failed at the bank, paid at the post", family, [first, second])


@honest
def failed_then_other_member_paid(town: Town) -> None:
    family = town.new("toddler", village=town.rng.randrange(3))
    town.pay(family, "SEMBAKO")
    first = town.pay(family, "PKH", state="EMPTY", amount=0, paid_on=None)
    second = town.pay(family, "PKH", person=family.head, payer="POS")
    town.decoy("failed for the wife, paid to the husband", family, [first, second])


@honest
def died_after_the_closing(town: Town) -> None:
    family = town.new("single")
    family.head.dead = town.month.day(2) if town.month.period != town.month.closing else None
    rows = town.pay_all(family)
    monthly = town.month.period == "2024-11"  # Sembako of that month is closed in the month of the death: readings differ
    town.decoy("died after the closing", family, list[Row](rows), "PKH" if monthly else "")
    if monthly:
        town.true("IE-MD", "SEMBAKO", family, family.head, list[Row](rows), "died in the month of the closing", certain=False)


@honest
def dead_member_is_not_the_payee(town: Town) -> None:
    family = town.new("toddler")
    family.head.dead = town.month.day(8, -4)
    rows = town.pay_all(family)
    town.decoy("the head died, the paid wife lives", family, list[Row](rows))


@honest
def desil_rose_later(town: Town) -> None:
    if town.month.dtsen:
        family = town.new("elders", 3)
        family.later_desil = 8
        rows = town.pay_all(family)
        town.decoy("above the ceiling only in a later snapshot", family, list[Row](rows))


@honest
def rich_and_unpaid(town: Town) -> None:
    family = town.new("elders", 9)
    family.active = town.month.dtsen
    town.decoy("not entitled, not paid", family, [])


@honest
def rich_and_failed(town: Town) -> None:
    family = town.new("elders", 9)
    family.active = town.month.dtsen
    row = town.pay(family, "SEMBAKO", state="FAILED", paid_on=None)
    town.decoy("not entitled, payment failed", family, [row])


@honest
def no_component_no_pkh(town: Town) -> None:
    family = town.new("adults")
    rows = town.pay_all(family, but=("PKH",))
    town.decoy("no component, no PKH", family, list[Row](rows))


@honest
def three_monthly_rows(town: Town) -> None:
    first, last = town.month.sembako
    if first == last:
        return
    family = town.new("adults")
    months = [first, shift(first, 1), last]
    rows = [town.pay(family, "SEMBAKO", first=m, last=m, amount=200_000, paid_on=town.month.day(5 + i)) for i, m in enumerate(months)]
    town.decoy("paid month by month", family, list[Row](rows))


@honest
def change_of_payer_inside_the_stage(town: Town) -> None:
    first, last = town.month.sembako
    if first == last:
        return
    family = town.new("adults")
    one = town.pay(family, "SEMBAKO", first=first, last=first, amount=200_000)
    two = town.pay(family, "SEMBAKO", first=shift(first, 1), last=last, amount=400_000, payer=town.other(family))
    town.decoy("one month at the bank, two at the post", family, [one, two])


@honest
def two_parts_of_one_stage(town: Town) -> None:
    family = town.new("adults")
    whole = town.due(family, "SEMBAKO")
    one = town.pay(family, "SEMBAKO", amount=whole // 2)
    two = town.pay(family, "SEMBAKO", amount=whole - whole // 2, paid_on=one.paid_on + timedelta(days=6))
    town.decoy("two halves make the whole", family, [one, two])


@honest
def old_card(town: Town) -> None:
    family = town.new("elders")
    family.old_kk = town.maker.kk()
    rows = town.pay_all(family, kk=family.old_kk)
    town.decoy("paid under an old family card", family, list[Row](rows))


@honest
def old_card_other_member(town: Town) -> None:
    family = town.new("adults")
    family.old_kk = town.maker.kk()
    rows = town.pay_all(family, but=("PKH",), kk=family.old_kk, person=family.members[-1])
    town.decoy("paid to the grown son under an old card", family, list[Row](rows))


@honest
def old_spelling(town: Town) -> None:
    family = town.new("elders")
    family.payee.name, spelt = town.rng.choice(
        (
            ("SITI NURJANAH", "ST. NOERDJANAH"),
            ("MUHAMMAD YUSUF", "MOCH JUSUF"),
            ("NYIMAS FATIMAH ZAHRA", "NYS. PATIMAH ZAHRA"),
            ("SRI WAHYUNI", "SRIWAHYUNI"),
        )
    )
    rows = town.pay_all(family, name=spelt)
    town.decoy("other spelling", family, list[Row](rows))


@honest
def name_cut_by_the_bank(town: Town) -> None:
    family = town.new("toddler")
    family.payee.name = f"{family.payee.name} KUSUMANINGRUM WIDYASTUTI"
    rows = town.pay_all(family, name=family.payee.name[:20].strip(), kk="")
    town.decoy("the bank cut the name and has no card number", family, list[Row](rows))


@honest
def no_nik_on_the_pay_row(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family, nik="-")
    town.decoy("no NIK on the pay row", family, list[Row](rows))


@honest
def dressed_nik(town: Town) -> None:
    family = town.new("single")
    rows = town.pay_all(family)
    for row in rows:
        row.nik = town.rng.choice(("'" + row.nik, row.nik + ".0", f"{row.nik[:6]} {row.nik[6:12]} {row.nik[12:]}"))
    town.decoy("apostrophe, .0 or spaces", family, list[Row](rows))


@honest
def swapped_day_and_month(town: Town) -> None:
    family = town.new("adults")
    rows = town.pay_all(family, but=("PKH",))
    person = family.head
    if person.born.day <= 12:
        town.overrides[person.nik] = {"born": person.born.replace(month=person.born.day, day=person.born.month)}
    town.decoy("day and month swapped", family, list[Row](rows))


@honest
def visits_that_say_nothing(town: Town) -> None:
    family = town.new("toddler")
    rows = town.pay_all(family)
    seen = town.visit(family, town.rng.choice(("PINDAH", "TIDAK_DITEMUKAN", "MENOLAK", "GANDA", "BELUM_DIDATA")), received=None)
    town.decoy(f"visit says {seen.result}", family, [*rows, seen])


@honest
def visit_before_the_money(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family, paid_on=town.month.day(20))
    seen = town.visit(family, "LAYAK", programme="SEMBAKO", received=0, visited=town.month.day(9))
    town.decoy("visited before the money came", family, [*rows, seen])


@honest
def received_all(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    seen = town.visit(family, "LAYAK", programme=rows[0].programme, received=rows[0].amount, person=family.payee)
    town.decoy("received all", family, [*rows, seen])


@honest
def resubmitted_form(town: Town) -> None:
    family = town.new("single")
    rows = town.pay_all(family)
    first = town.visit(family, "TIDAK_DITEMUKAN", visited=town.month.day(19))
    second = town.visit(family, "LAYAK", programme=rows[0].programme, received=rows[0].amount, visited=town.month.day(26))
    town.decoy("a later visit found them", family, [*rows, first, second])


@honest
def excluded_for_a_known_ground(town: Town) -> None:
    family = town.new("toddler")
    family.head.job = "PEGAWAI NEGERI SIPIL"
    rows = town.pay_all(family, state="EXCLUDED_JOB", amount=0, paid_on=None)
    town.decoy("excluded for the job", family, list[Row](rows))


@honest
def excluded_dead(town: Town) -> None:
    family = town.new("single")
    family.head.dead = town.month.day(9, -5)
    rows = town.pay_all(family, state="EXCLUDED_DEAD", amount=0, paid_on=None)
    town.decoy("excluded as dead", family, list[Row](rows))


@honest
def dead_single_unpaid(town: Town) -> None:
    family = town.new("single")
    family.head.dead = town.month.day(9, -7)
    town.decoy("dead and alone, not paid", family, [])


@honest
def state_servant_unpaid(town: Town) -> None:
    family = town.new("toddler")
    family.head.job = "TENTARA NASIONAL INDONESIA (TNI)"
    town.decoy("excluded job, not paid", family, [])


@honest
def ordinary_jobs(town: Town) -> None:
    family = town.new("elders")
    family.head.job = town.rng.choice(("GURU HONORER", "KARYAWAN HONORER", "BURUH TANI/PERKEBUNAN", "SOPIR", "PEDAGANG", "KARYAWAN SWASTA"))
    rows = town.pay_all(family)
    town.decoy(f"ordinary job {family.head.job}", family, list[Row](rows))


@honest
def grown_child_with_own_card(town: Town) -> None:
    family = town.new("elders")
    child = town.new("toddler", village=family.village)
    child.address, child.rt, child.rw = family.address, family.rt, family.rw
    rows = [*town.pay_all(family), *town.pay_all(child)]
    town.decoy("two families at one address", family, list[Row](rows))
    town.decoy("two families at one address", child, list[Row](rows))


@honest
def twins_on_one_card(town: Town) -> None:
    family = town.new("toddler")
    child = family.members[-1]
    twin = town.maker.person("ANAK", child.sex, 1, 4)
    twin.born, twin.name = child.born, child.name.split()[0] + " " + town.rng.choice(("HASAN", "HUSEN"))
    twin.nik = town.maker.nik(child.born, child.sex)
    family.members.append(twin)
    rows = town.pay_all(family)
    town.decoy("twins", family, list[Row](rows))


@honest
def village_money_in_a_village(town: Town) -> None:
    places = [number for number, yes in enumerate(town.kelurahan) if not yes]
    if not places:
        return
    family = town.new("adults", 9, village=town.rng.choice(places))
    family.active = town.month.dtsen
    row = town.pay(family, "BLT-DD")
    town.decoy("village money in a village", family, [row])


@honest
def poor_visit_of_a_listed_family(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    seen = town.visit(family, "LAYAK", person=family.members[1], name=family.members[1].name.split()[0], nik="")
    town.decoy("poor by the visit, and listed", family, [*rows, seen])


@honest
def poor_visit_with_a_slipped_digit(town: Town) -> None:
    family = town.new("elders")
    rows = town.pay_all(family)
    nik = family.head.nik
    seen = town.visit(family, "LAYAK", nik=nik[:14] + nik[15] + nik[14])
    town.decoy("poor by the visit, one slip in the NIK", family, [*rows, seen])
    town.true("ID-NB", "", family, family.head, [seen], "a slip is a different NIK too", certain=False)


@honest
def listed_on_two_cards(town: Town) -> None:
    """An old card still stands in the registry beside the new one; only one is paid."""
    family = town.new("elders")
    rows = town.pay_all(family)
    ghost = town.new("single", village=family.village)
    ghost.address, ghost.rt, ghost.rw = family.address, family.rt, family.rw
    wife = family.members[1]
    ghost.members = [type(wife)(wife.nik, wife.name, wife.sex, wife.born, "KEPALA KELUARGA", wife.job, "", wife.mother)]
    town.decoy("also on an old card that nobody pays", family, list[Row](rows))
    town.decoy("an old card whose person was paid under the new one", ghost, [])
    town.maybe("BD-00", ghost, list[Row](rows), "to say that it cannot be told is no error")


@honest
def newborn_and_moved_village(town: Town) -> None:
    family = town.new("toddler", village=0)
    rows = town.pay_all(family, village=1, address="JL BARU NO 1", payer="BANK")
    town.decoy("moved to the next village", family, list[Row](rows))
