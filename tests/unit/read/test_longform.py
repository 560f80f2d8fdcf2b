"""A survey of one row a question: read as one row a visit, each cell told back at the row of its own question."""

from pathlib import Path

import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

NIKS = [f"16710845018090{i:02}" for i in range(10, 40)]
NAMES = ["SITI AMINAH", "BUDI SANTOSO", "NYIMAS HALIMAH", "M AMIN"]
HEAD = ["id_kunjungan", "nama", "nik", "tanggal", "pertanyaan", "jawaban"]
RESULT, GOT, SUM = "Status kelayakan", "Apakah menerima bantuan sembako?", "Jumlah yang diterima (Rp)"


def visit(n: int, *answers: tuple[str, object], day: str = "2025-05-12") -> list[list[object]]:
    return [[f"K{n:03}", NAMES[n % 4], NIKS[n], day, question, answer] for question, answer in answers]


@pytest.fixture
def take(take_list):
    return lambda rows: take_list(rows, "survei", "Jawaban")


def seen(got: Ingested) -> list[tuple[object, ...]]:
    return got.surveys.sort("source_row").select("source_row", "nik", "result", "received", "amount_received").rows()


def test_visits_one_after_another(take) -> None:
    rows = [
        *visit(0, (RESULT, "Layak"), (GOT, "Ya"), (SUM, "600000")),
        *visit(1, (RESULT, "Mampu"), (GOT, "Tidak"), (SUM, "0")),
        *visit(2, (RESULT, "Meninggal")),
    ]
    got = take([HEAD, *rows])
    assert seen(got) == [
        (2, NIKS[0], "LAYAK", "YA", 600000),
        (5, NIKS[1], "TIDAK_LAYAK_MAMPU", "TIDAK", 0),
        (8, NIKS[2], "MENINGGAL", None, None),
    ]
    assert [(a.kind, a.read, a.used, a.skipped) for a in got.accounts] == [("survey", 3, 3, 1)]
    assert "7 baris jawaban dibaca sebagai 3 kunjungan dengan 3 kolom pertanyaan" in got.notes[0]


def test_questions_one_after_another_under_a_title(take) -> None:
    people = range(4)
    rows = [line for question, answer in ((RESULT, "Layak"), (GOT, "Ya")) for n in people for line in visit(n, (question, answer))]
    got = take([["REKAP JAWABAN MONEV SEMBAKO", *[""] * 5], HEAD, *rows])
    assert seen(got) == [(3 + n, NIKS[n], "LAYAK", "YA", None) for n in people]


def test_a_cell_is_told_back_at_the_row_of_its_question(take) -> None:
    rows = [*visit(0, (RESULT, "Layak"), (SUM, "enam ratus")), *visit(1, (RESULT, "entah apa ini"), (SUM, "600000"))]
    got = take([HEAD, *rows])
    told = {(r["rule_id"], r["row"], r["column"]) for r in got.rejects.iter_rows(named=True)}
    assert ("UANG-01", 3, SUM) in told
    assert {row for rule, row, column in told if column == RESULT} == {4}


def test_without_a_number_of_the_visit_the_people_part_the_rows(take) -> None:
    rows = [row[1:] for n in range(3) for row in visit(n, (RESULT, "Layak"), (GOT, "Ya"))]
    assert seen(take([HEAD[1:], *rows])) == [(2 + 2 * n, NIKS[n], "LAYAK", "YA", None) for n in range(3)]


def test_a_number_that_begins_anew_for_each_officer_parts_no_people(take) -> None:
    rows = [*visit(0, (RESULT, "Layak"), (GOT, "Ya")), *visit(1, (RESULT, "Mampu"), (GOT, "Tidak"))]
    rows = [["1", *row[1:]] for row in rows] + [["2", *row[1:]] for row in visit(2, (RESULT, "Layak"), (GOT, "Ya"))]
    assert [row[1:4] for row in seen(take([HEAD, *rows]))] == [
        (NIKS[0], "LAYAK", "YA"),
        (NIKS[1], "TIDAK_LAYAK_MAMPU", "TIDAK"),
        (NIKS[2], "LAYAK", "YA"),
    ]


def test_only_the_first_row_of_a_visit_names_it(take) -> None:
    rows = [
        [*first[:4], *row[4:]] if n == 0 else ["", "", "", "", *row[4:]]
        for first, *others in (visit(n, (RESULT, "Layak"), (GOT, "Ya"), (SUM, "600000")) for n in range(3))
        for n, row in enumerate([first, *others])
    ]
    assert seen(take([HEAD, *rows])) == [(2 + 3 * n, NIKS[n], "LAYAK", "YA", 600000) for n in range(3)]


def test_an_answer_without_a_visit_is_told_back_and_nobodys(take) -> None:
    rows = [*visit(0, (RESULT, "Layak"), (GOT, "Ya")), ["", "", "", "", RESULT, "Mampu"], *visit(1, (RESULT, "Layak"), (GOT, "Ya"))]
    got = take([HEAD, *rows])
    assert [row[:3] for row in seen(got)] == [(2, NIKS[0], "LAYAK"), (5, NIKS[1], "LAYAK")]
    assert got.rejects.filter(rule_id="READ-01")["row"].to_list() == [4]
    assert [(a.read, a.used, a.rejected) for a in got.accounts] == [(3, 2, 1)]


def test_an_answer_given_again_later_counts(take) -> None:
    sent = [
        [*row, time]
        for time, rows in (
            ("2025-05-14T09:00:00", visit(0, (RESULT, "Mampu"), (GOT, "Tidak"))),
            ("2025-05-12T09:00:00", visit(0, (RESULT, "Layak"), (GOT, "Ya"))),
            ("2025-05-12T10:00:00", visit(1, (RESULT, "Layak"), (GOT, "Ya"))),
        )
        for row in rows
    ]
    got = take([[*HEAD, "submitted at"], *sent])
    assert [row[1:4] for row in seen(got)] == [(NIKS[0], "TIDAK_LAYAK_MAMPU", "TIDAK"), (NIKS[1], "LAYAK", "YA")]
    again = got.rejects.filter(rule_id="DUP-02")
    assert again["row"].to_list() == [4, 5]
    assert "baris 2" in again["sentence"][0]
    assert "baris 3" in again["sentence"][1]


def test_several_answers_to_one_question_are_one_cell(take) -> None:
    rows = [
        *visit(0, (RESULT, "Layak"), ("Catatan", "atap bocor"), ("Catatan", "lantai tanah"), (GOT, "Ya")),
        *visit(1, (RESULT, "Layak"), (GOT, "Ya")),
    ]
    got = take([HEAD, *rows])
    assert got.surveys.sort("source_row")["note"].to_list() == ["atap bocor; lantai tanah", None]
    assert got.rejects.filter(rule_id="DUP-02").is_empty()


def test_who_was_visited_may_be_an_answer_too(take) -> None:
    asked = ["Nama", "NIK", "Tanggal kunjungan", "Hasil verifikasi", "Jumlah diterima"]
    rows = [
        [f"R{n}", question, answer]
        for n in range(4)
        for question, answer in zip(asked, [NAMES[n], NIKS[n], "12/05/2025", "Layak", "450000"], strict=True)
    ]
    got = take([["id_responden", "variabel", "nilai"], *rows])
    assert seen(got) == [(2 + 5 * n, NIKS[n], "LAYAK", None, 450000) for n in range(4)]


def test_a_number_cell_stays_one(tmp_path: Path, book) -> None:
    rows = [
        [f"R{n}", question, answer]
        for n in range(4)
        for question, answer in (("NIK", int(NIKS[n]) // 10 * 10), ("Nama", NAMES[n]), ("Hasil verifikasi", "Layak"))
    ]
    path = tmp_path / "survei.xlsx"
    path.write_bytes(book({"Jawaban": [["submission_id", "question", "answer"], *rows]}))
    got = ingest_file(path, "2025-05/survei.xlsx", "2025-05", settings=Settings())
    assert got.surveys["nik"].to_list() == [None] * 4
    assert got.surveys["nik_status"].to_list() == ["ROUNDED"] * 4
    assert got.rejects.filter(rule_id="NIK-03")["row"].to_list() == [2, 5, 8, 11]


@pytest.mark.parametrize(
    "rows",
    [
        # a help desk's book: every question its own
        [HEAD, *(visit(n, (f"Kenapa bantuan saya ke-{n} belum cair?", "Sudah dijelaskan"))[0] for n in range(6))],
        # a pay list whose goods have a value each
        [["NIK", "Nama", "Variabel", "Nilai"], *([NIKS[n], NAMES[n % 4], f"Paket {n}", "200000"] for n in range(6))],
    ],
)
def test_other_lists_stay_as_they_are(take, rows) -> None:
    got = take(rows)
    assert not any("Satu baris per pertanyaan" in note for note in got.notes)
    assert sum(account.read for account in got.accounts) == 6
