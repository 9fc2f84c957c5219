"""The letter to whoever had a plate that is recalled: why, what to do with it, and how to appeal."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import NotFound
from casework.base.phrases import Phrase, phrase
from casework.models import (
    IssuedPaper,
    Person,
    PlateAssignment,
    PlateIssue,
    PlateIssueEvent,
    PlateMark,
    PostalAddress,
)
from casework.models.issued_paper import RECALL
from casework.services.office import office_of
from casework.services.papers.issue_paper import NewPaper, issue_paper
from casework.services.typesetting.paper_words import long_day, say
from casework.services.vehicles.history import office_day
from casework.services.vehicles.plate_status import class_of_plate, plate_issue
from casework.store.session import ViewerSession

TITLE = phrase("Your plate %(plate)s is recalled")
SAYS = (
    phrase("We recalled plate %(plate)s on %(day)s. From that day on it may not be used on the road."),
    phrase("Why: %(reason)s"),
    phrase(
        "Take the plate off the vehicle and give it back to us, at the counter or by post. You get a receipt. To drive"
        " the vehicle you need another plate: ask us for one."
    ),
    phrase(
        "You may appeal until %(until)s: write to us and say why you think that this is wrong. Somebody who had no part"
        " in it looks at it again, and answers you in writing."
    ),
)


def issue_recall_letter(session: ViewerSession, event_id: UUID) -> IssuedPaper | None:
    """The letter, in the holder's language; None where nobody had the plate. NotFound for what is no recall."""
    event = session.scalar(select(PlateIssueEvent).where(PlateIssueEvent.id == event_id))
    if event is None or event.event != "revoked":
        raise NotFound
    issue = plate_issue(session, event.issue_id)
    holder = _holder(session, issue)
    if holder is None:
        return None
    mark = session.scalars(select(PlateMark).where(PlateMark.id == issue.mark_id)).one()
    to, language = _person(session, holder)
    zone = office_of(session).tenant.timezone
    until = today(zone) + timedelta(days=class_of_plate(session, issue).appeal_days)
    values = {
        "plate": mark.display,
        "day": long_day(office_day(event.at, zone), language),
        "reason": event.reason or "–",
        "until": long_day(until, language),
    }
    told = {
        "title": _said(TITLE, values, language),
        "to": to,
        "reference": say(phrase("Plate %(plate)s", plate=mark.display), language),
        "paragraphs": [_said(one, values, language) for one in SAYS],
    }
    new = NewPaper(RECALL, "letter", language, told, (holder, mark.id), event_id=event.id)
    return issue_paper(session, new)


def _said(sentence: Phrase, values: dict[str, str], language: str) -> str:
    return say(Phrase(sentence.text, values), language)


def _holder(session: ViewerSession, issue: PlateIssue) -> UUID | None:
    """Whose it was last: on a vehicle, or kept off one."""
    last = (
        select(PlateAssignment.registrant_id)
        .where(PlateAssignment.issue_id == issue.id, PlateAssignment.superseded_at.is_(None))
        .order_by(PlateAssignment.valid_from.desc())
        .limit(1)
    )
    return issue.holder_id or session.scalar(last)


def _person(session: ViewerSession, person_id: UUID) -> tuple[list[str], str]:
    """Name and address, line by line, and the language they are written to in."""
    person = session.execute(
        select(Person.id, Person.name, Person.language).where(Person.id == person_id)
    ).one()
    lives = session.execute(
        select(PostalAddress.id, PostalAddress.person_id, PostalAddress.lines)
        .where(PostalAddress.person_id == person_id, PostalAddress.until.is_(None))
        .order_by(PostalAddress.since.desc())
        .limit(1)
    ).one_or_none()
    lines = lives.lines.splitlines() if lives else []
    return [person.name, *lines], person.language or office_of(session).tenant.language
