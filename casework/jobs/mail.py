"""Mail goes out by jobs, after the act that caused it is committed."""

from __future__ import annotations

from uuid import UUID

from casework.base.clock import now
from casework.jobs.queue import PATIENT, application, job, queue
from casework.services.mail.message import Mail, compose
from casework.services.mail.send_letter import send_letter as send
from casework.services.mail.transport import MailRefused
from casework.services.mail.transport import send as send_message
from casework.services.staff.mail_link import DOORS, TASK, write_link_mail
from casework.services.tenants.addresses import canonical_url
from casework.services.tenants.find_tenant import find_tenant
from casework.store.identity import identity_session
from casework.store.queue import DEFAULT_QUEUE
from casework.store.session import ViewerSession


@job("send_letter", retry=PATIENT, outgoing=True)
def send_letter(session: ViewerSession, *, letter: str) -> None:
    """Send a letter about a case or a draft."""
    send(session, UUID(letter))


@queue.task(name=TASK, queue=DEFAULT_QUEUE, retry=PATIENT)
def mail_link(*, tenant: int, purpose: str, user: str | None = None, actor: str | None = None) -> None:
    """Send an invitation or a way to a new password. No viewer: nothing of anybody's case is read."""
    if user is None:
        return
    with application().app_context(), identity_session() as session:
        office = find_tenant(session, tenant_id=tenant)
        told = write_link_mail(session, purpose, UUID(user), office) if office else None
        if office is None or told is None:
            return
        session.commit()
        link = canonical_url(office, "password_links.choose_page", door=DOORS[purpose], token=told.token)
        words = f"{told.words}\n\n{link}\n\n{office.name}\n"
        key = f"{purpose}.{UUID(user).hex}.{int(now().timestamp())}"
        try:
            send_message(compose(Mail(told.to, told.subject, words, told.language, key), office))
        except MailRefused:
            return
