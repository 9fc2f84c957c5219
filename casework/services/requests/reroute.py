"""Send a request to whom it belongs: another category, another unit. Its number, its clock and its history stay."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound, Refused, Stale
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Case, Member, Unit
from casework.packs import Workflow
from casework.policy.rulebook import require
from casework.services.cases.available_moves import facts_for
from casework.services.cases.due import renew_due
from casework.services.cases.events import add_event
from casework.services.cases.facts import write_facts
from casework.services.cases.find_case import lock_case
from casework.services.cases.headline import headline
from casework.services.cases.pin import pin, workflow_of
from casework.services.cases.share_case import CLOSED
from casework.services.deadlines.renew_targets import renew_targets
from casework.services.forwarding.queue_request import queue_request
from casework.services.letters import queue_mail
from casework.services.office import office_of
from casework.services.requests.face import face_of, hide, release
from casework.services.units.route_case import unit_for
from casework.store import ledger_chain
from casework.store.session import ViewerSession

REROUTED = "rerouted"


class RouteWish(Value):
    """Where to. Without a category it keeps its own; without a unit the rule for category and area says which."""

    category: str | None = None
    unit: UUID | None = None


def reroute(session: ViewerSession, case_id: UUID, wish: RouteWish, *, version: int | None = None) -> bool:
    """Whether anything changed; who asked is told who has it now. Raises Stale, Refused, InvalidInput (`category`,
    `unit`), NotFound for a kind of work without categories."""
    require("request.reroute", session.viewer)
    case = lock_case(session, case_id)
    if version is not None and version != case.version:
        raise Stale
    if case.closed_at is not None:
        raise Refused("CLOSED", CLOSED)
    workflow = workflow_of(session, case)
    if workflow.listing is None:
        raise NotFound
    before = case.unit_id
    facts = facts_for(session, case, workflow)
    held = str(facts.get(workflow.listing.category) or "")
    category = wish.category or held
    if category != held:
        workflow = _recategorise(session, case, workflow, category, facts)
    case.unit_id = _unit(session, case, workflow, category, wish.unit)
    if category == held and case.unit_id == before:
        return False
    if category != held:
        queue_request(session, case, category)
    _let_go(session, case)
    renew_due(session, case, workflow)
    session.flush()
    _told(session, case, held, category, before)
    return True


def units_to_choose(session: ViewerSession) -> list[tuple[UUID, str]]:
    """The units at work, by name."""
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.retired_at.is_(None)).order_by(Unit.name))
    return [(row.id, row.name) for row in rows]


def _recategorise(
    session: ViewerSession, case: Case, workflow: Workflow, category: str, facts: dict[str, object]
) -> Workflow:
    """The workflow by which the case goes on: its own, or today's where only that knows the category."""
    assert workflow.listing is not None  # the caller has looked
    if workflow.field(workflow.listing.category).option(category) is None:
        workflow = _todays(session, case, workflow)
    listing = workflow.listing
    assert listing is not None  # so has `_todays`
    if workflow.field(listing.category).option(category) is None:
        raise InvalidInput({"category": phrase("Choose a category from the list")})
    write_facts(session, case.id, workflow, {listing.category: category})
    now_says = {**facts, listing.category: category}
    renew_targets(session, case, workflow, now_says)
    if not case.sealed:
        case.headline = headline(workflow, now_says, office_of(session).tenant.language)
    row = face_of(session, case.id)
    if row is not None:
        row.category, shown = category, row.published
        if shown and row.seen_at is not None:
            row.place = row.lat = row.lon = None
            release(row, workflow, now_says)
        if listing.of(category).publish == "never":
            hide(session, row)
    return workflow


def _todays(session: ViewerSession, case: Case, workflow: Workflow) -> Workflow:
    """The office's present form of the same version: only its categories differ."""
    now = next((one for one in office_of(session).workflows if one.name == workflow.name), None)
    if now is None or now.version != workflow.version or now.listing is None:
        raise InvalidInput({"category": phrase("Choose a category from the list")})
    case.pack_id = pin(session, now)
    return now


def _unit(
    session: ViewerSession, case: Case, workflow: Workflow, category: str, chosen: UUID | None
) -> UUID | None:
    if chosen is not None:
        if chosen not in {unit for unit, _ in units_to_choose(session)}:
            raise InvalidInput({"unit": phrase("Choose from the list")})
        return chosen
    assert workflow.listing is not None  # the caller has looked
    face = face_of(session, case.id)
    return unit_for(session, workflow, {workflow.listing.category: category}, face.area if face else None)


def _let_go(session: ViewerSession, case: Case) -> None:
    """Whoever has it keeps it only if they work in the unit that has it now."""
    if case.assignee_id is None or case.unit_id is None:
        return
    units = session.scalar(select(Member.units).where(Member.id == case.assignee_id)) or []
    if case.unit_id not in units:
        case.assignee_id = None


def _told(session: ViewerSession, case: Case, held: str, category: str, before: UUID | None) -> None:
    names = dict(units_to_choose(session))
    unit = names.get(case.unit_id, "") if case.unit_id else ""
    detail = {
        "was": held,
        "category": category,
        "unit": unit,
        "unit_before": names.get(before, "") if before else "",
    }
    add_event(session, case.id, REROUTED, public=True, detail=detail)
    queue_mail(session, REROUTED, language=case.language, case_id=case.id, values={"unit": unit})
    ledger_chain.record(
        session,
        "case.rerouted",
        case=case.id,
        detail={"from": held, "to": category, "unit": str(case.unit_id)},
    )
