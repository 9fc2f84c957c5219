"""Go through the vehicle register by the rules of fraud, and keep what is new as flags for people to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.values import asdict
from casework.domain import fraud
from casework.domain.fraud_rows import Evidence, Holding, Limits, Sign
from casework.models import CaseEvent, FraudFlag
from casework.services.fraud import register_rows as rows
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def find_flags(session: ViewerSession) -> int:
    """Keep each sign that is not flagged yet. How many that were; none where there is no vehicle register."""
    office = office_of(session)
    if not office.kind.plates:
        return 0
    day = today(office.tenant.timezone)
    known = _known(session)
    fresh = [sign for sign in _signs(session, Limits.of(office.kind.fraud), day) if _is_new(sign, known)]
    hands = _members(session, {case for sign in fresh for case in sign.cases})
    session.add_all(_flag(sign, hands) for sign in fresh)
    if fresh:
        ledger_chain.record(session, "fraud.found", detail={"found": len(fresh)})
    return len(fresh)


def _signs(session: ViewerSession, limits: Limits, day: date) -> Iterator[Sign]:
    """What the rules find in the register as it stands."""
    since = day - timedelta(days=limits.longest)
    yield from fraud.same_vin(rows.vehicles_of_one_vin(session))
    held = rows.holdings_since(session, since)
    yield from fraud.title_hops(held, limits, since)
    yield from fraud.many_transfers(held, limits, day - timedelta(days=limits.transfer_days))
    yield from fraud.plate_hops(rows.carried_since(session, since), limits, since)
    yield from fraud.odometer_falls(one for one in rows.readings_since(session, since) if one.on <= day)
    bought = rows.bought_since(session, since)
    yield from fraud.many_buys(bought, limits, day - timedelta(days=limits.buy_days))
    late = _by_person(bought, day - timedelta(days=limits.neighbour_days))
    lives = rows.addresses_of(session, set(late), limits.neighbours)
    yield from fraud.shared_addresses(lives, late, limits)


def _by_person(bought: Iterable[tuple[UUID, Holding]], since: date) -> dict[UUID, list[Holding]]:
    found: defaultdict[UUID, list[Holding]] = defaultdict(list)
    for person, holding in bought:
        if holding.since >= since:
            found[person].append(holding)
    return found


def _known(session: ViewerSession) -> dict[tuple[str, UUID], list[tuple[bool, date | None]]]:
    """What is flagged: by rule and record, whether it is still open, and up to which day it went."""
    found: defaultdict[tuple[str, UUID], list[tuple[bool, date | None]]] = defaultdict(list)
    chosen = select(FraudFlag.kind, FraudFlag.subject_id, FraudFlag.until, FraudFlag.closed_at)
    for row in session.execute(chosen):
        found[row.kind, row.subject_id].append((row.closed_at is None, row.until))
    return found


def _is_new(sign: Sign, known: dict[tuple[str, UUID], list[tuple[bool, date | None]]]) -> bool:
    """Whether nothing open speaks of it, and it goes on after what was closed."""
    before = known.get((sign.kind, sign.subject), ())
    return not any(
        is_open or sign.until is None or until is None or sign.until <= until for is_open, until in before
    )


def _members(session: ViewerSession, cases: set[UUID]) -> dict[UUID, set[UUID]]:
    """Who did anything in these cases."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    chosen = select(CaseEvent.case_id, CaseEvent.actor_id).where(
        CaseEvent.case_id.in_(sorted(cases)), CaseEvent.actor_id.is_not(None)
    )
    for row in session.execute(chosen) if cases else ():
        found[row.case_id].add(row.actor_id)
    return found


def _flag(sign: Sign, hands: dict[UUID, set[UUID]]) -> FraudFlag:
    seen = sign.evidence
    involved = sign.members.union(*(hands.get(case, set()) for case in sign.cases))
    return FraudFlag(
        kind=sign.kind,
        subject_id=sign.subject,
        since=sign.since,
        until=sign.until,
        evidence=[_told(one) for one in seen],
        vehicles=_once([one.vehicle for one in seen if one.vehicle]),
        people=_once([person for one in seen for person in one.people]),
        involved=sorted(involved),
    )


def _once(ids: Sequence[UUID]) -> list[UUID]:
    return list(dict.fromkeys(ids))


def _told(one: Evidence) -> dict[str, Any]:
    """A row of evidence as JSON."""
    told = {
        **asdict(one),
        "on": one.on.isoformat() if one.on else None,
        "vehicle": str(one.vehicle) if one.vehicle else None,
        "people": [str(person) for person in one.people],
        "mark": str(one.mark) if one.mark else None,
        "reading": list(one.reading) if one.reading else None,
    }
    return {name: value for name, value in told.items() if value}
