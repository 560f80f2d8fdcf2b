"""The membership file of PBI-JK (DOMAIN §1.3): who receives the programme, never a registry of the poor."""

from pathlib import Path

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

HEAD = "noka|ps_noka|nama|jenkel|tgllhr|tmplhr|nik|pisat|kkno|alamat|nmdesa|nmkec|nmibu"
PERSON = "000120000000{n}|{n}|SITI AMINAH {n}|2|05-07-1985|PALEMBANG|167108450785900{n}|1|167108120510900{n}|JL MAWAR|SAKO|SAKO|RUSMINI"


def rows(*more: str) -> str:
    return "".join(f"{PERSON.format(n=n)}|{said}\n" for n, said in enumerate(more, 1))


@pytest.fixture
def take(tmp_path: Path):
    def run(text: str):
        path = tmp_path / "PBI_JK_APBN.csv"
        path.write_text(text)
        return ingest_file(path, f"2026-03/{path.name}", "2026-03", settings=Settings())

    return run


@pytest.mark.parametrize("standing", ["status_peserta", "status"])
def test_a_month_of_premium_is_who_received_it_that_month(take, standing: str) -> None:
    got = take(f"{HEAD}|bulan_iuran|{standing}\n" + rows("02-2026|AKTIF", "02-2026|Non Aktif", "02-2026|MUTASI"))
    assert got.registry.is_empty()
    paid = got.disbursements.select("source_row", "programme", "state", "period_from", "period_to", "amount", "list_kind").rows()
    assert paid == [
        (2, "PBI-JK", "PAID", "2026-02", "2026-02", None, "disbursement"),
        (3, "PBI-JK", "EXCLUDED", "2026-02", "2026-02", None, "disbursement"),
        (4, "PBI-JK", "UNKNOWN", "2026-02", "2026-02", None, "disbursement"),
    ]


def test_without_a_status_it_is_a_list_of_who_shall_and_no_registry(take) -> None:
    got = take(f"{HEAD}|flag_mutasi\n" + rows("0", "1"))
    assert got.registry.is_empty()
    assert got.disbursements.select("programme", "state", "list_kind").unique().rows() == [("PBI-JK", "IN_PROCESS", "closing")]
