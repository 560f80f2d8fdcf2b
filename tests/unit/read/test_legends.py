"""Codes whose words stand in a title, above the header, at the foot, far below a long list; and codes that nothing explains."""

from pathlib import Path

import pytest

from pipeline.intake.ingest import ingest_file
from pipeline.words.legend import legend, paired
from schemas.settings import Settings

NIKS = [f"16710845018090{i:02}" for i in range(10, 40)]
NAMES = ["SITI AMINAH", "BUDI SANTOSO", "NYIMAS HALIMAH", "M AMIN", "ROHANA", "SUPARMI"]
PAID = ["No", "NIK", "Nama", "Jumlah", "Kode Sts"]
SEEN = ["No", "Nama", "NIK", "Kelurahan", "Tgl Verifikasi", "Kode Hasil"]


@pytest.fixture
def take(take_list):
    return lambda rows, name="bri sembako tahap 2": take_list(rows, name)


def paid(codes: list[str]) -> list[list[object]]:
    return [[n + 1, NIKS[n], NAMES[n % 6], "600000", code] for n, code in enumerate(codes)]


def seen(codes: list[str]) -> list[list[object]]:
    return [[n + 1, NAMES[n % 6], NIKS[n], "SAKO", "12/05/2025", code] for n, code in enumerate(codes)]


CODES = ["00", "00", "14", "51", "00", "90"]
STATES = ["PAID", "PAID", "FAILED_ACCOUNT", "PAID_NOT_TAKEN", "PAID", "IN_PROCESS"]
WORDS = {"00": "sukses salur", "14": "gagal cek rekening", "31": "retur", "51": "tidak transaksi", "90": "proses SPM"}


@pytest.mark.parametrize(
    "foot",
    [
        [[], ["Keterangan kode sts: " + "; ".join(f"{code} = {word}" for code, word in WORDS.items())]],
        [["Kode: " + ", ".join(f"{code}={word}" for code, word in WORDS.items())]],
        [[], ["Keterangan:"], *([f"{code} = {word}"] for code, word in WORDS.items())],
        [[], ["Keterangan"], *([code, word] for code, word in WORDS.items())],
        [["JUMLAH", "", "", "3600000"], ["Ket."], *([code, ":", word] for code, word in WORDS.items())],
    ],
)
def test_a_legend_below_the_table_explains_its_codes_and_is_no_row(take, foot) -> None:
    foot = [[*row, *[""] * (5 - len(row))] for row in foot]
    got = take([PAID, *paid(CODES), *foot])
    assert got.disbursements.sort("source_row")["state"].to_list() == STATES
    assert [(a.read, a.used, a.rejected) for a in got.accounts] == [(6, 6, 0)]
    assert got.rejects.filter(rule_id="STA-01").is_empty()


def test_a_short_line_of_a_legend_is_no_broken_row(take) -> None:
    got = take(
        [PAID, *paid(CODES), ["Keterangan kode sts: 00 = sukses salur; 14 = gagal cek rekening; 51 = tidak transaksi; 90 = proses SPM"]]
    )
    assert got.disbursements.sort("source_row")["state"].to_list() == STATES
    assert got.rejects.filter(rule_id="READ-01").is_empty()


def test_the_legend_below_a_long_list_is_found_and_explains_rare_codes(take) -> None:
    rows = [[n + 1, f"16710845{n:08}", NAMES[n % 6], "600000", "14" if n == 5_500 else "00"] for n in range(5_600)]
    got = take([PAID, *rows, ["Keterangan: 00 = sukses salur; 14 = gagal cek rekening", "", "", "", ""]])
    assert got.disbursements.group_by("state").len().sort("state").rows() == [("FAILED_ACCOUNT", 1), ("PAID", 5_599)]


@pytest.mark.parametrize(
    "above",
    [
        [["Kode: L=Layak, TL1=Tidak layak karena mampu, TL2=Tidak layak karena ASN/TNI/Polri, MD=Meninggal dunia"]],
        [["L : Layak; TL1 : Tidak layak (mampu, punya mobil); TL2 : Tidak layak (ASN, TNI, Polri); MD : Meninggal dunia"], []],
        [["L", "Layak"], ["TL1", "Tidak layak karena mampu"], ["TL2", "Tidak layak, PNS"], ["MD", "Meninggal dunia"], []],
    ],
)
def test_a_legend_above_the_header_explains_its_codes(take, above) -> None:
    above = [[*row, *[""] * (6 - len(row))] for row in [["VERIFIKASI KPM SEMBAKO"], *above]]
    got = take([*above, SEEN, *seen(["L", "TL1", "TL2", "MD", "L"])], "verval")
    results = got.surveys.sort("source_row")["result"].to_list()
    assert results == ["LAYAK", "TIDAK_LAYAK_MAMPU", "TIDAK_LAYAK_PEKERJAAN", "MENINGGAL", "LAYAK"]


def test_numbers_that_excel_cut_are_the_codes_with_zeros(tmp_path: Path, book) -> None:
    rows = [[*row[:4], int(str(row[4]))] for row in paid(CODES)]
    path = tmp_path / "bri sembako.xlsx"
    path.write_bytes(book({"Data": [PAID, *rows, ["Keterangan: " + "; ".join(f"{c} = {w}" for c, w in WORDS.items())]]}))
    got = ingest_file(path, "2025-05/bri sembako.xlsx", "2025-05", settings=Settings())
    assert got.disbursements.sort("source_row")["state"].to_list() == STATES


def test_codes_that_nothing_explains_are_told_with_their_counts_and_prove_nothing(take) -> None:
    got = take([PAID, *paid(CODES)])
    told = got.rejects.filter(rule_id="STA-01")
    assert dict(told.select("value", "row").iter_rows()) == {"00": 2, "14": 4, "51": 5, "90": 7}
    assert "3 baris" in told.filter(value="00")["sentence"].item()
    assert set(got.disbursements["state"]) == {"UNKNOWN"}


def test_results_in_codes_that_nothing_explains_are_told_with_their_counts(take) -> None:
    got = take([["VERIFIKASI KPM SEMBAKO", *[""] * 5], SEEN, *seen(["A1", "A1", "B2", "C1"])], "verval")
    told = got.rejects.filter(rule_id="SRV-01")
    assert sorted(told["value"]) == ["A1", "B2", "C1"]
    assert set(got.surveys["result"]) == {"UNKNOWN"}


def test_a_legend_needs_two_codes_and_words() -> None:
    assert legend("1 = Layak") == {}
    assert legend("Tahap 2. Sembako") == {}
    assert legend("Hasil (1=Layak, 2=Tidak Layak)") == {"1": "LAYAK", "2": "TIDAK LAYAK"}
    assert legend("1. Layak 2. Tidak layak 3. Pindah") == {"1": "LAYAK", "2": "TIDAK LAYAK", "3": "PINDAH"}
    assert paired([["1", "SITI AMINAH", "SAKO"], ["2", "BUDI", "SAKO"]]) == {}
