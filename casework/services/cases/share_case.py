"""Whose case it is: locked before it changes hands."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound, Refused, Stale
from casework.base.phrases import phrase
from casework.models import Case, Conflict, Member
from casework.services.office import office_of
from casework.store.session import ViewerSession

CLOSED = phrase("This case is closed. Nobody has to work on it any more.")
HELD = phrase("A colleague has this case. Ask them, or a lead, to hand it over.")
NOT_YOURS = phrase("You do not have this case, so you can’t hand it back.")
NO_DUTY = phrase("This colleague has no duty in this kind of case. Choose somebody who has.")
SEALED = phrase("This case is sealed, and this colleague’s duties don’t include sealed cases. Choose a lead.")


def lock_to_share(session: ViewerSession, case_id: UUID, version: int | None) -> Case:
    """The open case, locked, as the reader saw it. Sharing out is triage: the case's own purpose is not needed.

    Raises NotFound, Stale, Refused when it is closed.
    """
    chosen = (
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    )
    case = session.scalar(chosen)
    if case is None:
        raise NotFound
    if version is not None and version != case.version:
        raise Stale
    if case.closed_at is not None:
        raise Refused("CLOSED", CLOSED)
    return case


def may_work_on(session: ViewerSession, titles: list[str], purpose: str) -> bool:
    """Whether these titles carry a duty that a case of this purpose opens to."""
    kind = office_of(session).kind
    return bool(kind.duties_of(titles) & set(kind.purposes[purpose].opens))


def sees_sealed(session: ViewerSession, member: Member, case: Case) -> bool:
    """Whether a member's duties include sealed cases of this case's purpose."""
    kind = office_of(session).kind
    return not kind.duties_of(member.titles).isdisjoint(kind.purposes[case.purpose].sealed_cases)


def may_have(session: ViewerSession, case: Case, member: Member) -> None:
    """Make sure that a case can be with a member. Raises Refused: no duty in it, sealed from them, a relation to it."""
    if not may_work_on(session, member.titles, case.purpose):
        raise Refused("NO_DUTY", NO_DUTY)
    if case.sealed and not sees_sealed(session, member, case):
        raise Refused("SEALED", SEALED)
    related = select(Conflict.id).where(Conflict.member_id == member.id, Conflict.case_id == case.id)
    if session.scalar(related) is not None:
        said = phrase(
            "%(who)s has a relation to this case, or a part in it. Choose somebody else.", who=member.name
        )
        raise Refused("RELATED", said)


def colleague(session: ViewerSession, member_id: UUID) -> Member:
    """An active member of this office; NotFound otherwise."""
    found = session.scalar(select(Member).where(Member.id == member_id, Member.active))
    if found is None:
        raise NotFound(phrase("Nobody here has this name any more. Choose somebody else."))
    return found
