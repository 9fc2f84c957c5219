"""A donor: what they gave in all, year by year, and how steadily."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from casework.base.clock import today
from casework.base.errors import NotFound
from casework.base.money import Money, total
from casework.base.values import Value
from casework.domain.books import Account
from casework.domain.giving import GiftRow, GivingTotals, totals
from casework.domain.levels import Level, level_of
from casework.domain.retention import fiscal_year_end
from casework.models import Gift, Person, Posting
from casework.policy.why import Decision
from casework.services.donors.levels import levels_on
from casework.services.office import office_of
from casework.services.people.hidden_names import true_name
from casework.services.people.one_person import Whom, of_one
from casework.services.withheld import reasons
from casework.store.session import ViewerSession

YEARS_SHOWN = 10


class GivingYear(Value):
    """What was given in one financial year, named by the year it ends in."""

    year: int
    given: Money
    gifts: int


class DonorView(Value):
    """A donor as one viewer sees them. `withheld`: name, giving; the values are None or empty then.

    `standing`: new, active, lapsed_last_year (gave last year, not yet this one), lapsed or none.
    """

    person_id: UUID
    name: str | None
    language: str
    kind: str
    totals: tuple[GivingTotals, ...]
    years: tuple[GivingYear, ...]
    years_running: int
    standing: str
    withheld: dict[str, Decision]
    anonymous: bool = False
    merged_into: UUID | None = None
    level: Level | None = None


def read_donor(session: ViewerSession, person_id: UUID, *, whom: Whom | None = None) -> DonorView:
    """The donor; NotFound when there is no such person here. `whom`: all their records, if known. A disclosure."""
    closed = reasons(session, ["donor.name", "donor.giving"])
    withheld = {name.removeprefix("donor."): why for name, why in closed.items()}
    columns = [Person.id, Person.language, Person.kind, Person.anonymous, Person.merged_into] + (
        [] if "name" in withheld else [Person.name]
    )
    person = session.execute(select(*columns).where(Person.id == person_id)).one_or_none()
    if person is None:
        raise NotFound
    rows = [] if "giving" in withheld else _rows(session, whom or person_id)
    day = today(office_of(session).tenant.timezone)
    first_month = first_month_of(session)
    sums = totals(rows, as_of=day, first_month=first_month)
    years = _years(rows, day, first_month, office_of(session).tenant.currency)
    running, standing = _steadiness(rows, day, first_month)
    level = None if "giving" in withheld else _level(session, rows, day)
    return DonorView(
        person_id=person_id,
        name=None if "name" in withheld else _name(session, person),
        language=person.language,
        kind=person.kind,
        totals=tuple(sums[currency] for currency in sorted(sums)),
        years=years,
        years_running=running,
        standing=standing,
        withheld=withheld,
        anonymous=person.anonymous,
        merged_into=person.merged_into,
        level=level,
    )


def first_month_of(session: ViewerSession) -> int:
    """The month an office's financial year begins with; January unless its profile says otherwise."""
    told = office_of(session).tenant.profile.get("year_begins", 1)
    return told if isinstance(told, int) and 1 <= told <= 12 else 1


def _rows(session: ViewerSession, whom: Whom) -> list[GiftRow[UUID]]:
    """The donor's gifts of money, each with what the books say is left of it."""
    rows = session.execute(_kept().where(of_one(Gift.donor_id, whom)))
    return [GiftRow(row.id, Money(-int(row.left), row.currency), row.received_on) for row in rows]


@cache
def _kept() -> Select[UUID, UUID, int, str, date, int]:
    """Gifts of money with the sum of their lines at funds, which stands below zero; those with nothing left apart."""
    told = (Gift.id, Gift.donor_id, Gift.amount, Gift.currency, Gift.received_on)
    left = func.sum(Posting.amount)
    return (
        select(*told, left.label("left"))
        .join(Posting, Posting.gift_id == Gift.id)
        .where(Gift.kind == "money", Gift.reverses_id.is_(None), Posting.account == Account.FUND.value)
        .group_by(*told)
        .having(left != 0)
    )


def _name(session: ViewerSession, person: Any) -> str:
    """Their name. Only where it is hidden is there another one to ask for."""
    return true_name(session, person.id, person.name) if person.anonymous else str(person.name)


def _level(session: ViewerSession, rows: list[GiftRow[UUID]], day: date) -> Level | None:
    """Where they stand today among the office's levels."""
    given: dict[date, int] = defaultdict(int)
    for row in rows:
        if row.amount.currency == office_of(session).tenant.currency:
            given[row.received_on] += row.amount.minor
    return level_of(given, levels_on(session, day), day)


def _years(rows: list[GiftRow[UUID]], day: date, first_month: int, currency: str) -> tuple[GivingYear, ...]:
    """The last years up to this one, in the office's own currency, from the first gift on."""
    kept = [row for row in rows if row.amount.currency == currency]
    if not kept:
        return ()
    this = fiscal_year_end(day, first_month).year
    first = min(fiscal_year_end(row.received_on, first_month).year for row in kept)
    found = []
    for year in range(max(first, this - YEARS_SHOWN + 1), this + 1):
        inside = [row.amount for row in kept if fiscal_year_end(row.received_on, first_month).year == year]
        found.append(GivingYear(year, total(inside, currency), len(inside)))
    return tuple(found)


def _steadiness(rows: list[GiftRow[UUID]], day: date, first_month: int) -> tuple[int, str]:
    """Years running up to this or the last one, and the donor's standing."""
    years = {fiscal_year_end(row.received_on, first_month).year for row in rows}
    this = fiscal_year_end(day, first_month).year
    if not years:
        return 0, "none"
    latest = this if this in years else this - 1
    running = 0
    while latest - running in years:
        running += 1
    if this in years:
        return running, "new" if years == {this} else "active"
    return running, "lapsed_last_year" if this - 1 in years else "lapsed"
