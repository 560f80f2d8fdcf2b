from itertools import permutations

import numpy as np
import pytest

from pipeline.link.assign import best_assignment, chances


def arrays(pairs):
    pairs = sorted(pairs)
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs]), np.array([p[2] for p in pairs], dtype=float)


def test_a_lone_pair_keeps_its_own_probability():
    assert chances(*arrays([(0, 9, 0.0)]), "one_to_one").tolist() == [0.5]


def test_two_equal_rivals_share():
    assert chances(*arrays([(0, 9, 20.0), (1, 9, 20.0)]), "many_to_one").tolist() == pytest.approx([0.5, 0.5], abs=1e-4)


def test_a_rival_with_a_better_partner_of_its_own_gives_way():
    chance = chances(*arrays([(0, 8, 10.0), (1, 8, 9.0), (1, 9, 30.0)]), "one_to_one")
    assert chance[0] > 0.99
    assert chance[1] < 0.01


@pytest.mark.parametrize(("lefts", "rights"), [(2, 2), (4, 3), (3, 3)])
def test_namesakes_on_both_sides_share_however_sure_each_pair_is(lefts, rights):
    pairs = [(a, 100 + b, 11.0) for a in range(lefts) for b in range(rights)]
    share = 1 / max(lefts, rights)
    assert chances(*arrays(pairs), "one_to_one").tolist() == pytest.approx([share] * len(pairs), abs=0.02)


def test_many_to_one_lets_a_left_row_be_taken_twice():
    keep = best_assignment(*arrays([(0, 8, 5.0), (0, 9, 5.0)]), "many_to_one")
    assert keep.tolist() == [True, True]


def test_the_best_sum_beats_the_best_first():
    keep = best_assignment(*arrays([(0, 8, 10.0), (0, 9, 9.0), (1, 8, 9.0)]), "one_to_one")
    assert keep.tolist() == [False, True, True]


def test_the_assignment_has_the_greatest_sum():
    rng = np.random.default_rng(3)
    for _ in range(20):
        gain = rng.integers(-3, 10, (4, 4)).astype(float)
        pairs = [(i, 10 + j, gain[i, j]) for i in range(4) for j in range(4)]
        left, right, weight = arrays(pairs)
        got = weight[best_assignment(left, right, weight, "one_to_one")].sum()
        best = max(sum(max(0.0, gain[i, p[i]]) for i in range(4)) for p in permutations(range(4)))
        assert got == best
