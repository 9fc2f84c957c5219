"""Relations: a member declares whom or what they keep away from; the privacy officer sees all and ends them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, Refused
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.relations.declare_relation import LONGEST, Declared, declare_relation
from casework.services.relations.end_relation import end_relation
from casework.services.relations.list_relations import all_relations, own_relations
from casework.services.staff.present import current_staff
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.choices import colleague_options
from casework.web.desk.opening import may, this_office, uuid_or_none
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.words import speak, told

relations = Blueprint("relations", __name__)
desk_door(OFFICE, _l("Relations"), "relations.review", "relation.review", order=35)
SELF, OVERSIGHT = "self", "oversight"


@relations.get("/account/relations/")
@guarded("relation.declare")
def page() -> str:
    """One's own relations, and a form for another; `case` or `person` says to what."""
    return _form(request.args.get("case", ""), request.args.get("person", ""), {}, {})


@relations.post("/account/relations/")
@guarded("relation.declare")
def declare() -> Page:
    """Declare it. What happens to the case is the same whether it is there or not."""
    form, me = request.form, current_staff()
    number, person = form.get("number", ""), uuid_or_none(form.get("person", ""))
    who = uuid_or_none(form.get("member", "")) or me.id
    office = this_office()
    try:
        with office.open(office.member(me, SELF)) as session:
            declare_relation(session, Declared(who, form.get("why", ""), number, person))
            session.commit()
    except InvalidInput as wrong:
        return _form(number, form.get("person", ""), form.to_dict(), told(wrong)), wrong.status
    if who == me.id:
        flash(_("The relation is declared. You don’t see its cases any more."), "good")
    else:
        flash(_("The relation is declared. Your colleague doesn’t see its cases any more."), "good")
    return go(url_for("relations.page"))


@relations.get("/desk/relations/")
@guarded("relation.review")
def review() -> str:
    """Everybody's relations."""
    office = this_office()
    with office.open(office.member(current_staff(), OVERSIGHT)) as session:
        rows = all_relations(session)
        colleagues = read_colleagues(
            session, [one for row in rows for one in (row.member_id, row.declared_by)]
        )
        session.commit()
    return render_template(
        "relations/review.html",
        rows=rows,
        colleagues=colleagues,
        me=current_staff().id,
        columns=[Column(said) for said in (_("Who"), _("To"), _("Why"), _("Since"), _("Declared by"))],
    )


@relations.post("/desk/relations/<uuid:relation_id>/end")
@guarded("relation.review", fresh=True)
def end(relation_id: UUID) -> Page:
    """It no longer holds."""
    office = this_office()
    try:
        with office.open(office.member(current_staff(), OVERSIGHT)) as session:
            end_relation(session, relation_id)
            session.commit()
    except Refused as why:
        flash(speak(why.said), "warn")
    else:
        flash(_("The relation is ended."), "good")
    return go(url_for("relations.review"))


def _form(number: str, person: str, typed: dict[str, str], errors: dict[str, str]) -> str:
    office, me = this_office(), current_staff()
    others = may("relation.declare_for")
    with office.open(office.member(me, SELF)) as session:
        rows = own_relations(session)
        colleagues = read_colleagues(session, everybody=others)
        session.commit()
    everybody = [one for one in colleagues.people.values() if one.active and one.id != me.id]
    return render_template(
        "relations/page.html",
        rows=rows,
        number=number,
        person=uuid_or_none(person),
        typed=typed,
        errors=errors,
        most=LONGEST,
        options=[(str(me.id), _("I myself")), *colleague_options(everybody)] if others else [],
    )
