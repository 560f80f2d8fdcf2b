"""Data drawn with known m and u: expectation-maximisation must find them again."""

import numpy as np
import pytest

from pipeline.link.params import FieldKind, FieldSpec
from pipeline.link.train import count_patterns, fit
from pipeline.link.weights import Vectors, probability, starting_model, weigh

FIELDS = tuple(FieldSpec(f"f{k}", FieldKind.CODE) for k in range(5))
M = np.array(
    [[0.10, 0.05, 0.05, 0.80], [0.20, 0.05, 0.10, 0.65], [0.05, 0.02, 0.03, 0.90], [0.30, 0.10, 0.10, 0.50], [0.02, 0.03, 0.05, 0.90]]
)
U = np.array(
    [[0.90, 0.05, 0.02, 0.03], [0.80, 0.10, 0.05, 0.05], [0.95, 0.03, 0.01, 0.01], [0.70, 0.15, 0.10, 0.05], [0.93, 0.04, 0.01, 0.02]]
)
MATCHES, STRANGERS = 4_000, 200_000


def drawn(rng, table, size):
    return np.stack([rng.choice(4, size, p=row) + 1 for row in table]).astype(np.uint8)


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(11)
    same, other = drawn(rng, M, MATCHES), drawn(rng, U, STRANGERS)
    levels = np.concatenate([same, other], axis=1)
    vectors = Vectors(levels, np.zeros(levels.shape, np.float32))
    sample = Vectors(drawn(rng, U, 100_000), np.zeros((5, 100_000), np.float32))
    start = starting_model(FIELDS, 0.001)
    model = fit(
        start,
        start,
        count_patterns(vectors, start),
        count_patterns(sample, start),
        all_pairs=MATCHES + STRANGERS,
        most_matches=MATCHES,
        iterations=100,
    )
    return model, vectors


def test_m_is_recovered(fitted):
    assert np.array([f.m for f in fitted[0].fields]) == pytest.approx(M, abs=0.03)


def test_u_is_recovered(fitted):
    assert np.array([f.u for f in fitted[0].fields]) == pytest.approx(U, abs=0.01)


def test_the_prior_is_recovered(fitted):
    assert fitted[0].match == pytest.approx(MATCHES / (MATCHES + STRANGERS), rel=0.03)


def test_probabilities_are_calibrated(fitted):
    model, vectors = fitted
    chance = probability(weigh(model, vectors))
    truth = np.arange(MATCHES + STRANGERS) < MATCHES
    for low, high in ((0.1, 0.4), (0.4, 0.6), (0.6, 0.9), (0.99, 1.01)):
        inside = (chance >= low) & (chance < high)
        assert truth[inside].mean() == pytest.approx(chance[inside].mean(), abs=0.08)


def test_missing_levels_say_nothing(fitted):
    model, _ = fitted
    nothing = Vectors(np.zeros((5, 1), np.uint8), np.zeros((5, 1), np.float32))
    assert weigh(model, nothing)[0] == pytest.approx(np.log2(model.match / model.strangers), abs=0.002)
