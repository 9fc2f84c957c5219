"""What is said about a case: messages to and from the applicant, notes among staff, letters sent by mail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, Index, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.models.case import OfCase
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class Message(OfCase):
    """A message between the office and the applicant. A question waits until it is answered."""

    __tablename__ = "message"

    sender: Mapped[str] = classed("open", Text)  # "us" or "them"
    kind: Mapped[str] = classed("open", Text)  # "message", "question" or "answer"
    body: Mapped[str] = classed("matter", Text)
    language: Mapped[str] = classed("open", Text)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    author_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    answers_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    wanted: Mapped[list[str]] = classed("open", JSONB, default=list)  # document fields asked for
    answer_by: Mapped[date | None] = classed("open", Date, nullable=True)
    answered_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        reference("case", "case_id"),
        reference("message", "answers_id"),
        Index("message_case_ix", "tenant_id", "case_id", "at"),
    )


class Note(OfCase):
    """Staff only. Apart from messages, so that no note can be sent by mistake."""

    __tablename__ = "note"

    body: Mapped[str] = classed("internal", Text)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    author_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (reference("case", "case_id"), Index("note_case_ix", "tenant_id", "case_id", "at"))


class Letter(Register):
    """A mail to be sent: who gets it and which wording. Rendered by the job, at the time of sending."""

    __tablename__ = "letter"
    __whose__ = ("person_id", "case_id")

    template: Mapped[str] = classed("open", Text)
    language: Mapped[str] = classed("open", Text)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    person_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    address: Mapped[str | None] = classed(
        "contact", Text, nullable=True
    )  # none: the applicant's, when it is sent
    values: Mapped[dict[str, Any]] = classed("matter", JSONB, default=dict)
    queued_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    sent_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    topic: Mapped[str | None] = classed(
        "open", Text, nullable=True
    )  # of letters to somebody who may not want it
    message_id: Mapped[str | None] = classed("open", Text, nullable=True)
    failure: Mapped[str | None] = classed("open", Text, nullable=True)
    reply_hash: Mapped[bytes | None] = classed(
        "open", LargeBinary, nullable=True
    )  # of the word in its reply address
    sent_key: Mapped[str | None] = classed("open", Text, nullable=True)  # keyed: whom it was sent to
    bounced_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        Index("letter_case_ix", "tenant_id", "case_id"),
        Index("letter_unsent_ix", "tenant_id", "sent_at", "queued_at"),
        Index("letter_reply_ix", "tenant_id", "reply_hash", postgresql_where="reply_hash is not null"),
    )
