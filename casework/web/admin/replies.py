"""Ready answers: written once, chosen where a move asks for words."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, NotFound
from casework.packs import Workflow
from casework.policy.guard import guarded
from casework.services.office import NOBODY
from casework.services.requests.public_list import office_categories
from casework.services.requests.ready_answers import ReadyAnswer, keep_answer, list_answers, pick, says
from casework.services.staff.present import current_staff, current_tenant
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.locale import language_names
from casework.web.pack_box import presentable
from casework.web.words import pack_text, told

replies = Blueprint("replies", __name__)
desk_door(OFFICE, _l("Ready answers"), "replies.page", "unit.manage", order=28, having="lists")
PURPOSE = "administration"


@replies.get("/")
@guarded("unit.manage")
def page() -> Page:
    """All of them."""
    workflow = this_office().listed
    if workflow is None:
        return go(url_for("units.page"))
    moves = {move.name: pack_text(move.label) for move in workflow.moves}
    labels = {code: pack_text(one.label) for code, one in office_categories(this_office()).items()}
    return render_template(
        "admin/replies.html",
        replies=_all(workflow),
        moves=moves,
        labels=labels,
        columns=[Column(_("Title")), Column(_("For")), Column(_("About"))],
        admin_tabs=admin_tabs("replies.page"),
    )


@replies.get("/new")
@guarded("unit.manage")
def new() -> Page:
    """Another one."""
    workflow = this_office().listed
    if workflow is None:
        return go(url_for("units.page"))
    return _form(workflow, ReadyAnswer(NOBODY, "", (), (), {}, False), {})


@replies.post("/new")
@guarded("unit.manage")
def add() -> Page:
    """Keep it."""
    return _keep(_workflow(), None)


@replies.get("/<uuid:reply>")
@guarded("unit.manage")
def one(reply: UUID) -> str:
    """One as it is."""
    workflow = _workflow()
    return _form(workflow, _found(workflow, reply), {})


@replies.post("/<uuid:reply>")
@guarded("unit.manage")
def change(reply: UUID) -> Page:
    """Keep the change."""
    workflow = _workflow()
    return _keep(workflow, _found(workflow, reply))


def _keep(workflow: Workflow, held: ReadyAnswer | None) -> Page:
    form, office = request.form, this_office()
    words = {code: presentable(form.get(f"words-{code}", "")).strip() for code in current_tenant().languages}
    wish = ReadyAnswer(
        held.id if held else NOBODY,
        presentable(form.get("title", "")),
        tuple(form.getlist("categories")),
        tuple(form.getlist("moves")),
        {code: said for code, said in words.items() if said},
        form.get("retired") == "yes",
    )
    try:
        with office.open(office.member(current_staff(), PURPOSE)) as session:
            keep_answer(session, workflow, wish, new=held is None)
            session.commit()
    except InvalidInput as wrong:
        return _form(workflow, wish, told(wrong)), wrong.status
    flash(_("The ready answer is saved."), "good")
    return go(url_for("replies.page"))


def _form(workflow: Workflow, reply: ReadyAnswer, errors: dict[str, str]) -> str:
    known = office_categories(this_office()).values()
    return render_template(
        "admin/reply.html",
        reply=reply,
        new=reply.id == NOBODY,
        moves=[
            {"value": m.name, "label": pack_text(m.label)}
            for m in workflow.moves
            if says(m) and "applicant" not in m.by
        ],
        categories=[{"value": c.code, "label": pack_text(c.label)} for c in known],
        languages=language_names(current_tenant().languages),
        errors={
            ("words-" + current_tenant().language if name == "words" else name): said
            for name, said in errors.items()
        },
        admin_tabs=admin_tabs("replies.page"),
    )


def _all(workflow: Workflow) -> list[ReadyAnswer]:
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        found = list_answers(session, workflow.name)
        session.commit()
    return found


def _found(workflow: Workflow, reply: UUID) -> ReadyAnswer:
    found = pick(_all(workflow), reply)
    if found is None:
        raise NotFound
    return found


def _workflow() -> Workflow:
    found = this_office().listed
    if found is None:
        raise NotFound
    return found
