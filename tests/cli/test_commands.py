"""The command line, as an operator types it."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from casework.cli import main
from casework.store.keys import export_keys
from tests.rig import PREFIX, Cluster

Run = Callable[..., Result]
DATABASES: list[str] = []


@pytest.fixture
def casework(cluster: Cluster, tmp_path: Path) -> Iterator[Run]:
    """Runs a command on a fresh installation with a database of its own."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    shutil.copy(cluster.folder / "secrets.toml", data)
    export_keys(cluster.folder / "keys", data / "keys")
    name = f"casework_cli_{uuid.uuid4().hex[:8]}"
    DATABASES.append(name)
    with cluster.copy(name):
        env = {"CASEWORK_DATA": str(data), "DATABASE_URL": cluster.url(name), "CASEWORK_ROLE_PREFIX": PREFIX}
        yield lambda *words: CliRunner().invoke(main, words, env=env)


def test_a_tenant_is_added_listed_suspended_and_opened_again(casework: Run) -> None:
    done = casework("tenant", "add", "northport", "--name", "Northport", "--kind", "motor_vehicle_agency")
    assert done.exit_code == 0, done.output
    assert "open" in casework("tenant", "list").output
    assert casework("tenant", "suspend", "northport").exit_code == 0
    assert "suspended" in casework("tenant", "list").output
    assert casework("tenant", "suspend", "northport", "--resume").exit_code == 0
    assert "suspended" not in casework("tenant", "list").output


def test_a_wrong_kind_is_told_in_a_sentence(casework: Run) -> None:
    done = casework("tenant", "add", "northport", "--name", "Northport", "--kind", "zoo")
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert "Traceback" not in done.output


def test_an_administrator_is_invited_and_the_link_can_be_shown(casework: Run) -> None:
    casework("tenant", "add", "northport", "--name", "Northport", "--kind", "motor_vehicle_agency")
    done = casework("user", "invite", "northport", "ann@example.org", "--name", "Ann", "--show-link")
    assert done.exit_code == 0, done.output
    assert "/t/northport/" in done.output


def test_a_backup_and_the_keys_are_written_where_they_are_wanted(casework: Run, tmp_path: Path) -> None:
    done = casework("backup", "create", str(tmp_path / "copy.tar"))
    assert done.exit_code == 0, done.output
    done = casework("keys", "export", str(tmp_path / "safe"))
    assert done.exit_code == 0, done.output
    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "safe").iterdir()] == [0, 0]


def test_a_parked_job_is_shown_and_put_back_when_asked(casework: Run, cluster: Cluster) -> None:
    database = cluster.address(DATABASES[-1])
    with psycopg.connect(database.worker.replace("+psycopg", ""), autocommit=True) as worker:
        row = worker.execute(
            "insert into queue.procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " values ('work', 'send_letter', '{\"tenant\": 7}', 'doing', 4) returning id"
        ).fetchone()
        assert row is not None
        worker.execute("update queue.procrastinate_jobs set status = 'failed'")
    assert f"{row[0]}\tsend_letter\ttenant 7" in casework("queue", "parked").output
    assert casework("queue", "retry", str(row[0])).exit_code == 0
    assert "Nothing is parked" in casework("queue", "parked").output
    assert casework("queue", "retry", str(row[0])).exit_code == 1


def test_the_packs_have_no_fault(casework: Run) -> None:
    done = casework("packs", "check")
    assert done.exit_code == 0, done.output


def test_an_upgrade_is_harmless_when_there_is_nothing_to_do(casework: Run) -> None:
    assert casework("db", "upgrade").exit_code == 0
    done = casework("db", "upgrade")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://here/db", "postgresql://"),
        ("PORT", "many", "whole number"),
        ("CASEWORK_COOKIE_SECRET", "secret", "too weak"),
        ("CASEWORK_WALL_KEY", "a" * 40, "too weak"),
        ("CASEWORK_BASE_URL", "http://cases.example.org", "https://"),
        ("FLASK_DEBUG", "1", "Debug"),
    ],
)
def test_an_unsafe_setting_is_refused_with_its_cure(tmp_path: Path, name: str, value: str, said: str) -> None:
    env = {"CASEWORK_DATA": str(tmp_path / "data"), name: value}
    done = CliRunner().invoke(main, ["serve"], env=env)
    assert done.exit_code == 1
    assert said in done.output


@pytest.mark.parametrize("env", [{"HOST": "0.0.0.0"}, {"CASEWORK_BASE_URL": "https://cases.example.org"}])
def test_the_demo_serves_this_machine_only(tmp_path: Path, env: dict[str, str]) -> None:
    done = CliRunner().invoke(main, ["run", "--demo"], env={"CASEWORK_DATA": str(tmp_path / "data"), **env})
    assert done.exit_code == 1
    assert "known passwords" in done.output


def test_a_database_that_was_never_made_is_told_in_a_sentence(cluster: Cluster, tmp_path: Path) -> None:
    env = {"CASEWORK_DATA": str(tmp_path / "data"), "DATABASE_URL": cluster.url("never_made")}
    done = CliRunner().invoke(main, ["db", "upgrade"], env=env)
    assert done.exit_code == 1
    assert "casework db init" in done.output
    assert "Traceback" not in done.output


def test_secrets_that_others_can_read_are_refused(tmp_path: Path) -> None:
    env = {"CASEWORK_DATA": str(tmp_path / "data"), "DATABASE_URL": "postgresql://nowhere.invalid/casework"}
    CliRunner().invoke(main, ["serve"], env={**env, "PORT": "x"})
    (tmp_path / "data" / "secrets.toml").chmod(0o644)
    done = CliRunner().invoke(main, ["serve"], env=env)
    assert done.exit_code == 1
    assert "chmod 600" in done.output


def test_keys_are_counted_and_turned_by_command(casework: Run) -> None:
    casework("tenant", "add", "northport", "--name", "Northport", "--kind", "motor_vehicle_agency")
    assert "nothing is sealed" in casework("keys", "status").output
    assert "nothing is sealed" in casework("keys", "rotate").output
    assert casework("keys", "rotate", "--tenant", "nowhere").exit_code == 1
    assert casework("keys", "rotate", "--tenant", "northport", "--root").exit_code == 2
    done = casework("keys", "rotate", "--root")
    assert done.exit_code == 0, done.output
    assert "0 tenant keys are on an old root key" in done.output
