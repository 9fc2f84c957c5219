"""Gifts of the demo: some thousand, over four years, most from people who give again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import func, select

from casework.base.money import Money
from casework.domain.books import Act, receipt
from casework.domain.thanking import Way, promised_on
from casework.models import BookPeriod, Fund, Gift, Person, Thanks
from casework.services.books.post import NewEntry, post
from casework.services.deadlines.time_rules import calendar_of
from casework.services.demo.few import FEW, a_few
from casework.services.demo.offices import DemoOffice
from casework.services.office import office_of
from casework.services.thanks.promise import DUE, THANKED
from casework.store.session import ViewerSession

THANKED_FOR = timedelta(days=365)
AMOUNTS = (1000, 1500, 2000, 2500, 3000, 5000, 5000, 7500, 10000, 15000, 25000, 50000, 120000)


def add_funds(session: ViewerSession) -> None:
    """The funds that this kind of office starts with, where they are missing."""
    have = set(session.scalars(select(Fund.code)))
    kind, language = office_of(session).kind, office_of(session).tenant.language
    for code, name in kind.funds.items():
        if code not in have:
            session.add(Fund(code=code, name=name.text(language)))
    session.flush()


def add_gifts(session: ViewerSession, office: DemoOffice, seed: str, day: date, up_to: int) -> bool:
    """Add a few of the `up_to` gifts; True while more are missing. They are past and posted, without receipts.

    A visitor may close months while this goes on: what would go into them comes today.
    """
    closed = set(session.scalars(select(BookPeriod.month).where(BookPeriod.closed)))
    have = session.scalar(select(func.count()).select_from(Gift)) or 0
    donors = list(session.scalars(select(Person.id).order_by(Person.id)))
    funds = list(session.scalars(select(Fund.id).order_by(Fund.code)))
    for number in a_few(have, up_to):
        random = Random(f"{seed}/{office.slug}/gift/{number}")
        # A few give often, many give once: the n-th donor is chosen with falling weight.
        donor = donors[min(int(random.expovariate(1 / (len(donors) / 4))), len(donors) - 1)]
        goods = random.random() < 0.08
        gift = Gift(
            number=f"H-{number + 1:06d}",
            donor_id=donor,
            fund_id=random.choice(funds),
            kind="in_kind" if goods else "money",
            amount=0 if goods else random.choice(AMOUNTS),
            currency=office_of(session).tenant.currency,
            method="goods" if goods else random.choice(("transfer", "card", "check", "cash")),
            received_on=day - timedelta(days=random.randint(1, 4 * 365)),
        )
        if gift.received_on.replace(day=1) in closed:
            gift.received_on = day
        if goods:
            gift.goods = random.choice(("Boxes of canned vegetables", "Winter coats", "Fresh apples"))
        session.add(gift)
        session.flush()
        if not goods:
            parts = ((gift.fund_id, Money(gift.amount, gift.currency)),)
            post(session, NewEntry(Act.RECEIPT, receipt(parts), gift.received_on, gift.id))
        _promise(session, gift, day, random)
    return have + FEW < up_to


def _promise(session: ViewerSession, gift: Gift, day: date, random: Random) -> None:
    """Gifts of the last year were promised thanks: of the last weeks some still wait, and some of those too long."""
    age = day - gift.received_on
    if age > THANKED_FOR:
        return
    due_on = promised_on(gift.received_on, office_of(session).kind.giving.thanks, calendar_of(session))
    row = Thanks(gift_id=gift.id, donor_id=gift.donor_id, due_on=due_on, status=DUE)
    if age.days > 15 or random.random() < 0.3:
        row.status, row.how = THANKED, random.choice((Way.EMAIL, Way.LETTER, Way.PHONE)).value
        row.thanked_at = datetime.combine(min(due_on, day), time(15), UTC)
    session.add(row)
    session.flush()
