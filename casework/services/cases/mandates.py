"""Who acts for the applicant of a case: noted with the ground, the scope and the last day; ended once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotAllowed, NotFound, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.email import email_key, normal_email
from casework.models import Document, Mandate
from casework.models.mandate import GROUNDS, LETTERS, SCOPES
from casework.policy.rulebook import require
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 200
NAMED, ENDED = "mandate_named", "mandate_ended"


class NewMandate(Value):
    """A mandate as a form says it. `until`: the last day; None: until somebody ends it."""

    name: str
    ground: str
    scope: str
    email: str = ""
    until: date | None = None
    document_id: UUID | None = None


class MandateView(Value):
    """A mandate as a page shows it. `holds`: today."""

    id: UUID
    name: str
    email: str
    ground: str
    scope: str
    since: date
    until: date | None
    document_id: UUID | None
    ended: bool
    holds: bool


def name_mandate(session: ViewerSession, case_id: UUID, new: NewMandate) -> UUID:
    """The mandate's id. It holds from today. Raises InvalidInput by field, Refused CASE_CLOSED."""
    require("case.mandate", session.viewer)
    if not session.viewer.access.may_write("contact"):
        raise NotAllowed(phrase("Your duties here don’t include names on this kind of case."))
    case = lock_case(session, case_id)
    if case.closed_at is not None:
        raise Refused("CASE_CLOSED", phrase("The case is closed. Nobody has to act in it any more"))
    day = _today(session)
    email = _checked(session, case_id, new, day)
    row = Mandate(
        id=new_id(),
        case_id=case.id,
        name=" ".join(new.name.split()),
        email=email or None,
        email_key=email_key(email) if email else None,
        ground=new.ground,
        scope=new.scope,
        since=day,
        until=new.until,
        document_id=new.document_id,
        noted_by=session.viewer.actor,
    )
    session.add(row)
    detail = {"ground": new.ground, "scope": new.scope, "until": new.until.isoformat() if new.until else None}
    add_event(session, case.id, NAMED, public=True, detail=detail)
    ledger_chain.record(session, "case.proxy_named", case=case.id, fields=["mandate"], detail=detail)
    session.flush()
    return row.id


def end_mandate(session: ViewerSession, case_id: UUID, mandate_id: UUID) -> None:
    """From today on they act no more. Raises NotFound; Refused MANDATE_OVER when its last day is past already."""
    require("case.mandate", session.viewer)
    case = lock_case(session, case_id)
    row = session.scalar(
        select(Mandate).where(Mandate.case_id == case.id, Mandate.id == mandate_id).with_for_update()
    )
    if row is None:
        raise NotFound
    day = _today(session)
    if row.ended_at is not None or (row.until is not None and row.until < day):
        raise Refused(
            "MANDATE_OVER", phrase("This mandate is over already. Note a new one if they act again")
        )
    # The day before is the last one; one that began today held for today.
    row.until = max(row.since, day - timedelta(days=1))
    row.ended_at, row.ended_by = now(), session.viewer.actor
    session.flush()
    add_event(session, case.id, ENDED, public=True, detail={"ground": row.ground})
    ledger_chain.record(session, "case.mandate_ended", case=case.id, subjects=[row.id], fields=["mandate"])
    session.flush()


def read_mandates(session: ViewerSession, case_id: UUID) -> list[MandateView]:
    """All of a case, those that hold first; none for a viewer who reads no names."""
    if not session.viewer.access.may_read("contact"):
        return []
    rows = session.scalars(select(Mandate).where(Mandate.case_id == case_id).order_by(Mandate.noted_at)).all()
    day = _today(session)
    found = [
        MandateView(
            *(row.id, row.name, row.email or "", row.ground, row.scope, row.since, row.until),
            document_id=row.document_id,
            ended=row.ended_at is not None,
            holds=holds_on(row, day),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.holds)


def letters_go_to(session: ViewerSession, case_id: UUID) -> str | None:
    """The address of whoever gets the applicant's letters today instead of them; None when nobody does."""
    rows = session.scalars(
        select(Mandate)
        .where(Mandate.case_id == case_id, Mandate.scope == LETTERS, Mandate.email.is_not(None))
        .order_by(Mandate.noted_at.desc())
    )
    day = _today(session)
    return next((row.email for row in rows if holds_on(row, day)), None)


def acts_no_more(session: ViewerSession, case_id: UUID, email: str) -> bool:
    """Whether somebody acted in this case once, by this address, and may not today."""
    key = email_key(email)
    rows = session.scalars(select(Mandate).where(Mandate.case_id == case_id, Mandate.email_key == key)).all()
    day = _today(session)
    return bool(rows) and not any(holds_on(row, day) for row in rows)


def holds_on(row: Mandate, day: date) -> bool:
    """Whether a mandate holds on a day."""
    return row.ended_at is None and row.since <= day and (row.until is None or day <= row.until)


def _checked(session: ViewerSession, case_id: UUID, new: NewMandate, day: date) -> str:
    wrong: dict[str, Sayable] = {}
    if not 0 < len(" ".join(new.name.split())) <= LONGEST:
        wrong["name"] = phrase("Say who acts, in 200 characters at most")
    if new.ground not in GROUNDS:
        wrong["ground"] = phrase("Say what lets them act")
    if new.scope not in SCOPES:
        wrong["scope"] = phrase("Say in what they act")
    email = normal_email(new.email) if new.email.strip() else ""
    if email is None or (not email and new.scope == LETTERS):
        wrong["email"] = phrase("Enter the address that letters go to, like name@example.org")
    if new.until is not None and new.until < day:
        wrong["until"] = phrase("This day is past: nobody acts by such a mandate. Enter its last day")
    paper = (Document.case_id == case_id, Document.id == new.document_id, Document.removed_at.is_(None))
    if new.document_id is not None and session.scalar(select(Document.id).where(*paper)) is None:
        wrong["document"] = phrase("Choose from the list")
    if wrong:
        raise InvalidInput(wrong)
    return email or ""


def _today(session: ViewerSession) -> date:
    return today(office_of(session).tenant.timezone)
