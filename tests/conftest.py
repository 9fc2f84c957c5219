"""Fixtures that every test may use. How they work: `tests/README.md`."""

import os
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from flask import Flask
from playwright.sync_api import Browser

from casework.app import create_app
from casework.settings import Database, Settings
from casework.store.bind import release_store
from tests import browser as browsers
from tests.factories.tenants import CHEAP, MadeTenant, make_tenant
from tests.rig import Cluster

# No test depends on how fast the machine is just now.
DEEP = bool(os.environ.get("CASEWORK_DEEP"))
_EXAMPLES = 1000 if DEEP else 40
hypothesis.settings.register_profile(
    "casework",
    max_examples=_EXAMPLES,
    deadline=None,
    derandomize=not DEEP,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("casework")

_KEY = pytest.StashKey[Cluster]()
_SHARED = pytest.StashKey[Database]()
_NO_BROWSER = "NO BROWSER: Chromium was not found. Install it, or set CHROMIUM to its path."


_LONG = ("tests/journeys/", "tests/faults/", "tests/house/test_wheel.py", "tests/demo/")
"""Files of few tests that take long: begun last, one of them would go on alone when all the others are done."""


_SWEEPS = (
    "tests/faults/",
    "tests/services/installation/",
    "tests/demo/",
    "tests/house/test_wheel.py",
    "tests/attacks/test_every_id",
    "tests/attacks/test_ids_of_registers.py",
    "tests/attacks/test_access_matrix.py",
    "tests/attacks/test_model_layer_columns.py",
    "tests/attacks/test_templates.py",
    "tests/store/test_ledger_tampering.py",
    "tests/api/test_any_request.py",
    "tests/web/requests/test_open311_any_request.py",
)
"""Every address for everybody, every column of every register, every word on every page, every way to bend the ledger,
whole installations killed and restored: four tenths of all the time. `make test SWEEPS=yes` and continuous integration
run them; who changed a line need not wait each time."""


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: journeys and faults wait for a browser or a start a third of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first. Whatever uses the browser is marked so; without one it is skipped, and said loudly at
    the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))
    for item in items:
        if item.nodeid.startswith(_SWEEPS):
            item.add_marker(pytest.mark.sweep)
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if browsers.chromium() is None:
                item.add_marker(pytest.mark.skip(reason=_NO_BROWSER))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was looked at and what was not."""
    areas = Counter(
        report.nodeid.split("/")[1]
        for report in terminalreporter.getreports("passed")
        if "/" in report.nodeid
    )
    told = ", ".join(f"{area} {count}" for area, count in sorted(areas.items()))
    depth = "with full counts" if DEEP else f"up to {_EXAMPLES} examples each; all of them: make test-deep"
    terminalreporter.line(f"Covered: {told or 'nothing'} ({depth}).")
    skipped = [
        report for report in terminalreporter.getreports("skipped") if _NO_BROWSER in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("NOT TESTED", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests that need a real browser were skipped. {_NO_BROWSER}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where continuous integration promised a browser, its absence is a failure."""
    if os.environ.get("CI") and browsers.chromium() is None and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


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
def database(cluster: Cluster, pytestconfig: pytest.Config) -> Iterator[Database]:
    """The four addresses of this worker's database, shared by its tests: make tenants of your own."""
    with cluster.copy(f"casework_test_{uuid.uuid4().hex[:10]}") as address:
        pytestconfig.stash[_SHARED] = address
        yield address


@pytest.fixture(scope="module", autouse=True)
def _nobody_works_for_the_modules_before(pytestconfig: pytest.Config) -> Iterator[None]:
    """What a module leaves in the queue of the shared database is dropped: the next one's worker would do it too."""
    yield
    if (address := pytestconfig.stash.get(_SHARED, None)) is not None:
        with psycopg.connect(address.owner.replace("+psycopg", ""), autocommit=True) as owner:
            owner.execute("delete from queue.procrastinate_jobs where status = 'todo'")


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


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on this worker's database, with the cheapest password hash."""
    made = create_app(settings)
    made.config.update(TESTING=True, PASSWORD_COST=CHEAP, QUICKEST_PERSON=0)
    yield made
    release_store(made)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with browsers.started() as shown:
        yield shown


@pytest.fixture(scope="session")
def northport(database: Database) -> MadeTenant:
    """A motor vehicle agency."""
    return make_tenant(database, "Northport")


@pytest.fixture(scope="session")
def riverbend(database: Database) -> MadeTenant:
    """A charity: the second tenant, whose data nobody at `northport` may see."""
    return make_tenant(database, "Riverbend", kind="charity", timezone="America/Chicago")
