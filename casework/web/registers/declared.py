"""What a member declared they read the registers for: kept for the visit, for an hour, bound to who declared it.

The declaration and the facts that the law demands for it stand in the ledger; the browser holds its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import session as visit

from casework.base.clock import now
from casework.base.errors import PurposeRequired
from casework.base.values import Value
from casework.packs import Purpose
from casework.policy.why import NOT_FOR_READING
from casework.services.lookup.consents import NoConsent
from casework.services.off_case import declare_purpose, end_purpose, note_refused_use
from casework.services.office import Office
from casework.services.staff.present import current_staff
from casework.services.staff.recognise import Staff
from casework.store.session import ViewerSession
from casework.web.desk.opening import this_office

HOLDS = timedelta(minutes=60)
PERSONAL = frozenset({"contact", "location", "identity", "financial", "special", "sealed"})
_KEY = "reading_for"


class Declaration(Value):
    """A purpose in force, the number of its declaration in the ledger and until when it holds (None: none needed).
    `consent`: the number of the consent that was named, where the purpose needs one."""

    purpose: Purpose
    id: UUID | None
    until: datetime | None = None
    consent: str | None = None


def offered_purposes(office: Office) -> list[Purpose]:
    """The purposes that this member's duties may read the registers for, in the order of the pack."""
    duties = office.kind.duties_of(current_staff().titles)
    return [
        purpose
        for code, purpose in office.kind.purposes.items()
        if purpose.off_case and code not in NOT_FOR_READING and purpose.readable(duties)
    ]


def standing_declaration(staff: Staff) -> tuple[Purpose, datetime] | None:
    """What this member declared and until when it holds, if it does: as the visit remembers it."""
    held = visit.get(_KEY)
    if not isinstance(held, dict) or held.get("who") != str(staff.id):
        return None
    until, purpose = datetime.fromisoformat(held["until"]), this_office().kind.purposes.get(held["code"])
    return (purpose, until) if purpose is not None and now() < until else None


def declared(*, facts_only: bool = False) -> Declaration:
    """The purpose of this visit. Facts about things need none declared: `facts_only` falls back on a purpose that
    opens nothing personal. Raises PurposeRequired."""
    office = this_office()
    offered = {purpose.code: purpose for purpose in offered_purposes(office)}
    held = visit.get(_KEY)
    if isinstance(held, dict) and held.get("who") == str(current_staff().id) and held.get("code") in offered:
        if now() < datetime.fromisoformat(held["until"]):
            until, consent = datetime.fromisoformat(held["until"]), held.get("consent")
            return Declaration(offered[held["code"]], UUID(held["id"]), until, consent)
        visit.pop(_KEY)
    if facts_only:
        duties = office.kind.duties_of(current_staff().titles)
        for purpose in offered.values():
            if not purpose.readable(duties) & PERSONAL and not purpose.requires:
                return Declaration(purpose, None)
    raise PurposeRequired


def declare(office: Office, purpose: Purpose, facts: Mapping[str, Any]) -> None:
    """Enter the purpose and its facts in the ledger, and keep it for the visit. Commits.

    Raises InvalidInput, NoConsent.
    """
    with office.open(office.member(current_staff(), purpose.code)) as session, noting_refusals(session):
        number = declare_purpose(session, facts)
        session.commit()
    visit[_KEY] = {
        "code": purpose.code,
        "id": str(number),
        "who": str(current_staff().id),
        "until": (now() + HOLDS).isoformat(),
    }
    if purpose.consent:
        visit[_KEY]["consent"] = facts.get("consent")


@contextmanager
def noting_refusals(session: ViewerSession) -> Iterator[None]:
    """Put on the ledger that a consent opened nothing, before the reader is told."""
    try:
        yield
    except NoConsent as why:
        session.rollback()
        note_refused_use(session, why)
        session.commit()
        raise


def forget() -> None:
    """End the purpose of this visit; that it was ended stands in the ledger. Commits."""
    held, office, me = visit.pop(_KEY, None), this_office(), current_staff()
    if not isinstance(held, dict) or held.get("who") != str(me.id):
        return
    if held["code"] in {purpose.code for purpose in offered_purposes(office)}:
        with office.open(office.member(me, held["code"])) as session:
            end_purpose(session, UUID(held["id"]))
            session.commit()
