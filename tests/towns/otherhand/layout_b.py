"""Layout set B: SIKS-NG BNBA workbook and verval sheet; its pay lists are in payers_b."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import rules
from .dirt import Channel, day, padded, rupiah, write_person
from .layout_common import blt_workbook, record_visit, write_pays, write_visits
from .model import Line
from .payers_b import write_bank, write_bsb, write_bulog, write_closing, write_last_stage
from .sheets import Book, place_name

if TYPE_CHECKING:
    from .model import Town, Visit
    from .sheets import Cell

REGISTRY = Channel(
    0.008,
    0.004,
    0.004,
    kk_missing=0,
    kk_old=0,
    name_variant=0.03,
    name_typo=0.02,
    name_short=0,
    dob_missing=0.01,
    suffix=0.004,
    sex_wrong=0.0015,
)
BANK = Channel(0.02, 0.012, 0.015, dob=False, cut=20, number_cells=True)
BSB = Channel(0.03, 0.01, 0.02, kk=False, cut=22)
BULOG = Channel(0.02, 0.01, 0.015, dob=False)
FUND = Channel(0.04, 0.01, 0.02, dob=False)
VERVAL = Channel(0.2, 0.01, 0.03, dob=False, kk_missing=0.05, name_variant=0.25, name_typo=0.08, name_short=0.12)
RESULTS = {
    "LAYAK": ("LAYAK", "Layak", "Eligible"),
    "MAMPU": ("TIDAK LAYAK (MAMPU)", "MAMPU"),
    "PEKERJAAN": ("TIDAK LAYAK (PNS/TNI/POLRI)", "ASN/TNI/POLRI"),
    "MENINGGAL_TUNGGAL": ("MD", "Meninggal Dunia"),
    "MENINGGAL_ADA": ("MD", "Meninggal Dunia"),
    "PINDAH": ("PD", "Pindah"),
    "TIDAK_DITEMUKAN": ("TT", "Tidak Ditemukan"),
    "GANDA": ("Ganda",),
    "MENOLAK": ("MM", "Menolak"),
    "KOSONG": ("",),
}
BNBA_HEAD = (
    "NO|IDSEMESTA|ID KELUARGA|NOKK|NIK|NAMA|HUBUNGAN\nKEPALA KELUARGA|TEMPAT LAHIR|TANGGAL LAHIR\n(31/01/2000)|"
    "JENIS KELAMIN|IBU KANDUNG|PEKERJAAN UTAMA|ALAMAT|RT|RW|KODE WILAYAH|KELURAHAN|KECAMATAN|DESIL NASIONAL|STATUS|"
    "TGL KEJADIAN"
)


def write_all(town: Town) -> None:
    """Write every file of set B and note where each row landed."""
    period = town.period
    _bnba(town)
    write_pays(town, {"MANDIRI": BANK, "BSB": BSB, "DESA": FUND, "BULOG": BULOG})
    write_closing(town)
    write_bank(town)
    write_bsb(town)
    write_last_stage(town)
    write_bulog(town)
    blt_workbook(town, f"{period}/desa/BLT DD {period}.xlsx")
    write_visits(town, VERVAL)
    _verval(town)


def _bnba(town: Town) -> None:
    rng = town.rng
    book = Book(town.raw, f"{town.period}/BNBA_SIKSNG_SAKO.xlsx")
    book.open("BNBA")
    head = BNBA_HEAD.split("|")
    book.heading("DATA SINTETIS - BNBA DTSEN SIKS-NG", len(head))
    book.heading(f"POSISI DATA {rules.MONTHS[town.period.month - 1].upper()} {town.period.year}", len(head))
    book.skip()
    book.write(head)
    order = [family for family in town.families if family.registered]
    rng.shuffle(order)
    number = 0
    channel = REGISTRY.louder(town.noise)
    for family in order:
        for person in family.members:
            number += 1
            written = write_person(rng, person, family.kk, channel, person.registry_force, town.numbers.taken, lonely=True)
            dead = person.dead or (person.died is not None)
            status = "MENINGGAL" if dead else ("AKTIF" if family.active else "NON AKTIF")
            cells: list[Cell] = [
                number,
                f"ids-{person.pid:07d}-{family.fid}",
                f"kel-{family.fid:06d}",
                family.kk,
                written.nik_text,
                written.name,
                {"KEPALA": "Kepala Keluarga", "ISTRI": "Istri", "ANAK": "Anak", "ORANG TUA": "Orang Tua"}[person.role]
                if person is not family.head
                else "Kepala Keluarga",
                person.birthplace,
                written.born if rng.random() < 0.85 else day(written.born, "slash"),
                written.sex,
                person.mother,
                person.job,
                family.address,
                padded(family.rt, 3),
                padded(family.rw, 3),
                family.village.kemendagri,
                place_name(rng, family.village.spellings[:3], drift=0.2),
                family.village.kecamatan,
                family.desil,
                status,
                day(person.died, "slash"),
            ]
            town.lines.append(Line("registry", book.write(cells), family, person, written))
    book.ghosts(300, len(head))
    book.close()


def _verval(town: Town) -> None:
    visits = list(town.visits)
    visits.sort(key=lambda visit: (visit.family.village.kemendagri, visit.day, visit.person.pid))
    book = Book(town.raw, f"{town.period}/verval/Rekap Verval {rules.MONTHS[town.period.month - 1]} {town.period.year}.xlsx")
    book.open("VERVAL")
    book.heading("DATA SINTETIS - LEMBAR VERIFIKASI DAN VALIDASI KPM", 16)
    book.heading("KECAMATAN SAKO", 16)
    book.skip()
    heads = (
        "NO",
        "NAMA KPM",
        "NIK KTP",
        "NKK",
        "ALAMAT",
        "RT",
        "RW",
        "KEL/DESA",
        "PROGRAM\nBANTUAN",
        "",
        "",
        "HASIL\nVERVAL",
        "JUMLAH DITERIMA",
        "TGL\nKUNJUNGAN",
        "PETUGAS",
        "KETERANGAN",
    )
    for column, head in enumerate(heads):
        if head:
            book.merged(column, column, head, rows=2)
    book.merged(9, 10, "KPM")
    book.row += 1
    book.merged(9, 9, "Ditemui")
    book.merged(10, 10, "Tidak Ditemui")
    book.row += 1
    for number, visit in enumerate(visits, 1):
        record_visit(town, visit, book.write(_verval_row(town, visit, number)))
    book.skip()
    book.write([None, "Keterangan: MD = Meninggal Dunia, PD = Pindah, TT = Tidak Ditemukan, MM = Menolak"])
    book.signature(11)
    book.close()


def _verval_row(town: Town, visit: Visit, number: int) -> list[Cell]:
    family, written, rng = visit.family, visit.written, town.rng
    absent = visit.result in ("TIDAK_DITEMUKAN", "PINDAH", "MENINGGAL_TUNGGAL")
    remark = visit.remark
    if visit.result == "MENINGGAL_ADA":
        remark = "ada ahli waris"
    tick = "" if visit.result == "KOSONG" else rng.choice(("v", "V", "√"))
    programme = {"SEMBAKO": rng.choice(("BPNT", "Sembako")), "PKH": "PKH", None: ""}[visit.programme]
    received = "" if visit.received is None else rupiah(visit.received, "dot")
    return [
        number,
        written.name,
        written.nik_text,
        written.kk_text,
        family.address,
        padded(family.rt, 2),
        padded(family.rw, 2),
        place_name(rng, family.village.spellings),
        programme,
        "" if absent else tick,
        tick if absent else "",
        rng.choice(RESULTS[visit.result]),
        received,
        day(visit.day, "words"),
        f"Petugas {number % 6 + 1}",
        remark,
    ]
