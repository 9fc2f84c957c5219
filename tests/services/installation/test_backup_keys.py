"""A backup's keys are a part of their own: whoever is forgotten is in no newer one, and a list remembers the rest."""

import shutil
import tarfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from casework.base.errors import KeyDestroyed, SettingError
from casework.core import create_core
from casework.services.installation.destroy_key import destroy_key, list_destroyed, what_would_go
from casework.services.installation.restore_backup import restore_backup
from casework.services.office import Office
from casework.settings import Database, Settings
from casework.store import backup, destroyed_keys
from casework.store.bind import release_store
from casework.store.keys import export_keys
from tests.factories.tenants import MadeTenant, make_tenant
from tests.rig import Cluster
from tests.services.installation.keyed import (
    add_people,
    counts,
    holders,
    installation,
    office_of,
    read_number,
    turn,
)

WHY = "Asked to be forgotten"
Made = tuple[Settings, Flask, Office, MadeTenant, list[uuid.UUID]]


@pytest.fixture
def made(cluster: Cluster, fresh_database: Database, tmp_path: Path) -> Iterator[Made]:
    """Two people with numbers, and a backup of before one of them was forgotten: `before.tar`."""
    settings = installation(cluster, fresh_database, tmp_path / "data")
    tenant = make_tenant(fresh_database)
    app = create_core(settings)
    office = office_of(app, tenant.id)
    people = add_people(app, office, ["D100001", "D100002"])
    backup.create(settings, tmp_path / "before.tar")
    yield settings, app, office, tenant, people
    release_store(app)


@pytest.fixture
def restored(cluster: Cluster, made: Made, tmp_path: Path) -> Callable[..., object]:
    """Restores `before.tar` into an installation of its own, whose root keys are put back first."""

    @contextmanager
    def restore(**how: object) -> Iterator[tuple[Settings, Flask, Office]]:
        with cluster.copy(f"casework_back_{uuid.uuid4().hex[:8]}") as database:
            second = installation(cluster, database, tmp_path / uuid.uuid4().hex)
            shutil.rmtree(second.keys_dir)
            export_keys(made[0].keys_dir, second.keys_dir)
            restore_backup(second, tmp_path / "before.tar", **how)  # type: ignore[arg-type]  # of the test's choice
            app = create_core(second)
            yield second, app, office_of(app, made[3].id)
            release_store(app)

    return restore


def forget(made: Made) -> None:
    settings, app, office, _, people = made
    with app.app_context():
        assert len(what_would_go(office, people[0]).keys) == 1
        destroy_key(settings, office, people[0], reason=WHY)


def opens(app: Flask, office: Office, person: uuid.UUID) -> str:
    with app.app_context(), office.open(office.system("load_demo")) as session:
        try:
            return read_number(session, person)
        except KeyDestroyed:
            return "destroyed"


def test_with_its_own_keys_a_backup_opens_as_before(made: Made, restored: Callable[..., object]) -> None:
    with restored() as (second, app, office):  # type: ignore[attr-defined]  # a context manager
        assert [opens(app, office, person) for person in made[4]] == ["d100001", "d100002"]
        assert holders(app, office, "D100001") == {made[4][0]}
        assert counts(second, made[3].slug).sealed == 2


def test_the_archive_itself_holds_no_key_of_a_person_and_both_are_for_their_owner_alone(
    made: Made, tmp_path: Path
) -> None:
    part = tmp_path / "before.tar.keys"
    assert [path.stat().st_mode & 0o077 for path in (part, tmp_path / "before.tar")] == [0, 0]
    with tarfile.open(tmp_path / "before.tar") as archive:
        assert sorted(archive.getnames())[:2] == ["database.dump", "manifest.json"]
    assert not list(tmp_path.glob(".before*"))
    with pytest.raises(SettingError, match="exists already"):
        shutil.move(tmp_path / "before.tar", tmp_path / "moved.tar")
        backup.create(made[0], tmp_path / "before.tar")


def test_a_newer_key_part_opens_an_older_archive_but_nothing_of_who_was_forgotten(
    made: Made, restored: Callable[..., object], tmp_path: Path
) -> None:
    settings, app, office, _, people = made
    forget(made)
    turn(app, office, settings)
    backup.create(settings, tmp_path / "after.tar")
    (settings.keys_dir / destroyed_keys.NAME).unlink()
    with restored(keys=tmp_path / "after.tar.keys") as (_, second, there):  # type: ignore[attr-defined]  # as above
        assert [opens(second, there, person) for person in people] == ["destroyed", "d100002"]


def test_with_the_old_key_part_the_list_beside_the_root_key_destroys_again(
    made: Made, restored: Callable[..., object]
) -> None:
    people = made[4]
    forget(made)
    with restored() as (second, app, office):  # type: ignore[attr-defined]  # as above
        assert [opens(app, office, person) for person in people] == ["destroyed", "d100002"]
        assert holders(app, office, "D100001") == set()
        assert holders(app, office, "D100002") == {people[1]}
        assert counts(second, made[3].slug).keys_gone == 1


def test_without_its_keys_nothing_opens_and_work_goes_on(
    made: Made, restored: Callable[..., object], tmp_path: Path
) -> None:
    (tmp_path / "before.tar.keys").unlink()
    missing = pytest.raises(SettingError, match=r"before\.tar\.keys is missing.*--without-keys")
    with missing, restored():  # type: ignore[attr-defined]  # as above
        pass
    with restored(without_keys=True) as (_, app, office):  # type: ignore[attr-defined]  # as above
        assert [opens(app, office, person) for person in made[4]] == ["destroyed", "destroyed"]
        (late,) = add_people(app, office, ["D100003"])
        assert opens(app, office, late) == "d100003"


def test_what_is_no_key_part_is_refused_before_anything_is_touched(
    made: Made, restored: Callable[..., object], tmp_path: Path
) -> None:
    (tmp_path / "odd.keys").write_bytes(b"no keys")
    wrong = pytest.raises(SettingError, match="no key part")
    with wrong, restored(keys=tmp_path / "odd.keys"):  # type: ignore[attr-defined]  # as above
        pass


def test_the_list_is_caught_up_after_a_command_that_was_killed(made: Made) -> None:
    settings = made[0]
    forget(made)
    listed = destroyed_keys.read(settings.keys_dir)
    (settings.keys_dir / destroyed_keys.NAME).unlink()
    list_destroyed(settings)
    assert destroyed_keys.read(settings.keys_dir) == listed and len(listed) == 1
    list_destroyed(settings)
    assert (settings.keys_dir / destroyed_keys.NAME).stat().st_mode & 0o077 == 0


def test_an_export_takes_the_list_along_and_forgets_nothing_that_is_there(made: Made, tmp_path: Path) -> None:
    forget(made)
    other = uuid.uuid4()
    destroyed_keys.add(tmp_path / "safe", [other])
    export_keys(made[0].keys_dir, tmp_path / "safe")
    assert destroyed_keys.read(tmp_path / "safe") == destroyed_keys.read(made[0].keys_dir) | {other}


def test_a_damaged_list_is_an_error_never_an_empty_list(tmp_path: Path) -> None:
    assert destroyed_keys.read(tmp_path) == set()
    (tmp_path / destroyed_keys.NAME).write_text("half a line")
    with pytest.raises(SettingError, match="damaged"):
        destroyed_keys.read(tmp_path)
