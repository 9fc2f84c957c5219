"""Record a Gift Aid declaration, in the words that the donor was shown, and cancel one for later gifts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.gift_aid_claim import Scope, postcode_of
from casework.models import Gift, GiftAidDeclaration, Person
from casework.services.office import office_of
from casework.services.people.one_person import of_one
from casework.store import ledger_chain
from casework.store.session import ViewerSession

HOWS = ("written", "online", "spoken")
WORDING = (
    "I want {charity} to claim Gift Aid on {gifts}. I am a UK taxpayer and understand that if I pay less Income Tax"
    " and/or Capital Gains Tax in a tax year than the amount of Gift Aid claimed on all my donations, it is my"
    " responsibility to pay any difference."
)
GIFTS = {
    Scope.THIS: "this donation",
    Scope.FUTURE: "this donation and all I make from this day on",
    Scope.PAST_AND_FUTURE: "this donation, all I make from this day on and all I made in the past 4 years",
}
"""English, as the law of the country has it: the words are kept as they were shown."""


class NewDeclaration(Value):
    """What a donor declared. `gift_id`: the one gift, where it is for this one alone."""

    donor_id: UUID
    scope: str
    made_on: date
    how: str
    title: str
    first_name: str
    last_name: str
    house: str
    postcode: str
    gift_id: UUID | None = None


def charity_of(session: ViewerSession) -> str | None:
    """The name under which this office claims Gift Aid; None where it does not."""
    told = office_of(session).tenant.profile.get("gift_aid")
    name = told.get("charity") if isinstance(told, dict) else None
    return name if isinstance(name, str) and name else None


def declare(session: ViewerSession, new: NewDeclaration) -> GiftAidDeclaration:
    """Keep it. InvalidInput by field; NotFound for a donor that is not here, or an office that claims no Gift Aid."""
    if not session.viewer.access.may_write("location"):
        raise PurposeRequired
    charity = charity_of(session)
    kind = session.scalar(select(Person.kind).where(Person.id == new.donor_id))
    if charity is None or kind is None:
        raise NotFound
    errors = _wrong(session, new, kind)
    if errors:
        raise InvalidInput(errors)
    row = GiftAidDeclaration(
        id=new_id(),
        donor_id=new.donor_id,
        gift_id=new.gift_id,
        scope=new.scope,
        made_on=new.made_on,
        how=new.how,
        wording=WORDING.format(charity=charity, gifts=GIFTS[Scope(new.scope)]),
        title=new.title.strip(),
        first_name=new.first_name.strip(),
        last_name=new.last_name.strip(),
        house=new.house.strip(),
        postcode=postcode_of(new.postcode) or "",
        recorded_at=now(),
        recorded_by=session.viewer.actor,
    )
    session.add(row)
    session.flush()
    ledger_chain.record(
        session, "gift_aid.declared", subjects=[new.donor_id, row.id], fields=["name", "address"]
    )
    return row


def cancel_declaration(session: ViewerSession, declaration_id: UUID) -> None:
    """From today on no gift is claimed under it. NotFound; Refused DECLARATION_CANCELLED."""
    row = session.scalar(
        select(GiftAidDeclaration).where(GiftAidDeclaration.id == declaration_id).with_for_update()
    )
    if row is None:
        raise NotFound
    if row.cancelled_on is not None:
        raise Refused(
            "DECLARATION_CANCELLED",
            phrase("This declaration is cancelled already. Record a new one if the donor declares again"),
        )
    row.cancelled_on = today(office_of(session).tenant.timezone)
    session.flush()
    ledger_chain.record(session, "gift_aid.cancelled", subjects=[row.donor_id, row.id])


def _wrong(session: ViewerSession, new: NewDeclaration, kind: str) -> dict[str, Sayable]:
    errors = _wrong_name(new)
    if kind != "person":
        errors["who"] = phrase("Only a person can declare, no organisation")
    if new.scope not in tuple(Scope) or new.how not in HOWS:
        errors["scope"] = phrase("Choose which gifts it is for, and how it was given")
    if not date(2000, 4, 6) <= new.made_on <= today(office_of(session).tenant.timezone):
        errors["made_on"] = phrase("Enter the day of the declaration, up to today")
    if not _fits_gift(session, new):
        errors["gift"] = phrase("Choose the gift that it is for")
    return errors


def _wrong_name(new: NewDeclaration) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    for name in ("first_name", "last_name"):
        if not getattr(new, name).strip():
            errors[name] = phrase("Enter first and last name as the tax office knows them")
    if not new.house.strip():
        errors["house"] = phrase("Enter the name or number of the house")
    if postcode_of(new.postcode) is None:
        errors["postcode"] = phrase("Enter a postcode of the United Kingdom, or X for an address abroad")
    return errors


def _fits_gift(session: ViewerSession, new: NewDeclaration) -> bool:
    """Whether one gift of this donor is named where it is for one alone, and none otherwise."""
    if new.gift_id is None or new.scope != Scope.THIS:
        return new.gift_id is None and new.scope != Scope.THIS
    chosen = select(Gift.id).where(Gift.id == new.gift_id, of_one(Gift.donor_id, new.donor_id))
    return session.scalar(chosen) is not None
