"""The people who work here: their names, titles and duties."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework.base.values import Value
from casework.models import Member
from casework.services.office import office_of
from casework.store.session import ViewerSession

MOST = 500


class Colleague(Value):
    """A member of staff; one who left is not active."""

    id: UUID
    name: str
    titles: tuple[str, ...]
    duties: frozenset[str]
    active: bool


class Colleagues(Value):
    """Some of them, by id."""

    people: dict[UUID, Colleague]

    def name(self, member: UUID | None) -> str:
        """The name of one; empty when it is nobody known here."""
        return self.people[member].name if member in self.people else ""

    def with_any(self, duties: Iterable[str]) -> list[Colleague]:
        """Those at work who carry one of these duties, by name."""
        wanted = frozenset(duties)
        found = (one for one in self.people.values() if one.active and one.duties & wanted)
        return sorted(found, key=lambda one: one.name.casefold())


def read_colleagues(
    session: ViewerSession, ids: Iterable[UUID | None] = (), *, everybody: bool = False
) -> Colleagues:
    """The colleagues with these ids; with `everybody`, all who are at work besides."""
    wanted = {one for one in ids if one is not None}
    if not wanted and not everybody:
        return Colleagues({})
    ways: list[ColumnElement[bool]] = [Member.id.in_(wanted)] if wanted else []
    if everybody:
        ways.append(Member.active.is_(True))
    rows = session.scalars(select(Member).where(or_(*ways)).order_by(Member.name).limit(MOST))
    duties_of = office_of(session).kind.duties_of
    return Colleagues(
        {
            row.id: Colleague(row.id, row.name, tuple(row.titles), duties_of(row.titles), row.active)
            for row in rows
        }
    )
