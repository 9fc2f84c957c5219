"""Declared relations: a member's own, and for the privacy officer everybody's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.ids import parse_case_number
from casework.base.values import Value
from casework.models import DeclaredRelation
from casework.policy.rulebook import require
from casework.store.session import ViewerSession

MOST = 500


class Relation(Value):
    """One relation, frozen. `number` is a case's; without it the relation is to a person."""

    id: UUID
    member_id: UUID
    person_id: UUID | None
    number: str | None
    why: str
    since: datetime
    declared_by: UUID
    ended_at: datetime | None


def own_relations(session: ViewerSession) -> list[Relation]:
    """Those of the viewer that hold, newest first. A disclosure."""
    return _listed(session, DeclaredRelation.member_id == session.viewer.actor)


def all_relations(session: ViewerSession) -> list[Relation]:
    """Everybody's, as far as they hold, newest first. A disclosure."""
    require("relation.review", session.viewer)
    return _listed(session)


def declared_to(session: ViewerSession, number: str) -> bool:
    """Whether the viewer has declared a relation to the case of this number: then they know of it already."""
    chosen = select(DeclaredRelation.id).where(
        DeclaredRelation.member_id == session.viewer.actor,
        DeclaredRelation.declared_by == session.viewer.actor,
        DeclaredRelation.case_number == parse_case_number(number),
        DeclaredRelation.ended_at.is_(None),
    )
    return session.scalar(chosen.limit(1)) is not None


def _listed(session: ViewerSession, *wanted: object) -> list[Relation]:
    chosen = select(DeclaredRelation).where(*wanted, DeclaredRelation.ended_at.is_(None))  # type: ignore[arg-type]  # conditions
    rows = session.scalars(chosen.order_by(DeclaredRelation.since.desc(), DeclaredRelation.id).limit(MOST))
    return [
        Relation(
            row.id,
            row.member_id,
            row.person_id,
            row.case_number,
            row.why,
            row.since,
            row.declared_by,
            row.ended_at,
        )
        for row in rows
    ]
