"""How donors can be reached, and what they said about it: read by the jobs that write to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select

from casework.base.values import Value
from casework.domain.contact_choices import ANY
from casework.domain.thanking import Reach, Way, Wishes
from casework.models import ContactChoice, ContactPoint, Person, PostalAddress
from casework.services.people.hidden_names import true_names
from casework.services.people.one_person import kept_records
from casework.store.columns import one_of
from casework.store.session import ViewerSession

TOPIC = "thanks"
_WAYS = {"email": Way.EMAIL, "post": Way.LETTER}


class Reached(Value):
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


def reach_of(session: ViewerSession, donors: Sequence[UUID], *, topic: str = TOPIC) -> dict[UUID, Reached]:
    """Each donor that is here, and how they are reached: nobody who died, or said no to the topic by this way. Of
    records that are one the name and the language are those of the one that was kept, its addresses come first."""
    stands_for = kept_records(session, donors)
    records = _records(session, set(stands_for.values()))
    people = session.execute(
        select(
            *(Person.id, Person.name, Person.language, Person.anonymous),
            func.no_mail_to(Person.id, ANY, ANY).label("never"),
            func.no_mail_to(Person.id, "email", topic).label("no_email"),
            func.no_mail_to(Person.id, "post", topic).label("no_letter"),
        ).where(one_of(Person.id, records))
    ).all()
    names = true_names(session, {row.id: row.name for row in people})
    everybody = [record for one in records.values() for record in one]
    emails, addresses = _emails(session, everybody), _addresses(session, everybody)
    agreed = _agreed(session, everybody, topic)
    found = {
        row.id: Reached(
            name=names[row.id],
            language=row.language,
            anonymous=row.anonymous,
            email=_first(emails, records[row.id]),
            address=_first(addresses, records[row.id]),
            wishes=Wishes(
                do_not_contact=bool(row.never),
                closed=frozenset(
                    way for way, no in ((Way.EMAIL, row.no_email), (Way.LETTER, row.no_letter)) if no
                ),
                open=frozenset(way for one in records[row.id] for way in agreed.get(one, ())),
            ),
        )
        for row in people
    }
    return {donor: found[kept] for donor, kept in stands_for.items() if kept in found}


def _records(session: ViewerSession, people: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Every record of these people, that which stands for them first."""
    found = {one: [one] for one in people}
    rows = session.execute(select(Person.id, Person.merged_into).where(one_of(Person.merged_into, found)))
    for row in rows:
        found[row.merged_into].append(row.id)
    return found


def _first(told: Mapping[UUID, str], records: Sequence[UUID]) -> str | None:
    return next((told[one] for one in records if one in told), None)


def _agreed(session: ViewerSession, donors: Sequence[UUID], topic: str) -> dict[UUID, frozenset[Way]]:
    """The ways that somebody said yes to for a topic."""
    rows = session.execute(
        select(ContactChoice.person_id, ContactChoice.channel).where(
            one_of(ContactChoice.person_id, donors),
            ContactChoice.allowed.is_(True),
            ContactChoice.channel.in_(tuple(_WAYS)),
            ContactChoice.topic.in_((ANY, topic)),
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
