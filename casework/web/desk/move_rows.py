"""The moves of a case now: those that are possible, and for the others why not and who can."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from casework.base.phrases import Sayable
from casework.base.values import Value
from casework.services.cases.available_moves import NOT_YOURS, SAME_PERSON, Possible
from casework.services.cases.colleagues import Colleagues
from casework.services.cases.read_desk_case import DeskCase
from casework.services.staff.present import current_staff
from casework.web.desk.head import Head
from casework.web.desk.held import duty_names
from casework.web.formats import listed
from casework.web.words import pack_text, speak, with_code

_MOST_NAMES = 6


class MoveRow(Value):
    """A move as the page offers it: `action` for one press, `href` for a page that asks more; else the reasons."""

    label: str
    effect: str
    primary: bool
    tone: str
    href: str | None = None
    action: str | None = None
    reasons: tuple[str, ...] = ()
    who: str = ""


def move_rows(found: DeskCase, head: Head) -> list[MoveRow]:
    """Possible ones first, the primary one leading."""
    rows = [_row(one, found, head.number) for one in found.moves]
    return sorted(rows, key=lambda row: (bool(row.reasons), not row.primary))


def asks_first(one: Possible, found: DeskCase) -> bool:
    """Whether the move has a page of its own: it asks, has something checked, or ends the case."""
    move = one.move
    return bool(
        move.asks or move.checks or found.view.workflow.state(move.target).final or move.tone == "bad"
    )


def who_can(one: Possible, colleagues: Colleagues) -> str:
    """Where it is this reader who may not: the duties that may make a move, and colleagues who carry one."""
    if not any(code in (NOT_YOURS, SAME_PERSON) for code, _said in one.hindrances):
        return ""
    duties = duty_names(one.who)
    me = current_staff().id
    names = [person.name for person in colleagues.with_any(one.who) if person.id != me]
    if not names:
        return duties
    shown = names[:_MOST_NAMES] + ([_("others")] if len(names) > _MOST_NAMES else [])
    return _("%(duties)s. At work here: %(names)s.", duties=duties, names=listed(shown))


def reasons(hindrances: Iterable[tuple[str, Sayable]]) -> tuple[str, ...]:
    """Why a move is not possible, each reason once, with its code. Whose duty it is needs none: no rule said no."""
    return tuple(
        dict.fromkeys(
            speak(said) if code == NOT_YOURS else with_code(said, code) for code, said in hindrances
        )
    )


def _row(one: Possible, found: DeskCase, number: str) -> MoveRow:
    move = one.move
    look = (pack_text(move.label), pack_text(move.effect_text), move.primary and one.ok, move.tone)
    if not one.ok:
        return MoveRow(*look, reasons=reasons(one.hindrances), who=who_can(one, found.colleagues))
    address = url_for("moves.page", number=number, name=move.name)
    return MoveRow(*look, href=address) if asks_first(one, found) else MoveRow(*look, action=address)
