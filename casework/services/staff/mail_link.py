"""One-time links by mail. The link is made by the job that sends it: no table, letter or job ever holds one."""

from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casework.base.values import Value
from casework.models.identity import User
from casework.services.staff.links import make_link
from casework.services.tenants.find_tenant import TenantFacts
from casework.store.queue import enqueue

TASK = "mail_link"
DOORS = {"invite": "invitation", "reset": "new-password"}
"""The address under which the link of each purpose is opened."""


class LinkMail(Value):
    """What the job sends: plain words in the reader's language, and the token that goes into the address."""

    to: str
    language: str
    subject: str
    words: str
    token: str
    purpose: str


def enqueue_link(session: Session, purpose: str, user_id: UUID | None, *, tenant_id: int) -> None:
    """Queue the mail in this transaction. Without a user the job finds nothing to do."""
    enqueue(session.connection(), TASK, tenant=tenant_id, purpose=purpose, user=user_id)


def write_link_mail(session: Session, purpose: str, user_id: UUID, tenant: TenantFacts) -> LinkMail | None:
    """The mail with a new link; None when the account is gone or no longer needs one."""
    user = session.get(User, (tenant.id, user_id))
    wanted = {"invite": "invited", "reset": "active"}[purpose]
    if user is None or user.status != wanted:
        return None
    token = make_link(session, purpose, tenant_id=tenant.id, user=user)
    with force_locale(user.language):
        subject, words = _wording(purpose, tenant)
    return LinkMail(user.email, user.language, subject, words, token, purpose)


def _wording(purpose: str, tenant: TenantFacts) -> tuple[str, str]:
    if purpose == "invite":
        return (
            _("Your account at %(office)s", office=tenant.name),
            _("You are invited to work here. Choose your password within 2 days:"),
        )
    return (
        _("A new password for %(office)s", office=tenant.name),
        _("Somebody asked for a new password for this account. If it was you, choose it within 60 minutes:"),
    )
