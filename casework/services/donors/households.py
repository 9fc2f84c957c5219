"""Households: people who live together, one at a time each; what they gave, counted once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.books import Account
from casework.models import Gift, Household, HouseholdMember, Person, Posting
from casework.services.office import office_of
from casework.services.people.hidden_names import anonymous_among, true_names
from casework.services.withheld import shows
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_NAME = 160
_OF_HOUSE = (Household.id.label("house"), Household.name.label("called"))


class HouseholdView(Value):
    """A household: its members by name, and what all of them gave, by currency: gifts, never soft credits."""

    id: UUID
    name: str
    members: tuple[tuple[UUID, str], ...]
    given: tuple[Money, ...]


def household_of(session: ViewerSession, person_id: UUID) -> HouseholdView | None:
    """The household somebody belongs to now; None where there is none or names are withheld. A disclosure."""
    if not shows(session, "donor.name"):
        return None
    theirs = select(HouseholdMember.household_id).where(
        HouseholdMember.person_id == person_id, HouseholdMember.until.is_(None)
    )
    members = session.execute(
        select(*_OF_HOUSE, Person.id, Person.name)
        .join(HouseholdMember, HouseholdMember.household_id == Household.id)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(Household.id.in_(theirs), HouseholdMember.until.is_(None))
        .order_by(Person.name_sort, Person.id)
    ).all()
    if not members:
        return None
    house, called = members[0].house, members[0].called
    given = _given(session, [one.id for one in members]) if shows(session, "donor.giving") else ()
    names = true_names(session, {house: called, **{one.id: one.name for one in members}})
    return HouseholdView(house, names[house], tuple((one.id, names[one.id]) for one in members), given)


def join_household(session: ViewerSession, person_id: UUID, other_id: UUID, *, name: str = "") -> UUID:
    """Let somebody join the household of another, which is made where there is none. Refused MEMBER_ALREADY."""
    if not session.viewer.access.may_write("contact"):
        raise PurposeRequired
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_([person_id, other_id]))).all()
    if person_id == other_id or len(people) != 2:
        raise InvalidInput({"who": phrase("Choose somebody else on record")})
    theirs, mine = _now(session, other_id), _now(session, person_id)
    if mine is not None and theirs is not None:
        raise Refused("MEMBER_ALREADY", phrase("Both belong to a household. Let one of them leave it first"))
    household = mine or theirs
    day = today(office_of(session).tenant.timezone)
    if household is None:
        named = next(row.name for row in people if row.id == person_id)
        if anonymous_among(session, [person_id, other_id]):
            name = named  # a name that somebody typed would tell who they are
        made = Household(id=new_id(), name=" ".join((name or named).split())[:LONGEST_NAME])
        session.add(made)
        session.flush()
        household = made.id
    for one in (person_id, other_id):
        if one not in (person_id if mine else None, other_id if theirs else None):
            session.add(HouseholdMember(id=new_id(), household_id=household, person_id=one, since=day))
    session.flush()
    ledger_chain.record(session, "household.joined", subjects=[person_id, other_id, household])
    return household


def leave_household(session: ViewerSession, person_id: UUID) -> None:
    """Somebody leaves; what was there before is kept."""
    if not session.viewer.access.may_write("contact"):
        raise PurposeRequired
    row = session.scalar(
        select(HouseholdMember).where(HouseholdMember.person_id == person_id, HouseholdMember.until.is_(None))
    )
    if row is None:
        if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
            raise NotFound
        raise Refused("NO_HOUSEHOLD", phrase("They belong to no household"))
    row.until = today(office_of(session).tenant.timezone)
    session.flush()
    ledger_chain.record(session, "household.left", subjects=[person_id, row.household_id])


def _now(session: ViewerSession, person_id: UUID) -> UUID | None:
    found: UUID | None = session.scalar(
        select(HouseholdMember.household_id).where(
            HouseholdMember.person_id == person_id, HouseholdMember.until.is_(None)
        )
    )
    return found


def _given(session: ViewerSession, members: list[UUID]) -> tuple[Money, ...]:
    """Sums of the books over the gifts of these people; goods are no sum."""
    sums = (
        select(Posting.currency, func.sum(Posting.amount).label("minor"))
        .join(Gift, Gift.id == Posting.gift_id)
        .where(Gift.donor_id.in_(members), Gift.kind == "money", Posting.account == Account.FUND.value)
        .group_by(Posting.currency)
        .order_by(Posting.currency)
    )
    return tuple(Money(-int(row.minor), row.currency) for row in session.execute(sums))
