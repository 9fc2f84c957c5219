"""A donor's history in the order of days: gifts, pledges, cases, wishes and what was done for them."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _

from casework.base.values import Value
from casework.services.donors.around_donor import AroundDonor
from casework.services.donors.list_gifts import GiftView
from casework.web.formats import local, money
from casework.web.registers.donor_choices_words import TOPIC_WORDS
from casework.web.registers.donor_words import task_words

SHOWN = 12


class Entry(Value):
    """One thing on a day."""

    on: date
    text: str
    node: str


def history_of(gifts: tuple[GiftView, ...], around: AroundDonor) -> list[Entry]:
    """The latest of all that this reader sees of a donor, newest first."""
    found = [Entry(one.received_on, _gift(one), "fill") for one in gifts]
    found += [
        Entry(one.row.starts_on, _("Promised: %(number)s", number=one.row.number), "square")
        for one in around.pledges
    ]
    found += [
        Entry(_day(one.opened_at), _("Case %(number)s began", number=one.number), "ring")
        for one in around.cases
    ]
    found += [
        Entry(one.done_on, task_words(one.what, one.plan), "ring") for one in around.tasks if one.done_on
    ]
    for said in around.choices:
        topic = str(TOPIC_WORDS[said.choice.topic])
        text = (
            _("Said yes: %(topic)s", topic=topic)
            if said.choice.allowed
            else _("Said no: %(topic)s", topic=topic)
        )
        found.append(Entry(said.choice.said_on, text, "ring"))
    return sorted(found, key=lambda one: one.on, reverse=True)[:SHOWN]


def _gift(one: GiftView) -> str:
    if one.kind == "in_kind":
        return _("Gave goods, %(number)s", number=one.number)
    if one.amount is None:
        return _("Gave, %(number)s", number=one.number)
    return _("Gave %(amount)s for %(fund)s", amount=money(one.amount), fund=one.fund)


def _day(at: datetime) -> date:
    return local(at).date()
