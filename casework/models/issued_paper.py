"""Papers that the office issued: certificates, receipts and letters as they were printed, and whether they hold."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)
TITLE, RELEASE, LETTER, RECALL = KINDS = ("title", "release", "letter", "recall")
ENDS = ("reissued", "superseded", "withdrawn")


class IssuedPaper(Register):
    """One paper, byte for byte as it was issued. It never changes but by ending, once.

    `code_hash` is of the code printed on it: a trigger keeps it in schema identity, where the public check asks
    whether the paper is current. `to_applicant`: whoever applied may have it. `template`: which letter of the pack.
    """

    __tablename__ = "issued_paper"

    kind: Mapped[str] = classed("open", Text)
    template: Mapped[str] = classed("open", Text, default="")
    number: Mapped[str] = classed("open", Text)
    language: Mapped[str] = classed("open", Text)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    vehicle_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    title_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    event_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)  # what became of a plate
    to_applicant: Mapped[bool] = classed("open", Boolean, default=False)
    issued_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    issued_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    code_hash: Mapped[bytes] = classed("open", LargeBinary)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    ended_why: Mapped[str | None] = classed("open", Text, nullable=True)
    ended_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reason: Mapped[str | None] = classed("internal", Text, nullable=True)
    store_name: Mapped[str] = classed("contact", Text)
    sha256: Mapped[bytes] = classed("contact", LargeBinary)
    size: Mapped[int] = classed("open", Integer)

    __table_args__ = (
        reference("case", "case_id"),
        reference("vehicle", "vehicle_id"),
        reference("vehicle_title", "title_id"),
        reference("plate_issue_event", "event_id"),
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"ended_why in {ENDS}", name="ended_why"),
        CheckConstraint("(ended_at is null) = (ended_why is null)", name="ended"),
        Index("issued_paper_case_ix", "tenant_id", "case_id", "issued_at"),
        Index("issued_paper_vehicle_ix", "tenant_id", "vehicle_id", "issued_at"),
        Index("issued_paper_title_ix", "tenant_id", "title_id"),
        Index("issued_paper_event_ix", "tenant_id", "event_id", postgresql_where="event_id is not null"),
    )
