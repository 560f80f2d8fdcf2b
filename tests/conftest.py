"""For every test: nobody's own home is touched, and a property is tried on the same examples each time."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("PADAN_EXAMPLES", "same"))
"""`PADAN_EXAMPLES=new python -m pytest tests/property` looks for examples that nobody tried yet; what it finds becomes a test."""


@pytest.fixture(scope="session", autouse=True)
def _a_home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The user's secret key, which a data folder without one is given, lies in a folder of the test session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("home")))
        yield
