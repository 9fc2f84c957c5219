"""What tells people of one name apart: how each is reached, told of those alone whose name another one bears too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from casework.models import ContactPoint
from casework.services.people.search_people import PersonFound
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.session import ViewerSession


def told_apart(session: ViewerSession, found: Sequence[PersonFound]) -> dict[UUID, str]:
    """An e-mail or a phone number of each whose name occurs twice; nobody of whom none is on record, or open to all.
    A disclosure. FieldWithheld where contacts are."""
    require_open(session, "person.contacts")
    names = Counter(one.name.casefold() for one in found)
    alike = [one.id for one in found if names[one.name.casefold()] > 1]
    if not alike:
        return {}
    chosen = select(ContactPoint.id, ContactPoint.person_id, ContactPoint.value).where(
        *(one_of(ContactPoint.person_id, alike), ContactPoint.until.is_(None)),
        ContactPoint.hidden.is_(False),
    )
    order = (ContactPoint.preferred, ContactPoint.kind.desc(), ContactPoint.since, ContactPoint.id)
    told = {row.person_id: row.value for row in session.execute(chosen.order_by(*order))}
    ledger_chain.record(session, "person.searched", subjects=sorted(told), fields=["contacts"])
    return told
