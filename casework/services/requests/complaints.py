"""What a complaint may ask of the case register: guards for packs."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import select

from casework.base.errors import Refused
from casework.base.ids import parse_case_number
from casework.base.phrases import phrase
from casework.models import Case, CaseEvent
from casework.packs.deed import Deed
from casework.services.office import office_of


def first_contact(deed: Deed) -> None:
    """Refuse FIRST_CONTACT_ONLY unless the case was opened today, by the office's own clock."""
    opened = deed.session.scalar(select(Case.opened_at).where(Case.id == deed.case.id))
    place = ZoneInfo(office_of(deed.session).tenant.timezone)
    if opened.astimezone(place).date() != deed.today:
        raise Refused("FIRST_CONTACT_ONLY", phrase("This is for the day on which the case came"))


def not_their_own_matter(deed: Deed) -> None:
    """Refuse OWN_MATTER to who made a move in the case whose number `about_number` tells."""
    number = parse_case_number(deed.fact("about_number") or "")
    if number is None:
        return
    part = select(CaseEvent.id).join(Case, Case.id == CaseEvent.case_id)
    mine = part.where(
        Case.number == number, CaseEvent.actor_id == deed.viewer.actor, CaseEvent.move.is_not(None)
    )
    if deed.session.scalar(mine.limit(1)) is not None:
        raise Refused(
            "OWN_MATTER", phrase("You worked on that case yourself. Somebody else takes this one up")
        )
