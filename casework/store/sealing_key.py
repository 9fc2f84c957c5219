"""Registers of keys: tenant keys wrapped by a root key, person keys wrapped by a tenant key. None is of use alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, Integer, LargeBinary, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base.clock import now
from casework.store.registers import Register, TenantRow, classed

INSTANT = DateTime(timezone=True)


class SealingKey(TenantRow):
    """A tenant's key, useless without the root key `root_id`. Version 0 is its index key, which never turns."""

    __tablename__ = "sealing_key"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, info={"class": "open"})
    root_id: Mapped[str] = classed("open", Text)
    wrapped: Mapped[bytes] = classed("open", LargeBinary)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)


class PersonKey(Register):
    """The key of one holder's sealed values; the id stands in each of them.

    A destroyed key stays as an empty row that says when: nothing opens what it sealed.
    """

    __tablename__ = "person_key"

    kind: Mapped[str] = classed("open", Text)  # "person", "case" (and its draft), or "endpoint"
    holder: Mapped[UUID] = classed("open", Uuid)
    version: Mapped[int] = classed("open", Integer)  # of the tenant key that wraps it
    wrapped: Mapped[bytes | None] = classed("open", LargeBinary, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    destroyed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        Index(
            "person_key_holder_key",
            *("tenant_id", "holder"),
            unique=True,
            postgresql_where=text("wrapped is not null"),
        ),
        Index("person_key_version_ix", "tenant_id", "version", "id"),
    )
