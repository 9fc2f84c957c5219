"""Donors whom a rule means: page by page, counted, and how many of last year's gave again."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select

from casework.base.errors import InvalidInput
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.donor_rules import Rule
from casework.models import Person
from casework.services.donors.giving_figures import Figures, figures_of
from casework.services.office import office_of
from casework.services.people.hidden_names import true_names
from casework.services.withheld import require_open
from casework.store.session import ViewerSession

ON_A_PAGE = 25


class DonorLine(Value):
    """A donor in a list, with the figures that the lists go by. `scores`: recency, frequency and amount, 1 to 5."""

    id: UUID
    name: str
    last_on: date
    this_year: Money
    last_year: Money
    lifetime: Money
    scores: tuple[int, int, int]


class DonorPage(Value):
    """One page, the largest donors first; `after` leads to the next."""

    donors: tuple[DonorLine, ...]
    after: str | None


class Rate(Value):
    """A share of donors or of money; `share` is None where there is nothing to have a share of."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """As a fraction."""
        return self.part / self.whole if self.whole else None


class Retention(Value):
    """Of last year's donors those who gave again; of its new ones; of those who had stopped; and of its money."""

    again: Rate
    first_time: Rate
    won_back: Rate
    money: Rate


def find_donors(
    session: ViewerSession, rule: Rule, *, after: str | None = None, size: int = ON_A_PAGE
) -> DonorPage:
    """A page of the donors whom a rule means. The names on it are a disclosure.

    First who they are, by those sums over all gifts alone that the rule and the order ask for: what a statement does
    not name is not worked out. Then all the figures, of those on the page.
    """
    require_open(session, "donor.name", "donor.giving")
    figures = figures_of(session)
    sums = figures.sums.c
    chosen = select(Person.id, sums.lifetime).join(figures.sums, sums.donor_id == Person.id)
    chosen = chosen.where(*figures.holds(rule))
    if after is not None:
        lifetime, last = _read(after)
        chosen = chosen.where(
            or_(sums.lifetime < lifetime, and_(sums.lifetime == lifetime, Person.id > last))
        )
    found = session.execute(chosen.order_by(sums.lifetime.desc(), Person.id).limit(size + 1)).all()
    shown = found[:size]
    cursor = _cursor(int(shown[-1].lifetime), shown[-1].id) if len(found) > size else None
    return DonorPage(_lines(session, [row.id for row in shown]), cursor)


def _lines(session: ViewerSession, ids: Sequence[UUID]) -> tuple[DonorLine, ...]:
    """These donors with their figures, in this order."""
    if not ids:
        return ()
    figures = figures_of(session, among=ids)
    sums, scores = figures.sums.c, figures.scores
    rows = session.execute(
        select(Person.id, Person.name, sums.last_on, sums.this_year, sums.last_year, sums.lifetime)
        .add_columns(*(scores[name].label(name) for name in ("recency", "frequency", "monetary")))
        .join(figures.sums, sums.donor_id == Person.id)
    ).all()
    names = true_names(session, {row.id: row.name for row in rows})
    currency = office_of(session).tenant.currency
    lines = {row.id: _line(row, names, currency) for row in rows}
    return tuple(lines[one] for one in ids if one in lines)


def count_donors(session: ViewerSession, wanted: Mapping[str, Rule]) -> dict[str, int]:
    """How many donors each rule means for this viewer, all in one look at the books."""
    require_open(session, "donor.giving")
    if not wanted:
        return {}
    figures = figures_of(session)
    counts = []
    for place, rule in enumerate(wanted.values()):
        counted = func.count(Person.id)
        holds = figures.holds(rule)
        counts.append((counted.filter(and_(*holds)) if holds else counted).label(f"n{place}"))
    chosen = select(*counts).select_from(Person).join(figures.sums, figures.sums.c.donor_id == Person.id)
    return dict(zip(wanted, session.execute(chosen).one(), strict=True))


def retention_of(session: ViewerSession) -> Retention:
    """How many of last year's donors gave again this year so far."""
    require_open(session, "donor.giving")
    figures = figures_of(session)
    row = session.execute(_rates(figures)).one()
    return Retention(
        again=Rate(row.again, row.last),
        first_time=Rate(row.new_again, row.new),
        won_back=Rate(row.back, row.stopped),
        money=Rate(int(row.money_again or 0), int(row.money or 0)),
    )


def _rates(figures: Figures) -> Any:
    sums, years = figures.sums.c, figures.years
    last, now = sums.last_year > 0, sums.this_year > 0
    new = and_(sums.first_on >= years.last, sums.first_on < years.this)
    stopped = and_(sums.earlier > 0, sums.last_year <= 0)
    one = func.count(Person.id)
    return (
        select(
            one.filter(last).label("last"),
            one.filter(and_(last, now)).label("again"),
            one.filter(new).label("new"),
            one.filter(and_(new, now)).label("new_again"),
            one.filter(stopped).label("stopped"),
            one.filter(and_(stopped, now)).label("back"),
            func.sum(sums.last_year).label("money"),
            func.sum(sums.this_year).filter(last).label("money_again"),
        )
        .select_from(Person)
        .join(figures.sums, sums.donor_id == Person.id)
    )


def _line(row: Row[Any], names: Mapping[UUID, str], currency: str) -> DonorLine:
    return DonorLine(
        id=row.id,
        name=names[row.id],
        last_on=row.last_on,
        this_year=Money(int(row.this_year), currency),
        last_year=Money(int(row.last_year), currency),
        lifetime=Money(int(row.lifetime), currency),
        scores=(row.recency, row.frequency, row.monetary),
    )


def _cursor(lifetime: int, donor: UUID) -> str:
    return urlsafe_b64encode(json.dumps([lifetime, str(donor)]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[int, UUID]:
    try:
        lifetime, last = json.loads(urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor) % 4)))
        return int(lifetime), UUID(last)
    except (ValueError, TypeError, AttributeError):
        raise InvalidInput({"after": phrase("Start again from the first page")}) from None
