"""A card number in the NIK column: moved only where the registry vouches for it."""

from collections.abc import Callable

import pytest

from pipeline.standardise import Standardised
from pipeline.standardise.numbers.misplaced import card_for_nik
from schemas.codes import Kind

Run = Callable[..., Standardised]
CARD, HEAD, WIFE = "1671081403129092", "1671082512979001", "1671084903859351"


@pytest.mark.parametrize(
    ("number", "name", "moved"),
    [(CARD, "YULIANA ASIAH", True), (CARD, "SUMARNI", False), (HEAD, "YULIANA ASIAH", False), ("1671081403129093", "YULIANA ASIAH", False)],
    ids=["a member's name", "a stranger's name", "somebody's NIK", "nobody's card"],
)
def test_the_registry_tells(run: Run, number: str, name: str, moved: bool) -> None:
    people = [{"nik": HEAD, "name": "MASAGUS RIDWAN", "no_kk": CARD}, {"nik": WIFE, "name": "YULIANA ASIAH", "no_kk": CARD}]
    registry = run(Kind.REGISTRY, people).frame
    pays = run(Kind.DISBURSEMENT, [{"nik": number, "name": name, "amount": "600000", "programme": "SEMBAKO"}]).frame
    rows, told = card_for_nik(pays, registry)
    row = rows.row(0, named=True)
    assert (row["nik"], row["no_kk"], row["nik_status"]) == ((None, CARD, "SWAPPED") if moved else (number, None, "OK"))
    assert told["rule_id"].to_list() == (["NIK-10"] if moved else [])
