"""The runbook's example of an office's own programme is a programme that can be used."""

from __future__ import annotations

import re
from pathlib import Path

from schemas.rulebook import load_rulebook

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook-petugas-data.md"


def test_the_example_of_the_runbook_is_a_programme(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(code = .*?)```", RUNBOOK.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    (tmp_path / "kota.toml").write_text(example[1], encoding="utf-8")
    rules = load_rulebook(tmp_path).at("KARTU-KOTA", "2025-05")
    assert rules is not None
    assert (rules.eligibility.desil_max, rules.amount.per_month) == (2, 150_000)
