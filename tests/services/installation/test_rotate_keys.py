"""Keys turn while everybody works; whoever is killed half-way goes on, and nothing is left on the old key."""

import hmac
import json
import multiprocessing
import signal
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from casework.base.errors import KeyMissing, SettingError
from casework.core import create_core
from casework.services.installation.rotate_root import new_root, rotate_root
from casework.services.office import Office
from casework.settings import Database, Settings
from casework.store.bind import release_store
from casework.store.key_ladder import key_purpose
from casework.store.key_upkeep import as_owner, one_rotation, wait_for_others
from casework.store.keys import KeyRing
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
    turn_and_die,
)

Place = tuple[Settings, Flask, Office, MadeTenant]


@pytest.fixture
def place(cluster: Cluster, fresh_database: Database, tmp_path: Path) -> Iterator[Place]:
    settings = installation(cluster, fresh_database, tmp_path / "data")
    made = make_tenant(fresh_database)
    app = create_core(settings)
    yield settings, app, office_of(app, made.id), made
    release_store(app)


def owner(settings: Settings) -> psycopg.Connection:
    assert settings.database is not None
    return psycopg.connect(settings.database.owner.replace("+psycopg", ""), autocommit=True)


def test_everything_is_on_the_new_key_and_opens_and_is_found_as_before(place: Place) -> None:
    settings, app, office, made = place
    people = add_people(app, office, [f"D10000{n}" for n in range(12)])
    seen: list[tuple[str, int]] = []
    turned = turn(app, office, settings, batch=5, tell=lambda what, done: seen.append((what, done)))
    assert (turned.version, turned.resumed, turned.keys, turned.values) == (2, False, 12, 0)
    assert seen == [("keys", 5), ("keys", 10), ("keys", 12)]
    now = counts(settings, made.slug)
    assert (now.version, now.older, now.keys, now.sealed) == (2, 0, 12, 12)
    assert (now.keys_behind, now.sealed_behind, now.sealed_gone) == (0, 0, 0)
    with app.app_context(), office.open(office.system("load_demo")) as session:
        assert [read_number(session, person) for person in people] == [f"d10000{n}" for n in range(12)]
    assert holders(app, office, "D-100007") == {people[7]}


def test_a_tenant_that_sealed_nothing_has_nothing_to_turn(place: Place) -> None:
    settings, app, office, made = place
    assert turn(app, office, settings).version == 0
    assert counts(settings, made.slug).version is None


def test_another_tenants_keys_stay_as_they_are(place: Place) -> None:
    settings, app, office, _ = place
    assert settings.database is not None
    other = make_tenant(settings.database, "Riverbend", kind="charity")
    theirs = office_of(app, other.id)
    add_people(app, office, ["D100000"])
    add_people(app, theirs, ["D100000"])
    turn(app, office, settings)
    assert counts(settings, other.slug).version == 1
    assert holders(app, theirs, "D100000") != holders(app, office, "D100000")


def test_people_read_and_write_sealed_values_all_along_and_nobody_meets_an_error(place: Place) -> None:
    settings, app, office, made = place
    people = add_people(app, office, [f"D20000{n}" for n in range(40)])
    stop, wrong, done = threading.Event(), [], []

    def work(number: int) -> None:
        count = 0
        while not stop.is_set():
            count += 1
            try:
                if number % 2:
                    add_people(app, office, [f"N{number}00{count}"])
                else:
                    with app.app_context(), office.open(office.system("load_demo")) as session:
                        assert read_number(session, people[count % 40]) == f"d20000{count % 40}"
                done.append(number)
            except Exception as error:  # told below
                wrong.append(repr(error))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    turned = [turn(app, office, settings, batch=7).version for _ in range(3)]
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert turned == [2, 3, 4] and len(done) > 20
    now = counts(settings, made.slug)
    assert (now.version, now.older, now.keys_behind, now.sealed_behind, now.sealed_gone) == (4, 0, 0, 0, 0)
    assert now.sealed == now.keys >= 40


@pytest.mark.parametrize("after", [1, 10, 25])
def test_killed_half_way_it_goes_on_the_next_time(place: Place, after: int) -> None:
    settings, app, office, made = place
    people = add_people(app, office, [f"D30000{n}" for n in range(25)])
    child = multiprocessing.get_context("spawn").Process(target=turn_and_die, args=(settings, made.id, after))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    half = counts(settings, made.slug)
    assert (half.version, half.older) == (2, 1)
    assert half.keys > 0 and half.keys + half.keys_behind == 25
    assert holders(app, office, "D300003") == {people[3]}
    again = turn(app, office, settings, batch=5)
    assert (again.version, again.resumed, again.keys) == (2, True, half.keys_behind)
    now = counts(settings, made.slug)
    assert (now.keys, now.older, now.keys_behind, now.sealed_behind) == (25, 0, 0, 0)
    with app.app_context(), office.open(office.system("load_demo")) as session:
        assert read_number(session, people[24]) == "d3000024"


def test_a_second_command_at_the_same_time_is_told_to_wait(place: Place) -> None:
    settings, app, office, made = place
    add_people(app, office, ["D400000"])
    assert settings.database is not None
    with (
        as_owner(settings.database) as busy,
        one_rotation(busy, made.id),
        pytest.raises(SettingError, match="turned just now"),
    ):
        turn(app, office, settings)
    assert turn(app, office, settings).version == 2


def test_an_old_key_stays_while_somebodys_transaction_does_not_end(place: Place) -> None:
    settings, _, _, _ = place
    assert settings.database is not None
    with owner(settings) as other, as_owner(settings.database) as connection:
        with other.transaction():
            other.execute("select 1 from person")
            with pytest.raises(SettingError, match="does not end"):
                wait_for_others(connection, patience=0.1)
        wait_for_others(connection)


def plant_legacy(settings: Settings, app: Flask, tenant: int) -> dict[str, uuid.UUID]:
    """A number, an answer and a draft as they were sealed before there were person keys."""
    key, made = (
        bytes(range(32)),
        {name: uuid.uuid4() for name in ("person", "number", "pack", "case", "fact", "draft")},
    )
    ring: KeyRing = app.extensions["casework.installation"].keys
    root, wrapped = ring.wrap(key, key_purpose(tenant, 1))

    def box(column: str, row: uuid.UUID, plain: str) -> bytes:
        bound = f"{tenant}|{column}|{row}".encode()
        return b"\x01\x00\x01" + bytes(12) + AESGCM(key).encrypt(bytes(12), plain.encode(), bound)

    index_key = hmac.digest(key, b"blind index|person_identifier.value", "sha256")
    index = int.from_bytes(hmac.digest(index_key, b"d500000", "sha256")[:8], "big", signed=True)
    rows = {
        "insert into sealing_key (tenant_id, version, root_id, wrapped, made_at) values (%s, 1, %s, %s, now())": [
            *(root, wrapped)
        ],
        "insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)"
        " values (%s, %s, 'person', 'A', 'a', 'a', 'en', now())": [made["person"]],
        "insert into person_identifier (tenant_id, id, person_id, kind, value, value_bidx)"
        " values (%s, %s, %s, 'driver_licence', %s, %s)": [
            *(made["number"], made["person"]),
            *(box("person_identifier.value", made["number"], "d500000"), index),
        ],
        "insert into pack_version (tenant_id, id, name, version, digest, document, installed_at)"
        " values (%s, %s, 'w', 1, 'd', '{}', now())": [made["pack"]],
        'insert into "case" (tenant_id, id, number, workflow, pack_id, state, purpose, headline, channel, language,'
        " sealed, opened_at, state_since, version)"
        " values (%s, %s, 'N', 'w', %s, 'new', 'p', 'h', 'web', 'en', true, now(), now(), 1)": [
            *(made["case"], made["pack"])
        ],
        "insert into fact (tenant_id, id, case_id, field, label, sealed, entered_at, keep)"
        " values (%s, %s, %s, 'id_number', 'sealed', %s, now(), 'P1Y')": [
            *(made["fact"], made["case"], box("fact.sealed", made["fact"], json.dumps("D500000")))
        ],
        "insert into draft (tenant_id, id, workflow, pack_id, language, answers, begun_at, saved_at, expires_at)"
        " values (%s, %s, 'w', %s, 'en', %s, now(), now(), now() + interval '1 day')": [
            *(made["draft"], made["pack"], box("draft.answers", made["draft"], "{}"))
        ],
    }
    with owner(settings) as connection:
        for order, values in rows.items():
            connection.execute(order, [tenant, *values])
    return made


def test_what_was_sealed_before_person_keys_is_sealed_anew_and_found_as_before(place: Place) -> None:
    settings, app, office, tenant = place
    made = plant_legacy(settings, app, tenant.id)
    assert counts(settings, tenant.slug).sealed_behind == 3
    assert holders(app, office, "D500000") == {made["person"]}
    turned = turn(app, office, settings)
    assert (turned.version, turned.keys, turned.values) == (2, 0, 3)
    now = counts(settings, tenant.slug)
    assert (now.keys, now.sealed, now.sealed_behind, now.older) == (3, 3, 0, 0)
    assert holders(app, office, "D500000") == {made["person"]}
    with app.app_context(), office.open(office.system("load_demo")) as session:
        assert read_number(session, made["person"]) == "d500000"


def test_a_new_root_key_wraps_every_tenants_keys_and_the_old_file_is_needed_no_more(place: Place) -> None:
    settings, app, office, made = place
    (person,) = add_people(app, office, ["D600000"])
    assert settings.database is not None
    ring = KeyRing(settings.keys_dir)
    with app.app_context(), as_owner(settings.database) as connection:
        assert new_root(ring, connection) == "root-2"
        assert new_root(ring, connection) == "root-2", "one that nobody uses yet is used first"
        assert [rotate_root(office, connection, "root-2"), rotate_root(office, connection, "root-2")] == [
            2,
            0,
        ]
        assert new_root(ring, connection) == "root-3"
    assert counts(settings, made.slug).roots == ("root-2",)
    (settings.keys_dir / "root-1.key").unlink()
    with app.app_context(), office.open(office.system("load_demo")) as session:
        assert read_number(session, person) == "d600000"


def test_the_youngest_root_key_is_the_one_with_the_highest_number(tmp_path: Path) -> None:
    for name in ("root-2", "root-10", "root-9", "spare"):
        (tmp_path / f"{name}.key").write_bytes(bytes(32))
    assert KeyRing(tmp_path).ids == ["spare", "root-2", "root-9", "root-10"]
    assert KeyRing(tmp_path).current == "root-10"


def test_without_the_root_key_nothing_turns(place: Place) -> None:
    settings, app, office, made = place
    add_people(app, office, ["D700000"])
    (settings.keys_dir / "root-1.key").unlink()
    with pytest.raises(KeyMissing, match="Root key root-1 is missing"):
        turn(app, office, settings)
    assert counts(settings, made.slug).version == 1
