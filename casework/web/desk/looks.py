"""Entries of the ledger about a case, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.services.cases.colleagues import Colleagues
from casework.services.cases.who_looked import Look
from casework.web.desk.choices import title_words
from casework.web.desk.opening import this_office
from casework.web.words import pack_text

ACTS = {
    "case.opened": _l("Opened the case"),
    "disclosed": _l("Read the case"),
    "case.disclosed": _l("Read the case"),
    "case.printed": _l("Printed it"),
    "case.refused": _l("Tried to open it, refused: no part in this purpose"),
    "case.moved": _l("Made a move"),
    "case.taken": _l("Took it"),
    "case.assigned": _l("Assigned it"),
    "case.released": _l("Released it"),
    "case.sealed": _l("Sealed it"),
    "case.unsealed": _l("Unsealed it"),
    "relation.declared": _l("Declared a relation to it"),
    "case.noted": _l("Wrote a note"),
    "case.message_sent": _l("Sent a message"),
    "case.talk_read": _l("Read messages and notes"),
    "unsealed": _l("Opened a sealed answer"),
    "document.read": _l("Opened a paper"),
    "document.added": _l("Added a paper"),
    "fees.asked": _l("Worked out the fees"),
    "payment.taken": _l("Took a payment"),
    "waiver.proposed": _l("Proposed a waiver"),
    "waiver.approved": _l("Approved a waiver"),
    "party.linked": _l("Linked a person"),
    "party.unlinked": _l("Undid the link of a person"),
    "contact.added": _l("Added a phone number or an e-mail"),
    "contact.changed": _l("Changed how to reach a person"),
    "contact.corrected": _l("Corrected how to reach a person"),
    "contact.preferred": _l("Chose how to reach a person first"),
    "person.registered": _l("Registered a person"),
    "person.suggested": _l("Looked for a person of the case"),
    "person.disclosed": _l("Read a person’s record"),
    "message.message": _l("Wrote to the office"),
    "message.answer": _l("Answered a question"),
    "case.tracked": _l("Looked at the tracking page"),
    "case.reminded": _l("Reminded the applicant"),
    "case.at_risk": _l("Saw that a deadline is near"),
    "case.breached": _l("Saw that a deadline was missed"),
    "letter.sent": _l("Sent a letter"),
    "purpose.declared": _l("Said what for, with the facts the law demands"),
    "office.searched": _l("Searched"),
    "person.searched": _l("Searched for a person"),
    "vehicle.searched": _l("Searched for a vehicle"),
    "plate.searched": _l("Searched for a plate"),
    "ledger.read": _l("Read the ledger"),
    "title.transferred": _l("Transferred a title"),
    "plate.assigned": _l("Put a plate on a vehicle"),
    "register.imported": _l("Brought it in from a file"),
    "import.begun": _l("Began an import"),
    "import.started": _l("Let an import be written"),
    "import.undone": _l("Took an import back"),
    "list.exported": _l("Took a list as a file"),
    "plate.issued": _l("Issued a plate"),
    "vehicle.registered": _l("Registered a vehicle"),
    "gift.recorded": _l("Recorded a gift"),
    "receipt.issued": _l("Issued a receipt"),
    "receipt.printed": _l("Printed a receipt again"),
    "signal.closed": _l("Looked at a signal"),
    "ledger.exported": _l("Saved entries of the ledger as a file"),
    "signals.found": _l("Found signals"),
    "break_glass.opened": _l("Opened it by emergency access"),
    "break_glass.ended": _l("Ended emergency access"),
    "break_glass.reviewed": _l("Reviewed the emergency access"),
    "upload.added": _l("Added a paper"),
}


@dataclass(frozen=True, slots=True)
class LookRow:
    """One entry: `titles` says in which job, `note` how much was seen."""

    at: datetime
    who: str
    titles: str
    purpose: str
    act: str
    fields: int
    refused: bool


def look_rows(looks: Sequence[Look], colleagues: Colleagues) -> list[LookRow]:
    """Rows for the page of who looked."""
    purposes = this_office().kind.purposes
    return [
        LookRow(
            at=one.at,
            who=_who(one, colleagues),
            titles=_titles(one, colleagues),
            purpose=pack_text(purposes[one.purpose].label) if one.purpose in purposes else one.purpose,
            act=str(ACTS.get(one.act, one.act)),
            fields=len(one.fields),
            refused=one.act.endswith(".refused"),
        )
        for one in looks
    ]


def _who(one: Look, colleagues: Colleagues) -> str:
    if one.actor_kind == "applicant":
        return _("The applicant")
    if one.actor_id is None:
        return _("The system")
    return colleagues.name(one.actor_id) or _("A former colleague")


def _titles(one: Look, colleagues: Colleagues) -> str:
    person = colleagues.people.get(one.actor_id) if one.actor_id else None
    return title_words(person) if person else ""
