"""A matching gift has come: the claim on it is met, once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ARRAY, BigInteger, any_, literal, select

from casework.base.ids import new_id
from casework.models import Gift, MatchingClaim, SoftCredit
from casework.services.people.one_person import kept_record, of_one
from casework.store.session import ViewerSession


def receive_matches(session: ViewerSession, received: Sequence[Gift]) -> None:
    """The same for many gifts that came: only those are looked at closely whose amount somebody waits for."""
    waited = session.execute(
        select(MatchingClaim.id, MatchingClaim.amount, MatchingClaim.currency).where(
            MatchingClaim.status == "submitted",
            MatchingClaim.amount == any_(literal([gift.amount for gift in received], ARRAY(BigInteger))),
        )
    )
    amounts = {(row.amount, row.currency) for row in waited}
    for gift in received:
        if (gift.amount, gift.currency) in amounts:
            receive_match(session, gift)


def receive_match(session: ViewerSession, received: Gift) -> bool:
    """A gift of a company came: the oldest claim on it of just that amount is met, and the one who gave first is
    recognised for it, once. Whether there was such a claim."""
    claim = session.scalar(
        select(MatchingClaim)
        .where(
            of_one(MatchingClaim.company_id, kept_record(session, received.donor_id)),
            MatchingClaim.status == "submitted",
            MatchingClaim.amount == received.amount,
            MatchingClaim.currency == received.currency,
        )
        .order_by(MatchingClaim.id)
        .limit(1)
        .with_for_update()
    )
    if claim is None:
        return False
    claim.status, claim.received_gift_id = "received", received.id
    first = session.scalars(select(Gift.donor_id).where(Gift.id == claim.gift_id)).one()
    told = {"role": "matching", "amount": received.amount, "currency": received.currency}
    session.add(SoftCredit(id=new_id(), gift_id=received.id, person_id=first, **told))
    session.flush()
    return True
