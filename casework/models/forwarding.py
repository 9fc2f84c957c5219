"""Categories that somebody else sees to: where their requests go, and what became of each there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.models.case import OfCase
from casework.store.registers import Register, classed, reference
from casework.store.sealed import Sealed, SealedType

INSTANT = DateTime(timezone=True)


class Forwarding(Register):
    """An Open311 endpoint that takes the requests of one category."""

    __tablename__ = "forwarding"

    category: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("open", Text)  # what people call who runs it
    address: Mapped[str] = classed("open", Text)
    jurisdiction: Mapped[str] = classed("open", Text)
    service: Mapped[str] = classed("open", Text)
    api_key: Mapped[Sealed | None] = classed("internal", SealedType, nullable=True)
    answers: Mapped[dict[str, str]] = classed("open", JSONB)  # their attribute -> our question
    whole_words: Mapped[bool] = classed(
        "open", Boolean
    )  # what was typed goes along, not only what was released
    safe_again: Mapped[bool] = classed("open", Boolean)  # it does once what is sent twice under one key
    stopped_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    tried_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    trial: Mapped[str | None] = classed("open", Text, nullable=True)  # what a look at it found, as a code
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (UniqueConstraint("tenant_id", "category"),)


class ForwardedRequest(OfCase):
    """One request on its way to another office.

    `attempts` names the last one that was begun: whoever holds another is late and does nothing. `tries` counts those
    since somebody wanted it sent. `perhaps`: an answer was lost, so it may have arrived.
    """

    __tablename__ = "forwarded_request"

    forwarding_id: Mapped[UUID] = classed("open", Uuid)
    state: Mapped[str] = classed("open", Text)
    attempts: Mapped[int] = classed("open", Integer, default=0)
    tries: Mapped[int] = classed("open", Integer, default=0)
    perhaps: Mapped[bool] = classed("open", Boolean, default=False)
    queued_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    tried_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    next_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    sent_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    their_id: Mapped[str | None] = classed("open", Text, nullable=True)
    token: Mapped[str | None] = classed("open", Text, nullable=True)
    their_state: Mapped[str | None] = classed("open", Text, nullable=True)
    asked_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    changed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    said: Mapped[str | None] = classed("matter", Text, nullable=True)  # their words, the last

    __table_args__ = (
        reference("case", "case_id", ondelete="CASCADE"),
        reference("forwarding", "forwarding_id"),
        UniqueConstraint("tenant_id", "case_id", "forwarding_id"),
        Index("forwarded_request_state_ix", "tenant_id", "forwarding_id", "state", "asked_at"),
    )
