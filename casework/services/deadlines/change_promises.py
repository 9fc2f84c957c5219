"""Promise otherwise than the workflows do, for everybody or for a level of service: another version, for new cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import InvalidInput, Stale
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import TimeRule
from casework.packs import Clock, Target, Workflow
from casework.policy.rulebook import require
from casework.services.cases.list_cases import office_workflows
from casework.services.deadlines.time_rules import PROMISES, forget_time_rules, time_rules
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST, LONGEST_LEVEL, MOST = 300, 40, 1000
_LEVEL = re.compile(r"[\w][\w -]*")
Written = tuple[dict[str, Any], str]
"""The document of a version, and why it was made."""
_COUNTS = {"working": "days", "calendar": "days", "minutes": "minutes", "any_minutes": "minutes"}


class Promised(Value):
    """A length that an office may promise otherwise: a clock of a workflow, or one of its targets."""

    key: str
    workflow: Workflow
    clock: Clock
    target: Target | None


class PromiseVersion(Value):
    """A version of the promises. `document` has lengths by key, for all and by level."""

    number: int
    made_at: datetime
    made_by: UUID | None
    reason: str
    document: Mapping[str, Any]


def promisable(session: ViewerSession) -> list[Promised]:
    """Every clock of the office's workflows that the office itself keeps, with its targets."""
    found = []
    for flow in office_workflows(session):
        for clock in flow.clocks:
            if not clock.by_applicant:
                parts: Sequence[Target | None] = (None, *clock.targets)
                for one in parts:
                    key = f"{flow.name}.{clock.name}" + (f".{one.name}" if one else "")
                    found.append(Promised(key, flow, clock, one))
    return found


def list_promises(session: ViewerSession) -> list[PromiseVersion]:
    """Every version, newest first."""
    require("promise.change", session.viewer)
    chosen = select(TimeRule).where(TimeRule.subject == PROMISES).order_by(TimeRule.number.desc())
    return [
        PromiseVersion(row.number, row.made_at, row.made_by, row.reason, row.document)
        for row in session.scalars(chosen)
    ]


def change_promises(session: ViewerSession, typed: Mapping[str, str]) -> int:
    """Promise what `typed` says: `key`, `level` (none: everybody), `amount`, `count`; no amount: take it back.

    The number of the new version. Cases that have begun stay as they are. Raises InvalidInput by field.
    """
    told = typed.get("key", "")
    return add_version(session, typed.get("seen", ""), lambda now: _checked(session, now, typed), told)


def add_version(
    session: ViewerSession, seen: str, write: Callable[[Mapping[str, Any]], Written], told: str
) -> int:
    """Another version of the promises, as `write` makes it of the newest one. Stale when that is not the one `seen`."""
    require("promise.change", session.viewer)
    one_at_a_time = f"promises of {session.viewer.tenant}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(one_at_a_time, 0))))
    forget_time_rules(session)
    versions = time_rules(session).promises
    if seen != str(versions[-1].number if versions else 0):
        raise Stale
    document, reason = write(versions[-1].document if versions else {})
    number = versions[-1].number + 1 if versions else 1
    session.add(
        TimeRule(
            subject=PROMISES, number=number, document=document, made_by=session.viewer.actor, reason=reason
        )
    )
    session.flush()
    forget_time_rules(session)
    ledger_chain.record(session, "promises.changed", detail={"version": number, "key": told})
    return number


def read_reason(typed: str, errors: dict[str, Sayable]) -> str:
    """Why it changes, in one line; what is wrong with it goes into `errors`."""
    reason = " ".join(typed.split())
    if not 0 < len(reason) <= LONGEST:
        errors["reason"] = phrase("Say why, in 300 characters at most")
    return reason


def _checked(session: ViewerSession, current: Mapping[str, Any], typed: Mapping[str, str]) -> Written:
    errors: dict[str, Sayable] = {}
    known = {one.key: one for one in promisable(session)}
    reason, level = read_reason(typed.get("reason", ""), errors), " ".join(typed.get("level", "").split())
    if level and (len(level) > LONGEST_LEVEL or not _LEVEL.fullmatch(level)):
        errors["level"] = phrase("Use letters, digits and spaces, 40 at most")
    if typed.get("key") not in known:
        errors["key"] = phrase("Choose from the list")
    length = _length(typed, errors)
    if errors:
        raise InvalidInput(errors)
    document = _with(current, typed["key"], level, length)
    if all(document.get(part, {}) == current.get(part, {}) for part in ("clocks", "levels")):
        raise InvalidInput({"amount": phrase("It is promised so already")})
    return document, reason


def _length(typed: Mapping[str, str], errors: dict[str, Sayable]) -> dict[str, Any] | None:
    amount, count = typed.get("amount", "").strip(), typed.get("count", "")
    if not amount:
        return None
    number = int(amount) if amount.isascii() and amount.isdigit() and len(amount) < 5 else 0
    if not 0 < number <= MOST:
        errors["amount"] = phrase("Enter a whole number from 1 to %(most)s", most=MOST)
    if count not in _COUNTS:
        errors["count"] = phrase("Choose from the list")
        return None
    by = "working" if count in ("working", "minutes") else "calendar"
    return {_COUNTS[count]: number, "count": by}


def _with(current: Mapping[str, Any], key: str, level: str, length: dict[str, Any] | None) -> dict[str, Any]:
    if not level:
        return {**current, "clocks": _put(current.get("clocks", {}), key, length)}
    levels = current.get("levels", {})
    clocks = _put(levels.get(level, {}).get("clocks", {}), key, length)
    kept = {name: said for name, said in levels.items() if name != level}
    return {**current, "levels": {**kept, **({level: {"clocks": clocks}} if clocks else {})}}


def _put(lengths: Mapping[str, Any], key: str, length: dict[str, Any] | None) -> dict[str, Any]:
    kept = {name: said for name, said in lengths.items() if name != key}
    return {**kept, key: length} if length else kept
