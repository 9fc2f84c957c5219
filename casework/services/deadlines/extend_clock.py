"""Give a clock more time: with a reason that the applicant reads, before it is up, and no more than the rule allows."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import InvalidInput, NotAllowed, NotFound, Refused, Stale
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import Case, CaseEvent
from casework.packs import Workflow
from casework.policy.rulebook import require
from casework.services.cases.due import Running, clocks_of, renew_due
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.cases.send_message import post_message
from casework.services.cases.written import written
from casework.services.deadlines.happened import EXTENDED
from casework.store import ledger_chain
from casework.store.session import ViewerSession

TOO_LATE = phrase("This time is up already, so it can’t be extended any more")


class Extension(Value):
    """By how much which clock is extended, in its own count and in the law's, and why."""

    clock: str
    by: int
    by_law: int
    reason: str


class Room(Value):
    """How much longer a clock may be made: in its own count, and in the law's."""

    running: Running
    promise: int
    law: int


def rooms_of(session: ViewerSession, case: Case, workflow: Workflow) -> list[Room]:
    """The clocks of a case that may be extended now."""
    return [room for one in clocks_of(session, case, workflow) if (room := _room(one)) is not None]


def extend_clock(
    session: ViewerSession, case_id: UUID, extension: Extension, *, version: int | None = None
) -> CaseEvent:
    """Extend it and tell the applicant why. Raises InvalidInput by field, Refused when it is up, Stale."""
    require("case.extend", session.viewer)
    if not session.viewer.access.may_write("matter"):
        raise NotAllowed(phrase("Your duties here don’t include messages on this kind of case."))
    case = lock_case(session, case_id)
    if version is not None and version != case.version:
        raise Stale
    workflow = workflow_of(session, case)
    found = [one for one in clocks_of(session, case, workflow) if one.clock.name == extension.clock]
    if not found:
        raise NotFound
    room = _room(found[0])
    if room is None:
        raise Refused("NO_EXTENSION", TOO_LATE)
    reason = _checked(extension, room)
    detail = {"clock": extension.clock, "by": extension.by, "by_law": extension.by_law}
    event = add_event(session, case.id, EXTENDED, public=True, detail=detail, asked={"reason": reason})
    post_message(session, case, reason)
    renew_due(session, case, workflow)
    ledger_chain.record(session, "case.extended", case=case.id, detail=detail)
    _law_holds(session, case, workflow, extension.clock)
    return event


def _room(one: Running) -> Room | None:
    """What is left to give; None when nothing is, or the time is up."""
    clock, legal = one.clock, one.clock.legal
    used = one.extended.counting.cycle.extra
    used_by_law = one.legal.counting.cycle.extra if one.legal else 0
    promise, law = clock.extend - used, (legal.extend - used_by_law) if legal else 0
    over = one.extended.ended or one.extended.late
    return None if over or promise <= 0 else Room(one, promise, max(0, law))


def _checked(extension: Extension, room: Room) -> str:
    errors: dict[str, Sayable] = {}
    reason = ""
    if not 0 < extension.by <= room.promise:
        errors["by"] = phrase("Enter a whole number from 1 to %(most)s", most=room.promise)
    if not 0 <= extension.by_law <= room.law:
        errors["by_law"] = phrase("Enter a whole number from 0 to %(most)s", most=room.law)
    try:
        reason = written(extension.reason, phrase("Say why: the applicant reads it"))
    except InvalidInput as wrong:
        errors["reason"] = wrong.sayings["body"]
    if errors:
        raise InvalidInput(errors)
    return reason


def _law_holds(session: ViewerSession, case: Case, workflow: Workflow, name: str) -> None:
    """No promise goes beyond what the law allows."""
    for one in clocks_of(session, case, workflow):
        if one.clock.name == name and one.legal is not None and one.deadline.due_on > one.legal.due_on:
            said = phrase(
                "That would be later than the law allows. Enter less, or extend the legal limit too"
            )
            raise InvalidInput({"by": said})
