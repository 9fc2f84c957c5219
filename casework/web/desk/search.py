"""The one search box."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.packs.field_kinds.asking import BadAnswer
from casework.packs.field_kinds.plain_text import clean
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.search import BY_NUMBER, BY_PARTY, BY_WORDS, Results
from casework.services.cases.search import search as search_office
from casework.services.cases.search_terms import LONGEST
from casework.services.staff.present import current_staff
from casework.services.withheld import FieldWithheld
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.due_words import due_words
from casework.web.desk.opening import address_if, triage
from casework.web.desk.why import NAMES
from casework.web.go import go
from casework.web.words import speak

search = Blueprint("search", __name__)

HEADINGS = {
    BY_NUMBER: _l("The case with this number"),
    BY_PARTY: _l("Cases of people with this name or contact"),
    BY_WORDS: _l("Cases that hold these words"),
}


@search.get("/")
@guarded("case.search")
def page() -> Page:
    """What was found, by kind; a case number leads straight to its case."""
    typed = request.args.get("q", "")[: 2 * LONGEST]
    try:
        text = clean(typed)
    except BadAnswer:
        text = ""
    refused = None
    with triage() as session:
        try:
            found = search_office(session, text)
        except FieldWithheld as withheld:
            found, refused = Results(), speak(withheld.said)
        cases = [case for hits in found.cases for case in hits.cases]
        colleagues = read_colleagues(session, (case.assignee_id for case in cases))
        session.commit()
    if found.exact is not None:
        return go(url_for("cases.page", number=found.exact.number), 302)
    return render_template(
        "desk/search.html",
        text=text,
        found=found,
        headings=HEADINGS,
        due={case.id: due_words(case.due_at, case.state) for case in cases},
        colleagues=colleagues,
        me=current_staff().id,
        refused=refused,
        unsearched=[
            (str(NAMES[name]), url_for("why.thing", name=name, list="1")) for name in found.unsearched
        ],
        columns=[Column(said) for said in (_("Case"), _("State"), _("Due"), _("With"))],
        address_if=address_if,
    )
