"""Layout set A: DTSEN v3 pair, KKS pay list of SIKS-NG, PT Pos nominative list, Kobo export, BLT-DD workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import model, rules
from .dirt import Channel, day, padded, rupiah, write_person
from .kobo_a import KOBO, write_kobo
from .layout_common import blt_workbook, record_pay, write_pays, write_visits
from .model import Line
from .people import KELURAHAN
from .sheets import Book, Text, nik_cell, place_name

if TYPE_CHECKING:
    from .model import Pay, Town
    from .people import Family, Person

REGISTRY = Channel(
    0.008,
    0.004,
    0.004,
    kk=True,
    kk_missing=0,
    kk_old=0,
    name_variant=0.03,
    name_typo=0.02,
    name_short=0,
    dob_missing=0.01,
    suffix=0.004,
    sex_wrong=0.0015,
)
KKS = Channel(dob=False, name_variant=0.12, cut=30)
POS = Channel(0.05, 0.012, 0.02, kk=False, dob=False, name_variant=0.18, name_typo=0.05, cut=25)
RELATION = {"KEPALA": "1", "ISTRI": "2", "ANAK": "3", "ORANG TUA": "6"}


def write_all(town: Town) -> None:
    """Write every file of set A and note where each row landed."""
    for code, desa in (("16.71", False), ("16.07", True)):
        _dtsen(town, code, [family for family in town.families if family.village.desa is desa])
    write_pays(town, {"BRI": KKS, "POS": POS, "DESA": KKS})
    _kks(town)
    _pos(town)
    blt_workbook(town, f"{town.period}/BLT DD/Rekap BLT-DD {rules.MONTHS[town.period.month - 1]}.xlsx")
    write_visits(town, KOBO)
    write_kobo(town)
    _next_registry(town)


def _next_registry(town: Town) -> None:
    """A snapshot of a later month in which many desils have moved: it judges nobody in this one."""
    after = town.period.last.after
    kin = Text(town.raw, f"{after}/DTSEN/keluarga_dtsen_v3_{after.year}_16.71.csv", "|", quote=True)
    people = Text(town.raw, f"{after}/DTSEN/anggota_keluarga_dtsen_v3_{after.year}_16.71.csv", "|", quote=True)
    kin.write(
        [
            "kode_kelurahan_desa",
            "kecamatan",
            "kelurahan_desa",
            "alamat",
            "rt",
            "rw",
            "nomor_kartu_keluarga",
            "nama_kepala_keluarga",
            "desil_nasional",
        ]
    )
    people.write(
        [
            "nomor_induk_kependudukan",
            "nomor_kartu_keluarga",
            "nama",
            "tanggal_lahir",
            "jenis_kelamin",
            "status_hubungan_keluarga",
            "pekerjaan_ktp",
        ]
    )
    for family in town.families:
        if family.registered and not family.village.desa and town.rng.random() < 0.6:
            desil = min(10, max(1, family.desil + town.rng.choice((-4, 0, 4))))
            kin.write(
                [
                    family.village.bps,
                    family.village.kecamatan,
                    family.village.name,
                    family.address,
                    str(family.rt),
                    str(family.rw),
                    family.kk,
                    family.head.name,
                    str(desil),
                ]
            )
            for person in family.members:
                sex, role = "1" if person.sex == "L" else "2", "1" if person is family.head else RELATION[person.role]
                people.write([person.nik, family.kk, person.name, day(person.born, "iso"), sex, role, person.job])
    kin.close(end="\n")
    people.close(end="\n")


def _dtsen(town: Town, code: str, families: list[Family]) -> None:
    rng, year, folder = town.rng, town.period.year, f"{town.period.first}/DTSEN"
    kin = Text(town.raw, f"{folder}/keluarga_dtsen_v3_{year}_{code}.csv", "|", quote=True)
    people = Text(town.raw, f"{folder}/anggota_keluarga_dtsen_v3_{year}_{code}.csv", "|", quote=True)
    kin.write(
        [
            "kode_provinsi",
            "provinsi",
            "kode_kabupaten_kota",
            "kabupaten_kota",
            "kode_kelurahan_desa",
            "kecamatan",
            "kelurahan_desa",
            "alamat",
            "rt",
            "rw",
            "nomor_kartu_keluarga",
            "nama_kepala_keluarga",
            "jumlah_anggota_keluarga",
            "desil_nasional",
            "desil_provinsi",
            "desil_kabupaten_kota",
            "is_gc_kemensos",
            "is_pbi_se",
            "is_siks_ng",
        ]
    )
    people.write(
        [
            "nomor_induk_kependudukan",
            "nomor_kartu_keluarga",
            "nama",
            "tanggal_lahir",
            "jenis_kelamin",
            "status_hubungan_keluarga",
            "status_kawin",
            "pekerjaan_ktp",
            "tempat_lahir",
            "nama_ibu_kandung",
            "alamat_ktp",
        ]
    )
    order = [family for family in families if family.registered]
    rng.shuffle(order)
    named = {id(pay.person) for pay in town.pays} | {id(visit.person) for visit in town.visits}
    broken = 0
    channel = REGISTRY.louder(town.noise)
    for family in order:
        village = family.village
        address = family.address.replace("KENTEN", "KENTÉN") if rng.random() < 0.3 else family.address
        encoding = "latin-1" if rng.random() < 0.5 else "utf-8"
        dots = min(10, max(1, family.desil + rng.choice((-1, 0, 0, 1))))
        town.family_rows[family.fid] = kin.write(
            [
                "16",
                "SUMATERA SELATAN",
                code.replace(".", ""),
                village.regency,
                village.bps,
                village.kecamatan,
                place_name(rng, village.spellings[:3]),
                address,
                padded(family.rt, 3),
                padded(family.rw, 3),
                family.kk,
                family.head.name,
                str(len(family.members)),
                str(family.desil),
                str(dots),
                str(dots),
                "1",
                rng.choice("12"),
                "1",
            ],
            encoding=encoding,
        )
        for person in family.members:
            fragile = (
                broken < 7
                and person.role == "ANAK"
                and id(person) not in named
                and 7 < rules.age(person.born, town.period.start) < 18
                and rng.random() < 0.02
            )
            broken += fragile
            _member(town, people, family, person, address, encoding, channel, fragile=fragile, way=broken)
    kin.close(end="\n")
    people.close(end="\n")


def _member(
    town: Town,
    people: Text,
    family: Family,
    person: Person,
    address: str,
    encoding: str,
    channel: Channel,
    *,
    fragile: bool,
    way: int,
) -> None:
    written = write_person(town.rng, person, family.kk, channel, person.registry_force, town.numbers.taken, lonely=True)
    cells = [
        written.nik_text,
        family.kk,
        written.name,
        day(written.born, "iso"),
        "1" if written.sex == "L" else "2",
        "1" if person is family.head else RELATION[person.role],
        "2" if person.married else "1",
        person.job,
        person.birthplace,
        person.mother,
        f"{address} RT {family.rt} RW {family.rw}",
    ]
    line = "|".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    if fragile:
        whole = f'"{written.name}"'
        line = line.replace(whole, f'"{written.name[:4]}"{written.name[4:]}"' if way % 2 else f'"{written.name}', 1)
    place = people.raw(line, encoding=encoding)
    town.lines.append(Line("registry", place, family, person, written, fragile=fragile))


def _kks(town: Town) -> None:
    stage = f"Tahap {town.period.stage} Tahun {town.period.year}"
    rows = [pay for pay in town.pays if pay.payer == "BRI"]
    city = Book(town.raw, f"{town.period}/Penyaluran/Daftar KPM KKS {stage} Kec Sako.xlsx")
    for village in KELURAHAN:
        mine = [pay for pay in rows if pay.family.village is village]
        if mine:
            _kks_sheet(town, city, f"KEL {village.name}", mine, stage)
    city.close()
    desa = [pay for pay in rows if pay.family.village.desa]
    if desa:
        other = Book(town.raw, f"{town.period.after}/susulan/kks_banyuasin_tahap{town.period.stage}.xlsx")
        _kks_sheet(town, other, "Sheet1", desa, stage)
        other.close()


def _kks_sheet(town: Town, book: Book, title: str, rows: list[Pay], stage: str) -> None:
    rng = town.rng
    village = rows[0].family.village
    book.open(title)
    book.heading("DATA SINTETIS - DAFTAR KELUARGA PENERIMA MANFAAT (KPM) MELALUI KKS", 15)
    book.heading(f"{'DESA' if village.desa else 'KELURAHAN'} {village.name} KECAMATAN {village.kecamatan} {village.regency}", 15)
    book.heading(stage.upper(), 15)
    book.skip()
    heads = (
        "NO",
        "NIK",
        "NAMA\nPENGURUS",
        "NO. KK",
        "",
        "",
        "",
        "",
        "",
        "",
        "JENIS\nBANSOS",
        "TAHAP\nSALUR",
        "NOMINAL\n(Rp)",
        "STATUS\nSALUR",
        "BANK\nPENYALUR",
    )
    for column, head in enumerate(heads):
        if head:
            book.merged(column, column, head, rows=2)
    book.merged(4, 5, "KARTU KELUARGA SEJAHTERA")
    book.merged(6, 9, "DOMISILI")
    book.row += 1
    for column, head in ((4, "NO. KKS"), (5, "STATUS KKS"), (6, "KODE WILAYAH"), (7, "DESA/KEL"), (8, "RT/RW"), (9, "ALAMAT")):
        book.merged(column, column, head)
    book.row += 1
    book.write([str(number) for number in range(1, 16)])
    ordered = list(rows)
    rng.shuffle(ordered)
    ordered.sort(key=lambda pay: pay.same_as is not None)
    total = 0
    for number, pay in enumerate(ordered, 1):
        family, written = pay.family, pay.written
        card = f"6013{pay.account[:11]}1" if rng.random() > 0.1 else rng.choice(("-", "NOKKS"))
        cells = [
            number,
            nik_cell(written),
            written.name,
            written.kk_text,
            card,
            "Aktif",
            village.dotted,
            place_name(rng, village.spellings),
            f"{family.rt}/{family.rw}",
            family.address,
            "SEMBAKO" if pay.programme == rules.SEMBAKO else "PKH",
            stage,
            rupiah(pay.amount, "rp"),
            pay.word,
            "BRI",
        ]
        if pay.same_as is not None:
            cells = [number, *pay.same_as.cells[1:]]
        pay.cells = cells
        total += pay.amount
        record_pay(town, pay, book.write(cells))
    book.write(["JUMLAH", None, None, None, None, None, None, None, None, None, None, None, rupiah(total, "rp")])
    book.signature(11)


def _pos(town: Town) -> None:
    rng = town.rng
    period = town.period
    file = Text(town.raw, f"{period}/PT POS/DANOM_{period.year}{period.month:02d}_PALEMBANG.csv", ";", encoding="cp1252")
    file.write(
        [
            "NO",
            "NO DANOM",
            "NAMA PENERIMA",
            "NIK",
            "ALAMAT",
            "RT/RW",
            "KELURAHAN",
            "KECAMATAN",
            "KANTOR BAYAR",
            "JENIS BANTUAN",
            "ALOKASI",
            "NOMINAL",
            "TGL BAYAR",
            "STATUS",
            "ALASAN",
        ]
    )
    rows = [pay for pay in town.pays if pay.payer == "POS"]
    rng.shuffle(rows)
    rows.sort(key=lambda pay: pay.same_as is not None)
    for number, pay in enumerate(rows, 1):
        family, written, (first, last) = pay.family, pay.written, pay.span
        span = (
            f"{rules.MONTHS[first.month - 1]}-{rules.MONTHS[last.month - 1]} {last.year}"
            if first != last
            else f"{rules.MONTHS[first.month - 1]} {first.year}"
        )
        cells = [
            str(number),
            f"30000{pay.account[:8]}",
            written.name,
            written.nik_text,
            family.address,
            f"{padded(family.rt, 3)}/{padded(family.rw, 3)}",
            place_name(rng, family.village.spellings),
            family.village.kecamatan,
            "KPRK PALEMBANG 30000",
            "SEMBAKO" if pay.programme == rules.SEMBAKO else "PKH",
            f"Alokasi {span}",
            rupiah(pay.amount, "dot"),
            day(pay.paid_on, "dash"),
            pay.word,
            "alamat tidak lengkap" if pay.state == model.RETURNED else "",
        ]
        if pay.same_as is not None:
            cells = [str(number), *pay.same_as.cells[1:]]
        pay.cells = cells
        record_pay(town, pay, file.write(cells))
    file.close()
