"""The packet's columns and the closed lists a verifier answers with (CONVENTIONS): one truth for writing and for reading back."""

from __future__ import annotations

import csv
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class AnswerList(StrEnum):
    """The three lists of `keputusan`; the value is the named range of the packet's DAFTAR sheet."""

    IDENTITY = "keputusan_identitas"
    ELIGIBILITY = "keputusan_kelayakan"
    PAYMENT = "keputusan_pembayaran"


DECISIONS: Mapping[AnswerList, tuple[str, ...]] = MappingProxyType(
    {
        AnswerList.IDENTITY: ("ORANG_SAMA", "ORANG_BERBEDA", "PERLU_KUNJUNGAN"),
        AnswerList.ELIGIBILITY: (
            "LAYAK",
            "TIDAK_LAYAK",
            "MENINGGAL",
            "PINDAH",
            "TIDAK_DITEMUKAN",
            "BELUM_DITEMUI",
        ),
        AnswerList.PAYMENT: ("SESUAI", "KURANG", "TIDAK_MENERIMA", "DITERIMA_ORANG_LAIN", "BELUM_DITEMUI"),
    }
)
"""Legal words of `keputusan` per list. Blank is open and always legal."""

BY_RULE: Mapping[str, AnswerList] = MappingProxyType(
    {
        "CAKUPAN-01": AnswerList.PAYMENT,  # the payer's list has not come in: did the money?
        "CAKUPAN-02": AnswerList.ELIGIBILITY,  # paid, and no registry can tell
        "CAKUPAN-03": AnswerList.PAYMENT,  # in process, or a state nobody knows
        "CAKUPAN-05": AnswerList.ELIGIBILITY,
        "CAKUPAN-06": AnswerList.ELIGIBILITY,
        "CAKUPAN-07": AnswerList.ELIGIBILITY,
        "CAKUPAN-08": AnswerList.ELIGIBILITY,
        "CAKUPAN-09": AnswerList.ELIGIBILITY,
        "CAKUPAN-10": AnswerList.ELIGIBILITY,
        "CAKUPAN-13": AnswerList.PAYMENT,  # nobody knows the village: did the money come?
        "CAKUPAN-14": AnswerList.PAYMENT,  # named where nothing was understood: did the money come?
        "CAKUPAN-12": AnswerList.PAYMENT,  # a pay list without a programme: was this one paid?
        "CAKUPAN-11": AnswerList.PAYMENT,  # a number of the family in somebody else's pay row: who got the money?
    }
)
"""Rules of BD-00 whose cause is no question of who is who (CAKUPAN-04 is): the list that a visit can answer with instead of the kind's."""

HINTS: Mapping[AnswerList, str] = MappingProxyType(
    {
        AnswerList.IDENTITY: (
            "ORANG_SAMA: a dan b satu orang; bila hanya satu baris, KTP/KK memang milik orang itu. "
            "ORANG_BERBEDA: dua orang; bila hanya satu baris, nomornya milik orang lain. PERLU_KUNJUNGAN: belum pasti, kasus tetap terbuka."
        ),
        AnswerList.ELIGIBILITY: (
            "LAYAK: memenuhi syarat bantuan. TIDAK_LAYAK: sudah mampu atau berpekerjaan yang dikecualikan. MENINGGAL, PINDAH: orangnya. "
            "TIDAK_DITEMUKAN, BELUM_DITEMUI: belum terjawab, kasus tetap terbuka."
        ),
        AnswerList.PAYMENT: (
            "SESUAI: uang diterima seperti tercatat. KURANG: tulis jumlah_diterima. TIDAK_MENERIMA: tidak ada uang sampai. "
            "DITERIMA_ORANG_LAIN: siapa, di catatan. BELUM_DITEMUI: kasus tetap terbuka."
        ),
    }
)
"""What each word of a list means, shown beside the cell that is being answered: at most 255 characters, as spreadsheets allow."""

SETTLES = (
    "ORANG_SAMA",
    "ORANG_BERBEDA",
    "LAYAK",
    "TIDAK_LAYAK",
    "MENINGGAL",
    "PINDAH",
    "SESUAI",
    "KURANG",
    "TIDAK_MENERIMA",
    "DITERIMA_ORANG_LAIN",
)
"""Answers that settle a case. PERLU_KUNJUNGAN, TIDAK_DITEMUKAN, BELUM_DITEMUI and a blank leave it open."""


@cache
def meanings() -> dict[tuple[str, str], str]:
    """(kind, word) → confirms / refutes: the table `schemas/answer_meanings.csv`; a word that is not in it says nothing."""
    text = resources.files("schemas").joinpath("answer_meanings.csv").read_text(encoding="utf-8")
    out: dict[tuple[str, str], str] = {}
    for line in csv.DictReader(text.splitlines(), delimiter=";"):
        for meaning in ("confirms", "refutes"):
            for word in line[meaning].split():
                out[line["kind"], word] = meaning
    return out


class Role(StrEnum):
    """Who speaks: an auditor outranks a second signature, and that the later date."""

    VERIFIER = "VERIFIKATOR"
    AUDIT = "AUDIT"


REASON_RANGE = "daftar_alasan_kode"
"""Named range of the reason codes in DAFTAR."""

REASONS = (
    "POTONGAN",
    "KARTU_DIPEGANG_ORANG_LAIN",
    "REKENING_GAGAL",
    "RETUR",
    "SALAH_DATA",
    "NIK_BEDA",
    "GANDA",
    "ASN_TNI_POLRI",
    "MAMPU",
    "LAINNYA",
)
"""Legal words of `alasan_kode`. LAINNYA needs a `catatan`."""

LEAD_COLUMNS = ("urut", "id_kasus", "prioritas", "jenis", "nama", "umur", "alamat", "rt", "rw", "alasan")
ANSWER_COLUMNS = ("keputusan", "alasan_kode", "jumlah_diterima", "tgl_kunjungan", "petugas", "bukti", "catatan")
"""The only columns that are read when a packet comes back."""

TOLD_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "desil": "desil",
        "batas_desil": "batas_desil",
        "data_sosial": "snapshot",
        "tercatat": "tercatat",
        "tgl_survei": "tgl_kunjungan",
        "tgl_meninggal": "tgl_meninggal",
        "kali": "kali",
        "dibayar_1": "dibayar_1",
        "tgl_bayar_1": "tgl_bayar",
        "dibayar_2": "dibayar_2",
        "tgl_bayar_2": "tgl_bayar_2",
        "bulan_dari": "bulan_dari",
        "bulan_sampai": "bulan_sampai",
        "beda_angka": "beda",
        "posisi_beda": "posisi",
        "sebab": "sebab",
    }
)
"""Columns for what `alasan` speaks of and no other column holds → the fact in `wording.csv`: each number and date of it is a cell."""

EVIDENCE_COLUMNS = (
    "status_kasus",
    "bulan_ke",
    "program",
    "periode",
    "nik_samar",
    "no_kk_samar",
    "a_nama",
    "a_nik",
    "a_tgl_lahir",
    "b_nama",
    "b_nik",
    "b_tgl_lahir",
    "tanda_nama",
    "tanda_nik",
    "tanda_tgl",
    "skor",
    "hak",
    "perintah_bayar",
    "dibayar",
    "diterima_survei",
    "selisih",
    "penyalur",
    "id_aturan",
    "sumber_a",
    "sumber_b",
    "hash_bukti",
    "versi",
    *TOLD_COLUMNS,
    "usul_nik",
)
PACKET_COLUMNS = (*LEAD_COLUMNS, *ANSWER_COLUMNS, *EVIDENCE_COLUMNS)
"""Column order of KASUS, CSV and XLSX alike. New columns only at the end."""

IDENTIFIER_COLUMNS = ("nik_samar", "no_kk_samar", "a_nik", "b_nik", "usul_nik")
"""Text columns that get an apostrophe in a CSV, so that a spreadsheet keeps them as text."""

PROPOSAL_COLUMNS = (
    "urut",
    "nama",
    "jenis_kelamin",
    "tgl_lahir",
    "alamat",
    "rt",
    "rw",
    "jumlah_anggota",
    "alasan_usulan",
    "petugas",
    "tgl_kunjungan",
    "catatan",
    "kode_wilayah",
)
"""Columns of USULAN: poor neighbours without aid. No NIK: the office asks for it when it follows up. `kode_wilayah` is filled in."""

PROPOSED = "Diusulkan petugas"
"""What stands as the result of a visit that is a row of USULAN (a word of `lookups/survey_words.csv`: poor)."""

SHEETS = ("PETUNJUK", "KASUS", "USULAN", "DAFTAR", "META")
"""Sheets of a packet, in order; DAFTAR is hidden."""

META_KEYS = (
    "versi_templat",
    "run_id",
    "periode",
    "kode_wilayah",
    "nama_wilayah",
    "tenggat",
    "bagian",
    "jumlah_kasus",
    "hash_isi",
)
"""Keys of META, one a row: key in column A, value in column B."""

PACKET_VERSION = "paket-3"
"""Version of the packet's form; raised when a column is added."""

HASH_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def printed_hash(evidence_hash: str) -> str:
    """The evidence hash as packets print it: its first 16 hex digits, digits written as letters g–p.

    Letters only, so that no spreadsheet turns it into a number (`12e45678`) and no scanner takes it for a NIK.
    """
    return evidence_hash.lower().translate(HASH_LETTERS)[:16]
