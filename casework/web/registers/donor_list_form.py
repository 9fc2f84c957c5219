"""A list of donors of one's own: conditions in boxes, kept as a rule."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base import money
from casework.base.errors import InvalidInput
from casework.domain import donor_rules as rules
from casework.domain.donor_rules import BadRule, Condition, Rule
from casework.policy.guard import guarded
from casework.services.donors.segments import save_segment
from casework.web.auth import Page
from casework.web.desk.opening import this_office
from casework.web.formats import language_name, marks
from casework.web.go import go
from casework.web.registers.donor_lists import donors
from casework.web.registers.donor_words import FIELDS, HOW, KINDS, WRONG, options, shipped_lists
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import told

__all__ = ["donors"]

ROWS, LONGEST = 4, 120


@donors.get("/lists/new")
@guarded("donor.segment")
@asks_purpose
def new_list() -> Page:
    """A list of one's own: conditions that all hold."""
    only_for("funds")
    with declared_session(needs="financial", writes="internal") as (session, why):
        begun = shipped_lists().get(request.args.get("like", ""), Rule())
        session.commit()
    typed: dict[str, str] = {}
    for place, one in enumerate(begun.conditions[:ROWS], 1):
        typed |= {f"what-{place}": one.what, f"how-{place}": one.how, f"value-{place}": _typed(one)}
    return _form(why, typed, {})


@donors.post("/lists/new")
@guarded("donor.segment")
def save_list() -> Page:
    """Keep it."""
    only_for("funds")
    typed = {name: text[:LONGEST] for name, text in request.form.items()}
    try:
        with declared_session(needs="financial", writes="internal") as (session, why):
            made = save_segment(session, typed.get("name", ""), _asked(typed))
            session.commit()
    except InvalidInput as wrong:
        with declared_session(needs="financial") as (session, why):
            session.commit()
        return _form(why, typed, told(wrong)), wrong.status
    flash(_("The list is kept. Whom it means is found anew each time."), "good")
    return go(url_for("donors.listing", code=str(made)))


def _form(why: object, typed: dict[str, str], errors: dict[str, str]) -> str:
    spoken = this_office().tenant.languages
    return render_template(
        "registers/donor_list_new.html",
        why=why,
        typed=typed,
        errors=errors,
        rows=range(1, ROWS + 1),
        fields=options(FIELDS, rules.FIELDS),
        how=options(HOW, HOW),
        words=[*options(KINDS, KINDS), *((code, language_name(code)) for code in spoken)],
    )


def _asked(typed: dict[str, str]) -> Rule:
    """The rule that was typed; InvalidInput at the row that is wrong."""
    rows = [place for place in range(1, ROWS + 1) if typed.get(f"what-{place}")]
    try:
        return rules.checked([_condition(typed, place) for place in rows])
    except BadRule as bad:
        at = rows[bad.place - 1] if 0 < bad.place <= len(rows) else 1
        raise InvalidInput({f"value-{at}": str(WRONG[bad.code])}) from None


def _condition(typed: dict[str, str], place: int) -> Condition:
    what, how = typed[f"what-{place}"], typed.get(f"how-{place}", "")
    value = typed.get(f"value-{place}", "").strip()
    kind = rules.FIELDS.get(what, "")
    if how in rules.COMPARED or kind in (rules.CHOICE, rules.LEVEL):
        return Condition(what, how, value)
    if kind == rules.YES_NO:
        return Condition(what, how, {"yes": True, "no": False}.get(value, value))
    try:
        number = _money(value) if kind == rules.MONEY else int(value)
    except (InvalidInput, ValueError):
        raise InvalidInput({f"value-{place}": str(WRONG["value"])}) from None
    return Condition(what, how, number)


def _money(value: str) -> int:
    return money.parse(value, this_office().tenant.currency, str(marks())).minor


def _typed(one: Condition) -> str:
    if rules.FIELDS[one.what] == rules.MONEY and one.how in rules.LIMITED:
        return str(money.Money(int(one.value), this_office().tenant.currency).decimal)
    return str(one.value)
