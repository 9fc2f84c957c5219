"""The gate before the cursor: a statement runs only when its proof fits the policy of the viewer who sends it.

What fits is remembered per compiled statement and policy, so in the steady state this is a look into a set. The
values are looked at each time: a tenant that was written into a statement must be the viewer's own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Engine, event

from casework.base.errors import WallError
from casework.store import parents
from casework.store.access import Access, class_of
from casework.store.present import open_session
from casework.store.proof import Proof
from casework.store.prover import Prover
from casework.store.wall import ENTER

CAME_THROUGH = "viewer_session"
"""The execution option that names the session a statement came through: what goes past it is on no ledger."""


def stand_before(engine: Engine) -> None:
    """Let no statement of `engine` reach the database unseen."""
    event.listen(engine, "before_cursor_execute", look_at)


def look_at(connection: Connection, cursor: Any, *told: Any) -> None:
    """Refuse a statement that is not proved to stay within the policy of the open session's viewer."""
    _sql, _parameters, context, _many = told
    compiled = context.compiled if context is not None else None
    if compiled is not None and compiled.statement is ENTER:
        return
    if not isinstance(compiled, Prover):
        raise WallError("SQL that no compiler wrote can't be proved.")
    proof = compiled.proof
    if proof.refused:
        raise WallError(f"This statement can't be proved: {'; '.join(proof.refused)}.")
    if not proof.tables:
        return
    session = open_session.get()
    if session is None:
        raise WallError("No viewer is looking: open a session with viewing(viewer).")
    if not session.flushing and context.execution_options.get(CAME_THROUGH) is not session:
        raise WallError("Statements about registers go through the viewer's session.")
    known = (session.viewer.access.key, session.flushing)
    if known not in proof.passed:
        _fits(proof, session.viewer.access, session.option.required, flushing=session.flushing)
        proof.passed.add(known)
    _values(proof, compiled, context.compiled_parameters, session)


def _fits(proof: Proof, access: Access, required: Any, *, flushing: bool) -> None:
    """What holds for every execution of this statement under this policy."""
    if proof.kind != "insert" and proof.tables - {table for table, _ in proof.sources}:
        raise WallError("A table is read of which nothing was proved.")
    for table, rules in proof.sources:
        # A flush names each row by its key, and the session attaches only rows that it loaded or made.
        wanted = {"tenant"} if flushing and proof.kind in ("update", "delete") else required[table]
        if wanted - rules:
            raise WallError(f"{table.name} is read without the rule {', '.join(sorted(wanted - rules))}.")
    closed = sorted(_name(column) for column in proof.reads if not access.may_read(class_of(column)))
    if closed:
        raise WallError(f"This purpose does not open {', '.join(closed)}.")
    if proof.kind == "update":
        if any(column.primary_key for column in proof.writes):
            raise WallError("A row keeps its tenant and its key.")
        _may_write(proof.writes, access)


def _values(proof: Proof, compiled: Any, rows: list[dict[str, Any]], session: Any) -> None:
    """What depends on the values: the tenant named, and for new rows what is in them."""
    tenant = session.viewer.tenant
    for bound in proof.tenants:
        name = compiled.bind_names[bound]
        if any(row[name] != tenant for row in rows):
            raise WallError("A statement names another tenant.")
    if proof.kind == "insert":
        for row in rows:
            _new_row(proof, row, tenant, session.viewer.access)
    if proof.kind in ("insert", "update"):
        for row in rows:
            _label(proof, row, session.viewer.access)
        parents.must_be_visible(session, proof, rows)


def _new_row(proof: Proof, row: dict[str, Any], tenant: int, access: Access) -> None:
    if row.get("tenant_id") != tenant:
        raise WallError("A new row must belong to the viewer's tenant.")
    # A flush sends NULL for what was left open; a value that is an expression has no parameter.
    _may_write({column for column in proof.writes if row.get(column.key, column) is not None}, access)


def _label(proof: Proof, row: dict[str, Any], access: Access) -> None:
    if any(column.key == "label" for column in proof.writes) and not access.may_write(row.get("label", "")):
        raise WallError(f"A row labelled {row.get('label')} can't be written for this purpose.")


def _may_write(columns: set[Column[Any]], access: Access) -> None:
    closed = sorted(_name(c) for c in columns if not c.primary_key and not access.may_write(class_of(c)))
    if closed:
        raise WallError(f"This purpose may not write {', '.join(closed)}.")


def _name(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"
