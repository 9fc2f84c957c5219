"""Begin an attempt: decide that it is ours to make, and read what goes along. No more than that leaves the office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.models import Case, ForwardedRequest, Forwarding
from casework.packs import Workflow
from casework.services.cases.facts import read_facts
from casework.services.cases.pin import workflow_of
from casework.services.forwarding.hand_over import Parcel
from casework.services.forwarding.place import endpoint_of, opened_key
from casework.services.office import office_of
from casework.services.outside.georeport import Endpoint
from casework.services.requests.areas import point_of
from casework.services.requests.asked import as_values, told_outside
from casework.services.requests.face import face_of
from casework.services.tenants.addresses import canonical_url
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_WORDS = 4000


def begin(session: ViewerSession, forwarded: UUID, attempt: int) -> Parcel | None:
    """What is to be handed over now; None when somebody else does it, or nothing is to be sent any more."""
    row = session.scalar(select(ForwardedRequest).where(ForwardedRequest.id == forwarded).with_for_update())
    if row is None or not _is_ours(row, attempt):
        return None
    case = session.scalar(select(Case).where(Case.id == row.case_id))
    forwarding = session.scalar(select(Forwarding).where(Forwarding.id == row.forwarding_id))
    if case is None or forwarding is None or forwarding.stopped_at is not None:
        return None
    face = face_of(session, case.id)
    elsewhere = face is None or face.category != forwarding.category
    if (case.closed_at is not None or elsewhere) and not row.perhaps:
        row.state, row.next_at = "dropped", None
        return None
    since = row.tried_at or now()
    row.state, row.tried_at, row.next_at = "sending", now(), None
    if attempt > row.attempts:
        row.attempts, row.tries = attempt, row.tries + 1
    parcel = _packed(session, row, case, forwarding, since)
    session.flush()
    return parcel


def _is_ours(row: ForwardedRequest, attempt: int) -> bool:
    if row.state == "sending" and row.attempts == attempt:
        row.perhaps = True  # this very attempt was begun, and whoever made it did not come back
        return True
    return row.state == "waiting" and attempt == row.attempts + 1


def _packed(
    session: ViewerSession, row: ForwardedRequest, case: Case, forwarding: Forwarding, since: datetime
) -> Parcel:
    flow = workflow_of(session, case)
    asked = told_outside(flow, forwarding.category)
    ours = {field.name: field.name for field in asked} | dict(forwarding.answers)
    facts = _facts(session, case, flow, forwarding, set(ours.values()))
    answers = tuple((code, as_values(facts[name])) for code, name in ours.items() if name in facts)
    form = _form(session, case, flow, forwarding, facts)
    ledger_chain.record(
        session,
        "case.handed_over",
        case=case.id,
        fields=facts,
        detail={"to": forwarding.address, "attempt": row.attempts},
    )
    return Parcel(
        id=row.id,
        case_id=case.id,
        there=_endpoint(forwarding),
        service=forwarding.service,
        reference=case.number,
        key=opened_key(session, forwarding),
        form=form,
        answers=answers,
        perhaps=row.perhaps,
        safe_again=forwarding.safe_again,
        since=since,
    )


def _endpoint(forwarding: Forwarding) -> Endpoint | None:
    try:
        return endpoint_of(forwarding)
    except InvalidInput:  # what was good in a demo is none here
        return None


def _facts(
    session: ViewerSession, case: Case, flow: Workflow, forwarding: Forwarding, asked: set[str]
) -> dict[str, Any]:
    assert flow.listing is not None  # only such are forwarded
    words = {flow.listing.words} if forwarding.whole_words and flow.listing.words else set()
    return read_facts(session, case.id, asked | {flow.listing.place} | words)


def _form(
    session: ViewerSession, case: Case, flow: Workflow, forwarding: Forwarding, facts: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    listing, tenant = flow.listing, office_of(session).tenant
    assert listing is not None  # only such are forwarded
    face = face_of(session, case.id)
    words = str(facts.get(listing.words or "") or "") or (face.words if face and face.words else "")
    place = facts.get(listing.place)
    point = point_of(place)
    where = str(place.get("text", "")) if isinstance(place, Mapping) else ""
    told = [("service_code", forwarding.service)]
    if point is not None:
        told += [("lat", f"{point.lat:.6f}"), ("long", f"{point.lon:.6f}")]
    if where:
        told.append(("address_string", where))
    # Our own number stands in what they keep: it is found by that when an answer is lost.
    ours = f"{tenant.name}, {case.number}, {canonical_url(tenant, 'requests.one', number=case.number)}"
    described = f"{words[: LONGEST_WORDS - len(ours) - 2]}\n\n{ours}" if words else ours
    return (*told, ("description", described))
