"""Keys are made when they are first needed, by one of many, and a key that was rolled back seals nothing."""

import threading
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select

from casework.base.errors import KeyMissing
from casework.models import PersonKey
from casework.settings import Settings
from casework.store.key_ladder import keep_tenant_key, of_case, of_person
from casework.store.registers import db
from casework.store.sealed import Place, Sealed, blind_index, seal, unseal
from casework.store.session import viewing
from tests.store.looking import owner_connection, plain_app, raw, viewer

NUMBER = "person_identifier.value"


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    app = plain_app(settings)
    with app.app_context():
        yield app
        db.engine.dispose()


def test_a_holder_has_one_key_and_each_holder_another(app: Flask, settings: Settings) -> None:
    mine, other = of_person(uuid.uuid4()), of_case(uuid.uuid4())
    with viewing(viewer(settings, 90411)) as session:
        boxes = [seal(session, Place(NUMBER, uuid.uuid4()), "x", holder=mine) for _ in range(3)]
        boxes.append(seal(session, Place(NUMBER, uuid.uuid4()), "x", holder=other))
        session.commit()
        assert len({box.box[1:17] for box in boxes}) == 2
        assert {(row.kind, row.holder) for row in session.scalars(select(PersonKey))} == {mine, other}


def test_a_key_that_was_rolled_back_seals_nothing_afterwards(app: Flask, settings: Settings) -> None:
    holder, place = of_person(uuid.uuid4()), Place(NUMBER, uuid.uuid4())
    with viewing(viewer(settings, 90412)) as session:
        unseal(session, place, seal(session, place, "lost", holder=holder))
        session.rollback()
        kept = seal(session, place, "kept", holder=holder)
        session.commit()
    with viewing(viewer(settings, 90412)) as session:
        assert unseal(session, place, kept) == "kept"
        session.commit()


def test_many_who_begin_at_once_agree_on_every_key(app: Flask, settings: Settings) -> None:
    holder, who = of_person(uuid.uuid4()), viewer(settings, 90413)
    gate, boxes, wrong = threading.Barrier(6), [], []

    def work() -> None:
        place = Place(NUMBER, uuid.uuid4())
        with app.app_context():
            gate.wait()
            try:
                with viewing(who) as session:
                    boxes.append((place, seal(session, place, "x", holder=holder)))
                    session.commit()
            except Exception as error:  # told below
                wrong.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    with viewing(who) as session:
        assert [unseal(session, place, box) for place, box in boxes] == ["x"] * 6
        assert len(session.scalars(select(PersonKey.id)).all()) == 1
        session.commit()


def legacy(settings: Settings, app: Flask, tenant: int, place: Place, plain: str) -> Sealed:
    """A value as it was sealed before there were person keys: by the tenant's first key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from casework.store.key_ladder import key_purpose

    key, purpose = bytes(range(32)), key_purpose(tenant, 1)
    root, wrapped = app.extensions["casework.installation"].keys.wrap(key, purpose)
    with owner_connection(settings) as owner:
        owner.execute(
            "insert into sealing_key (tenant_id, version, root_id, wrapped, made_at) values (%s, 1, %s, %s, now())",
            [tenant, root, wrapped],
        )
    bound = f"{tenant}|{place.column}|{place.row}".encode()
    return Sealed(b"\x01\x00\x01" + bytes(12) + AESGCM(key).encrypt(bytes(12), plain.encode(), bound))


def test_a_value_of_the_time_before_person_keys_opens_and_keeps_its_index(
    app: Flask, settings: Settings
) -> None:
    import hmac

    place = Place(NUMBER, uuid.uuid4())
    box = legacy(settings, app, 90414, place, "old")
    with viewing(viewer(settings, 90414)) as session:
        assert unseal(session, place, box) == "old"
        index_key = hmac.digest(bytes(range(32)), f"blind index|{NUMBER}".encode(), "sha256")
        before = int.from_bytes(hmac.digest(index_key, b"old", "sha256")[:8], "big", signed=True)
        assert blind_index(session, NUMBER, "old") == before
        session.commit()
        assert blind_index(session, NUMBER, "old") == before
        unknown = Sealed(b"\x01\x00\x09" + box.box[3:])
        with pytest.raises(KeyMissing):
            unseal(session, place, unknown)


@pytest.mark.parametrize(
    "attack",
    [
        "update person_key set wrapped = null",
        "delete from person_key",
        "update sealing_key set root_id = 'x'",
        "delete from sealing_key",
    ],
)
def test_nobody_turns_or_destroys_a_key_but_those_whose_work_it_is(
    app: Flask, settings: Settings, attack: str
) -> None:
    with viewing(viewer(settings, 90415)) as session:
        seal(session, Place(NUMBER, uuid.uuid4()), "x", holder=of_person(uuid.uuid4()))
        assert raw(session, attack).rowcount == 0


def test_nobody_makes_a_newer_tenant_key_but_a_rotation(app: Flask, settings: Settings) -> None:
    attack = "insert into sealing_key (tenant_id, version, root_id, wrapped, made_at) values (90416, 2, 'r', '', now())"
    with (
        viewing(viewer(settings, 90416)) as session,
        pytest.raises(InsufficientPrivilege, match="row-level security"),
    ):
        raw(session, attack)


@pytest.mark.parametrize("column", ["wrapped", "holder", "version"])
def test_a_key_row_that_was_changed_by_hand_opens_nothing(
    app: Flask, settings: Settings, column: str
) -> None:
    tenant = {"wrapped": 90417, "holder": 90418, "version": 90419}[column]
    place = Place(NUMBER, uuid.uuid4())
    with viewing(viewer(settings, tenant)) as session:
        box = seal(session, place, "x", holder=of_person(uuid.uuid4()))
        session.commit()
    changed = {
        "wrapped": "wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)",
        "holder": "holder = gen_random_uuid()",
        "version": "version = 0",
    }[column]
    with owner_connection(settings) as owner:
        assert owner.execute(f"update person_key set {changed} where tenant_id = {tenant}").rowcount == 1
    with viewing(viewer(settings, tenant)) as session, pytest.raises(KeyMissing, match="A key of a person"):
        unseal(session, place, box)


def test_a_tenant_key_that_vanished_is_not_made_up(app: Flask, settings: Settings) -> None:
    place = Place(NUMBER, uuid.uuid4())
    with viewing(viewer(settings, 90420)) as session:
        seal(session, place, "x", holder=of_person(uuid.uuid4()))
        session.commit()
    with owner_connection(settings) as owner:
        owner.execute("delete from sealing_key where tenant_id = 90420 and version = 0")
        owner.execute("update sealing_key set version = 2 where tenant_id = 90420")
    with viewing(viewer(settings, 90420)) as session, pytest.raises(KeyMissing):
        blind_index(session, NUMBER, "x")


def test_an_index_key_that_vanished_is_not_replaced_by_a_newer_key(app: Flask, settings: Settings) -> None:
    turning = viewer(settings, 90421, purpose="system:rotate_keys")
    with viewing(turning) as session:
        keep_tenant_key(session, 2, bytes(32))
        session.commit()
    with viewing(viewer(settings, 90421)) as session, pytest.raises(KeyMissing):
        blind_index(session, NUMBER, "x")
