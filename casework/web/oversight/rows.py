"""Entries of the ledger and signals in words, for the pages of oversight."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.values import Value
from casework.domain.signals import BURST, COLLEAGUE, FISHING, NIGHT, NO_CASE, OWN_NAME
from casework.services.cases.colleagues import Colleagues
from casework.services.looks.read_ledger import EntryView
from casework.web.act_words import ACTS
from casework.web.desk.choices import title_words
from casework.web.desk.opening import this_office
from casework.web.oversight.field_words import entry_words
from casework.web.words import pack_text

SIGNALS = {
    NO_CASE: _l("Looked without a case"),
    FISHING: _l("Tried plates one after the other"),
    OWN_NAME: _l("Looked at somebody of their own name"),
    COLLEAGUE: _l("Looked at a colleague"),
    BURST: _l("Far more looks than usual"),
    NIGHT: _l("Looked outside office hours"),
}
REASONS = {
    NO_CASE: _l(
        "A person’s record was read outside any case. The law allows it for stated reasons only: check that the facts "
        "told fit the person."
    ),
    FISHING: _l(
        "Within half an hour three plates or more were read that differ by one character. Who knows a plate reads one."
    ),
    OWN_NAME: _l(
        "The person or the case bears the name or the e-mail of the reader. Nobody works on their own records, nor on "
        "those of their family."
    ),
    COLLEAGUE: _l(
        "The person or the case bears the name or e-mail of somebody who works here. A shared name is no proof: ask."
    ),
    BURST: _l(
        "On this day more than four times as many people and cases were read as on this member’s usual day, and as is "
        "usual in the office."
    ),
    NIGHT: _l(
        "It happened more than an hour before opening or after closing, or on a day the office is closed."
    ),
}
TABLES = {
    "case": _l("Case"),
    "case_party": _l("People of a case"),
    "case_event": _l("History of a case"),
    "fact": _l("Answers"),
    "document": _l("Papers"),
    "message": _l("Messages"),
    "letter": _l("Letters"),
    "payment": _l("Payments"),
    "fee_line": _l("Fees"),
    "person": _l("Person"),
    "contact_point": _l("Phone and e-mail"),
    "postal_address": _l("Address"),
    "person_identifier": _l("Numbers under seal"),
    "vehicle": _l("Vehicle"),
    "vehicle_title": _l("Title"),
    "plate_mark": _l("Plate"),
    "gift": _l("Gift"),
    "receipt": _l("Receipt"),
}


class EntryRow(Value):
    """One entry in words. `what` is the act, or which table was read; `data` says which data."""

    id: int
    at: datetime
    who: str
    titles: str
    purpose: str
    what: str
    data: tuple[str, ...]
    read: bool
    case: str
    people: int

    @property
    def fields(self) -> str:
        """Which data, in one line."""
        return ", ".join(self.data)


def entry_rows(entries: Iterable[EntryView], colleagues: Colleagues) -> list[EntryRow]:
    """Entries in words."""
    return [_row(one, colleagues) for one in entries]


def read_words(rows: Iterable[EntryRow]) -> str:
    """All that these entries let somebody read, each once."""
    return ", ".join(sorted({word for row in rows if row.read for word in row.data}))


def purpose_words(code: str) -> str:
    """A purpose in words; its code when this office does not know it."""
    known = this_office().kind.purposes.get(code)
    return pack_text(known.label) if known else code


def _row(one: EntryView, colleagues: Colleagues) -> EntryRow:
    person = colleagues.people.get(one.actor_id) if one.actor_id else None
    return EntryRow(
        id=one.id,
        at=one.at,
        who=_who(one, colleagues),
        titles=title_words(person) if person else "",
        purpose=purpose_words(one.purpose),
        what=_what(one),
        data=tuple(entry_words(one)),
        read=bool(one.about),
        case=one.case_number,
        people=len(one.subjects),
    )


def _who(one: EntryView, colleagues: Colleagues) -> str:
    if one.actor_kind == "applicant":
        return _("The applicant")
    if one.actor_id is None:
        return _("The system")
    return colleagues.name(one.actor_id) or _("A former colleague")


def _what(one: EntryView) -> str:
    if one.about:
        return _("Read: %(what)s", what=TABLES.get(one.about, one.about))
    return str(ACTS.get(one.act, one.act))
