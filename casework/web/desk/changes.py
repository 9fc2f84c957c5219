"""What happened to a case since somebody opened a form on it."""

from __future__ import annotations

from casework.base.values import Value
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.read_timeline import read_happenings
from casework.web.desk.history import Entry, Teller
from casework.web.desk.opening import opened_case
from casework.web.words import pack_text


class Changes(Value):
    """The events since, the state it is in now, and what to send along to act anew."""

    entries: tuple[Entry, ...]
    state: str
    version: int
    seen: int


def read_changes(number: str, seen: int) -> Changes:
    """The events after number `seen`, newest first."""
    with opened_case(number) as (session, case, workflow):
        since = read_happenings(session, case.id, after=seen)
        told = [who for one in since for who in (one.actor_id,)]
        colleagues = read_colleagues(session, told, everybody=True)
        teller = Teller(workflow, case.channel, colleagues)
        session.commit()
    return Changes(
        tuple(teller.entries(since)),
        pack_text(workflow.state(case.state).label),
        case.version,
        since[0].seq if since else seen,
    )
