"""Before anything is served: does every hook of the enforcement fire on the SQLAlchemy that is installed here?

A hook that is silently no longer called would open what it guards. So each is made to fire once, at every start, and
an installation on which one does not refuses to start.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from sqlalchemy import (
    Engine,
    Sequence,
    UnaryExpression,
    cast,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapper, make_transient_to_detached
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.types import UserDefinedType

from casework.base.errors import WallError
from casework.base.ids import new_id
from casework.store.access import ALWAYS, Access, class_of
from casework.store.proof import Proof
from casework.store.prover import HOOKS, Prover
from casework.store.registers import Base, Register, db
from casework.store.scope import option_for
from casework.store.session import ViewerSession, viewing

NOBODY = Access(key=("self-test",), read=frozenset(), write=frozenset())
"""A policy that opens nothing but what always is."""


class _Nobody:
    """A viewer of no tenant: there is none with the number 0."""

    tenant, actor, case, person, narrowed_to, access = 0, None, None, None, None, NOBODY
    actor_kind, purpose = "system", "system:self-test"
    duties: frozenset[str] = frozenset()
    units: frozenset[Any] = frozenset()


class _SlyType(UserDefinedType[Any]):
    """A type whose name is SQL of its own."""

    cache_ok = True

    def get_col_spec(self, **options: Any) -> str:
        return "text) || (select 1"


def try_prover(engine: Engine) -> None:
    """Compile what must be noticed, for every register; nothing is sent. WallError names what went unnoticed."""
    for mapper in Base.registry.mappers:
        _narrowed(engine, mapper)
        _writes(engine, mapper)
    fired: set[str] = set()
    some, other, *_ = Base.metadata.tables.values()
    key = {column.name: None for column in some.primary_key}
    for sly in (
        text("select 1"),
        select(literal_column("(select 1)")),
        select(literal_column("*")).select_from(some),
        select(cast(some.c.tenant_id, _SlyType())),
        select(column("name")),
        select(func.query_to_xml("select 1", True, False, "")),
        select(func.row_to_json(some.table_valued())),
        select(some.c.tenant_id).where(text("1=1 or 1=1")),
        select(some.c.tenant_id).where(some.c.tenant_id.op("= 1 or 1 =")(1)),
        select(some.c.tenant_id).with_statement_hint("; drop table x"),
        insert(some).from_select(list(key), select(*some.primary_key)),
        insert(some).values([key, key]),
        upsert(some).values(key).on_conflict_do_update(constraint="x", set_={"tenant_id": 1}),
        update(some).values(tenant_id=1).where(some.c.tenant_id == other.c.tenant_id),
        delete(some).where(some.c.tenant_id == other.c.tenant_id),
        text("select 1").columns(column("x")),
        select(Sequence("x").next_value()),
        select(UnaryExpression(some.c.tenant_id, operator=custom_op("1=1 or"))),
        select(UnaryExpression(some.c.tenant_id, modifier=custom_op("or 1=1"))),
    ):
        proof = _proof(engine, sly)
        _demand(bool(proof.refused), f"the prover lets {sly} pass")
        fired |= proof.fired
    _demand(fired == HOOKS.keys(), f"{', '.join(sorted(HOOKS.keys() - fired))} of the prover is not called")


def _narrowed(engine: Engine, mapper: Mapper[Any]) -> None:
    """A plain select of a register must come out with every rule proved and no column that is closed."""
    required = option_for(NOBODY).required
    proof = _proof(engine, select(mapper.class_).options(option_for(NOBODY)))
    narrowed = all(required[table] <= rules for table, rules in proof.sources)
    read = {table for table, _ in proof.sources}
    _demand(narrowed and mapper.local_table in read, f"the rows of {mapper.class_.__name__} are not narrowed")
    closed = [c for c in proof.reads if class_of(c) not in ALWAYS]
    _demand(bool(proof.reads) and not closed, f"columns of {mapper.class_.__name__} are not withheld")


def _writes(engine: Engine, mapper: Mapper[Any]) -> None:
    """What is written without the rules must be seen to be."""
    table: Any = mapper.local_table
    for statement in (update(table).values(tenant_id=0), delete(table)):
        proof = _proof(engine, statement)
        unproved = proof.sources == {(table, frozenset())}
        _demand(unproved and proof.tables == {table}, f"writing to {table.name} goes unnoticed")
    proof = _proof(engine, insert(table).values({key.name: None for key in table.primary_key}))
    _demand(proof.kind == "insert" and table.c.tenant_id in proof.writes, f"adding to {table.name} does too")


def _proof(engine: Engine, statement: Any) -> Proof:
    compiled = statement.compile(dialect=engine.dialect)
    _demand(isinstance(compiled, Prover), "statements are not written by the prover")
    proof: Proof = compiled.proof
    return proof


def try_session(app: Flask) -> None:
    """Open a session and try each of its hooks on the database. WallError names the one that did not fire."""
    with app.app_context(), viewing(_Nobody()) as session:
        entity: Any = next(m.class_ for m in Base.registry.mappers if issubclass(m.class_, Register))
        _demand(session.scalars(select(entity.id)).all() == [], "a viewer of no tenant sees rows")
        for way, attempt in _attempts(session, entity).items():
            _demand(_refuses(attempt), f"{way} is not refused")
            session.rollback()


def _attempts(session: ViewerSession, entity: type[Any]) -> dict[str, Callable[[], object]]:
    def unstamped_row() -> None:
        row = entity()
        session.add(row)
        with suppress(WallError, DBAPIError):
            session.flush()
        if row.tenant_id == 0:
            raise WallError("It got the viewer's tenant.")

    def foreign_row() -> None:
        session.add(entity(tenant_id=1))
        session.flush()

    def row_of_another_session() -> None:
        row = entity(tenant_id=0, id=new_id())
        make_transient_to_detached(row)
        session.add(row)

    def own_connection() -> None:
        with db.engine.connect() as connection:
            connection.execute(select(entity.id))

    def second_session() -> None:
        with viewing(_Nobody()):
            pass

    return {
        "text": lambda: session.execute(text("select 1")),
        "driver SQL": lambda: session.connection().exec_driver_sql("select 1"),
        "a statement past the session": lambda: session.connection().execute(select(entity.id)),
        "an engine's own connection": own_connection,
        "a new row without a tenant": unstamped_row,
        "a new row of another tenant": foreign_row,
        "a row of another session": row_of_another_session,
        "a second session": second_session,
        "a bulk path": lambda: session.bulk_save_objects([]),
    }


def _refuses(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except WallError:
        return True
    return False


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise WallError(
            f"Casework does not start: {otherwise}. Install the SQLAlchemy version it is made for."
        )
