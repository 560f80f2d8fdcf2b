"""Two sets of files, written from DOMAIN §1-§3: P (a city: SIKS web records, DTSEN dictionary files), Q (villages: operator lists, sheets
with titles)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from .plan import STAGE, Town
from .rows import Listed, Paid, Row, Seen

VILLAGES = {
    "P": (("1671141001", "Plaju Ulu"), ("1671141002", "Plaju Darat"), ("1671141004", "Baguskuning"), ("1671141006", "Talangputri")),
    "Q": (("1610052003", "Tanjung Pering"), ("1610052004", "Sakatiga"), ("1610052007", "Tanjung Gelam"), ("1610051001", "Timbangan")),
}
DISTRICT = {"P": ("Plaju", "KOTA PALEMBANG"), "Q": ("Indralaya", "KAB. OGAN ILIR")}
BULAN = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()


def period_words(row: Paid) -> str:
    """Tahap for a whole quarter, else the month or months by name."""
    (year, first), (_, last) = (map(int, text.split("-")) for text in (row.first, row.last))
    if last - first == 2:
        return f"Tahap {(first - 1) // 3 + 1} Tahun {year}"
    return f"{BULAN[first - 1]} {year}" if first == last else f"{BULAN[first - 1]} - {BULAN[last - 1]} {year}"


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def dmy(day: date | None, mark: str = "/") -> str:
    return day.strftime(f"%d{mark}%m{mark}%Y") if day else ""


def _csv(
    path: Path, head: Sequence[str], lines: Sequence[tuple[Row | None, Sequence[Any]]], delimiter: str, *, quote: bool = False
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL, lineterminator="\r\n")
        writer.writerow(head)
        for number, (row, cells) in enumerate(lines, 2):
            writer.writerow(cells)
            _set(row, f"{path.parent.name}/{path.name}||{number}")


def _xlsx(
    path: Path,
    sheet: str,
    title: Sequence[str],
    head: Sequence[str],
    lines: Sequence[tuple[Row | None, Sequence[Any]]],
    foot: Sequence[Any],
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for text in title:
        page.append([text])
    page.append(list(head))
    for number, (row, cells) in enumerate(lines, len(title) + 2):
        page.append(list(cells))
        _set(row, f"{path.parent.name}/{path.name}|{sheet}|{number}")
    if foot:
        page.append(list(foot))
    book.save(path)


def _set(row: Row | None, place: str) -> None:
    if row is not None:
        row.place = f"{row.place};{place}" if row.place and not isinstance(row, Listed) else place


def _bulog(path: Path, town: Town, where: str) -> None:
    """Rice hand-over with substitutes (DOMAIN §2.1)."""
    head = ["nik", "no_kk", "nama", "no_pbp", "alamat_pbp", "nik_pengganti", "no_kk_pengganti", "nama_pengganti", "status_serah", "alokasi_bulan", "alokasi_tahun",
            "provinsi", "kabupaten", "kecamatan", "kelurahan"]  # fmt: skip
    words = {"PAID": "Diserahkan", "FAILED": "Belum Diserahkan"}
    lines = []
    for number, row in enumerate((row for row in town.paid if row.payer == "BULOG"), 1):
        name = row.substitute
        lines.append((row, [row.nik, row.kk, row.name, f"PBP{number:06d}", row.address, "", "", name, words[row.state], int(row.first[5:]), row.first[:4],
                            "SUMATERA SELATAN", DISTRICT[where][1], DISTRICT[where][0], VILLAGES[where][row.village][1]]))  # fmt: skip
    _csv(path, head, lines, ",")


# --- set P ----------------------------------------------------------------------------------------------------------
P_STATES = {
    "PAID": "Sukses Salur", "FAILED": "Gagal Cek Rekening", "EMPTY": "Saldo Kosong", "NOT_TAKEN": "Tidak Transaksi", "RETURNED": "Retur",
    "EXCLUDED": "Exclude", "EXCLUDED_JOB": "Exclude Pekerjaan", "EXCLUDED_DEAD": "Exclude Meninggal", "IN_PROCESS": "Proses SPM", "UNKNOWN": "Tunda Kode 77",
}  # fmt: skip


class CityFiles:
    """Set P."""

    name = "P"

    def registry(self, folder: Path, month: str, rows: list[Listed], town: Town) -> None:
        if town.month.dtsen:
            self._dictionary(folder, month, rows)
            return
        head = ["No", "idsemesta", "kecamatan", "desa_kelurahan", "id_desa", "Nama", "NIK", "NOKK", "tmp_lahir", "tgl_lahir", "jenis_kelamin",
                "hub_kel", "pekerjaan", "nama_ibu", "Alamat", "rt", "rw", "keterangan_meninggal", "is_nonaktif", "PKH", "BPNT"]  # fmt: skip
        lines = []
        for number, row in enumerate(rows, 1):
            code, name = VILLAGES["P"][row.village]
            dead = f"Meninggal {dmy(row.dead_on, '-')}".strip() if row.dead else ""
            lines.append((row, [number, f"IDS{number:08d}", "PLAJU", name.upper(), code, row.name, row.nik, row.kk, "PALEMBANG", dmy(row.born), row.sex,
                                row.relation, row.job, row.mother, row.address, row.rt, row.rw, dead, "0" if row.active else "1", "", ""]))  # fmt: skip
        _xlsx(folder / f"DTKS Plaju {month}.xlsx", "DATA SINTETIS", [], head, lines, [])

    def _dictionary(self, folder: Path, month: str, rows: list[Listed]) -> None:
        head = ["nomor_induk_kependudukan", "nomor_kartu_keluarga", "nama", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "status_hubungan_keluarga",
                "partisipasi_sekolah", "jenjang_pendidikan", "pekerjaan_ktp", "nama_ibu", "kode_kel_ktp", "nama_kel_ktp", "alamat_ktp", "rt_ktp", "rw_ktp",
                "keterangan_meninggal"]  # fmt: skip
        lines = []
        for row in rows:
            code, name = VILLAGES["P"][row.village]
            dead = f"MENINGGAL {dmy(row.dead_on, '-')}".strip() if row.dead else ""
            school = "MASIH SEKOLAH" if row.school else "TIDAK SEKOLAH LAGI"
            lines.append((row, [row.nik, row.kk, row.name, "PALEMBANG", row.born, "LAKI-LAKI" if row.sex == "L" else "PEREMPUAN", row.relation, school,
                                row.school, row.job, row.mother, code, name.upper(), row.address, f"{row.rt:03d}", f"{row.rw:03d}", dead]))  # fmt: skip
        _csv(folder / f"dtsen_anggota_{month}.csv", head, lines, ",", quote=True)
        families = {row.kk: row for row in reversed(rows)}
        head = [
            "nomor_kartu_keluarga",
            "nama_kepala_keluarga",
            "desil_nasional",
            "jumlah_anggota_keluarga",
            "kode_kel",
            "nama_kel",
            "alamat",
            "rt",
            "rw",
            "status_keluarga",
        ]
        lines = []
        for kk in sorted(families):
            row = families[kk]
            code, name = VILLAGES["P"][row.village]
            size = sum(other.kk == kk for other in rows)
            lines.append((None, [kk, row.name, row.desil or "", size, code, name.upper(), row.address, row.rt, row.rw, "AKTIF"]))
        _csv(folder / f"dtsen_keluarga_{month}.csv", head, lines, ",", quote=True)

    def payments(self, folder: Path, town: Town) -> None:
        head = [
            "NO",
            "NIK",
            "NAMA",
            "NO KK",
            "NO_KKS",
            "JENIS BANSOS",
            "TAHAP SALUR",
            "NOMINAL",
            "STATUS SALUR",
            "TGL SALUR",
            "KELURAHAN",
            "RT",
            "RW",
            "ALAMAT",
        ]
        bank = [row for row in town.paid if row.payer == "BANK"]
        lines = []
        for number, row in enumerate(bank, 1):
            lines.append((row, [number, row.nik, row.name, row.kk, f"60130199{number:08d}", row.programme_words or row.programme, period_words(row), f"Rp {dotted(row.amount)}",
                                P_STATES[row.state], dmy(row.paid_on), VILLAGES["P"][row.village][1].upper(), row.rt, row.rw, row.address]))  # fmt: skip
        _xlsx(folder / "Salur KKS BNI.xlsx", "BNI", ["DATA SINTETIS - REKAP SALUR KKS", "BANK PENYALUR: BNI"], head, lines, [])
        head = [
            "NO",
            "NO DANOM",
            "NAMA PENERIMA",
            "NIK",
            "NOMOR KK",
            "ALAMAT",
            "RT",
            "RW",
            "KELURAHAN",
            "KECAMATAN",
            "PROGRAM",
            "PERIODE",
            "JUMLAH UANG",
            "TANGGAL BAYAR",
            "STATUS BAYAR",
        ]
        words = P_STATES | {"PAID": "TERBAYAR", "FAILED": "GAGAL BAYAR", "RETURNED": "RETUR"}
        lines = []
        for number, row in enumerate((row for row in town.paid if row.payer == "POS"), 1):
            programme = row.programme_words or {"SEMBAKO": "BPNT"}.get(row.programme, row.programme)
            lines.append((row, [number, f"DN{number:06d}", row.name, row.nik, row.kk, row.address, f"{row.rt:03d}", f"{row.rw:03d}",
                                VILLAGES["P"][row.village][1].upper(), "PLAJU", programme, period_words(row), dotted(row.amount), dmy(row.paid_on, "-"),
                                words[row.state]]))  # fmt: skip
        _csv(folder / "danom pos plaju.csv", head, lines, ";")
        head = ["No", "Nama", "NIK", "No KK", "Kelurahan", "RT", "RW", "Bulan", "Jumlah", "Tanggal", "Status"]
        lines = []
        for number, row in enumerate((row for row in town.paid if row.payer == "DESA"), 1):
            lines.append(
                (
                    row,
                    [
                        number,
                        row.name,
                        row.nik,
                        row.kk,
                        VILLAGES["P"][row.village][1],
                        row.rt,
                        row.rw,
                        period_words(row),
                        row.amount,
                        dmy(row.paid_on),
                        "Dibayar",
                    ],
                )
            )
        _csv(folder / "BLT Dana Desa.csv", head, lines, ";")

        _bulog(folder / "banpang bulog.csv", town, "P")

    def visits(self, folder: Path, town: Town) -> None:
        words = {
            "LAYAK": "LAYAK", "TIDAK_LAYAK_MAMPU": "TIDAK LAYAK (MAMPU)", "TIDAK_LAYAK_PEKERJAAN": "TIDAK LAYAK - PNS", "MENINGGAL": "Meninggal Dunia",
            "MENINGGAL_ADA_AHLI": "Meninggal, masih ada ahli waris", "PINDAH": "Pindah", "TIDAK_DITEMUKAN": "Tidak Ditemukan", "MENOLAK": "Menolak",
            "GANDA": "Ganda", "BELUM_DIDATA": "",
        }  # fmt: skip
        head = [
            "NO",
            "NIK",
            "NAMA",
            "NO KK",
            "TGL LAHIR",
            "JK",
            "ALAMAT",
            "RT",
            "RW",
            "KELURAHAN",
            "PROGRAM",
            "TGL KUNJUNGAN",
            "HASIL VERIFIKASI",
            "JUMLAH DITERIMA",
            "TGL MENINGGAL",
            "PETUGAS",
        ]
        lines = []
        for number, row in enumerate(town.seen, 1):
            received = "" if row.received is None else row.received
            lines.append((row, [number, row.nik, row.name, row.kk, dmy(row.born), row.sex, row.address, row.rt, row.rw, VILLAGES["P"][row.village][1].upper(),
                                row.programme, dmy(row.visited), words[row.result], received, dmy(row.dead_on), "TKSK 1"]))  # fmt: skip
        _xlsx(folder / "verval lapangan.xlsx", "VERVAL", ["DATA SINTETIS", "HASIL VERIFIKASI DAN VALIDASI", ""], head, lines, [])


# --- set Q ----------------------------------------------------------------------------------------------------------
Q_STATES = {
    "PAID": "TERBAYAR", "FAILED": "GAGAL - REKENING DORMANT", "EMPTY": "SALDO KOSONG", "NOT_TAKEN": "KKS BELUM TERDISTRIBUSI", "RETURNED": "RETUR KE KAS NEGARA",
    "EXCLUDED": "EXCLUDE", "EXCLUDED_JOB": "EXCLUDE PEKERJAAN (ASN)", "EXCLUDED_DEAD": "EXCLUDE MENINGGAL", "IN_PROCESS": "PROSES BUREKOL", "UNKNOWN": "CEK ULANG PUSAT",
}  # fmt: skip


class VillageFiles:
    """Set Q."""

    name = "Q"

    def registry(self, folder: Path, month: str, rows: list[Listed], town: Town) -> None:
        shdk = {"KEPALA KELUARGA": "1", "ISTRI": "3", "ANAK": "4"}
        if not town.month.dtsen:
            head = ["id_dtks", "province", "regency", "district", "village", "alamat", "dusun", "rw", "rt", "nkk", "nik", "nama", "tgl_lahir", "tmp_lahir",
                    "jenkel_id", "ibu_kandung", "shdk_id", "pekerjaan", "status", "tgl_kejadian", "kode_desa"]  # fmt: skip
            lines = []
            for number, row in enumerate(rows, 1):
                code, name = VILLAGES["Q"][row.village]
                status = "MENINGGAL" if row.dead else ("AKTIF" if row.active else "NON AKTIF")
                lines.append((row, [f"D{number:07d}", "SUMATERA SELATAN", "OGAN ILIR", "INDRALAYA", name.upper(), row.address, "I", row.rw, row.rt, row.kk, row.nik,
                                    row.name, row.born, "INDRALAYA", "1" if row.sex == "L" else "2", row.mother, shdk[row.relation], row.job, status,
                                    row.dead_on or "", f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}"]))  # fmt: skip
            _csv(folder / f"bnba_dtks_{month}.csv", head, lines, ",")
            return
        head = ["NO", "NIK", "NO KK", "NAMA LENGKAP", "JENIS KELAMIN", "TEMPAT LAHIR", "TANGGAL LAHIR", "HUBUNGAN KELUARGA", "PEKERJAAN", "NAMA IBU KANDUNG",
                "KODE DESA", "DESA/KELURAHAN", "RT", "RW", "ALAMAT", "DESIL NASIONAL", "STATUS HIDUP", "TGL MENINGGAL"]  # fmt: skip
        lines = []
        for number, row in enumerate(rows, 1):
            code, name = VILLAGES["Q"][row.village]
            lines.append((row, [number, row.nik, row.kk, row.name, row.sex, "INDRALAYA", row.born, row.relation, row.job, row.mother, code, name, row.rt, row.rw,
                                row.address, row.desil, "MENINGGAL" if row.dead else "HIDUP", row.dead_on]))  # fmt: skip
        title = ["DATA SINTETIS", "DATA TUNGGAL SOSIAL DAN EKONOMI NASIONAL (DTSEN)", f"KECAMATAN INDRALAYA - {month}", ""]
        _xlsx(folder / f"DTSEN Indralaya {month}.xlsx", "DTSEN", title, head, lines, [])

    def payments(self, folder: Path, town: Town) -> None:
        head = [
            "NO",
            "NIK PENGURUS",
            "NAMA PENGURUS",
            "NO. KK",
            "KOMPONEN",
            "DESA/KEL",
            "KECAMATAN",
            "TAHAP",
            "NOMINAL",
            "STATUS",
            "TANGGAL TRANSAKSI",
        ]
        lines: list[tuple[Row | None, Sequence[Any]]] = []
        families = {family.kk: family for family in town.families} | {family.old_kk: family for family in town.families if family.old_kk}
        for row in (row for row in town.paid if row.payer == "BANK" and row.programme == "PKH"):
            family = families.get(row.kk)
            parts = town.components(family) if family and row.state == "PAID" and row.amount == town.due(family, "PKH") else [""]
            for at, part in enumerate(parts):
                amount = STAGE[part] if part else row.amount
                again = part in parts[:at]  # an equal row: the reader sets it aside as a repeat
                lines.append((None if again else row, [len(lines) + 1, row.nik, row.name, row.kk, part.replace("_", " "), VILLAGES["Q"][row.village][1], "Indralaya",
                                    period_words(row), amount, Q_STATES[row.state], dmy(row.paid_on)]))  # fmt: skip
        total = sum(cells[8] for _, cells in lines)
        _xlsx(
            folder / "PKH_BRI_Indralaya.xlsx",
            "PKH",
            ["DATA SINTETIS", "DAFTAR PEMBAYARAN PKH BANK BRI", ""],
            head,
            lines,
            ["JUMLAH", *[None] * 7, total],
        )
        head = ["nama_kpm", "nik", "no_kk", "desa", "kecamatan", "bansos", "periode", "nominal", "keterangan", "tgl_cair", "no_rekening"]
        lines = []
        for number, row in enumerate((row for row in town.paid if row.payer == "BANK" and row.programme == "SEMBAKO"), 1):
            lines.append((row, [row.name, row.nik, row.kk, VILLAGES["Q"][row.village][1], "INDRALAYA", "SEMBAKO", period_words(row), f"Rp {dotted(row.amount)},00",
                                Q_STATES[row.state], row.paid_on or "", f"0000{number:011d}"]))  # fmt: skip
        _csv(folder / "sembako_bri.csv", head, lines, "|", quote=True)
        head = ["NO", "NAMA", "NIK", "NO KK", "ALAMAT", "RT", "RW", "DESA", "PROGRAM", "PERIODE", "NOMINAL", "TGL BAYAR", "STATUS"]
        lines = []
        for number, row in enumerate((row for row in town.paid if row.payer == "POS"), 1):
            lines.append((row, [number, row.name, row.nik, row.kk, row.address, row.rt, row.rw, VILLAGES["Q"][row.village][1].upper(), row.programme_words or row.programme, period_words(row),
                                row.amount, Q_STATES[row.state], row.paid_on]))  # fmt: skip
        head[11], head[12] = head[12], head[11]
        _xlsx(
            folder / "PT POS INDONESIA - danom.xlsx",
            "DANOM",
            ["DATA SINTETIS", "PT POS INDONESIA (PERSERO) - DAFTAR NOMINATIF"],
            head,
            lines,
            [],
        )
        head = ["NO", "NAMA KPM", "NIK", "NO KK", "DESA", "RT", "BULAN", "JUMLAH (Rp)", "STATUS"]
        lines = []
        for number, row in enumerate((row for row in town.paid if row.payer == "DESA"), 1):
            lines.append(
                (
                    row,
                    [
                        number,
                        row.name,
                        row.nik,
                        row.kk,
                        VILLAGES["Q"][row.village][1],
                        row.rt,
                        period_words(row),
                        row.amount,
                        "SUDAH DIBAYAR",
                    ],
                )
            )
        _xlsx(folder / "BLT DD Indralaya.xlsx", "BLT", ["DATA SINTETIS", "PENYALURAN BLT DANA DESA"], head, lines, [])

        _bulog(folder / "PBP Bulog Indralaya.csv", town, "Q")

    def visits(self, folder: Path, town: Town) -> None:
        words = {
            "LAYAK": "eligible", "TIDAK_LAYAK_MAMPU": "tidak layak, sudah mampu", "TIDAK_LAYAK_PEKERJAAN": "tidak layak karena pekerjaan", "MENINGGAL": "MD",
            "MENINGGAL_ADA_AHLI": "meninggal (ada ahli waris)", "PINDAH": "PD", "TIDAK_DITEMUKAN": "TT", "MENOLAK": "MM", "GANDA": "ganda", "BELUM_DIDATA": "belum",
        }  # fmt: skip
        head = ["start", "identitas/nama", "identitas/nik", "identitas/no_kk", "identitas/tgl_lahir", "identitas/jenis_kelamin", "lokasi/desa", "lokasi/rt", "lokasi/rw",
                "lokasi/alamat", "bansos/program", "bansos/jumlah_diterima", "hasil_verifikasi", "tgl_kunjungan", "tgl_meninggal", "petugas", "_id", "_uuid", "_submission_time"]  # fmt: skip
        lines = []
        for number, row in enumerate(town.seen, 1):
            visited = row.visited.isoformat() if row.visited else ""
            lines.append((row, [f"{visited}T09:00:00+07:00", row.name, row.nik, row.kk, row.born or "", row.sex, VILLAGES["Q"][row.village][1], row.rt, row.rw, row.address,
                                row.programme, "" if row.received is None else row.received, words[row.result], visited, row.dead_on or "", "pendamping1", number,
                                f"uuid-{number}", f"{visited}T10:00:00Z"]))  # fmt: skip
        _csv(folder / "kobo_verval.csv", head, lines, ";", quote=True)


LAYOUTS: dict[str, Any] = {"P": CityFiles(), "Q": VillageFiles()}
__all__ = ["LAYOUTS", "VILLAGES", "Paid", "Seen"]
