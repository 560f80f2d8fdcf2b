"""The demo meets the district's two figures, and they are not one rate."""

from pathlib import Path

import pytest

from pipeline.synth.demo import POOR_PERSONS, RECIPIENT_FAMILIES, demo_facts, demo_town, write_demo


@pytest.mark.slow
def test_the_two_figures_are_exact_and_have_two_units():
    town = demo_town()
    facts = demo_facts(town)
    assert (facts.poor_persons, facts.recipient_families) == (POOR_PERSONS, RECIPIENT_FAMILIES) == (2351, 498)
    assert round(100 * facts.mixed_rate, 1) == 21.2
    assert 19_000 < facts.registry_persons < 21_000
    assert facts.recipient_persons > 1_500  # persons by persons, the same families are most of the poor
    assert facts.family_coverage == facts.poor_families_paid / facts.poor_families > 0.6
    paid = {p.fid for p in town.draft.pays if p.state == "PAID" and not p.closing and p.first <= "2025-05" <= p.last}
    assert len(paid) == 498  # whoever is paid anything is paid Sembako


@pytest.mark.slow
def test_written_twice_the_same_bytes(tmp_path: Path):
    for name in ("one", "two"):
        write_demo(tmp_path / name)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())
    assert all(f.parts[0] == "2025-05" for f in files)
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
