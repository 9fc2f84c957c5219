"""What stands in the `{{ places }}` of a pack's letter: a closed list, said in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency
from flask_babel import gettext as _

from casework.base.money import Money
from casework.base.phrases import Phrase, Sayable
from casework.base.values import Value
from casework.models import Case
from casework.packs import Workflow
from casework.packs.field_kinds import Asking, show_answer
from casework.packs.placeholders import PLACE
from casework.packs.rules import all_fields
from casework.services.cases.due import clocks_of
from casework.services.cases.facts import may_open, read_facts
from casework.services.deadlines.time_rules import calendar_of
from casework.services.fees.fees_due import fees_due
from casework.services.mail.lawful_places import lawful_places
from casework.services.office import office_of
from casework.store.session import ViewerSession

_ADDRESS_LIKE = re.compile(r"(?<=[^\W_]{2})\.(?=[^\W\d_]{2})|:(?=//)|(?<=\w)@(?=\w)")


class Places(Value):
    """Finds what goes into a place. `link` is the address that opens the case."""

    session: ViewerSession
    case: Case
    workflow: Workflow
    asking: Asking
    link: str

    def fill(self, words: str) -> str:
        """The wording with every place filled. A line whose places are all empty is left out."""
        facts = self._facts(words)
        lines = [self._line(line, facts) for line in words.split("\n")]
        return "\n".join(line for line in lines if line is not None)

    def _facts(self, words: str) -> dict[str, Any]:
        """The facts that this letter names and this purpose opens."""
        return read_facts(self.session, self.case.id, self.told(words))

    def told(self, words: str) -> tuple[str, ...]:
        """The names of the fields that a wording tells."""
        known = all_fields(self.workflow)
        named = sorted({place.removeprefix("asked.") for place in PLACE.findall(words)})
        return tuple(name for name in named if name in known and may_open(self.session.viewer, known[name]))

    def _line(self, line: str, facts: Mapping[str, Any]) -> str | None:
        found = [(place, self._value(place, facts)) for place in PLACE.findall(line)]
        if found and not any(value for _place, value in found):
            return None
        values = dict(found)
        return PLACE.sub(lambda hit: values[hit[1]], line)

    def _value(self, place: str, facts: Mapping[str, Any]) -> str:
        given = self._given().get(place)
        if given is not None:
            return given()
        if place.startswith("clock."):
            return self._due(place.removeprefix("clock."))
        name = place.removeprefix("asked.")
        field = all_fields(self.workflow).get(name)
        if field is None or facts.get(name) is None:
            return ""
        return harmless(say(show_answer(field, facts[name], self.asking)))

    def _given(self) -> dict[str, Callable[[], str]]:
        tenant, lang = office_of(self.session).tenant, self.asking.lang
        state = self.workflow.state(self.case.state)
        contact = tenant.profile.get("contact") or ""
        return {
            "case.number": lambda: self.case.number,
            "case.link": lambda: self.link,
            "case.state": lambda: state.public_label.text(lang),
            "case.opened_on": self._opened_on,
            "tenant.name": lambda: tenant.name,
            "tenant.contact": lambda: (
                str(contact.get(lang) or contact.get("en") or "")
                if isinstance(contact, Mapping)
                else str(contact)
            ),
            "office": lambda: self.workflow.office.text(lang),
            "fees.total": lambda: self._amount(fees_due(self.session, self.case.id).total),
            **lawful_places(self.session, self.case.id, lang),
        }

    def _opened_on(self) -> str:
        day = calendar_of(self.session).local_day(self.case.opened_at)
        return str(format_date(day, "full", locale=self.asking.locale))

    def _due(self, name: str) -> str:
        for running in clocks_of(self.session, self.case, self.workflow):
            if running.clock.name == name:
                return str(format_date(running.deadline.due_on, "full", locale=self.asking.locale))
        return ""

    def _amount(self, amount: Money) -> str:
        return str(format_currency(amount.decimal, amount.currency, locale=self.asking.locale))


def say(said: Sayable) -> str:
    """A phrase in the language in force."""
    if isinstance(said, Phrase):
        return _(said.text, **said.values) if said.values else _(said.text)
    return str(said)


def harmless(text: str) -> str:
    """What somebody typed, so that no mail program makes a link of it: the mail may go to a stranger's address."""
    return _ADDRESS_LIKE.sub(lambda hit: f"{hit[0]} ", text)
