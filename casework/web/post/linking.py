"""Bring something that came in to a case that is there: first which one, then what its files are."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.base.ids import parse_case_number
from casework.models.intake import PAPER
from casework.policy.guard import guarded
from casework.services.documents.add_document import addable
from casework.services.inbound.read_item import read_item
from casework.services.inbound.settle_item import link_item
from casework.web.auth import Page
from casework.web.desk.opening import opened_case
from casework.web.formats import reader
from casework.web.go import go
from casework.web.post.opening import opening_post
from casework.web.post.picks import picks_of
from casework.web.words import told

linking = Blueprint("post_link", __name__)


@linking.get("/<uuid:item_id>/link")
@guarded("post.sort")
def page(item_id: UUID) -> Page:
    """The case that is meant, and a place for each file."""
    number = parse_case_number(request.args.get("number", ""))
    if number is None:
        flash(_("Enter the number of a case, like T-482-915-067."), "bad")
        return go(url_for("post.one", item_id=item_id))
    return _page(item_id, number, {})


@linking.post("/<uuid:item_id>/link")
@guarded("post.sort")
def link(item_id: UUID) -> Page:
    """Bring it there."""
    number = request.form.get("number", "")
    try:
        with opened_case(number) as (session, case, workflow):
            link_item(session, item_id, case.id, workflow, picks=picks_of(request.form))
            session.commit()
    except InvalidInput as wrong:
        return _page(item_id, number, told(wrong)), wrong.status
    flash(_("Brought to case %(number)s.", number=number), "good")
    return go(url_for("talk.page", number=number))


def _page(item_id: UUID, number: str, errors: dict[str, str]) -> str:
    with opening_post() as session:
        item = read_item(session, item_id)
        session.commit()
    with opened_case(number) as (session, case, workflow):
        kinds = addable(session, workflow) if case.closed_at is None else []
        headline = case.headline if session.viewer.access.may_read("matter") else ""
        session.commit()
    lang = reader().language
    return render_template(
        "post/link.html",
        item=item,
        papers=[file for file in item.files if file.kind == PAPER and not file.filed],
        number=number,
        headline=headline,
        service=workflow.title.text(lang),
        closed=case.closed_at is not None,
        kinds=[(one.name, one.name_text(lang)) for one in kinds],
        typed=request.form,
        errors=errors,
    )
