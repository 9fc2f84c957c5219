"""What a lender's program sends: a release, kept with its signature, then dealt with by the office's own rules.

The number that the lender gave it is the key against doing it twice: the same message is answered as before, another
one under that number is refused.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select

from casework.base.clock import now
from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.message_signature import HttpMessage, NotSigned, is_timely, read_signature
from casework.models import LenderMessage, Lien
from casework.models.lender import DONE, REFUSED
from casework.services.vehicles.release_lien import LienRelease, end_claim
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SAID: dict[str, Sayable] = {
    "LIEN_UNKNOWN": phrase(
        "You hold no claim of this number electronically. Check it in the list of your claims"
    ),
    "LIEN_RELEASED": phrase("This claim has ended already. Nothing more has to be sent"),
    "LIEN_RELEASE_DATE": phrase(
        "The day of release is before the claim began, or still to come. Send a day from then up to today"
    ),
}
"""Why a release is refused, as its lender and the desk read it."""


class SentRelease(Value):
    """A release as it was sent: which claim, from which day, the lender's own number, and by which token."""

    lien_id: UUID
    on: date
    number: str
    token_id: UUID


def keep_message(
    session: ViewerSession, sent: SentRelease, message: HttpMessage, key: bytes
) -> LenderMessage:
    """The message, kept now or before. Raises NotSigned, and Refused MESSAGE_NUMBER_USED. For the lender's session."""
    signed = read_signature(message)
    if not _verifies(key, signed.signature, signed.text):
        said = phrase(
            "The signature does not fit the message and this token’s key. "
            "Sign the message as it is sent, with that key."
        )
        raise NotSigned("MESSAGE_SIGNATURE", said)
    if not is_timely(signed, now().timestamp()):
        said = phrase("The message was signed more than five minutes ago, or ahead of time. Sign it anew.")
        raise NotSigned("MESSAGE_STALE", said)
    _one_at_a_time(session, sent.number)
    asked = sha256(f"{sent.lien_id} {sent.on} {sent.number}".encode()).digest()
    held = session.scalar(select(LenderMessage).where(LenderMessage.number == sent.number))
    if held is not None:
        if held.body_hash != asked:
            said = phrase("You gave this number to another message. Take a new one.")
            raise Refused("MESSAGE_NUMBER_USED", said)
        return held
    row = LenderMessage(
        id=new_id(),
        elt_id=session.viewer.case,
        token_id=sent.token_id,
        number=sent.number,
        lien_id=sent.lien_id,
        released_on=sent.on,
        body_hash=asked,
        signed=signed.text,
        signature=signed.signature,
    )
    session.add(row)
    session.flush()
    ledger_chain.record(
        session, "lender.message_kept", subjects=[sent.lien_id], detail={"number": sent.number}
    )
    return row


def deal_with(session: ViewerSession, message_id: UUID) -> LenderMessage:
    """Do what a message asks, or refuse it with a code; again changes nothing. For the office's own session."""
    chosen = select(LenderMessage).where(LenderMessage.id == message_id).with_for_update()
    row = session.scalars(chosen).one()
    if row.state in (DONE, REFUSED):
        return row
    try:
        with session.begin_nested():
            _release(session, row)
    except Refused as why:
        row.state, row.code = REFUSED, why.code
    else:
        row.state = DONE
    session.flush()
    if row.code is not None:
        ledger_chain.record(
            session, "lender.message_refused", subjects=[row.lien_id], detail={"code": row.code}
        )
    return row


def messages_of(session: ViewerSession, participant: UUID, *, size: int = 50) -> list[LenderMessage]:
    """What this lender sent, newest first."""
    chosen = select(LenderMessage).where(LenderMessage.elt_id == participant)
    return list(
        session.scalars(chosen.order_by(LenderMessage.at.desc(), LenderMessage.id.desc()).limit(size))
    )


def _release(session: ViewerSession, row: LenderMessage) -> None:
    """Refused LIEN_UNKNOWN (also another lender's: that there is one is not told), LIEN_RELEASED, LIEN_RELEASE_DATE."""
    mine = select(Lien.id).where(Lien.id == row.lien_id, Lien.elt_id == row.elt_id)
    if session.scalar(mine) is None:
        raise Refused("LIEN_UNKNOWN", SAID["LIEN_UNKNOWN"])
    try:
        end_claim(session, row.lien_id, LienRelease("electronic", row.released_on, number=row.number))
    except InvalidInput:
        raise Refused("LIEN_RELEASE_DATE", SAID["LIEN_RELEASE_DATE"]) from None


def _verifies(key: bytes, signature: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True


def _one_at_a_time(session: ViewerSession, number: str) -> None:
    """Of two that are sent at once under one number, the second waits for the first."""
    what = f"lender|{session.viewer.tenant}|{session.viewer.case}|{number}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))
