"""A backup holds everything but the keys; a restore brings it back, with nobody signed in and mail held."""

import dataclasses
import shutil
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from casework.app import create_app
from casework.base.errors import KeyMissing, SettingError
from casework.core import create_core
from casework.models import Person
from casework.services.installation.check_keys import check_keys
from casework.services.installation.release_held_mail import release_held_mail
from casework.services.installation.restore_backup import restore_backup
from casework.services.installation.verify_ledgers import verify_ledgers
from casework.settings import Database, Settings
from casework.store import backup
from casework.store.bind import release_store
from casework.store.files import file_store
from casework.store.key_ladder import of_person
from casework.store.keys import export_keys, make_root_key
from casework.store.ledger_chain import record
from casework.store.ledger_seal import sealer
from casework.store.sealed import Place, seal
from casework.store.session import viewing
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.rig import Cluster
from tests.store.ledgers import name_of
from tests.store.looking import viewer

_TABLES = """select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1"""


def owner(database: Database) -> psycopg.Connection:
    return psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True)


def counts(database: Database) -> dict[str, int]:
    with owner(database) as conn:
        names = [row[0] for row in conn.execute(_TABLES).fetchall()]
        return {name: conn.execute(f"select count(*) from {name}").fetchone()[0] for name in names}


def place(cluster: Cluster, database: Database, folder: Path) -> Settings:
    return dataclasses.replace(cluster.settings(database), data_dir=folder)


@pytest.fixture
def first(
    cluster: Cluster, fresh_database: Database, tmp_path: Path
) -> Iterator[tuple[Settings, list[MadeTenant]]]:
    """An installation with two tenants, each with a person, a ledger entry, a file and a signed-in user."""
    settings = place(cluster, fresh_database, tmp_path / "first")
    export_keys(cluster.folder / "keys", settings.keys_dir)
    tenants = [make_tenant(fresh_database), make_tenant(fresh_database)]
    app = create_core(settings)
    for made in tenants:
        user = make_user(fresh_database, made, "administrator")
        with owner(fresh_database) as conn:
            conn.execute(
                "insert into identity.user_session (tenant_id, user_id, token_hash, epoch, expires_at)"
                " values (%s, %s, %s, 0, now() + interval '1 hour')",
                [made.id, user.id, uuid.uuid4().bytes],
            )
        with app.app_context():
            with viewing(viewer(settings, made.id)) as session:
                session.add(Person(name=f"CNRY-{made.id}", name_key="k", name_sort=b"k"))
                seal(session, Place("person.note", uuid.uuid4()), "secret", holder=of_person(uuid.uuid4()))
                record(session, "person.add")
                session.commit()
            file_store().keep(made.id, f"file of {made.id}".encode())
    cluster.await_others(name_of(settings))
    with sealer(fresh_database.worker, settings.keys_dir, settings.anchors_dir) as made:
        made.run(anchor_all=True)
    yield settings, tenants
    release_store(app)


def restored(cluster: Cluster, source: Path, folder: Path) -> Iterator[Settings]:
    with cluster.copy(f"casework_second_{uuid.uuid4().hex[:8]}") as database:
        settings = place(cluster, database, folder)
        restore_backup(settings, source)
        yield settings


def test_everything_comes_back_but_visits(
    cluster: Cluster, first: tuple[Settings, list[MadeTenant]], tmp_path: Path
) -> None:
    settings, tenants = first
    target = tmp_path / "copy.tar"
    backup.create(settings, target)
    assert target.stat().st_mode & 0o077 == 0
    assert settings.database is not None
    before = counts(settings.database)
    assert before["identity.user_session"] == before["public.person"] == 2
    for second in restored(cluster, target, tmp_path / "second"):
        assert second.database is not None
        after = counts(second.database)
        expected = before | {"identity.user_session": 0, "identity.one_time_link": 0, "guard.held": 1}
        assert after == expected
        assert not second.anchors_dir.exists(), "anchors are never part of a backup"
        assert {verdict.entry for verdict in verify_ledgers(second)} == {1}
        shutil.copytree(settings.anchors_dir, second.anchors_dir)
        assert {verdict.wrong for verdict in verify_ledgers(second)} == {""}
        with owner(second.database) as conn:
            assert conn.execute("select public.mail_held()").fetchone() == (True,)
            release_held_mail(second)
            assert conn.execute("select public.mail_held()").fetchone() == (False,)
        copies = {path.read_text() for path in second.files_dir.rglob("*") if path.is_file()}
        assert copies == {f"file of {made.id}" for made in tenants}
        shown = tmp_path / "again.tar"
        with pytest.raises(SettingError, match="holds data"):
            restore_backup(second, target)
        assert not shown.exists()


def test_viewers_see_their_own_rows_after_a_restore_and_no_key_is_made_up(
    cluster: Cluster, first: tuple[Settings, list[MadeTenant]], tmp_path: Path
) -> None:
    settings, tenants = first
    target = tmp_path / "copy.tar"
    backup.create(settings, target)
    for second in restored(cluster, target, tmp_path / "second"):
        app: Flask = create_app(second)
        with app.app_context(), viewing(viewer(second, tenants[0].id)) as session:
            assert [person.name for person in session.query(Person)] == [f"CNRY-{tenants[0].id}"]
            with pytest.raises(KeyMissing):
                seal(session, Place("person.note", uuid.uuid4()), "secret", holder=of_person(uuid.uuid4()))
        assert app.test_client().get("/readyz").json["keys"] == "missing"
        release_store(app)
        assert not list(second.keys_dir.glob("*"))
        assert ["root-1 is missing" in fault for fault in check_keys(second)] == [True]
        make_root_key(second.keys_dir)
        assert ["not the key" in fault for fault in check_keys(second)] == [True]
        shutil.rmtree(second.keys_dir)
        export_keys(settings.keys_dir, second.keys_dir)
        assert check_keys(second) == []


def test_an_archive_holds_no_key_and_no_secret(
    first: tuple[Settings, list[MadeTenant]], tmp_path: Path
) -> None:
    settings, _ = first
    target = tmp_path / "copy.tar"
    backup.create(settings, target)
    with tarfile.open(target) as archive:
        names = archive.getnames()
    assert {name.split("/")[0] for name in names} == {"manifest.json", "database.dump", "files"}
    assert settings.wall_key not in target.read_bytes()
    assert settings.wall_key.hex().encode() not in target.read_bytes()


def test_an_archive_never_overwrites_another(
    first: tuple[Settings, list[MadeTenant]], tmp_path: Path
) -> None:
    target = tmp_path / "copy.tar"
    target.write_text("mine")
    with pytest.raises(SettingError, match="exists already"):
        backup.create(first[0], target)
    assert target.read_text() == "mine"


@pytest.mark.parametrize("content", [b"", b"no archive", b"\0" * 20000])
def test_what_is_no_backup_is_refused_before_anything_is_touched(
    cluster: Cluster, fresh_database: Database, tmp_path: Path, content: bytes
) -> None:
    source = tmp_path / "odd.tar"
    source.write_bytes(content)
    before = counts(fresh_database)
    with pytest.raises(SettingError, match="no backup of Casework"):
        restore_backup(place(cluster, fresh_database, tmp_path / "data"), source)
    assert counts(fresh_database) == before
