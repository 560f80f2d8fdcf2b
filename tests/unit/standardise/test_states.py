"""Status → paid (DOMAIN §2.2, check 16)."""

import datetime as dt

import polars as pl
import pytest

from pipeline.standardise.findings import Findings
from pipeline.standardise.money.states import only_orders, pay_states, speak

DAY = dt.date(2025, 5, 12)


def state(
    word: str | None, amount: int | None = 600_000, *, note: str | None = None, paid_on: dt.date | None = None, closing: bool = False,
    has_status: bool = True, card: str | None = None, mark: str | None = None,
) -> tuple[str, str | None]:  # fmt: skip
    frame = pl.DataFrame(
        {"source_row": [2], "state": [word], "state_note": [note], "card_state": [card], "amount": [amount], "paid_on": [paid_on]},
        schema={
            "source_row": pl.Int64,
            "state": pl.String,
            "state_note": pl.String,
            "card_state": pl.String,
            "amount": pl.Int64,
            "paid_on": pl.Date,
        },
    )
    frame = frame.with_columns(unread_mark=pl.lit(mark, dtype=pl.String))
    out = pay_states(frame, closing=closing, has_status=has_status, findings=Findings("f", "", {}))
    return out["state"][0], out["exclusion_ground"][0]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("FAILED - ACCOUNT CLOSED", "FAILED_ACCOUNT"), ("REJECTED - NAME MISMATCH", "FAILED_ACCOUNT"), ("Sudah TF", "PAID"),
        ("Cair 100%", "PAID"), ("belum cair 100%", "IN_PROCESS"), ("Terkirim", "PAID"), ("Dana ditarik kembali", "RETURNED"),
        ("Dalam antrian", "IN_PROCESS"), ("SALUR SEMBAKO APR-JUN 2025", "PAID"), ("RETUR PKH TAHAP 2", "RETURNED"),
        ("Rekening Bermasalah", "FAILED_ACCOUNT"), ("Sukses Salur", "PAID"), ("terbayar", "PAID"), ("Sudah Transaksi", "PAID"), ("BERHASIL", "PAID"), ("Cair", "PAID"),
        ("LUNAS", "PAID"),
        ("Diterima", "PAID"), ("Tersalur", "PAID"), ("SI - Top Up", "PAID"), ("SI", "IN_PROCESS"), ("SP2D", "IN_PROCESS"),
        ("PROSES SPM", "IN_PROCESS"),
        ("PROSES BUREKOL", "IN_PROCESS"), ("SUKSES SPM", "IN_PROCESS"), ("OMSPAN", "IN_PROCESS"), ("SK/CALON", "IN_PROCESS"),
        ("Verifikasi Rekening", "IN_PROCESS"),
        ("Belum Salur", "IN_PROCESS"), ("GAGAL CEK REKENING", "FAILED_ACCOUNT"), ("GAGAL OMSPAN", "FAILED_ACCOUNT"),
        ("Rekening Tidak Aktif", "FAILED_ACCOUNT"),
        ("Rekening dormant", "FAILED_ACCOUNT"), ("Gagal Bayar", "FAILED_ACCOUNT"), ("RETUR", "RETURNED"), ("Dana dikembalikan", "RETURNED"),
        ("TIDAK TRANSAKSI", "PAID_NOT_TAKEN"), ("Saldo mengendap", "PAID_NOT_TAKEN"), ("KKS belum terdistribusi", "PAID_NOT_TAKEN"),
        ("SALDO KOSONG", "EMPTY"), ("EXCLUDE", "EXCLUDED"), ("hmm", "UNKNOWN"),
        ("Top Up Berhasil", "PAID"), ("Top-up selesai", "PAID"), ("Dana masuk rekening", "PAID"), ("Terima tunai", "PAID"),
        ("Burekol sukses", "IN_PROCESS"), ("Antri", "IN_PROCESS"), ("Top up tidak berhasil", "FAILED_ACCOUNT"),
        ("Data tidak padan dukcapil", "FAILED_ACCOUNT"), ("Setor kembali", "RETURNED"), ("Kartu belum diterima", "PAID_NOT_TAKEN"),
        ("Saldo Rp0", "EMPTY"), ("Tidak masuk final closing", "EXCLUDED"), ("Dana burekol masuk", "UNKNOWN"),
        ("Tidak diterima", "UNKNOWN"), ("belum lunas", "UNKNOWN"), ("MENUNGGU KONFIRMASI CABANG", "UNKNOWN"),
    ],
)  # fmt: skip
def test_words(word: str, expected: str) -> None:
    assert state(word)[0] == expected


@pytest.mark.parametrize(
    ("word", "note", "ground"),
    [
        ("EXCLUDE PEKERJAAN", None, "PEKERJAAN"), ("EXCLUDE PEKERJAAN (ASN/TNI/POLRI)", None, "PEKERJAAN"),
        ("EXCLUDE MENINGGAL", None, "MENINGGAL"),
        ("EXCLUDE TIDAK LAYAK DAERAH", None, "TIDAK_LAYAK_DAERAH"), ("TIDAK LAYAK GIS", None, "TIDAK_LAYAK_GIS"), ("EXCLUDE", None, None),
        ("EXCLUDE", "meninggal dunia", "MENINGGAL"), ("EXCLUDE", "PNS", "PEKERJAAN"),
    ],
)  # fmt: skip
def test_grounds_of_exclusion(word: str, note: str | None, ground: str | None) -> None:
    assert state(word, 0, note=note) == ("EXCLUDED", ground)


def test_nothing_was_paid_where_the_amount_is_zero() -> None:
    assert state("Sukses Salur", 0)[0] == "EMPTY"
    assert state("Sukses Salur", -600_000)[0] == "RETURNED"  # money taken back
    assert state("SI", 0)[0] == "EMPTY"
    assert state(None, 0)[0] == "EMPTY"
    assert state("GAGAL CEK REKENING", 0)[0] == "FAILED_ACCOUNT"


def test_si_is_paid_only_with_proof() -> None:
    assert state("SI", paid_on=dt.date(2025, 5, 2))[0] == "PAID"
    assert state("SI", note="Top Up")[0] == "PAID"
    assert state("SI/SP2D")[0] == "PAID"
    assert state("SI", None, paid_on=dt.date(2025, 5, 2))[0] == "IN_PROCESS"


def test_blank_status_is_paid_only_with_a_day_or_on_a_list_of_payments() -> None:
    assert state(None)[0] == "UNKNOWN"
    assert state("-")[0] == "UNKNOWN"
    assert state(None, paid_on=dt.date(2025, 5, 2))[0] == "PAID"
    assert state(None, has_status=False)[0] == "PAID"
    assert state(None, None, has_status=False)[0] == "UNKNOWN"


@pytest.mark.parametrize(
    ("mark", "word", "note", "paid_on", "expected"),
    [
        (None, None, None, None, "PAID"),
        ("berwarna merah", None, None, None, "UNKNOWN"), ("dicoret", None, None, None, "UNKNOWN"),
        ("berwarna merah", None, None, DAY, "PAID"), ("dicoret", None, None, DAY, "UNKNOWN"),
        ("dicoret", "Sukses Salur", None, None, "PAID"), ("berwarna merah", None, "Gagal salur", None, "FAILED_ACCOUNT"),
    ],
)  # fmt: skip
def test_a_colour_or_strike_that_nobody_explains_is_no_payment(
    mark: str | None, word: str | None, note: str | None, paid_on: dt.date | None, expected: str
) -> None:
    assert state(word, note=note, paid_on=paid_on, has_status=False, mark=mark)[0] == expected


def test_standing_on_a_closing_list_proves_no_payment_but_its_words_do() -> None:
    for word in (None, "SI", "SP2D"):
        assert state(word, closing=True)[0] == "IN_PROCESS"
    assert state("BERHASIL", closing=True)[0] == "PAID"
    assert state("EXCLUDE MENINGGAL", closing=True) == ("EXCLUDED", "MENINGGAL")


def test_a_note_that_the_money_came_back_outranks_that_it_was_sent() -> None:
    assert state("Sukses Salur", note="retur")[0] == "RETURNED"
    assert state("SI", note="GAGAL CEK REKENING")[0] == "FAILED_ACCOUNT"
    assert state("Sukses Salur", card="KKS belum terdistribusi")[0] == "PAID_NOT_TAKEN"
    assert state("Sukses Salur", card="Aktif")[0] == "PAID"
    assert state(None, note="Sudah Transaksi")[0] == "PAID"


def test_unknown_words_are_told_once_with_their_count() -> None:
    findings = Findings("f", "", {"state": "STATUS"})
    frame = pl.DataFrame(
        {
            "source_row": [2, 3, 4],
            "state": ["hmm", "PAID", "hmm"],
            "state_note": [None] * 3,
            "card_state": [None] * 3,
            "amount": [1, 1, 1],
            "paid_on": [None] * 3,
        },
        schema_overrides={"state_note": pl.String, "card_state": pl.String, "paid_on": pl.Date},
    )
    pay_states(frame, closing=False, has_status=True, findings=findings)
    told = findings.frame().row(0, named=True)
    assert (told["rule_id"], told["row"], told["column"], told["value"]) == ("STA-01", 2, "STATUS", "hmm")
    assert "(2 baris)" in told["sentence"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Tidak Berhasil Salur", "FAILED_ACCOUNT"), ("Tidak Sukses Salur", "FAILED_ACCOUNT"), ("Tidak Dibayarkan", "FAILED_ACCOUNT"),
        ("Tidak Jadi Dibayar", "FAILED_ACCOUNT"), ("Gagal Salur", "FAILED_ACCOUNT"), ("TDK BERHASIL", "FAILED_ACCOUNT"),
        ("Tak terbayar", "FAILED_ACCOUNT"), ("Tidak dapat dibayarkan", "FAILED_ACCOUNT"), ("Belum/Tidak Dibayar", "FAILED_ACCOUNT"),
        ("Belum Salur", "IN_PROCESS"), ("Belum Dibayar", "IN_PROCESS"), ("Blm dibayarkan", "IN_PROCESS"),
        ("Belum berhasil salur", "IN_PROCESS"), ("Tidak Diterima", "UNKNOWN"), ("Non salur", "UNKNOWN"),
        ("Tidak retur, sudah dibayar", "PAID"), ("Tidak Transaksi", "PAID_NOT_TAKEN"),
    ],
)  # fmt: skip
def test_a_denied_success_is_never_paid(word: str, expected: str) -> None:
    day = dt.date(2025, 5, 12)
    assert [state(word)[0], state(word, paid_on=day)[0], state(word, closing=True)[0]] == [expected] * 3


@pytest.mark.parametrize(
    ("words", "paid_on", "orders"),
    [
        (["Final Closing", "Final Closing", None], None, True),
        (["SK/CALON", "Final Closing"], None, True),
        (["Final Closing", "Sukses Salur"], None, False),
        (["Final Closing"], dt.date(2025, 5, 9), False),
        ([None], None, False),
    ],
)
def test_a_list_of_mere_orders_is_no_list_of_payments(words: list[str | None], paid_on: dt.date | None, orders: bool) -> None:
    frame = pl.DataFrame({"state": words, "paid_on": [paid_on] * len(words)}, schema={"state": pl.String, "paid_on": pl.Date})
    assert only_orders(frame) is orders


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("00 - Approved", "PAID"),
        ("00-APPROVED", "PAID"),
        ("14 - Rekening tidak ditemukan", "FAILED_ACCOUNT"),
        ("51 - Saldo Kosong", "EMPTY"),
    ],
)
def test_a_banks_answer_code_is_its_word(word: str, state: str) -> None:
    found = speak(word)
    assert found is not None
    assert found.state == state


def test_approved_alone_may_be_a_proposals() -> None:
    assert speak("Approved") is None
