"""One-time links: for one purpose, tenant and user; kept as a hash; looking never uses them up."""

from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.errors import CaseworkError
from casework.base.ids import new_secret, secret_hash
from casework.base.values import Value
from casework.models.identity import OneTimeLink, User

LIVES = {
    "invite": timedelta(days=2),
    "reset": timedelta(minutes=60),
    "draft": timedelta(days=14),
    "case": timedelta(days=14),
    "giving": timedelta(hours=2),
}


class LinkSpent(CaseworkError):
    """The link is used, too old, replaced, or never was: one answer for all."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _l("This link no longer works. It may be used already or too old. Ask for a new one.")
        )


class Link(Value):
    """What a working link stands for."""

    purpose: str
    user_id: UUID | None
    subject_id: UUID | None


def make_link(
    session: Session, purpose: str, *, tenant_id: int, user: User | None = None, subject: UUID | None = None
) -> str:
    """A new secret for `purpose`; earlier unused ones for the same user or subject stop working."""
    token = new_secret(256)
    whose = OneTimeLink.user_id == user.id if user else OneTimeLink.subject_id == subject
    session.execute(
        delete(OneTimeLink).where(OneTimeLink.tenant_id == tenant_id, OneTimeLink.purpose == purpose, whose)
    )
    session.add(
        OneTimeLink(
            tenant_id=tenant_id,
            token_hash=secret_hash(token),
            purpose=purpose,
            user_id=user.id if user else None,
            subject_id=subject,
            epoch=user.epoch if user else None,
            expires_at=now() + LIVES[purpose],
        )
    )
    session.flush()
    return token


def find_link(session: Session, token: str, purpose: str, *, tenant_id: int) -> Link:
    """What the link stands for, left unused; raises `LinkSpent`. For GET, HEAD and mail scanners."""
    row = session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.tenant_id == tenant_id,
            OneTimeLink.token_hash == secret_hash(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
        )
    )
    if row is None or not _same_epoch(session, row):
        raise LinkSpent
    return Link(row.purpose, row.user_id, row.subject_id)


def use_link(session: Session, token: str, purpose: str, *, tenant_id: int) -> Link:
    """Use the link up; of several at the same moment one wins, the others raise `LinkSpent`."""
    link = find_link(session, token, purpose, tenant_id=tenant_id)
    used = session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.tenant_id == tenant_id,
            OneTimeLink.token_hash == secret_hash(token),
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(OneTimeLink.token_hash)
    ).first()
    if used is None:
        raise LinkSpent
    return link


def _same_epoch(session: Session, row: OneTimeLink) -> bool:
    """A link made before the user's password, mail or rights changed is dead."""
    if row.user_id is None:
        return True
    user = session.get(User, (row.tenant_id, row.user_id))
    return user is not None and user.status != "disabled" and user.epoch == row.epoch
