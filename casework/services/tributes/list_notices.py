"""Who is to be told of gifts in honour or memory: who waits, who was told, who was not and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Gift, Person, Tribute
from casework.policy.why import Decision
from casework.services.people.donor_names import donor_names
from casework.services.people.one_person import Whom, of_one
from casework.services.tributes.states import PENDING, SENT, SUPPRESSED
from casework.services.withheld import reasons, shows
from casework.store.session import ViewerSession

ON_A_PAGE = 25
VIEWS = (PENDING, SENT, SUPPRESSED)


class NoticeView(Value):
    """A tribute and what became of its notice. Names are None where they are withheld, the note too.

    `wanted`: how it is being sent just now; `status`: none, pending, sent or suppressed.
    """

    id: UUID
    gift_id: UUID
    number: str
    donor_id: UUID
    donor: str | None
    kind: str
    name: str | None
    tell_id: UUID | None
    told: str | None
    language: str | None
    unnamed: bool
    status: str
    wanted: str | None
    how: str | None
    reason: str | None
    note: str | None
    settled_at: datetime | None
    settled_by: UUID | None


class NoticePage(Value):
    """One page; `after` leads to the next. `withheld`: donor."""

    rows: tuple[NoticeView, ...]
    after: UUID | None
    withheld: dict[str, Decision]


def list_notices(session: ViewerSession, view: str, *, after: str | None = None) -> NoticePage:
    """A page of those in a state: who waits the oldest first, the others the newest first. A disclosure."""
    chosen = _chosen(session).where(Tribute.status == view)
    last = _read(after) if after is not None else None
    if view == PENDING:
        chosen = (chosen if last is None else chosen.where(Tribute.id > last)).order_by(Tribute.id)
    else:
        chosen = (chosen if last is None else chosen.where(Tribute.id < last)).order_by(Tribute.id.desc())
    rows = session.execute(chosen.limit(ON_A_PAGE + 1)).all()
    views = _views(session, rows[:ON_A_PAGE])
    closed = reasons(session, ["gift.donor"])
    withheld = {name.removeprefix("gift."): why for name, why in closed.items()}
    return NoticePage(views, views[-1].id if len(rows) > ON_A_PAGE else None, withheld)


def notice_of(session: ViewerSession, gift_id: UUID) -> NoticeView | None:
    """The tribute of one gift. A disclosure."""
    views = _views(session, session.execute(_chosen(session).where(Tribute.gift_id == gift_id)).all())
    return views[0] if views else None


def notices_of(session: ViewerSession, whom: Whom) -> tuple[NoticeView, ...]:
    """The tributes of somebody's gifts, and those of which they are told themselves, the newest first; 20 at most."""
    given = select(Gift.id).where(of_one(Gift.donor_id, whom))
    about = or_(Tribute.gift_id.in_(given), of_one(Tribute.tell_id, whom))
    return _views(
        session, session.execute(_chosen(session).where(about).order_by(Tribute.id.desc()).limit(20)).all()
    )


def waiting_notices(session: ViewerSession) -> int:
    """How many wait."""
    counted = select(func.count()).select_from(Tribute).where(Tribute.status == PENDING)
    return session.scalar(counted) or 0


def _read(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise InvalidInput({"after": phrase("This page is not there. Begin at the first one")}) from None


def _chosen(session: ViewerSession) -> Select[Any]:
    access = session.viewer.access
    columns: list[Any] = [
        *(Tribute.id, Tribute.gift_id, Tribute.kind, Tribute.tell_id, Tribute.unnamed, Tribute.status),
        *(Tribute.wanted, Tribute.how, Tribute.reason, Tribute.settled_at, Tribute.settled_by),
        *(Gift.number, Gift.donor_id, Person.language),
        *([Tribute.name.label("honored")] if access.may_read("contact") else []),
        *([Tribute.note] if access.may_read("internal") else []),
    ]
    joined = select(*columns).join(Gift, Gift.id == Tribute.gift_id)
    return joined.outerjoin(Person, Person.id == Tribute.tell_id)


def _views(session: ViewerSession, rows: Sequence[Row[Any]]) -> tuple[NoticeView, ...]:
    names = donor_names(session, [who for row in rows for who in (row.donor_id, row.tell_id)])
    return tuple(_view(session, row, names) for row in rows)


def _view(session: ViewerSession, row: Row[Any], names: Mapping[UUID, str]) -> NoticeView:
    return NoticeView(
        id=row.id,
        gift_id=row.gift_id,
        number=row.number,
        donor_id=row.donor_id,
        donor=names.get(row.donor_id),
        kind=row.kind,
        name=row.honored if shows(session, "gift.donor") else None,
        tell_id=row.tell_id,
        told=names.get(row.tell_id) if row.tell_id else None,
        language=row.language,
        unnamed=row.unnamed,
        status=row.status,
        wanted=row.wanted,
        how=row.how,
        reason=row.reason,
        note=row.note if session.viewer.access.may_read("internal") else None,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
    )
