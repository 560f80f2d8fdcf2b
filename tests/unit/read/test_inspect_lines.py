"""What `padan inspect` tells an officer of a file at a glance."""

from flows.commands.inspect import STATES, lines_of
from pipeline.intake.ingest import ingest_file
from schemas.codes import NikStatus
from schemas.settings import Settings

NIK = "1671084107859001"


def test_sender_programme_and_months_stand_in_one_line(tmp_path):
    path = tmp_path / "bri.csv"
    row = f"{NIK},SITI,PKH,BRI,Tahap 1 Tahun 2025,750000,SUKSES,biru"
    path.write_text(f"NIK,NAMA,PROGRAM,PENYALUR,PERIODE,NOMINAL,STATUS SALUR,Warna Rumah\n{row}\n", encoding="utf-8")
    told = lines_of(ingest_file(path, "bri.csv", "2025-03", settings=Settings()), rejects=5)
    assert told[1].startswith("  daftar bayar (disbursement), tata letak ")
    assert told[2:7] == [
        "    pengirim BRI; program PKH; periode 2025-01 s.d. 2025-03",
        "    judul kolom baris 1",
        "    kolom NIK: mutu A (utuh 1)",
        "    dibaca 1 = dipakai 1 + ditolak 0 + duplikat 0; dilewati 1",
        "    tidak dipakai: Warna Rumah (1 sel)",
    ]
    assert not any(NIK in line for line in told)


def test_every_state_of_a_number_has_an_office_word():
    assert set(STATES) == {state.value for state in NikStatus}
