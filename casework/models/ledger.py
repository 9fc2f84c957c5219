"""The ledger as it is read. It is written only by the database's function `ledger_append`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.registers import TenantRow, classed

INSTANT = DateTime(timezone=True)


class LedgerEntry(TenantRow):
    """An act or a disclosure: who, for what purpose, about whom, which fields. Never values."""

    __tablename__ = "ledger_entry"

    seq: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, info={"class": "open"}
    )
    at: Mapped[datetime] = classed("open", INSTANT)
    actor_kind: Mapped[str] = classed("open", Text)
    actor_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    purpose: Mapped[str] = classed("open", Text)
    act: Mapped[str] = classed("open", Text)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    subjects: Mapped[list[UUID]] = classed("open", ARRAY(Uuid))
    fields: Mapped[list[str]] = classed("open", ARRAY(Text))
    detail: Mapped[str] = classed("open", Text)
    hash: Mapped[bytes] = classed("open", LargeBinary)
    seal_id: Mapped[int | None] = classed(
        "open", BigInteger, nullable=True
    )  # set when entries are sealed in batches

    __table_args__ = (
        Index("ledger_entry_case_ix", "tenant_id", "case_id", "seq"),
        Index("ledger_entry_subjects_ix", "subjects", postgresql_using="gin"),
        Index("ledger_entry_unsealed_ix", "tenant_id", "seq", postgresql_where="seal_id is null"),
    )


class LedgerHead(TenantRow):
    """The end of a tenant's chain."""

    __tablename__ = "ledger_head"

    seq: Mapped[int] = classed("open", BigInteger)
    hash: Mapped[bytes] = classed("open", LargeBinary)
