"""Change the office's calendar: another version, and all open cases are counted anew."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from casework.base.errors import InvalidInput, Stale
from casework.base.phrases import phrase
from casework.models import TimeRule
from casework.policy.rulebook import require
from casework.services.deadlines.calendar_versions import RESTORE, after_act
from casework.services.deadlines.recount import ask_for_recount
from casework.services.deadlines.time_rules import CALENDAR, forget_time_rules, time_rules
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 300


def change_calendar(session: ViewerSession, typed: Mapping[str, str], *, seen: int, reason: str) -> int:
    """Make the act in `typed` hold. `seen` is the version it was previewed against; the new one's number.

    Raises InvalidInput, Stale when somebody changed the calendar meanwhile.
    """
    require("calendar.change", session.viewer)
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST:
        raise InvalidInput({"reason": phrase("Say why, in 300 characters at most")})
    one_at_a_time = f"calendar of {session.viewer.tenant}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(one_at_a_time, 0))))
    forget_time_rules(session)
    current = time_rules(session).calendar
    if current.number != seen:
        raise Stale
    data = after_act(session, current, typed)
    restores = int(typed[RESTORE]) if typed.get("act") == RESTORE else None
    number = current.number + 1
    session.add(
        TimeRule(
            subject=CALENDAR,
            number=number,
            document=data,
            made_by=session.viewer.actor,
            restores=restores,
            reason=reason,
        )
    )
    session.flush()
    forget_time_rules(session)
    ask_for_recount(session)
    ledger_chain.record(session, "calendar.changed", detail={"version": number, "restores": restores})
    return number
