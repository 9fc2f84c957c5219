"""Write the mail of a queued letter: the pack's wording or the house's, in the person's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from babel.dates import format_date
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from casework.models import Case, CaseParty, Draft, Letter, Message
from casework.packs import Workflow
from casework.services.appeals.appeal_mail import APPEAL_MAIL, write_appeal
from casework.services.applicants.codes import DRAFT, give_code
from casework.services.cases.answers import asking_of
from casework.services.cases.facts import read_facts
from casework.services.cases.mandates import letters_go_to
from casework.services.cases.pin import workflow_of
from casework.services.drafts.find_draft import reference_of
from casework.services.emergency.officers import NOTICE
from casework.services.emergency.officers import REMINDER as OFFICER_REMINDER
from casework.services.mail.breach_notice import BREACH_MAILS, write_breach
from casework.services.mail.follower_mail import FOLLOWER_MAILS, write_to_follower
from casework.services.mail.gift_mail import THANKS_MAIL, write_thanks
from casework.services.mail.heard_notice import HEARD_MAILS, write_heard
from casework.services.mail.message import Mail
from casework.services.mail.officer_notice import write_notice
from casework.services.mail.own_change_mail import write_own_change
from casework.services.mail.own_page_mail import write_own_page
from casework.services.mail.places import Places, harmless
from casework.services.mail.tribute_mail import TRIBUTE_MAIL, write_tribute
from casework.services.office import office_of
from casework.services.own_giving.ask_for_link import OWN_CHANGE, OWN_PAGE
from casework.services.requests.reroute import REROUTED
from casework.services.staff.links import make_link
from casework.services.tenants.addresses import canonical_url
from casework.store.identity import identity_session
from casework.store.session import ViewerSession

DRAFT_SAVED, MESSAGE, REMINDER = "draft_saved", "message", "reminder"
_BY_TEMPLATE: Mapping[str, Callable[[ViewerSession, Letter, str], Mail | None]] = {
    **dict.fromkeys(FOLLOWER_MAILS, write_to_follower),
    **dict.fromkeys(BREACH_MAILS, write_breach),
    **dict.fromkeys(HEARD_MAILS, write_heard),
    **dict.fromkeys((NOTICE, OFFICER_REMINDER), write_notice),
    THANKS_MAIL: write_thanks,
    TRIBUTE_MAIL: write_tribute,
    OWN_PAGE: write_own_page,
    OWN_CHANGE: write_own_change,
    APPEAL_MAIL: write_appeal,
}
"""Mails that are about no applicant's case, by who writes them."""


def write_letter(session: ViewerSession, letter: Letter) -> Mail | None:
    """The mail, with a link made for it; None when there is nobody, or nothing, to write about any more."""
    with force_locale(letter.language):
        if letter.template == DRAFT_SAVED:
            return _saved(session, letter)
        if letter.template in _BY_TEMPLATE:
            return _BY_TEMPLATE[letter.template](session, letter, letter_key(letter))
        case = session.scalar(select(Case).where(Case.id == letter.case_id))
        if case is None:
            return None
        workflow = workflow_of(session, case)
        address = letter.address or _applicants_address(session, case.id, workflow)
        return _about_case(session, letter, case, workflow, address) if address else None


def letter_key(letter: Letter) -> str:
    """What makes the Message-ID: the same however often it is tried."""
    return f"letter.{letter.id.hex}"


def _about_case(
    session: ViewerSession, letter: Letter, case: Case, workflow: Workflow, address: str
) -> Mail | None:
    link = _link(session, "case", case.id)
    places = Places(session, case, workflow, asking_of(session, letter.language), link)
    if letter.template == MESSAGE:
        subject, words = _message(session, letter, case, link)
        return Mail(address, subject, words, letter.language, letter_key(letter)) if words else None
    if letter.template == REROUTED:
        subject, words = _sent_on(session, letter, case, link)
        return Mail(address, subject, words, letter.language, letter_key(letter))
    if letter.template == REMINDER:
        subject, words = _reminder(session, letter, case, link)
        return Mail(address, subject, words, letter.language, letter_key(letter))
    wording = workflow.letter(letter.template)
    return Mail(
        to=address,
        subject=places.fill(wording.subject.text(letter.language)),
        text=places.fill(wording.body.text(letter.language)).strip() + "\n",
        language=letter.language,
        key=letter_key(letter),
        fields=places.told(wording.subject.text(letter.language) + wording.body.text(letter.language)),
    )


def _message(session: ViewerSession, letter: Letter, case: Case, link: str) -> tuple[str, str]:
    row = session.scalar(select(Message).where(Message.id == UUID(str(letter.values.get("message")))))
    if row is None:
        return "", ""
    office = office_of(session).tenant.name
    subject = _("A message about %(number)s", number=case.number)
    head = _("%(office)s wrote to you about your request %(number)s:", office=office, number=case.number)
    foot = _("Read it, and answer if you like: %(link)s", link=link)
    return subject, f"{head}\n\n{row.body}\n\n{foot}\n\n{office}\n"


def _reminder(session: ViewerSession, letter: Letter, case: Case, link: str) -> tuple[str, str]:
    """We still wait; `due` is the day on which the clock runs out."""
    office = office_of(session).tenant.name
    due = str(format_date(date.fromisoformat(str(letter.values["due"])), "full", locale=letter.language))
    words = [
        _("We still wait for your answer about %(number)s.", number=case.number),
        _("Answer by %(day)s: %(link)s", day=due, link=link),
        _("If we hear nothing until then, we close it."),
        office,
    ]
    return _("We still wait for you: %(number)s", number=case.number), "\n\n".join(words) + "\n"


def _sent_on(session: ViewerSession, letter: Letter, case: Case, link: str) -> tuple[str, str]:
    """Somebody else sees to it now."""
    office, unit = office_of(session).tenant.name, str(letter.values.get("unit") or "")
    who = _("%(unit)s sees to it now.", unit=unit) if unit else _("Another team sees to it now.")
    words = [
        _("We looked at your request %(number)s and found who can do it best.", number=case.number)
        + " "
        + who,
        _("You need not do anything. Number, code and date stay as they are."),
        _("See how it goes: %(link)s", link=link),
        office,
    ]
    return _("%(number)s is with another team now", number=case.number), "\n\n".join(words) + "\n"


def _saved(session: ViewerSession, letter: Letter) -> Mail | None:
    """The way back to a draft. Nothing that was typed stands in it: nobody has proved that the address is theirs."""
    draft = session.scalar(select(Draft).where(Draft.id == letter.case_id))
    if draft is None or not letter.address:
        return None
    tenant = office_of(session).tenant
    workflow = workflow_of(session, draft)
    with identity_session() as identity:
        code = give_code(identity, draft.id, DRAFT, tenant_id=tenant.id)
        token = make_link(identity, "draft", tenant_id=tenant.id, subject=draft.id)
        identity.commit()
    until = str(format_date(draft.expires_at, "full", locale=letter.language))
    words = [
        _("You saved this: %(service)s", service=workflow.title.text(letter.language)),
        _("Go on here: %(link)s", link=canonical_url(tenant, "track.link_page", what="draft", token=token)),
        _("Or enter these two at %(link)s", link=canonical_url(tenant, "track.enter_page")),
        _("Reference: %(reference)s", reference=reference_of(draft.id))
        + "\n"
        + _("Code: %(code)s", code=code),
        _("We keep it until %(day)s. If it was not you, you need not do anything.", day=until),
        tenant.name,
    ]
    subject = _("Go on with what you saved at %(office)s", office=tenant.name)
    return Mail(letter.address, subject, "\n\n".join(words) + "\n", letter.language, letter_key(letter))


def _link(session: ViewerSession, purpose: str, subject: UUID) -> str:
    tenant = office_of(session).tenant
    with identity_session() as identity:
        token = make_link(identity, purpose, tenant_id=tenant.id, subject=subject)
        identity.commit()
    return canonical_url(tenant, "track.link_page", what=purpose, token=token)


def _applicants_address(session: ViewerSession, case_id: UUID, workflow: Workflow) -> str | None:
    """Of whoever gets the applicant's letters today: somebody who acts for them, or they themselves."""
    acting = letters_go_to(session, case_id)
    party = workflow.applicant()
    if acting is not None or party is None:
        return acting
    chosen = select(CaseParty.id, CaseParty.case_id, CaseParty.email).where(
        CaseParty.case_id == case_id, CaseParty.role == party.role
    )
    found = session.execute(chosen).one_or_none()
    return (found.email if found else None) or _kept_address(session, case_id, workflow)


def _kept_address(session: ViewerSession, case_id: UUID, workflow: Workflow) -> str | None:
    """The address of somebody who wants to be known to few: it stands in no party."""
    kept = workflow.confidential.email if workflow.confidential else None
    return read_facts(session, case_id, [kept]).get(kept) if kept else None


__all__ = ["DRAFT_SAVED", "MESSAGE", "harmless", "letter_key", "write_letter"]
