"""What a gift's workflow may ask of the register of gifts: effects for packs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from casework.base.errors import Refused
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.models import Case, CaseParty, Gift
from casework.packs.deed import Deed
from casework.services.donors import issue_receipt as receipts
from casework.services.donors import record_gift as gifts
from casework.services.donors.funds import fund_by_code
from casework.services.thanks.promise import thanked_by_mail


def record_gift(deed: Deed) -> None:
    """Enter the gift under its donor, who must have been confirmed, and its fund."""
    session = deed.session
    donor = session.scalar(
        select(CaseParty.person_id).where(CaseParty.case_id == deed.case.id, CaseParty.role == "donor")
    )
    if donor is None:
        raise Refused(
            "PARTY_UNCONFIRMED", phrase("Say first who the donor is: somebody on record, or somebody new")
        )
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
        ),
    )


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
