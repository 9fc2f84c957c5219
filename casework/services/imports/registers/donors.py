"""Donors from a file: people and organisations as at every counter, with what they said about being written to.

What a list says about wishes is only ever a no: nobody has agreed to anything because a file says so. A no of somebody
who is here already is kept as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.ids import new_id
from casework.base.phrases import Phrase, phrase
from casework.base.values import replace
from casework.models import ContactChoice
from casework.services.imports.compare_rows import compare_rows
from casework.services.imports.not_the_same import leave_out_others
from casework.services.imports.register import Entry, ImportField, Told, register_to_import
from casework.services.imports.registers.people import People
from casework.services.insert_rows import insert_rows
from casework.services.office import Office
from casework.store.columns import one_of
from casework.store.session import ViewerSession

DONORS = "donors"
_NO = (
    (
        ImportField(
            *("no_contact", "yes_no", phrase("Wants no contact at all")),
            aliases=("do not contact", "no contact"),
        ),
        (("any", "any"),),
    ),
    (ImportField("deceased", "yes_no", phrase("Has died"), aliases=("is deceased",)), (("any", "any"),)),
    (
        ImportField(
            *("no_email", "yes_no", phrase("Wants no e-mail")),
            aliases=("do not email", "do not e mail", "email opt out", "has opted out of email"),
        ),
        (("email", "any"),),
    ),
    (
        ImportField(
            *("no_bulk", "yes_no", phrase("Wants no appeals or newsletters by e-mail")),
            aliases=("no bulk emails user opt out", "no bulk email", "is opt out"),
        ),
        (("email", "appeal"), ("email", "newsletter")),
    ),
    (
        ImportField(
            *("no_phone", "yes_no", phrase("Wants no calls")), aliases=("do not phone", "do not call")
        ),
        (("phone", "any"),),
    ),
    (
        ImportField("no_text", "yes_no", phrase("Wants no text messages"), aliases=("do not sms",)),
        (("text", "any"),),
    ),
    (
        ImportField("no_post", "yes_no", phrase("Wants no post"), aliases=("do not mail",)),
        (("post", "any"),),
    ),
    (
        ImportField(
            *("no_trade", "yes_no", phrase("The address is not to be lent to others")),
            aliases=("do not trade",),
        ),
        (("any", "shared"),),
    ),
)
_NUMBERS = ("donor number", "constituent id", "constituent number", "contact number", "member number")
_KINDS = {"individual": "person", "organization": "organisation", "company": "organisation"}
Said = tuple[UUID, str, str]


class Donors(People):
    """The register of people, as a charity brings it in."""

    name = DONORS
    asks_basis = True
    in_parts = True
    label: Phrase = phrase("Donors")
    hint: Phrase = phrase(
        "One row for each: the number that the old system gave them, the name, ways to reach them, what they refuse"
    )

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        people = [_as_charities_write_it(one) for one in super().fields(office)]
        return (*people, *(one for one, _ in _NO))

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        super().look(session, entries, told)
        leave_out_others(session, self.name, told.source, entries)

    def compare_in_file(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        compare_rows(session, entries, told, self)

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        super().write(session, entries, told)
        self.keep_wishes(session, [(entry.more["person"]["id"], entry) for entry in entries], told)

    def note(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        known = [(entry.record, entry) for entry in entries if entry.record and list(_said(entry))]
        self.keep_wishes(session, [(person, entry) for person, entry in known if person], told)

    def keep_wishes(self, session: ViewerSession, people: Sequence[tuple[UUID, Entry]], told: Told) -> None:
        """Keep each no that is not on record yet, and note it in its row."""
        kept = _on_record(session, [person for person, _ in people])
        day = today(told.office.tenant.timezone)
        rows = []
        for person, entry in people:
            for channel, topic in _said(entry):
                if (person, channel, topic) not in kept:
                    kept.add((person, channel, topic))
                    row = _row(person, channel, topic, day) | {"evidence": told.list_name}
                    rows.append(row | {"recorded_by": told.by})
                    entry.made.append(("contact_choice", row["id"]))
        insert_rows(session, ContactChoice, rows)


def _as_charities_write_it(one: ImportField) -> ImportField:
    if one.name == "number":
        return replace(one, aliases=(*_NUMBERS, *one.aliases))
    return replace(one, words=_KINDS) if one.name == "kind" else one


def _said(entry: Entry) -> Iterator[tuple[str, str]]:
    for one, nos in _NO:
        if entry.values.get(one.name) is True:
            yield from nos


def _on_record(session: ViewerSession, people: Sequence[UUID]) -> set[Said]:
    chosen = select(
        ContactChoice.id, ContactChoice.person_id, ContactChoice.channel, ContactChoice.topic
    ).where(one_of(ContactChoice.person_id, people), ContactChoice.allowed.is_(False))
    return {(row.person_id, row.channel, row.topic) for row in session.execute(chosen)}


def _row(person: UUID, channel: str, topic: str, day: date) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": person,
        "channel": channel,
        "topic": topic,
        "allowed": False,
        "basis": "import",
        "said_on": day,
        "recorded_at": now(),
    }


DONORS_REGISTER = register_to_import(Donors())
