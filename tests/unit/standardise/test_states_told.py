"""Statuses that tell a course of events, and verbs with their affixes: the last event counts, and doubt is UNKNOWN."""

import pytest

from pipeline.standardise.money.states import speak

PAID = (
    *("Sukses (sebelumnya gagal)", "Gagal lalu sukses", "Retur sudah dibayar ulang", "Sudah dibayar ulang setelah retur"),
    *("Gagal kemudian dibayar POS", "Sukses setelah perbaikan rekening", "Dibayar kepada ahli waris", "Diwakilkan", "Diambil suami"),
    *("Diterima anak", "Sempat gagal, sudah dibayar", "Semula retur, kini sudah cair", "Gagal -> sukses", "Retur, sdh disalurkan ulang"),
    *("Sudah ditarik tunai", "Berhasil ditransaksikan", "Sukses overbooking", "Sudah masuk rekening", "Terbayar (susulan)", "Settled"),
    *("Sudah dikreditkan", "Telah dicairkan", "Sdh ditransfer", "Dana sudah ditarik KPM", "Diambil sendiri", "Sudah diambil 12/11/2025"),
    *("Diserahkan kepada istri", "Tidak retur, sudah dibayar", "Sudah dipindahbukukan", "Awalnya gagal, akhirnya sudah dibayar"),
)  # fmt: skip
BY_ANOTHER = (
    "tidak hadir, diwakili anak",
    "tdk hadir diwakilkan",
    "lansia tidak hadir, diantar petugas",
    "door to door karena tidak hadir",
)
NOTHING = ("KKS rusak sudah diganti", "tanpa kendala gagal", "retur nihil")
STAYED_AWAY = ("tidak hadir, belum diwakili", "tidak hadir", "KKS rusak", "tidak hadir dan tidak diwakilkan")
NOT_TAKEN = (
    *("Belum ditarik", "Belum ditransaksikan KPM", "Belum pernah transaksi", "tdk ditarik", "Tidak pernah ditransaksikan", "blm digesek"),
    *("Sudah cair tapi belum diambil", "Cair, belum transaksi", "Sukses, saldo mengendap", "Dana belum ditarik"),
)
FAILED = (
    *(
        "Rek. pasif",
        "rek tidak aktif",
        "Ditolak bank",
        "Blokir",
        "Dibatalkan",
        "Gagal dibayar ulang",
        "Sudah dibayar ulang tapi gagal lagi",
    ),
    *("Gagal salur karena KPM sudah pindah", "Sukses sebelumnya, sekarang gagal", "Tidak dikreditkan", "Gagal setelah verifikasi"),
    *("Gagal karena KPM sudah meninggal", "Sukses (gagal top up)", "Tidak masuk rekening"),
)
RETURNED = (
    *("Retur, akan dibayar ulang", "Retur - menunggu transfer ulang", "Retur sudah diajukan bayar ulang", "Sudah transfer, retur"),
    *("Dana sudah disalurkan kembali ke kas negara", "Retur, dana sudah diterima kas negara", "Gagal, dana sudah dikembalikan"),
    *("Sudah dibayar, dikembalikan", "Sukses lalu retur"),
)
IN_PROCESS = (
    "Sampai saat ini belum cair",
    "Belum dikreditkan",
    "Belum masuk rekening",
    "On progress",
    "Belum dibayar ulang",
    "blm ditransfer",
    "Akan dibayar",
)
UNKNOWN = (
    *("Tidak gagal", "Batal dibatalkan", "Tidak jadi retur", "Sukses sebagian", "Gagal, sudah dibayar", "Gagal - sukses", "Pernah retur"),
    *("Siap salur", "Rencana bayar", "Diambil orang lain", "Ditarik kembali", "Diambil perangkat desa", "Bisa dicairkan"),
    *("Tidak dapat ditransaksikan", "Gagal karena sudah diterima di bank lain", "Layak bayar", "Sudah diajukan bayar", "Sudah ditarik bank"),
    *("Tidak ada kendala", "Belum ada laporan", "Sudah dijadwalkan bayar"),
    *("Retur, sudah diperbaiki", "Gagal cek rekening, sudah dibereskan"),
)  # fmt: skip
TABLE = {"PAID": PAID, "PAID_NOT_TAKEN": NOT_TAKEN, "FAILED_ACCOUNT": FAILED, "RETURNED": RETURNED, "IN_PROCESS": IN_PROCESS, None: UNKNOWN}


@pytest.mark.parametrize(("word", "state"), [(word, state) for state, words in TABLE.items() for word in words])
def test_the_last_event_counts(word: str, state: str | None) -> None:
    said = speak(word)
    assert (said.state if said else None) == state


@pytest.mark.parametrize(
    ("word", "state"),
    [*((w, "PAID") for w in BY_ANOTHER), *((w, None) for w in NOTHING), *((w, "PAID_NOT_TAKEN") for w in STAYED_AWAY)],
)
def test_who_stayed_away_and_was_represented_got_his_money(word: str, state: str | None) -> None:
    said = speak(word)
    assert (said.state if said else None) == state
