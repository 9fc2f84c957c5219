"""What a gift's workflow may ask of the register of gifts: effects and guards for packs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import Refused
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.domain.gift_aid_claim import postcode_of
from casework.models import Case, CaseParty, Gift
from casework.packs.deed import Deed
from casework.services.appeals.find_appeal import NO_SOURCE, Source, find_appeal
from casework.services.donors import issue_receipt as receipts
from casework.services.donors import record_gift as gifts
from casework.services.donors.funds import fund_by_code
from casework.services.donors.online_donor import Giver, donor_of, keep_unnamed
from casework.services.donors.online_gift import (
    Aid,
    Given,
    Terms,
    declare_aid,
    enter_payment,
    new_gift,
    new_pledge,
    paid_for,
    tell_of_promise,
    thank_online,
)
from casework.services.donors.recognise import set_tribute
from casework.services.thanks.promise import thanked_by_mail


def record_gift(deed: Deed) -> None:
    """Enter the gift under its donor, who must have been confirmed, and its fund."""
    session, donor = deed.session, _confirmed(deed)
    told = deed.answer("received_amount")
    is_money = deed.fact("gift_kind") == "money"
    gifts.record_gift(
        session,
        gifts.NewGift(
            donor_id=donor,
            fund_id=fund_by_code(session, deed.fact("fund") or "general").id,
            received_on=date.fromisoformat(deed.answer("received_on")),
            amount=Money(told["minor"], told["currency"]) if is_money and told else None,
            method=deed.answer("method") or "goods",
            goods=None if is_money else deed.fact("goods"),
            case_id=deed.case.id,
            source=_source(deed),
        ),
    )


def make_pledge(deed: Deed) -> None:
    """Enter a regular gift that the donor pays by themselves, or a promise with its parts, under its donor."""
    donor = _confirmed(deed)
    terms = Terms(deed.fact("often"), deed.fact("on_day"), deed.fact("parts"))
    new_pledge(deed.session, donor, _given(deed), terms, deed.today)


def take_payment(deed: Deed) -> None:
    """Enter what was paid, or agreed to, on the page: under the donor with this e-mail and this name, or a new one."""
    session, paid = deed.session, paid_for(deed.session, deed.case.id)
    company = deed.fact("organisation") if deed.fact("donor_kind") == "organisation" else None
    giver = Giver(company or deed.fact("donor_name"), deed.fact("donor_email"), company is not None)
    donor = donor_of(session, deed.case.id, giver)
    given = _given(deed)
    if deed.fact("anonymous"):
        keep_unnamed(session, donor, deed.case.number, deed.today)
    aid = Aid(
        deed.fact("gift_aid"),
        deed.fact("aid_first"),
        deed.fact("aid_last"),
        deed.fact("aid_house"),
        deed.fact("aid_postcode"),
    )
    if paid.regular:
        terms = Terms(deed.fact("often"), deed.fact("on_day"), None)
        made = new_pledge(session, donor, given, terms, deed.today, mandate=paid.mandate)
        enter_payment(session, paid.id, pledge_id=made)
        declare_aid(session, donor, aid, deed.today)
        tell_of_promise(session, deed.case.id)
        return
    gift = new_gift(session, donor, given, paid, deed.today)
    enter_payment(session, paid.id, gift_id=gift)
    declare_aid(session, donor, aid, deed.today, gift)
    if deed.fact("tribute") in ("honor", "memory"):
        set_tribute(session, gift, deed.fact("tribute"), deed.fact("tribute_name") or "")
    thank_online(session, gift, donor, deed.case.id, receipt=deed.fact("wants_receipt") is not False)


def aid_fits(deed: Deed) -> None:
    """A declaration has a postcode that the tax office takes."""
    told = deed.fact("aid_postcode")
    if told is not None and postcode_of(told) is None:
        raise Refused(
            "AID_ADDRESS", phrase("Enter a postcode of the United Kingdom, or X for an address abroad")
        )


def _given(deed: Deed) -> Given:
    told = deed.fact("amount")
    fund = fund_by_code(deed.session, deed.fact("fund") or "general").id
    return Given(fund, Money(told["minor"], told["currency"]), _source(deed))


def _source(deed: Deed) -> Source:
    """The appeal whose code the giver named; none where no appeal has it."""
    found = find_appeal(deed.session, deed.fact("appeal") or "")
    return found.source if found is not None else NO_SOURCE


def _confirmed(deed: Deed) -> UUID:
    """Who the donor was said to be. Refused PARTY_UNCONFIRMED."""
    donor = deed.session.scalar(
        select(CaseParty.person_id).where(CaseParty.case_id == deed.case.id, CaseParty.role == "donor")
    )
    if donor is None:
        raise Refused(
            "PARTY_UNCONFIRMED", phrase("Say first who the donor is: somebody on record, or somebody new")
        )
    return UUID(str(donor))


def issue_receipt(deed: Deed) -> None:
    """Issue the receipt where the donor wants one, in the language of the case. The mail of this move is the thanks."""
    session = deed.session
    gift = session.scalar(
        select(Gift.id).where(
            Gift.case_id == deed.case.id, Gift.reverses_id.is_(None), Gift.status == "posted"
        )
    )
    if gift is None:
        return
    thanked_by_mail(session, gift)
    if deed.fact("wants_receipt") is False:
        return
    language = session.scalars(select(Case.language).where(Case.id == deed.case.id)).one()
    receipts.issue_receipt(session, gift, language=language)
