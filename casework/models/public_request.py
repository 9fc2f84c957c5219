"""What everybody may know of a request, who wants its news, and what is counted of all of them.

A row of `PublicRequest` holds nothing but what is published, in the form in which it is: coarse where the place is
delicate, words only as somebody of the office released them. So all of it is of the class `open`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, DateTime, Double, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)
KEYED = Text(collation="C")


class PublicRequest(Register):
    """The public face of one case. Nobody but staff, and who asked, sees that one is there which is not published.

    Unit, due date and sealing are followed by the database itself.
    """

    __tablename__ = "public_request"

    case_id: Mapped[UUID] = classed("open", Uuid)
    number: Mapped[str] = classed("open", Text)
    workflow: Mapped[str] = classed("open", Text)
    category: Mapped[str] = classed("open", Text)
    area: Mapped[str | None] = classed("open", Text, nullable=True)
    agency: Mapped[str | None] = classed("open", Text, nullable=True)
    state: Mapped[str] = classed("open", Text)
    opened_at: Mapped[datetime] = classed("open", INSTANT)
    changed_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    due_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    closed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    published: Mapped[bool] = classed("open", Boolean, default=False)
    seen_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    lat: Mapped[float | None] = classed("open", Double, nullable=True)
    lon: Mapped[float | None] = classed("open", Double, nullable=True)
    place: Mapped[str | None] = classed("open", Text, nullable=True)
    words: Mapped[str | None] = classed("open", Text, nullable=True)
    answers: Mapped[dict[str, Any]] = classed("open", JSONB, default=dict)
    outcome: Mapped[str | None] = classed("open", Text, nullable=True)
    message: Mapped[str | None] = classed("open", Text, nullable=True)
    reports: Mapped[int] = classed("open", Integer, default=1)

    __table_args__ = (
        reference("case", "case_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "case_id"),
        UniqueConstraint("tenant_id", "number"),
        Index("public_request_list_ix", "tenant_id", "published", "opened_at", "id"),
        Index("public_request_category_ix", "tenant_id", "category", "published", "opened_at", "id"),
        Index("public_request_area_ix", "tenant_id", "area", "published", "opened_at", "id"),
        Index("public_request_changed_ix", "tenant_id", "published", "changed_at", "id"),
        Index("public_request_place_ix", "tenant_id", "published", "lat", "lon"),
        Index(
            "public_request_open_ix",
            "tenant_id",
            "opened_at",
            "id",
            postgresql_where="published and closed_at is null",
        ),
    )


class PublicPhoto(Register):
    """A photo that was released: the redrawn file of a paper of the case."""

    __tablename__ = "public_photo"

    request_id: Mapped[UUID] = classed("open", Uuid)
    document_id: Mapped[UUID] = classed("open", Uuid)
    store_name: Mapped[str] = classed("open", Text)
    media_type: Mapped[str] = classed("open", Text)
    released_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (
        reference("public_request", "request_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "request_id", "document_id"),
    )


class Follower(Register):
    """Somebody who wants news of one request, or of a category or an area: an address, once it is confirmed.

    With `joined` they said that they have the same trouble; an address is not needed for that.
    """

    __tablename__ = "follower"

    request_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    category: Mapped[str | None] = classed("open", Text, nullable=True)
    area: Mapped[str | None] = classed("open", Text, nullable=True)
    joined: Mapped[bool] = classed("open", Boolean, default=False)
    email: Mapped[str | None] = classed("contact", Text, nullable=True)
    email_key: Mapped[str | None] = classed("contact", KEYED, nullable=True)
    language: Mapped[str] = classed("open", Text)
    asked_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    confirmed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        reference("public_request", "request_id", ondelete="CASCADE"),
        Index("follower_request_ix", "tenant_id", "request_id"),
        Index("follower_category_ix", "tenant_id", "category", "area"),
        Index("follower_asked_ix", "tenant_id", "confirmed_at", "asked_at"),
    )


class RequestCount(Register):
    """The counts of one whole month, with what would tell on somebody already left out. Never changed."""

    __tablename__ = "request_count"

    month: Mapped[date] = classed("open", Date)
    tables: Mapped[dict[str, Any]] = classed("open", JSONB)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (UniqueConstraint("tenant_id", "month"),)
