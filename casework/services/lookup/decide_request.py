"""Give what a look-up found to whoever asked, or refuse: recorded with the recipient, the use and the limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from casework.base.clock import today
from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.retention import parse_span
from casework.models import OutwardDisclosure
from casework.models.lookup import GIVEN, REFUSED
from casework.services.lookup.look_up import Answer
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 300
REASONS = ("no_use", "no_proof", "no_consent", "not_found", "other")


class Asked(Value):
    """Who asked, and what they told: the declared use's facts with their number in the ledger."""

    recipient: str
    reference: str
    declaration: UUID
    facts: Mapping[str, Any]


class Given(Value):
    """What is to be handed over; `told`: the recipient was told the limit."""

    fields: tuple[str, ...]
    told: bool


def give(session: ViewerSession, answer: Answer, asked: Asked, given: Given) -> OutwardDisclosure:
    """Record what goes out. Raises InvalidInput by field: nothing is given that the use does not open."""
    wrong = _wrong(asked)
    if not given.fields or set(given.fields) - set(answer.open_fields):
        wrong["fields"] = phrase("Choose what is given, of what this use opens")
    if not given.told:
        wrong["told"] = phrase("Tell the recipient the limit first, and tick that you did")
    if not answer.people:
        wrong["fields"] = phrase("There is nobody to be told about. Refuse the request instead")
    if wrong:
        raise InvalidInput(wrong)
    return _recorded(session, GIVEN, answer, asked, fields=given.fields)


def refuse(
    session: ViewerSession, answer: Answer, asked: Asked, *, code: str, words: str
) -> OutwardDisclosure:
    """Record that nothing goes out, and why. Raises InvalidInput by field."""
    wrong = _wrong(asked)
    said = words.strip()
    if code not in REASONS:
        wrong["code"] = phrase("Choose why it is refused")
    if not 10 <= len(said) <= 1000:
        wrong["words"] = phrase("Say why, in 10 to 1,000 characters")
    if wrong:
        raise InvalidInput(wrong)
    return _recorded(session, REFUSED, answer, asked, reason=f"{code}: {said}")


def _wrong(asked: Asked) -> dict[str, Sayable]:
    wrong: dict[str, Sayable] = {}
    if not 3 <= len(asked.recipient.strip()) <= LONGEST:
        wrong["recipient"] = phrase("Enter who asks: name and address, in 300 characters at most")
    if not 2 <= len(asked.reference.strip()) <= LONGEST:
        wrong["reference"] = phrase("Enter the reference on their request")
    return wrong


def _recorded(
    session: ViewerSession,
    result: str,
    answer: Answer,
    asked: Asked,
    *,
    fields: tuple[str, ...] = (),
    reason: str | None = None,
) -> OutwardDisclosure:
    office = office_of(session)
    purpose, day = office.purpose(session.viewer.purpose), today(office.tenant.timezone)
    row = OutwardDisclosure(
        id=new_id(),
        number=f"L-{day.year}-{next_number(session, 'disclosure', day.year):06d}",
        result=result,
        use=purpose.code,
        declaration=asked.declaration,
        declared=dict(asked.facts),
        **_on(answer),
        people=answer.people if result == GIVEN else [],
        event_on=answer.event_on,
        fields=list(fields),
        recipient=asked.recipient.strip(),
        their_ref=asked.reference.strip(),
        limits=purpose.limits.text(office.tenant.language),
        reason=reason,
        decided_by=session.viewer.actor,
        keep_until=_kept(session, day),
    )
    session.add(row)
    session.flush()
    ledger_chain.record(
        session,
        f"outward.{result}",
        subjects=[row.id, *row.people],
        fields=fields,
        detail={"disclosure": row.number, "use": purpose.code},
    )
    return row


def _on(answer: Answer) -> dict[str, UUID]:
    """The plate and the vehicle that the answer begins with."""
    first = answer.found[0].carried if answer.found else None
    return {"mark_id": first.mark_id, "vehicle_id": first.vehicle_id} if first else {}


def _kept(session: ViewerSession, day: date) -> date:
    """Until when the record is kept, by the kind's own period for disclosures; five years where it says none."""
    rule = office_of(session).kind.retention.get("dppa")
    return parse_span(rule.keep if rule else "P5Y").after(day)
