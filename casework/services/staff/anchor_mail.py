"""The day's head of an office's ledger, for those who watch over personal data: an anchor in their own mailbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.models.identity import User
from casework.packs import catalog
from casework.services.mail.message import Mail
from casework.services.tenants.find_tenant import TenantFacts


def anchor_mails(session: Session, office: TenantFacts, head: Mapping[str, Any]) -> Iterator[Mail]:
    """One mail for each active member with the duty. `head`: the last line of the anchors about the office."""
    duties_of = catalog().kind(office.kind).duties_of
    active = select(User).where(User.tenant_id == office.id, User.status == "active").order_by(User.id)
    for user in session.scalars(active):
        if "privacy_officer" in duties_of(user.titles):
            with force_locale(user.language):
                subject, words = _wording(office, head)
            key = f"anchor.{office.id}.{head['seal']}.{user.id.hex}"
            yield Mail(user.email, subject, words, user.language, key)


def _wording(office: TenantFacts, head: Mapping[str, Any]) -> tuple[str, str]:
    told = [
        _("Keep this mail. It proves later that nobody has changed the record of who saw and who did what."),
        _(
            "Up to entry %(entries)s, seal %(seal)s of %(at)s:",
            entries=head["entries"],
            seal=head["seal"],
            at=head["at"],
        ),
        head["head"],
        _(
            "Whoever runs the system can compare it: “casework ledger verify” reads the record, and the line of this"
            " seal in the file of anchors must say the same."
        ),
        office.name,
    ]
    return _("The record of %(office)s, sealed", office=office.name), "\n\n".join(told) + "\n"
