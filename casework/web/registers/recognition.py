"""Recognition on a gift's page: somebody else is thanked, in whose memory it is, a company is asked to match it. And
the household on a donor's page."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, request, url_for
from flask_babel import gettext as _

from casework.base import money
from casework.base.errors import InvalidInput, Refused
from casework.base.money import Money
from casework.policy.guard import guarded
from casework.services.donors.gift_by_id import gift_by_id
from casework.services.donors.households import join_household, leave_household
from casework.services.donors.recognise import add_soft_credit, claim_match, set_tribute
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.formats import marks
from casework.web.go import go
from casework.web.registers.donors import donors, show_donor
from casework.web.registers.gift_page import act_on_gift, gifts
from casework.web.registers.person_box import the_one_meant
from casework.web.registers.reading import declared_session, only_for

__all__ = ["donors", "gifts"]

LONGEST = 200


@gifts.post("/<uuid:gift_id>/recognise")
@guarded("gift.credit")
def recognise(gift_id: UUID) -> Page:
    """Somebody else is recognised, or a company is asked to match."""

    def credit(session: ViewerSession) -> str:
        person = the_one_meant(session, request.form.get("who", "")[:LONGEST], "who")
        amount = _amount(session, gift_id)
        if request.form.get("role") == "claim":
            claim_match(session, gift_id, person, amount)
            return _("The claim on the company is noted.")
        add_soft_credit(session, gift_id, person, request.form.get("role", ""), amount)
        return _("They are recognised for this gift.")

    return act_on_gift(gift_id, credit, needs="contact")


@gifts.post("/<uuid:gift_id>/tribute")
@guarded("gift.credit")
def tribute(gift_id: UUID) -> Page:
    """In whose honour or memory it is."""

    def honour(session: ViewerSession) -> str:
        told = request.form.get("tell", "")[:LONGEST].strip()
        tell = the_one_meant(session, told, "tell") if told else None
        kind, name = request.form.get("tribute_kind", ""), request.form.get("tribute", "")[:LONGEST]
        unnamed = "unnamed" in request.form
        set_tribute(session, gift_id, kind, name, tell=tell, unnamed=unnamed)
        return _("The tribute is noted.") if tell is None else _("The tribute is noted. The notice waits.")

    return act_on_gift(gift_id, honour, needs="contact")


def _amount(session: ViewerSession, gift_id: UUID) -> Money:
    try:
        currency = gift_by_id(session, gift_id).currency
        return money.parse(request.form.get("credit", "")[:LONGEST], currency, str(marks()))
    except InvalidInput as wrong:
        raise InvalidInput({"credit": wrong.sayings["amount"]}) from None


@donors.post("/<uuid:person_id>/household")
@guarded("household.change")
def join(person_id: UUID) -> Page:
    """Let somebody else join the household."""

    def together(session: ViewerSession) -> str:
        other = the_one_meant(session, request.form.get("who", "")[:LONGEST], "who")
        join_household(session, person_id, other)
        return _("They belong to one household.")

    return _household(person_id, together)


@donors.post("/<uuid:person_id>/household/leave")
@guarded("household.change")
def leave(person_id: UUID) -> Page:
    """Leave the household."""

    def apart(session: ViewerSession) -> str:
        leave_household(session, person_id)
        return _("They left the household.")

    return _household(person_id, apart)


def _household(person_id: UUID, act: Callable[[ViewerSession], str]) -> Page:
    only_for("funds")
    try:
        with declared_session(needs="contact", writes="contact") as (session, _why):
            said = act(session)
            session.commit()
    except InvalidInput as wrong:
        return show_donor(person_id, wrong, wrong.status)
    except Refused as no:
        return show_donor(person_id, InvalidInput({"who": no.said}), no.status)
    flash(said, "good")
    return go(url_for("donors.page", person_id=person_id))
