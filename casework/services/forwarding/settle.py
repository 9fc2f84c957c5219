"""Keep how an attempt went: sent with their number, refused with their words, again later, or given up; and what
somebody of the office decides about one that stands still."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.models import ForwardedRequest, Forwarding
from casework.policy.rulebook import require
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.forwarding.hand_over import Outcome, Parcel
from casework.services.forwarding.queue_request import put_off
from casework.services.outside.georeport import Taken
from casework.store import ledger_chain
from casework.store.session import ViewerSession

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240, 720))
"""Together less than a day: that long the other side keeps what it answered to a key."""
STANDS_STILL = frozenset({"refused", "given_up", "unsure"})
FORWARDED = "forwarded"
LONGEST_ID = 100


def settle(session: ViewerSession, parcel: Parcel, outcome: Outcome) -> None:
    """Keep the outcome of an attempt that `begin` has begun."""
    case = lock_case(session, parcel.case_id)
    row = session.scalar(select(ForwardedRequest).where(ForwardedRequest.id == parcel.id).with_for_update())
    if row is None or row.state != "sending":
        return
    row.perhaps = row.perhaps or outcome.became == "lost"
    if outcome.became == "sent":
        _sent(session, row, outcome.taken)
    elif outcome.became in ("later", "lost"):
        _again(session, row)
    else:
        row.state, row.said = outcome.became, outcome.words or None
        add_event(session, case.id, "forward_stands", detail={"became": row.state})
    session.flush()


def try_again(session: ViewerSession, case_id: UUID, forwarded: UUID) -> None:
    """Send what stands still once more. Of what may have arrived somebody has asked the other side before."""
    row = _standing(session, case_id, forwarded)
    row.state, row.perhaps, row.tries = "waiting", False, 0
    row.next_at, row.queued_at = None, now()
    session.flush()
    put_off(session, row)
    ledger_chain.record(session, "case.forward_again", case=case_id)


def has_arrived(session: ViewerSession, case_id: UUID, forwarded: UUID, their_id: str) -> None:
    """Take their number from somebody who asked them. Raises InvalidInput (`their_id`)."""
    row = _standing(session, case_id, forwarded)
    told = their_id.strip()
    if not told or len(told) > LONGEST_ID or not told.isprintable():
        raise InvalidInput({"their_id": phrase("Enter the number that it has there, 100 characters at most")})
    _sent(session, row, Taken(told))
    ledger_chain.record(session, "case.forward_known", case=case_id)


def _standing(session: ViewerSession, case_id: UUID, forwarded: UUID) -> ForwardedRequest:
    require("request.reroute", session.viewer)
    lock_case(session, case_id)
    row = session.scalar(
        select(ForwardedRequest)
        .where(ForwardedRequest.id == forwarded, ForwardedRequest.case_id == case_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound
    if row.state not in STANDS_STILL:
        raise Refused("ON_ITS_WAY", phrase("It is on its way already. Look again in a moment."))
    return row


def _sent(session: ViewerSession, row: ForwardedRequest, taken: Taken) -> None:
    row.state, row.sent_at, row.perhaps, row.next_at = "sent", now(), False, None
    row.their_id, row.token = taken.id or None, taken.token or None
    row.said = taken.notice or None
    row.their_state = "open"
    name = session.scalar(select(Forwarding.name).where(Forwarding.id == row.forwarding_id))
    add_event(session, row.case_id, FORWARDED, public=True, detail={"name": name, "number": taken.id})
    ledger_chain.record(
        session, "case.forwarded", case=row.case_id, detail={"number": taken.id or taken.token}
    )


def _again(session: ViewerSession, row: ForwardedRequest) -> None:
    if row.tries > len(PAUSES):
        row.state = "unsure" if row.perhaps else "given_up"
        add_event(session, row.case_id, "forward_stands", detail={"became": row.state})
        return
    row.state, row.next_at = "waiting", now() + PAUSES[row.tries - 1]
    put_off(session, row)
