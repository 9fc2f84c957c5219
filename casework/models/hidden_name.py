"""The names of donors who want to be known to few, and what people said about being written to."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.domain.contact_choices import CHANNELS, TOPICS
from casework.store.registers import Register, classed, reference

KEYED = Text(collation="C")
INSTANT = DateTime(timezone=True)


class HiddenName(Register):
    """The true name of an anonymous donor, and of their household: whoever may not know it has no such row.

    Rows come and go by functions of the database alone, which put another name in the place of the true one.
    """

    __tablename__ = "hidden_name"
    __whose__ = ("person_id",)

    person_id: Mapped[UUID] = classed("open", Uuid)
    holder_id: Mapped[UUID] = classed("open", Uuid)  # the person, or their household
    name: Mapped[str] = classed("contact", KEYED)
    name_key: Mapped[str] = classed("contact", KEYED)
    name_sort: Mapped[bytes] = classed("contact", LargeBinary)
    hidden_at: Mapped[datetime] = classed("open", INSTANT)
    hidden_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "person_id"),
        UniqueConstraint("tenant_id", "holder_id"),
        Index("hidden_name_person_ix", "tenant_id", "person_id"),
    )


class ContactChoice(Register):
    """What somebody said, on a day, about being written to on a channel about a topic. It never changes: what is
    said later stands beside it."""

    __tablename__ = "contact_choice"
    __whose__ = ("person_id",)

    person_id: Mapped[UUID] = classed("open", Uuid)
    channel: Mapped[str] = classed("open", Text)
    topic: Mapped[str] = classed("open", Text)
    allowed: Mapped[bool] = classed("open", Boolean)
    basis: Mapped[str] = classed("open", Text)  # how they said it
    evidence: Mapped[str] = classed("internal", Text)  # where that is seen
    said_on: Mapped[date] = classed("open", Date)
    recorded_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    recorded_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "person_id"),
        CheckConstraint(f"channel in {CHANNELS}", name="channel"),
        CheckConstraint(f"topic in {TOPICS}", name="topic"),
        Index("contact_choice_person_ix", "tenant_id", "person_id", "said_on"),
    )
