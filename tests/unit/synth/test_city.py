"""The city for benchmarks, small."""

from pathlib import Path

import pytest

from pipeline.synth.city import FAMILY_FILE, PAY_FILE, REGISTRY_FILE, make_registry_city, write_city


def test_links_lead_from_a_pay_row_to_its_person(tmp_path: Path):
    city = make_registry_city(3, persons=4_000, payments=600, surveys=80)
    write_city(city, tmp_path)
    registry = (tmp_path / "raw" / REGISTRY_FILE).read_text(encoding="utf-8").splitlines()
    payments = (tmp_path / "raw" / PAY_FILE).read_text(encoding="utf-8").splitlines()
    same = 0
    for left, right in city.links.filter(right_source="disbursement").select("left_record", "right_record").iter_rows():
        nik = registry[int(left.rsplit("|", 1)[1]) - 1].split("|")[0].strip('"')
        same += f";{nik};" in payments[int(right.rsplit("|", 1)[1]) - 1]
    assert same > 0.9 * 600
    assert city.surveys.height == 80


def test_numbers_are_unique_and_whole():
    city = make_registry_city(3, persons=4_000, payments=600, surveys=80)
    for column in (city.members["nomor_induk_kependudukan"], city.families["nomor_kartu_keluarga"]):
        assert column.is_unique().all()
        assert column.str.contains(r"^\d{12}9\d\d[1-9]$").all()
    assert set(city.members["nomor_kartu_keluarga"]) == set(city.families["nomor_kartu_keluarga"])
    assert Path(FAMILY_FILE).suffix == ".csv"


def test_same_seed_same_city():
    one, two = (make_registry_city(9, persons=2_000, payments=300, surveys=20) for _ in range(2))
    assert one.members.equals(two.members)
    assert one.payments.equals(two.payments)


def test_too_many_payments_are_refused_with_a_sentence():
    with pytest.raises(ValueError, match="pay rows are possible"):
        make_registry_city(1, persons=1_000, payments=100_000, surveys=1)
