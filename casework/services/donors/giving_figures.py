"""What each donor gave, as one set of sums over the books, and the conditions of a rule upon them.

One definition for lists, counts and rates: gifts of money in the office's own currency, less what was given back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, false, func, or_, select

from casework.base.clock import today
from casework.base.money import exponent
from casework.base.values import Value
from casework.domain import donor_rules as rules
from casework.domain.books import Account
from casework.domain.levels import Level, above, from_level
from casework.domain.periods import add_months
from casework.domain.retention import fiscal_year_end
from casework.models import Gift, Person, Pledge, Posting
from casework.services.donors.levels import levels_on
from casework.services.donors.read_donor import first_month_of
from casework.services.office import office_of
from casework.services.people.one_person import of_any, record_kept
from casework.store.session import ViewerSession


class Years(Value):
    """The days on which this financial year, the last and the one before began; `day` is today."""

    day: date
    this: date
    last: date
    before: date
    window: date


class Figures(Value):
    """The sums, by donor, and what turns a rule into conditions on them."""

    sums: Subquery
    years: Years
    scores: Mapping[str, ColumnElement[int]]
    levels: tuple[Level, ...] = ()

    def holds(self, rule: rules.Rule) -> list[ColumnElement[bool]]:
        """The conditions of a rule, for a statement on people joined with these sums."""
        return [self._holds(one) for one in rule.conditions]

    def _holds(self, one: rules.Condition) -> ColumnElement[bool]:
        kind = rules.FIELDS[one.what]
        if kind == rules.CHOICE:
            return getattr(Person, one.what) == one.value  # type: ignore[no-any-return]  # a column's comparison
        if kind == rules.LEVEL:
            return self._level(one)
        if kind == rules.YES_NO:
            found = _YES_NO[one.what]()
            return found if one.value else ~found
        if kind == rules.DAYS:
            return self._dated(one)
        other = self._number(str(one.value)) if one.how in rules.COMPARED else int(one.value)
        return _COMPARED[one.how](self._number(one.what), other)

    def _level(self, one: rules.Condition) -> ColumnElement[bool]:
        """At a level, or at it or above. Nobody stands at one that does not hold today."""
        code = str(one.value)
        reached = or_(false(), *(self._reaches(level) for level in from_level(self.levels, code)))
        if one.how == rules.AT_LEAST:
            return reached
        return and_(reached, *(~self._reaches(level) for level in above(self.levels, code)))

    def _reaches(self, level: Level) -> ColumnElement[bool]:
        column = self.sums.c[_window(level.months) if level.months else "lifetime"]
        return column >= level.minimum

    def _number(self, what: str) -> Any:
        return self.scores[what] if what in self.scores else self.sums.c[what]

    def _dated(self, one: rules.Condition) -> ColumnElement[bool]:
        """Days since a day, compared as days themselves: the longer ago, the earlier."""
        column = self.sums.c[_DAYS[one.what]]
        if one.how in rules.COMPARED:
            return _EARLIER[one.how](column, self.sums.c[_DAYS[str(one.value)]])
        ago = min(int(one.value), (self.years.day - date(1900, 1, 1)).days)
        return _EARLIER[one.how](column, self.years.day - timedelta(days=ago))


Compare = Callable[[Any, Any], ColumnElement[bool]]
_DAYS = {"days_since_last": "last_on", "days_since_first": "first_on"}
_COMPARED: Mapping[str, Compare] = {
    rules.AT_LEAST: lambda left, right: left >= right,
    rules.AT_MOST: lambda left, right: left <= right,
    rules.IS: lambda left, right: left == right,
    rules.MORE_THAN: lambda left, right: left > right,
    rules.LESS_THAN: lambda left, right: left < right,
}
_EARLIER: Mapping[str, Compare] = {
    rules.AT_LEAST: lambda left, right: left <= right,
    rules.AT_MOST: lambda left, right: left >= right,
    rules.IS: lambda left, right: left == right,
    rules.MORE_THAN: lambda left, right: left < right,
    rules.LESS_THAN: lambda left, right: left > right,
}


def _regular() -> ColumnElement[bool]:
    running = (Pledge.tenant_id == Person.tenant_id, Pledge.donor_id == Person.id)
    return select(1).where(*running, Pledge.kind == "recurring", Pledge.status == "active").exists()


_YES_NO: Mapping[str, Callable[[], ColumnElement[bool]]] = {
    "regular": _regular,
    "may_email": lambda: ~func.no_mail_to(Person.id, "email", "appeal"),
    "may_post": lambda: ~func.no_mail_to(Person.id, "post", "appeal"),
}


def years_of(session: ViewerSession, steps: rules.Steps) -> Years:
    """The office's financial years, seen from today."""
    day, first_month = today(office_of(session).tenant.timezone), first_month_of(session)
    next_year = fiscal_year_end(day, first_month) + timedelta(days=1)
    this, last, before = (add_months(next_year, -months) for months in (12, 24, 36))
    return Years(day, this, last, before, add_months(day, -steps.window_months))


def figures_of(session: ViewerSession, *, among: Sequence[UUID] | None = None) -> Figures:
    """The sums of every donor who gave money and has not got all of it back; without levels of those named alone."""
    currency, steps = office_of(session).tenant.currency, rules.Steps()
    years = years_of(session, steps)
    levels = levels_on(session, years.day) if among is None else ()
    chosen = _sums(currency, years, {one.months for one in levels if one.months})
    if among is not None:
        chosen = chosen.where(of_any(Gift.donor_id, among))
    sums = chosen.subquery("giving")
    return Figures(sums, years, _scores(sums, years, steps, 10 ** exponent(currency)), levels)


def _window(months: int) -> str:
    return f"given_{months}_months"


def _sums(currency: str, years: Years, windows: Collection[int] = ()) -> Select[*tuple[Any, ...]]:
    given = -Posting.amount
    donor = record_kept()
    on = Gift.received_on
    return (
        select(
            donor.label("donor_id"),
            func.sum(given).label("lifetime"),
            _within(given, on >= years.this).label("this_year"),
            _within(given, on >= years.last, on < years.this).label("last_year"),
            _within(given, on >= years.before, on < years.last).label("year_before"),
            _within(given, on < years.last).label("earlier"),
            _within(given, on >= years.window).label("window_given"),
            func.max(Gift.amount).label("largest"),
            func.count(Gift.id.distinct()).label("gifts"),
            func.count(Gift.id.distinct()).filter(on >= years.window).label("window_gifts"),
            func.max(on).label("last_on"),
            func.min(on).label("first_on"),
            *(
                _within(given, on >= add_months(years.day, -months)).label(_window(months))
                for months in sorted(windows)
            ),
        )
        .join(Posting, Posting.gift_id == Gift.id)
        .join(Person, Person.id == Gift.donor_id)
        .where(Gift.kind == "money", Gift.reverses_id.is_(None), Gift.status.in_(("posted", "receipted")))
        .where(Posting.account == Account.FUND.value, Posting.currency == currency, on <= years.day)
        .group_by(donor)
        .having(func.sum(given) > 0)
    )


def _within(given: ColumnElement[int], *inside: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(given).filter(*inside), 0)


def _scores(sums: Subquery, years: Years, steps: rules.Steps, unit: int) -> dict[str, ColumnElement[int]]:
    """Scores from 1 to 5 by fixed steps, worked out where the sums are."""
    late = [
        (sums.c.last_on >= years.day - timedelta(days=days), 5 - at) for at, days in enumerate(steps.days)
    ]
    return {
        "recency": case(*late, else_=1),
        "frequency": _rising(sums.c.window_gifts, steps.gifts),
        "monetary": _rising(sums.c.window_given, [major * unit for major in steps.major]),
    }


def _rising(value: ColumnElement[int], steps: Sequence[int]) -> ColumnElement[int]:
    return case(*((value >= step, 5 - at) for at, step in enumerate(reversed(steps))), else_=1)
