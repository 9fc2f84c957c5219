"""Tell people here that a deadline was missed: whoever has it at once, the lead when it is missed still a day later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import Refused
from casework.models import Case, Member
from casework.packs import Clock
from casework.services.cases.share_case import may_have
from casework.services.letters import queue_mail
from casework.services.office import office_of
from casework.store.session import ViewerSession

BREACH, STILL = "clock_breached", "clock_still_breached"
LEAD = "lead"
MOST = 10
"""Whoever of a unit could have kept it, where nobody has the case."""


def tell_owner(session: ViewerSession, case: Case, clock: Clock, due: str) -> int:
    """A mail to who has the case; where nobody has, to those of its unit whose duty it is. How many."""
    return tell(session, BREACH, handlers_of(session, case, clock.owner), _values(case, clock, due))


def tell_lead(session: ViewerSession, case: Case, clock: Clock, due: str) -> int:
    """A mail to those who lead the case's unit; where nobody does, to all who lead."""
    staff = _at_work(session)
    leads = _of_unit(session, staff, case.unit_id, LEAD) or _of_unit(session, staff, None, LEAD)
    return tell(session, STILL, leads[:MOST], _values(case, clock, due))


def handlers_of(session: ViewerSession, case: Case, duty: str) -> Sequence[Member]:
    """Who has the case; where nobody at work has, those of its unit with the duty who may have it, the first ten."""
    staff = _at_work(session)
    mine = [one for one in staff if one.id == case.assignee_id]
    return (
        mine
        or [one for one in _of_unit(session, staff, case.unit_id, duty) if _may_have(session, case, one)][
            :MOST
        ]
    )


def _may_have(session: ViewerSession, case: Case, member: Member) -> bool:
    try:
        may_have(session, case, member)
    except Refused:
        return False
    return True


def _at_work(session: ViewerSession) -> Sequence[Member]:
    return session.scalars(select(Member).where(Member.active.is_(True)).order_by(Member.name)).all()


def _of_unit(session: ViewerSession, staff: Sequence[Member], unit: UUID | None, duty: str) -> list[Member]:
    """Those with the duty; of the unit, where one is named."""
    duties_of = office_of(session).kind.duties_of
    return [
        one for one in staff if duty in duties_of(one.titles) and (unit is None or unit in (one.units or ()))
    ]


def _values(case: Case, clock: Clock, due: str) -> dict[str, str]:
    return {"case": str(case.id), "clock": clock.name, "due": due}


def tell(session: ViewerSession, template: str, staff: Sequence[Member], values: Mapping[str, str]) -> int:
    """A mail to each, in their language. How many."""
    for one in staff:
        queue_mail(session, template, language=one.language, values={**values, "member": str(one.id)})
    return len(staff)
