"""The mail with a link to a donor's own page: one link for each donor with this address, none for anybody else."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from casework.domain.email import email_key
from casework.models import ContactPoint, Gift, Letter, Person, Pledge
from casework.services.mail.message import Mail
from casework.services.mail.places import harmless
from casework.services.office import office_of
from casework.services.people.donor_names import donor_names
from casework.services.staff.links import make_link
from casework.services.tenants.addresses import canonical_url
from casework.store.identity import identity_session
from casework.store.session import ViewerSession

PURPOSE = "giving"
MOST = 5


def write_own_page(session: ViewerSession, letter: Letter, key: str) -> Mail | None:
    """The mail; None when nobody who gave has this address."""
    donors = _donors(session, letter.address or "")
    if not donors or letter.address is None:
        return None
    tenant = office_of(session).tenant
    names = donor_names(session, donors) if len(donors) > 1 else {}
    links = []
    with identity_session() as identity:
        for donor in donors:
            token = make_link(identity, PURPOSE, tenant_id=tenant.id, subject=donor)
            link = canonical_url(tenant, "own_giving.link_page", token=token)
            links.append(f"{harmless(names[donor])}: {link}" if donor in names else link)
        identity.commit()
    words = [
        _("Somebody, perhaps you, asked for the page of your giving at %(office)s.", office=tenant.name),
        _("Open it within two hours. The link works once:"),
        *links,
        _("If it was not you, you need not do anything."),
        tenant.name,
    ]
    subject = _("Your giving at %(office)s", office=tenant.name)
    return Mail(letter.address, subject, "\n\n".join(words) + "\n", letter.language, key)


def _donors(session: ViewerSession, address: str) -> list[UUID]:
    """Who gave or promised something and has this address, by the record that was kept."""
    reached = select(ContactPoint.person_id).where(
        ContactPoint.kind == "email",
        ContactPoint.value_key == email_key(address),
        ContactPoint.until.is_(None),
    )
    found = session.execute(select(Person.id, Person.merged_into).where(Person.id.in_(reached)).limit(20))
    roots = sorted({row.merged_into or row.id for row in found})
    records = select(Person.id).where(Person.id.in_(roots) | Person.merged_into.in_(roots))
    gave = select(Gift.donor_id).where(Gift.donor_id.in_(records)).distinct()
    promised = select(Pledge.donor_id).where(Pledge.donor_id.in_(records)).distinct()
    givers = {*session.scalars(gave), *session.scalars(promised)}
    if not givers:
        return []
    kept = session.execute(select(Person.id, Person.merged_into).where(Person.id.in_(sorted(givers))))
    return sorted({row.merged_into or row.id for row in kept})[:MOST]
