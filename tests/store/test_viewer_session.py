"""A session shows its viewer what the policy opens, and nothing else."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from casework.base.errors import WallError, Withheld
from casework.models import Case, Fact, PackVersion, Person
from casework.settings import Settings
from casework.store import ledger_chain
from casework.store.registers import db
from casework.store.session import viewing
from tests.store.looking import owner_connection, plain_app, raw, unmade_tenant, viewer

OURS, THEIRS = unmade_tenant(), unmade_tenant()


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    app = plain_app(settings)
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture(scope="module")
def people(app: Flask, settings: Settings) -> dict[int, uuid.UUID]:
    made = {}
    for tenant in (OURS, THEIRS):
        with viewing(viewer(settings, tenant)) as session:
            person = Person(name=f"CNRY-{tenant}-name", name_key="k", name_sort=b"k")
            session.add(person)
            session.commit()
            made[tenant] = person.id
    return made


def open_case(session, *, sealed: bool = False) -> Case:
    pack = PackVersion(name="w", version=1, digest=uuid.uuid4().hex, document={})
    session.add(pack)
    session.flush()
    case = Case(
        number=uuid.uuid4().hex, workflow="w", pack_id=pack.id, state="new", purpose="p", headline="h"
    )
    case.channel, case.language, case.sealed = "web", "en", sealed
    session.add(case)
    session.flush()
    return case


def test_flask_sqlalchemys_own_session_refuses(app):
    with pytest.raises(RuntimeError, match="without a viewer"):
        db.session.execute(text("select 1"))


def test_a_second_session_in_one_context_is_refused(app, settings):
    with viewing(viewer(settings, OURS)), pytest.raises(WallError), viewing(viewer(settings, OURS)):
        pass


@pytest.mark.parametrize("mine", [OURS, THEIRS])
def test_only_rows_of_the_viewers_tenant_are_fetched(app, settings, people, mine):
    with viewing(viewer(settings, mine)) as session:
        names = [person.name for person in session.scalars(select(Person))]
        assert names == [f"CNRY-{mine}-name"]
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        theirs = people[THEIRS if mine == OURS else OURS]
        assert session.get(Person, (THEIRS if mine == OURS else OURS, theirs)) is None
        session.commit()


def test_the_wall_alone_holds_the_tenant_against_raw_sql(app, settings, people):
    with viewing(viewer(settings, OURS)) as session:
        assert raw(session, "select name from person").fetchall() == [(f"CNRY-{OURS}-name",)]


def test_a_forged_viewer_is_an_error_not_rows(app, settings, people):
    with viewing(viewer(settings, OURS)) as session:
        forged = "replace(current_setting('app.viewer'), %s, %s)"
        raw(session, f"select set_config('app.viewer', {forged}, true)", str(OURS), str(THEIRS))
        with pytest.raises(psycopg.Error, match="seal"):
            raw(session, "select name from person")


def test_a_reset_role_leaves_a_login_without_rights(app, settings, people):
    with viewing(viewer(settings, OURS)) as session:
        raw(session, "reset role")
        with pytest.raises(psycopg.Error, match="permission denied"):
            raw(session, "select id from person")


def test_a_withheld_column_is_not_selected_and_raises_when_read(app, settings, people):
    with viewing(viewer(settings, OURS, read={"matter"})) as session:
        person = session.scalars(select(Person)).one()
        assert person.kind == "person"
        with pytest.raises(Withheld):
            _ = person.name


def test_the_wall_alone_holds_a_withheld_column(app, settings, people):
    with viewing(viewer(settings, OURS, read={"matter"})) as session, pytest.raises(psycopg.Error):
        raw(session, "select name from person")


def test_a_viewer_may_insert_a_row_without_the_columns_it_may_not_write(app, settings):
    with viewing(viewer(settings, OURS, write={"contact"})) as session:
        session.add(Person(name="No birth date", name_key="k", name_sort=b"k"))
        session.flush()
        with pytest.raises(WallError, match="birth_date"):
            session.add(Person(name="x", name_key="k", name_sort=b"k", birth_date="2000-01-01"))
            session.flush()


def test_a_new_row_of_another_tenant_is_refused(app, settings):
    with viewing(viewer(settings, OURS)) as session:
        session.add(Person(tenant_id=THEIRS, name="x", name_key="k", name_sort=b"k"))
        with pytest.raises(WallError):
            session.flush()


def test_a_bulk_update_touches_only_the_viewers_tenant(app, settings, people):
    with viewing(viewer(settings, OURS)) as session:
        assert session.execute(update(Person).values(language="vi")).rowcount == 1


def test_a_row_keeps_its_tenant_and_its_key(app, settings, people):
    with viewing(viewer(settings, OURS)) as session:
        person = session.get(Person, (OURS, people[OURS]))
        session.commit()
        person.tenant_id = THEIRS
        with pytest.raises(WallError, match="keeps its tenant"):
            session.flush()
        session.rollback()
        with pytest.raises(WallError, match="keeps its tenant"):
            session.execute(update(Person).values(tenant_id=THEIRS))


def test_facts_are_fetched_by_label_in_the_database_too(app, settings):
    with viewing(viewer(settings, OURS)) as session:
        case = open_case(session)
        session.add_all(
            [
                Fact(case_id=case.id, field=c, label=c, value=f"CNRY-{c}", keep="P1Y")
                for c in ("open", "contact", "identity")
            ]
        )
        session.commit()
        wanted = case.id
    with viewing(viewer(settings, OURS, read={"contact"})) as session:
        rows = raw(session, "select field from fact where case_id = %s order by field", wanted)
        assert rows.fetchall() == [("contact",), ("open",)]


def test_a_sealed_case_and_what_is_under_it_show_only_to_viewers_of_sealed_cases(app, settings):
    with viewing(viewer(settings, OURS, sealed_cases=True)) as session:
        case = open_case(session, sealed=True)
        session.add(Fact(case_id=case.id, field="f", label="open", value="CNRY", keep="P1Y"))
        session.commit()
        wanted = case.id
    with viewing(viewer(settings, OURS)) as session:
        assert session.scalars(select(Case).where(Case.id == wanted)).all() == []
        assert raw(session, "select 1 from fact where case_id = %s", wanted).fetchall() == []
    with viewing(viewer(settings, OURS, read={"matter"}, sealed_cases=True)) as session:
        assert session.scalars(select(Fact).where(Fact.case_id == wanted)).one().value == "CNRY"
        session.commit()


def test_a_child_under_a_case_the_viewer_cannot_see_is_refused(app, settings):
    with viewing(viewer(settings, OURS, sealed_cases=True)) as session:
        wanted = open_case(session, sealed=True).id
        session.commit()
    with viewing(viewer(settings, OURS, read={"matter"})) as session:
        session.add(Fact(case_id=wanted, field="f", label="open", value="x", keep="P1Y"))
        with pytest.raises(WallError, match="out of sight"):
            session.flush()


def test_units_scope_cases_and_what_is_under_them(app, settings):
    unit = uuid.uuid4()
    with viewing(viewer(settings, OURS)) as session:
        mine, other = open_case(session), open_case(session)
        mine.unit_id = unit
        session.add_all(
            [Fact(case_id=c.id, field="f", label="open", value="x", keep="P1Y") for c in (mine, other)]
        )
        session.commit()
        ids = (mine.id, other.id)
    scoped = viewer(settings, OURS, row_rules=["own_units"], units=frozenset({unit}))
    with viewing(scoped) as session:
        assert session.scalars(select(Case.id).where(Case.id.in_(ids))).all() == [ids[0]]
        assert session.scalars(select(Fact.case_id).where(Fact.case_id.in_(ids))).all() == [ids[0]]


def test_an_applicant_sees_one_case_and_no_register(app, settings, people):
    with viewing(viewer(settings, OURS)) as session:
        mine, other = open_case(session), open_case(session)
        session.commit()
        ids = (mine.id, other.id)
    applicant = viewer(
        settings, OURS, actor=None, actor_kind="applicant", case=ids[0], row_rules=["own_case"]
    )
    with viewing(applicant) as session:
        assert raw(session, 'select id from "case"').fetchall() == [(ids[0],)]
        assert raw(session, "select id from person").fetchall() == []
        assert session.scalars(select(Case.id)).all() == [ids[0]]
        assert session.scalars(select(Person.id)).all() == []


def test_the_wall_stands_again_after_a_commit(app, settings, people):
    with viewing(viewer(settings, OURS)) as session:
        session.commit()
        assert session.scalars(select(Person.id)).all()
        session.rollback()
        assert session.scalars(select(Person.id)).all()


def test_every_act_is_entered_in_its_own_transaction(app, settings):
    who = viewer(settings, unmade_tenant())
    with viewing(who) as session:
        ledger_chain.record(session, "case.opened", fields=["b", "a"], detail={"n": 1})
        ledger_chain.record(session, "person.read", about="person", subjects=[who.actor])
        session.commit()
        ledger_chain.record(session, "lost with the rollback")
        session.rollback()
    with owner_connection(settings) as owner:
        rows = owner.execute(
            "select act, about, actor_id, purpose, fields, subjects, detail from ledger_entry"
            " where tenant_id = %s order by id",
            [who.tenant],
        ).fetchall()
    assert rows == [
        ("case.opened", "", who.actor, "test", ["a", "b"], [], '{"n":1}'),
        ("person.read", "person", who.actor, "test", [], [who.actor], ""),
    ]


def test_the_app_cannot_write_the_ledger_itself(app, settings):
    with (
        viewing(viewer(settings, OURS)) as session,
        pytest.raises(psycopg.Error, match="permission denied"),
    ):
        raw(session, "update ledger_entry set act = 'x'")
