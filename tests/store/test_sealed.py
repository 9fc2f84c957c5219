"""A sealed value opens in its own place, for those who read sealed data, and never without an entry in the ledger."""

import copy
import json
import pickle
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.json.provider import DefaultJSONProvider
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from casework.base.errors import KeyDestroyed, KeyMissing, WallError, Withheld
from casework.models import Person, PersonIdentifier, PersonKey
from casework.settings import Settings
from casework.store.key_ladder import Holder, of_case, of_person
from casework.store.registers import db
from casework.store.sealed import Place, Sealed, SealedType, blind_index, seal, unseal
from casework.store.session import viewing
from tests.store.looking import owner_connection, plain_app, viewer

OURS, THEIRS = 90401, 90402
NUMBER = "person_identifier.value"


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    app = plain_app(settings)
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def sealed(app: Flask, settings: Settings) -> tuple[Place, Sealed, Holder]:
    place, holder = Place(NUMBER, uuid.uuid4()), of_person(uuid.uuid4())
    with viewing(viewer(settings, OURS)) as session:
        box = seal(session, place, "CNRY-ssn", holder=holder)
        session.commit()
    return place, box, holder


REFUSED = {
    "str": str,
    "format": "{}".format,
    "format with a form": lambda v: format(v, ">10"),
    "percent": lambda v: "%s" % v,  # noqa: UP031  # the old way is what is tried
    "join": lambda v: "".join([str(v)]),
    "markup": escape,
    "bytes": bytes,
    "equal": lambda v: v == v,
    "unequal": lambda v: v != "x",
    "less": lambda v: v < v,
    "bool": bool,
    "not": lambda v: not v,
    "length": len,
    "iteration": list,
    "in": lambda v: "x" in v,
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "pickle": pickle.dumps,
    "pickle, old": lambda v: pickle.dumps(v, protocol=0),
    "json with str": lambda v: json.dumps(v, default=str),
    "json of flask": lambda v: DefaultJSONProvider(Flask("x")).dumps({"value": v}),
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED.keys())
def test_a_sealed_value_refuses_whatever_would_show_or_spread_it(act: Any) -> None:
    with pytest.raises(WallError, match="unseal"):
        act(Sealed(b"CNRY"))


@pytest.mark.parametrize("act", [json.dumps, hash, int, lambda v: v[0], lambda v: v + "x", lambda v: {v: 1}])
def test_what_it_was_never_able_to_do_it_does_not_do(act: Any) -> None:
    with pytest.raises(TypeError):
        act(Sealed(b"CNRY"))


def test_its_picture_in_a_log_says_nothing() -> None:
    assert repr(Sealed(b"CNRY")) == "<Sealed>"


def test_only_a_sealed_value_is_stored_in_a_sealed_column() -> None:
    kind, dialect = SealedType(), Any
    with pytest.raises(WallError, match="Only a sealed value"):
        kind.process_bind_param("plain", dialect)  # type: ignore[arg-type]  # what is tried
    assert kind.process_bind_param(None, dialect) is None  # type: ignore[arg-type]  # any dialect
    assert kind.process_result_value(None, dialect) is None  # type: ignore[arg-type]  # any dialect
    box = Sealed(b"x")
    assert kind.compare_values(box, box) and not kind.compare_values(box, Sealed(b"x"))


def test_opening_one_is_the_disclosure(app: Flask, settings: Settings, sealed: Any) -> None:
    place, box, holder = sealed
    assert b"CNRY" not in box.box
    who = viewer(settings, OURS)
    with viewing(who) as session:
        assert unseal(session, place, box) == "CNRY-ssn"
        session.commit()
    with owner_connection(settings) as owner:
        row = owner.execute(
            "select actor_id, purpose, subjects, fields, about, case_id from ledger_entry"
            " where tenant_id = %s and act = 'unsealed' order by at desc limit 1",
            [OURS],
        ).fetchone()
    assert row == (who.actor, "test", [holder.id], [NUMBER], "person_identifier", None)


def test_an_answer_of_a_case_is_told_by_case_and_field(app: Flask, settings: Settings) -> None:
    case, place = uuid.uuid4(), Place("fact.sealed", uuid.uuid4(), "id_number")
    with viewing(viewer(settings, OURS)) as session:
        assert unseal(session, place, seal(session, place, "x", holder=of_case(case))) == "x"
        session.commit()
    with owner_connection(settings) as owner:
        rows = owner.execute(
            "select subjects, fields from ledger_entry where act = 'unsealed' and case_id = %s", [case]
        ).fetchall()
    assert rows == [([], ["id_number"])]


def test_a_session_that_keeps_an_opening_to_itself_does_not_close_well(
    app: Flask, settings: Settings, sealed: Any
) -> None:
    place, box, _ = sealed
    with pytest.raises(WallError, match="not committed"), viewing(viewer(settings, OURS)) as session:
        unseal(session, place, box)
    with pytest.raises(WallError, match="not committed"), viewing(viewer(settings, OURS)) as session:
        unseal(session, place, box)
        session.rollback()


def test_who_does_not_read_sealed_data_opens_none(app: Flask, settings: Settings, sealed: Any) -> None:
    place, box, _ = sealed
    with viewing(viewer(settings, OURS, read={"contact"})) as session, pytest.raises(Withheld):
        unseal(session, place, box)


def test_what_applicants_wrote_themselves_they_read_again_without_a_disclosure(
    app: Flask, settings: Settings
) -> None:
    mine = uuid.uuid4()
    who = viewer(settings, OURS, read={"matter"}, actor=None, actor_kind="applicant", case=mine)
    place = Place("draft.answers", mine)
    with viewing(who) as session:
        assert unseal(session, place, seal(session, place, "so far", holder=of_case(mine))) == "so far"
        assert session.pending == []
        other = seal(session, Place("fact.sealed", uuid.uuid4()), "x", holder=of_case(mine))
        with pytest.raises(Withheld):
            unseal(session, Place("fact.sealed", uuid.uuid4()), other)


def test_an_applicant_finds_no_key_but_their_own(app: Flask, settings: Settings, sealed: Any) -> None:
    who = viewer(settings, OURS, actor=None, actor_kind="applicant", case=uuid.uuid4())
    with viewing(who) as session:
        assert session.scalars(select(PersonKey.id)).all() == []
        with pytest.raises(ProgrammingError, match="row-level security"):
            seal(session, Place("fact.sealed", uuid.uuid4()), "x", holder=of_case(uuid.uuid4()))


def moved(
    place: Place, box: Sealed, *, to: Place | None = None, flip: int | None = None, cut: int = 0
) -> Any:
    raw = bytearray(box.box)
    if flip is not None:
        raw[flip] ^= 1
    return to or place, Sealed(bytes(raw[: len(raw) - cut]))


@pytest.mark.parametrize(
    "change",
    [
        {"to": Place(NUMBER, uuid.UUID(int=7))},
        {"to": "another column"},
        {"flip": -1},
        {"flip": 20},
        {"flip": 0},
        {"cut": 1},
        {"cut": 40},
        {"cut": 60},
    ],
    ids=str,
)
def test_a_value_that_was_moved_or_changed_does_not_open(
    app: Flask, settings: Settings, sealed: Any, change: dict[str, Any]
) -> None:
    place, box, _ = sealed
    if change.get("to") == "another column":
        change = {"to": Place("fact.sealed", place.row)}
    with viewing(viewer(settings, OURS)) as session, pytest.raises(KeyMissing, match="does not open"):
        unseal(session, *moved(place, box, **change))


def test_a_value_whose_key_is_not_there_counts_as_destroyed(
    app: Flask, settings: Settings, sealed: Any
) -> None:
    place, box, _ = sealed
    with viewing(viewer(settings, OURS)) as session, pytest.raises(KeyDestroyed):
        unseal(session, *moved(place, box, flip=5))
    with viewing(viewer(settings, THEIRS)) as session, pytest.raises(KeyDestroyed):
        unseal(session, place, box)


def test_a_session_of_another_context_opens_nothing(app: Flask, settings: Settings, sealed: Any) -> None:
    place, box, _ = sealed
    with viewing(viewer(settings, OURS)) as session:
        unseal(session, place, box)
        session.commit()
    with pytest.raises(WallError, match="another context"):
        unseal(session, place, box)


def test_a_blind_index_differs_by_tenant_and_column_and_stays(app: Flask, settings: Settings) -> None:
    made = {}
    for tenant in (OURS, THEIRS):
        for column in ("a.b", "a.c"):
            for _ in range(2):
                with viewing(viewer(settings, tenant)) as session:
                    made.setdefault((tenant, column), set()).add(blind_index(session, column, "D1234567"))
                    session.commit()
    assert [len(values) for values in made.values()] == [1] * 4
    assert len(set.union(*made.values())) == 4


def test_who_does_not_read_sealed_data_searches_no_blind_index(app: Flask, settings: Settings) -> None:
    with viewing(viewer(settings, OURS)) as session:
        person = Person(name="CNRY", name_key="k", name_sort=b"k")
        session.add(person)
        session.flush()
        row = PersonIdentifier(person_id=person.id, kind="driver_license", value_bidx=7)
        row.id = uuid.uuid4()
        row.value = seal(session, Place(NUMBER, row.id), "D1", holder=of_person(person.id))
        session.add(row)
        session.commit()
    with viewing(viewer(settings, OURS, read={"contact"})) as session:
        assert session.scalars(select(PersonIdentifier.kind)).all() == ["driver_license"]
        with pytest.raises((ProgrammingError, WallError)):
            session.scalars(select(PersonIdentifier.id).where(PersonIdentifier.value_bidx == 7)).all()
