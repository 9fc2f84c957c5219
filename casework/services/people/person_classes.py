"""The classes of people whom an office serves sooner: said of a person from a day on, and ended; never changed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import Person, PersonClass
from casework.policy.rulebook import require
from casework.services.agreements.bind_agreement import TASK
from casework.services.office import office_of
from casework.services.people.one_person import kept_record, of_any
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

LONGEST = 300


class ClassHeld(Value):
    """That somebody is of a class, as pages show it."""

    id: UUID
    code: str
    since: date
    until: date | None
    reason: str


def classes_of(session: ViewerSession, person_id: UUID) -> list[ClassHeld]:
    """Those that hold or will, the latest first; nothing for who may not read them."""
    if not session.viewer.access.may_read("contact"):
        return []
    kept = kept_record(session, person_id)
    rows = session.execute(
        select(
            *(PersonClass.id, PersonClass.code, PersonClass.since, PersonClass.until, PersonClass.reason),
            PersonClass.person_id,
        )
        .where(
            of_any(PersonClass.person_id, [kept]),
            or_(PersonClass.until.is_(None), PersonClass.until > _today(session)),
        )
        .order_by(PersonClass.since.desc(), PersonClass.id)
    )
    return [ClassHeld(*row[:5]) for row in rows]


def say_class(session: ViewerSession, person_id: UUID, code: str, since: date | None, reason: str) -> None:
    """Say that a person is of this class since a day, and why. Their open cases get its level by the worker.

    Raises InvalidInput under `code`, `since`, `reason`; NotFound for somebody who is not there.
    """
    require("person.edit", session.viewer)
    if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound
    errors: dict[str, Sayable] = {}
    reason = " ".join(reason.split())
    if code not in office_of(session).kind.person_classes:
        errors["code"] = phrase("Choose from the list")
    elif code in {one.code for one in classes_of(session, person_id)}:
        errors["code"] = phrase("It is so already")
    if since is None or since > _today(session):
        errors["since"] = phrase("Enter a day that has been")
    if not 0 < len(reason) <= LONGEST:
        errors["reason"] = phrase("Say why, in 300 characters at most")
    if errors or since is None:
        raise InvalidInput(errors)
    row = PersonClass(
        person_id=person_id, code=code, since=since, reason=reason, made_by=session.viewer.actor
    )
    session.add(row)
    session.flush()
    _told(session, row, "person_class.said")


def end_class(session: ViewerSession, person_id: UUID, class_id: UUID) -> None:
    """From today on it holds no longer; cases that began while it did keep what was promised.

    NotFound when it is not theirs; Refused ENDED_BEFORE.
    """
    require("person.edit", session.viewer)
    theirs = (PersonClass.id == class_id, PersonClass.person_id == person_id)
    row = session.scalar(select(PersonClass).where(*theirs).with_for_update())
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise Refused("ENDED_BEFORE", phrase("This is over already"))
    row.until, row.ended_at, row.ended_by = _today(session), now(), session.viewer.actor
    session.flush()
    _told(session, row, "person_class.ended")


def _told(session: ViewerSession, row: PersonClass, act: str) -> None:
    """The ledger names whom it is about, and not which class: that is told by the record to who may read it."""
    defer(session, TASK, lock=f"{TASK}:{session.viewer.tenant}", person=row.person_id)
    ledger_chain.record(session, act, subjects=[row.person_id, row.id], fields=["class"])


def _today(session: ViewerSession) -> date:
    return today(office_of(session).tenant.timezone)
