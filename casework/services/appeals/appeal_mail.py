"""What a donor reads who is asked by mail: in their language, with the way to give, and the way to say stop."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from casework.base.values import Value
from casework.domain.appeals import STOPPED, Wording, spoken_in, wordings_of
from casework.models import Appeal, Letter, Person
from casework.services.appeals.ask_donors import TEMPLATE
from casework.services.appeals.stop_appeals import stop_token
from casework.services.appeals.ways_to_ask import email_of
from casework.services.mail.message import Mail
from casework.services.mail.places import harmless
from casework.services.office import office_of
from casework.services.people.hidden_names import true_name
from casework.services.tenants.addresses import canonical_url
from casework.services.tenants.find_tenant import TenantFacts
from casework.store.session import ViewerSession

APPEAL_MAIL = TEMPLATE
NAME, LINK = "{name}", "{link}"


class AppealWords(Value):
    """A mail as it reads; `language` is that of its words, which the donor's may not be among."""

    subject: str
    text: str
    language: str


class Filled(Value):
    """What stands in the places of a mail: the donor's name, where to give, where to say stop."""

    name: str
    link: str
    stop: str


def write_appeal(session: ViewerSession, letter: Letter, key: str) -> Mail | None:
    """The mail; None when the appeal was stopped since, or the donor has no address any more."""
    row = session.scalar(select(Appeal).where(Appeal.id == UUID(str(letter.values["appeal"]))))
    donor = session.execute(select(Person.id, Person.name).where(Person.id == letter.person_id)).one_or_none()
    if row is None or donor is None or row.status == STOPPED:
        return None
    address = email_of(session, donor.id)
    if address is None:
        return None
    tenant, ask = office_of(session).tenant, UUID(str(letter.values["ask"]))
    stop = canonical_url(tenant, "appeal_stop.page", ask=ask, token=stop_token(tenant.id, ask))
    words, name = wordings_of(row.words), true_name(session, donor.id, donor.name)
    said = appeal_words(tenant, words, letter.language, Filled(name, give_address(tenant, row.code), stop))
    return Mail(address, said.subject, said.text, said.language, key, ("donor.name",), stop=stop)


def appeal_words(
    tenant: TenantFacts, words: Mapping[str, Wording], language: str, filled: Filled
) -> AppealWords:
    """What the mail says to somebody in their language, or in the office's where it is not written in that."""
    spoken = spoken_in(words, language, tenant.language)
    said = words[spoken]
    text = said.text.replace(NAME, harmless(filled.name))
    if LINK not in text:
        text = f"{text}\n\n{LINK}"
    with force_locale(spoken):
        foot = _("You don’t want such mails? Say stop here: %(link)s", link=filled.stop)
    whole = f"{text.replace(LINK, filled.link)}\n\n{foot}\n\n{tenant.name}\n"
    return AppealWords(said.subject, whole, spoken)


def give_address(tenant: TenantFacts, code: str) -> str:
    """Where to give to this appeal."""
    return canonical_url(tenant, "public.give", appeal=code)
