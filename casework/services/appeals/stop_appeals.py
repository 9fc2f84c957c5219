"""Saying stop from the mail of an appeal: by the link at its foot, without an account and without giving a reason.

The link is opened by a token that only the mail holds: it is derived from the row of who was asked, so nothing is kept
for it, and it works for as long as the mail is there.
"""

from __future__ import annotations

import hmac
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import NotFound
from casework.base.phrases import phrase
from casework.models import Appeal, AppealAsk
from casework.services.donors.contact_choices import NewChoice, keep_choice, wants_no
from casework.services.office import office_of
from casework.services.typesetting.paper_words import say
from casework.settings import Settings
from casework.store.session import ViewerSession

TASK = "take_wishes"
"""The purpose that a wish is taken for, which came without an account."""


def stop_token(tenant: int, ask: UUID) -> str:
    """What stands in the address at the foot of a mail."""
    settings: Settings = current_app.extensions["casework.settings"]
    key = hmac.digest(settings.cookie_secret, b"casework appeals", "sha256")
    return hmac.digest(key, f"{tenant}|{ask}".encode(), "sha256").hex()[:32]


def is_stop_token(tenant: int, ask: UUID, token: str) -> bool:
    """Whether the address is one that we wrote."""
    return hmac.compare_digest(stop_token(tenant, ask).encode(), token.encode("utf-8", "replace"))


def stop_appeals(session: ViewerSession, ask: UUID, *, channel: str) -> None:
    """No more appeals by e-mail, or by any way, to whoever this mail was for. NotFound. Saying it again changes
    nothing."""
    chosen = select(AppealAsk.id, AppealAsk.donor_id, Appeal.id, Appeal.name)
    row = session.execute(
        chosen.join(Appeal, Appeal.id == AppealAsk.appeal_id).where(AppealAsk.id == ask)
    ).one_or_none()
    if row is None:
        raise NotFound
    if wants_no(session, row.donor_id, channel, "appeal"):
        return
    tenant = office_of(session).tenant
    seen = say(phrase("Link at the foot of the mail: %(appeal)s", appeal=row.name), tenant.language)
    said_on = today(tenant.timezone)
    keep_choice(session, row.donor_id, NewChoice(channel, "appeal", False, said_on, "electronic", seen))
