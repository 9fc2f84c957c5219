"""Seal a case, and open it again: who sees it, and how its answers are stored, changes in one transaction."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from casework.base.errors import InvalidInput, NotAllowed, Refused, Stale
from casework.base.phrases import phrase
from casework.models import Case, Fact, Member, SearchWord
from casework.packs import Workflow
from casework.packs.rules import all_fields, answer_classes
from casework.policy.rulebook import require
from casework.services.cases.add_note import add_note
from casework.services.cases.events import add_event
from casework.services.cases.facts import Destroyed, opened, sealed_fact
from casework.services.cases.find_case import lock_case
from casework.services.cases.headline import headline
from casework.services.cases.pin import workflow_of
from casework.services.cases.search_words import keep_words
from casework.services.cases.share_case import sees_sealed
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SHORTEST_REASON = 10
NOT_BY_YOU = phrase("Your duties don’t include sealed cases. Ask a lead.")
NOT_ALL = phrase("This case holds answers that you may not read, so you can’t store them anew. Ask a lead.")


def seal_case(session: ViewerSession, case_id: UUID, reason: str, *, version: int | None = None) -> bool:
    """Keep the case from all but those whom the kind lets see sealed cases; whether anything changed.

    Its answers are encrypted, the words it was found by are gone. Raises NotAllowed, NotFound, Stale, InvalidInput
    (`reason`), Refused.
    """
    case, workflow = _locked(session, case_id, reason, version)
    if case.sealed:
        return False
    add_note(session, case.id, reason)
    for fact in _facts(session, case.id):
        if fact.sealed is None and fact.value is not None:
            fact.sealed, fact.value = sealed_fact(session, fact, fact.value), None
    session.execute(delete(SearchWord).where(SearchWord.case_id == case.id))
    case.sealed, case.headline = True, ""
    _take_from_the_unentitled(session, case)
    return _entered(session, case, "sealed", workflow)


def unseal_case(session: ViewerSession, case_id: UUID, reason: str, *, version: int | None = None) -> bool:
    """Show the case again to everybody whose work it is; whether anything changed. Raises as `seal_case`."""
    case, workflow = _locked(session, case_id, reason, version)
    if not case.sealed:
        return False
    add_note(session, case.id, reason)
    current = {}
    for fact in _facts(session, case.id):
        if fact.sealed is not None and fact.label != "sealed":
            value = opened(session, fact)
            if isinstance(value, Destroyed):
                continue  # it stays as it is: nobody can read it any more
            fact.value, fact.sealed = value, None
        if fact.superseded_at is None and fact.value is not None:
            current[fact.field] = fact.value
    fields = all_fields(workflow)
    keep_words(session, case.id, ((fields[name], value) for name, value in current.items() if name in fields))
    case.sealed, case.headline = False, headline(workflow, current, office_of(session).tenant.language)
    return _entered(session, case, "unsealed", workflow)


def _locked(session: ViewerSession, case_id: UUID, reason: str, version: int | None) -> tuple[Case, Workflow]:
    require("case.seal", session.viewer)
    if not session.viewer.access.sealed_cases:
        raise NotAllowed(NOT_BY_YOU)
    case = lock_case(session, case_id)
    if version is not None and version != case.version:
        raise Stale
    if len("".join(reason.split())) < SHORTEST_REASON:
        raise InvalidInput({"reason": phrase("Say why, in a few words")})
    workflow = workflow_of(session, case)
    access = session.viewer.access
    if not all(access.may_read(cls) and access.may_write(cls) for cls in answer_classes(workflow)):
        raise Refused("NOT_ALL", NOT_ALL)
    return case, workflow


def _take_from_the_unentitled(session: ViewerSession, case: Case) -> None:
    holder = session.scalar(select(Member).where(Member.id == case.assignee_id))
    if case.assignee_id is not None and (holder is None or not sees_sealed(session, holder, case)):
        case.assignee_id = None


def _facts(session: ViewerSession, case_id: UUID) -> list[Fact]:
    """Every answer that was ever given, the superseded ones too."""
    return list(session.scalars(select(Fact).where(Fact.case_id == case_id)))


def _entered(session: ViewerSession, case: Case, kind: str, workflow: Workflow) -> bool:
    session.flush()
    add_event(session, case.id, kind)
    ledger_chain.record(session, f"case.{kind}", case=case.id, detail={"workflow": workflow.name})
    return True
