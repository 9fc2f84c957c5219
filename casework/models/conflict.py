"""Who keeps away from what: relations that were declared, and the conflicts that follow from them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class DeclaredRelation(Register):
    """A member's relation to a person, or to a case by its number. It is ended, never deleted.

    The case is named by number so that it can be declared by who does not see it, and without learning whether it
    is there.
    """

    __tablename__ = "declared_relation"

    member_id: Mapped[UUID] = classed("open", Uuid)
    person_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    case_number: Mapped[str | None] = classed("open", Text, nullable=True)
    why: Mapped[str] = classed("internal", Text)
    since: Mapped[datetime] = classed("open", INSTANT, default=now)
    declared_by: Mapped[UUID] = classed("open", Uuid)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    ended_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("person", "person_id"),
        Index("declared_relation_member_ix", "tenant_id", "member_id", "ended_at"),
    )


class Conflict(Register):
    """A case or a person that a member keeps away from. Kept by the database alone: from declared relations, from
    parties of cases, and from the member's own e-mail address."""

    __tablename__ = "conflict"

    member_id: Mapped[UUID] = classed("open", Uuid)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    person_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("case", "case_id", ondelete="CASCADE"),
        reference("person", "person_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "member_id", "case_id"),
        UniqueConstraint("tenant_id", "member_id", "person_id"),
        Index("conflict_case_ix", "tenant_id", "case_id"),
        Index("conflict_person_ix", "tenant_id", "person_id"),
    )
