"""Choosing what the registers are read for."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, NotFound
from casework.base.values import Value
from casework.packs import Field, Purpose
from casework.packs.field_kinds import Asking, BadAnswer, parts_of, read_answer
from casework.policy.guard import guarded
from casework.services.emergency.viewers import needs_of
from casework.services.lookup.consents import NoConsent
from casework.services.office import Office
from casework.services.staff.present import current_staff
from casework.web.auth import Page
from casework.web.desk.held import CLASSES
from casework.web.desk.opening import this_office
from casework.web.formats import listed
from casework.web.go import go
from casework.web.local_path import next_path
from casework.web.registers.declared import HOLDS, PERSONAL, declare, forget, offered_purposes
from casework.web.words import pack_text, refusal_text, speak, told

purposes = Blueprint("purposes", __name__)
_PERSON = re.compile(r"/desk/people/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@purposes.get("/")
@guarded("purpose.declare")
def page() -> str:
    """Which purposes there are, what each opens and what it demands."""
    office = this_office()
    duties = office.kind.duties_of(current_staff().titles)
    offered = offered_purposes(office)
    return render_template(
        "registers/purposes.html",
        rows=[_offer(one, duties) for one in offered],
        minutes=int(HOLDS.total_seconds() // 60),
        back=_back(),
        emergency=_emergency(office, duties),
        pack_text=pack_text,
    )


@purposes.get("/<code>")
@guarded("purpose.declare")
def facts_page(code: str) -> str:
    """What the law wants to know before this purpose is used."""
    return _facts_form(_purpose(this_office(), code), {})


@purposes.post("/<code>")
@guarded("purpose.declare")
def choose(code: str) -> Page:
    """Declare it: on the ledger, and for the next hour of this visit."""
    office = this_office()
    purpose = _purpose(office, code)
    facts, errors = _read(office, purpose)
    if errors:
        return _facts_form(purpose, errors), 422
    try:
        declare(office, purpose, facts)
    except InvalidInput as wrong:
        return _facts_form(purpose, told(wrong)), wrong.status
    except NoConsent as why:
        return _facts_form(purpose, {"consent": refusal_text(why)}), why.status
    return go(_back())


@purposes.post("/forget")
@guarded("purpose.declare")
def end() -> Page:
    """Read for nothing any more."""
    forget()
    return go(url_for("purposes.page"))


class Offer(Value):
    """A purpose as it is offered: what it opens to this reader, and what it demands."""

    purpose: Purpose
    opens: str
    personal: bool
    facts: list[str]


def _offer(purpose: Purpose, duties: frozenset[str]) -> Offer:
    classes = purpose.readable(duties)
    said = [str(word) for cls, word in CLASSES.items() if cls in classes and cls != "open"]
    return Offer(
        purpose, listed(said), bool(classes & PERSONAL), [_noun(field) for field in purpose.requires]
    )


def _emergency(office: Office, duties: frozenset[str]) -> str | None:
    """The way to emergency access to the person whose page the reader was led away from."""
    found = _PERSON.search(_back())
    return url_for("emergency.new", person=found[1]) if found and needs_of(office, duties) else None


def _purpose(office: Office, code: str) -> Purpose:
    for purpose in offered_purposes(office):
        if purpose.code == code:
            return purpose
    raise NotFound


def _back() -> str:
    return next_path() or url_for("people.search")


def _facts_form(purpose: Purpose, errors: dict[str, str]) -> str:
    return render_template(
        "registers/purpose_facts.html",
        purpose=purpose,
        offer=_offer(purpose, this_office().kind.duties_of(current_staff().titles)),
        minutes=int(HOLDS.total_seconds() // 60),
        label=pack_text(purpose.label),
        errors=errors,
        typed=request.form,
        back=_back(),
        pack_text=pack_text,
        noun=_noun,
    )


def _read(office: Office, purpose: Purpose) -> tuple[dict[str, Any], dict[str, str]]:
    tenant, locale = office.tenant, get_locale()
    asking = Asking(locale.language if locale else "en", tenant.country, tenant.currency)
    facts: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in purpose.requires:
        given = {part: request.form.getlist(_box(field, part)) for part in parts_of(field)}
        try:
            facts[field.name] = read_answer(field, given, asking)
        except BadAnswer as bad:
            empty = not any(text.strip() for texts in given.values() for text in texts)
            said = speak(next(iter(bad.errors.values())))
            errors[field.name] = _("Fill in “%(what)s”", what=_noun(field)) if empty else said
    return facts, errors


def _box(field: Field, part: str) -> str:
    return f"{field.name}-{part}" if part else field.name


def _noun(field: Field) -> str:
    locale = get_locale()
    return field.name_text(locale.language if locale else "en") or _("Reason")
