"""A gift that was paid on our page, into the books: the gift or the pledge, what goes with it, thanks and receipt."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.base.money import Money
from casework.base.values import Value
from casework.domain.gift_aid_claim import Scope
from casework.domain.schedules import LAST_DAY, Schedule
from casework.models import Case, OnlinePayment
from casework.services.appeals.find_appeal import Source
from casework.services.cases.pin import workflow_of
from casework.services.donors.contact_choices import wants_no
from casework.services.donors.issue_receipt import issue_receipt
from casework.services.donors.new_gift import NewGift
from casework.services.donors.record_gift import record_gift
from casework.services.gift_aid.declare import NewDeclaration, charity_of, declare
from casework.services.letters import queue_letter, queue_mail
from casework.services.pledges.make_pledge import NewPledge, make_pledge
from casework.services.thanks.promise import thanked_by_mail
from casework.services.thanks.reach import TOPIC
from casework.services.thanks.work_run import TEMPLATE
from casework.store.session import ViewerSession

OFTEN = {"month": ("month", 1), "quarter": ("month", 3), "year": ("year", 1)}
DAYS = {"first": 1, "middle": 15, "last": LAST_DAY}
SCOPES = {"this": Scope.THIS, "future": Scope.FUTURE, "past": Scope.PAST_AND_FUTURE}
PROMISED = "promised"


class Given(Value):
    """What is given, for which fund, and what brought it."""

    fund: UUID
    amount: Money
    source: Source


class Terms(Value):
    """A schedule in the words of the form; `parts` of a promise that has an end."""

    often: str
    day: str
    parts: int | None

    def schedule(self, today: date) -> Schedule:
        """The schedule from today on."""
        unit, every = OFTEN[self.often]
        return Schedule(unit, every, DAYS[self.day], today)


class Paid(Value):
    """A payment that is answered and not in the books yet."""

    id: UUID
    case_id: UUID
    regular: bool
    mandate: str
    amount: Money
    fee: Money | None


class Aid(Value):
    """A Gift Aid declaration as it was answered; `scope` None or "no": none was made."""

    scope: str | None
    first: str | None
    last: str | None
    house: str | None
    postcode: str | None


def paid_for(session: ViewerSession, case_id: UUID) -> Paid:
    """What was paid for this case; NotFound when nothing is there to be entered."""
    row = session.scalar(
        select(OnlinePayment)
        .where(
            OnlinePayment.case_id == case_id,
            OnlinePayment.status.in_(("charged", "agreed")),
            OnlinePayment.taken_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    fee = Money(row.fee, row.currency) if row.fee else None
    amount = Money(row.settled_amount or row.amount, row.currency)
    return Paid(row.id, case_id, row.regular, row.mandate, amount, fee)


def enter_payment(
    session: ViewerSession, payment_id: UUID, *, gift_id: UUID | None = None, pledge_id: UUID | None = None
) -> None:
    """Note that a payment is in the books, and as what."""
    row = session.scalars(select(OnlinePayment).where(OnlinePayment.id == payment_id)).one()
    row.taken_at, row.gift_id, row.pledge_id = now(), gift_id, pledge_id
    session.flush()


def new_gift(session: ViewerSession, donor: UUID, given: Given, paid: Paid, day: date) -> UUID:
    """Post the gift of today."""
    told = NewGift(
        donor_id=donor,
        fund_id=given.fund,
        received_on=day,
        amount=paid.amount,
        method="card",
        fee=paid.fee,
        case_id=paid.case_id,
        has_come=True,
        source=given.source,
    )
    return record_gift(session, told).id


def new_pledge(
    session: ViewerSession, donor: UUID, given: Given, terms: Terms, day: date, *, mandate: str | None = None
) -> UUID:
    """Make the regular gift or the promise, in the donor's terms; with a mandate it is collected by card."""
    told = NewPledge(
        donor_id=donor,
        fund_id=given.fund,
        amount=given.amount,
        schedule=terms.schedule(day),
        method="card" if mandate else "self",
        instalments=terms.parts,
        mandate=mandate,
        source=given.source,
    )
    return make_pledge(session, told).id


def declare_aid(
    session: ViewerSession, donor: UUID, aid: Aid, day: date, gift_id: UUID | None = None
) -> None:
    """Keep the declaration that was made with a gift, where one was."""
    scope = SCOPES.get(aid.scope or "")
    if scope is None or charity_of(session) is None:
        return
    parts = {"first_name": aid.first or "", "last_name": aid.last or "", "house": aid.house or ""}
    only = gift_id if scope is Scope.THIS else None
    declare(
        session,
        NewDeclaration(donor, scope, day, "online", "", **parts, postcode=aid.postcode or "", gift_id=only),
    )


def thank_online(session: ViewerSession, gift_id: UUID, donor: UUID, case_id: UUID, *, receipt: bool) -> None:
    """Issue the receipt where one is wanted, and thank by a mail that brings it along."""
    case = session.scalars(select(Case).where(Case.id == case_id)).one()
    issued = issue_receipt(session, gift_id, language=case.language).id if receipt else None
    if wants_no(session, donor, "email", TOPIC):
        return
    values = {"gift": str(gift_id), **({"receipt": str(issued)} if issued else {})}
    told = queue_mail(session, TEMPLATE, language=case.language, to_person=donor, topic=TOPIC, values=values)
    thanked_by_mail(session, gift_id, told)


def tell_of_promise(session: ViewerSession, case_id: UUID) -> None:
    """Queue the letter that says that a regular gift is noted."""
    case = session.scalars(select(Case).where(Case.id == case_id)).one()
    queue_letter(session, case, workflow_of(session, case), PROMISED)
