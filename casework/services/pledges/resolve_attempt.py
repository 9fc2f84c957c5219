"""A person settles an answer of the processor that nobody could book: another amount, or another payment’s number."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.money import Money
from casework.base.phrases import Coded, Sayable, phrase
from casework.base.values import Value, replace
from casework.domain.collection import Answer
from casework.models import CollectionAttempt, Gift, Instalment, Pledge
from casework.services.donors.new_gift import wrong_amount
from casework.services.people.donor_names import donor_names
from casework.services.pledges.change_pledge import LONGEST_REASON
from casework.services.pledges.log_change import Change, log_change
from casework.services.pledges.settle_attempt import (
    ID_TWICE,
    OTHER_AMOUNT,
    Held,
    book_charge,
    hold_attempt,
    known_charge,
    note_decline,
)
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_NUMBER = 80
NOT_CHARGED = "no_trace"


class Resolution(Value):
    """What the processor said when it was asked. `charged`: so much, under this number of its own; else nothing was
    taken, or it was given back."""

    charged: bool
    amount: Money | None = None
    processor_id: str = ""


class HeldView(Value):
    """An answer that waits for a person. `other`: the gift that the processor's number stands for already."""

    id: UUID
    code: str
    pledge_id: UUID
    pledge: str
    donor: str | None
    wanted: Money
    told: Money | None
    told_id: str | None
    other: tuple[UUID, str] | None


def resolve_attempt(session: ViewerSession, attempt_id: UUID, told: Resolution, *, reason: str) -> str:
    """Book what was charged, or go on as after a decline; which of the two. NotFound; Refused ANSWER_SETTLED;
    InvalidInput under `amount`, `processor_id` or `reason`."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    held = hold_attempt(session, attempt_id)
    if held.attempt.status != "sent" or held.attempt.code not in (OTHER_AMOUNT, ID_TWICE):
        raise Refused("ANSWER_SETTLED", phrase("This answer is settled already. Nothing is left to do"))
    told = replace(told, processor_id=told.processor_id.strip())
    errors = wrong_resolution(session, told, held.row.currency, reason.strip())
    if (
        told.charged
        and "processor_id" not in errors
        and known_charge(session, held.attempt, told.processor_id)
    ):
        said = phrase("This is the number of another payment. Enter the one of this payment")
        errors["processor_id"] = Coded(said, "CHARGE_KNOWN")
    if errors:
        raise InvalidInput(errors)
    became = _settle(session, held, told)
    log_change(session, held.pledge, Change(f"held_{became}", reason.strip(), effective_on=held.row.due_on))
    ledger_chain.record(
        session,
        "answer.settled",
        subjects=[held.row.donor_id, held.pledge.id, held.attempt.id],
        fields=["amount"],
        detail={"became": became},
    )
    return became


def read_held(session: ViewerSession, attempt_id: UUID) -> HeldView:
    """What is to be settled; NotFound where nothing is. A disclosure. FieldWithheld where amounts are withheld."""
    require_open(session, "gift.amount")
    tried = CollectionAttempt
    chosen = (
        select(
            *(tried.id, tried.code, tried.processor, tried.told_amount, tried.told_id),
            *(Instalment.id.label("part"), Instalment.amount),
            *(Instalment.currency, Instalment.donor_id, Instalment.pledge_id, Pledge.number),
        )
        .join(Instalment, Instalment.id == tried.instalment_id)
        .join(Pledge, Pledge.id == Instalment.pledge_id)
        .where(tried.id == attempt_id, tried.status == "sent", tried.code.in_((OTHER_AMOUNT, ID_TWICE)))
    )
    row = session.execute(chosen).one_or_none()
    if row is None:
        raise NotFound
    other = session.execute(
        select(Gift.id, Gift.number, Instalment.id.label("part"), tried.id.label("order"))
        .join(Instalment, Instalment.gift_id == Gift.id)
        .join(tried, tried.instalment_id == Instalment.id)
        .where(tried.processor == row.processor, tried.processor_id == row.told_id)
    ).first()
    return HeldView(
        id=row.id,
        code=row.code,
        pledge_id=row.pledge_id,
        pledge=row.number,
        donor=donor_names(session, [row.donor_id]).get(row.donor_id),
        wanted=Money(row.amount, row.currency),
        told=Money(row.told_amount, row.currency) if row.told_amount is not None else None,
        told_id=row.told_id,
        other=(other.id, other.number) if other is not None else None,
    )


def _settle(session: ViewerSession, held: Held, told: Resolution) -> str:
    if not told.charged or told.amount is None:
        return note_decline(session, held, NOT_CHARGED)
    fee = held.attempt.told_fee
    kept = Money(fee, told.amount.currency) if fee and fee <= told.amount.minor else None
    answer = Answer(held.attempt.key, True, told.amount, told.processor_id, fee=kept)
    book_charge(session, held, answer)
    return "charged"


def wrong_resolution(
    session: ViewerSession, told: Resolution, currency: str, reason: str
) -> dict[str, Sayable]:
    """What is wrong with what a person says of a payment, by field."""
    errors: dict[str, Sayable] = {}
    if not reason or len(reason) > LONGEST_REASON:
        errors["reason"] = phrase("Say what the processor said, in 300 characters at most")
    if not told.charged:
        return errors
    if told.amount is None or told.amount.currency != currency:
        errors["amount"] = phrase("Enter what was charged, in the currency that was asked for")
    else:
        errors |= wrong_amount(session, told.amount, has_come=True)
    if not told.processor_id or len(told.processor_id) > LONGEST_NUMBER:
        errors["processor_id"] = phrase("Enter the processor’s number of this payment")
    return errors
