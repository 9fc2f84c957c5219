"""The printable twin of a form: the same questions on paper, with what was entered, and a code that opens it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template

from casework.base.values import Value
from casework.packs import Field, Page
from casework.services.drafts.assist import form_code
from casework.services.drafts.find_draft import DraftView, find_draft
from casework.web.formats import reader
from casework.web.public.check import said
from casework.web.public.door import everybody, office_here, public, service_here
from casework.web.public.flow import Flow
from casework.web.public.holder import as_applicant, holder_of
from casework.web.public.sheets import flow_of
from casework.web.words import pack_text

_LONG = ("long_text", "address", "place")


class Line(Value):
    """A question on paper: boxes to tick, each with whether it is ticked, or room to write, or what stands there."""

    label: str
    hint: str
    value: str
    boxes: tuple[tuple[str, bool], ...]
    room: int
    sometimes: bool


@public.get("/apply/<name>/paper")
@everybody
def paper(name: str) -> Response:
    """The form as a page to print."""
    office = office_here()
    workflow, holder, draft = service_here(office, name), holder_of(name), None
    if holder is not None:
        with as_applicant(office, workflow, holder) as session:
            draft = find_draft(session)
            session.commit()
    flow = flow_of(draft, workflow)
    page = render_template(
        "public/paper.html",
        workflow=flow.workflow,
        draft=draft,
        code=holder.secret if holder and draft else form_code(workflow.name, str(reader().language)),
        sections=[(one, _lines(flow, one, draft)) for one in flow.workflow.pages],
    )
    return make_response(page)


def _lines(flow: Flow, page: Page, draft: DraftView | None) -> list[Line]:
    """The questions of a page: those that are asked, or all of them where nothing is known yet."""
    answers: Mapping[str, Any] = draft.answers if draft else {}
    fields = flow.fields(page) if draft else [one for one in page.fields if one.asked]
    return [_line(field, answers.get(field.name), draft) for field in fields if field.kind != "file" or draft]


def _line(field: Field, value: Any, draft: DraftView | None) -> Line:
    files = [file.name for file in draft.files if file.field == field.name] if draft else []
    chosen = value if isinstance(value, list) else [value]
    boxes = tuple((pack_text(one.label), one.value in chosen) for one in field.options)
    words = said(field, value, files) if value is not None and not boxes else ""
    return Line(
        label=pack_text(field.label),
        hint=pack_text(field.hint) if field.hint.words else "",
        value=words,
        boxes=boxes,
        room=4 if field.kind in _LONG else 1,
        sometimes=field.when is not None and draft is None,
    )
