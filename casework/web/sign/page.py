"""The part of a case that one party reads, signs or declines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from casework.base.errors import InvalidInput, Refused, Stale
from casework.services.cases.move_case import move_case
from casework.services.cases.note_refusal import note_refusal
from casework.services.cases.pin import workflow_of
from casework.services.office import Office
from casework.services.signatures.read_part import Part, read_part
from casework.services.signatures.sign import DECLINE
from casework.services.signatures.sign import sign as sign_part
from casework.web.form_builder import PackForm, Sheet, pack_form
from casework.web.formats import reader
from casework.web.go import go
from casework.web.pack_box import presentable
from casework.web.public.check import said
from casework.web.public.door import asking_here
from casework.web.public.sheets import day_here
from casework.web.sign.door import everybody, own_part, sign
from casework.web.words import refusal_text, speak

AGREED, NAME, SIGN = "agreed", "name", "sign"


@sign.get("/sign/<number>/")
@everybody
def page(number: str) -> Response:
    """What it is about, what is signed, and the boxes for it."""
    office, mine = _read(number)
    return make_response(_drawn(office, mine, _form(office, mine), {}))


@sign.post("/sign/<number>/")
@everybody
def make(number: str) -> Response:
    """Sign. With the last signature the case goes to the office."""
    office, mine = _read(number)
    form = _form(office, mine, request.form)
    wrong = _missing(mine)
    if not form.validate() or wrong:
        return make_response(_drawn(office, mine, form, wrong), 422)
    answers = {name: value for name, value in form.answers.items() if value is not None}
    try:
        with own_part(number) as part:
            name, language = request.form.get(NAME, ""), reader().language
            sent = sign_part(part.session, part.case.id, part.role, name, answers=answers, language=language)
            part.session.commit()
    except InvalidInput as refused:
        return make_response(_drawn(office, mine, form, _placed(form, refused)), 422)
    except (Refused, Stale, StaleDataError) as late:
        _note(number, SIGN, late)
        return _late(number, late)
    flash(_("Signed. The office has it now.") if sent else _("Signed. We wait for the others."), "good")
    return go(url_for("sign.page", number=number))


@sign.post("/sign/<number>/decline")
@everybody
def decline(number: str) -> Response:
    """Decline: the application ends, the owner on record stays."""
    try:
        with own_part(number) as part:
            move_case(part.session, part.case.id, DECLINE)
            part.session.commit()
    except (Refused, Stale, StaleDataError) as late:
        _note(number, DECLINE, late)
        return _late(number, late)
    flash(_("You declined. Nothing changes on record."), "good")
    return go(url_for("sign.page", number=number))


def _read(number: str) -> tuple[Office, Part]:
    """The visitor's part as frozen values; the disclosure is on the ledger before anything is shown."""
    with own_part(number) as part:
        mine = read_part(part.session, part.case, workflow_of(part.session, part.case), part.role)
        part.session.commit()
    return part.office, mine


def _form(office: Office, mine: Part, given: Any = None) -> PackForm:
    sheet = Sheet(mine.workflow, mine.completes(), asking_here(), day_here(), office.kind.duties)
    return pack_form(sheet, given)


def _missing(mine: Part) -> dict[str, str]:
    """The statements that are not ticked, and the name that is not typed."""
    ticked = set(request.form.getlist(AGREED))
    wrong = {
        f"{AGREED}-{one.name}": _("Tick this to sign it, or decline")
        for one in mine.statements
        if one.name not in ticked
    }
    if not request.form.get(NAME, "").strip():
        wrong[NAME] = _("Type your full name: it stands for your signature")
    return wrong


def _placed(form: PackForm, refused: InvalidInput) -> dict[str, str]:
    """What the service found wrong: at the questions of the form, and the rest by its own box."""
    own = {box.name for box in form.boxes()}
    for name, words in refused.sayings.items():
        if name in own:
            form.refuse(name, speak(words))
    return {name: speak(words) for name, words in refused.sayings.items() if name not in own}


def _note(number: str, move: str, late: Exception) -> None:
    """Put a refused step on the ledger: nothing else is left of it."""
    code = getattr(late, "code", None)
    if isinstance(late, Stale | Refused) and code is not None:
        with own_part(number) as part:
            note_refusal(part.session, part.case, move, code)
            part.session.commit()


def _late(number: str, late: Exception) -> Response:
    told = (
        refusal_text(late)
        if isinstance(late, Refused | Stale)
        else _("This was changed meanwhile. Read it again.")
    )
    flash(told, "warn")
    return go(url_for("sign.page", number=number))


def _drawn(office: Office, mine: Part, form: PackForm, wrong: Mapping[str, str]) -> str:
    return render_template(
        "sign/page.html",
        mine=mine,
        rows=[(field, said(field, value)) for field, value in mine.shown],
        form=form,
        wrong=wrong,
        summary=[*form.wrong(), *wrong.items()],
        ticked=set(request.form.getlist(AGREED)),
        typed=presentable(request.form.get(NAME, "")),
        office=office.tenant.name,
    )
