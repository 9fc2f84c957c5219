"""The books: acts about money as entries, each with lines that add up to nothing. Written once, never changed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class BookEntry(Register):
    """One act in the books. The database takes it only with all its `lines`, and only into an open month."""

    __tablename__ = "book_entry"
    __whose__ = ("gift_id",)

    act: Mapped[str] = classed("open", Text)
    gift_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    pledge_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    book_on: Mapped[date] = classed("open", Date)  # the day it counts on; its month must be open
    lines: Mapped[int] = classed("open", Integer)
    reason: Mapped[str | None] = classed("matter", Text, nullable=True)
    posted_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    posted_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("gift", "gift_id"),
        reference("pledge", "pledge_id"),
        CheckConstraint("lines between 2 and 100", name="lines"),
        Index("book_entry_gift_ix", "tenant_id", "gift_id"),
        Index("book_entry_day_ix", "tenant_id", "book_on", "id"),
    )


class Posting(Register):
    """One line of an entry: so much onto an account (below zero: off it). What is given stands below zero at a fund."""

    __tablename__ = "posting"
    __whose__ = ("gift_id",)

    entry_id: Mapped[UUID] = classed("open", Uuid)
    line: Mapped[int] = classed("open", Integer)
    gift_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    pledge_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    book_on: Mapped[date] = classed("open", Date)
    account: Mapped[str] = classed("open", Text)
    fund_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    amount: Mapped[int] = classed("financial", BigInteger)
    currency: Mapped[str] = classed("open", Text)

    __table_args__ = (
        reference("book_entry", "entry_id"),
        reference("gift", "gift_id"),
        reference("pledge", "pledge_id"),
        reference("fund", "fund_id"),
        UniqueConstraint("tenant_id", "entry_id", "line"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("(account in ('fund', 'promised')) = (fund_id is not null)", name="fund"),
        Index("posting_gift_ix", "tenant_id", "gift_id"),
        Index("posting_pledge_ix", "tenant_id", "pledge_id"),
        Index("posting_fund_ix", "tenant_id", "fund_id", "book_on"),
    )


class BookPeriod(Register):
    """A month of the books: open, or closed."""

    __tablename__ = "book_period"

    month: Mapped[date] = classed("open", Date)  # its first day
    closed: Mapped[bool] = classed("open", Boolean, default=False)
    changed_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    changed_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reason: Mapped[str | None] = classed("matter", Text, nullable=True)

    __table_args__ = (UniqueConstraint("tenant_id", "month"),)


class PeriodAct(Register):
    """That a month was closed or opened again, by whom and why. The database writes it when a month changes."""

    __tablename__ = "period_act"

    month: Mapped[date] = classed("open", Date)
    act: Mapped[str] = classed("open", Text)  # closed or reopened
    at: Mapped[datetime] = classed("open", INSTANT)
    by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reason: Mapped[str | None] = classed("matter", Text, nullable=True)

    __table_args__ = (Index("period_act_month_ix", "tenant_id", "month"),)
