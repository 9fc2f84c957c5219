"""No child under a parent that its maker can't see: a key that was guessed is a key to nothing.

The wall says so for cases; foreign keys alone would not, since the database checks them past every row rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Mapper

from casework.base.errors import WallError
from casework.store.proof import Proof
from casework.store.registers import Base


def must_be_visible(session: Any, proof: Proof, rows: Iterable[dict[str, Any]]) -> None:
    """Make sure that the viewer sees every parent that these new or changed rows name.

    A parent under the tenant's rule alone is left to its foreign key, of which the tenant is a part.
    """
    for table in proof.tables:
        for name, parent in _references(table):
            if table.c[name] not in proof.writes or session.option.required[parent.local_table] <= {"tenant"}:
                continue
            named = {row.get(name, WallError) for row in rows} - {None}
            if WallError in named:
                raise WallError(f"{table.name}.{name} must be given as a value.")
            unseen = {one for one in named if not _known(session, parent, one)}
            if unseen and unseen - set(
                session.scalars(select(parent.class_.id).where(parent.class_.id.in_(unseen)))
            ):
                raise WallError(f"A row of {table.name} names a {parent.class_.__tablename__} out of sight.")


def _known(session: Any, parent: Mapper[Any], one: UUID) -> bool:
    """Whether this session loaded or made the row, in which case nothing needs to be asked."""
    return parent.identity_key_from_primary_key((session.viewer.tenant, one)) in session.identity_map


@lru_cache(maxsize=256)
def _references(table: Table) -> tuple[tuple[str, Mapper[Any]], ...]:
    """Column → register, for every reference of a table to (tenant_id, id)."""
    of = {mapper.local_table: mapper for mapper in Base.registry.mappers}
    return tuple(
        (element.parent.key, of[element.column.table])
        for constraint in table.foreign_key_constraints
        for element in constraint.elements
        if element.parent.key != "tenant_id"
    )
