"""Batches: gifts entered one after the other and posted together, once count and total are what was counted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class GiftBatch(Register):
    """A heap of gifts, counted before it is entered: so many, so much in all."""

    __tablename__ = "gift_batch"

    number: Mapped[str] = classed("open", Text)
    expected_count: Mapped[int] = classed("open", Integer)
    expected_total: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)
    method: Mapped[str] = classed("open", Text)
    fund_id: Mapped[UUID] = classed("open", Uuid)  # of a line that names no other
    received_on: Mapped[date] = classed("open", Date)
    campaign_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # what brought its gifts
    appeal_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    status: Mapped[str] = classed("open", Text, default="open")  # open, posted or dropped
    opened_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    opened_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    posted_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    posted_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("fund", "fund_id"),
        reference("campaign", "campaign_id"),
        reference("appeal", "appeal_id"),
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("expected_count between 1 and 500 and expected_total > 0", name="expected"),
    )


class BatchLine(Register):
    """One gift of a batch. Posted, it stands for its gift, and stays."""

    __tablename__ = "batch_line"
    __whose__ = ("donor_id",)

    batch_id: Mapped[UUID] = classed("open", Uuid)
    place: Mapped[int] = classed("open", Integer)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    fund_id: Mapped[UUID] = classed("open", Uuid)
    amount: Mapped[int] = classed("financial", BigInteger)
    mark: Mapped[str | None] = classed("matter", Text, nullable=True)  # the number of a check
    gift_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("gift_batch", "batch_id"),
        reference("person", "donor_id"),
        reference("fund", "fund_id"),
        reference("gift", "gift_id"),
        UniqueConstraint("tenant_id", "batch_id", "place"),
        CheckConstraint("amount > 0", name="amount"),
        Index("batch_line_batch_ix", "tenant_id", "batch_id"),
        Index("batch_line_donor_ix", "tenant_id", "donor_id", postgresql_where=text("donor_id is not null")),
    )
