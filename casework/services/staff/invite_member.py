"""Invite a person to work here, or invite again somebody who has not come yet."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable
from casework.domain.email import email_key
from casework.models.identity import User
from casework.packs import catalog
from casework.services.staff.emails import clean_email
from casework.services.staff.mail_link import enqueue_link
from casework.services.staff.record import record
from casework.services.tenants.find_tenant import TenantFacts


def invite_member(
    session: Session,
    tenant: TenantFacts,
    *,
    email: str,
    name: str,
    titles: Iterable[str],
    language: str | None = None,
    actor: UUID | None,
) -> User:
    """An invited user, and a mail with a link in the queue. An invitation is repeated, an account is not made twice.

    Without `actor` it is the operator. Raises InvalidInput.
    """
    chosen = check_titles(titles, tenant)
    errors = _errors(name, language, tenant)
    if errors:
        raise InvalidInput(errors)
    email = clean_email(email)
    user = session.scalar(
        select(User).where(User.tenant_id == tenant.id, User.email_key == email_key(email)).with_for_update()
    )
    if user is not None and user.status != "invited":
        raise InvalidInput({"email": _l("Somebody with this e-mail is a member already")})
    if user is None:
        user = User(tenant_id=tenant.id, email=email, email_key=email_key(email), status="invited")
        session.add(user)
    user.name, user.titles, user.language = name.strip(), chosen, language or tenant.language
    session.flush()
    enqueue_link(session, "invite", user.id, tenant_id=tenant.id)
    record(
        session,
        "member.invite",
        tenant_id=tenant.id,
        actor=actor,
        subjects=[user.id],
        detail={"titles": chosen},
    )
    return user


def check_titles(titles: Iterable[str], tenant: TenantFacts) -> list[str]:
    """The titles, sorted, when this kind of tenant has them all; raises InvalidInput."""
    chosen = sorted(set(titles))
    if not set(chosen) <= set(catalog().kind(tenant.kind).titles):
        raise InvalidInput({"titles": _l("Choose titles from the list")})
    return chosen


def _errors(name: str, language: str | None, tenant: TenantFacts) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    if not 1 <= len(name.strip()) <= 120 or not name.isprintable():
        errors["name"] = _l("Enter the name, up to 120 characters")
    if language is not None and language not in tenant.languages:
        errors["language"] = _l("Choose one of the languages in the list")
    return errors
