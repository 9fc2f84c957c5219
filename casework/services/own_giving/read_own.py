"""Everything a donor reads on their own page, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.base.money import Money
from casework.base.values import Value
from casework.domain.contact_choices import Choice
from casework.models import ContactPoint, GiftAidDeclaration, GivingStatement, Person, PostalAddress, Receipt
from casework.services.donors.contact_choices import choices_of
from casework.services.donors.list_gifts import GiftFilter, GiftPage, GiftView, list_gifts
from casework.services.people.hidden_names import true_name
from casework.services.people.one_person import of_one
from casework.services.pledges.list_pledges import PledgeView, list_pledges
from casework.store.columns import one_of
from casework.store.session import ViewerSession


class Declaration(Value):
    """A Gift Aid declaration in the words that were shown."""

    id: UUID
    made_on: date
    cancelled_on: date | None
    wording: str


class Statement(Value):
    """A year-end statement that holds."""

    id: UUID
    year: int
    number: str


class OwnPage(Value):
    """The donor, what they gave and promised, what they said."""

    id: UUID
    name: str
    language: str
    anonymous: bool
    contacts: tuple[tuple[str, str], ...]
    addresses: tuple[str, ...]
    gifts: GiftPage
    left: Mapping[UUID, Money]  # of gifts of which a part was given back
    pledges: tuple[PledgeView, ...]
    choices: tuple[Choice, ...]
    declarations: tuple[Declaration, ...]
    statements: tuple[Statement, ...]


def own_id(session: ViewerSession) -> UUID:
    """The donor whose session this is."""
    if session.viewer.person is None:
        raise NotFound
    return session.viewer.person


def own_email(session: ViewerSession) -> str | None:
    """The e-mail address that a confirmation goes to; None where none is on record."""
    chosen = select(ContactPoint.id, ContactPoint.value).where(
        of_one(ContactPoint.person_id, own_id(session)),
        ContactPoint.kind == "email",
        ContactPoint.until.is_(None),
    )
    row = session.execute(chosen.order_by(ContactPoint.id).limit(1)).one_or_none()
    return row.value if row else None


def read_own(session: ViewerSession, *, after: str | None = None) -> OwnPage:
    """The whole page; `after` leads to earlier gifts. NotFound for a record that is gone."""
    donor = own_id(session)
    row = session.execute(
        select(Person.id, Person.name, Person.language, Person.anonymous).where(Person.id == donor)
    ).one_or_none()
    if row is None:
        raise NotFound
    contacts, addresses = _reached(session, donor)
    gifts = list_gifts(session, GiftFilter(donor_id=donor, as_given=True), after=after, names=False)
    return OwnPage(
        id=row.id,
        name=true_name(session, donor, row.name),
        language=row.language,
        anonymous=row.anonymous,
        contacts=contacts,
        addresses=addresses,
        gifts=gifts,
        left=_left(session, gifts.gifts),
        pledges=list_pledges(session, donor_id=donor).pledges,
        choices=tuple(one.choice for one in choices_of(session, donor)),
        declarations=_declarations(session, donor),
        statements=_statements(session, donor),
    )


def _left(session: ViewerSession, gifts: Sequence[GiftView]) -> dict[UUID, Money]:
    """What is left of gifts of which a part was given back, by the receipts that say so: the books are not theirs."""
    amounts = {one.id: one.amount for one in gifts if one.amount and one.status == "receipted"}
    rows = session.execute(
        select(Receipt.id, Receipt.gift_id, Receipt.amount).where(
            one_of(Receipt.gift_id, amounts), Receipt.kind == "receipt", Receipt.status == "issued"
        )
    )
    return {
        row.gift_id: Money(row.amount, amounts[row.gift_id].currency)
        for row in rows
        if row.amount != amounts[row.gift_id].minor
    }


def _reached(session: ViewerSession, donor: UUID) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    points = session.execute(
        select(ContactPoint.id, ContactPoint.kind, ContactPoint.value)
        .where(of_one(ContactPoint.person_id, donor), ContactPoint.until.is_(None))
        .order_by(ContactPoint.kind, ContactPoint.id)
    )
    lines = session.execute(
        select(PostalAddress.id, PostalAddress.lines)
        .where(of_one(PostalAddress.person_id, donor), PostalAddress.until.is_(None))
        .order_by(PostalAddress.id)
    )
    return tuple((row.kind, row.value) for row in points), tuple(row.lines for row in lines)


def _declarations(session: ViewerSession, donor: UUID) -> tuple[Declaration, ...]:
    row = GiftAidDeclaration
    chosen = select(row.id, row.made_on, row.cancelled_on, row.wording).where(of_one(row.donor_id, donor))
    return tuple(Declaration(*one) for one in session.execute(chosen.order_by(row.made_on.desc(), row.id)))


def _statements(session: ViewerSession, donor: UUID) -> tuple[Statement, ...]:
    row = GivingStatement
    chosen = select(row.id, row.year, row.number).where(of_one(row.donor_id, donor), row.status == "issued")
    return tuple(Statement(*one) for one in session.execute(chosen.order_by(row.year.desc())))
