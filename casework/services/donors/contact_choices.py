"""What donors said about being written to: recorded with day and evidence, and asked before anything is sent."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.contact_choices import BASES, CHANNELS, TOPICS, Choice
from casework.models import ContactChoice, Person
from casework.policy.rulebook import require
from casework.services.letters import queue_mail
from casework.services.office import office_of
from casework.services.people.one_person import Whom, of_one
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_EVIDENCE = 300


class NewChoice(Value):
    """A yes or no as somebody gave it: on which day, how, and where that is seen."""

    channel: str
    topic: str
    allowed: bool
    said_on: date
    basis: str
    evidence: str


class ChoiceView(Value):
    """One that is on record; `evidence` is None where it is withheld."""

    choice: Choice
    basis: str
    evidence: str | None


def record_choice(session: ViewerSession, person_id: UUID, new: NewChoice) -> None:
    """Keep what somebody said. InvalidInput by field; NotFound when there is no such person here."""
    require("donor.choices", session.viewer)
    if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound
    keep_choice(session, person_id, new)


def keep_choice(session: ViewerSession, person_id: UUID, new: NewChoice) -> None:
    """The same for who needs no duty for it: the donor themselves, and imports."""
    evidence = " ".join(new.evidence.split())
    errors = {}
    if new.channel not in CHANNELS or new.topic not in TOPICS:
        errors["topic"] = phrase("Choose what it is about, and the way to reach them")
    if new.basis not in BASES:
        errors["basis"] = phrase("Choose how they told you")
    if not evidence or len(evidence) > LONGEST_EVIDENCE:
        errors["evidence"] = phrase("Say where that can be seen, in at most 300 characters")
    if not date(1970, 1, 1) <= new.said_on <= today(office_of(session).tenant.timezone):
        errors["said_on"] = phrase("Enter the day on which they said it. It can’t be in the future")
    if errors:
        raise InvalidInput(errors)
    told = {"channel": new.channel, "topic": new.topic, "allowed": new.allowed, "said_on": new.said_on}
    row = ContactChoice(person_id=person_id, basis=new.basis, evidence=evidence, recorded_at=now(), **told)
    row.recorded_by = session.viewer.actor
    session.add(row)
    session.flush()
    ledger_chain.record(session, "contact_choice.recorded", subjects=[person_id], fields=[new.topic])


def choices_of(session: ViewerSession, whom: Whom) -> tuple[ChoiceView, ...]:
    """Everything somebody said, the latest first."""
    internal = session.viewer.access.may_read("internal")
    columns = [
        *(ContactChoice.id, ContactChoice.person_id, ContactChoice.channel, ContactChoice.topic),
        *(ContactChoice.allowed, ContactChoice.said_on, ContactChoice.recorded_at, ContactChoice.basis),
        *([ContactChoice.evidence] if internal else []),
    ]
    chosen = select(*columns).where(of_one(ContactChoice.person_id, whom))
    rows = session.execute(chosen.order_by(ContactChoice.said_on.desc(), ContactChoice.recorded_at.desc()))
    return tuple(
        ChoiceView(
            Choice(row.channel, row.topic, row.allowed, row.said_on, row.recorded_at),
            row.basis,
            row.evidence if internal else None,
        )
        for row in rows
    )


def wants_no(session: ViewerSession, person_id: UUID, channel: str, topic: str) -> bool:
    """Whether somebody said no to mail of this kind, or died."""
    return bool(session.scalar(select(func.no_mail_to(person_id, channel, topic))))


def write_to_donor(
    session: ViewerSession, person_id: UUID, template: str, *, topic: str, language: str, address: str | None
) -> UUID:
    """Queue a mail about a topic to somebody on record. Refused NOT_WANTED where they said no: the database asks again
    when the row is written, and the job once more before it sends."""
    if wants_no(session, person_id, "email", topic):
        raise Refused("NOT_WANTED", phrase("They don’t want letters of this kind"))
    return queue_mail(session, template, language=language, address=address, to_person=person_id, topic=topic)
