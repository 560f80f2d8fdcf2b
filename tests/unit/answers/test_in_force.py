"""Who outranks whom, what a conflict is, what a revocation does."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from pipeline import store
from pipeline.answers import in_force, in_force_at, revoke, sign
from pipeline.answers.decisions import ANSWER, keep
from pipeline.errors import PadanError
from schemas.ledger import GENESIS, Entry, EntryKind, LedgerName

CASE = "IE-7Q3K9X2MRT-4"


def answer(word="LAYAK", date=None, who="Rina", **more):
    return {
        "tindakan": ANSWER, "id_kasus": CASE, "keputusan": word, "tgl_kunjungan": date, "petugas": who, "peran": "VERIFIKATOR",
        "evidence_hash": "e1", "kind": "IE-TL", "rule_id": "R-1", "score": 80, "village_code": "1671081002", "period": "2025-05", **more,
    }  # fmt: skip


def entries(*bodies):
    return [Entry(number=n, kind=EntryKind.DECISION, body=b, previous=GENESIS, sha256=GENESIS) for n, b in enumerate(bodies, 1)]


def word_of(*bodies):
    decided = in_force(entries(*bodies))
    assert decided.answers.height + decided.conflicts.height == 1
    return decided.answers["keputusan"][0] if decided.answers.height else None


@pytest.mark.parametrize(
    ("bodies", "wanted"),
    [
        ([answer()], "LAYAK"),
        ([answer(date="2025-05-02"), answer("PINDAH", "2025-05-01", "Budi")], "LAYAK"),
        ([answer(date="2025-05-02"), answer("PINDAH", "2025-05-02", "Budi")], None),
        ([answer(), answer("PINDAH", who="Budi")], None),
        ([answer(date="2025-05-02"), answer("PINDAH")], None),
        ([answer(date="2025-05-02"), answer("PINDAH", "2025-05-01", "Budi", peran="AUDIT")], "PINDAH"),
        ([answer(date="2025-05-01"), answer(date="2025-05-01", who="Budi"), answer("PINDAH", "2025-05-09", "Sari")], "LAYAK"),
        ([answer(), answer("BELUM_DITEMUI", "2025-05-09", "Budi")], "LAYAK"),
        ([answer(), answer("TIDAK_DITEMUKAN", who="Budi")], "LAYAK"),
        ([answer("BELUM_DITEMUI")], "BELUM_DITEMUI"),
        ([answer(tanggal="2025-05-01"), answer("PINDAH", "2025-05-02", "Budi")], "PINDAH"),
    ],
)
def test_precedence(bodies, wanted):
    assert word_of(*bodies) == wanted
    assert word_of(*reversed(bodies)) == wanted


def test_one_amount_counts_and_two_are_a_conflict():
    one = in_force(entries(answer("KURANG", jumlah_diterima=450_000), answer("KURANG"))).answers
    assert one["jumlah_diterima"].to_list() == [450_000]
    both = in_force(entries(answer("KURANG", jumlah_diterima=450_000), answer("KURANG", jumlah_diterima=500_000)))
    assert both.answers.is_empty()
    assert both.conflicts["keputusan"].to_list() == ["KURANG 450000 / KURANG 500000"]


def test_answers_compete_only_about_the_same_evidence():
    decided = in_force(entries(answer("LAYAK", peran="AUDIT"), answer("PINDAH", evidence_hash="e2")))
    assert decided.answers.select("keputusan", "evidence_hash").rows() == [("LAYAK", "e1"), ("PINDAH", "e2")]


def test_a_second_signature_by_entry_and_never_by_oneself(tmp_path):
    keep(tmp_path, [answer(date="2025-05-01"), answer("PINDAH", "2025-05-03", "Budi")])
    assert in_force_at(tmp_path).answers["keputusan"].to_list() == ["PINDAH"]
    store.append(
        tmp_path,
        LedgerName.DECISIONS,
        [(EntryKind.DECISION, {"tindakan": "tanda_tangan", "id_kasus": CASE, "entri": 1, "petugas": "Sari"})],
    )
    now = in_force_at(tmp_path).answers
    assert now.select("keputusan", "kedua").rows() == [("LAYAK", "Sari")]
    other = tmp_path / "x"
    keep(other, [answer()], second="Rina")
    assert in_force_at(other).answers["kedua"].to_list() == [None]
    with pytest.raises(PadanError, match="yang berlaku untuk ditandatangani"):
        sign(other, CASE, "rina")
    sign(other, CASE, "Budi")
    sign(other, CASE, "Budi")
    assert len(store.read_ledger(other, LedgerName.DECISIONS)) == 2
    assert in_force_at(other).answers["kedua"].to_list() == ["Budi"]


def test_a_signature_is_for_one_of_two_answers_that_contradict_each_other(tmp_path):
    keep(tmp_path, [answer(date="2025-05-01"), answer("PINDAH", "2025-05-01", "Budi")])
    with pytest.raises(PadanError, match=r"entri 1 LAYAK .*entri 2 PINDAH"):
        sign(tmp_path, CASE, "Sari")
    assert in_force_at(tmp_path).conflicts.height == 1
    sign(tmp_path, CASE, "Sari", only=[2])
    assert in_force_at(tmp_path).answers.select("keputusan", "kedua").rows() == [("PINDAH", "Sari")]


def test_revoked_is_as_if_never_given_and_stays_so(tmp_path):
    keep(tmp_path, [answer(date="2025-05-01"), answer(date="2025-05-01", id_kasus="IE-2")])
    head = store.head(tmp_path, LedgerName.DECISIONS)
    revoke(tmp_path, CASE, "salah alamat", "Sari")
    assert in_force_at(tmp_path).answers["id_kasus"].to_list() == ["IE-2"]
    assert in_force_at(tmp_path, head).answers.height == 2
    assert keep(tmp_path, [answer(date="2025-05-01")]).states == ("dicabut",)
    assert keep(tmp_path, [answer(date="2025-05-08")]).states == ("baru",)
    assert in_force_at(tmp_path).answers.height == 2
    assert len(store.read_ledger(tmp_path, LedgerName.DECISIONS)) == 4
    with pytest.raises(PadanError, match="tidak ada yang dicabut"):
        revoke(tmp_path, "IE-NOBODY", "salah", "Sari")
    with pytest.raises(PadanError, match="alasan dan nama"):
        revoke(tmp_path, CASE, " ", "Sari")


def test_one_side_of_a_conflict_can_be_revoked(tmp_path):
    keep(tmp_path, [answer(), answer("PINDAH", who="Budi")])
    assert in_force_at(tmp_path).conflicts["entri"].to_list() == ["1, 2"]
    revoke(tmp_path, CASE, "salah orang", "Sari", only=[2])
    assert in_force_at(tmp_path).answers.select("keputusan", "tgl_kunjungan").rows() == [("LAYAK", None)]


def test_types_of_the_answers():
    frame = in_force(entries(answer(date="2025-05-02", marks={"desil": "ab12"}))).answers
    assert frame["tgl_kunjungan"].to_list() == [dt.date(2025, 5, 2)]
    assert frame["marks"].to_list() == ['{"desil": "ab12"}']
    assert in_force([]).answers.schema == frame.schema
    assert isinstance(frame, pl.DataFrame)
