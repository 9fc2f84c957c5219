"""How donors can be reached, and what they said about it: read by the jobs that write to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from casework.domain.contact_choices import ANY
from casework.domain.thanking import Reach, Way, Wishes
from casework.models import ContactChoice, ContactPoint, Person, PostalAddress
from casework.services.people.hidden_names import true_names
from casework.store.columns import one_of
from casework.store.session import ViewerSession

TOPIC = "thanks"
_WAYS = {"email": Way.EMAIL, "post": Way.LETTER}


@dataclass(frozen=True, slots=True)
class Reached:
    """A donor's name, language, and where to write to."""

    name: str
    language: str
    anonymous: bool
    email: str | None
    address: str | None
    wishes: Wishes

    @property
    def reach(self) -> Reach:
        """The same as the rules of thanking ask for it."""
        return Reach(email=self.email is not None, address=self.address is not None, wishes=self.wishes)


def reach_of(session: ViewerSession, donors: Sequence[UUID]) -> dict[UUID, Reached]:
    """Each donor that is here, and how they are reached: nobody who died, or said no to thanks by this way."""
    people = session.execute(
        select(
            *(Person.id, Person.name, Person.language, Person.anonymous),
            func.no_mail_to(Person.id, ANY, ANY).label("never"),
            func.no_mail_to(Person.id, "email", TOPIC).label("no_email"),
            func.no_mail_to(Person.id, "post", TOPIC).label("no_letter"),
        ).where(one_of(Person.id, donors))
    ).all()
    names = true_names(session, {row.id: row.name for row in people})
    emails, addresses, agreed = (
        _emails(session, donors),
        _addresses(session, donors),
        _agreed(session, donors),
    )
    return {
        row.id: Reached(
            name=names[row.id],
            language=row.language,
            anonymous=row.anonymous,
            email=emails.get(row.id),
            address=addresses.get(row.id),
            wishes=Wishes(
                do_not_contact=bool(row.never),
                closed=frozenset(
                    way for way, no in ((Way.EMAIL, row.no_email), (Way.LETTER, row.no_letter)) if no
                ),
                open=agreed.get(row.id, frozenset()),
            ),
        )
        for row in people
    }


def _agreed(session: ViewerSession, donors: Sequence[UUID]) -> dict[UUID, frozenset[Way]]:
    """The ways that somebody said yes to for thanks."""
    rows = session.execute(
        select(ContactChoice.person_id, ContactChoice.channel).where(
            one_of(ContactChoice.person_id, donors),
            ContactChoice.allowed.is_(True),
            ContactChoice.channel.in_(tuple(_WAYS)),
            ContactChoice.topic.in_((ANY, TOPIC)),
        )
    )
    found: dict[UUID, frozenset[Way]] = {}
    for row in rows:
        found[row.person_id] = found.get(row.person_id, frozenset()) | {_WAYS[row.channel]}
    return found


def _emails(session: ViewerSession, donors: Sequence[UUID]) -> dict[UUID, str]:
    """The address that is preferred, or the latest one."""
    rows = session.execute(
        select(ContactPoint.id, ContactPoint.person_id, ContactPoint.value)
        .where(
            one_of(ContactPoint.person_id, donors), ContactPoint.kind == "email", ContactPoint.until.is_(None)
        )
        .order_by(ContactPoint.preferred, ContactPoint.since, ContactPoint.id)
    )
    return {row.person_id: row.value for row in rows}


def _addresses(session: ViewerSession, donors: Sequence[UUID]) -> dict[UUID, str]:
    rows = session.execute(
        select(PostalAddress.id, PostalAddress.person_id, PostalAddress.lines)
        .where(one_of(PostalAddress.person_id, donors), PostalAddress.until.is_(None))
        .order_by(PostalAddress.since, PostalAddress.id)
    )
    return {row.person_id: row.lines for row in rows}
