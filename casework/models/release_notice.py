"""Notices of release of liability: a seller's word that a vehicle is sold. None of them changes an owner (A.1.3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, DateTime, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class ReleaseNotice(Register):
    """One notice: when the vehicle was sold as the seller claims, to whom, and whether it came in time."""

    __tablename__ = "release_notice"
    __whose__ = ("vehicle_id",)

    vehicle_id: Mapped[UUID] = classed("open", Uuid)
    case_id: Mapped[UUID] = classed("open", Uuid)
    sold_on: Mapped[date] = classed("open", Date)
    due_on: Mapped[date] = classed("open", Date)
    received_at: Mapped[datetime] = classed("open", INSTANT)
    recorded_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    late: Mapped[bool] = classed("open", Boolean)
    odometer: Mapped[int | None] = classed("open", Integer, nullable=True)
    seller_is_owner: Mapped[bool] = classed("open", Boolean)
    buyer_name: Mapped[str] = classed("contact", Text)
    buyer_address: Mapped[str | None] = classed("location", Text, nullable=True)

    __table_args__ = (
        reference("vehicle", "vehicle_id"),
        UniqueConstraint("tenant_id", "case_id"),
        Index("release_notice_vehicle_ix", "tenant_id", "vehicle_id", "sold_on"),
    )
