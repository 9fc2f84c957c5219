"""The ledger as it is read. It is written only by the database's function `ledger_append`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.registers import TenantRow, classed

INSTANT = DateTime(timezone=True)


class LedgerEntry(TenantRow):
    """An act or a disclosure: who, for what purpose, about whom, which fields. Never values.

    `id` is the order of writing. `seq`, its number in the tenant's ledger, comes seconds later with the seal; until
    then `xid` tells the transaction that wrote it.
    """

    __tablename__ = "ledger_entry"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, info={"class": "open"})
    xid: Mapped[int | None] = classed("open", BigInteger, nullable=True)
    seq: Mapped[int | None] = classed("open", BigInteger, nullable=True)
    at: Mapped[datetime] = classed("open", INSTANT)
    actor_kind: Mapped[str] = classed("open", Text)
    actor_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    purpose: Mapped[str] = classed("open", Text)
    act: Mapped[str] = classed("open", Text)
    about: Mapped[str] = classed("open", Text)  # the table that was disclosed; empty for acts
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    subjects: Mapped[list[UUID]] = classed("open", ARRAY(Uuid))
    fields: Mapped[list[str]] = classed("open", ARRAY(Text))
    detail: Mapped[str] = classed("open", Text)

    __table_args__ = (
        Index("ledger_entry_seq_ix", "tenant_id", "seq", unique=True),
        Index("ledger_entry_case_ix", "tenant_id", "case_id", "id"),
        Index("ledger_entry_actor_ix", "tenant_id", "actor_id", "id"),
        Index("ledger_entry_at_ix", "tenant_id", "at"),
        Index("ledger_entry_subjects_ix", "subjects", postgresql_using="gin"),
        Index(
            "ledger_entry_declared_ix", "tenant_id", "at", "id", postgresql_where="act = 'purpose.declared'"
        ),
        Index("ledger_entry_unsealed_ix", "tenant_id", "xid", "id", postgresql_where="seq is null"),
    )
