"""Links between cases: that one asks again about what another had ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.models.case import OfCase
from casework.store.registers import classed, reference

FOLLOWS = "follows"
KINDS = (FOLLOWS,)


class CaseLink(OfCase):
    """Case `case_id` asks again about what `earlier_id` had ended. Seen only by staff who see both; never changed."""

    __tablename__ = "case_link"

    earlier_id: Mapped[UUID] = classed("open", Uuid)
    kind: Mapped[str] = classed("open", Text)
    at: Mapped[datetime] = classed("open", DateTime(timezone=True), default=now)

    __table_args__ = (
        reference("case", "case_id", ondelete="CASCADE"),
        reference("case", "earlier_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "case_id", "earlier_id"),
        CheckConstraint("kind in ('follows')", name="kind"),
        Index("case_link_earlier_ix", "tenant_id", "earlier_id"),
    )
