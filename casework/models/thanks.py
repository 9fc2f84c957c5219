"""Thanks: one promise for each gift, and the runs that write to many donors at once."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
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


class Thanks(Register):
    """That a gift is thanked by a day, and how and when it was. Beside the gift: what was posted never changes."""

    __tablename__ = "thanks"
    __whose__ = ("donor_id",)

    gift_id: Mapped[UUID] = classed("open", Uuid)
    donor_id: Mapped[UUID] = classed("open", Uuid)
    due_on: Mapped[date] = classed("open", Date)
    status: Mapped[str] = classed("open", Text, default="due")  # due, sending, thanked or none
    how: Mapped[str | None] = classed("open", Text, nullable=True)  # email, letter, phone or person
    reason: Mapped[str | None] = classed("open", Text, nullable=True)  # why not, by its code
    thanked_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    thanked_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    run_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    letter_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    paper_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    version: Mapped[int] = classed("open", Integer)

    __mapper_args__ = {"version_id_col": version, "eager_defaults": False}
    __table_args__ = (
        reference("gift", "gift_id"),
        reference("person", "donor_id"),
        reference("thanks_run", "run_id"),
        reference("letter", "letter_id"),
        reference("thanks_paper", "paper_id"),
        UniqueConstraint("tenant_id", "gift_id"),
        CheckConstraint("(status = 'thanked') = (thanked_at is not null)", name="thanked"),
        Index("thanks_due_ix", "tenant_id", "status", "due_on", "id"),
        Index("thanks_donor_ix", "tenant_id", "donor_id"),
        Index("thanks_run_ix", "tenant_id", "run_id", "status"),
    )


class ThanksRun(Register):
    """One go at thanking many: how it was wanted, how many it was for. What became of each stands at its thanks."""

    __tablename__ = "thanks_run"

    wanted: Mapped[str] = classed("open", Text)  # auto, email or letter
    total: Mapped[int] = classed("open", Integer)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (Index("thanks_run_made_ix", "tenant_id", "made_at", "id"),)


class ThanksPaper(Register):
    """A file of letters to print, as a run made it."""

    __tablename__ = "thanks_paper"

    run_id: Mapped[UUID] = classed("open", Uuid)
    place: Mapped[int] = classed("open", Integer)
    letters: Mapped[int] = classed("open", Integer)
    hidden: Mapped[bool] = classed("open", Boolean, default=False)  # to anonymous donors: for few
    store_name: Mapped[str] = classed("financial", Text)
    sha256: Mapped[bytes] = classed("financial", LargeBinary)
    size: Mapped[int] = classed("open", Integer)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (
        reference("thanks_run", "run_id"),
        UniqueConstraint("tenant_id", "run_id", "place"),
    )
