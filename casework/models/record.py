"""Requests for records: the records that were found, and the log of what is withheld of them and why. Staff's alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.models.case import OfCase
from casework.store.registers import classed, reference

INSTANT = DateTime(timezone=True)
RELEASE, PART, WITHHOLD = DECISIONS = ("release", "part", "withhold")
REQUEST, RECORD, PLACE = EXTENTS = ("request", "record", "place")


class FoundRecord(OfCase):
    """A record that answers a request. The original and what is given out of it are two files, never one.

    `revision_id`: the file without what is withheld; `given_id`: what the applicant got, once they got it.
    """

    __tablename__ = "found_record"

    title: Mapped[str] = classed("internal", Text)
    original_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    revision_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    given_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    decision: Mapped[str | None] = classed("internal", Text, nullable=True)
    decided_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    decided_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    added_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    added_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    removed_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        reference("case", "case_id"),
        reference("document", "original_id"),
        reference("document", "revision_id"),
        reference("document", "given_id"),
        CheckConstraint(f"decision in {DECISIONS}", name="decision"),
        CheckConstraint("revision_id <> original_id", name="revision"),
        CheckConstraint("given_id <> original_id and given_id <> revision_id", name="given"),
        Index("found_record_case_ix", "tenant_id", "case_id"),
    )


class Withholding(OfCase):
    """One line of the log: what is withheld, where it stands, by which exemption, and why. Never changed; lifted once.

    `interest`: how the public interest was weighed, where the exemption demands it. `area`: left, top, width and height
    on the page, in thousandths of it.
    """

    __tablename__ = "withholding"

    record_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    extent: Mapped[str] = classed("open", Text)
    page: Mapped[int | None] = classed("internal", Integer, nullable=True)
    place: Mapped[str | None] = classed("internal", Text, nullable=True)
    area: Mapped[list[int] | None] = classed("internal", ARRAY(Integer), nullable=True)
    law: Mapped[str] = classed("internal", Text)
    exemption: Mapped[str] = classed("internal", Text)
    reason: Mapped[str] = classed("internal", Text)
    interest: Mapped[str | None] = classed("internal", Text, nullable=True)
    entered_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    entered_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    lifted_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    lifted_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("case", "case_id"),
        reference("found_record", "record_id"),
        CheckConstraint(f"extent in {EXTENTS}", name="extent"),
        CheckConstraint("(extent = 'request') = (record_id is null)", name="record"),
        CheckConstraint("(extent = 'place') = (place is not null)", name="place"),
        CheckConstraint("page > 0", name="page"),
        CheckConstraint(
            "area is null or (extent = 'place' and page is not null and cardinality(area) = 4)", name="area"
        ),
        Index("withholding_case_ix", "tenant_id", "case_id"),
    )
