"""Pledges of the demo, one for each thing that can happen to them; a batch that waits for its last gift; thanks."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from casework.base.money import Money
from casework.domain.bank_account import read_account
from casework.domain.schedules import Schedule
from casework.models import Fund, Gift, Person, Pledge
from casework.services.batches.batches import NewBatch, NewLine, add_line, open_batch
from casework.services.donors.new_gift import NewGift
from casework.services.donors.recognise import add_soft_credit, set_tribute
from casework.services.donors.record_gift import record_gift
from casework.services.gift_aid.declare import NewDeclaration, declare
from casework.services.office import office_of
from casework.services.own_giving.change_own import REASON
from casework.services.pledges.accounts import correct_account
from casework.services.pledges.make_pledge import NewPledge, make_pledge
from casework.services.statements.start_run import start_run
from casework.store.queue import defer
from casework.store.session import ViewerSession

# How often, how much, and what the simulated processor makes of it.
RECURRING = (
    (("month", 1), 2500, "card", "SIM-OK-1001"),
    (("month", 3), 12000, "card", "SIM-OK-1002"),
    (("month", 1), 1500, "card", "SIM-NO-MONEY-1003"),
    (("month", 1), 4000, "card", "SIM-EXPIRED-1004"),
    (("week", 1), 500, "card", "SIM-SILENT-1005"),
    (("month", 1), 3000, "bank", "MND-2026-0006"),
    (("month", 6), 7500, "bank", "MND-2026-0007"),
    (("month", 1), 2000, "card", "SIM-OTHER-1008"),
)

CORRECTED = "MND-2026-0007"
"""Of this one the donor corrected the account, and the bank does not know it yet."""


def add_pledges(session: ViewerSession, day: date) -> None:
    """Add them where none are, and have the cards collected at once."""
    if session.scalar(select(func.count()).select_from(Pledge)):
        return
    donors = list(session.scalars(select(Person.id).order_by(Person.id).limit(10)))
    fund = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
    begun = day - timedelta(days=2)
    for donor, ((unit, every), minor, method, mandate) in zip(donors, RECURRING, strict=False):
        schedule = Schedule(unit, every, begun.day, begun)
        told = NewPledge(donor, fund, _money(session, minor), schedule, method, None, mandate)
        made = make_pledge(session, told)
        if mandate == CORRECTED:
            correct_account(session, made.id, read_account("1234567890", "999999992"), reason=REASON)
    parts = NewPledge(
        donors[8], fund, _money(session, 100000), Schedule("month", 3, 31, begun), instalments=3
    )
    make_pledge(session, parts)
    _batch(session, donors, fund, begun)
    _thanks(session)
    _gift_aid(session, fund, begun)
    start_run(session, day.year - 1)  # last year's statements are there to be looked at
    defer(session, "collect")


def _batch(session: ViewerSession, donors: list[UUID], fund: UUID, day: date) -> None:
    batch = open_batch(session, NewBatch(3, _money(session, 17500), fund, day))
    for place, minor in enumerate((5000, 7500)):
        add_line(session, batch.id, NewLine(donors[place], _money(session, minor), mark=f"10{place + 41}"))


def _thanks(session: ViewerSession) -> None:
    gift = session.scalar(select(Gift).where(Gift.kind == "money").order_by(Gift.number).limit(1))
    if gift is None:
        return
    other = select(Person.id).where(Person.id != gift.donor_id).order_by(Person.id.desc()).limit(1)
    add_soft_credit(
        session, gift.id, session.scalars(other).one(), "solicitor", Money(gift.amount, gift.currency)
    )
    set_tribute(session, gift.id, "memory", "Augusta Penhallow")


def _gift_aid(session: ViewerSession, fund: UUID, day: date) -> None:
    """A donor in the United Kingdom: a declaration, a gift that can be claimed for, one that came before; and
    small gifts in cash and contactless, which need none."""
    people = select(Person.id).where(Person.kind == "person").order_by(Person.id.desc()).limit(1)
    donor, made_on = session.scalars(people).one(), day - timedelta(days=30)
    name = ("Mrs", "Prudence", "Whitlock", "7", "M1 1AE")
    declare(session, NewDeclaration(donor, "future", made_on, "written", *name))
    for received_on, minor in ((day, 10_000), (made_on - timedelta(days=10), 5_000)):
        record_gift(session, NewGift(donor, fund, received_on, Money(minor, "GBP")))
    other = session.scalars(people.where(Person.id != donor)).one()
    for minor, method in ((500, "cash"), (2_000, "contactless"), (3_000, "contactless")):
        record_gift(session, NewGift(other, fund, day, Money(minor, "GBP"), method=method))


def _money(session: ViewerSession, minor: int) -> Money:
    return Money(minor, office_of(session).tenant.currency)
