"""Areas of the office's town, and ready answers for its people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Double, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped

from casework.store.registers import Register, classed


class Area(Register):
    """A part of town: a shape on the map, a list of streets, or both. The first that takes a place has it."""

    __tablename__ = "area"

    code: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("open", Text)
    position: Mapped[int] = classed("open", Integer, default=0)
    shape: Mapped[dict[str, Any] | None] = classed("open", JSONB(none_as_null=True), nullable=True)
    south: Mapped[float | None] = classed("open", Double, nullable=True)
    west: Mapped[float | None] = classed("open", Double, nullable=True)
    north: Mapped[float | None] = classed("open", Double, nullable=True)
    east: Mapped[float | None] = classed("open", Double, nullable=True)
    streets: Mapped[list[str]] = classed("open", ARRAY(Text), default=list)
    retired_at: Mapped[datetime | None] = classed("open", DateTime(timezone=True), nullable=True)

    __table_args__ = (UniqueConstraint("tenant_id", "code"),)


class CannedReply(Register):
    """Words that are ready to be sent: for some categories and moves, or for all of them where none is named."""

    __tablename__ = "canned_reply"

    title: Mapped[str] = classed("open", Text)
    workflow: Mapped[str] = classed("open", Text)
    categories: Mapped[list[str]] = classed("open", ARRAY(Text), default=list)
    moves: Mapped[list[str]] = classed("open", ARRAY(Text), default=list)
    words: Mapped[dict[str, str]] = classed("open", JSONB)  # language -> sentence
    retired_at: Mapped[datetime | None] = classed("open", DateTime(timezone=True), nullable=True)

    __table_args__ = (UniqueConstraint("tenant_id", "workflow", "title"),)
