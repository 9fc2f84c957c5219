"""A person's key is destroyed by command, after a question, and what was sealed is counted as unreadable."""

import shutil
import uuid
from contextlib import suppress
from pathlib import Path

from click.testing import CliRunner, Result

from casework.cli import main
from casework.core import create_core
from casework.settings import Database
from casework.store.bind import release_store
from tests.factories.tenants import make_tenant
from tests.rig import PREFIX, Cluster
from tests.services.installation.keyed import add_people, installation, office_of, turn


def test_it_asks_destroys_and_counts(cluster: Cluster, fresh_database: Database, tmp_path: Path) -> None:
    settings = installation(cluster, fresh_database, tmp_path / "data")
    shutil.copy(cluster.folder / "secrets.toml", settings.data_dir)
    tenant = make_tenant(fresh_database)
    app = create_core(settings)
    person, _ = add_people(app, office_of(app, tenant.id), ["D100001", "D100002"])
    release_store(app)
    name = fresh_database.owner.rsplit("/", 1)[1].split("?")[0]
    env = {
        "CASEWORK_DATA": str(settings.data_dir),
        "DATABASE_URL": cluster.url(name),
        "CASEWORK_ROLE_PREFIX": PREFIX,
    }

    def casework(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, words, env=env, input=typed)

    order = ["keys", "destroy", "--tenant", tenant.slug, "--reason", "Asked to be forgotten", "--person"]
    assert casework(*order, str(uuid.uuid4())).exit_code == 1
    assert casework(*order, str(person), typed="n\n").exit_code == 1
    assert "0 keys destroyed" in casework("keys", "status").output
    done = casework(*order, str(person), typed="y\n")
    assert done.exit_code == 0 and "1 keys" in done.output, done.output
    assert "1 keys destroyed, 1 values unreadable for good" in casework("keys", "status").output
    assert "0 values on an old key" in casework("keys", "rotate", "--tenant", tenant.slug).output


def test_status_names_a_root_key_that_is_missing_and_a_stopped_rotation_is_gone_on_with(
    cluster: Cluster, fresh_database: Database, tmp_path: Path
) -> None:
    settings = installation(cluster, fresh_database, tmp_path / "data")
    shutil.copy(cluster.folder / "secrets.toml", settings.data_dir)
    tenant = make_tenant(fresh_database)
    app = create_core(settings)
    office = office_of(app, tenant.id)
    add_people(app, office, ["D200001"])
    with suppress(InterruptedError):
        turn(app, office, settings, tell=_stop)
    release_store(app)
    name = fresh_database.owner.rsplit("/", 1)[1].split("?")[0]
    env = {
        "CASEWORK_DATA": str(settings.data_dir),
        "DATABASE_URL": cluster.url(name),
        "CASEWORK_ROLE_PREFIX": PREFIX,
    }
    run = CliRunner().invoke
    assert "gone on with version" in run(main, ["keys", "rotate", "--tenant", tenant.slug], env=env).output
    assert "now version" in run(main, ["keys", "rotate"], env=env).output
    (root,) = settings.keys_dir.glob("*.key")
    root.rename(tmp_path / root.name)
    done = run(main, ["keys", "status"], env=env)
    assert (done.exit_code, root.stem in done.output) == (1, True), done.output


def _stop(what: str, done: int) -> None:
    raise InterruptedError
