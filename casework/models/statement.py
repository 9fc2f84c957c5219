"""Year-end statements: one paper for each donor and year, in editions, and the runs that make them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)


class GivingStatement(Register):
    """What somebody gave in a year, as it was printed. A corrected edition supersedes the one before, which is kept."""

    __tablename__ = "giving_statement"
    __whose__ = ("donor_id",)

    donor_id: Mapped[UUID] = classed("open", Uuid)
    year: Mapped[int] = classed("open", Integer)
    edition: Mapped[int] = classed("open", Integer)
    number: Mapped[str] = classed("open", Text)
    status: Mapped[str] = classed("open", Text, default="issued")  # issued or superseded
    supersedes_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    run_id: Mapped[UUID] = classed("open", Uuid)
    language: Mapped[str] = classed("open", Text)
    issued_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    told: Mapped[bytes] = classed(
        "financial", LargeBinary
    )  # the digest of what it says: the same is not issued again
    store_name: Mapped[str] = classed("financial", Text)
    sha256: Mapped[bytes] = classed("financial", LargeBinary)
    size: Mapped[int] = classed("open", Integer)

    __table_args__ = (
        reference("person", "donor_id"),
        reference("giving_statement", "supersedes_id"),
        reference("statement_run", "run_id"),
        UniqueConstraint("tenant_id", "donor_id", "year", "edition"),
        UniqueConstraint("tenant_id", "number"),
        Index(
            "giving_statement_now_ux",
            *("tenant_id", "donor_id", "year"),
            unique=True,
            postgresql_where=text("status = 'issued'"),
        ),
        Index("giving_statement_year_ix", "tenant_id", "year", "id"),
    )


class StatementRun(Register):
    """One go at the statements of a year: after which donor it goes on, and how many papers it made."""

    __tablename__ = "statement_run"

    year: Mapped[int] = classed("open", Integer)
    total: Mapped[int] = classed("open", Integer)
    done: Mapped[int] = classed("open", Integer, default=0)  # donors it has looked at
    made: Mapped[int] = classed("open", Integer, default=0)  # new papers
    corrected: Mapped[int] = classed("open", Integer, default=0)  # of these, in place of another
    after_donor: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (Index("statement_run_made_ix", "tenant_id", "made_at", "id"),)
