"""Gift Aid at the desk: what may be claimed today and what not, declarations, claims and their schedules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import CaseworkError, InvalidInput, NotFound, Refused
from casework.domain.workbook import ods
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.donors.gift_by_id import gift_numbered
from casework.services.gift_aid.claimable import claimable
from casework.services.gift_aid.declare import NewDeclaration, charity_of, declare
from casework.services.gift_aid.make_claim import list_claims, make_claim, read_schedule
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.csv_file import csv_file
from casework.web.go import go
from casework.web.registers.person_box import the_one_meant
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import refusal_of, told

gift_aid = Blueprint("gift_aid", __name__)

ODS = "application/vnd.oasis.opendocument.spreadsheet"
LONGEST = 200
SCOPES = {
    "future": _l("This gift and all later ones"),
    "past": _l("These, and those of the past four years"),
    "this": _l("One gift alone"),
}
HOWS = {"written": _l("On paper"), "online": _l("Online"), "spoken": _l("By phone or in person")}
WHY_NOT = {
    "currency": _l("Not in pounds"),
    "goods": _l("Goods"),
    "no_person": _l("Given by an organisation"),
    "relieved": _l("From wages or a charity account: the tax is relieved already"),
    "no_declaration": _l("No declaration covers it"),
    "benefit": _l("The donor got too much in return"),
    "too_old": _l("The time to claim is over"),
    "no_rules": _l("No rules on record for its day"),
}


@gift_aid.get("/")
@guarded("gift_aid.read")
@asks_purpose
def page() -> Page:
    """What may be claimed today, and the claims so far."""
    return _page()


@gift_aid.post("/declarations")
@guarded("gift_aid.claim")
def new_declaration() -> Page:
    """Record a declaration."""

    def record(session: ViewerSession) -> str:
        donor = the_one_meant(session, _typed("who"), "who")
        new = NewDeclaration(
            donor_id=donor,
            scope=_typed("scope"),
            made_on=_day(),
            how=_typed("how"),
            title=_typed("title"),
            first_name=_typed("first_name"),
            last_name=_typed("last_name"),
            house=_typed("house"),
            postcode=_typed("postcode"),
            gift_id=_gift(session),
        )
        declare(session, new)
        return _("The declaration is on record.")

    return _act(record)


@gift_aid.post("/claims")
@guarded("gift_aid.claim")
def claim() -> Page:
    """Claim for everything that may be."""

    def make(session: ViewerSession) -> str:
        return _("Claim %(number)s is made. Save its schedule for HMRC.", number=make_claim(session).number)

    return _act(make)


@gift_aid.get("/claims/<uuid:claim_id>.<any(csv, ods):form>")
@guarded("gift_aid.claim", fresh=True)
@asks_purpose
def schedule(claim_id: UUID, form: str) -> Page | Response:
    """The schedule of a claim as a file."""
    only_for("funds")
    with declared_session(needs="financial") as (session, _why):
        number, table = read_schedule(session, claim_id)
        session.commit()
    if form == "csv":
        return csv_file(f"{number}.csv", table[0], [table[1:]])
    answer = Response(ods(table, "R68GAD_V1_00_0_EN"), mimetype=ODS)
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}.ods"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _act(act: Callable[[ViewerSession], str]) -> Page:
    only_for("funds")
    try:
        with declared_session(needs="financial", writes="location") as (session, _why):
            said = act(session)
            session.commit()
    except (InvalidInput, Refused) as wrong:
        return _page(wrong), wrong.status
    flash(said, "good")
    return go(url_for("gift_aid.page"))


def _gift(session: ViewerSession) -> UUID | None:
    """The gift that was named by its number, where the declaration is for one alone."""
    if _typed("scope") != "this":
        return None
    return gift_numbered(session, _typed("gift").strip())


def _typed(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _day() -> date:
    try:
        return date(*(int(request.form.get(f"made-{part}", "")[:8]) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        raise InvalidInput({"made_on": _("Enter the day, the month and the year")}) from None


def _page(wrong: CaseworkError | None = None) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        charity = charity_of(session)
        if charity is None:
            raise NotFound
        standing = claimable(session)
        claims = list_claims(session)
        may = allowed("gift_aid.claim", session.viewer) and session.viewer.access.may_write("financial")
        session.commit()
    numbers = (_("Gifts"), _("Given"), _("Claimed"), _("Given back of earlier claims"), _("Small gifts"))
    return render_template(
        "registers/gift_aid.html",
        charity=charity,
        standing=standing,
        donations=sum(1 for line in standing.lines if line.kind == "donation"),
        refused=[(str(WHY_NOT[one.value]), count) for one, count in standing.refused.items()],
        claims=claims,
        why=why,
        may=may,
        scopes=list(SCOPES.items()),
        hows=list(HOWS.items()),
        columns=[Column(_("Claim")), *(Column(one, num=True) for one in numbers), Column(_("Schedule"))],
        errors=told(wrong) if isinstance(wrong, InvalidInput) else {},
        refusal=refusal_of(wrong),
        typed=request.form,
    )
