"""Answers already given to repeated requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed


class IdempotencyKey(Register):
    """A create that was answered: the same key gives the same answer for 24 hours."""

    __tablename__ = "idempotency_key"

    holder: Mapped[str] = classed("open", Text)  # the actor, or the draft of an applicant
    key: Mapped[str] = classed("open", Text)
    request_hash: Mapped[bytes] = classed("open", LargeBinary)
    answer: Mapped[dict[str, Any]] = classed("open", JSONB)
    at: Mapped[datetime] = classed("open", DateTime(timezone=True), default=now)

    __table_args__ = (
        UniqueConstraint("tenant_id", "holder", "key"),
        Index("idempotency_key_at_ix", "tenant_id", "at"),
    )
