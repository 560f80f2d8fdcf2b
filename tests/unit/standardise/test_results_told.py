"""What "layak" takes as its object, the reason beside "tidak layak", and jobs that are only mentioned."""

import pytest

from pipeline.standardise.people.coded import excluded_job
from pipeline.standardise.visits.results import read_result
from schemas.codes import SurveyResult as R

TABLE = {
    R.LAYAK: (
        *("MISKIN BELUM TERDATA", "Miskin tapi belum terdaftar di DTSEN", "Miskin - belum terdata"),
        *("Layak - rumah tidak layak huni", "Layak, rumah tidak layak", "Tidak layak graduasi", "Belum layak graduasi", "Pra sejahtera"),
        *("Keluarga pra sejahtera", "Layak, pindah RT", "Layak, anak PNS sudah pisah KK", "Layak (dulu mampu)", "Bukan keluarga mampu"),
        *("Layak, tidak ada anggota keluarga PNS", "Masih layak, RTLH", "Layak, punya Kartu Keluarga Sejahtera", "Tidak mampu"),
        *("Masih pantas dibantu", "Sangat pantas dibantu, belum pernah dapat bantuan", "Patut menerima", "Masih berhak", "Perlu dibantu"),
    ),
    R.TIDAK_LAYAK_MAMPU: (
        *("Layak graduasi", "Sudah layak digraduasi", "Mampu secara ekonomi", "Tidak layak, ekonomi mampu", "Tidak layak - sudah mampu"),
        *("Keluarga sejahtera", "Tidak layak, punya mobil", "Tidak layak: rumah sudah bagus, NIK tidak padan"),
    ),
    R.TIDAK_LAYAK_PEKERJAAN: (
        *("Ada anggota keluarga PNS", "Suami TNI", "Tidak layak, anak PNS", "Tidak layak karena pensiunan", "PNS", "Anggota Polri"),
        "Tidak layak (bekerja sebagai PPPK)",
    ),
    R.TIDAK_LAYAK_LAIN: (
        "Tidak layak (usia produktif)",
        "Tidak layak, KK pecah",
        "TL - NIK tidak padan",
        "Tidak layak karena sudah dapat bantuan lain",
    ),
    R.MENOLAK: ("Tidak layak karena tidak mau didata",),
    R.PINDAH: (
        "Tidak layak, sudah tidak domisili",
        "Bukan warga sini, tidak layak",
        "Belum layak: ikut anak di Jambi",
        "Tidak layak - pindah",
        "Tidak layak karena pindah domisili",
        "Tidak layak (merantau)",
        "Bekerja di luar negeri",
        "TKI",
    ),
    R.GANDA: ("Tidak layak, data ganda", "Tidak layak karena NIK ganda"),
    R.TIDAK_DITEMUKAN: ("Tidak layak: alamat tidak ditemukan", "Tidak dapat ditemui", "Tidak bisa ditemui", "Tidak bertemu"),
    R.MENINGGAL: ("Tidak layak: meninggal", "Tidak layak karena meninggal dunia"),
    R.TIDAK_LAYAK: (
        *(
            "Sudah tidak pantas dibantu",
            "Tidak berhak",
            "Pantas dicoret",
            "Tidak layak",
            "Tidak layak: punya toko",
            "Tidak layak, tidak sesuai kriteria",
            "Layak dikeluarkan",
            "Tidak layak menerima bantuan",
        ),
        "Tidak layak huni, tidak layak",
    ),
    None: (
        *(
            "Rumah tidak layak huni",
            "Tidak layak huni",
            "Rumah belum layak",
            "Kondisi rumah kurang layak",
            "RTLH",
            "Penghasilan tidak layak",
        ),
        *("Sudah hidup layak", "Tidak ada anggota keluarga PNS", "Bukan PNS", "Sudah tidak PNS", "Calon PNS", "Pensiunan swasta"),
        *("Sopir polisi", "Pedagang pasar TNI", "Layak / tidak layak", "Tidak layak PKH, layak sembako", "Tidak layak?", "Mampu?"),
        *("Punya Kartu Keluarga Sejahtera", "Keluarga sejahtera I", "Lansia tidak mampu bekerja", "Mampu berjalan", "Pindah RT"),
        *("Dulu PNS", "Tetangga PNS", "Anak TNI, sudah pisah KK", "Anak sudah mampu", "Layak namun punya mobil", "Gubuk tidak layak"),
        *("NIK tidak padan", "Sudah tidak domisili", "Belum terdata", "Hampir miskin"),
        *("Pindah masuk", "Tidak layak dihapus", "Tidak ada yang bekerja sebagai PNS", "Kurang pantas dibantu", "Harga tidak wajar"),
        *("Perlu bantuan modal usaha", "Butuh bantuan mengurus KTP", "Berhak digraduasi"),
    ),
}


@pytest.mark.parametrize(("cell", "result"), [(cell, result) for result, cells in TABLE.items() for cell in cells])
def test_a_result_by_its_sense(cell: str, result: R | None) -> None:
    assert read_result(cell) == result


JOBS = (
    *("PEGAWAI NEGERI SIPIL", "PNS", "PPPK", "KEPOLISIAN RI (POLRI)", "TENTARA NASIONAL INDONESIA (TNI)", "PENSIUNAN", "PURNAWIRAWAN TNI"),
    *("ANGGOTA DPRD", "KARYAWAN BUMN", "GURU PNS", "KEPALA DESA", "ANGGOTA TNI AD", "PENSIUNAN PNS", "PEGAWAI BUMD"),
)
MENTIONED = (
    *("TUKANG CUKUR ASRAMA TNI", "PETUGAS KEBERSIHAN KANTOR POLISI", "CALON PNS GAGAL", "PEMBANTU RUMAH TANGGA PNS", "SOPIR POLISI"),
    *("PEDAGANG PASAR TNI", "POLISI CEPEK", "TENTARA BAYARAN", "PENSIUNAN SWASTA", "PENSIUNAN PERUSAHAAN", "ISTRI PNS", "EKS TNI"),
    *("HONORER POLRI", "SATPAM BUMN", "BURUH PERUMAHAN POLRI", "BUKAN PNS", "PENJAGA RUMAH BUPATI", "NON ASN", "PENSIUNAN KARYAWAN SWASTA"),
)


@pytest.mark.parametrize("job", JOBS)
def test_what_a_person_is_excludes(job: str) -> None:
    assert excluded_job(job) is True


@pytest.mark.parametrize("job", MENTIONED)
def test_what_is_only_mentioned_excludes_nobody(job: str) -> None:
    assert excluded_job(job) is not True
