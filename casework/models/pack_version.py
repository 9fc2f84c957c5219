"""Packs as they stood when cases began under them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed


class PackVersion(Register):
    """A pack document that cases are pinned to. Never changed."""

    __tablename__ = "pack_version"

    name: Mapped[str] = classed("open", Text)
    version: Mapped[int] = classed("open", Integer)
    digest: Mapped[str] = classed("open", Text)
    document: Mapped[dict[str, Any]] = classed("open", JSONB)
    installed_at: Mapped[datetime] = classed("open", DateTime(timezone=True), default=now)

    __table_args__ = (UniqueConstraint("tenant_id", "name", "digest"),)
