"""That two records are one person, who said so, and what that changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class PersonMerge(Register):
    """A link from one record to the other. Nothing is moved, so it is undone by ending it, whatever came since."""

    __tablename__ = "person_merge"
    __whose__ = ("kept_id", "gone_id")

    kept_id: Mapped[UUID] = classed("open", Uuid)
    gone_id: Mapped[UUID] = classed("open", Uuid)
    followed: Mapped[list[UUID]] = classed("open", ARRAY(Uuid))  # records that stood behind the one that went
    before: Mapped[dict[str, Any]] = classed(
        "contact", JSONB
    )  # of the kept record: what was chosen from the other
    after: Mapped[dict[str, Any]] = classed("contact", JSONB)
    merged_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    merged_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    parted_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    parted_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "kept_id"),
        reference("person", "gone_id"),
        CheckConstraint("kept_id <> gone_id", name="two"),
        Index(
            "person_merge_gone_ux",
            *("tenant_id", "gone_id"),
            unique=True,
            postgresql_where=text("parted_at is null"),
        ),
        Index("person_merge_kept_ix", "tenant_id", "kept_id"),
        Index("person_merge_gone_ix", "tenant_id", "gone_id"),
    )


class TwoPeople(Register):
    """Somebody's word that two records alike are two people: they are not offered again. The smaller id first."""

    __tablename__ = "two_people"
    __whose__ = ("first_id", "second_id")

    first_id: Mapped[UUID] = classed("open", Uuid)
    second_id: Mapped[UUID] = classed("open", Uuid)
    said_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    said_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "first_id"),
        reference("person", "second_id"),
        UniqueConstraint("tenant_id", "first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="order"),
        Index("two_people_second_ix", "tenant_id", "second_id"),
    )
