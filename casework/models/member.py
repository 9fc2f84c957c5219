"""Staff as cases know them: kept by the database from the identity schema, read-only here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped

from casework.store.registers import Register, classed


class Member(Register):
    """A member of staff: the same id as their login, without the login."""

    __tablename__ = "member"

    name: Mapped[str] = classed("open", Text)
    titles: Mapped[list[str]] = classed("open", ARRAY(Text))
    units: Mapped[list[UUID]] = classed("open", ARRAY(Uuid))
    language: Mapped[str] = classed("open", Text)
    active: Mapped[bool] = classed("open", Boolean)


class Unit(Register):
    """A part of the office that cases are sent to."""

    __tablename__ = "unit"

    code: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("open", Text)
    takes: Mapped[list[str]] = classed("open", ARRAY(Text), default=list)  # a workflow, or one of its answers
    retired_at: Mapped[datetime | None] = classed("open", DateTime(timezone=True), nullable=True)

    __table_args__ = (UniqueConstraint("tenant_id", "code"),)
