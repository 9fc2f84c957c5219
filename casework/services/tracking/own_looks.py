"""The access receipt of a case or a donor: who looked at which kinds of data, on which day, what for, what was done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, Text, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from casework.base.values import Value
from casework.packs import Workflow
from casework.packs.rules import all_fields
from casework.services.looks.kinds import kinds_of
from casework.services.office import office_of
from casework.store.session import ViewerSession

APPLICANT = "applicant"


class OwnLook(Value):
    """Everything that one title saw and did on one day for one purpose. `titles` is empty for jobs."""

    day: date
    at: datetime
    actor_kind: str
    titles: tuple[str, ...]
    purpose: str
    acts: frozenset[str]
    kinds: frozenset[str]


class LooksPage(Value):
    """Some days of looks, newest first; the applicant's own apart. `before` leads on to earlier days."""

    theirs: tuple[OwnLook, ...]
    own: tuple[OwnLook, ...]
    before: date | None


def own_looks(
    session: ViewerSession, workflow: Workflow | None, *, before: date | None = None, days: int = 14
) -> LooksPage:
    """The last `days` days on which somebody looked, before a day where one is given."""
    session.flush()
    told = func.own_looks(office_of(session).tenant.timezone, before, days + 1).table_valued(
        column("day", Date),
        column("at", DateTime(timezone=True)),
        column("actor_kind", Text),
        column("titles", ARRAY(Text)),
        column("purpose", Text),
        column("acts", ARRAY(Text)),
        column("seen", ARRAY(Text)),
    )
    fields = all_fields(workflow) if workflow is not None else {}
    looks = [
        OwnLook(
            *(row.day, row.at, row.actor_kind, tuple(row.titles), row.purpose),
            *(frozenset(row.acts), kinds_of(row.seen, fields)),
        )
        for row in session.execute(select(*told.c))
    ]
    shown = sorted({look.day for look in looks}, reverse=True)
    last = shown[days - 1] if len(shown) > days else None
    kept = [look for look in looks if last is None or look.day >= last]
    return LooksPage(
        theirs=tuple(look for look in kept if look.actor_kind != APPLICANT),
        own=tuple(look for look in kept if look.actor_kind == APPLICANT),
        before=last,
    )
