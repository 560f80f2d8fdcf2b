"""Blocking rules: what earlier rules bring is not looked for again, and keys of one side alone make no pairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.link.atoms import Atom
from pipeline.link.block import Rule, Stack, generate
from pipeline.link.choose import as_often_as_learned, choose_rules
from pipeline.link.encode import mix
from pipeline.link.params import PERSON_FIELDS
from pipeline.link.weights import starting_model

PEOPLE = 3_000
STACK = Stack(PEOPLE, 2 * PEOPLE)


def key(name: str, values: np.ndarray, agrees: float = 0.9) -> Atom:
    return Atom(name, name, agrees, lambda rows: (np.arange(len(rows)), mix(values[rows])))


def everybody_has_an_own(name: str, agrees: float = 0.9) -> Atom:
    return key(name, np.tile(np.arange(PEOPLE), 2), agrees)


def chosen(atoms: list[Atom], before: tuple[Rule, ...] = ()) -> list[tuple[str, ...]]:
    rules, _ = choose_rules(atoms, STACK, 20_000.0, biggest_block=1_000.0, before=before)
    return [rule.atoms for rule in rules]


def test_a_rule_that_was_used_is_not_taken_again() -> None:
    atoms = [everybody_has_an_own("nik", 0.95), everybody_has_an_own("phone", 0.8)]
    assert chosen(atoms)[0] == ("nik",)
    assert chosen(atoms, before=(Rule(("nik",), 3_000.0, 0.95),)) == [("phone",)]


def test_what_a_crowd_hid_from_a_rule_is_still_looked_for() -> None:
    atoms = [everybody_has_an_own("nik", 0.95)]
    assert chosen(atoms, before=(Rule(("nik",), 3_000.0, 0.95),)) == []
    assert chosen(atoms, before=(Rule(("nik",), 3_000.0, 0.95, crowd=0.5),)) == [("nik",)]


def test_the_share_found_is_of_what_was_left() -> None:
    atoms = [everybody_has_an_own("nik", 0.95), everybody_has_an_own("phone", 0.8)]
    share = choose_rules(atoms, STACK, 20_000.0, biggest_block=1_000.0, before=(Rule(("nik",), 3_000.0, 0.95),))[1]
    assert 0.4 < share < 0.85  # careless records miss both


def test_a_field_that_agrees_more_often_than_believed_makes_a_better_key_within_bounds() -> None:
    model = starting_model(PERSON_FIELDS, 1e-5)
    sure = replace(model, moves=0.0, fields=tuple(replace(f, m=(*(1e-4 for _ in f.m[:-1]), 0.999)) for f in model.fields))
    (before,), (after,) = ([a.agrees for a in as_often_as_learned([everybody_has_an_own("nik")], m)] for m in (model, sure))
    assert before < 0.91
    assert after == 1 - 0.1 * 0.4


def test_pairs_of_a_rule_are_those_of_keys_on_both_sides() -> None:
    values = np.random.default_rng(5).integers(0, 4_000, 2 * PEOPLE)
    a, b, sizes = generate([Rule(("k",), 0.0, 0.0)], [key("k", values)], STACK, active=None, biggest_block=1e9)
    left, right = values[:PEOPLE], values[PEOPLE:]
    assert sizes == [int((left[:, None] == right[None, :]).sum())]
    assert (values[a] == values[b]).all()
    assert (a < PEOPLE).all()
    assert (b >= PEOPLE).all()
