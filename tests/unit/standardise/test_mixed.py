"""A pay row that names two programmes and one sum is a payment of each."""

import pytest

from pipeline.intake.ingest import ingest_table
from pipeline.standardise import FileContext
from schemas.codes import Kind
from tests.read_tables import read_table

ROW = {"nik": "1671080507859001", "name": "SITI AMINAH", "state": "Sukses", "paid_on": "09/05/2025"}


@pytest.mark.parametrize(
    ("said", "amount", "paid"),
    [
        ("PKH + SEMBAKO", "Rp 2.100.000", {"PKH": 1_500_000, "SEMBAKO": 600_000}),
        ("BPNT/PKH", "425000", {"PKH": 225_000, "SEMBAKO": 200_000}),
        ("PKH & SEMBAKO", "0", {"PKH": 0, "SEMBAKO": 0}),
        ("PKH & SEMBAKO", "200000", {None: 200_000}),
        ("SEMBAKO", "600000", {"SEMBAKO": 600_000}),
    ],
    ids=["a stage", "a month", "nothing paid", "too little for both", "one programme"],
)
def test_the_sum_is_shared(said: str, amount: str, paid: dict[str | None, int]) -> None:
    done = ingest_table(read_table(Kind.DISBURSEMENT, [{**ROW, "programme": said, "amount": amount}]), FileContext("f" * 64, "2025-05"))
    assert dict(done.frame.select("programme", "amount").rows()) == paid
    assert (done.account.read, done.account.used, done.account.total_used) == (1, 1, sum(paid.values()))


def test_a_row_with_a_pkh_component_is_pkhs() -> None:
    row = {**ROW, "programme": "PKH + SEMBAKO", "amount": "225000", "component": "ANAK SD"}
    assert ingest_table(read_table(Kind.DISBURSEMENT, [row]), FileContext("f" * 64, "2025-05")).frame["programme"].to_list() == ["PKH"]
