"""Many rows of one table at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from casework.base.ids import new_id
from casework.store.registers import Register
from casework.store.session import ViewerSession


def insert_rows(session: ViewerSession, register: type[Register], rows: list[dict[str, Any]]) -> None:
    """Insert them as parameters of one statement: each is looked at by the gate. What has no id gets one."""
    if rows:
        tenant = session.viewer.tenant
        session.execute(
            # What is empty is written as empty: rows of one shape go as one statement.
            insert(register).execution_options(render_nulls=True),
            [{"tenant_id": tenant, "id": row.get("id") or new_id(), **row} for row in rows],
        )
