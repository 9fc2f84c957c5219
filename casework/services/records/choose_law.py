"""Say under which of the office's laws a request for records is, with a reason that the applicant reads."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import InvalidInput, NotFound
from casework.base.phrases import Sayable, phrase
from casework.packs.law import Law
from casework.policy.rulebook import require
from casework.services.cases.due import renew_due
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.cases.send_message import post_message
from casework.services.cases.written import written
from casework.services.deadlines.happened import LAW_CHOSEN
from casework.services.deadlines.lawful import law_of_case
from casework.services.deadlines.promise import LAW
from casework.services.deadlines.time_rules import time_rules
from casework.services.deadlines.what_if import with_both_days
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def laws_to_choose(session: ViewerSession) -> tuple[Law, ...]:
    """The laws that the office is under."""
    return time_rules(session).laws_here()


def choose_law(session: ViewerSession, case_id: UUID, name: str, reason: str) -> None:
    """Let its time be counted by this law from the day of receipt. Raises InvalidInput under `law` or `why`."""
    require("record.decide", session.viewer)
    case = lock_case(session, case_id)
    workflow = workflow_of(session, case)
    if not any(clock.law for clock in workflow.clocks):
        raise NotFound
    errors: dict[str, Sayable] = {}
    held = law_of_case(session, case.id)
    if name not in {law.name for law in laws_to_choose(session)} or (held and held.name == name):
        errors["law"] = phrase("Choose another law from the list")
    try:
        reason = written(reason, phrase("Say why: the applicant reads it"))
    except InvalidInput as wrong:
        errors["why"] = wrong.sayings["body"]
    if errors:
        raise InvalidInput(errors)
    detail = with_both_days(session, case, workflow, LAW_CHOSEN, {LAW: name})
    add_event(session, case.id, LAW_CHOSEN, public=True, detail=detail, asked={"reason": reason})
    post_message(session, case, reason)
    renew_due(session, case, workflow)
    ledger_chain.record(session, "case.law_chosen", case=case.id, detail={LAW: name})
