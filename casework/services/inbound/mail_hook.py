"""The secret with which a mail provider signs what it hands over, one for each office, as Standard Webhooks has it."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.errors import CaseworkError, NotFound
from casework.base.phrases import phrase
from casework.models.identity import Tenant
from casework.services.staff.record import record
from casework.services.tenants.find_tenant import TenantFacts
from casework.settings import Settings

PREFIX, PLACE = "whsec_", "mail_hook"
TOLERANCE = 300
"""Seconds that a signature is good for, before and after its time."""


class WrongSignature(CaseworkError):
    """What came is not signed with this office's secret, or too long ago."""

    status = 401


def hook_secret(tenant: TenantFacts) -> str:
    """The secret of an office, as it is told to the provider. Another turn of it makes the one before worthless."""
    return PREFIX + b64encode(_key(tenant)).decode()


def check_signature(tenant: TenantFacts, headers: Mapping[str, str], body: bytes) -> None:
    """Make sure that the provider signed this just now; raises WrongSignature."""
    said, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    fresh = at.isascii() and at.isdigit() and len(at) < 12 and abs(now().timestamp() - int(at)) <= TOLERANCE
    told = f"{said}.{at}.".encode("utf-8", "replace") + body
    good = b64encode(hmac.digest(_key(tenant), told, "sha256"))
    given = [one.partition(",")[2] for one in headers.get("webhook-signature", "").split()[:10]]
    signed = any(hmac.compare_digest(good, one.encode("utf-8", "replace")) for one in given)
    if not said or not fresh or not signed:
        raise WrongSignature(phrase("This is not signed with this office’s secret, or too long ago."))


def renew_secret(session: Session, slug: str) -> None:
    """Make another secret for an office. Raises NotFound."""
    row = session.scalar(select(Tenant).where(Tenant.slug == slug).with_for_update())
    if row is None:
        raise NotFound(f"There is no tenant {slug}. See: casework tenant list")
    row.profile = row.profile | {PLACE: int(row.profile.get(PLACE, 0)) + 1}
    record(session, "tenant.mail_hook", tenant_id=row.id, actor=None)


def _key(tenant: TenantFacts) -> bytes:
    settings: Settings = current_app.extensions["casework.settings"]
    key = hmac.digest(settings.cookie_secret, b"casework mail hook", "sha256")
    return hmac.digest(key, f"{tenant.id}|{int(tenant.profile.get(PLACE, 0))}".encode(), "sha256")
