"""One published month for all tests of the room."""

from __future__ import annotations

import pytest

from tests.unit.answers.answer_builders import Published, publish


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Eighty cases of one village, their packet and their universe."""
    return publish(tmp_path_factory.mktemp("published") / "reports")
