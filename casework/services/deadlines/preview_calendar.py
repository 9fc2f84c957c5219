"""What a change of the calendar would do, before it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from casework.base.clock import now
from casework.base.values import Value, replace
from casework.domain.calendar_edits import Difference, differences
from casework.policy.rulebook import require
from casework.services.deadlines.calendar_versions import after_act
from casework.services.deadlines.open_cases import OpenCase, count_clocks, read_soonest
from casework.services.deadlines.running import day_moved
from casework.services.deadlines.time_rules import CalendarInForce, TimeRules, calendar_by, time_rules
from casework.services.office import office_of
from casework.store.session import ViewerSession

LOOKED_AT, SHOWN = 2000, 20


class Moved(Value):
    """A case that would be due another day."""

    number: str
    before: datetime | None
    after: datetime | None


class Preview(Value):
    """What a change would do to open cases. `looked` of them were counted; `more`: there are others."""

    changes: tuple[Difference, ...]
    seen: int
    looked: int
    more: bool
    later: int
    earlier: int
    late_at_once: int
    moved: tuple[Moved, ...]


def preview_calendar(session: ViewerSession, typed: Mapping[str, str]) -> Preview:
    """What the act in `typed` would change: in the calendar, and for the cases that are due first."""
    require("calendar.change", session.viewer)
    rules = time_rules(session)
    data = after_act(session, rules.calendar, typed)
    timezone = office_of(session).tenant.timezone
    ahead = replace(rules, calendar=CalendarInForce(0, data, calendar_by(data, timezone)))
    cases = read_soonest(session, LOOKED_AT + 1)
    moved = _moved(session, cases[:LOOKED_AT], rules, ahead)
    return Preview(
        changes=tuple(differences(rules.calendar.data, data)),
        seen=rules.calendar.number,
        looked=min(len(cases), LOOKED_AT),
        more=len(cases) > LOOKED_AT,
        later=sum(one.after > one.before for one in moved if one.after and one.before),
        earlier=sum(one.after < one.before for one in moved if one.after and one.before),
        late_at_once=sum(one.after < now() <= one.before for one in moved if one.after and one.before),
        moved=tuple(moved[:SHOWN]),
    )


def _moved(
    session: ViewerSession, cases: Sequence[OpenCase], rules: TimeRules, ahead: TimeRules
) -> list[Moved]:
    found = []
    for now_, then in count_clocks(session, cases, rules, ahead):
        before, after = day_moved(now_.clocks, then.clocks)
        if before != after:
            found.append(Moved(now_.case.number, before, after))
    return found
