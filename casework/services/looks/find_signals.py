"""Find what somebody should ask about in the looks of whole days, and keep it for the privacy officer."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.words import search_key
from casework.domain.calendars import BusinessCalendar
from casework.domain.email import email_key
from casework.domain.signals import Found, Look, Office, signals
from casework.models import CaseParty, ContactPoint, LedgerEntry, Member, Person, PlateMark, Signal
from casework.models.identity import User
from casework.packs import Purpose
from casework.policy.why import EMERGENCY
from casework.services.deadlines.time_rules import calendar_of
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.identity import identity_session
from casework.store.session import ViewerSession

BACK = timedelta(days=60)
MARGIN = timedelta(hours=1)
"""People come before the office opens, and stay when it has closed."""
PEOPLE = frozenset({"person", "contact_point", "postal_address", "person_identifier", "case_party"})
SHOWN = ("disclosed", "unsealed")
MANY = 10_000


def find_signals(session: ViewerSession) -> int:
    """Keep what is new among the last sixty days, today left out. How many that were."""
    looks, marks = _looks(session)
    calendar = calendar_of(session)
    today = calendar.local_day(now())
    known = {
        (row.kind, row.actor_id, row.since)
        for row in session.execute(select(Signal.kind, Signal.actor_id, Signal.since))
    }
    office = Office(calendar.local_day, _hours(calendar), _same_names(session), _plates(session, marks))
    fresh = [
        one
        for one in signals([look for look in looks if calendar.local_day(look.at) < today], office)
        if (one.kind, one.actor, one.since) not in known
    ]
    session.add_all(_signal(one) for one in fresh)
    if fresh:
        ledger_chain.record(session, "signals.found", detail={"found": len(fresh)})
    return len(fresh)


def _looks(session: ViewerSession) -> tuple[list[Look], set[UUID]]:
    purposes, marks = office_of(session).kind.purposes, set[UUID]()
    chosen = select(
        *(LedgerEntry.id, LedgerEntry.at, LedgerEntry.actor_id, LedgerEntry.subjects, LedgerEntry.about),
        *(LedgerEntry.purpose, LedgerEntry.case_id, LedgerEntry.detail),
    ).where(LedgerEntry.actor_kind == "member", LedgerEntry.act.in_(SHOWN), LedgerEntry.at > now() - BACK)
    looks, answered = [], _answered(session)
    for row in session.execute(chosen.order_by(LedgerEntry.id).execution_options(yield_per=MANY)):
        if row.actor_id is None or row.purpose == EMERGENCY:
            continue  # emergency accesses have a review of their own
        if row.about == "plate_mark":
            marks.update(row.subjects)
        wants = _wants_case(purposes.get(row.purpose)) and _declaration(row.detail) not in answered
        looks.append(
            Look(
                *(row.id, row.at, row.actor_id, tuple(row.subjects)),
                *(row.about in PEOPLE, row.case_id is not None, wants),
            )
        )
    return looks, marks


def _answered(session: ViewerSession) -> set[str]:
    """Declarations that came to something: what was looked up for others was given or refused, on record."""
    acts = ("outward.given", "outward.refused")
    chosen = select(LedgerEntry.detail).where(LedgerEntry.act.in_(acts), LedgerEntry.at > now() - BACK)
    return {_declaration(detail) for detail in session.scalars(chosen)} - {""}


def _declaration(detail: str) -> str:
    """The declaration that an entry was made under; empty without one."""
    return str(json.loads(detail).get("declaration", "")) if '"declaration"' in detail else ""


def _wants_case(purpose: Purpose | None) -> bool:
    """Whether a look at somebody for this purpose belongs to a case, or rests on facts told instead of one."""
    return purpose is not None and (not purpose.off_case or bool(purpose.requires))


def _hours(calendar: BusinessCalendar) -> Callable[[datetime], bool]:
    def is_open(at: datetime) -> bool:
        spans = calendar.open_spans(calendar.local_day(at))
        return any(opens - MARGIN <= at <= closes + MARGIN for opens, closes in spans)

    return is_open


def _plates(session: ViewerSession, marks: set[UUID]) -> dict[UUID, str]:
    if not marks:
        return {}
    rows = session.execute(select(PlateMark.id, PlateMark.canonical).where(PlateMark.id.in_(sorted(marks))))
    return {row.id: row.canonical for row in rows}


def _same_names(session: ViewerSession) -> dict[UUID, frozenset[UUID]]:
    """Persons and cases that bear the name or the e-mail of somebody who works here."""
    names: defaultdict[str, set[UUID]] = defaultdict(set)
    for row in session.execute(select(Member.id, Member.name).where(Member.active.is_(True))):
        names[search_key(row.name)].add(row.id)
    mails = _mails(session.viewer.tenant)
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for person in session.execute(select(Person.id, Person.name_key).where(Person.name_key.in_(names))):
        found[person.id] |= names[person.name_key]
    wanted = ContactPoint.value_key.in_(mails)
    points = select(ContactPoint.id, ContactPoint.person_id, ContactPoint.value_key).where(wanted)
    for point in session.execute(points):
        found[point.person_id] |= mails[point.value_key]
    parties = select(CaseParty.id, CaseParty.case_id, CaseParty.name_key).where(CaseParty.name_key.in_(names))
    for party in session.execute(parties):
        found[party.case_id] |= names[party.name_key]
    return {subject: frozenset(members) for subject, members in found.items()}


def _mails(tenant: int) -> dict[str, set[UUID]]:
    found: defaultdict[str, set[UUID]] = defaultdict(set)
    with identity_session() as identity:
        for user in identity.execute(select(User.id, User.email).where(User.tenant_id == tenant)):
            found[email_key(user.email)].add(user.id)
    return found


def _signal(one: Found) -> Signal:
    return Signal(
        kind=one.kind,
        actor_id=one.actor,
        since=one.since,
        until=one.until,
        entries=list(one.entries),
        looks=one.looks,
    )
