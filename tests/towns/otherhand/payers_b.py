"""The pay lists of layout set B: PKH closing, bank workbook after the BPK form, Bank Sumsel Babel CSV, Bulog rice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from . import rules
from .dirt import Channel, day, padded, rupiah, write_person
from .layout_common import record_pay
from .sheets import Book, Text, nik_cell, place_name

if TYPE_CHECKING:
    from .model import Pay, Town
    from .sheets import Cell

CLOSING_HEAD = (
    "NO.|NO. KK|NIK PENGURUS / ART|NAMA PENGURUS|KOMPONEN|DTSEN/DAPODIK JENJANG, SEKOLAH, KIP, MSG|DESA/KEL|KEC|"
    "KAB/KOTA|STATUS BANSOS|PERIODE|NOMINAL|BANK"
)
BANK_HEAD = (
    "NO|NIK|NO KK|NO REKENING|NAMA PENGURUS|LEMBAGA PENYALUR|KODE WILAYAH|PROVINSI|KABUPATEN/KOTA|KECAMATAN|"
    "KELURAHAN|ALAMAT|RT|RW|JENIS BANSOS|PERIODE SALUR|NOMINAL|TGL TRANSAKSI|KETERANGAN STATUS"
)
BSB_HEAD = (
    "NO|CABANG|NO_REKENING|NAMA_PEMILIK_REKENING|NIK KPM|TGL_LAHIR|ALAMAT|RT|RW|KELURAHAN|KECAMATAN|PROGRAM|PERIODE|NOMINAL|TGL_TRX|STATUS"
)
LAST_HEAD = (
    "NO|NIK|NO KK|NO REKENING|NAMA PENGURUS|LEMBAGA PENYALUR|KODE WILAYAH|KELURAHAN|JENIS BANSOS|PERIODE SALUR|NOMINAL|KETERANGAN STATUS"
)
BSB_LAST_HEAD = "NO|CABANG|NO_REKENING|NAMA_PEMILIK_REKENING|NIK KPM|KELURAHAN|KECAMATAN|PROGRAM|PERIODE|NOMINAL|STATUS"
BULOG_HEAD = (
    "nik|no_kk|nama|no_pbp|alamat_pbp|status_pbp|nik_pengganti|no_kk_pengganti|nama_pengganti|alamat_pengganti|"
    "status_serah|no_bast|alokasi_bulan|alokasi_tahun|entitas|provinsi|kabupaten|kecamatan|kelurahan"
)

CLOSING = Channel(0.01, 0.008, 0.012, dob=False, name_variant=0.1, name_typo=0.04)
STAGES = ("I", "II", "III", "IV")


def write_closing(town: Town) -> None:
    """The PKH final closing: a row a component, the payee written once a family."""
    rng = town.rng
    stage = town.period.stage
    book = Book(town.raw, f"{town.period.first}/FINAL CLOSING PKH TAHAP {stage} {town.period.year}.xlsx")
    book.open("FINAL CLOSING")
    book.heading("DATA SINTETIS - FINAL CLOSING PKH", 13)
    head = CLOSING_HEAD.split("|")
    book.write(head)
    rows = [pay for pay in town.pays if pay.programme == rules.PKH]
    by_payee: dict[tuple[int, int], list[Pay]] = {}
    for pay in rows:
        by_payee.setdefault((pay.family.fid, pay.person.pid), []).append(pay)
    keys = list(by_payee)
    rng.shuffle(keys)
    number = 0
    for key in keys:
        group = by_payee[key]
        first = group[0]
        written = write_person(
            rng, first.person, first.family.kk, CLOSING.louder(town.noise), first.force, town.numbers.taken, lonely=False
        )
        seen: Counter[str] = Counter()
        for pay in group:
            number += 1
            seen[pay.component] += 1
            pay.written = written
            family = pay.family
            turn = f" ({seen[pay.component]})" if seen[pay.component] > 1 else ""
            level = pay.component if pay.component in ("SD", "SMP", "SMA") else ""
            cells: list[Cell] = [
                number,
                written.kk_text,
                nik_cell(written),
                written.name,
                {"USIA DINI": "ANAK USIA DINI", "LANSIA": "LANJUT USIA"}.get(pay.component, f"ANAK SEKOLAH {level}") + turn,
                f"{level}, -, -, -" if level else "",
                family.village.name,
                family.village.kecamatan,
                family.village.regency,
                pay.word,
                f"TAHAP {stage} TAHUN {town.period.year}",
                pay.amount,
                "MANDIRI",
            ]
            record_pay(town, pay, book.write(cells))
    book.close()


def write_bank(town: Town) -> None:
    rng = town.rng
    period = town.period
    book = Book(town.raw, f"{period}/Mandiri_BPNT_TW{period.stage}.xlsx")
    book.open("DATA")
    head = BANK_HEAD.split("|")
    book.heading("DATA SINTETIS", len(head))
    book.skip(2)
    book.write(head)
    rows = [pay for pay in town.pays if pay.payer == "MANDIRI" and pay.programme != rules.PKH]
    rng.shuffle(rows)
    rows.sort(key=lambda pay: pay.same_as is not None)
    span = f"{rules.MONTHS[period.first.month - 1][:3]}-{rules.MONTHS[period.last.month - 1][:3]} {period.year}"
    for number, pay in enumerate(rows, 1):
        family, written = pay.family, pay.written
        cells: list[Cell] = [
            number,
            nik_cell(written),
            written.kk_text,
            pay.account,
            written.name,
            "BANK MANDIRI",
            family.village.dotted if number % 3 else family.village.kemendagri,
            "SUMATERA SELATAN",
            family.village.regency,
            family.village.kecamatan,
            place_name(rng, family.village.spellings),
            family.address,
            padded(family.rt, rng.randint(1, 3)),
            padded(family.rw, rng.randint(1, 3)),
            "BPNT",
            f"TW {['I', 'II', 'III', 'IV'][period.stage - 1]} {period.year}" if number % 2 else f"Periode {span}",
            rupiah(pay.amount, "rp00"),
            pay.paid_on,
            pay.word,
        ]
        if pay.same_as is not None:
            cells = [number, *pay.same_as.cells[1:]]
        pay.cells = cells
        record_pay(town, pay, book.write(cells))
    book.write(["TOTAL", *[None] * 15, rupiah(sum(pay.amount for pay in rows), "rp00")])
    book.open("REF")
    for code, meaning in (("KODE", "ARTI"), ("1", "SUKSES SALUR"), ("2", "GAGAL CEK REKENING"), ("3", "SALDO KOSONG")):
        book.write([code, meaning])
    book.sheet.hide()
    book.close()


def write_bsb(town: Town) -> None:
    rng = town.rng
    file = Text(town.raw, f"{town.period}/BSB_{town.period.year}{town.period.month:02d}_SEMBAKO.csv", ",", encoding="cp1252")
    file.write(BSB_HEAD.split("|"))
    rows = [pay for pay in town.pays if pay.payer == "BSB"]
    rng.shuffle(rows)
    rows.sort(key=lambda pay: pay.same_as is not None)
    for number, pay in enumerate(rows, 1):
        family, written, (first, last) = pay.family, pay.written, pay.span
        names = [rules.MONTHS[month.month - 1] for month in (first, last)]
        cells = [
            str(number),
            "PLG SAKO",
            pay.account[:11],
            written.name,
            written.nik_text,
            day(written.born, "dash"),
            family.address,
            str(family.rt),
            str(family.rw),
            place_name(rng, family.village.spellings),
            family.village.kecamatan,
            "Sembako",
            f"{names[0]} {first.year}" if first == last else f"{names[0]}-{names[1]} {last.year}",
            rupiah(pay.amount, "us"),
            day(pay.paid_on, "dash"),
            pay.word,
        ]
        if pay.same_as is not None:
            cells = [str(number), *pay.same_as.cells[1:]]
        pay.cells = cells
        record_pay(town, pay, file.write(cells))
    file.close()


def write_last_stage(town: Town) -> None:
    """What the same two payers paid a quarter before: it shows who serves where, and pays nobody for this month."""
    rng, period = town.rng, town.period.before
    book = Book(town.raw, f"{period}/Mandiri_BPNT_TW{period.stage}.xlsx")
    book.open("DATA")
    book.heading("DATA SINTETIS", 12)
    book.write(LAST_HEAD.split("|"))
    file = Text(town.raw, f"{period}/BSB_{period.year}{period.month:02d}_SEMBAKO.csv", ",", encoding="cp1252")
    file.write(BSB_LAST_HEAD.split("|"))
    months = f"{rules.MONTHS[period.first.month - 1]}-{rules.MONTHS[period.month - 1]} {period.year}"
    number = 0
    served: Counter[str] = Counter()
    for family in town.families:
        head, village = family.head, family.village
        first = served[village.kemendagri] < 3  # everywhere at least three by the second bank
        if not family.registered or family.murky or family.desil > 4 or (not first and rng.random() < 0.5):
            continue
        number += 1
        served[village.kemendagri] += 1
        if village.desa or (not first and rng.random() < 0.75):
            book.write(
                [
                    number,
                    float(head.nik),
                    family.kk,
                    f"90{number:08d}",
                    head.name,
                    "BANK MANDIRI",
                    village.dotted,
                    village.name,
                    "BPNT",
                    f"TW {['I', 'II', 'III', 'IV'][period.stage - 1]} {period.year}",
                    "Rp 600.000,00",
                    "Sukses Salur",
                ]
            )
        else:
            file.write(
                [
                    str(number),
                    "PLG SAKO",
                    f"90{number:08d}",
                    head.name,
                    head.nik,
                    village.name,
                    village.kecamatan,
                    "Sembako",
                    months,
                    "600,000.00",
                    "Sukses Salur",
                ]
            )
    book.close()
    file.close()


def write_bulog(town: Town) -> None:
    """The rice list: with the substitute, where there is one."""
    file = Text(town.raw, f"{town.period}/banpang_bulog.csv", ";", quote=True)
    file.write(BULOG_HEAD.split("|"))
    rows = [pay for pay in town.pays if pay.payer == "BULOG"]
    for number, pay in enumerate(rows, 1):
        family, written, other = pay.family, pay.written, pay.substitute
        place = file.write(
            [
                written.nik_text,
                written.kk_text,
                written.name,
                f"PBP{number:06d}",
                f"{family.address} RT {family.rt} RW {family.rw}",
                "DIGANTI" if other else "UTAMA",
                other.nik if other else "",
                "",
                other.name if other else "",
                family.address if other else "",
                "SUDAH DISERAHKAN",
                f"BAST-{number:04d}",
                str(town.period.month),
                str(town.period.year),
                "BULOG",
                "SUMATERA SELATAN",
                family.village.regency,
                family.village.kecamatan,
                family.village.name,
            ]
        )
        record_pay(town, pay, place)
    file.close(end="\n")
