"""Messages and notes in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from casework.base.values import Value
from casework.packs.rules import all_fields
from casework.services.cases.read_timeline import Said
from casework.services.staff.present import current_staff
from casework.web.desk.history import Teller
from casework.web.formats import day, listed, reader


class TalkRow(Value):
    """A message or note: `extra` tells what a question wants and whether it is answered."""

    sender: str
    who: str
    at: datetime
    body: str
    lang: str | None
    how: str
    extra: str


def talk_rows(said: Iterable[Said], teller: Teller, language: str) -> list[TalkRow]:
    """Rows, newest first. `language` is the applicant's."""
    foreign = language if language != reader().language else None
    rows = [
        TalkRow(
            sender=one.sender,
            who=_who(one, teller),
            at=one.at,
            body=one.body,
            lang=foreign if one.sender == "them" else None,
            how=_("question") if one.kind == "question" else _("answer") if one.kind == "answer" else "",
            extra=_extra(one, teller),
        )
        for one in said
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _who(one: Said, teller: Teller) -> str:
    if one.sender == "them" and one.author_id is None:
        return _("The applicant")
    if one.author_id == current_staff().id:
        return _("You")
    return teller.colleagues.name(one.author_id) or _("A former colleague")


def _extra(one: Said, teller: Teller) -> str:
    if one.kind != "question":
        return ""
    fields = all_fields(teller.workflow)
    told = []
    if one.wanted:
        names = (fields[name].name_text(reader().language) for name in one.wanted if name in fields)
        told.append(_("Asked for: %(papers)s.", papers=listed(names)))
    if one.answered_at is not None:
        told.append(_("Answered %(day)s.", day=day(one.answered_at, short=True)))
    elif one.answer_by is not None:
        told.append(_("To be answered by %(day)s.", day=day(one.answer_by, short=True)))
    return " ".join(told)
