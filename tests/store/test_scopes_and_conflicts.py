"""Inside a tenant: own cases and those of units, sealed cases, and what a member keeps away from."""

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import func, select, update
from sqlalchemy.exc import ProgrammingError

from casework.base.clock import now
from casework.models import (
    Case,
    CaseParty,
    Conflict,
    ContactPoint,
    DeclaredRelation,
    Fact,
    LedgerEntry,
    Letter,
    PackVersion,
    Person,
    PersonWord,
)
from casework.settings import Settings
from casework.store import ledger_chain
from casework.store.registers import db
from casework.store.session import viewing
from tests.store.looking import owner_connection, plain_app, raw, unmade_tenant, viewer

OURS = unmade_tenant()
RULE = {"row_rules": ["no_conflict"]}


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    app = plain_app(settings)
    with owner_connection(settings) as owner:
        owner.execute(
            "insert into identity.tenant (id, slug, name, kind, languages, timezone, currency, country)"
            " values (%s, 'scopes-here', 'Scopes', 'council', '{en}', 'UTC', 'USD', 'US')",
            [OURS],
        )
    with app.app_context():
        yield app
        db.engine.dispose()


def add_case(session, **more) -> Case:
    pack = PackVersion(name="w", version=1, digest=uuid.uuid4().hex, document={})
    session.add(pack)
    session.flush()
    told = {"workflow": "w", "pack_id": pack.id, "state": "new", "purpose": "p", "headline": "h"}
    told |= {"channel": "web", "language": "en", "number": uuid.uuid4().hex}
    case = Case(**(told | more))
    session.add(case)
    session.flush()
    session.add(Fact(case_id=case.id, field="f", label="open", value="CNRY", keep="P1Y"))
    session.flush()
    return case


def add_person(session, email: str = "") -> uuid.UUID:
    person = Person(name="CNRY-name", name_key="cnry-name", name_sort=b"c")
    session.add(person)
    session.flush()
    session.add(PersonWord(person_id=person.id, token="cnry-name"))
    if email:
        session.add(
            ContactPoint(person_id=person.id, kind="email", value=email, value_key=email, since="2026-01-01")
        )
    session.flush()
    return person.id


def add_user(settings, email: str) -> uuid.UUID:
    member = uuid.uuid4()
    with owner_connection(settings) as owner:
        owner.execute(
            'insert into identity."user" (tenant_id, id, email, email_key, name, language, status)'
            " values (%s, %s, %s, %s, 'M', 'en', 'active')",
            [OURS, member, email, email],
        )
    return member


def declare(settings, member: uuid.UUID, **what) -> uuid.UUID:
    with viewing(viewer(settings, OURS, actor=member)) as session:
        row = DeclaredRelation(member_id=member, why="CNRY-why", declared_by=member, **what)
        session.add(row)
        session.commit()
        return row.id


def sees(settings, member: uuid.UUID, what, *ids, **more) -> list[uuid.UUID]:
    with viewing(viewer(settings, OURS, actor=member, **(RULE | more))) as session:
        column = getattr(what, "case_id", None) if what in (Fact, CaseParty) else what.id
        return sorted(set(session.scalars(select(column).where(column.in_(ids)))))


def test_a_scope_of_own_shows_only_what_is_assigned(app, settings):
    me = uuid.uuid4()
    with viewing(viewer(settings, OURS)) as session:
        mine, other = add_case(session, assignee_id=me), add_case(session)
        session.commit()
        ids = (mine.id, other.id)
    assert sees(settings, me, Case, *ids, row_rules=["assigned"]) == [ids[0]]
    assert sees(settings, me, Fact, *ids, row_rules=["assigned"]) == [ids[0]]


def test_without_the_wall_the_row_rule_alone_hides_a_sealed_case(app, settings):
    with viewing(viewer(settings, OURS, sealed_cases=True)) as session:
        case = add_case(session, sealed=True)
        session.commit()
    # the wall lets through what the rule, named once more, does not
    seeing = {"row_rules": ["unsealed"], "sealed_cases": True}
    assert sees(settings, uuid.uuid4(), Case, case.id, **seeing) == []
    assert sees(settings, uuid.uuid4(), Fact, case.id, **seeing) == []


def test_the_wall_alone_hides_letters_and_ledger_entries_of_a_sealed_case(app, settings):
    with viewing(viewer(settings, OURS, sealed_cases=True)) as session:
        case, draft = add_case(session, sealed=True), uuid.uuid4()
        session.add_all(
            [Letter(template="t", language="en", case_id=id_, values={}) for id_ in (case.id, draft)]
        )
        ledger_chain.record(session, "test.entered", case=case.id)
        session.commit()
    told = [select(func.count()).select_from(Letter).where(Letter.case_id == case.id)]
    told += [select(func.count()).select_from(LedgerEntry).where(LedgerEntry.case_id == case.id)]
    with viewing(viewer(settings, OURS)) as session:
        assert [session.scalar(one) for one in told] == [0, 0]
        of_draft = raw(session, "select count(*) from letter where case_id = %s", draft)
        assert of_draft.fetchone() == (1,), "a draft is no sealed case"
    with viewing(viewer(settings, OURS, sealed_cases=True)) as session:
        assert [session.scalar(one) for one in told] == [1, 1]
    with viewing(
        viewer(settings, OURS, actor=None, actor_kind="system", purpose="system:send_letter")
    ) as session:
        assert [session.scalar(one) for one in told] == [1, 1]


def test_an_applicant_follows_their_own_sealed_case(app, settings):
    with viewing(viewer(settings, OURS, sealed_cases=True)) as session:
        mine, other = add_case(session, sealed=True), add_case(session, sealed=True)
        session.commit()
        ids = (mine.id, other.id)
    applicant = viewer(
        settings, OURS, actor=None, actor_kind="applicant", case=ids[0], row_rules=["own_case"]
    )
    with viewing(applicant) as session:
        assert raw(session, 'select id from "case"').fetchall() == [(ids[0],)]
        assert session.scalars(select(Fact.case_id)).all() == [ids[0]]


def test_a_declared_case_is_gone_for_its_member_alone(app, settings):
    me = uuid.uuid4()
    with viewing(viewer(settings, OURS)) as session:
        case = add_case(session)
        session.commit()
    assert sees(settings, me, Case, case.id) == [case.id]
    declare(settings, me, case_number=case.number)
    assert sees(settings, me, Case, case.id) == []
    assert sees(settings, me, Fact, case.id) == []
    assert sees(settings, uuid.uuid4(), Fact, case.id) == [case.id]


def test_a_declared_person_takes_their_cases_along_now_and_later(app, settings):
    me = uuid.uuid4()
    with viewing(viewer(settings, OURS)) as session:
        before, after, person = add_case(session), add_case(session), add_person(session)
        session.add(CaseParty(case_id=before.id, role="a", person_id=person))
        session.commit()
        ids = (before.id, after.id)
    declare(settings, me, person_id=person)
    assert sees(settings, me, Person, person) == []
    assert sees(settings, me, Case, *ids) == [ids[1]]
    with viewing(viewer(settings, OURS)) as session:
        session.add(CaseParty(case_id=after.id, role="a", person_id=person))
        session.commit()
    assert sees(settings, me, Case, *ids) == []
    with viewing(viewer(settings, OURS, actor=me, **RULE)) as session:
        assert session.scalars(select(PersonWord.id).where(PersonWord.person_id == person)).all() == []


def test_a_members_own_address_makes_the_record_and_the_case_their_own(app, settings):
    email = f"cnry-{uuid.uuid4().hex}@here.example"
    me = add_user(settings, email)
    with viewing(viewer(settings, OURS)) as session:
        named, linked, person = add_case(session), add_case(session), add_person(session, email)
        session.add(CaseParty(case_id=named.id, role="a", email=email, email_key=email))
        session.add(CaseParty(case_id=linked.id, role="a", person_id=person))
        session.commit()
        ids = (named.id, linked.id)
    assert sees(settings, me, Person, person) == []
    assert sees(settings, me, Case, *ids) == []
    assert sees(settings, uuid.uuid4(), Case, *ids) == sorted(ids)


def test_who_comes_to_work_here_keeps_away_from_their_case_at_once(app, settings):
    email = f"cnry-{uuid.uuid4().hex}@here.example"
    with viewing(viewer(settings, OURS)) as session:
        case = add_case(session)
        session.add(CaseParty(case_id=case.id, role="a", email=email, email_key=email))
        session.commit()
    me = add_user(settings, email)
    assert sees(settings, me, Case, case.id) == []


def test_a_relation_is_ended_by_somebody_else_and_then_shows_the_case_again(app, settings):
    me = uuid.uuid4()
    with viewing(viewer(settings, OURS)) as session:
        case = add_case(session)
        session.commit()
    relation = declare(settings, me, case_number=case.number)
    ended = update(DeclaredRelation).where(DeclaredRelation.id == relation).values(ended_at=now())
    with (
        viewing(viewer(settings, OURS, actor=me, purpose="oversight")) as session,
        pytest.raises(ProgrammingError, match="ended by somebody else") as refused,
    ):
        session.execute(ended)
    assert isinstance(refused.value.orig, InsufficientPrivilege)
    with viewing(viewer(settings, OURS)) as session:
        assert session.execute(ended).rowcount == 0, "a colleague sees nobody's relations"
    with viewing(viewer(settings, OURS, purpose="oversight")) as session:
        assert session.execute(ended).rowcount == 1
        session.commit()
    assert sees(settings, me, Case, case.id) == [case.id]


def test_the_wall_tells_of_a_conflict_only_the_member_and_who_sees_the_case(app, settings):
    me = uuid.uuid4()
    with viewing(viewer(settings, OURS, sealed_cases=True)) as session:
        case = add_case(session, sealed=True)
        session.commit()
    declare(settings, me, case_number=case.number)
    wanted = select(Conflict.member_id).where(Conflict.case_id == case.id)
    for eyes, found in (
        (viewer(settings, OURS, actor=me), [me]),
        (viewer(settings, OURS, sealed_cases=True), [me]),
        (viewer(settings, OURS), []),
    ):
        with viewing(eyes) as session:
            assert session.scalars(wanted).all() == found
