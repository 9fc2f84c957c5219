"""What happened to a case, and what was said about it: read for the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value, field
from casework.models import CaseEvent, Member, Message, Note
from casework.services.withheld import shows
from casework.store.session import ViewerSession


class Happening(Value):
    """One event. `detail` holds ids and codes."""

    seq: int
    at: datetime
    kind: str
    actor_kind: str
    actor_id: UUID | None
    move: str | None
    from_state: str | None
    to_state: str | None
    detail: dict[str, Any] = field(default_factory=dict)


class Said(Value):
    """A message or a note: `sender` is us, them or note."""

    id: UUID
    at: datetime
    sender: str
    kind: str
    body: str
    language: str | None
    author_id: UUID | None
    wanted: tuple[str, ...] = ()
    answer_by: date | None = None
    answered_at: datetime | None = None


def read_happenings(session: ViewerSession, case_id: UUID, *, after: int = 0) -> list[Happening]:
    """The events of a case, newest first; with `after`, only those that came later than that number."""
    rows = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case_id, CaseEvent.seq > after)
        .order_by(CaseEvent.seq.desc())
    )
    return [
        Happening(
            *(row.seq, row.at, row.kind, row.actor_kind, row.actor_id, row.move),
            *(row.from_state, row.to_state, row.detail),
        )
        for row in rows
    ]


def read_messages(session: ViewerSession, case_id: UUID) -> list[Said]:
    """Messages to and from the applicant, newest first; none for viewers who may not read the matter."""
    if not shows(session, "case.messages"):
        return []
    rows = session.scalars(
        select(Message).where(Message.case_id == case_id).order_by(Message.at.desc(), Message.id)
    )
    return [
        Said(
            *(row.id, row.at, row.sender, row.kind, row.body, row.language, row.author_id),
            *(tuple(row.wanted), row.answer_by, row.answered_at),
        )
        for row in rows
    ]


def read_notes(session: ViewerSession, case_id: UUID) -> list[Said]:
    """Notes among staff, newest first; none for viewers who may not read them."""
    if not shows(session, "case.notes"):
        return []
    rows = session.scalars(select(Note).where(Note.case_id == case_id).order_by(Note.at.desc(), Note.id))
    return [Said(row.id, row.at, "note", "note", row.body, None, row.author_id) for row in rows]


def read_timeline(session: ViewerSession, case_id: UUID) -> list[Happening | Said]:
    """Events, messages and notes in one stream, newest first."""
    found: list[Happening | Said] = [
        *read_happenings(session, case_id),
        *read_messages(session, case_id),
        *read_notes(session, case_id),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def member_names(session: ViewerSession, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of colleagues, those who left included."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Member.id, Member.name).where(Member.id.in_(wanted)))
    return {row.id: row.name for row in rows}
