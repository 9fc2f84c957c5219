"""What a member declared they read the registers for: kept for the visit, for an hour, bound to who declared it.

The declaration and the facts that the law demands for it stand in the ledger; the browser holds its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import session as visit

from casework.base.clock import now
from casework.base.errors import PurposeRequired
from casework.base.ids import new_id
from casework.packs import Purpose
from casework.policy.why import NOT_FOR_READING
from casework.services.office import Office
from casework.services.staff.present import current_staff
from casework.services.staff.recognise import Staff
from casework.store import ledger_chain
from casework.web.desk.opening import this_office

HOLDS = timedelta(minutes=60)
PERSONAL = frozenset({"contact", "location", "identity", "financial", "special", "sealed"})
_KEY = "reading_for"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A purpose in force, and the number of its declaration in the ledger (None: none was needed)."""

    purpose: Purpose
    id: UUID | None


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
            return Declaration(offered[held["code"]], UUID(held["id"]))
        visit.pop(_KEY)
    if facts_only:
        duties = office.kind.duties_of(current_staff().titles)
        for purpose in offered.values():
            if not purpose.readable(duties) & PERSONAL and not purpose.requires:
                return Declaration(purpose, None)
    raise PurposeRequired


def declare(office: Office, purpose: Purpose, facts: Mapping[str, Any]) -> None:
    """Enter the purpose and its facts in the ledger, and keep it for the visit. Commits."""
    number = new_id()
    with office.open(office.member(current_staff(), purpose.code)) as session:
        ledger_chain.record(
            session, "purpose.declared", fields=facts, detail={"declaration": number, "facts": dict(facts)}
        )
        session.commit()
    visit[_KEY] = {
        "code": purpose.code,
        "id": str(number),
        "who": str(current_staff().id),
        "until": (now() + HOLDS).isoformat(),
    }


def forget() -> None:
    """End the purpose of this visit."""
    visit.pop(_KEY, None)
