"""What the enforcement does at its edges: where a statement, a viewer or a policy is not of the usual kind."""

import uuid
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    Table,
    and_,
    bindparam,
    column,
    exists,
    insert,
    literal,
    select,
    table,
    true,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casework.base.errors import WallError
from casework.models import Case, Fact, Fund, Unit
from casework.policy.viewer import Viewer
from casework.settings import Settings
from casework.store import gate, wall
from casework.store.access import Access, class_of
from casework.store.columns import one_of
from casework.store.present import current_session
from casework.store.proof import Proof
from casework.store.prover import _conjuncts
from casework.store.registers import db
from casework.store.scope import TENANT, option_for
from casework.store.session import viewing
from tests.store.looking import plain_app, raw, unmade_tenant, viewer

OURS, THEIRS = unmade_tenant(), unmade_tenant()
FUND, UNIT, CASE = Fund.__table__, Unit.__table__, Case.__table__


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    app = plain_app(settings)
    with app.app_context():
        yield app
        db.engine.dispose()


def proof_of(statement) -> Proof:
    return statement.compile(dialect=db.engine.dialect).proof


def test_without_a_viewer_neither_the_gate_nor_a_rule_finds_one(app):
    with Session(db.engine) as plain, pytest.raises(WallError, match="No viewer"):
        plain.execute(select(Fund.id))
    with pytest.raises(WallError, match="No viewer"):
        current_session()


def test_the_wall_is_entered_in_a_transaction_that_has_begun(app, settings):
    who = viewer(settings, OURS)
    with viewing(who) as session, db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("select 1")
        wall.enter(connection, who, session.installation)
        told = driver.execute("select current_setting('app.viewer')").fetchone()[0]
        assert told.startswith(f"{OURS}|")


def test_a_viewer_whose_role_is_nowhere_gets_no_transaction(app):
    odd = Access(("odd",), frozenset({"special", "sealed", "asset"}), frozenset({"sealed"}))
    who = Viewer(OURS, uuid.uuid4(), "member", frozenset(), "test", odd)
    with viewing(who) as session, pytest.raises(DBAPIError):
        session.execute(select(Fund.id))


def test_a_statement_that_names_another_tenant_is_refused(app, settings):
    with viewing(viewer(settings, OURS)) as session:
        assert session.execute(select(FUND.c.id).where(FUND.c.tenant_id == OURS)).all() == []
        with pytest.raises(WallError, match="another tenant"):
            session.execute(select(FUND.c.id).where(FUND.c.tenant_id == THEIRS)).all()


def test_a_table_of_which_nothing_was_proved_is_refused(app, settings):
    unproved = Proof()
    unproved.tables.add(FUND)
    with pytest.raises(WallError, match="nothing was proved"):
        gate._fits(unproved, viewer(settings, OURS).access, {}, flushing=False)


def test_a_parent_that_is_no_value_is_refused(app, settings):
    with viewing(viewer(settings, OURS)) as session, pytest.raises(WallError, match="given as a value"):
        session.execute(update(Fact).values(case_id=select(Case.id).limit(1).scalar_subquery()))


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (select(insert(FUND).values(tenant_id=OURS).returning(FUND.c.id).cte()), "inside another"),
        (insert(table("elsewhere", column("a"))).values(a=1), "no register"),
    ],
    ids=["an insert inside a select", "an insert into what is no register"],
)
def test_what_is_written_aside_is_refused(app, statement, why):
    assert any(why in said for said in proof_of(statement).refused)


def test_an_operator_that_is_known_is_not_refused(app):
    assert proof_of(select(FUND.c.id).where(FUND.c.name.op("||")("x") == "yx")).refused == []


@pytest.mark.parametrize(
    ("condition", "proved"),
    [
        (FUND.c.tenant_id == TENANT, {"tenant"}),
        (FUND.c.tenant_id == bindparam("other", callable_=lambda: THEIRS), set()),
        (FUND.c.tenant_id == UNIT.c.tenant_id, set()),
        (and_(FUND.c.active, and_(FUND.c.tenant_id == TENANT, true())), {"tenant"}),
    ],
    ids=["the viewer's own", "another callable", "a column", "nested"],
)
def test_only_the_viewers_own_tenant_proves_a_source(app, condition, proved):
    sources = dict(proof_of(select(FUND.c.id).where(condition)).sources)
    assert sources[FUND] == proved


def test_a_condition_of_an_inner_select_proves_nothing_of_the_outer_one(app):
    inner = exists(select(literal(1)).select_from(UNIT).where(FUND.c.tenant_id == OURS).correlate(FUND))
    assert dict(proof_of(select(FUND.c.id).where(inner)).sources)[FUND] == set()


def test_joins_in_brackets_are_looked_into(app):
    inner = UNIT.join(CASE, UNIT.c.tenant_id == CASE.c.tenant_id)
    whole = FUND.join(inner, FUND.c.tenant_id == TENANT)
    assert {source.name for source, _ in proof_of(select(FUND.c.id).select_from(whole)).sources} == {
        "fund",
        "unit",
        "case",
    }
    assert list(_conjuncts(None)) == []


def test_a_rule_that_no_model_knows_makes_no_policy(app):
    with pytest.raises(WallError, match="No model says"):
        option_for(Access(("x",), frozenset(), frozenset(), ("no such rule",)))


def test_a_policy_rides_on_a_statement_whose_entities_were_replaced(app):
    state = SimpleNamespace(global_attributes={})
    option = option_for(Access(("replaced",), frozenset(), frozenset()))
    option.process_compile_state_replaced_entities(state, ())
    assert state.global_attributes["casework.access"] is option.access


def test_a_column_without_a_class_is_a_fault(app):
    with pytest.raises(RuntimeError, match="declares no class"):
        class_of(Table("x", MetaData(), Column("y", Integer)).c.y)


def test_a_list_of_ids_is_one_value_and_a_fund_is_read_again(app, settings):
    with viewing(viewer(settings, OURS)) as session:
        fund = Fund(code="a", name="A")
        session.add(fund)
        session.flush()
        assert session.scalars(select(Fund.code).where(one_of(Fund.id, [fund.id, uuid.uuid4()]))).all() == [
            "a"
        ]
        session.refresh(fund)
        assert fund.name == "A"
        assert raw(session, "select code from fund where id = %s", fund.id).fetchone() == ("a",)
