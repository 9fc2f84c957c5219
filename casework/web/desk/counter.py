"""At the counter and on the phone: a clerk enters a case for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound
from casework.packs import Field, Workflow
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.policy.viewer import Viewer
from casework.services.cases.ask_again import ever_again, link_as_staff
from casework.services.cases.find_case import case_by_id
from casework.services.cases.open_case import Came, Opened, open_case
from casework.services.drafts.find_draft import DraftView
from casework.services.inbound.read_item import PostItem, item_to_sort
from casework.services.inbound.settle_item import settle_as_opened
from casework.services.staff.present import current_staff, current_tenant
from casework.web.auth import Page
from casework.web.desk.fact_rows import asking
from casework.web.desk.mandates import GROUNDS, PROXY, note_proxy
from casework.web.desk.opening import this_office
from casework.web.form_builder import PackForm, Sheet, pack_form
from casework.web.formats import language_name, reader
from casework.web.frame import WORK, desk_door
from casework.web.pack_box import PackBox, presentable
from casework.web.post.came import came_at
from casework.web.post.opening import item_of_form
from casework.web.post.picks import picks_of
from casework.web.words import pack_text, speak

counter = Blueprint("counter", __name__)
desk_door(WORK, _l("At the counter"), "counter.services", "case.open", order=20)

LETTER = "letter"
CHANNELS = {
    "counter": _l("Somebody is at the counter"),
    "phone": _l("Somebody is on the phone"),
    LETTER: _l("It came by mail"),
}


@counter.get("/")
@guarded("case.open")
def services() -> str:
    """What can be entered here."""
    return render_template("desk/counter.html", flows=enterable())


def enterable() -> list[Workflow]:
    """The kinds of work that the reader may enter."""
    return [flow for flow in this_office().workflows if _may_enter(flow)]


@counter.get("/<name>")
@guarded("case.open")
def page(name: str) -> str:
    """The whole form on one page: the clerk asks, the visitor answers."""
    workflow = _workflow(name)
    return show_form(workflow, counter_form(workflow), item=item_of_form())


@counter.post("/<name>")
@guarded("case.open")
def enter(name: str) -> Page:
    """Open the case. Papers are added to it afterwards."""
    workflow = _workflow(name)
    form, item = counter_form(workflow, given=request.form), item_of_form()
    channel, language = request.form.get("channel", ""), request.form.get("language", "")
    good = (item is not None or channel in CHANNELS) and language in current_tenant().languages
    by_mail = item is None and channel == LETTER
    came = came_at() if by_mail else None
    undated = {"came": _("Enter a day that exists and is not in the future")} if by_mail and not came else {}
    if not form.validate() or not good or undated:
        return show_form(workflow, form, item=item, proxy_wrong=undated), 422
    answers = {field: value for field, value in form.answers.items() if value is not None}
    try:
        opened = _open(workflow, answers, item or (Came(channel, came) if came else channel), language)
    except InvalidInput as wrong:
        told = {field: speak(said) for field, said in wrong.sayings.items()}
        for field in told.keys() - PROXY - {"follows"}:
            form.refuse(field, told[field])
        return show_form(workflow, form, item=item, proxy_wrong=told), wrong.status
    return render_template("desk/counter_done.html", opened=opened, workflow=workflow)


def _open(
    workflow: Workflow, answers: Mapping[str, Any], source: PostItem | Came | str, language: str
) -> Opened:
    """Open it: from what came by post, or as somebody says it by this channel."""
    office = this_office()
    with office.open(office.member(current_staff(), workflow.purpose)) as session:
        row = item_to_sort(session, source.id) if isinstance(source, PostItem) else None
        came = source if isinstance(source, Came | str) else Came(source.channel, source.received_at)
        opened = open_case(session, workflow, answers, language=language, channel=came, papers_follow=True)
        if row is not None:
            case = case_by_id(session, opened.case_id)
            settle_as_opened(session, row, case, workflow, picks=picks_of(request.form))
        note_proxy(session, opened.case_id, request.form)
        if request.form.get("follows", "").strip():
            link_as_staff(session, opened.case_id, request.form["follows"])
        session.commit()
    return opened


def _viewer(workflow: Workflow) -> Viewer:
    return this_office().member(current_staff(), workflow.purpose)


def _may_enter(workflow: Workflow) -> bool:
    """Whether the reader writes what every case of this kind must hold."""
    duties = this_office().kind.duties_of(current_staff().titles)
    purpose = this_office().kind.purposes[workflow.purpose]
    if not duties & set(purpose.opens):
        return False
    access = _viewer(workflow).access
    needed = [field.cls for field in workflow.fields if field.required and field.kind != "file"]
    return all(access.may_write(cls) for cls in ["matter", *needed])


def _workflow(name: str) -> Workflow:
    found = next((flow for flow in this_office().workflows if flow.name == name), None)
    if found is None or not _may_enter(found):
        raise NotFound
    return found


def _fields(workflow: Workflow) -> tuple[Field, ...]:
    """The questions a clerk of these duties can enter: no files, nothing of a class they may not write."""
    access = _viewer(workflow).access
    return tuple(field for field in workflow.fields if field.kind != "file" and access.may_write(field.cls))


def _mandates(workflow: Workflow) -> bool:
    """Whether the reader may note who acts in this kind of case."""
    viewer = _viewer(workflow)
    return allowed("case.mandate", viewer) and viewer.access.may_write("contact")


def _papers(workflow: Workflow) -> list[Field]:
    """The papers a clerk of these duties can add."""
    access = _viewer(workflow).access
    return [field for field in workflow.fields if field.kind == "file" and access.may_write(field.cls)]


def counter_form(
    workflow: Workflow, *, given: Any = None, known: Mapping[str, Any] | None = None
) -> PackForm:
    """The whole form, as it was sent or with what is known."""
    day = today(current_tenant().timezone)
    sheet = Sheet(workflow, _fields(workflow), asking(), day, this_office().kind.duties, known or {})
    return pack_form(sheet, given)


def _topics(workflow: Workflow, form: PackForm) -> list[tuple[str, str, list[PackBox]]]:
    """The boxes of the form by topic; topics without any are left out."""
    topics = []
    for topic in workflow.pages:
        here = {field.name for field in topic.fields}
        boxes = [box for box in form.shown() if box.name in here]
        if boxes:
            topics.append((topic.name, pack_text(topic.title), boxes))
    return topics


def show_form(
    workflow: Workflow,
    form: PackForm,
    *,
    item: PostItem | None = None,
    resume: str = "",
    draft: DraftView | None = None,
    proxy_wrong: Mapping[str, str] | None = None,
) -> str:
    """The form's page: for somebody who is here, for what came by post, or with what somebody began (`resume`)."""
    lang = reader().language
    asked = {field.name for field in _fields(workflow)}
    return render_template(
        "desk/counter_form.html",
        workflow=workflow,
        form=form,
        item=item,
        resume=resume,
        draft=draft,
        grounds=[]
        if resume or not _mandates(workflow)
        else [(name, str(said)) for name, said in GROUNDS.items()],
        proxy_wrong=proxy_wrong or {},
        again=ever_again(workflow) and not resume,
        follows=presentable(request.values.get("follows", ""))[:64],
        chosen=request.form,
        topics=_topics(workflow, form),
        channels=[(name, str(said)) for name, said in CHANNELS.items()],
        channel=request.form.get("channel", "counter"),
        languages=[(code, language_name(code, own=True)) for code in current_tenant().languages],
        language=request.values.get("language") or (draft or current_tenant()).language,
        papers=[field.name_text(lang) for field in workflow.fields if field.kind == "file"],
        kinds=[(field.name, field.name_text(lang)) for field in _papers(workflow)] if item else [],
        left_out=[
            field.name_text(lang)
            for field in workflow.fields
            if field.kind != "file" and field.name not in asked
        ],
    )
