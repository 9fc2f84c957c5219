"""A person settles a payment of the web that nobody could book: charged as it turned out, or given back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.money import Money
from casework.base.phrases import Coded, phrase
from casework.base.values import Value, replace
from casework.models import Case, Gift, OnlinePayment
from casework.services.payments.pay_offer import DECLINED, TASK
from casework.services.pledges.resolve_attempt import Resolution, wrong_resolution
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

CHARGED, RETURNED = "charged", "returned"
GIVEN_BACK = "given_back"


class HeldPayment(Value):
    """A payment that waits for a person. `other`: the gift that the processor's number stands for already."""

    id: UUID
    code: str
    key: str
    case: str
    wanted: Money
    told: Money | None
    told_id: str | None
    other: tuple[UUID, str] | None


def read_held_payment(session: ViewerSession, payment_id: UUID) -> HeldPayment:
    """What is to be settled; NotFound where nothing is. A disclosure. FieldWithheld where amounts are withheld."""
    require_open(session, "gift.amount")
    row = _held(session, payment_id)
    if row is None or row.code is None:
        raise NotFound
    number = session.scalars(select(Case.number).where(Case.id == row.case_id)).one()
    other = session.execute(
        select(Gift.id, Gift.number)
        .join(OnlinePayment, OnlinePayment.gift_id == Gift.id)
        .where(*_same_number(row, row.told_id))
    ).first()
    return HeldPayment(
        id=row.id,
        code=row.code,
        key=row.key,
        case=number,
        wanted=Money(row.amount, row.currency),
        told=Money(row.told_amount, row.currency) if row.told_amount is not None else None,
        told_id=row.told_id,
        other=(other.id, other.number) if other is not None else None,
    )


def settle_payment(session: ViewerSession, payment_id: UUID, told: Resolution, *, reason: str) -> str:
    """Have booked what was charged, by the job that books such payments; or note that it was given back, so that the
    giver can pay again. Which of the two. NotFound; Refused ANSWER_SETTLED; InvalidInput as for instalments."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    row = _held(session, payment_id, lock=True)
    if row is None:
        raise Refused("ANSWER_SETTLED", phrase("This answer is settled already. Nothing is left to do"))
    told = replace(told, processor_id=told.processor_id.strip())
    errors = wrong_resolution(session, told, row.currency, reason.strip())
    same = select(OnlinePayment.id).where(*_same_number(row, told.processor_id))
    if told.charged and "processor_id" not in errors and session.scalar(same) is not None:
        said = phrase("This is the number of another payment. Enter the one of this payment")
        errors["processor_id"] = Coded(said, "CHARGE_KNOWN")
    if errors:
        raise InvalidInput(errors)
    became = _settle(row, told)
    row.settled_at, row.settled_by, row.settled_as = now(), session.viewer.actor, became
    row.settled_reason = reason.strip()
    session.flush()
    ledger_chain.record(
        session, "payment.settled", case=row.case_id, fields=["amount"], detail={"became": became}
    )
    if became == CHARGED:
        defer(session, TASK, lock=f"payment:{row.case_id}", payment=row.id, case=row.case_id)
    return became


def _same_number(row: OnlinePayment, number: str | None) -> tuple[ColumnElement[bool], ...]:
    """Other payments for which this number of the processor stands."""
    paid = OnlinePayment
    return (paid.processor == row.processor, paid.processor_id == number, paid.id != row.id)


def _settle(row: OnlinePayment, told: Resolution) -> str:
    if not told.charged or told.amount is None:
        row.status, row.code = DECLINED, GIVEN_BACK
        return RETURNED
    row.settled_amount, row.processor_id = told.amount.minor, told.processor_id
    row.fee = row.told_fee if row.told_fee and row.told_fee <= told.amount.minor else None
    row.code = None
    return CHARGED


def _held(session: ViewerSession, payment_id: UUID, *, lock: bool = False) -> OnlinePayment | None:
    """The payment while it waits for a person. NotFound where there is no such payment."""
    chosen = select(OnlinePayment).where(OnlinePayment.id == payment_id)
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    row: OnlinePayment | None = session.scalar(chosen)
    if row is None:
        raise NotFound
    waits = row.status == CHARGED and row.code is not None and row.taken_at is None
    return row if waits and row.settled_at is None else None
