"""Commands on a database that is not there, or has nothing in it yet: a sentence with the cure, no traceback."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql

from casework.cli import main
from casework.serve import _check_logins
from casework.store import roles
from casework.store.keys import export_keys
from tests.rig import PREFIX, Cluster

Env = dict[str, str]
EMPTY = "casework_unready"


@pytest.fixture
def at(cluster: Cluster, tmp_path: Path) -> Callable[[str], Env]:
    """The settings of an installation whose database has this name."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    shutil.copy(cluster.folder / "secrets.toml", data)
    export_keys(cluster.folder / "keys", data / "keys")
    return lambda name: {
        "CASEWORK_DATA": str(data),
        "DATABASE_URL": cluster.url(name),
        "CASEWORK_ROLE_PREFIX": PREFIX,
    }


@pytest.fixture
def empty(cluster: Cluster, at: Callable[[str], Env]) -> Iterator[Env]:
    """A database that was made and not brought up to date."""
    logins = ("owner", "app", "worker", "identity")
    passwords = {name: getattr(cluster.secrets, f"password_{name}") for name in logins}
    roles.initialise(cluster.superuser(), name=EMPTY, prefix=PREFIX, passwords=passwords)
    yield at(EMPTY)
    with psycopg.connect(cluster.superuser(), autocommit=True) as conn:
        conn.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(EMPTY)))


COMMANDS = [("tenant", "list"), ("ledger", "verify"), ("queue", "parked")]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_says_that_the_database_was_never_made(at: Callable[[str], Env], words: list[str]) -> None:
    done = CliRunner().invoke(main, words, env=at("never_made"))
    assert (done.exit_code, done.output[:34]) == (1, "Error: The database can't be reach")
    assert "casework db init" in done.output


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_says_that_the_database_is_empty(empty: Env, words: list[str]) -> None:
    done = CliRunner().invoke(main, words, env=empty)
    assert (done.exit_code, "casework db upgrade" in done.output) == (1, True), done.output


@pytest.mark.parametrize("part", ["serve", "worker"])
def test_a_part_that_runs_alone_refuses_an_empty_database_with_one_sentence(empty: Env, part: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "casework", part],
        env={**os.environ, **empty, "PORT": "0"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Error: The database is empty, or of another version. Next: casework db upgrade\n"


def test_making_a_database_says_that_the_server_is_not_there(at: Callable[[str], Env]) -> None:
    words = ["db", "init", "--admin", "postgresql://chief@127.0.0.1:1/postgres"]
    done = CliRunner().invoke(main, words, env=at("never_made"))
    assert (done.exit_code, done.output[:32]) == (1, "Error: The server can't be reach")


def test_a_database_that_is_ready_is_served(cluster: Cluster) -> None:
    with cluster.copy("casework_unready_not") as database:
        _check_logins(cluster.settings(database))
