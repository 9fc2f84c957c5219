"""The mail that confirms what a donor changed of a regular gift on their own page: to see it, and to see if it was not
they."""

from __future__ import annotations

from uuid import UUID

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from casework.domain.email import email_key
from casework.models import ContactPoint, Letter, Pledge, PledgeChange
from casework.services.mail.message import Mail
from casework.services.office import office_of
from casework.services.people.one_person import of_one
from casework.services.tenants.addresses import canonical_url
from casework.store.session import ViewerSession

WHAT = {
    "upgraded": _l(
        "The terms of your regular gift %(number)s were changed. In a year it comes to more than before."
    ),
    "downgraded": _l(
        "The terms of your regular gift %(number)s were changed. In a year it comes to less than before."
    ),
    "changed": _l(
        "The terms of your regular gift %(number)s were changed. In a year it comes to the same as before."
    ),
    "account": _l(
        "Your regular gift %(number)s is collected from another bank account from the next time on."
    ),
    "paused": _l("Your regular gift %(number)s pauses. Nothing is collected until you let it go on."),
    "resumed": _l("Your regular gift %(number)s goes on."),
    "cancelled": _l("Your regular gift %(number)s has ended. Thank you for everything you gave."),
}


def write_own_change(session: ViewerSession, letter: Letter, key: str) -> Mail | None:
    """The mail; None when the gift, or the address on its donor's record, is gone."""
    pledge = session.execute(
        select(Pledge.id, Pledge.donor_id, Pledge.number, Pledge.next_on, Pledge.status).where(
            Pledge.id == UUID(str(letter.values["pledge"]))
        )
    ).one_or_none()
    if pledge is None or letter.address is None or not _is_theirs(session, pledge.donor_id, letter.address):
        return None
    changes = select(PledgeChange.id, PledgeChange.what).where(PledgeChange.pledge_id == pledge.id)
    change = session.execute(changes.order_by(PledgeChange.at.desc(), PledgeChange.id.desc()).limit(1)).one()
    tenant = office_of(session).tenant
    words = [str(WHAT.get(change.what, WHAT["changed"])) % {"number": pledge.number}]
    if pledge.next_on is not None and pledge.status in ("active", "failing"):
        day = format_date(pledge.next_on, "long", locale=letter.language)
        words.append(_("Next time: %(day)s", day=day))
    link = canonical_url(tenant, "own_giving.enter_page")
    words += [
        _(
            "This was done on the page of your giving. If it was not you, write to us or look there: %(link)s",
            link=link,
        ),
        tenant.name,
    ]
    subject = _("Your regular gift to %(office)s", office=tenant.name)
    return Mail(letter.address, subject, "\n\n".join(words) + "\n", letter.language, key)


def _is_theirs(session: ViewerSession, donor: UUID, address: str) -> bool:
    chosen = select(ContactPoint.id).where(
        of_one(ContactPoint.person_id, donor),
        ContactPoint.kind == "email",
        ContactPoint.value_key == email_key(address),
        ContactPoint.until.is_(None),
    )
    return session.scalar(chosen.limit(1)) is not None
