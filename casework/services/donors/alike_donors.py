"""Donors who may be one: records that share a mail address or a phone number, never by the name alone. Somebody looks
at two side by side, makes them one (which is undone at any time), or says that they are two people."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.base.phrases import Sayable
from casework.base.values import Value
from casework.domain.matching import matches
from casework.models import ContactPoint, Person, TwoPeople
from casework.policy.rulebook import require
from casework.services.people.candidates import Known, known_of
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.session import ViewerSession

MOST = 50
Pair = tuple[UUID, UUID]


class Alike(Value):
    """Two records that may be one: how likely from 1 to 100, and why."""

    first_id: UUID
    first: str
    second_id: UUID
    second: str
    score: int
    reasons: tuple[Sayable, ...]


def alike_donors(session: ViewerSession) -> tuple[Alike, ...]:
    """Pairs to look at, the likeliest first. Names are a disclosure. Hidden names are never among them."""
    require_open(session, "donor.name", "person.contacts")
    pairs = _pairs(session)
    apart = _apart(session, {one for pair in pairs for one in pair})
    wanted = sorted(pairs - apart)[:MOST]
    known = known_of(session, {one for pair in wanted for one in pair})
    found = [one for pair in wanted if (one := _compared(pair, known)) is not None]
    return tuple(sorted(found, key=lambda one: (-one.score, one.first_id)))


def keep_apart(session: ViewerSession, first: UUID, second: UUID) -> None:
    """They are two people, and are not offered again. NotFound. Saying it again changes nothing."""
    require("donor.merge", session.viewer)
    pair = (min(first, second), max(first, second))
    here = session.scalars(select(Person.id).where(one_of(Person.id, pair))).all()
    if len(set(here)) < len(pair):
        raise NotFound
    if pair in _apart(session, set(pair)):
        return
    row = TwoPeople(first_id=pair[0], second_id=pair[1], said_at=now(), said_by=session.viewer.actor)
    session.add(row)
    session.flush()
    ledger_chain.record(session, "people.kept_apart", subjects=list(pair))


def _pairs(session: ViewerSession) -> set[Pair]:
    """Everybody who shares a contact that holds, smaller id first."""
    holds = (ContactPoint.until.is_(None), ContactPoint.hidden.is_(False))
    shared = (
        select(ContactPoint.value_key)
        .where(*holds)
        .group_by(ContactPoint.value_key)
        .having(func.count(ContactPoint.person_id.distinct()) > 1)
        .order_by(ContactPoint.value_key)
        .limit(2 * MOST)
    )
    rows = session.execute(
        select(*(ContactPoint.id, ContactPoint.person_id, ContactPoint.value_key, Person.id, Person.kind))
        .join(Person, Person.id == ContactPoint.person_id)
        .where(ContactPoint.value_key.in_(shared), *holds)
        .where(Person.merged_into.is_(None), Person.anonymous.is_(False))
    )
    holders: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for row in rows:
        holders[row.value_key, row.kind].add(row.person_id)
    return {pair for people in holders.values() for pair in combinations(sorted(people)[:8], 2)}


def _apart(session: ViewerSession, people: set[UUID]) -> set[Pair]:
    rows = session.execute(
        select(TwoPeople.id, TwoPeople.first_id, TwoPeople.second_id).where(
            one_of(TwoPeople.first_id, people), one_of(TwoPeople.second_id, people)
        )
    )
    return {(row.first_id, row.second_id) for row in rows}


def _compared(pair: Pair, known: dict[UUID, Known]) -> Alike | None:
    first, second = (known.get(one) for one in pair)
    if first is None or second is None:
        return None
    found = matches(first.traits(has_number=False), [(pair[1], second.traits(has_number=False))])
    if not found:
        return None
    said = tuple(reason.said for reason in found[0].reasons)
    return Alike(pair[0], first.name, pair[1], second.name, found[0].score, said)
