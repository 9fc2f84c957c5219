"""The ground of the attacks on the model layer, and the report that says which wall holds what."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from tests.attacks.court import Court
from tests.attacks.laid_out import lay_out
from tests.attacks.onlookers import crowd
from tests.attacks.owner_sees import Eye
from tests.attacks.report import write_report
from tests.attacks.ways import ways_of
from tests.rig import Cluster


@pytest.fixture(scope="session")
def court(cluster: Cluster) -> Iterator[Court]:
    """A database of their own, since an attack that comes through spares nobody."""
    with cluster.copy(name := f"casework_attacked_{uuid.uuid4().hex[:10]}") as address:
        settings = cluster.settings(address)
        ways = ways_of(settings)
        owner = create_engine(address.owner)
        with ways["all"].taken():
            ground = lay_out(owner, settings)
            people = crowd(ground, settings)
        owner.dispose()
        eye = Eye(cluster.superuser(name))
        yield Court(ground, people, ways, eye)
        eye.close()
        for way in ways.values():
            way.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the report where it was asked for."""
    target = os.environ.get("CASEWORK_ATTACKS")
    if target:
        reports = [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind)]
        told = write_report(target, [dict(r.user_properties) for r in reports if r.user_properties])
        terminalreporter.line(told)
