"""The privacy officers' reviews of emergency accesses."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, Refused
from casework.policy.guard import guarded
from casework.services.cases.colleagues import Colleagues, read_colleagues
from casework.services.emergency.review import all_accesses, one_access, review
from casework.services.staff.present import current_staff
from casework.web.act_words import ACTS
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.words import pack_text, speak, told

reviews = Blueprint("reviews", __name__)
desk_door(OFFICE, _l("Emergency accesses"), "reviews.listing", "emergency.review", order=30)

OVERSIGHT = "oversight"
OUTCOMES = {"justified": _l("Justified"), "not_justified": _l("Not justified")}


@reviews.get("/")
@guarded("emergency.review")
def listing() -> str:
    """Every access: those that wait for a review first."""
    office = this_office()
    with office.open(office.member(current_staff(), OVERSIGHT)) as session:
        rows = all_accesses(session)
        colleagues = read_colleagues(session, [row.opened_by for row in rows])
        session.commit()
    return render_template(
        "emergency/reviews.html",
        rows=rows,
        colleagues=colleagues,
        categories=_categories(),
        outcomes=OUTCOMES,
        columns=[Column(said) for said in (_("Opened"), _("Who"), _("Record"), _("What for"), _("Review"))],
    )


@reviews.get("/<uuid:access_id>")
@guarded("emergency.review")
def page(access_id: UUID) -> str:
    """One access: who, when, why, what was read; and what the officer finds."""
    return _page(access_id, {})


@reviews.post("/<uuid:access_id>")
@guarded("emergency.review")
def close(access_id: UUID) -> Page:
    """Close the review."""
    office, form = this_office(), request.form
    try:
        with office.open(office.member(current_staff(), OVERSIGHT)) as session:
            review(session, access_id, outcome=form.get("outcome", ""), words=form.get("words", ""))
            session.commit()
    except InvalidInput as wrong:
        return _page(access_id, told(wrong)), wrong.status
    except Refused as refused:
        return _page(access_id, {}, refusal=speak(refused.said)), refused.status
    flash(_("The review is closed."), "good")
    return go(url_for("reviews.listing"))


def _page(access_id: UUID, errors: dict[str, str], refusal: str | None = None) -> str:
    office, me = this_office(), current_staff()
    with office.open(office.member(me, OVERSIGHT)) as session:
        glass, reads = one_access(session, access_id)
        people = [glass.opened_by, *([glass.reviewed_by] if glass.reviewed_by else [])]
        colleagues: Colleagues = read_colleagues(session, people)
        session.commit()
    emergency = office.kind.emergency
    need = emergency.needs.get(glass.need) if emergency else None
    return render_template(
        "emergency/review.html",
        glass=glass,
        reads=reads,
        colleagues=colleagues,
        mine=glass.opened_by == me.id,
        category=_categories().get(glass.category, glass.category),
        need=pack_text(need.label) if need else glass.need,
        outcomes=[{"value": value, "label": str(said)} for value, said in OUTCOMES.items()],
        said=OUTCOMES,
        acts=ACTS,
        errors=errors,
        refusal=refusal,
        typed=request.form,
        columns=[Column(said) for said in (_("When"), _("What"), _("Fields"))],
    )


def _categories() -> dict[str, str]:
    emergency = this_office().kind.emergency
    return {name: pack_text(label) for name, label in emergency.categories.items()} if emergency else {}
