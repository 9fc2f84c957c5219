"""Take a pledge or a recurring gift into the register, in the donor's terms."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain import books
from casework.domain.books import Act
from casework.domain.schedules import MOST_INSTALMENTS, Schedule, due_days, instalments_of, yearly_value
from casework.models import Fund, Instalment, Person, Pledge
from casework.services.appeals.find_appeal import NO_SOURCE, Source, known_source
from casework.services.books.post import NewEntry, post
from casework.services.donors.new_gift import wrong_amount
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.pledges.log_change import Change, log_change
from casework.store import ledger_chain
from casework.store.session import ViewerSession

PLEDGE, RECURRING = "pledge", "recurring"
METHODS = ("card", "bank", "self")
FARTHEST = timedelta(days=10 * 366)
MANDATE = re.compile(r"[A-Za-z0-9._:/-]{4,60}")
_NUMBERS = re.compile(r"(?:[0-9][ -]?){13,19}")


class NewPledge(Value):
    """A promise. `instalments`: in how many parts the whole `amount` comes; None: `amount` each time, without end.

    `mandate`: the processor's or the bank's word for the donor's permission; never a card or account number.
    `entered_by`: who answers for it, where a job enters what they brought.
    """

    donor_id: UUID
    fund_id: UUID
    amount: Money
    schedule: Schedule
    method: str = "self"
    instalments: int | None = None
    mandate: str | None = None
    source: Source = NO_SOURCE
    entered_by: UUID | None = None


def make_pledge(session: ViewerSession, new: NewPledge) -> Pledge:
    """The pledge under the next number, with its instalments where it has an end. InvalidInput by field."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    errors = wrong_with(session, new)
    if errors:
        raise InvalidInput(errors)
    if session.scalar(select(Person.id).where(Person.id == new.donor_id)) is None:
        raise NotFound
    source = known_source(session, new.source)
    row = _row(session, new)
    row.campaign_id, row.appeal_id = source.campaign_id, source.appeal_id
    session.add(row)
    session.flush()
    if new.instalments is not None:
        _plan_all(session, row, new)
    yearly = yearly_value(new.schedule, new.amount).minor if row.kind == RECURRING else None
    log_change(session, row, Change("made", yearly_after=yearly, detail=terms_of(row)))
    ledger_chain.record(session, "pledge.made", subjects=[row.donor_id, row.id], fields=["amount", "fund"])
    return row


def schedule_of(row: Pledge) -> Schedule:
    """When a pledge falls due."""
    return Schedule(row.unit, row.every, row.day, row.starts_on)


def terms_of(row: Pledge) -> dict[str, object]:
    """What a pledge's terms are, amounts apart."""
    told = {"unit": row.unit, "every": row.every, "day": row.day, "method": row.method}
    return {**told, "starts_on": row.starts_on.isoformat(), "fund": str(row.fund_id)}


def wrong_mandate(mandate: str | None, method: str) -> Sayable | None:
    """What is wrong with a mandate; nothing where the donor pays by themselves."""
    if method == "self":
        return phrase("Nothing is collected where the donor pays by themselves") if mandate else None
    if mandate is None or not MANDATE.fullmatch(mandate):
        return phrase("Enter the reference of the mandate, 4 to 60 letters and digits")
    if _NUMBERS.fullmatch(mandate):
        return phrase("This looks like a card or account number. Enter only the reference of the mandate")
    return None


def wrong_with(session: ViewerSession, new: NewPledge) -> dict[str, Sayable]:
    """What is wrong, by field; nothing when it can be made."""
    errors = wrong_amount(session, new.amount, has_come=False)
    if new.method not in METHODS or (new.instalments is not None and new.method != "self"):
        errors["method"] = phrase("Choose how it comes. A pledge in parts is paid by the donor")
    elif (wrong := wrong_mandate(new.mandate, new.method)) is not None:
        errors["mandate"] = wrong
    if new.instalments is not None and not 1 <= new.instalments <= min(MOST_INSTALMENTS, new.amount.minor):
        errors["instalments"] = phrase("Enter in how many parts it comes, from 1 to 120")
    day = today(office_of(session).tenant.timezone)
    if not day - FARTHEST <= new.schedule.starts_on <= day + FARTHEST:
        errors["starts_on"] = phrase("Enter a first day within ten years")
    active = session.scalar(select(Fund.active).where(Fund.id == new.fund_id))
    if not active:
        errors["fund"] = phrase("This fund takes no more gifts. Choose another")
    return errors


def _row(session: ViewerSession, new: NewPledge) -> Pledge:
    year = today(office_of(session).tenant.timezone).year
    row = Pledge(
        id=new_id(),
        number=f"P{year}-{next_number(session, 'pledge', year):05d}",
        donor_id=new.donor_id,
        fund_id=new.fund_id,
        kind=RECURRING if new.instalments is None else PLEDGE,
        amount=new.amount.minor,
        currency=new.amount.currency,
        unit=new.schedule.unit,
        every=new.schedule.every,
        day=new.schedule.day,
        starts_on=new.schedule.starts_on,
        instalments=new.instalments,
        method=new.method,
        next_on=next(due_days(new.schedule)) if new.instalments is None else None,
        entered_by=new.entered_by or session.viewer.actor,
    )
    if new.mandate:
        row.mandate = new.mandate
    return row


def _plan_all(session: ViewerSession, row: Pledge, new: NewPledge) -> None:
    """All parts of a pledge that has an end, and the promise in the books."""
    parts = instalments_of(new.amount, new.instalments or 1)
    session.add_all(
        Instalment(
            id=new_id(),
            pledge_id=row.id,
            donor_id=row.donor_id,
            due_on=due,
            amount=part.minor,
            currency=part.currency,
        )
        for due, part in zip(islice(due_days(new.schedule), len(parts)), parts, strict=True)
    )
    day: date = today(office_of(session).tenant.timezone)
    lines = books.promise(new.amount, row.fund_id)
    post(session, NewEntry(Act.PLEDGE, lines, day, pledge_id=row.id))
