"""Fixtures that every test may use. How they work: `tests/README.md`."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.settings import Database, Settings
from tests.rig import Cluster

_KEY = pytest.StashKey[Cluster]()


def pytest_configure_node(node: object) -> None:
    """Under xdist: start the server before the first worker and tell each where it is."""
    config = node.config  # type: ignore[attr-defined]  # xdist's node has no public type
    if _KEY not in config.stash:
        config.stash[_KEY] = Cluster.start()
    node.workerinput["cluster"] = str(config.stash[_KEY].folder)  # type: ignore[attr-defined]  # as above


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    if _KEY in config.stash:
        config.stash[_KEY].stop()


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """The running server. Without xdist it starts when the first test asks for it."""
    config = request.config
    told = getattr(config, "workerinput", None)
    if told is not None:
        return Cluster(Path(told["cluster"]))
    if _KEY not in config.stash:
        config.stash[_KEY] = Cluster.start()
    return config.stash[_KEY]


@pytest.fixture(scope="session")
def database(cluster: Cluster) -> Iterator[Database]:
    """The four addresses of this worker's database, shared by its tests: make tenants of your own."""
    with cluster.copy(f"casework_test_{uuid.uuid4().hex[:10]}") as address:
        yield address


@pytest.fixture
def fresh_database(cluster: Cluster) -> Iterator[Database]:
    """A database of this test alone: migrated and empty (some 0.1 s; prefer `database`)."""
    with cluster.copy(f"casework_fresh_{uuid.uuid4().hex[:10]}") as address:
        yield address


@pytest.fixture(scope="session")
def settings(cluster: Cluster, database: Database) -> Settings:
    """Settings of an installation in demo mode on this worker's database."""
    return cluster.settings(database)


@pytest.fixture(scope="session")
def wall_key(settings: Settings) -> bytes:
    """The key of the wall that `database` holds."""
    return settings.wall_key
