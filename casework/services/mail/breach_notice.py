"""The mail to a colleague that a deadline was missed: number and day, nothing about anybody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from babel.dates import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from casework.models import Case, Letter
from casework.models.identity import User
from casework.services.cases.escalate import BREACH, STILL
from casework.services.cases.pin import workflow_of
from casework.services.mail.message import Mail
from casework.services.office import office_of
from casework.services.tenants.addresses import canonical_url
from casework.store.identity import identity_session
from casework.store.session import ViewerSession

BREACH_MAILS = (BREACH, STILL)


def write_breach(session: ViewerSession, letter: Letter, key: str) -> Mail | None:
    """The mail in the colleague's language; None when they left, or the case is closed by now."""
    tenant = office_of(session).tenant
    case = session.scalar(select(Case).where(Case.id == UUID(str(letter.values["case"]))))
    address = address_of(tenant.id, UUID(str(letter.values["member"])))
    if case is None or case.closed_at is not None or address is None:
        return None
    workflow = workflow_of(session, case)
    name = next(
        (one.label.text(letter.language) for one in workflow.clocks if one.name == letter.values["clock"]), ""
    )
    due = str(format_date(date.fromisoformat(str(letter.values["due"])), "full", locale=letter.language))
    still = letter.template == STILL
    words = [
        _("A deadline of %(number)s was missed a day ago and is missed still.", number=case.number)
        if still
        else _("A deadline of %(number)s was missed.", number=case.number),
        _("%(clock)s: it was due %(day)s.", clock=name, day=due),
        _("You lead the team. Nobody is written to again about this day.")
        if still
        else _("The case is with you or your unit. If it is missed still tomorrow, the lead is told."),
        _("See the case: %(link)s", link=canonical_url(tenant, "cases.page", number=case.number)),
        tenant.name,
    ]
    subject = (
        _("Still late: %(number)s", number=case.number)
        if still
        else _("Late: %(number)s", number=case.number)
    )
    return Mail(address, subject, "\n\n".join(words) + "\n", letter.language, key)


def address_of(tenant: int, member: UUID) -> str | None:
    """Where a member who is at work gets mail."""
    with identity_session() as identity:
        user = identity.get(User, (tenant, member))
        return user.email if user is not None and user.status == "active" else None
