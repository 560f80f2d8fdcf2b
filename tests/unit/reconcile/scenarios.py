"""What can be wrong in a month, one small scenario each, and what only looks wrong.

A scenario adds rows to a month under construction (`builders.Month`); families of a scenario are numbered from `m.base`, so that all of
them can
live in one month.
"""

from __future__ import annotations

from tests.unit.reconcile import builders as b


def month(period: str = "2025-05", snapshot: str = "2025-03"):
    """A month with two payers in two kelurahan, both known."""
    m = b.Month(period, snapshot)
    for i, (payer, village) in enumerate((p, v) for p in ("BRI", "POS") for v in (b.SAKO, b.SIALANG)):
        m.background(first=800 + 20 * i, payer=payer, village=village)
    return m


def above_the_ceiling(m):
    m.pay(m.family(1, desil=6)[0])


def no_longer_active(m):
    m.pay(m.family(1, members=2, registry_status="NONAKTIF")[0])


def dead_alone(m):
    m.pay(m.family(1, deceased=True, deceased_on="2025-01-09")[0])


def dead_alone_no_date(m):
    m.pay(m.family(1, deceased=True)[0])


def dead_alone_by_survey(m):
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, "MENINGGAL_TUNGGAL")


def dead_payee_with_family(m):
    people = m.family(1, members=3)
    m.pay(people[0])
    m.visit(people[0], "MENINGGAL_ADA_AHLI")


def dead_payee_by_registry(m):
    payee = m.person(11, 1, desil=2, deceased=True, deceased_on="2024-11-02")
    m.person(12, 1, desil=2, relationship="PASANGAN", sex="P")
    m.pay(payee)


def excluded_job_of_a_child(m):
    head = m.family(1)[0]
    m.person(19, 1, relationship="ANAK", desil=2, occupation="TNI", occupation_excluded=True)
    m.pay(head)


def excluded_job_by_survey(m):
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, "TIDAK_LAYAK_PEKERJAAN")


def in_no_registry(m):
    m.pay(None, no_kk=m.kk(1))


def village_fund_in_a_kelurahan(m):
    m.pay(m.family(1)[0])
    m.pay(m.family(2, desil=9)[0], "BLT-DD", 300_000, payer="DESA", period_from="2025-05", period_to="2025-05")


def well_off(m):
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, "TIDAK_LAYAK_MAMPU")


def never_paid(m):
    m.family(1, members=4)


def poor_and_unregistered(m):
    m.visit(None, "LAYAK", no_kk=m.kk(1))
    m.visit(None, "LAYAK", no_kk=m.kk(1), name="ISTRINYA")


def bank_failed(m):
    m.pay(m.family(1)[0], state="FAILED_ACCOUNT")


def excluded_without_a_ground(m):
    m.pay(m.family(1)[0], state="EXCLUDED", amount=0)


def rupiah_zero(m):
    m.pay(m.family(1)[0], amount=0)


def short(m):
    m.pay(m.family(1)[0], amount=400_000)


def cut_by_somebody(m):
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, "LAYAK", amount_received=550_000)


def over(m):
    m.pay(m.family(1)[0], amount=900_000)


def nothing_received(m):
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, "LAYAK", received="TIDAK")


def husband_at_the_bank_wife_at_the_post(m):
    people = m.family(1, members=2)
    m.pay(people[0])
    m.pay(people[1], payer="POS")


def twice_by_the_bank(m):
    people = m.family(1, members=2)
    m.pay(people[0])
    m.pay(people[1])


def wife_on_two_cards(m):
    first = m.family(1, members=2)
    second = m.person(11, 2, desil=2, sex="P")
    m.person(29, 2, desil=2, relationship="ANAK")
    m.pay(first[0])
    m.pay(second, payer="POS")


def damaged_nik(m):
    m.pay(m.family(1)[0], nik=None, nik_status="ROUNDED", nik_raw="1671080507859000")


def temporary_nik(m):
    m.pay(m.family(1)[0], nik="0167108100200001", nik_status="TEMPORARY")


def other_nik(m):
    head = m.family(1)[0]
    m.pay(head, nik=m.nik(444))


def one_nik_two_names(m):
    head, other = m.family(1)[0], m.family(2)[0]
    m.pay(head, name="BUDI SANTOSO")
    m.pay(other, nik=m.nik(10), name="SITI KHADIJAH", band="MATCH", verdict_nik="≠")


def wrong_birth_date(m):
    m.pay(m.person(10, 1, desil=2, birth_date="1980-03-17", nik=m.nik(10, born="1979-08-02")))


def in_process(m):
    m.pay(m.family(1)[0], state="IN_PROCESS")


def unknown_state(m):
    m.pay(m.family(1)[0], state="UNKNOWN")


def grey_pair(m):
    m.pay(m.family(1)[0], band="REVIEW")


def no_registry_for_the_area(m):
    m.pay(None, village_code="1671161001", no_kk=m.kk(1))


PLANTED = {
    above_the_ceiling: ("IE-TL", "SEMBAKO-LAYAK-2025"),
    no_longer_active: ("IE-TL", "SEMBAKO-LAYAK-2025"),
    dead_alone: ("IE-MD", "MENINGGAL-01"),
    dead_alone_no_date: ("IE-MD", "MENINGGAL-01"),
    dead_alone_by_survey: ("IE-MD", "MENINGGAL-01"),
    dead_payee_with_family: ("PB-GP", "PENGURUS-01"),
    dead_payee_by_registry: ("PB-GP", "PENGURUS-01"),
    excluded_job_of_a_child: ("IE-PK", "SEMBAKO-PEKERJAAN"),
    excluded_job_by_survey: ("IE-PK", "SEMBAKO-PEKERJAAN"),
    in_no_registry: ("IE-TR", "TERDAFTAR-01"),
    village_fund_in_a_kelurahan: ("IE-WL", "BLT-DD-WILAYAH"),
    well_off: ("IE-SV", "SURVEI-01"),
    never_paid: ("EE-BB", "SEMBAKO-LAYAK-2025"),
    poor_and_unregistered: ("EE-TD", "USULAN-01"),
    bank_failed: ("EE-RK", "SEMBAKO-LAYAK-2025"),
    excluded_without_a_ground: ("EE-RK", "SEMBAKO-LAYAK-2025"),
    rupiah_zero: ("EE-RK", "SEMBAKO-LAYAK-2025"),
    short: ("PB-KR", "SEMBAKO-NILAI"),
    cut_by_somebody: ("PB-KR", "TERIMA-01"),
    over: ("PB-LB", "SEMBAKO-NILAI"),
    nothing_received: ("PB-TS", "TERIMA-01"),
    husband_at_the_bank_wife_at_the_post: ("GD-PY", "GANDA-01"),
    twice_by_the_bank: ("GD-KK", "GANDA-02"),
    wife_on_two_cards: ("GD-KP", "GANDA-03"),
    damaged_nik: ("ID-NR", "NIK-RUSAK"),
    temporary_nik: ("ID-NS", "NIK-SEMENTARA"),
    other_nik: ("ID-NB", "NIK-BEDA"),
    one_nik_two_names: ("ID-BD", "NIK-DUA-NAMA"),
    wrong_birth_date: ("ID-TJ", "NIK-TANGGAL"),
    in_process: ("BD-00", "CAKUPAN-03"),
    unknown_state: ("BD-00", "CAKUPAN-03"),
    grey_pair: ("BD-00", "CAKUPAN-04"),
    no_registry_for_the_area: ("BD-00", "CAKUPAN-02"),
}
"""Scenario → the kind it must make, and the rule the case must name."""


def paid_wife(m):
    people = m.family(1, members=2)
    m.pay(people[1])


def failed_then_post(m):
    head = m.family(1)[0]
    m.pay(head, state="FAILED_ACCOUNT")
    m.pay(head, payer="POS")


def parts(m):
    head = m.family(1)[0]
    m.pay(head, amount=200_000)
    m.pay(head, payer="POS", amount=400_000)


def month_by_month(m):
    m.pay(m.family(1)[0], amount=200_000, period_from="2025-05", period_to="2025-05")


def survey_knows_nothing(m):
    results = ("TIDAK_DITEMUKAN", "MENOLAK", "PINDAH", "GANDA", "BELUM_DIDATA", "UNKNOWN", "DITEMUI", "TIDAK_LAYAK_LAIN")
    for number, result in enumerate(results, 1):
        head = m.family(number)[0]
        m.pay(head)
        m.visit(head, result)


def death_after_the_closing(m):
    m.pay(m.family(1, deceased=False, deceased_on="2025-05-10")[0])


def high_desil_and_refused(m):
    m.pay(m.family(1, desil=9)[0], state="FAILED_ACCOUNT")


def known_ground(m):
    m.pay(m.family(1)[0], state="EXCLUDED", amount=0, exclusion_ground="PEKERJAAN")


def unknown_desil(m):
    m.family(1, desil=None)


def head_dead_widow_paid(m):
    m.person(10, 1, desil=2, deceased=True)
    m.pay(m.person(11, 1, desil=2, relationship="PASANGAN", sex="P"))


def payee_known_by_the_card_only(m):
    m.family(1)
    m.pay(None, no_kk=m.kk(1))


def swapped_day_and_month(m):
    m.pay(m.person(10, 1, desil=2, birth_date="1980-03-07", nik=m.nik(10, born="1980-07-03")))


def visit_before_the_payment(m):
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-06-20")
    m.visit(head, "LAYAK", received="TIDAK", visited_on="2025-05-20")


def corrected_form(m):
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, "TIDAK_LAYAK_MAMPU", visited_on="2025-05-02")
    m.visit(head, "LAYAK", visited_on="2025-05-09", amount_received=600_000)


def poor_by_the_field_and_paid_once(m):
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, "LAYAK")


HARMLESS = (
    paid_wife,
    failed_then_post,
    parts,
    month_by_month,
    survey_knows_nothing,
    death_after_the_closing,
    high_desil_and_refused,
    known_ground,
    unknown_desil,
    head_dead_widow_paid,
    payee_known_by_the_card_only,
    swapped_day_and_month,
    visit_before_the_payment,
    corrected_form,
    poor_by_the_field_and_paid_once,
)
"""Scenarios that look wrong and are not."""


def full_month(period: str = "2025-05"):
    """All scenarios in one month, ten families each; and which card belongs to which scenario."""
    m = month(period)
    owner = {}
    for at, plant in enumerate((*PLANTED, *HARMLESS), 10):
        m.base = at * 10
        plant(m)
        owner |= {b.kk(at * 10 + i): plant.__name__ for i in range(10)}
    return m, owner
