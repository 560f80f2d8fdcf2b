"""The generated pages say what the tables of `schemas/` and the command line say now."""

import tomllib

import pytest

from docs import make, pages_data
from schemas import tables
from schemas.codes import CaseKind
from schemas.layouts import shipped_layouts
from schemas.rulebook import load_rulebook
from schemas.rules import catalogue
from tests.docs.conftest import ROOT


@pytest.mark.parametrize("name", make.PAGES)
def test_page_is_up_to_date(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == make.PAGES[name](), "run: python docs/make.py"


def test_every_table_of_a_run_has_its_model():
    named = {model for _, models in pages_data.TABLES for model in models}
    declared = {n for n, o in vars(tables).items() if isinstance(o, type) and hasattr(o, "to_schema") and o.__module__ == "schemas.tables"}
    assert declared - named == {"Located", "Person"}  # parents only


@pytest.mark.parametrize("name", sorted({model for _, models in pages_data.TABLES for model in models}))
def test_every_column_has_a_meaning(name):
    rows = pages_data.columns(getattr(tables, name))
    assert [row[0] for row in rows if not row[4]] == [], "say it in a comment beside the column or in docs/meanings.toml"


def test_every_code_has_a_meaning():
    told = {(name, value): text for name, members in pages_data.code_lists().items() for value, text in members.items()}
    assert [key for key, text in told.items() if not text] == [], "say it in a comment in schemas/codes.py or in docs/meanings.toml"


def test_every_setting_and_packet_column_has_a_meaning():
    page = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    for start, end in (("## The packet", "Answers a verifier"), ("## Settings", "## Source layouts")):
        part = page[page.index(start) : page.index(end)]
        assert [line for line in part.splitlines() if line.startswith("| `") and line.endswith("|  |")] == []


def test_no_meaning_is_left_over():
    told = tomllib.loads(pages_data.MEANINGS.read_text(encoding="utf-8"))
    pages = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in make.PAGES)
    for key, text in (told["columns"] | told["values"]).items():
        assert text.replace("|", "\\|") in pages, f"docs/meanings.toml: {key} is said nowhere"


def test_every_id_is_documented():
    rules = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    data = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    wanted = [*catalogue(), *(kind.value for kind in CaseKind), *load_rulebook().codes()]
    for programme in load_rulebook().programmes.values():
        wanted += [
            rule.id for table in ("eligibility", "schedule", "amount", "conflict", "area", "job") for rule in getattr(programme, table)
        ]
    assert [one for one in wanted if one not in rules] == []
    assert [layout.id for layout in shipped_layouts() if f"`{layout.id}`" not in data] == []
