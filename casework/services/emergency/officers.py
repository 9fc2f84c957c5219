"""The privacy officers of an office, and the mail that tells them of emergency accesses."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.models import Member
from casework.services.letters import queue_mail
from casework.services.office import office_of
from casework.store.session import ViewerSession

NOTICE, REMINDER = "break_glass_notice", "break_glass_reminder"
OFFICER = "privacy_officer"


def officers(session: ViewerSession, *, but: UUID | None) -> list[Member]:
    """Those at work who watch over personal data; nobody watches over themselves (`but`)."""
    duties_of = office_of(session).kind.duties_of
    rows = session.scalars(select(Member).where(Member.active.is_(True)))
    return [row for row in rows if row.id != but and OFFICER in duties_of(row.titles)]


def tell_officers(session: ViewerSession, template: str, access_id: UUID, *, but: UUID | None) -> int:
    """Queue a mail to each in this transaction; how many. The mail holds nothing about anybody but who opened it."""
    found = officers(session, but=but)
    for officer in found:
        values = {"break_glass": str(access_id), "member": str(officer.id)}
        queue_mail(session, template, language=officer.language, values=values)
    return len(found)
