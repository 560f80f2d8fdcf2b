"""Progress and precision learned from answers."""

from __future__ import annotations

import polars as pl

from pipeline.answers.in_force import ANSWERS, CONFLICTS
from pipeline.answers.learning import precision, progress
from schemas.answers import DECISIONS, REASONS, meanings
from schemas.kinds import case_kinds


def answers(*rows):
    made = [{"id_kasus": str(n), "evidence_hash": "e", "village_code": "1", **row} for n, row in enumerate(rows)]
    return pl.DataFrame([{name: row.get(name) for name in ANSWERS} for row in made], schema=ANSWERS)


def test_precision_counts_what_speaks_for_and_against():
    said = ("TIDAK_LAYAK", "MENINGGAL", "LAYAK", "BELUM_DITEMUI")
    rows = [{"kind": "IE-TL", "rule_id": "R", "score": 92, "keputusan": word} for word in said]
    rows.append({"kind": "IE-TL", "rule_id": "R", "score": 60, "keputusan": "PINDAH"})
    rows.append({"kind": "GD-PY", "rule_id": "G", "score": 80, "keputusan": "SESUAI", "alasan_kode": "GANDA"})
    table = precision(answers(*rows)).select("kind", "band", "answered", "confirmed", "refuted", "unclear", "precision", "low", "high")
    assert table.rows() == [
        ("GD-PY", "75–89", 1, 1, 0, 0, 1.0, 0.2065, 1.0),
        ("IE-TL", "50–74", 1, 0, 0, 1, None, None, None),
        ("IE-TL", "90–100", 4, 2, 1, 1, 0.6667, 0.2077, 0.9385),
    ]
    assert precision(answers()).is_empty()


def test_a_missing_source_is_no_indication_that_a_visit_could_prove():
    rows = [{"kind": "BD-00", "rule_id": rule, "score": 60, "keputusan": "ORANG_SAMA"} for rule in ("CAKUPAN-03", "CAKUPAN-04")]
    assert precision(answers(*rows)).select("rule_id", "confirmed", "unclear").rows() == [("CAKUPAN-03", 0, 1), ("CAKUPAN-04", 1, 0)]


def test_every_word_of_the_meanings_can_be_answered():
    for kind, word in meanings():
        assert word in DECISIONS[case_kinds()[kind].answers] or word in REASONS, (kind, word)


def test_progress_per_kelurahan_and_verifier():
    cases = pl.DataFrame(
        {
            "id_kasus": ["0", "1", "2", "3", "4"],
            "evidence_hash": ["e", "e", "e", "new", "e"],
            "village_code": ["1", "1", "2", "2", "2"],
            "status": ["BARU", "LANJUT", "BARU", "DIBUKA_LAGI", "SELESAI_DATA"],
        }
    )
    given = answers(
        {"keputusan": "LAYAK", "petugas": "Rina"},
        {"keputusan": "BELUM_DITEMUI", "petugas": "Rina"},
        {"keputusan": "LAYAK", "petugas": None},
        {"keputusan": "LAYAK", "petugas": "Budi"},
    )
    areas, people = progress(given, pl.DataFrame(schema=CONFLICTS), cases)
    assert areas.rows() == [("1", 2, 1, 1, 0, 1), ("2", 2, 1, 0, 0, 1)]
    assert people.select("petugas", "answers", "settled").rows() == [("", 1, 1), ("Rina", 2, 1)]
