"""Habits of lists made by hand, from the file to its account: what is a person, a total, a page header, a sum, a village."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

NIK = [f"950104410785{n}" for n in range(9000, 9020)]
PAY = "No;Nama;NIK;Nominal;Status Salur;Tgl Bayar"


def take(tmp_path: Path, *lines: str, name: str = "daftar.csv") -> Ingested:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ingest_file(path, name, "2025-05", settings=Settings())


def paid(number: int) -> str:
    return f"{number};WARGA {chr(65 + number)}NI;{NIK[number]};600000;Sukses;12/05/2025"


def counts(got: Ingested) -> tuple[int, int, int]:
    return got.accounts[0].read, got.accounts[0].used, got.accounts[0].rejected


def test_place_day_and_office_beneath_a_list_are_nobody(tmp_path: Path) -> None:
    head = f"{PAY};No Rekening"
    rows = [f"{paid(n)};12345678901{n:04}" for n in range(3)]
    got = take(tmp_path, head, *rows, ";JUMLAH;;1800000;;;", ";;;;;;", ";;;;;;Wamena, 14 November 2025", ";;;;;;Kepala Unit")
    assert counts(got) == (3, 3, 0)
    assert got.rejects.filter(pl.col("rule_id").str.starts_with("BAR")).is_empty()


def test_a_total_for_each_month_is_a_total(tmp_path: Path) -> None:
    months = "JAN;FEB;MAR;APR;MEI"
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};300000;300000;300000;;" for n in range(3)]
    got = take(tmp_path, f"No;Nama;NIK;{months}", *rows, ";Jumlah;;900000;900000;900000;0;0", ";;;;;;;", ";;;;;;;Kepala Desa")
    assert counts(got) == (3, 3, 0)


def test_each_line_of_a_header_may_come_again(tmp_path: Path) -> None:
    head = ["No;Nama;Identitas;;Nominal;Status Salur", ";;NIK;KK;;"]
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};950104010720{9100 + n};600000;Sukses" for n in range(6)]
    got = take(tmp_path, "BANK PENYALUR;;;;;", *head, *rows[:3], "BANK PENYALUR;;;;;", *head, *rows[3:])
    assert counts(got) == (6, 6, 0)
    assert got.rejects["rule_id"].to_list() == []


@pytest.mark.parametrize("header", ["Alokasi (Jul-Sep)", "Periode Salur", "Bulan"])
def test_sums_are_money_whatever_months_their_header_names(tmp_path: Path, header: str) -> None:
    got = take(tmp_path, f"Nama;NIK;{header};Ket", *(f"WARGA {chr(65 + n)}NI;{NIK[n]};600000;sudah dibayar" for n in range(3)))
    assert got.disbursements["amount"].to_list() == [600000] * 3


def test_months_in_digits_are_no_money(tmp_path: Path) -> None:
    got = take(tmp_path, "Nama;NIK;Periode;Nominal;Ket", *(f"WARGA {chr(65 + n)}NI;{NIK[n]};202505;600000;sudah dibayar" for n in range(3)))
    assert (got.disbursements["period_from"].to_list(), got.disbursements["amount"].to_list()) == (["2025-05"] * 3, [600000] * 3)


def test_a_branch_whose_name_begins_as_a_month_is_no_period(tmp_path: Path) -> None:
    got = take(tmp_path, f"{PAY};Branch", *(f"{paid(n)};MARTAPURA" for n in range(4)))
    assert [u.header for u in got.accounts[0].unused] == ["No", "Branch"]


@pytest.mark.parametrize(
    ("cell", "amount", "received"),
    [
        ("tidak terima", 0, "TIDAK"), ("belum", 0, "TIDAK"), ("nihil", 0, "TIDAK"), ("tidak ada", 0, "TIDAK"), ("sudah", None, "YA"),
        ("tidak tahu", None, None), ("-", None, None), ("300.000", 300000, None), ("belum ingat", None, None),
    ],
)  # fmt: skip
def test_words_among_sums_received_answer(tmp_path: Path, cell: str, amount: int | None, received: str | None) -> None:
    head = "Tgl Kunjungan;Nama;NIK;Terima berapa?;Hasil Kunjungan"
    rows = [f"12/05/2025;WARGA {chr(65 + n)}NI;{NIK[n]};{said};Layak" for n, said in enumerate(["300.000", "200.000", cell])]
    got = take(tmp_path, head, *rows)
    assert got.surveys.select("amount_received", "received").row(2) == (amount, received)


def test_yes_and_no_with_a_reason_are_read_with_it(tmp_path: Path) -> None:
    head = "Tgl Kunjungan;Nama;NIK;Keberadaan;Layak?"
    said = ["Ditemui;Ya", 'Ditemui;"Tidak, sudah mampu"', "Menolak;", "Ditemui;Tidak"]
    got = take(tmp_path, head, *(f"12/05/2025;WARGA {chr(65 + n)}NI;{NIK[n]};{words}" for n, words in enumerate(said)))
    assert got.surveys["result"].to_list() == ["LAYAK", "TIDAK_LAYAK_MAMPU", "MENOLAK", "TIDAK_LAYAK"]


@pytest.mark.parametrize(
    "header",
    ["NM GAMPONG", "Nama Nagari", "NM KAMPUNG", "Nama Pekon", "LEMBANG", "TIYUH", "OHOI", "KUTE", "Nagori", "KEPENGHULUAN", "NAMA TIYUH"],
)
def test_villages_of_every_region_take_the_same_prefixes(tmp_path: Path, header: str) -> None:
    got = take(tmp_path, f"{PAY};{header}", *(f"{paid(n)};HONELAMA" for n in range(3)))
    assert got.disbursements["village_name"].str.to_uppercase().to_list() == ["HONELAMA"] * 3


def test_hamlets_that_are_villages_of_the_regency_place_a_visit(tmp_path: Path) -> None:
    known = ["Sinakma", "Hulekama", "Sinakma", "Hulekama"]
    got = take(
        tmp_path, "Tgl Kunjungan;Nama;NIK;Kampung;Hasil", *(f"12/05/2025;WARGA {n}ANI;{NIK[n]};{v};Layak" for n, v in enumerate(known))
    )
    placed = got.surveys["village_code"].to_list()
    assert placed == [placed[0], placed[1]] * 2
    assert None not in placed
    assert got.accounts[0].unused == ()


@pytest.mark.parametrize("header", ["JORONG", "Banjar", "Korong", "Padukuhan", "DUSUN", "Lingkungan", "Kampung", "Nama Jorong"])
@pytest.mark.parametrize("village", ["NAGARI", "LEMBANG", "DESA"])
def test_what_lies_in_a_village_is_not_the_village(tmp_path: Path, header: str, village: str) -> None:
    got = take(tmp_path, f"{PAY};{header};{village}", *(f"{paid(n)};BANJAR {n};LEMBANG SAKO" for n in range(3)))
    assert got.disbursements["village_name"].str.to_uppercase().to_list() == ["LEMBANG SAKO"] * 3


def test_people_and_villages_called_like_a_kind_of_place_stay_rows(tmp_path: Path) -> None:
    rows = [f"{n};{name};{NIK[n]};600000;Sukses;12/05/2025;{name}" for n, name in enumerate(["BANJAR", "LEMBANG", "KAMPUNG", "KUTE BARU"])]
    got = take(tmp_path, f"{PAY};Desa", *rows)
    assert counts(got) == (4, 4, 0)
    assert got.disbursements["name"].to_list() == ["BANJAR", "LEMBANG", "KAMPUNG", "KUTE BARU"]


@pytest.mark.parametrize("word", ["LEMBANG", "TIYUH", "NAGARI", "KUTE", "KAMPUNG"])
def test_lines_above_the_rows_name_the_village_in_the_words_of_the_region(tmp_path: Path, word: str) -> None:
    lines = [line for n in range(4) for line in ([f";{word} SAKO {n};;;;"] if n % 2 == 0 else []) + [paid(n)]]
    got = take(tmp_path, PAY, *lines)
    assert counts(got) == (4, 4, 0)
    told = got.disbursements["village_name"].str.to_uppercase().to_list()
    assert [name.removeprefix(f"{word} ") for name in told] == ["SAKO 0", "SAKO 0", "SAKO 2", "SAKO 2"]


def test_a_kampung_beneath_the_name_of_a_desa_is_a_part_of_it(tmp_path: Path) -> None:
    got = take(tmp_path, PAY, ";DESA SAKO;;;;", ";KAMPUNG BARU;;;;", paid(0), paid(1), ";KAMPUNG LAMA;;;;", paid(2))
    assert got.disbursements["village_name"].to_list() == ["SAKO"] * 3


def test_hamlets_that_are_none_stay_hamlets(tmp_path: Path) -> None:
    got = take(
        tmp_path, "Tgl Kunjungan;Nama;NIK;Kampung;Hasil", *(f"12/05/2025;WARGA {n}ANI;{NIK[n]};Kp. Baru {n};Layak" for n in range(4))
    )
    assert got.surveys["village_code"].null_count() == 4
    assert [u.header for u in got.accounts[0].unused] == ["Kampung"]


@pytest.mark.parametrize("said", ["SI", ""])
def test_a_final_closing_is_one_whatever_its_remark_says(tmp_path: Path, said: str) -> None:
    title = "DAFTAR KPM SEMBAKO HASIL FINAL CLOSING TAHAP 2 2025"
    got = take(
        tmp_path,
        f"{title};;;;;",
        "No;Nama KPM;NIK;NKK;Desa;Ket",
        *(f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};9501040107209100;Sako;{said}" for n in range(3)),
    )
    assert got.accounts[0].kind == "closing"


def test_the_day_of_death_in_english_is_no_visit(tmp_path: Path) -> None:
    head = "NIK;Name;Family Card Number;Relationship;Date of Birth;Date of Death;Decile"
    rows = [f"{NIK[n]};WARGA {chr(65 + n)}NI;9501040107209100;Anak;01/02/1980;{'03/04/2025' if n == 1 else ''};2" for n in range(4)]
    got = take(tmp_path, head, *rows)
    assert got.registry["deceased"].to_list()[1] is True


def test_page_headers_of_a_print_are_one_line_with_their_count(tmp_path: Path) -> None:
    page = ["DINAS SOSIAL KABUPATEN JAYAWIJAYA", "Halaman {n} dari 4"]
    lines = [page[0], page[1].format(n=1), PAY]
    for n in range(4):
        lines += [paid(3 * n), paid(3 * n + 1), paid(3 * n + 2), page[0], page[1].format(n=n + 2), PAY]
    got = take(tmp_path, *lines[:-1], "5;WARGA;kurang")
    assert counts(got) == (13, 12, 1)
    assert got.rejects["rule_id"].to_list() == ["READ-01"]
    assert [note for note in got.notes if "halaman" in note] == [
        "8 baris kepala atau kaki halaman yang berulang di tengah daftar dilewati (yang pertama baris 7)."
    ]


def test_a_line_too_short_of_somebody_is_told_however_often_it_comes(tmp_path: Path) -> None:
    got = take(tmp_path, PAY, paid(0), paid(1), *[f"9;WARGA;{NIK[9]}"] * 4)
    assert counts(got) == (6, 2, 4)


def test_a_remark_of_death_among_other_remarks_of_a_registry_is_read(tmp_path: Path) -> None:
    remarks = ["Pindah", "Lumpuh", "Meninggal 12-03-2025", "Alm", "Disabilitas", "Merantau", "Lansia", *[""] * 30]
    rows = [f"95010441078590{n:02};950104010720{9100 + n};WARGA {n};Anak;1;{remark}" for n, remark in enumerate(remarks)]
    got = take(tmp_path, "NIK;NO KK;NAMA;HUBUNGAN KELUARGA;DESIL;KETERANGAN", *rows)
    assert got.registry["deceased"].to_list()[:6] == [None, None, True, True, None, None]
    assert str(got.registry["deceased_on"][2]) == "2025-03-12"
    assert got.accounts[0].unused == ()


def test_niks_under_the_header_of_something_else_are_told_and_not_passed_over(tmp_path: Path) -> None:
    rows = [f"16710845078590{n:02};WARGA {chr(65 + n)}NI;Desa Sukamaju RT 1;600000" for n in range(4)]
    got = take(tmp_path, "no_hp;nama;alamat;nominal", *rows)
    assert got.problem is not None
    assert "kolom 'no_hp' berisi NIK" in got.problem
    phones = [row.replace("16710845078590", "08127845590") for row in rows]
    assert take(tmp_path, "no_hp;nama;alamat;nominal", *phones).problem is None


@pytest.mark.parametrize(
    ("head", "cells", "desil", "village"),
    [
        ("Ds", [["1"], ["4"], ["10"], ["2"]], [1, 4, 10, 2], None),
        ("Ds", [["Sako"], ["Sialang"], ["Sako"], ["Sako"]], [None] * 4, "Sako"),
        ("Ds;Kel", [["3", "Sako"], ["3", "Sako"], ["5", "Sako"], ["1", "Sako"]], [3, 3, 5, 1], "Sako"),
        ("Ds;Desil", [["Sako", "3"], ["Sako", "4"], ["Sako", "5"], ["Sako", "1"]], [3, 4, 5, 1], "Sako"),
        ("Kec;Ds", [["8", "1"], ["8", "2"], ["8", "6"], ["8", "7"]], [None] * 4, None),
        ("Ds", [["1"], ["4"], ["11"], ["2"]], [None] * 4, None),
        ("Ds", [["7"], ["7"], ["7"], ["7"]], [None] * 4, None),
    ],
)
def test_ds_is_the_desil_where_it_counts_to_ten(tmp_path: Path, head: str, cells: list[list[str]], desil: list[int], village: str) -> None:
    rows = [";".join([f"WARGA {chr(65 + n)}NI", f"16710812057{n}9000", f"16710801012{n}9000", *said]) for n, said in enumerate(cells)]
    got = take(tmp_path, "DATA DTSEN;;;;", f"Nama;NIK;No KK;{head}", *rows, name="dtsen.csv")
    assert got.registry["desil"].to_list() == desil
    assert (got.registry["village_name"][0] == "Sako") is (village == "Sako")


@pytest.mark.parametrize(
    ("title", "told"), [("DAFTAR BAYAR BRI", True), ("DAFTAR BAYAR SEMBAKO BRI", False), ("DAFTAR BAYAR BLT XYZ", True)]
)
def test_a_list_that_names_no_programme_is_told(tmp_path: Path, title: str, told: bool) -> None:
    got = take(tmp_path, f"{title};;;;;", PAY, *map(paid, range(3)))
    assert any("tidak menyebut programnya" in note and "3 barisnya tidak dinilai" in note for note in got.notes) is told
    assert got.disbursements["programme"].null_count() == (3 if told else 0)


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("DAFTAR PENERIMA SEMBAKO TAHAP 2 2025", "UNKNOWN"), ("REGISTER KPM SEMBAKO TAHAP 2 2025", "UNKNOWN"),
        ("DAFTAR PENERIMA YANG TELAH MENERIMA SEMBAKO TAHAP 2 2025", "PAID"), ("REALISASI SEMBAKO TAHAP 2 2025", "PAID"),
        ("TANDA TERIMA SEMBAKO TAHAP 2 2025", "PAID"), ("KPM YANG BELUM PERNAH MENERIMA SEMBAKO TAHAP 2 2025", "UNKNOWN"),
    ],
)  # fmt: skip
def test_names_and_sums_without_a_word_of_payment_are_neither_paid_nor_unpaid(tmp_path: Path, title: str, state: str) -> None:
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};Sako;600000" for n in range(4)]
    got = take(tmp_path, f"{title};;;;", "No;Nama;NIK;Kelurahan;Jumlah", *rows)
    assert got.disbursements["state"].unique().to_list() == [state]
    assert any("tidak menyebut apakah uangnya sudah dibayar (4 baris)" in note for note in got.notes) is (state == "UNKNOWN")


@pytest.mark.parametrize(
    ("day", "drawn", "left", "state", "amount"),
    [
        ("12/05/2025", "600000", "0", "PAID", 600000), ("", "0", "600000", "PAID_NOT_TAKEN", 600000),
        ("12/05/2025", "400000", "0", "PAID", 400000), ("12/05/2025", "400000", "200000", "PAID", 600000),
        ("12/05/2025", "0", "600000", "PAID_NOT_TAKEN", 600000), ("", "0", "0", "UNKNOWN", 600000), ("", "600000", "0", "PAID", 600000),
    ],
)  # fmt: skip
def test_what_was_drawn_tells_who_took_the_money(tmp_path: Path, day: str, drawn: str, left: str, state: str, amount: int) -> None:
    head = ["No;Data Penerima;;SP2D;;Transaksi;;Sisa Saldo;Ket", ";Nama KPM;NIK;Tgl;Nilai;Tgl;Nilai;;"]
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};02/05/2025;600000;12/05/2025;600000;0;" for n in range(4)]
    rows.append(f"4;WARGA ENI;{NIK[4]};02/05/2025;600000;{day};{drawn};{left};")
    got = take(tmp_path, "REKONSILIASI BANSOS SEMBAKO TAHAP 2 2025;;;;;;;;", *head, *rows)
    assert got.disbursements.select("state", "amount").row(4) == (state, amount)
    assert set(got.disbursements["state"].head(4)) == {"PAID"}


@pytest.mark.parametrize("head", ["Tanda tangan / cap jempol", "TTD", "Paraf Penerima"])
def test_a_signature_says_who_received(tmp_path: Path, head: str) -> None:
    said = [("ttd", ""), ("ttd", "-"), ("", "belum ambil"), ("ttd", "diwakili anak"), ("", ""), ("cap jempol", "")]
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};Rp. 600.000,00;{sign};{remark}" for n, (sign, remark) in enumerate(said)]
    got = take(tmp_path, "TANDA TERIMA BANTUAN SEMBAKO APRIL 2025;;;;;", f"No;Nama;NIK;Besarnya uang;{head};Keterangan", *rows)
    assert got.disbursements["state"].to_list() == ["PAID", "PAID", "PAID_NOT_TAKEN", "PAID", "UNKNOWN", "PAID"]


@pytest.mark.parametrize("cells", [["", "", ""], ["1", "2", ""], ["1. ....", "2. ....", "3. ...."]])
def test_signatures_on_paper_and_running_numbers_tell_nothing(tmp_path: Path, cells: list[str]) -> None:
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};600000;{sign}" for n, sign in enumerate(cells)]
    got = take(tmp_path, "DAFTAR PENERIMA SEMBAKO APRIL 2025;;;;", "No;Nama;NIK;Jumlah;Tanda Tangan", *rows)
    assert set(got.disbursements["state"]) == {"UNKNOWN"}


def test_signatures_of_all_say_that_all_received_and_a_place_without_one_says_nothing(tmp_path: Path) -> None:
    for cells, state in (
        (["1. ttd", "2. ttd", "3. cap jempol"], ["PAID"] * 3),
        (["1. ttd", "2. ....", "3. ttd"], ["PAID", "UNKNOWN", "PAID"]),
    ):
        rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};600000;{sign}" for n, sign in enumerate(cells)]
        got = take(tmp_path, "DAFTAR PENERIMA SEMBAKO APRIL 2025;;;;", "No;Nama;NIK;Jumlah;Tanda Tangan", *rows)
        assert got.disbursements["state"].to_list() == state


@pytest.mark.parametrize(
    ("cell", "amount", "received"),
    [
        ("600000", 600000, None),
        ("600 rb", 600000, None),
        ("belum", 0, "TIDAK"),
        ("tidak dapat", 0, "TIDAK"),
        ("-", None, None),
        ("sudah", None, "YA"),
    ],
)
def test_what_was_received_may_be_a_sum_or_an_answer(tmp_path: Path, cell: str, amount: int | None, received: str | None) -> None:
    head = "Tgl Kunjungan;Nama;NIK;Yang diterima;Hasil Kunjungan"
    rows = [f"12/05/2025;WARGA {chr(65 + n)}NI;{NIK[n]};{said};Layak" for n, said in enumerate(["600000", "400 rb", "belum", cell])]
    got = take(tmp_path, head, *rows)
    assert got.surveys.select("amount_received", "received").row(3) == (amount, received)
    assert "KOD-01" not in got.rejects["rule_id"].to_list()


@pytest.mark.parametrize("head", ["kantorpos", "Kantor Pos", "KPRK", "KCP Pos", "Nama KCP Pos", "Kantorpos Bayar"])
def test_the_words_of_a_post_office_name_the_payer(tmp_path: Path, head: str) -> None:
    got = take(tmp_path, "DAFTAR BAYAR SEMBAKO TAHAP 2 2025;;;;;;", f"{PAY};{head}", *(f"{paid(n)};PALEMBANG 30000" for n in range(3)))
    assert set(got.disbursements["payer"]) == {"POS"}


@pytest.mark.parametrize("name", ["sembako_kantorpos_mei.csv", "Sembako KCP POS Sako.csv", "sembako-kprk.csv"])
def test_a_post_office_in_the_name_of_a_file_is_the_payer(tmp_path: Path, name: str) -> None:
    assert set(take(tmp_path, PAY, *map(paid, range(3)), name=name).disbursements["payer"]) == {"POS"}


@pytest.mark.parametrize(
    ("title", "result"),
    [
        ("A. KELUARGA YANG MASIH LAYAK MENERIMA SEMBAKO", "LAYAK"), ("B. KELUARGA YANG SUDAH MAMPU / TIDAK LAYAK", "TIDAK_LAYAK_MAMPU"),
        ("C. KELUARGA PINDAH / TIDAK DITEMUKAN", "BELUM_DIDATA"), ("D. KELUARGA MISKIN YANG BELUM TERDAFTAR (USULAN BARU)", "LAYAK"),
        ("E. LAYAK DAN TIDAK LAYAK", "BELUM_DIDATA"), ("DATA KELUARGA MISKIN KECAMATAN SAKO", "BELUM_DIDATA"),
    ],
)  # fmt: skip
def test_the_title_of_a_part_is_the_result_of_its_visits(tmp_path: Path, title: str, result: str) -> None:
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};Sako;14/05/2025" for n in range(3)]
    got = take(
        tmp_path,
        "BERITA ACARA MUSYAWARAH DESA;;;;",
        "VERIFIKASI LAPANGAN MEI 2025;;;;",
        f"{title};;;;",
        "No;Nama;NIK;Desa;Tgl Kunjungan",
        *rows,
    )
    assert set(got.surveys["result"]) == {result}
    assert any("memuat hasil kunjungan" in note for note in got.notes) is (result == "BELUM_DIDATA")


@pytest.mark.parametrize(
    ("title", "results"),
    [
        ("B. KPM yang tidak layak karena sudah mampu", {"TIDAK_LAYAK_MAMPU"}),
        ("C. Usulan KPM baru yang layak", set()),
        ("KPM yang layak", set()),
    ],
)
def test_minutes_without_a_day_are_visits_by_the_headings_of_their_parts(tmp_path: Path, title: str, results: set[str]) -> None:
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};JL MELATI" for n in range(4)]
    got = take(tmp_path, "BERITA ACARA HASIL VERIFIKASI LAPANGAN KPM SEMBAKO;;;", f"{title};;;", "No;Nama KPM;NIK;Alamat", *rows)
    assert set(got.surveys["result"]) == results


@pytest.mark.parametrize(
    ("title", "words", "results"),
    [
        ("B. KPM YANG TIDAK LAYAK (SUDAH MAMPU)", ["keluar"] * 3, {"TIDAK_LAYAK_MAMPU"}),
        ("D. USULAN BARU", ["usulan"] * 3, {"LAYAK"}),
        ("A. KPM YANG MASIH LAYAK", ["tetap", "tetap", "pindah"], {"UNKNOWN", "PINDAH"}),
    ],
)
def test_words_that_say_nothing_leave_the_result_to_the_title_of_their_part(tmp_path: Path, title: str, words: list[str], results) -> None:
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};Sako;14/05/2025;{said}" for n, said in enumerate(words)]
    heads = ["BERITA ACARA MUSYAWARAH DESA;;;;;", "VERIFIKASI LAPANGAN MEI 2025;;;;;", f"{title};;;;;"]
    got = take(tmp_path, *heads, "No;Nama;NIK;Desa;Tgl Kunjungan;Hasil", *rows)
    assert set(got.surveys["result"]) == results


def test_the_day_beside_the_standing_of_a_dead_member_is_the_day_of_death(tmp_path: Path) -> None:
    standing = ["AKTIF;", "AKTIF;", "MENINGGAL;11/03/2024", "PINDAH;02/02/2024"] + ["AKTIF;"] * 8
    rows = [f"WARGA {chr(65 + n)}NI;{NIK[n]};95010401078591{n:02};Istri;3;{said}" for n, said in enumerate(standing)]
    got = take(tmp_path, "DATA DTSEN;;;;;;", "NM ART;NIK ART;NO KELUARGA;HUB KEL;DESIL;STS ART;TGL STS", *rows, name="dtsen.csv")
    assert got.registry.select("deceased", "deceased_on").unique().sort(pl.all()).rows() == [
        (None, None),
        (True, dt.date(2024, 3, 11)),
    ]


def test_a_debit_of_nothing_beside_a_credit_is_money_not_drawn(tmp_path: Path) -> None:
    rows = [
        f"WARGA {chr(65 + n)}NI;{NIK[n]};0;{200000 if n == 1 else 600000};{0 if n == 2 else 200000 if n == 1 else 600000};{600000 if n == 2 else 0}"
        for n in range(4)
    ]
    head = "Nama;NIK;Saldo Awal;Mutasi Kredit;Mutasi Debet;Saldo Akhir"
    got = take(tmp_path, "MUTASI BANSOS SEMBAKO PERIODE 01/04/2025 S.D. 30/06/2025;;;;;", head, *rows)
    assert got.disbursements.select("amount", "state").rows() == [
        (600000, "PAID"), (200000, "PAID"), (600000, "PAID_NOT_TAKEN"), (600000, "PAID"),
    ]  # fmt: skip
    assert set(got.disbursements["period_from"]) == {"2025-04"}


def test_the_mutations_of_a_collective_account_say_what_went_out_and_what_came_back(tmp_path: Path) -> None:
    went = [("06/05/2025", "SALUR SEMBAKO APR-JUN 2025", "600000;"), ("26/05/2025", "RETUR SEMBAKO APR-JUN 2025", "0;600000")]
    rows = [f"{day};{NIK[n]};WARGA {chr(65 + n)}NI;{word};{sums}" for n, (day, word, sums) in enumerate([*went, went[0]])]
    got = take(tmp_path, "MUTASI REKENING BANSOS SEMBAKO TAHAP 2 2025 - BRI;;;;;", "TGL;NIK;NAMA;KETERANGAN;DEBET;KREDIT", *rows)
    assert got.disbursements.select("amount", "state").rows() == [(600000, "PAID"), (600000, "RETURNED"), (600000, "PAID")]


def test_a_banks_export_of_top_ups_and_withdrawals_says_what_came_in(tmp_path: Path) -> None:
    sums = ["600000;600000;0;Sukses Salur", "400000;300000;100000;Sukses Salur", "0;0;0;Retur"]
    rows = [f"{NIK[n]};WARGA {chr(65 + n)}NI;SEMBAKO;02/05/2025;05/05/2025;{said}" for n, said in enumerate(sums)]
    got = take(tmp_path, "NIK;NAMA_PENGURUS;BANSOS;TGL_SP2D;TGL_TRANSAKSI;TOPUP;PENARIKAN;SALDO_AKHIR;STATUS_SALUR", *rows)
    assert got.disbursements.select("amount", "state").rows() == [(600000, "PAID"), (400000, "PAID"), (0, "RETURNED")]
    assert not any("kunjungan" in note for note in got.notes)


def test_words_in_the_place_of_a_signature_answer_for_it(tmp_path: Path) -> None:
    rows = [f"WARGA {chr(65 + n)}NI;{NIK[n]};300000;{said}" for n, said in enumerate(["sudah", "Sudah", "tidak"])]
    got = take(tmp_path, "DAFTAR PENERIMA BLT DANA DESA JUNI 2025;;;", "Nama;NIK;Jumlah;TANDA TERIMA", *rows)
    assert got.disbursements["state"].to_list() == ["PAID", "PAID", "FAILED_ACCOUNT"]


def test_a_last_column_without_a_header_that_says_what_became_of_the_money_is_the_status(tmp_path: Path) -> None:
    words = ["sudah ambil", "sdh ambil", "sdh", "blm ambil", "kembali ke kas negara"]
    rows = [f"WARGA {chr(65 + n)}NI;{NIK[n % 4]};600000;{said}" for n, said in enumerate(words)]
    got = take(tmp_path, "Daftar KPM Sembako tahap 2 2025 BRI;;;", "nama;nik;jumlah;", *rows)
    assert got.disbursements["state"].to_list() == ["PAID", "PAID", "PAID", "PAID_NOT_TAKEN", "RETURNED"]


def test_whoever_fetches_the_money_is_not_the_recipient(tmp_path: Path) -> None:
    rows = [f"WARGA {chr(65 + n)}NI;{NIK[n]};{'ANAK;' + NIK[3] if n == 1 else ';'};600000;Dibayar" for n in range(3)]
    heads = ["PENERIMA (KPM);;PENGAMBIL (KUASA);;;", "NAMA;NIK;NAMA;NIK;NOMINAL;STATUS"]
    got = take(tmp_path, "DANOM SEMBAKO TAHAP 2 2025 KANTOR POS;;;;;", *heads, *rows)
    assert got.disbursements.select("name", "nik").rows() == [(f"WARGA {chr(65 + n)}NI", NIK[n]) for n in range(3)]


@pytest.mark.parametrize("sign", ["ü", "P", "☑", "•"])
def test_a_sign_of_a_font_in_one_of_two_columns_is_a_tick(tmp_path: Path, sign: str) -> None:
    rows = [f"WARGA {chr(65 + n)}NI;{NIK[n]};600000;{ticks}" for n, ticks in enumerate([f"{sign};", f"{sign};", f";{sign}"])]
    got = take(tmp_path, "DAFTAR KPM SEMBAKO TAHAP 2 2025 BNI;;;;", "Nama;NIK;Nominal;Sudah Cair;Gagal Cair", *rows)
    assert got.disbursements["state"].to_list() == ["PAID", "PAID", "FAILED_ACCOUNT"]


def test_a_cross_of_wingdings_says_no(tmp_path: Path) -> None:
    rows = [f"WARGA {chr(65 + n)}NI;{NIK[n]};600000;{ticks}" for n, ticks in enumerate(["ü;û", "û;ü", "ü;û"])]
    got = take(tmp_path, "DAFTAR KPM SEMBAKO TAHAP 2 2025 BNI;;;;", "Nama;NIK;Nominal;Sudah Cair;Gagal Cair", *rows)
    assert got.disbursements["state"].to_list() == ["PAID", "FAILED_ACCOUNT", "PAID"]


@pytest.mark.parametrize("head", ["Kesimpulan petugas", "Rekomendasi Pendamping", "Catatan hasil lapangan"])
def test_results_of_visits_are_known_whoever_concludes_them(tmp_path: Path, head: str) -> None:
    said = ["Miskin, layak", "Tidak miskin", "Tidak dikenal", "Pindah domisili", "Menolak", "Miskin, layak"]
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};12/05/2025;600000;{result}" for n, result in enumerate(said)]
    got = take(tmp_path, "GROUND CHECK DTSEN MEI 2025;;;;;", f"No;Nama;NIK;Tgl Kunjungan;Jumlah diterima;{head}", *rows)
    assert got.surveys["result"].to_list() == ["LAYAK", "TIDAK_LAYAK_MAMPU", "TIDAK_DITEMUKAN", "PINDAH", "MENOLAK", "LAYAK"]


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("DAFTAR PENDUDUK MENINGGAL DUNIA KECAMATAN SAKO", "No;NIK;Nama;No KK;Jenis Kelamin;Tgl Meninggal"),
        ("SUMBER DISDUKCAPIL", "No Akta Kematian;NIK;Nama Almarhum/ah;No KK;Jenis Kelamin;Tgl Meninggal"),
    ],
)
def test_a_list_of_deaths_tells_who_died_and_registers_nobody(tmp_path: Path, title: str, head: str) -> None:
    rows = [f"{n + 1};{NIK[n]};WARGA {chr(65 + n)}NI;95010401078591{n:02};L;0{n + 1}/03/2024" for n in range(5)]
    got = take(tmp_path, f"{title};;;;;", head, *rows)
    assert got.registry.is_empty()
    assert set(got.surveys["result"]) == {"MENINGGAL"}
    assert got.surveys["deceased_on"].to_list() == [dt.date(2024, 3, n + 1) for n in range(5)]


def test_a_registry_with_a_column_of_deaths_is_no_list_of_deaths(tmp_path: Path) -> None:
    rows = [f"{NIK[n]};WARGA {chr(65 + n)}NI;95010401078591{n:02};3;{'01/03/2024' if n == 2 else ''}" for n in range(5)]
    got = take(tmp_path, "DATA DTSEN;;;;", "NIK;Nama;No KK;Desil;Tgl Meninggal", *rows, name="dtsen.csv")
    assert got.registry.height == 5


def test_what_was_realised_of_several_months_is_the_money_and_the_rate_is_none(tmp_path: Path) -> None:
    rows = [f"{n};WARGA {chr(65 + n)}NI;{NIK[n]};300000;900000;{'' if n == 2 else 0 if n == 3 else 900000}" for n in range(5)]
    head = "No;Nama KPM;NIK;Jumlah per bulan;Realisasi Jan-Mar;Realisasi Apr-Jun"
    got = take(tmp_path, "LAMPIRAN KEPUTUSAN PENETAPAN KPM BLT-DD TAHUN 2025;;;;;", head, *rows)
    told = got.disbursements.sort("source_row").select("period_from", "period_to", "amount", "state").rows()
    assert told[0] == ("2025-04", "2025-06", 900000, "PAID")
    assert told[2] == ("2025-01", "2025-03", 900000, "PAID")
    assert told[3] == ("2025-04", "2025-06", 0, "EMPTY")
