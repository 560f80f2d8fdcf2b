"""Numbers instead of values: equal keys side by side, letters that bound the edits, pairs that share a key."""

import numpy as np
import polars as pl
import pytest
from rapidfuzz.distance import OSA, Levenshtein

from pipeline.link.block import Stack, _join
from pipeline.link.bytes import letters_apart, letters_of, sign_counts, signs_apart
from pipeline.link.encode import SCATTER, encode, grouped

UNSCATTER = pow(int(SCATTER), -1, 2**64)


def fall_together(*wanted: int) -> np.ndarray:
    """Keys that are these numbers once they are scattered."""
    return np.array([x * UNSCATTER % 2**64 for x in wanted], dtype=np.uint64)


@pytest.mark.parametrize(
    ("keys", "groups"),
    [
        (np.array([7, 5, 7, 5, 9]), {(0, 2), (1, 3), (4,)}),
        (fall_together(3 << 40, 3 << 40 | 1, 3 << 40), {(0, 2), (1,)}),  # the same but for the bits that the place takes
        (np.array([-1, -1]), {(0, 1)}),
        (np.array([], dtype=np.int64), set()),
    ],
)
def test_equal_keys_lie_side_by_side_in_the_order_given(keys, groups):
    order, starts = grouped(keys)
    assert {tuple(part.tolist()) for part in np.split(order, starts[1:]) if len(part)} == groups


def test_nulls_have_no_number_and_each_number_names_its_first_row():
    encoded = encode(pl.Series(["B", None, "A", "B"]))
    assert encoded.codes[0] == encoded.codes[3] != encoded.codes[2]
    assert encoded.codes[1] == -1
    assert encoded.first[encoded.codes[[0, 2]]].tolist() == [0, 2]


@pytest.mark.parametrize("seed", range(20))
def test_letters_never_claim_more_edits_than_there_are(seed):
    dice = np.random.default_rng(seed)
    words = ["".join(dice.choice(list("AIUNRSTMH"), dice.integers(1, 9))) for _ in range(60)]
    sets = letters_of(pl.Series(words))
    apart = letters_apart(sets[:, None], sets[None, :])
    assert all(apart[i, j] <= OSA.distance(a, b) for i, a in enumerate(words) for j, b in enumerate(words))


@pytest.mark.parametrize("seed", range(20))
def test_signs_never_claim_more_edits_than_there_are(seed):
    dice = np.random.default_rng(seed)
    texts = ["".join(dice.choice(list("ANGMR 012"), dice.integers(0, 15))) for _ in range(60)]
    counts, size = sign_counts(pl.Series(texts)), np.array([len(t) for t in texts], dtype=np.int16)
    for i, a in enumerate(texts):
        apart = signs_apart(counts, np.full(60, i), np.arange(60), np.abs(size - size[i]))
        assert all(apart[j] <= Levenshtein.distance(a, b) for j, b in enumerate(texts))


def test_text_that_is_long_or_not_ascii_is_not_judged_by_its_signs():
    assert sign_counts(pl.Series(["JL MAWAR", "É"])) is None
    assert sign_counts(pl.Series(["A" * 65])) is None


def test_a_key_with_too_many_pairs_makes_none():
    rows, keys = np.array([0, 1, 2, 3, 4, 5]), np.array([1, 1, 2, 1, 1, 2], dtype=np.uint64)  # rows 0–2 are the left list
    assert [divmod(int(p), 2**32) for p in sorted(_join(rows, keys, Stack(3, 6), 3))] == [(2, 5)]
    assert [divmod(int(p), 2**32) for p in sorted(_join(rows, keys, Stack(3, 6), 4))] == [(0, 3), (0, 4), (1, 3), (1, 4), (2, 5)]


def test_a_list_with_itself_pairs_each_two_rows_of_a_key_once():
    rows, keys = np.array([0, 0, 1, 2]), np.array([1, 3, 1, 3], dtype=np.uint64)  # row 0 has two keys
    assert [divmod(int(p), 2**32) for p in sorted(_join(rows, keys, Stack(3, 3), 10))] == [(0, 1), (0, 2)]
