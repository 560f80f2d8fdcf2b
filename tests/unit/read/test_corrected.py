"""One thing in two columns, as it was and as it is: corrected sums, desils of several quarters."""

from pathlib import Path

import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

NIK = [f"167108410785{n}" for n in range(9000, 9020)]
KK = [f"167108010120{n}" for n in range(9000, 9020)]


def take(tmp_path: Path, *lines: str, month: str = "2025-05") -> Ingested:
    path = tmp_path / "daftar.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ingest_file(path, "daftar.csv", month, settings=Settings())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("NOMINAL SEMULA", "NOMINAL SEHARUSNYA"),
        ("Jumlah Sebelum Ralat", "Jumlah Setelah Ralat"),
        ("SEMULA", "MENJADI"),
        ("Nominal Tertulis", "Nominal yang Benar"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_sums_the_corrected_one_counts(tmp_path: Path, old: str, new: str, turned: bool) -> None:
    sums = [("400000", "600000"), ("600000", "400000"), ("600000", "")]
    cells = [f"{b};{a}" if turned else f"{a};{b}" for a, b in sums]
    rows = [f"{n};{NIK[n]};WARGA {chr(65 + n)}NI;{cell};salah ketik" for n, cell in enumerate(cells)]
    got = take(
        tmp_path,
        "RALAT DAFTAR PENYALURAN SEMBAKO BRI TAHAP 2 TAHUN 2025;;;;;",
        f"No;NIK;Nama;{new if turned else old};{old if turned else new};Ket",
        *rows,
    )
    assert got.disbursements["amount"].to_list() == [600_000, 400_000, 600_000]


def test_what_was_due_and_what_was_paid_are_no_correction(tmp_path: Path) -> None:
    rows = [f"{n};{NIK[n]};WARGA {chr(65 + n)}NI;600000;{600000 - 50000 * n};12/05/2025;Sukses" for n in range(3)]
    got = take(tmp_path, "No;NIK;Nama;Jumlah Seharusnya;Jumlah Diterima;Tgl Bayar;Status Salur", *rows)
    assert got.disbursements["amount"].to_list() == [600_000, 550_000, 500_000]


DATED = "DESIL TW IV 2024;DESIL TW I 2025;DESIL TW II 2025;DESIL TW III 2025"


@pytest.mark.parametrize(("month", "desil"), [("2025-05", 3), ("2025-08", 4), ("2025-02", 2), ("2026-01", 4)])
def test_of_desils_of_several_quarters_that_of_the_month_counts(tmp_path: Path, month: str, desil: int) -> None:
    rows = [f"{n};{NIK[n]};{KK[n]};WARGA {chr(65 + n)}NI;KEPALA KELUARGA;1;2;3;4" for n in range(3)]
    got = take(tmp_path, f"NO;NIK;NO KK;NAMA;SHDK;{DATED}", *rows, month=month)
    assert got.registry["desil"].to_list() == [desil] * 3


def test_two_desils_of_no_time_stay_doubtful(tmp_path: Path) -> None:
    rows = [f"{n};{NIK[n]};{KK[n]};WARGA {chr(65 + n)}NI;KEPALA KELUARGA;1;{2 + n}" for n in range(3)]
    got = take(tmp_path, "NO;NIK;NO KK;NAMA;SHDK;DESIL A;DESIL B", *rows)
    assert got.registry.is_empty()


def test_of_two_heads_of_a_card_the_new_one_is_paid(tmp_path: Path) -> None:
    head = "No;No KK;Nama Pengurus Lama;NIK Lama;Nama Pengurus Baru;NIK Baru;Nominal;Status"
    rows = [f"{n};{KK[n]};SITI {chr(65 + n)}NI;{NIK[n]};BUDI {chr(65 + n)}NI;{NIK[n + 10]};600000;Sukses" for n in range(4)]
    got = take(tmp_path, "REALISASI SEMBAKO TAHAP 2 2025 BNI - KPM GANTI PENGURUS;;;;;;;", head, *rows)
    assert got.disbursements.select("nik", "name").rows() == [(NIK[n + 10], f"BUDI {chr(65 + n)}NI") for n in range(4)]


@pytest.mark.parametrize(
    ("now", "nik"), [("BUDI {}NI", None), ("", NIK[0]), ("siti  ani", NIK[0])], ids=["another holder", "none", "the same name"]
)
def test_a_new_holder_of_a_card_has_not_the_number_of_the_old_one(tmp_path: Path, now: str, nik: str | None) -> None:
    head = "No;No KK;Nama Pengurus Lama;NIK Lama;Nama Pengurus Baru;NIK Baru;Nominal;Status"
    rows = [f"{n};{KK[n]};SITI {chr(65 + n)}NI;{NIK[n]};BUDI {chr(65 + n)}NI;{NIK[n + 10]};600000;Sukses" for n in range(1, 4)]
    first = f"0;{KK[0]};SITI ANI;{NIK[0]};{now.format('A')};;600000;Sukses"
    got = take(tmp_path, "REALISASI SEMBAKO TAHAP 2 2025 BNI - KPM GANTI PENGURUS;;;;;;;", head, first, *rows)
    assert got.disbursements["nik"].to_list() == [nik, *NIK[11:14]]
    assert set(got.keys["value"]) == ({nik} - {None}), "no former number of theirs"
