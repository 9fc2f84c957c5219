"""What a link to a form tells beside its address: kept from the first page on, as if it had been typed there."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from casework.base.errors import NotFound
from casework.packs import Workflow
from casework.packs.field_kinds import BadAnswer, read_answer
from casework.web.pack_box import presentable
from casework.web.public.door import asking_here, everybody, office_here, public, services_of

GIVING = "gift_processing"
_MOST = 80


@public.get("/give/")
@everybody
def give() -> Response:
    """The short address of the giving form, for letters; what the link tells goes along."""
    found = next((flow for flow in services_of(office_here()) if flow.purpose == GIVING), None)
    if found is None:
        raise NotFound
    told: dict[str, Any] = dict(link_parts(found))
    return redirect(url_for("public.start", name=found.name, **told), 302)


def link_parts(workflow: Workflow) -> list[tuple[str, str]]:
    """What the address, or the page before, told for questions that a link may answer: parameter and words."""
    wanted = [field.from_link for field in workflow.fields if field.from_link]
    told = [(name, request.args.get(name) or request.form.get(f"link-{name}", "")) for name in wanted]
    return [(name, presentable(words)[:_MOST]) for name, words in told if words]


def told_by_link(workflow: Workflow) -> dict[str, Any]:
    """The answers that a link gave; words that are no answer are left out."""
    told, found = dict(link_parts(workflow)), {}
    for field in workflow.fields:
        if field.from_link in told:
            try:
                found[field.name] = read_answer(field, {"": [told[field.from_link]]}, asking_here())
            except BadAnswer:
                continue
    return found
