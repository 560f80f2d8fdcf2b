"""What is said at the end of a run of the month's files taken together."""

import polars as pl

from pipeline.remarks import damaged_numbers, placeless_registries, told_again, unknown_results, unknown_words, without_desil, without_rules


def test_a_registry_of_unknown_places_is_said_and_a_gap_is_not() -> None:
    known = ("1671081002", "SAKO")
    rows = [("a.xlsx", None, None)] * 2 + [("a.xlsx", *known), ("b.csv", None, "SAKOO"), ("b.csv", *known)]
    rows += [("c.csv", None, name) for name in ("NUSANIWE", "AMAHUSU", "NUSANIWE", "LATUHALAT", "WAINITU")] + [("c.csv", *known)] * 95
    rows += [("d.csv", None, "NUSANIWE")] * 5 + [("d.csv", *known)] * 96
    schema = dict.fromkeys(("source_file", "village_code", "village_name"), pl.String)
    said = placeless_registries(pl.DataFrame(rows, schema=schema, orient="row"))
    assert [sentence.split(", jadi")[0] for sentence in said] == [
        "a.xlsx: desa/kelurahan 2 dari 3 baris tidak dikenal",
        "c.csv: desa/kelurahan 5 dari 100 baris tidak dikenal (NUSANIWE, AMAHUSU, LATUHALAT)",
    ]
    assert "Tambahkan kolom desa/kelurahan" in said[0]
    assert "Tulis kode 10 angkanya" in said[1]


def test_a_list_of_unknown_status_words_is_said_and_a_stray_word_is_not() -> None:
    rows = [("pos.xlsx", "UNKNOWN", "ok sip")] * 6 + [("pos.xlsx", "PAID", "cair")] * 5
    rows += [("bri.csv", "UNKNOWN", "ok sip")] * 4 + [("bni.csv", "UNKNOWN", None)] * 9
    columns = {"source_file": pl.String, "state": pl.String, "state_raw": pl.String}
    lists = pl.DataFrame(rows, schema=columns, orient="row").with_columns(source_sheet=pl.lit(""), list_kind=pl.lit("disbursement"))
    assert [sentence.split(",")[0] for sentence in unknown_words(lists)] == ["pos.xlsx: kata status pada 6 dari 11 baris tidak dikenal"]


def test_visits_of_unknown_results_are_said_and_a_stray_one_is_not() -> None:
    rows = [("verval.xlsx", "UNKNOWN", "oke banget")] * 3 + [("verval.xlsx", "LAYAK", "layak")] * 5
    rows += [("b.csv", "UNKNOWN", "oke banget")] * 2 + [("c.csv", "UNKNOWN", None)] * 9
    columns = {"source_file": pl.String, "result": pl.String, "result_raw": pl.String}
    lists = pl.DataFrame(rows, schema=columns, orient="row").with_columns(source_sheet=pl.lit(""))
    assert [said.split(" dan ")[0] for said in unknown_results(lists)] == ["verval.xlsx: hasil kunjungan 3 dari 8 baris tidak dikenal"]


def test_a_programme_without_rules_is_told() -> None:
    rows = pl.DataFrame({"source_file": ["a.xlsx"] * 2, "programme": ["PKH", "BANSOS-DAERAH"]})
    [said] = without_rules(rows, ("PKH",))
    assert said.startswith("a.xlsx: 1 baris program BANSOS-DAERAH")
    [said] = without_rules(pl.DataFrame({"source_file": ["b.csv"], "programme": ["SEMBAKO-PENEBALAN"]}), ("PKH", "SEMBAKO"))
    assert said.startswith("b.csv: 1 baris penebalan SEMBAKO; penebalan dalam daftar tersendiri tidak dinilai")


def test_a_registry_without_any_desil_is_said() -> None:
    rows = [("a.xlsx", "DTSEN", "2025-05", "SAKO", None)] * 6 + [("b.xlsx", "DTSEN", "2025-05", "LEBUNG", None)] * 5
    rows += [("b.xlsx", "DTSEN", "2025-05", "LEBUNG", 3), ("c.xlsx", "DTKS", "2025-05", "SIALANG", None)]
    rows += [("old.xlsx", "DTSEN", "2025-02", "LEBUNG", None)] * 6
    columns = {"source_file": pl.String, "registry_kind": pl.String, "snapshot": pl.String, "village_code": pl.String, "desil": pl.Int8}
    said = without_desil(pl.DataFrame(rows, schema=columns, orient="row"))
    assert [sentence.split(", jadi")[0] for sentence in said] == ["a.xlsx: data sosial ini tidak memuat desil (6 baris)"]


def test_a_registry_of_damaged_numbers_is_said_and_some_of_them_are_not() -> None:
    rows = [("a.xlsx", "ROUNDED")] * 20 + [("a.xlsx", "OK")] * 19 + [("b.xlsx", "ROUNDED")] * 20 + [("b.xlsx", "OK")] * 20
    rows += [("c.xlsx", "ROUNDED")] * 19
    said = damaged_numbers(pl.DataFrame(rows, schema=["source_file", "nik_status"], orient="row"))
    assert [sentence.split(" (")[0] for sentence in said] == ["a.xlsx: NIK rusak pada 20 dari 39 baris"]


def test_a_list_that_only_tells_again_what_a_named_payer_paid_is_said() -> None:
    rows = [("agen.csv", None, "PAID", "a1"), ("agen.csv", None, "PAID", "a2"), ("agen.csv", None, "RETURNED", "a3")]
    rows += [("agen.csv", None, "PAID", "a4"), ("bri.csv", "BRI", "PAID", "b1")]
    columns = dict.fromkeys(("source_file", "payer", "state", "record_id"), pl.String)
    lists = pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        list_kind=pl.lit("disbursement"), programme=pl.lit("SEMBAKO"), period_from=pl.lit("2025-04"), period_to=pl.lit("2025-06")
    )
    judged = pl.DataFrame({"record_id": ["a4"]})
    assert [said.split(" tidak")[0] for said in told_again("2025-05", lists, judged)] == ["agen.csv: 2 baris"]
    assert told_again("2025-08", lists, judged) == []
