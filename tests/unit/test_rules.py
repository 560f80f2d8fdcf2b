"""The catalogue of checks: every id in use is declared, documented and speaks Indonesian without values."""

import re
import string
from pathlib import Path

import pytest

import pipeline
import schemas
from schemas import rules

ID = re.compile(r'"((?:NIK|KK|NAM|TGL|UANG|PER|PRO|STA|SRV|KOD|DES|WIL|DUP|BAR|VAL|LAY|READ|JWB)-\d{2})"')


def test_every_rule_is_whole() -> None:
    for rule in rules.catalogue().values():
        assert all((rule.title, rule.sentence, rule.meaning, rule.todo)), rule.id
        assert rule.severity in {"error", "warning"}
        assert rule.sentence.endswith((".", "{detail}"))


def test_nik_and_kk_have_the_same_damages() -> None:
    ids = rules.catalogue()
    of_cards = {"KK-16"}  # filled down by dragging: members of one family share a card, never a NIK
    shared = [i.replace("KK-", "NIK-") for i in ids if i.startswith("KK-") and i not in of_cards]
    of_persons = {"NIK-16"}  # a birth date and a sex of one's own are in a NIK, not in a card's number
    assert [i for i in ids if i.startswith("NIK-") and i not in of_persons] == shared


@pytest.mark.parametrize("package", [pipeline, schemas], ids=["pipeline", "schemas"])
def test_every_id_in_the_code_is_declared(package: object) -> None:
    root = Path(next(iter(package.__path__)))  # type: ignore[attr-defined]
    used = {found for path in root.rglob("*.py") for found in ID.findall(path.read_text(encoding="utf-8"))}
    assert used <= set(rules.catalogue())


def test_sentences_name_only_counts_rows_and_totals() -> None:
    allowed = {
        "n",
        "total",
        "first",
        "stated",
        "counted",
        "difference",
        "detail",
        "codes",
        "used",
        "word",
    }  # codes: of villages; word: one that several rows write
    for rule in rules.catalogue().values():
        places = {name for _, name, _, _ in string.Formatter().parse(rule.sentence) if name}
        assert places <= allowed, rule.id


def test_an_unknown_id_is_a_bug() -> None:
    with pytest.raises(KeyError):
        rules.rule("NIK-99")
