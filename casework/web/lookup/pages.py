"""Looking up whose plate it was for somebody outside: asked under a declared use, given or refused on record."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from casework.base.errors import InvalidInput, PurposeRequired
from casework.models import OutwardDisclosure
from casework.policy.guard import guarded
from casework.services.documents.keep_file import Sent
from casework.services.lookup.decide_request import Asked, Given, give, refuse
from casework.services.lookup.declared_facts import facts_of
from casework.services.lookup.look_up import Answer, look_up
from casework.services.lookup.proofs import keep_proof
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.days import any_typed, typed_day
from casework.web.frame import RECORDS, desk_door
from casework.web.lookup.lookup_words import FIELDS, REASONS
from casework.web.registers.declared import declared
from casework.web.registers.people import NUMBERS
from casework.web.registers.reading import Why, asks_purpose, declared_session, only_for
from casework.web.words import pack_text, told

lookup = Blueprint("lookup", __name__)
desk_door(RECORDS, _l("Look up for others"), "lookup.page", "lookup.make", order=60, having="plates")


@lookup.get("/")
@guarded("lookup.make")
@asks_purpose
def page() -> Page:
    """The question, and the answer as far as the use opens it."""
    only_for("plates")
    asked = bool(request.args.get("plate") or any_typed(request.args, "event"))
    answer, errors = None, dict[str, str]()
    with declared_session(needs="asset") as (session, why):
        _must_be_a_use()
        if asked:
            try:
                answer = _answer(session, request.args)
            except InvalidInput as wrong:
                errors = told(wrong)
        session.commit()
    return _page(why, answer, errors, request.args)


@lookup.post("/give")
@guarded("lookup.make")
def hand_over() -> Page:
    """Give it, on record."""
    return _decide(given=True)


@lookup.post("/refuse")
@guarded("lookup.make")
def turn_down() -> Page:
    """Refuse it, on record."""
    return _decide(given=False)


def _decide(*, given: bool) -> Page:
    only_for("plates")
    form = request.form
    declaration = declared()
    _must_be_a_use()
    try:
        with declared_session(needs="asset") as (session, why):
            answer = _answer(session, form)
            assert declaration.id is not None
            facts = facts_of(session, declaration.id)
            asked = Asked(form.get("recipient", ""), form.get("reference", ""), declaration.id, facts)
            row = _recorded(session, answer, asked, given=given)
            session.commit()
    except InvalidInput as wrong:
        return _again(form, told(wrong), which="g" if given else "r")
    return render_template(
        "lookup/decided.html",
        row=row,
        answer=answer if given else None,
        why=why,
        words=FIELDS,
        numbers=NUMBERS,
        purpose=pack_text(declaration.purpose.label),
    )


def _again(form: MultiDict[str, str], errors: dict[str, str], *, which: str) -> Page:
    """The page with what is wrong; where the question itself is, without an answer."""
    answer = None
    with declared_session(needs="asset") as (session, why):
        with suppress(InvalidInput):
            answer = _answer(session, form)
        session.commit()
    return _page(why, answer, errors, form, which=which), 422


def _recorded(session: ViewerSession, answer: Answer, asked: Asked, *, given: bool) -> OutwardDisclosure:
    form = request.form
    if given:
        fields = tuple(name for name in FIELDS if name in form.getlist("fields"))
        row = give(session, answer, asked, Given(fields, form.get("told") == "yes"))
    else:
        row = refuse(session, answer, asked, code=form.get("code", ""), words=form.get("words", ""))
    for sent in request.files.getlist("file"):
        if sent.filename:
            keep_proof(session, Sent(sent.filename, sent.stream), disclosure=row.id)
    return row


def _answer(session: ViewerSession, values: Mapping[str, str]) -> Answer:
    return look_up(session, values.get("plate", ""), typed_day(values, "event"))


def _must_be_a_use() -> None:
    """A purpose without facts is none of the uses under which somebody outside is answered."""
    if not declared().purpose.requires:
        raise PurposeRequired


def _page(
    why: Why, answer: Answer | None, errors: dict[str, str], typed: MultiDict[str, str], *, which: str = ""
) -> str:
    """The page; `which` of its two forms was sent: g to give, r to refuse."""
    purpose = declared().purpose
    return render_template(
        "lookup/page.html",
        why=why,
        answer=answer,
        errors=errors,
        typed=typed,
        limits=pack_text(purpose.limits) if purpose.limits.words else "",
        words=FIELDS,
        numbers=NUMBERS,
        which=which,
        options=[{"value": name, "label": FIELDS[name]} for name in answer.open_fields] if answer else [],
        chosen=typed.getlist("fields") if which == "g" else list(purpose.gives),
        refusals=REASONS,
    )
