"""Files: what was handed in with a case, and what an applicant has uploaded before sending."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.models.case import OfCase
from casework.store.registers import Register, classed, reference
from casework.store.sealed import Sealed, SealedType

INSTANT = DateTime(timezone=True)


class Document(OfCase):
    """A file of a case. Its label is the class of the field it answers, so the wall guards it like a fact."""

    __tablename__ = "document"

    field: Mapped[str] = classed("open", Text)
    label: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("labelled", Text)
    media_type: Mapped[str] = classed("open", Text)
    size: Mapped[int] = classed("open", BigInteger)
    sha256: Mapped[bytes] = classed("labelled", LargeBinary)
    store_name: Mapped[str] = classed("labelled", Text)
    scan: Mapped[str] = classed("open", Text)  # "clean", "not_scanned" or "infected"
    sender: Mapped[str] = classed("open", Text)  # "us" or "them"
    at: Mapped[datetime] = classed("open", INSTANT, default=now)
    author_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    verified_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    verified_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    fault: Mapped[str | None] = classed(
        "open", Text, nullable=True
    )  # what an officer found wrong with it, by its code
    removed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (reference("case", "case_id"), Index("document_case_ix", "tenant_id", "case_id", "at"))


class Draft(Register):
    """What somebody has begun and not sent. The answers are one sealed value; the id becomes the case's id."""

    __tablename__ = "draft"

    workflow: Mapped[str] = classed("open", Text)
    pack_id: Mapped[UUID] = classed("open", Uuid)
    language: Mapped[str] = classed("open", Text)
    answers: Mapped[Sealed] = classed("labelled", SealedType)  # JSON, place "draft.answers"
    begun_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    saved_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    expires_at: Mapped[datetime] = classed("open", INSTANT)
    follows_id: Mapped[UUID | None] = classed(
        "open", Uuid, nullable=True
    )  # the case that it asks again about

    __table_args__ = (
        reference("pack_version", "pack_id"),
        Index("draft_expires_ix", "tenant_id", "expires_at"),
    )


class Upload(Register):
    """A file of a draft, bound to it until it is sent."""

    __tablename__ = "upload"
    __whose__ = ("draft_id",)

    draft_id: Mapped[UUID] = classed("open", Uuid)
    field: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("labelled", Text)
    media_type: Mapped[str] = classed("open", Text)
    size: Mapped[int] = classed("open", BigInteger)
    sha256: Mapped[bytes] = classed("labelled", LargeBinary)
    store_name: Mapped[str] = classed("labelled", Text)
    scan: Mapped[str] = classed("open", Text)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (
        reference("draft", "draft_id", ondelete="CASCADE"),
        Index("upload_draft_ix", "tenant_id", "draft_id"),
    )
