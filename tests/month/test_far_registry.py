"""How far back a registry is looked for."""

from pathlib import Path

from pipeline import store
from pipeline.gather.gathering import gather
from schemas.settings import Settings
from tests.month.plain_town import Home, Pay, pay_list, registry


def test_a_registry_of_a_later_month_does_not_hide_the_one_in_force(tmp_path: Path) -> None:
    homes = [Home(n) for n in range(3)]
    for month in ("2024-01", "2025-01"):
        registry(tmp_path / "raw" / month / f"dtsen {month}.csv", homes)
    pay_list(tmp_path / "raw" / "2024-11" / "bri.csv", "BRI", [Pay(home, "November 2024") for home in homes])
    with store.month_lock(tmp_path, "2024-11"), store.staging(tmp_path, "2024-11") as staging:
        gather("2024-11", tmp_path, staging, Settings(), lambda _: None)
        found = store.read_table(staging / "tables" / "registry.parquet", ["snapshot"])
    assert found["snapshot"].to_list() == ["2024-01"] * 3
