"""Somebody says they forgot a password. What happens is the same whether or not there is such an account."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.domain.email import email_key
from casework.models.identity import User
from casework.services.staff.mail_link import enqueue_link


def request_reset(session: Session, email: str, *, tenant_id: int) -> None:
    """Have a job mail a link to the active account of this address; for any other address the job does nothing."""
    user_id = session.scalar(
        select(User.id).where(
            User.tenant_id == tenant_id, User.email_key == email_key(email), User.status == "active"
        )
    )
    enqueue_link(session, "reset", user_id, tenant_id=tenant_id)
