"""Accounts from which regular gifts are collected, as their donors corrected them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference
from casework.store.sealed import Sealed, SealedType

INSTANT = DateTime(timezone=True)


class PledgeAccount(Register):
    """An account and the mandate that stands for it. Sealed: it is opened once, for the file that tells the bank."""

    __tablename__ = "pledge_account"
    __whose__ = ("donor_id",)

    pledge_id: Mapped[UUID] = classed("open", Uuid)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    mandate: Mapped[str] = classed("financial", Text)
    ending: Mapped[str] = classed("financial", Text)  # what a person knows it by: its last four
    value: Mapped[Sealed] = classed("sealed", SealedType)  # place "pledge_account.value"
    since: Mapped[datetime] = classed("open", INSTANT, default=now)
    file_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # the file that told the bank

    __table_args__ = (
        reference("pledge", "pledge_id"),
        reference("bank_file", "file_id"),
        UniqueConstraint("tenant_id", "mandate"),
        Index("pledge_account_pledge_ix", "tenant_id", "pledge_id", "since"),
        Index("pledge_account_file_ix", "tenant_id", "file_id"),
    )
