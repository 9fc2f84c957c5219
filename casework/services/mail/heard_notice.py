"""The mail to a colleague that an applicant spoke up: the number and where to read it, nothing about anybody."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from casework.models import Case, Letter
from casework.services.cases.tell_handler import REOPENED, WROTE
from casework.services.mail.breach_notice import address_of
from casework.services.mail.message import Mail
from casework.services.office import office_of
from casework.services.tenants.addresses import canonical_url
from casework.store.session import ViewerSession

HEARD_MAILS = (REOPENED, WROTE)


def write_heard(session: ViewerSession, letter: Letter, key: str) -> Mail | None:
    """The mail in the colleague's language; None when they left, or the case is closed by now."""
    tenant = office_of(session).tenant
    case = session.scalar(select(Case).where(Case.id == UUID(str(letter.values["case"]))))
    address = address_of(tenant.id, UUID(str(letter.values["member"])))
    if case is None or case.closed_at is not None or address is None:
        return None
    again = letter.template == REOPENED
    words = [
        _("The person who asked says that %(number)s is not done. It is open again.", number=case.number)
        if again
        else _("The person who asked wrote about %(number)s.", number=case.number),
        _("The case is with you or your unit."),
        _("See the case: %(link)s", link=canonical_url(tenant, "cases.page", number=case.number)),
        tenant.name,
    ]
    subject = (
        _("Not done: %(number)s", number=case.number)
        if again
        else _("A new message: %(number)s", number=case.number)
    )
    return Mail(address, subject, "\n\n".join(words) + "\n", letter.language, key)
