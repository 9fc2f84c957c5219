"""Make an agreement with a person or an organisation, or end one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import Person, ServiceAgreement
from casework.policy.rulebook import require
from casework.services.agreements.bind_agreement import TASK
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

LONGEST_LEVEL, LONGEST_SOURCE, MOST_HOURS = 40, 300, 2000


class NewAgreement(Value):
    """An agreement as a form says it. Hours are text as it was typed; empty: nothing is promised there."""

    person_id: UUID
    level: str
    first_hours: str
    done_hours: str
    since: date | None
    until: date | None
    source: str


def make_agreement(session: ViewerSession, new: NewAgreement) -> ServiceAgreement:
    """The agreement. It holds for cases that begin from `since` on; those that are open get it by the worker.

    Raises InvalidInput by field; NotFound for somebody who is not there.
    """
    require("agreement.make", session.viewer)
    if session.scalar(select(Person.id).where(Person.id == new.person_id)) is None:
        raise NotFound
    errors: dict[str, Sayable] = {}
    first, done = (_hours(new, name, errors) for name in ("first_hours", "done_hours"))
    _check(new, errors)
    if not (first or done or errors):
        errors["first_hours"] = phrase("Promise something: hours to the first answer, or until it is done")
    if errors or new.since is None:
        raise InvalidInput(errors)
    year = today(office_of(session).tenant.timezone).year
    row = ServiceAgreement(
        id=new_id(),
        person_id=new.person_id,
        number=f"S-{year}-{next_number(session, 'agreement', year):05d}",
        level=" ".join(new.level.split()),
        first_hours=first,
        done_hours=done,
        since=new.since,
        until=new.until,
        made_by=session.viewer.actor,
        source=" ".join(new.source.split()),
    )
    session.add(row)
    session.flush()
    defer(session, TASK, lock=f"{TASK}:{session.viewer.tenant}", agreement=row.id)
    detail = {"agreement": row.number, "level": row.level}
    ledger_chain.record(session, "agreement.made", subjects=[new.person_id, row.id], detail=detail)
    return row


def end_agreement(session: ViewerSession, agreement_id: UUID) -> None:
    """From today on it holds for no new case; those that began under it keep it. Refused ENDED_BEFORE."""
    require("agreement.make", session.viewer)
    row = session.scalar(
        select(ServiceAgreement).where(ServiceAgreement.id == agreement_id).with_for_update()
    )
    if row is None:
        raise NotFound
    day = today(office_of(session).tenant.timezone)
    if row.ended_at is not None or (row.until is not None and row.until <= day):
        raise Refused("ENDED_BEFORE", phrase("This agreement is over already"))
    row.until, row.ended_at, row.ended_by = max(day, row.since), now(), session.viewer.actor
    session.flush()
    detail = {"agreement": row.number}
    ledger_chain.record(session, "agreement.ended", subjects=[row.person_id, row.id], detail=detail)


def _hours(new: NewAgreement, name: str, errors: dict[str, Sayable]) -> int | None:
    typed = str(getattr(new, name)).strip()
    if not typed:
        return None
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    if not 0 < number <= MOST_HOURS:
        errors[name] = phrase("Enter a whole number from 1 to %(most)s", most=MOST_HOURS)
    return number


def _check(new: NewAgreement, errors: dict[str, Sayable]) -> None:
    if not 0 < len(" ".join(new.level.split())) <= LONGEST_LEVEL:
        errors["level"] = phrase("Give the level a name of 40 characters at most")
    if not 0 < len(" ".join(new.source.split())) <= LONGEST_SOURCE:
        errors["source"] = phrase("Say where it is written, in 300 characters at most")
    if new.since is None:
        errors["since"] = phrase("Enter the first day")
    elif new.until is not None and new.until <= new.since:
        errors["until"] = phrase("The last day is before the first. Correct one of them")
