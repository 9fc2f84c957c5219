"""Gifts: what was given, for which fund, and the receipt that was issued."""

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
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from casework.base.clock import now
from casework.store.registers import Register, TenantRow, classed, reference

INSTANT = DateTime(timezone=True)


class Fund(Register):
    """What a gift is for."""

    __tablename__ = "fund"

    code: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("open", Text)
    restriction: Mapped[str] = classed("open", Text, default="unrestricted")
    active: Mapped[bool] = classed("open", Boolean, default=True)

    __table_args__ = (UniqueConstraint("tenant_id", "code"),)


class Gift(Register):
    """A gift of money or goods. After posting it never changes: a reversal row takes it back."""

    __tablename__ = "gift"
    __whose__ = ("donor_id",)

    number: Mapped[str] = classed("open", Text)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    fund_id: Mapped[UUID] = classed("open", Uuid)
    kind: Mapped[str] = classed("open", Text, default="money")  # or "in_kind"
    amount: Mapped[int] = classed(
        "financial", BigInteger
    )  # minor units; 0 for goods, negative for a reversal
    benefit: Mapped[int] = classed("financial", BigInteger, default=0)  # fair value of what the donor got
    currency: Mapped[str] = classed("open", Text)
    method: Mapped[str] = classed("open", Text)
    goods: Mapped[str | None] = classed("matter", Text, nullable=True)
    goods_kind: Mapped[str] = classed("open", Text, default="goods")  # or "vehicle"
    fair_value: Mapped[int | None] = classed(
        "financial", BigInteger, nullable=True
    )  # of goods, for the books
    fair_value_basis: Mapped[str | None] = classed("matter", Text, nullable=True)  # how it was found
    rate: Mapped[str | None] = classed("open", Text, nullable=True)  # of one unit in the office's currency
    rate_source: Mapped[str | None] = classed("open", Text, nullable=True)
    base_amount: Mapped[int | None] = classed("financial", BigInteger, nullable=True)  # at that rate
    received_on: Mapped[date] = classed("open", Date)
    status: Mapped[str] = classed("open", Text, default="posted")  # posted, receipted, refunded or reversed
    campaign_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # what brought it
    appeal_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reverses_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    entered_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    posted_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("person", "donor_id"),
        reference("fund", "fund_id"),
        reference("gift", "reverses_id"),
        reference("campaign", "campaign_id"),
        reference("appeal", "appeal_id"),
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "reverses_id"),
        CheckConstraint("kind <> 'in_kind' or amount = 0", name="goods_without_value"),
        CheckConstraint(
            "fair_value is null or (fair_value > 0 and kind = 'in_kind')", name="fair_value_of_goods"
        ),
        CheckConstraint(
            "(rate is null) = (base_amount is null) and (rate is null) = (rate_source is null)",
            name="rate_with_source",
        ),
        Index("gift_donor_ix", "tenant_id", "donor_id", "received_on"),
        Index("gift_received_ix", "tenant_id", "received_on", "id"),
        Index("gift_fund_ix", "tenant_id", "fund_id", "received_on"),
        Index("gift_appeal_ix", "tenant_id", "appeal_id", postgresql_where=text("appeal_id is not null")),
        Index(
            "gift_campaign_ix", "tenant_id", "campaign_id", postgresql_where=text("campaign_id is not null")
        ),
    )


class Receipt(Register):
    """A receipt as it was issued: its file is stored with its hash and reprinted byte for byte.

    A counter-receipt has the next number of the same series and says which one it cancels, and why. A receipt that
    is issued in place of a cancelled one says which one it replaces.
    """

    __tablename__ = "receipt"

    gift_id: Mapped[UUID] = classed("open", Uuid)
    series: Mapped[str] = classed("open", Text)
    year: Mapped[int] = classed("open", Integer)
    serial: Mapped[int] = classed("open", Integer)
    number: Mapped[str] = classed("open", Text)
    language: Mapped[str] = classed("open", Text)
    issued_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    status: Mapped[str] = classed("open", Text, default="issued")  # issued, replaced or cancelled
    kind: Mapped[str] = classed("open", Text, default="receipt")  # or "counter"
    cancels_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    replaces_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reason: Mapped[str | None] = classed("matter", Text, nullable=True)
    amount: Mapped[int] = classed("financial", BigInteger, default=0)  # as printed; 0 for goods
    currency: Mapped[str] = classed("open", Text)
    issued_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    handed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True, server_default=text("null"))
    store_name: Mapped[str] = classed("financial", Text)
    sha256: Mapped[bytes] = classed("financial", LargeBinary)
    size: Mapped[int] = classed("open", Integer)

    __table_args__ = (
        reference("gift", "gift_id"),
        reference("receipt", "cancels_id"),
        reference("receipt", "replaces_id"),
        UniqueConstraint("tenant_id", "series", "year", "serial"),
        UniqueConstraint("tenant_id", "cancels_id"),
        CheckConstraint("(kind = 'counter') = (cancels_id is not null)", name="counter"),
        Index("receipt_gift_ix", "tenant_id", "gift_id"),
        Index("receipt_issued_ix", "tenant_id", "issued_at", "id"),
    )


class NumberSeries(TenantRow):
    """A counter without gaps: the row is locked in the transaction that takes the number."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(Text, primary_key=True, info={"class": "open"})
    year: Mapped[int] = mapped_column(Integer, primary_key=True, info={"class": "open"})
    next: Mapped[int] = classed("open", Integer, default=1)
