"""Making a move: the page that asks what it needs, and the move itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, Refused, Stale, WrongState
from casework.base.values import Value, replace
from casework.models import Case
from casework.packs import Check, Move, Workflow
from casework.packs.rules import holds
from casework.policy.guard import guarded
from casework.services.cases.available_moves import Possible, available_moves, facts_for
from casework.services.cases.colleagues import Colleagues, read_colleagues
from casework.services.cases.move_case import move_case
from casework.services.cases.not_from_here import not_from_here
from casework.services.cases.note_refusal import note_refusal
from casework.services.cases.send_message import last_event
from casework.services.requests.ready_answers import ReadyAnswer, answers_for, says, worded
from casework.services.staff.present import current_tenant
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.desk.changes import Changes, read_changes
from casework.web.desk.fact_rows import Row, asking, field_rows
from casework.web.desk.head import Head, case_head
from casework.web.desk.move_rows import reasons, who_can
from casework.web.desk.opening import opened_case, this_office, uuid_or_none, whole
from casework.web.form_builder import PackForm, Sheet, pack_form
from casework.web.go import go
from casework.web.words import pack_text, refusal_text, speak

moves = Blueprint("moves", __name__)


class CheckRow(Value):
    """Something to confirm, with the answers to compare."""

    name: str
    label: str
    rows: tuple[Row, ...]
    ticked: bool
    error: str


class MovePage(Value):
    """A move as its page asks for it. `possible` says whether and why not; `facts` are what guards read."""

    move: Move
    possible: Possible | None
    head: Head
    colleagues: Colleagues
    workflow: Workflow
    language: str
    facts: dict[str, Any]
    answers: dict[str, Any]
    seen: int
    ready: tuple[tuple[ReadyAnswer, str], ...] = ()
    elsewhere: str = ""  # why it is not possible, where it does not start from the state of the case


@moves.get("/<number>/moves/<name>")
@guarded("case.move")
def page(number: str, name: str) -> str:
    """What the move does, what it asks, what is to be checked."""
    asked = _read(number, name)
    chosen = uuid_or_none(request.args.get("answer", ""))
    words = next((said for answer, said in asked.ready if answer.id == chosen), None)
    filled = says(asked.move)
    if words is None or filled is None:
        return _show(asked, None)
    return _show(replace(asked, facts={**asked.facts, filled.name: words}), None)


@moves.post("/<number>/moves/<name>")
@guarded("case.move")
def make(number: str, name: str) -> Page:
    """Make the move; whatever stands against it comes back with everything typed kept."""
    version, seen = whole("version"), whole("seen")
    asked = _read(number, name)
    form = _form(asked, request.form)
    ticked = frozenset(request.form.getlist("check"))
    missing = _unticked(asked, ticked)
    if asked.possible is not None and (not form.validate() or missing):
        return _show(asked, form, ticked=ticked, missing=missing), 422
    try:
        with opened_case(number) as (session, case, _workflow):
            move_case(session, case.id, name, version=version, asked=_given(form), confirmed=ticked)
            session.commit()
    except InvalidInput as wrong:
        for field, said in wrong.sayings.items():
            form.refuse(field, speak(said))
        return _show(asked, form, ticked=ticked), wrong.status
    except Refused as why:
        _note(number, name, why.code)
        return _show(_read(number, name), form, ticked=ticked, refused=refusal_text(why)), why.status
    except Stale as late:
        if isinstance(late, WrongState):
            _note(number, name, late.code)
        changes = read_changes(number, seen)
        return _show(_read(number, name), form, ticked=ticked, changes=changes), Stale.status
    flash(_("Done: %(move)s.", move=pack_text(asked.move.label)), "good")
    return go(url_for("cases.page", number=number))


def _note(number: str, name: str, code: str) -> None:
    """Put the refusal on the ledger: nothing else is left of the move."""
    with opened_case(number) as (session, case, _workflow):
        note_refusal(session, case, name, code)
        session.commit()


def _read(number: str, name: str) -> MovePage:
    """The move with all its page needs. NotFound for a name the workflow has not, or that no person makes."""
    with opened_case(number) as (session, case, workflow):
        found = _read_move(session, case, workflow, name)
        session.commit()
    return found


def _read_move(session: ViewerSession, case: Case, workflow: Workflow, name: str) -> MovePage:
    try:
        move = workflow.move(name)
    except KeyError:
        raise NotFound from None
    facts = facts_for(session, case, workflow)
    judged = available_moves(session, case, workflow, facts=facts, only=name)
    compared = [field for check in move.checks for field in check.fields]
    colleagues = read_colleagues(session, [case.assignee_id], everybody=True)
    return MovePage(
        move,
        judged[0] if judged else None,
        case_head(session, case, workflow, colleagues=colleagues),
        colleagues,
        workflow,
        case.language,
        facts,
        {name: facts[name] for name in compared if name in facts},
        last_event(session, case.id),
        ready=_ready(session, case, workflow, move, facts),
        elsewhere=""
        if case.state in move.sources
        else refusal_text(not_from_here(session.viewer, workflow, case.state, move)),
    )


def _ready(
    session: ViewerSession, case: Case, workflow: Workflow, move: Move, facts: Mapping[str, Any]
) -> tuple[tuple[ReadyAnswer, str], ...]:
    """Ready answers for this move, worded for whoever asked."""
    listing = workflow.listing
    category = str(facts.get(listing.category) or "") if listing else ""
    found = answers_for(session, case, move, category)
    return tuple((one, worded(session, one, case)) for one in found)


def _form(asked: MovePage, given: Any = None) -> PackForm:
    return pack_form(
        Sheet(
            asked.workflow,
            asked.move.asks,
            asking(),
            today(current_tenant().timezone),
            this_office().kind.duties,
            answers=asked.facts,
        ),
        given,
    )


def _given(form: PackForm) -> dict[str, Any]:
    return {name: value for name, value in form.answers.items() if value is not None}


def _checks(asked: MovePage) -> list[Check]:
    day = today(current_tenant().timezone)
    return [
        check
        for check in asked.move.checks
        if check.when is None or holds(asked.workflow, check.when, asked.facts, day)
    ]


def _unticked(asked: MovePage, ticked: frozenset[str]) -> frozenset[str]:
    return frozenset(check.name for check in _checks(asked)) - ticked


def _check_rows(asked: MovePage, ticked: frozenset[str], missing: frozenset[str]) -> list[CheckRow]:
    fields = {field.name: field for field in asked.workflow.fields}
    said = _("Check this before you go on")
    return [
        CheckRow(
            check.name,
            pack_text(check.label),
            field_rows(
                (fields[name] for name in check.fields if name in fields), asked.answers, asked.language
            ),
            check.name in ticked,
            said if check.name in missing else "",
        )
        for check in _checks(asked)
    ]


def _show(
    asked: MovePage,
    form: PackForm | None,
    *,
    ticked: frozenset[str] = frozenset(),
    missing: frozenset[str] = frozenset(),
    refused: str = "",
    changes: Changes | None = None,
) -> str:
    checks = _check_rows(asked, ticked, missing)
    form = form or _form(asked)
    possible = asked.possible
    return render_template(
        "desk/move.html",
        head=asked.head,
        move=asked.move,
        label=pack_text(asked.move.label),
        effect=pack_text(asked.move.effect_text),
        form=form,
        checks=checks,
        wrong=form.wrong()
        + [(f"check-{row.name}", f"{row.error}: {row.label}") for row in checks if row.error],
        seen=asked.seen,
        refused=refused,
        changes=changes,
        hindrances=reasons(possible.hindrances) if possible else (asked.elsewhere,),
        who=who_can(possible, asked.colleagues) if possible and not possible.ok else "",
        possible=bool(possible and possible.ok),
        ready=[
            (one.title, url_for("moves.page", number=asked.head.number, name=asked.move.name, answer=one.id))
            for one, _said in asked.ready
        ],
    )
