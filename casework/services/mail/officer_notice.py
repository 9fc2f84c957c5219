"""The mail to a privacy officer about an emergency access: who and when, nothing about whose record it was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from casework.models import BreakGlass, Letter, Member
from casework.services.emergency.officers import REMINDER
from casework.services.mail.breach_notice import address_of
from casework.services.mail.message import Mail
from casework.services.office import office_of
from casework.services.tenants.addresses import canonical_url
from casework.store.session import ViewerSession


def write_notice(session: ViewerSession, letter: Letter, key: str) -> Mail | None:
    """The mail in the officer's language; None when the officer or the access is gone, or it needs none any more."""
    tenant = office_of(session).tenant
    row = session.scalar(select(BreakGlass).where(BreakGlass.id == UUID(str(letter.values["break_glass"]))))
    address = address_of(tenant.id, UUID(str(letter.values["member"])))
    again = letter.template == REMINDER
    if row is None or address is None or (again and row.outcome is not None):
        return None
    link = canonical_url(tenant, "reviews.page", access_id=row.id)
    who = session.scalar(select(Member.name).where(Member.id == row.opened_by)) or _("A former colleague")
    emergency = office_of(session).kind.emergency
    category = emergency.categories.get(row.category) if emergency else None
    words = [
        _("An emergency access still waits for your review.")
        if again
        else _("Somebody opened a record by emergency access."),
        _("Who: %(name)s", name=who),
        _("What for: %(category)s", category=category.text(letter.language) if category else row.category),
        _("From %(since)s until %(until)s", since=_said(session, row.opened_at, letter.language),
          until=_said(session, row.until, letter.language)),
        _("Review it here: %(link)s", link=link),
        tenant.name,
    ]  # fmt: skip
    subject = _("Review an emergency access") if again else _("Emergency access was used")
    return Mail(address, subject, "\n\n".join(words) + "\n", letter.language, key)


def _said(session: ViewerSession, instant: datetime, language: str) -> str:
    there = instant.astimezone(ZoneInfo(office_of(session).tenant.timezone))
    return str(format_datetime(there, "short", locale=language))
