import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import postgres
from prefect_server import PERIOD, Server, padan, published, start_server

from pipeline.synth import write_town


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start_server(tmp_path_factory.mktemp("prefect"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def server_on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if postgres.BINARIES is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql; .ci/run does)")
    with postgres.cluster() as url:
        running = start_server(tmp_path_factory.mktemp("prefect-pg"), PREFECT_SERVER_DATABASE_CONNECTION_URL=url)
        yield running
        running.stop()


@pytest.fixture(params=["server", "server_on_postgres"], ids=["sqlite", "postgres"])
def any_server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town's raw files, unchanged for long."""
    folder = tmp_path_factory.mktemp("town") / "data"
    write_town(folder, families=60, seed=11, period=PERIOD)
    shutil.rmtree(folder / "truth")
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 1000,) * 2)
    return folder


@pytest.fixture
def data(town: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(town, tmp_path / "data"))


@pytest.fixture(scope="session")
def reference(town: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The published files of an undisturbed direct run."""
    folder = Path(shutil.copytree(town, tmp_path_factory.mktemp("reference") / "data"))
    told = padan("run", PERIOD, "--data", folder)
    assert told.code in (0, 3), told.err
    return published(folder)
