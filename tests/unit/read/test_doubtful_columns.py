"""Columns whose heading says little: a remark on the standing of people, the place where recipients sign."""

import pytest

NIKS = [f"167108450180900{i}" for i in range(1, 5)]
REGISTRY = "NIK;NO. KK;NAMA ART;HUB. KELUARGA;NAMA IBU KANDUNG;KETERANGAN\n"
VILLAGE = "DAFTAR PENERIMA BLT DANA DESA BULAN NOVEMBER 2024\nNo;Nama KPM;NIK;No KK;RT;Jumlah;Tanda Terima\n"


@pytest.mark.parametrize("remarks", [["Aktif", "Non Aktif", "Meninggal Dunia 12-08-2024", "Dihapus"], ["", "Meninggal Dunia", "", ""]])
def test_a_remark_on_standing_makes_a_registry_no_survey(read, remarks: list[str]) -> None:
    rows = "".join(f"{n};167108010120900{i};ORANG {i};Anak;IBU {i};{said}\n" for i, (n, said) in enumerate(zip(NIKS, remarks, strict=True)))
    (table,) = read(REGISTRY + rows).tables
    assert str(table.kind) == "registry"
    assert [v or "" for v in table.frame["registry_status"].to_list()] == remarks


def test_a_remark_on_a_visit_stays_a_survey(read) -> None:
    said = ["Layak", "Meninggal Dunia", "Tidak ditemukan", "Pindah"]
    rows = "".join(f"{n};ORANG {i};JL. MELATI {i};{word}\n" for i, (n, word) in enumerate(zip(NIKS, said, strict=True)))
    (table,) = read("NIK;NAMA;ALAMAT;KETERANGAN\n" + rows).tables
    assert str(table.kind) == "survey"


@pytest.mark.parametrize(("ticks", "states"), [(["√", "v", "", "√"], ["√", "v", None, "√"]), (["", "", "", ""], None)])
def test_ticks_where_recipients_sign_are_the_state_of_a_pay_list(read, ticks: list[str], states: list[str | None] | None) -> None:
    rows = "".join(
        f"{i};ORANG {i};{n};167108010120900{i};00{i};Rp300.000,-;{t}\n" for i, (n, t) in enumerate(zip(NIKS, ticks, strict=True))
    )
    (table,) = read(VILLAGE + rows).tables
    assert str(table.kind) == "disbursement"
    assert table.frame["amount"].to_list() == ["Rp300.000,-"] * 4
    assert (table.frame["state"].to_list() if "state" in table.frame.columns else None) == states


def test_a_title_line_right_above_the_header_is_no_group(read) -> None:
    title = "Laporan Penyaluran Program Sembako Tahap 3 Tahun 2025;;;;\n"
    head = "No;NIK KPM;Nama KPM;Jumlah Bantuan;Tgl Kredit\n"
    rows = "".join(f"{i};{n};ORANG {i};600000;17/08/2025\n" for i, n in enumerate(NIKS))
    (table,) = read(title + head + rows).tables
    assert (table.title, table.header_row) == ("Laporan Penyaluran Program Sembako Tahap 3 Tahun 2025", 2)
    assert (table.headers["nik"], table.headers["paid_on"]) == ("NIK KPM", "Tgl Kredit")


def test_a_bank_and_a_long_title_over_the_first_columns_are_no_groups(read) -> None:
    title = "PT BANK MANDIRI (PERSERO);LAPORAN PENYALURAN SEMBAKO TAHAP 2 (APRIL - JUNI) TAHUN 2025;;;\n"
    head = "NO;NIK;NAMA;NOMINAL;KET\n"
    rows = "".join(f"{i};{n};ORANG {i};600000;SUKSES TOP UP\n" for i, n in enumerate(NIKS))
    (table,) = read(title + head + rows).tables
    assert (table.header_row, table.headers["nik"]) == (2, "NIK")
    assert "SEMBAKO TAHAP 2" in table.title


@pytest.mark.parametrize(("head", "field"), [("Bantuan yang ditanyakan", "programme"), ("Bantuan lain", None)])
def test_a_form_names_the_programme_it_asks_about_and_the_reason_of_its_result(read, head: str, field: str | None) -> None:
    rows = "".join(f"{n};ORANG {i};Tidak layak;PNS/TNI/Polri;Sembako/BPNT;26/08/2025\n" for i, n in enumerate(NIKS))
    (table,) = read(f"NIK KPM;Nama KPM;Hasil kunjungan;Alasan tidak layak;{head};Tanggal kunjungan\n" + rows).tables
    assert str(table.kind) == "survey"
    assert table.headers["note"] == "Alasan tidak layak"
    assert table.headers.get("programme") == (head if field else None)


@pytest.mark.parametrize("said", ["True", "1", "V"])
def test_a_tick_for_the_dead_in_a_registry_makes_no_survey(read, said: str) -> None:
    head = "NIK;NO KK;NAMA;STATUS_HUBUNGAN_KELUARGA;DESIL_NASIONAL;MENINGGAL\n"
    rows = "".join(f"{n};167108010120900{i};ORANG {i};Anak;{i + 1};{said if i == 1 else ''}\n" for i, n in enumerate(NIKS))
    (table,) = read(head + rows, "dtsen_clean.csv").tables
    assert str(table.kind) == "registry"
    assert table.headers["deceased"] == "MENINGGAL"


@pytest.mark.parametrize(
    ("head", "cells", "kind"),
    [
        ("Desa;Tanggal Meninggal", ["Sako;02/03/2024", "Sako;11-05-2024", "Sako;2024-07-01", "Sako;01/02/2025"], "survey"),
        ("Desa;Tanggal Meninggal", ["Sako;02/03/2024", "Sako;", "Sako;", "Sako;"], "unknown"),
        ("NIP;Pekerjaan", ["19870;PNS", "19880;PPPK", "19890;PNS", "19900;PNS GOL III"], "survey"),
        ("NIP;Pekerjaan", [";PNS", ";Petani", ";Buruh", ";PNS"], "unknown"),
        ("Desil;Pekerjaan", ["1;PNS", "2;PPPK", "3;PNS", "4;PNS"], "registry"),
    ],
)
def test_a_list_of_the_dead_or_employed_needs_no_title(read, head: str, cells: list[str], kind: str) -> None:
    rows = "".join(f"{n};ORANG {'ABCD'[i]}NI;{said}\n" for i, (n, said) in enumerate(zip(NIKS, cells, strict=True)))
    (table,) = read(f"NIK;Nama;{head}\n{rows}", "data.csv").tables
    assert str(table.kind) == kind


@pytest.mark.parametrize(
    ("more", "kind"), [("Nama Kepala Keluarga", "registry_family"), ("Nama Kepala Keluarga;NIK Kepala Keluarga", "registry")]
)
def test_families_with_a_head_and_no_nik_are_no_persons(read, more: str, kind: str) -> None:
    rows = "".join(
        f"K{i};167108010120900{i};JL. MELATI;Aktif;KEPALA {'ABCD'[i]}{';' + n if 'NIK' in more else ''}\n" for i, n in enumerate(NIKS)
    )
    (table,) = read(f"Id Keluarga;No. Kartu Keluarga;Alamat;Status Kepesertaan;{more}\n{rows}", "keluarga_dtks.csv").tables
    assert str(table.kind) == kind


def test_whereabouts_in_a_registry_tell_the_dead_and_make_no_survey(read) -> None:
    head = "ID_DTKS;NO KK;NIK;NAMA;HUBUNGAN KELUARGA;IBU KANDUNG;STATUS KEBERADAAN;STATUS DTKS\n"
    rows = "".join(
        f"D{i};167108010120900{i};{n};ORANG {i};Anak;IBU;{'MENINGGAL DUNIA' if i == 1 else 'ADA'};AKTIF\n" for i, n in enumerate(NIKS)
    )
    (table,) = read(head + rows).tables
    assert str(table.kind) == "registry"
    assert (table.headers["deceased"], table.headers["registry_status"]) == ("STATUS KEBERADAAN", "STATUS DTKS")


def test_money_beside_the_question_of_receipt_is_what_was_received(read) -> None:
    rows = "".join(f"ORANG {i};{n};Layak;BPNT;1;200000;2021-05-25T10:00:00Z;uuid:{i}\n" for i, n in enumerate(NIKS))
    head = (
        "grp_id-nama_kpm;grp_id-nik;grp_hasil-status_verval;grp_bansos-program;grp_bansos-menerima;grp_bansos-nominal;SubmissionDate;KEY\n"
    )
    (table,) = read(head + rows).tables
    assert (str(table.kind), table.headers["amount_received"]) == ("survey", "grp_bansos-nominal")


@pytest.mark.parametrize(("cells", "used"), [(["SD", "-", "SMP", "SMA"], True), (["SDN 5 SAKO", "SMAN 3", "MIN 1", "SMPN 9"], False)])
def test_a_level_of_school_is_one_and_the_name_of_a_school_is_none(read, cells: list[str], used: bool) -> None:
    rows = "".join(f"{n};167108010120900{i};ORANG {i};Anak;IBU;{c}\n" for i, (n, c) in enumerate(zip(NIKS, cells, strict=True)))
    (table,) = read("NIK;NO KK;NAMA;HUB KELUARGA;NAMA IBU;SEKOLAH\n" + rows).tables
    assert ("school_level" in table.headers) is used


def test_beside_the_payee_the_member_is_no_payee_and_alone_he_is_the_person(read) -> None:
    rows = "".join(f"{n};IBU {i};167108010120900{i};SD;ANAK {i};225000;Sukses Salur\n" for i, n in enumerate(NIKS))
    (table,) = read("NIK PENGURUS;NAMA PEMILIK REKENING;NO. KK;KOMPONEN;NAMA ART;JUMLAH UANG;STATUS SALUR\n" + rows).tables
    assert (table.headers["name"], table.headers["member_name"]) == ("NAMA PEMILIK REKENING", "NAMA ART")
    (alone,) = read(
        "NIK ART;NO. KK;KOMPONEN;NAMA ART;JUMLAH UANG;STATUS SALUR\n"
        + "".join(f"{n};167108010120900{i};SD;ANAK {i};225000;Sukses Salur\n" for i, n in enumerate(NIKS))
    ).tables
    assert (alone.headers["nik"], alone.headers["name"]) == ("NIK ART", "NAMA ART")


def test_a_registry_row_is_the_member_beside_the_head(read) -> None:
    rows = "".join(f"D{i};{n};ANAK {i};BAPAK {i};167108010120900{i};Anak\n" for i, n in enumerate(NIKS))
    (table,) = read("ID DTKS;NIK;NAMA ART;NAMA PENGURUS;NO KK;HUB KELUARGA\n" + rows).tables
    assert (str(table.kind), table.headers["name"], table.headers["head_name"]) == ("registry", "NAMA ART", "NAMA PENGURUS")


def test_a_column_of_the_living_and_the_dead_tells_deaths_whatever_its_header(read) -> None:
    said = ["Hidup", "Meninggal", "Hidup", "Hidup"]
    rows = "".join(f"{n};167108010120900{i};ORANG {i};Anak;{s}\n" for i, (n, s) in enumerate(zip(NIKS, said, strict=True)))
    (table,) = read("NIK;NO KK;NAMA;HUB KELUARGA;SITUASI\n" + rows).tables
    assert table.headers["deceased"] == "SITUASI"


@pytest.mark.parametrize(("codes", "told"), [("1221", True), ("2112", False)])
def test_days_beside_code_two_alone_make_it_a_death(read, codes: str, told: bool) -> None:
    days = ["", "12/03/2025", "01/04/2025", ""]
    rows = "".join(f"{n};167108010120900{i};ORANG {i};Anak;{c};{d}\n" for i, (n, c, d) in enumerate(zip(NIKS, codes, days, strict=True)))
    (table,) = read("nik;no_kk;nama;hub_keluarga;keberadaan;tgl_kejadian\n" + rows).tables
    assert ("deceased" in table.headers) is told


def test_a_header_under_a_group_title_is_recognised_by_itself(read) -> None:
    group = "Identitas;;;Data Lain;;\n"
    head = "NIK;No KK;Nama;Hubungan Keluarga;Pendidikan yang Sedang Ditempuh;Alamat\n"
    rows = "".join(f"{n};167108010120900{i};ORANG {i};Anak;SD;JL. MELATI {i}\n" for i, n in enumerate(NIKS))
    (table,) = read(group + head + rows).tables
    assert table.headers["school_level"] == "Data Lain Pendidikan yang Sedang Ditempuh"


@pytest.mark.parametrize(
    ("head", "row", "kind", "field"),
    [
        ("NIK;NO KK;NAMA;HUB DGN KRT;NAMA IBU;KONDISI", "Anak;IBU;{alive}", "registry", "deceased"),
        ("NIK;NO KK;NAMA;PROGRAM;NOMINAL;PERIODE;TANGGAL;KEADAAN", "PKH;600000;Apr-Jun 2025;10/05/2025;{paid}", "disbursement", "state"),
        (
            "NIK;NO KK;NAMA;REKENING;ALOKASI BULAN;UANG DITERIMA KPM;KEADAAN",
            "1234567890;Okt-Des 2025;600000;{paid}",
            "disbursement",
            "state",
        ),
        ("NIK;NO KK;NAMA;ENUMERATOR;TANGGAL KUNJUNGAN;KONDISI", "PETUGAS;10/05/2025;{alive}", "survey", "result"),
    ],
)
def test_a_condition_is_what_the_columns_beside_it_and_its_words_make_of_it(read, head: str, row: str, kind: str, field: str) -> None:
    words = [
        {"alive": a, "paid": p}
        for a, p in zip(
            ["Hidup", "Meninggal", "Hidup", "Hidup"],
            ["Sudah dibayarkan", "Sudah transaksi", "Gagal cek rekening", "Sudah dibayarkan"],
            strict=True,
        )
    ]
    rows = "".join(f"{n};167108010120900{i};ORANG {i};{row.format(**w)}\n" for i, (n, w) in enumerate(zip(NIKS, words, strict=True)))
    (table,) = read(head + "\n" + rows).tables
    assert (str(table.kind), table.headers[field]) == (kind, head.rsplit(";", 1)[1])


def test_names_under_a_word_nobody_knows_are_the_names(read) -> None:
    names = ["SITI AMINAH", "BUDI", "KGS M AMIN", "DEWI LESTARI", "JOKO SUSILO"]
    rows = "".join(f"16710845018090{i:02d};{n};KRAJAN;TIRTOMOYO;2\n" for i, n in enumerate(names))
    (table,) = read("N.I.K;Asma;Padukuhan;Kalurahan;Desil\n" + rows).tables
    assert (table.headers["name"], table.headers["village_name"]) == ("Asma", "Kalurahan")


def test_an_officers_visit_stays_one_beside_the_money_of_the_list_that_was_visited(read) -> None:
    rows = "".join(f"{n};ORANG {i};600000;Sukses Salur;01/05/2025;Layak;10/05/2025\n" for i, n in enumerate(NIKS))
    (table,) = read("NIK;NAMA;NOMINAL;STATUS SALUR;TGL SALUR;HASIL KUNJUNGAN;TGL KUNJUNGAN\n" + rows).tables
    assert str(table.kind) == "survey"


def test_a_row_that_names_a_village_speaks_for_the_rows_beneath(read) -> None:
    rows = [f"{i};{n};167108010120900{i};ORANG {i};Anak;IBU {i};\n" for i, n in enumerate(NIKS)]
    (table,) = read(
        "No;" + REGISTRY + "DESA SAKO BARU;;;;;;\n" + "".join(rows[:2]) + "KEL. SIALANG / RT 3;;;;;;\n" + "".join(rows[2:])
    ).tables
    assert table.frame["village_name"].to_list() == ["SAKO BARU"] * 2 + ["SIALANG"] * 2
    assert (table.read, table.skipped) == (4, 3)


def test_sheets_of_one_header_are_settled_by_the_cells_of_them_all(read, book) -> None:
    """The second sheet holds one word only; what its remark means the first sheet tells."""
    head = ["NIK", "NAMA", "NOMINAL", "KETERANGAN"]
    first = [[n, f"ORANG {i}", "600000", s] for i, (n, s) in enumerate(zip(NIKS, ["Sukses", "Gagal", "Sukses", "Retur"], strict=True))]
    second = [[NIKS[0][:-1] + "9", "ORANG 9", "600000", ""]]
    tables = read(book({"Sako": [head, *first], "Sialang": [head, *second]})).tables
    assert [table.headers.get("state") for table in tables] == ["KETERANGAN"] * 2


def test_a_sheet_whose_title_calls_it_a_plan_is_one_beside_a_sheet_of_payments(read, book) -> None:
    head, rows = ["NIK", "NAMA", "NOMINAL"], [[n, f"ORANG {i}", "600000"] for i, n in enumerate(NIKS)]
    tables = read(book({"Realisasi": [["Realisasi Penyaluran"], head, *rows], "Rencana": [["Daftar calon penerima"], head, *rows]})).tables
    assert [str(table.kind) for table in tables] == ["disbursement", "closing"]


def test_a_sheet_that_explains_codes_is_the_legend_of_the_others(read, book) -> None:
    """RT and RW hold numbers that the legend knows too: they are no codes."""
    rows = [[f"ORANG {i}", n, "SAKO", i, i, "10/05/2025", str(i)] for i, n in enumerate(NIKS, 1)]
    legend = [["Kode", "Arti"], ["1", "Layak"], ["2", "Tidak layak (mampu)"], ["3", "Tidak ditemukan"], ["4", "Pindah"]]
    head = ["Nama KPM", "NIK", "Kelurahan", "RT", "RW", "Tgl Survei", "Kode Hasil"]
    (table,) = read(book({"Data": [head, *rows], "Keterangan Kode": legend})).tables
    assert (str(table.kind), table.headers["result"], table.headers["rt"]) == ("survey", "Kode Hasil", "RT")
    assert table.hints["codes"] == {"result": dict(legend[1:])}


def test_a_column_of_deaths_that_nobody_ticked_stops_nothing(read) -> None:
    rows = "\n".join(f"{n};ORANG {chr(65 + n)};167108450180900{n};v;;;" for n in range(1, 5))
    table = read(f"NO;NAMA;NIK;LAYAK;TIDAK LAYAK;MENINGGAL;PINDAH\n{rows}\n", "verval.csv").tables[0]
    assert (table.kind, table.read, table.problem) == ("survey", 4, None)


def test_where_each_member_lives_makes_a_registry_no_survey(read) -> None:
    head = "DTSEN ANGGOTA;;;;;;;\nNomor KK;NIK;Nama ART;Hub;Tgl Lahir;L/P;Pekerjaan;Status ART\n"
    said = ["Tinggal bersama", "Tinggal bersama", "Meninggal", "Pindah"]
    rows = "".join(
        f"167108010120900{i // 2};{n};ORANG {i};ANAK;01/12/1998;L;SOPIR;{word}\n"
        for i, (n, word) in enumerate(zip(NIKS, said, strict=True))
    )
    (table,) = read(head + rows).tables
    assert (str(table.kind), table.headers["deceased"]) == ("registry", "Status ART")


@pytest.mark.parametrize(("members", "field"), [(2, "no_kk"), (1, None)])
def test_a_card_that_several_people_bear_is_their_family_s(read, members: int, field: str | None) -> None:
    """`NO KARTU` says neither KK nor KKS; a bank's card is one person's."""
    rows = "".join(
        f"ORANG {'ABCDEFGHIJ'[i % 10]}{'ABCDEFGHIJ'[i // 10]};16710845018{i % 10}9{i:03d};16710801012{5 + i // members // 90}9{100 + i // members:03d};"
        f"{'ISTRI' if i % members else 'KEPALA KELUARGA'};5;Sako\n"
        for i in range(60)
    )
    (table,) = read("NAMA;NIK;NO KARTU;HUB;DESIL;KELURAHAN\n" + rows).tables
    assert table.headers.get("no_kk") == ("NO KARTU" if field else None)


def test_answers_for_two_programmes_are_never_the_same(read) -> None:
    said = [("", "Ya", "600000"), ("Tidak", "Tidak", ""), ("Tidak", "Ya", "600000"), ("Ya", "Tidak", "")]
    rows = "".join(f"02/06/2025;ORANG {i};{n};Layak;{';'.join(s)}\n" for i, (n, s) in enumerate(zip(NIKS, said, strict=True)))
    head = "Tgl Kunjungan;Nama;NIK;Hasil;Terima PKH (Ya/Tidak);Terima Sembako (Ya/Tidak);Sembako diterima Rp\n"
    (table,) = read(head + rows).tables
    rows = table.frame.select("source_row", "programme", "received", "amount_received", "result").rows()
    assert rows[:3] == [(2, None, None, None, "Layak"), (2, "SEMBAKO", "Ya", "600000", "Layak"), (3, None, None, None, "Layak")]
    assert [(row, *answer) for row, *answer, _ in rows if answer[0]] == [
        (2, "SEMBAKO", "Ya", "600000"),
        (3, "PKH", "Tidak", None),
        (3, "SEMBAKO", "Tidak", None),
        (4, "PKH", "Tidak", None),
        (4, "SEMBAKO", "Ya", "600000"),
        (5, "PKH", "Ya", None),
        (5, "SEMBAKO", "Tidak", None),
    ]
    assert "programme" not in table.hints


def test_the_number_of_a_question_is_no_word_of_its_header(read) -> None:
    head = "R101_KEL;R103_RT;R201_NOKK;R402_NAMA;R403_NIK;R404_HUB;R405_JK;R406_TGLLAHIR;R407_KEBERADAAN;DESIL\n"
    rows = "".join(
        f"SENDANGAN;2;167108010120900{i // 2};ORANG {i};{n};{i % 2 + 1};1;2703198{i};{i % 2 + 1};{('X', 'IX')[i // 2]}\n"
        for i, n in enumerate(NIKS)
    )
    (table,) = read(head + rows).tables
    wanted = {
        "village_name": "R101_KEL", "rt": "R103_RT", "no_kk": "R201_NOKK", "name": "R402_NAMA", "nik": "R403_NIK",
        "relationship": "R404_HUB", "sex": "R405_JK", "birth_date": "R406_TGLLAHIR", "deceased": "R407_KEBERADAAN", "desil": "DESIL",
    }  # fmt: skip
    assert str(table.kind) == "registry"
    assert table.headers == wanted


def test_a_list_of_members_whose_remarks_tell_of_deaths_is_a_registry(read) -> None:
    """The remark of a family list says who died; what a visit found of them it would say with words of eligibility."""
    head = "No KK;NIK;Nama;L/P;SHDK;Pekerjaan;Ket\n"
    rows = [f"16710812051090{n % 3:02};16710845018090{n:02};ORANG {chr(65 + n)};L;Anak;Buruh;" for n in range(12)]
    told = [row + ("Meninggal 12/01/2025" if n in (3, 7) else "") for n, row in enumerate(rows)]
    (table,) = read(head + "\n".join(told) + "\n", "anggota.csv").tables
    assert str(table.kind) == "registry"
    seen = [row + ("Layak" if n % 2 else "Tidak layak, mampu") for n, row in enumerate(rows)]
    (table,) = read("VERIFIKASI LAPANGAN\n" + head + "\n".join(seen) + "\n", "verval.csv").tables
    assert str(table.kind) == "survey"


def test_the_last_digits_of_a_nik_are_no_damaged_nik(read) -> None:
    rows = "\n".join(f"{n};WARGA {chr(65 + n)}NI;69900{n};JL MAWAR NO {n};layak;600rb" for n in range(1, 5))
    (table,) = read("VERVAL KPM SEMBAKO\nNo;Nama KPM;NIK (6 angka terakhir);Alamat;Hsl;Trm brp?\n" + rows + "\n", "verval.csv").tables
    assert (str(table.kind), "nik" in table.headers) == ("survey", False)
    assert (table.headers["result"], table.headers["amount_received"]) == ("Hsl", "Trm brp?")


def test_beneath_a_group_of_receiving_the_column_that_asks_is_the_answer(read, book) -> None:
    head = [["SURVEI KPM"], ["No", "NIK", "Nama", "Tgl Survei", "PENERIMAAN", "", "", "HASIL"]]
    head += [["", "", "", "", "Bantuan", "Sudah Diterima?", "Nominal Diterima", ""]]
    rows = [[n, f"16710845078590{n:02}", f"WARGA {n}", "20/05/2025", "Sembako", n % 2, "600000", "Layak"] for n in range(1, 9)]
    (table,) = read(book({"Data": [*head, *rows]})).tables
    assert table.headers["received"].endswith("Sudah Diterima?")
    assert table.headers["programme"].endswith("Bantuan")


@pytest.mark.parametrize("money", ["NOMINAL SEMBAKO", "PKH;NOMINAL SEMBAKO"])
@pytest.mark.parametrize("remark", ["KETERANGAN", "Sebab"])
def test_ticks_of_paid_and_unpaid_outrank_the_remarks_beside_them(read, money: str, remark: str) -> None:
    title = "DAFTAR PENYALURAN PKH DAN SEMBAKO TAHAP 3 TAHUN 2025 BANK BRI\n"
    head = f"NO;NIK;NAMA SESUAI KTP;{money};Salur;Tidak Salur;{remark}\n"
    sums = "600000" if ";" not in money else "750000;600000"
    ticks = ["v;;", "v;;", ";v;Rekening tidak aktif", "v;;"]
    rows = "".join(f"{i};{n};ORANG {i};{sums};{t}\n" for i, (n, t) in enumerate(zip(NIKS, ticks, strict=True)))
    (table,) = read(title + head + rows).tables
    said = table.frame.unique("source_row", keep="first").sort("source_row")
    assert [str(word).lower() for word in said["state"]] == ["salur", "salur", "tidak salur", "salur"]
    assert table.headers["state_note"] == remark


@pytest.mark.parametrize(("head", "named"), [("Eks Bank", False), ("Bank Asal", False), ("Bank Penyalur", True)])
def test_the_bank_that_paid_before_is_not_who_pays(read, head: str, named: bool) -> None:
    title = "PT POS INDONESIA - REALISASI SEMBAKO TAHAP 2 TAHUN 2025\n"
    rows = "".join(f"{n};ORANG {i};BRI;600000;12/05/2025;Terbayar\n" for i, n in enumerate(NIKS))
    (table,) = read(title + f"NIK;NAMA;{head};Nominal;Tgl Bayar Pos;Status Bayar Pos\n" + rows).tables
    assert ("payer" in table.headers) is named
