"""From a record (person, payment or visit) to the cells of a layout: one function a field, styles of dates, money, RT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from pipeline.synth.model import Calendar, Family, Pay, Person, Visit
    from pipeline.synth.noise import View
    from pipeline.synth.sheets import Cell

MONTH_NAMES = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
ROMAN = ("I", "II", "III", "IV")
RELATION_BPS = {"KEPALA": "1", "PASANGAN": "2", "ANAK": "3", "MENANTU": "4", "CUCU": "5", "ORANG_TUA": "6", "FAMILI_LAIN": "8"}
RELATION_WORDS = {
    "KEPALA": "KEPALA KELUARGA",
    "ANAK": "ANAK",
    "MENANTU": "MENANTU",
    "CUCU": "CUCU",
    "ORANG_TUA": "ORANG TUA",
    "FAMILI_LAIN": "FAMILI LAIN",
}


@dataclass(frozen=True)
class Style:
    """How a layout writes values."""

    date: str = "dmy"  # dmy 31/01/2000 | iso | cell (a date cell) | words 31 Januari 2000 | dashes 31-01-2000
    money: str = "dots"  # dots 600.000 | rp Rp 600.000 | cents Rp 600.000,00 | number | comma Rp600.000,-
    sex: str = "letter"  # letter L/P | code 1/2 | word
    code: str = "plain"  # plain | dotted | bps
    period: str = "stage"  # stage Tahap 2 Tahun 2025 | roman TW II 2025 | months Periode Apr-Jun 2025
    rt: str = "mixed"  # mixed | three


@dataclass(frozen=True)
class Record:
    """What one line is about."""

    key: str
    family: Family
    person: Person
    view: View
    calendar: Calendar
    pay: Pay | None = None
    visit: Visit | None = None
    substitute: Person | None = None
    visit_word: str = ""

    @property
    def payment(self) -> Pay:
        """The payment of a pay line."""
        assert self.pay is not None  # noqa: S101
        return self.pay

    @property
    def visited(self) -> Visit:
        """The visit of a survey line."""
        assert self.visit is not None  # noqa: S101
        return self.visit


Field = Callable[[Record, Style], "Cell"]


def day(value: dt.date | None, style: Style) -> Cell:
    """A date in the layout's style; nothing for no date."""
    if value is None:
        return ""
    match style.date:
        case "iso":
            return value.isoformat()
        case "cell":
            return value
        case "words":
            return f"{value.day} {MONTH_NAMES[value.month - 1]} {value.year}"
        case "dashes":
            return f"{value:%d-%m-%Y}"
    return f"{value:%d/%m/%Y}"


def money(value: int | None, style: Style) -> Cell:
    """Rupiah in the layout's style."""
    if value is None:
        return ""
    dotted = f"{value:,}".replace(",", ".")
    if style.money == "cents":
        return f"Rp {dotted},00"
    if style.money == "number":
        return value
    return {"rp": f"Rp {dotted}", "comma": f"Rp{dotted},-"}.get(style.money, dotted)


def period(first: str, last: str, style: Style) -> str:
    """The months a payment covers, in words of the layout."""
    year, a, b = int(first[:4]), int(first[5:]), int(last[5:])
    if b - a == 2 and a % 3 == 1:
        stage = (a - 1) // 3
        return {
            "roman": f"TW {ROMAN[stage]} {year}",
            "months": f"Periode {MONTH_NAMES[a - 1][:3]}-{MONTH_NAMES[b - 1][:3]} {year}",
        }.get(style.period, f"Tahap {stage + 1} Tahun {year}")
    if a == b:
        return f"{MONTH_NAMES[a - 1]} {year}"
    return f"{MONTH_NAMES[a - 1]}-{MONTH_NAMES[b - 1]} {year}"


def small_number(value: int, record: Record, style: Style) -> str:
    """RT or RW: 3, 03 or 003 as the writer pleases."""
    if style.rt == "three":
        return f"{value:03d}"
    return (str(value), f"{value:02d}", f"{value:03d}")[record.view.drift % 3]


def code(record: Record, style: Style) -> str:
    """The village code in the layout's system."""
    village = record.view.village
    return {"dotted": village.dotted, "bps": village.bps}.get(style.code, village.code)


def relation_words(record: Record) -> str:
    """Relation to the head in words: SUAMI or ISTRI by sex."""
    if record.person.relationship == "PASANGAN":
        return "ISTRI" if record.person.sex == "P" else "SUAMI"
    return RELATION_WORDS[record.person.relationship]


def sex(value: str, style: Style) -> str:
    """L/P, 1/2 or the words."""
    man = value == "L"
    return {"code": "1" if man else "2", "letter": value}.get(style.sex, "LAKI-LAKI" if man else "PEREMPUAN")


def _death_word(r: Record) -> str:
    return "MENINGGAL DUNIA" if r.person.death_known_by == "registry" else ""


FIELDS: dict[str, Field] = {
    "nik": lambda r, _: r.view.nik.cell,
    "kk": lambda r, _: r.view.kk.cell,
    "name": lambda r, _: r.payment.strange_name if r.pay and r.pay.strange_name else r.view.name,
    "sex": lambda r, s: sex(r.view.sex, s),
    "born": lambda r, s: day(r.view.born, s),
    "birth_place": lambda r, _: r.person.birth_place,
    "mother": lambda r, _: r.person.mother,
    "address": lambda r, _: r.family.address,
    "rt": lambda r, s: small_number(r.family.rt, r, s),
    "rw": lambda r, s: small_number(r.family.rw, r, s),
    "village": lambda r, _: r.view.village_text,
    "code": code,
    "district": lambda r, _: r.view.village.district,
    "regency": lambda _r, _s: "KOTA PALEMBANG",
    "province": lambda _r, _s: "SUMATERA SELATAN",
    "relation_code": lambda r, _: RELATION_BPS[r.person.relationship],
    "relation": lambda r, _: relation_words(r),
    "job": lambda r, _: r.person.occupation,
    "at_school": lambda r, _: "Masih Sekolah" if r.person.school != "TIDAK" else "Tidak Bersekolah Lagi",
    "school": lambda r, _: r.person.school if r.person.school != "TIDAK" else "",
    "disability": lambda r, _: "DISABILITAS BERAT" if r.person.disabled else "",
    "desil": lambda r, _: str(r.family.desil),
    "desil_number": lambda r, _: r.family.desil,
    "inactive": lambda r, _: "YA" if r.family.status == "NONAKTIF" else "TIDAK",
    "deleted": lambda r, _: "YA" if r.family.status == "DIHAPUS" else "TIDAK",
    "death": lambda r, _: _death_word(r),
    "died_on": lambda r, s: day(r.person.died_on if r.person.death_known_by == "registry" else None, s),
    "matched": lambda _r, _s: "PADAN",
    "idsemesta": lambda r, _: f"SINTETIS-{900_000_000 + r.person.pid}",
    "family_key": lambda r, _: f"SK{9_000_000 + r.family.fid}",
    "members": lambda r, _: len(r.family.members),
    "head_name": lambda r, _: r.family.head.name,
    "programme": lambda r, _: r.payment.programme,
    "period": lambda r, s: period(r.payment.first, r.payment.last, s),
    "year": lambda r, _: r.payment.first[:4],
    "amount": lambda r, s: money(r.payment.amount, s),
    "state": lambda r, _: r.payment.word,
    "card_state": lambda r, _: "Non Aktif" if r.payment.state == "EXCLUDED" else "Aktif",
    "card": lambda r, _: r.payment.card,
    "account": lambda r, _: "9999" + f"{r.payment.key:06d}" + "00007",
    "payer": lambda r, _: {"POS": "PT POS INDONESIA", "DESA": "KELURAHAN"}.get(r.payment.payer, f"BANK {r.payment.payer}"),
    "paid_on": lambda r, s: day(r.payment.paid_on, s),
    "reason": lambda r, _: "ALAMAT TIDAK DITEMUKAN" if r.payment.state == "RETURNED" else "",
    "component": lambda r, _: r.payment.component,
    "substitute": lambda r, _: r.substitute.name if r.substitute else "",
    "substitute_nik": lambda r, _: r.substitute.nik if r.substitute else "",
    "office": lambda _r, _s: "KPC SAKO 30961",
    "barcode": lambda r, _: f"DN-{r.payment.key:07d}",
    "visited_on": lambda r, s: day(r.visited.visited_on, s),
    "result": lambda r, _: r.visit_word,
    "survey_programme": lambda r, _: r.visited.programme,
    "received": lambda r, _: r.visited.received,
    "amount_received": lambda r, _: "" if r.visited.amount_received is None else str(r.visited.amount_received),
    "enumerator": lambda r, _: r.visited.enumerator,
    "told_death": lambda r, s: day(r.person.died_on if r.visited.tells_death_day else None, s),
    "submitted": lambda r, _: f"{r.visited.visited_on.isoformat()}T{8 + r.visited.key % 9:02d}:15:{r.visited.key % 60:02d}.000Z",
    "uuid": lambda r, _: f"sintetis-{r.visited.key:06d}",
    "form_id": lambda r, _: str(700_000 + r.visited.key),
    "province_code": lambda _r, _s: "16",
    "regency_code": lambda _r, _s: "16.71",
    "desil_province": lambda r, _: str(min(10, r.family.desil + 1)),
    "desil_regency": lambda r, _: str(max(1, r.family.desil - 1)),
    "zero": lambda _r, _s: "0",
    "one": lambda _r, _s: "1",
    "rt_rw": lambda r, _: f"{r.family.rt:03d}/{r.family.rw:03d}",
    "blank": lambda _r, _s: "",
}
"""Every field a layout may name."""
