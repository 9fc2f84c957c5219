"""Entries of the ledger about a case, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from casework.base.values import Value
from casework.services.cases.colleagues import Colleagues
from casework.services.cases.who_looked import Look
from casework.web.act_words import ACTS
from casework.web.desk.choices import title_words
from casework.web.desk.opening import this_office
from casework.web.words import pack_text


class LookRow(Value):
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
