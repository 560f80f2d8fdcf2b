"""Every kind of pair of DOMAIN §6.1 through the whole engine, with the evidence such a pair would really have."""

import datetime as dt

import numpy as np
import pytest

from pipeline.link import dates
from pipeline.link.params import FieldKind, FieldSpec
from pipeline.link.people import link_people
from pipeline.link.prepare import Stacked
from tests.unit.link.builders import background, nik, payees, people

BORN, HOME, KK = dt.date(1978, 5, 17), "1671081006", "1671081503129777"
NUMBER = nik(BORN, "P", 9345)


def linked(registry, payee, *, others=()):
    """Bands of the payee's pairs by registry id, among ordinary people."""
    town = background()
    left = people([*town, *registry])
    right = people([*payees(town), *others, {"record_id": "payee", **payee}])
    pairs = link_people(left, right, mode="many_to_one").pairs
    return dict(pairs.filter(pairs["right_id"] == "payee").select("left_id", "band").rows())


def person(**more):
    return {
        "record_id": "one",
        "nik": NUMBER,
        "no_kk": KK,
        "birth_date": BORN,
        "village_code": HOME,
        "rt": "007",
        "rw": "003",
        "sex": "P",
        **more,
    }


VARIANTS = [
    ("SOEHARTINI", "SUHARTINI"), ("DJUMIATI", "JUMIATI"), ("TJAHJANINGSIH", "CAHYANINGSIH"), ("JUSNIAR", "YUSNIAR"), ("ACHMADIAH",
    "AHMADIAH"),
    ("CHAIRUNNISA", "KHAIRUNISA"), ("SITI AMINAH", "ST. AMINAH"), ("SRI WAHYUNI", "SRIWAHYUNI"), ("NUR HAYATI", "NURHAYATI"),
    ("FATIMAH", "PATIMAH"),
    ("HJ. SITI AMINAH, S.PD", "SITI AMINAH"), ("NYIMAS SITI ZUBAIDAH", "SITI ZUBAIDAH"), ("SUPARMI", "SUPARMI BINTI KASAN"),
    ("SITI NUR AMINAH", "NUR AMINAH SITI"),
    ("SITI NUR AMINAH", "NUR AMINAH"), ("MUHAMMAD AMIN", "M. AMIN"), ("KGS. MUHAMMAD AMIN", "KIAGUS MUHD AMIN"), ("ABDUL RAHMAN",
    "ABDURRAHMAN"),
    ("SUHARTO", "SOEHARTO"), ("DJOKO SUSILO", "JOKO SUSILO"), ("TJAHJONO", "CAHYONO"), ("JUSUF", "YUSUF"), ("NJOMAN SARI", "NYOMAN SARI"),
    ("SJAMSUL BAHRI", "SYAMSUL BAHRI"), ("CHAIRUL ANWAR", "KHAIRUL ANWAR"), ("NOER AINI", "NUR AINI"), ("ABDULLAH", "ABDULAH"),
    ("SYAIFUL ANWAR", "SAIFUL ANWAR"), ("YUSUP", "JUSUP"), ("ZAINAL ABIDIN", "JAINAL ABIDIN"), ("ABD. RACHMAN", "ABDUL RAHMAN"),
    ("A. YANI", "AHMAD YANI"), ("SITTI RAHMA", "SITI RAHMA"), ("NURUL HIDAYAH", "NUR HIDAYAH"), ("SY. FATIMAH", "SYARIFAH FATIMAH"),
    ("R. SOEKARNO", "RADEN SUKARNO"), ("SITIAMINAH", "SITI AMINAH"), ("ABDULRAHMAN SALEH", "ABDUL RAHMAN SALEH"),
    ("DRS. H. HASAN BASRI, M.SI", "HASAN BASRI"), ("ALM. KASIM", "KASIM"), ("KH. ZAINUDDIN", "ZAINUDIN"), ("UST. HAMZAH", "HAMZAH"),
    ("RADEN AYU SITI KOMALA", "SITI KOMALA"), ("MGS. MUHAMMAD ALI", "MASAGUS M. ALI"), ("MSY. HALIMAH", "MASAYU HALIMAH"),
    ("KMS. ANWAR", "KEMAS ANWAR"), ("NYS. ROHANI", "NYIMAS ROHANI"), ("NYA. CIK UNA", "NYAYU CIK UNA"), ("KI AGUS SALIM", "KGS. SALIM"),
    ("SITI (IBU RT)", "SITI"), ("HERMAN ALIAS KECIK", "HERMAN"), ("ROSMALA DEWI @ MALA", "ROSMALA DEWI"), ("SUMARNI BT. KASAN", "SUMARNI"),
    ("RAHMMAT HIDAYAT", "RAHMAT HIDAYAT"), ("NU'MAN", "NUMAN"), ("RIDHO SAPUTRA", "RIDO SAPUTRA"), ("THOHIR", "TOHIR"), ("AYIE", "AYI"),
    ("FADILAH", "FADILLA"), ("N0VITA SARI", "NOVITA SARI"), ("MUHAMMAD DARMAWAN ADI KESUMA", "MUHAMMAD DARMAWAN AD"),
    *((f"{word} YASIR", "MUHAMMAD YASIR") for word in (
        "MUHAMAD", "MOHAMMAD", "MOHAMAD", "MOHAMMED", "MUHAMMED", "MOHAMED", "MOH", "MOCH", "MOCHAMAD", "MOCHAMMAD", "MUH", "MOHD", "MD",
        "M.", "MHD.", "MUCHAMAD", "MUCHAMMAD",
    )),
    ("YANTI", "IANTI"), ("RIZKY AMALIA", "RISKI AMALIA"), ("MA'RUFAH", "MARUFAH"), ("MASNI SUMARNI PUSPITASARI", "MASNI SUMARNI PUSPIT"),
    ("TGK. ISMAIL", "ISMAIL"), ("PROF. DR. HASNAH", "HASNAH"), ("IR. SOFYAN", "SOFYAN"), ("DRA. ROHANA", "ROHANA"),
    ("DR. YUSNI", "YUSNI"), ("BPK. SLAMET", "SLAMET"), ("IBU SUMARNI", "SUMARNI"), ("SDR. RUSLAN", "RUSLAN"),
    ("ALMH. ZAITUN", "ZAITUN"), ("SITI RAHMA, S.KOM", "SITI RAHMA"), ("DEWI SARTIKA A.MD", "DEWI SARTIKA"), ("BUDIMAN SE", "BUDIMAN"),
    ("AHMAD FAUZI, SH", "AHMAD FAUZI"), ("SITI MARYAM S.PD.I", "SITI MARYAM"), ("R.M. SUDIBYO", "RADEN MAS SUDIBYO"),
    ("R.A. KARTIKA", "RADEN AYU KARTIKA"), ("NYI. ROHAYA", "NYIMAS ROHAYA"), ("NY. ROHAYA", "NYAYU ROHAYA"), ("MGS ALI", "ALI"),
    ("KEMAS ANWAR", "ANWAR"), ("SUKIMAN ALS KIMAN", "SUKIMAN"), ("SUKIMAN AL KIMAN", "SUKIMAN"), ("HALIMAH A/N SITI", "HALIMAH"),
    ("AMIR BIN HASAN", "AMIR"), ("ROSIDA BINTI ALI", "ROSIDA"), ("ROSIDA BT ALI", "ROSIDA"), ("AMIR B. HASAN", "AMIR"),
    ("RIZKI", "RISKI"), ("RIZKI", "RIZKY"), ("I. SUMARNI", "IBU SUMARNI"), ("ABD. RAHMAN", "ABDURAHMAN"),
    ("ABDUL RACHMAN", "ABDURRAHMAN"), ("NOER HAYATI", "NURUL HAYATI"), ("EFENDI", "EFFENDI"), ("NOVI", "NOPI"),
    ("EVI YANTI", "EPI YANTI"), ("ZUBAIDAH", "JUBAIDAH"), ("SUBIDAH", "ZUBIDAH"), ("RAMADLAN", "RAMADHAN"), ("RAMADAN", "RAMADHAN"),
    ("FATHONAH", "FATONAH"), ("KHASANAH", "HASANAH"), ("CHASANAH", "HASANAH"), ("KHOLIFAH", "KOLIFAH"), ("AISYIYAH", "AISIYAH"),
    ("MARDHIYAH", "MARDIYA"), ("RÉNI", "RENI"), ("SUSI..", "SUSI"), ("SUSI  SUSANTI.", "SUSI SUSANTI"), ("MA`RUF", "MARUF"),
    ("MA’RUF", "MARUF"), ("JUN4IDI", "JUNAIDI"), ("5ITI AMINAH", "SITI AMINAH"), ("TJOKRO", "COKRO"), ("SOEDJONO", "SUJONO"),
    ("DJAELANI", "JAELANI"), ("M SALEH", "MUHAMMAD SALEH"), ("MUH. NUR", "MUHAMMAD NUR"),
    ("SITI NURHALIZA BINTI TARUDIN", "SITI NURHALIZA"), ("NUR AMINAH SITI", "SITI NUR AMINAH"),
    ("RADEN AYU SULASTRI WAHYUNI MAHMUDAH", "RADEN AYU SULASTRI WAH"),
    ("ACHMAD", "AHMAD"), ("YUSUF", "YUSUP"), ("A. RAHMAN", "ABDUL RAHMAN"), ("A. SARI", "ANI SARI"), ("DRG. MELIANA", "MELIANA"),
    ("BUDIMAN, S.E.", "BUDIMAN"), ("HAJI", "HAJI"), ("H. SANUSI", "HASAN SANUSI"), ("Siti Aminah", "SITI AMINAH"),
    ("KIAGUS K. S.", "KIAGUS KARIM SALEH"), ("KIAGUS K. S.", "KARIM SALEH"), ("M. A.", "MUHAMMAD AMIN"), ("NUR AMINAH", "NUR AMINAH SITI"),
    ("MOH. YANI", "MOH YAI"), ("ZAHRA", "JAHRA"), ("ZAHRA", "SAHRA"),
]  # fmt: skip


def _all_at_once(evidence):
    """Every variant as a person of its own, linked in one go: which of them found their payee."""
    listed, paid = [], []
    for k, (one, two) in enumerate(VARIANTS):
        born = dt.date(1950 + k % 50, 1 + k % 12, 1 + k % 28)
        number = nik(born, "P", 9500 + k)
        row = {"nik": number, "birth_date": born, "village_code": HOME, "rt": f"{k:03d}", "no_kk": f"1671081503129{k:03d}", "sex": "P"}
        listed.append({**row, "record_id": f"v{k:03d}", "name": one})
        paid.append({"record_id": f"w{k:03d}", "name": two, **{c: row[c] for c in evidence}})
    town = background()
    pairs = link_people(people([*town, *listed]), people([*payees(town), *paid]), mode="many_to_one").pairs
    return {r[1:]: band for left, r, band in pairs.select("left_id", "right_id", "band").rows() if left[0] == "v" and left[1:] == r[1:]}


@pytest.fixture(scope="module")
def by_birth_date():
    return _all_at_once(("birth_date", "village_code", "rt"))


@pytest.fixture(scope="module")
def by_nik():
    return _all_at_once(("nik",))


@pytest.mark.parametrize("k", range(len(VARIANTS)), ids=[f"{a}|{b}" for a, b in VARIANTS])
def test_variants_match_with_the_same_birth_date_and_kelurahan(by_birth_date, k):
    assert by_birth_date.get(f"{k:03d}") == "MATCH"


@pytest.mark.parametrize(("born", "band"), [(BORN, "MATCH"), (None, "REVIEW")])
def test_a_slip_in_a_name_of_three_letters_needs_more_than_the_nik(born, band):
    """YAI for YANI: near enough beside the same birth date, but brothers are called ANI and ADI, and one uses the other's NIK."""
    assert linked([person(name="YANI", birth_date=born)], {"name": "YAI", "nik": NUMBER, "birth_date": born}) == {"one": band}


def test_initials_of_another_name_and_one_initial_are_nobody():
    listed = [person(name="KARIM SALEH", nik=None)]
    payee = {"birth_date": BORN, "village_code": HOME, "rt": "007"}
    assert linked(listed, payee | {"name": "K. S."}) == {"one": "MATCH"}
    assert "MATCH" not in linked(listed, payee | {"name": "K. T."}).values()
    assert "MATCH" not in linked([person(name="KARIM", nik=None)], payee | {"name": "K."}).values()


@pytest.mark.parametrize(
    ("papers", "band"), [({}, "MATCH"), ({"no_kk": KK}, "MATCH"), ({"nik": NUMBER}, "MATCH"), ({"birth_date": BORN}, "MATCH")]
)
def test_a_rare_name_of_the_village_with_another_nik_and_another_card_is_for_review_at_most(papers, band):
    """The one fact that is `papers` makes it a match again, beside the other paper that differs."""
    listed = [person(name="ZULKARNAINI BAHRUDDIN SYAHPUTRA", address="LR BIDARA 14", sex="L", birth_date=BORN)]
    door = {
        "name": "ZULKARNAINI BAHRUDDIN SYAHPUTRA",
        "address": "LR BIDARA 14",
        "village_code": HOME,
        "rt": "007",
        "rw": "003",
        "sex": "L",
    }
    other = {"nik": nik(dt.date(1960, 1, 2), "L", 9871), "no_kk": "1671080909199555"}
    found = linked(listed, {**door, **other, **papers})
    assert found == {"one": band} if papers else "MATCH" not in found.values()


def test_initials_alone_match_nobody():
    assert "MATCH" not in linked([person(name="KARIM SALEH")], {"name": "K. S.", "village_code": HOME, "rt": "007"}).values()


@pytest.mark.parametrize(("zeros", "name", "band"), [(3, "SITI ZUBAIDAH", "MATCH"), (4, "SITI ZUBAIDAH", "MATCH"), (3, "HERMANSYAH", None)])
def test_a_nik_that_a_spreadsheet_cut_is_compared_up_to_its_zeros(zeros, name, band):
    payee = {"name": name, "nik": NUMBER[: 16 - zeros] + "0" * zeros, "village_code": HOME, "rt": "007"}
    found = linked([person(name="SITI ZUBAIDAH")], payee)
    assert found == {"one": "MATCH"} if band else "MATCH" not in found.values()


def test_two_whole_niks_that_end_in_zeros_are_the_same_number():
    number = nik(BORN, "P", 9000)
    assert linked([person(name="SITI ZUBAIDAH", nik=number)], {"name": "S. ZUBAIDAH", "nik": number}) == {"one": "MATCH"}


@pytest.mark.parametrize("k", range(len(VARIANTS)), ids=[f"{a}|{b}" for a, b in VARIANTS])
def test_variants_match_with_the_same_nik(by_nik, k):
    assert by_nik.get(f"{k:03d}") == "MATCH"


def test_the_same_nik_without_a_name_is_a_match():
    assert linked([person(name="SITI ZUBAIDAH")], {"nik": NUMBER}) == {"one": "MATCH"}


def test_the_same_nik_with_another_name_is_for_review():
    assert linked([person(name="SITI ZUBAIDAH")], {"nik": NUMBER, "name": "HERMANSYAH"}) == {"one": "REVIEW"}


@pytest.mark.parametrize(("rt", "band"), [("007", "MATCH"), ("001", "REVIEW")])
def test_the_same_nik_with_one_word_shared_is_a_match_at_the_same_door_only(rt, band):
    listed = person(name="NUR SARI", address="JL. MELATI 5", rt="007", rw="002", birth_date=None)
    payee = {"nik": NUMBER, "name": "NTR SARI", "address": "JL. MELATI 5", "rt": rt, "rw": "002", "village_code": HOME}
    assert linked([listed], payee) == {"one": band}


def test_fifteen_known_digits_with_name_and_birth_date_match():
    payee = {"name": "SITI ZUBAIDAH", "nik_known": NUMBER[:15], "birth_date": BORN, "village_code": HOME}
    assert linked([person(name="SITI ZUBAIDAH")], payee) == {"one": "MATCH"}


def test_a_whole_nik_says_the_birth_date_to_a_row_whose_damaged_one_no_longer_does():
    """`1,67108E+15` beside a birth date, against a whole NIK without one and an old card."""
    listed = person(name="SITI ZUBAIDAH", nik=None, nik_known="16710")
    payee = {"name": "SITI ZUBAIDAH", "nik": NUMBER, "no_kk": "1671081503129001", "village_code": HOME}
    assert linked([listed], payee) == {"one": "MATCH"}


@pytest.mark.parametrize(("known", "level"), [("16710", dates.SAME), (NUMBER[:8], dates.MISSING), (NUMBER[:15], dates.MISSING)])
def test_the_birth_date_of_a_nik_counts_once(known, level):
    stack = Stacked(people([person(nik=None, nik_known=known)]), people([{"record_id": "payee", "nik": NUMBER}]))
    levels, _ = stack.comparison(FieldSpec("birth_date", FieldKind.DATE)).levels(np.array([0]), np.array([1]))
    assert levels.tolist() == [level]


def test_fifteen_known_digits_with_another_name_never_match():
    assert "MATCH" not in linked([person(name="SITI ZUBAIDAH")], {"name": "HERMANSYAH", "nik_known": NUMBER[:15]}).values()


def test_day_and_month_exchanged_still_match():
    swapped = {"name": "SITI ZUBAIDAH", "birth_date": dt.date(1978, 8, 5), "village_code": HOME, "rt": "007", "no_kk": KK}
    assert linked([person(name="SITI ZUBAIDAH", birth_date=dt.date(1978, 5, 8))], swapped) == {"one": "MATCH"}


def test_twins_of_one_card_are_not_exchanged():
    twins = [
        person(record_id="hasan", name="HASAN", nik=nik(BORN, "L", 9011), sex="L"),
        person(record_id="husen", name="HUSEN", nik=nik(BORN, "L", 9012), sex="L"),
    ]
    assert linked(twins, {"name": "HUSEN", "nik": nik(BORN, "L", 9012), "no_kk": KK, "birth_date": BORN}) == {"husen": "MATCH"}


def test_a_twin_who_is_not_listed_is_no_match_of_the_other():
    listed = [person(record_id="hasan", name="HASAN", nik=nik(BORN, "L", 9011), sex="L")]
    payee = {"name": "HUSEN", "nik": nik(BORN, "L", 9012), "no_kk": KK, "birth_date": BORN, "village_code": HOME}
    assert "MATCH" not in linked(listed, payee).values()


def test_father_and_son_of_one_name_stay_apart():
    father = person(record_id="father", name="SUPRIYADI", birth_date=dt.date(1955, 3, 2), nik=nik(dt.date(1955, 3, 2), "L", 9100), sex="L")
    payee = {"name": "SUPRIYADI", "birth_date": dt.date(1984, 9, 21), "village_code": HOME, "rt": "007", "no_kk": KK}
    assert "MATCH" not in linked([father], payee).values()


def test_sisters_one_letter_apart_stay_apart():
    sister = person(name="NUR AINI", birth_date=dt.date(2001, 1, 4), nik=nik(dt.date(2001, 1, 4), "P", 9101))
    payee = {
        "name": "NUR AINA",
        "birth_date": dt.date(2004, 6, 9),
        "nik": nik(dt.date(2004, 6, 9), "P", 9102),
        "no_kk": KK,
        "village_code": HOME,
    }
    assert "MATCH" not in linked([sister], payee).values()


@pytest.mark.parametrize("name", ["SITI AISYAH", "SUPRIYADI"])
def test_namesakes_of_two_kelurahan_need_another_field(name):
    payee = {"name": name, "village_code": "1671081001", "rt": "011"}
    assert "MATCH" not in linked([person(name=name)], payee).values()


def test_half_a_name_needs_another_field():
    assert "MATCH" not in linked([person(name="SITI AMINAH")], {"name": "SITI", "village_code": HOME}).values()


def test_dwi_is_not_dewi():
    payee = {"name": "DEWI", "village_code": HOME, "no_kk": KK}
    assert "MATCH" not in linked([person(name="DWI")], payee).values()


def test_two_equally_good_persons_are_both_for_review():
    two = [
        person(record_id="first", nik=None, name="SITI AMINAH", no_kk=None),
        person(record_id="second", nik=None, name="SITI AMINAH", no_kk=None),
    ]
    found = linked(two, {"name": "SITI AMINAH", "birth_date": BORN, "village_code": HOME})
    assert found == {"first": "REVIEW", "second": "REVIEW"}


@pytest.mark.parametrize("name", ["SITI ZUBADIAH", "STI ZUBAIDAH", "SITI ZUBAIDA", "SITI ZUBAEDAH", "ZUBAIDAH", "SITI Z"])
def test_the_same_nik_with_a_slip_in_the_name_needs_nothing_else(name):
    assert linked([person(name="SITI ZUBAIDAH")], {"nik": NUMBER, "name": name}) == {"one": "MATCH"}


def test_a_neighbouring_serial_is_another_person():
    stranger = {"nik": nik(BORN, "P", 9346), "name": "MARTINA LUMBAN", "birth_date": BORN, "village_code": HOME}
    assert "MATCH" not in linked([person(name="SITI ZUBAIDAH")], stranger).values()


def test_a_daughter_paid_under_her_mothers_nik_is_for_a_person_to_decide():
    born = dt.date(2003, 2, 11)
    family = [person(name="SITI ZUBAIDAH"), person(record_id="girl", name="RATNA DUMILAH", birth_date=born, nik=nik(born, "P", 9777))]
    found = linked(family, {"name": "RATNA DUMILAH", "nik": NUMBER, "no_kk": KK})
    assert "MATCH" not in found.values()
    assert found


def test_a_payee_whose_nik_stands_in_the_kk_column_is_the_namesake_with_those_digits() -> None:
    """Of a swapped row the digits in its KK cell are compared, all but the last (`nik_known`)."""
    namesakes = [{**person(name="SITI ZUBAIDAH", nik=number), "record_id": number} for number in ("1671084508789015", "1671086203919022")]
    payee = {"name": "SITI ZUBAIDAH", "village_code": HOME}
    assert "MATCH" not in linked([dict(one) for one in namesakes], payee).values(), "by name alone nobody can tell"
    found = linked([dict(one) for one in namesakes], {**payee, "nik_known": "167108620391902"})
    assert found == {"1671086203919022": "MATCH"}
