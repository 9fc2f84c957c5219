"""Funds: what gifts are for, with what each was given."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, Refused
from casework.base.money import Money, parse
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.donors.funds import create_fund, list_funds
from casework.services.donors.release_fund import RESTRICTED, release_fund
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.formats import marks, money
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak, told

funds = Blueprint("funds", __name__)
desk_door(RECORDS, _l("Funds"), "funds.page", "fund.read", having="funds")

RESTRICTIONS = {
    "unrestricted": _l("Where it is needed most"),
    "purpose": _l("Only for this purpose"),
    "time": _l("Only from a day on"),
    "permanent": _l("Kept for ever, only what it earns is used"),
}


@funds.get("/")
@guarded("fund.read")
@asks_purpose
def page() -> Page:
    """Every fund."""
    return _page({}, {})


@funds.post("/")
@guarded("fund.create")
@asks_purpose
def create() -> Page:
    """A new one."""
    only_for("funds")
    typed = {name: request.form.get(name, "")[:200].strip() for name in ("code", "name", "restriction")}
    try:
        with declared_session(writes="open") as (session, _why):
            create_fund(session, typed["code"], typed["name"], restriction=typed["restriction"])
            session.commit()
    except InvalidInput as wrong:
        return _page(typed, told(wrong)), wrong.status
    flash(_("The fund is open for gifts."), "good")
    return go(url_for("funds.page"))


@funds.post("/<uuid:fund_id>/release")
@guarded("fund.release")
def release(fund_id: UUID) -> Page:
    """Let another fund use restricted money."""
    only_for("funds")
    typed = {
        name: request.form.get(name, "")[:400].strip() for name in ("release", "until", "release_reason")
    }
    try:
        with declared_session(needs="financial", writes="financial") as (session, _why):
            amount = _amount(typed["release"])
            until = uuid_or_none(typed["until"]) or fund_id
            left = release_fund(session, fund_id, until, amount, reason=typed["release_reason"])
            session.commit()
    except InvalidInput as wrong:
        return _page(typed | {"from": str(fund_id)}, told(wrong)), wrong.status
    except Refused as no:
        flash(speak(no.said), "bad")
        return go(url_for("funds.page"))
    flash(_("Released. The fund still holds %(left)s.", left=money(left)), "good")
    return go(url_for("funds.page"))


def _amount(typed: str) -> Money:
    try:
        return parse(typed, this_office().tenant.currency, str(marks()))
    except InvalidInput as wrong:
        raise InvalidInput({"release": wrong.sayings["amount"]}) from None


def _page(typed: dict[str, str], errors: dict[str, str]) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        rows = list_funds(session)
        may_create = allowed("fund.create", session.viewer)
        may_release = allowed("fund.release", session.viewer) and session.viewer.access.may_write("financial")
        session.commit()
    return render_template(
        "registers/funds.html",
        rows=rows,
        why=why,
        restrictions=RESTRICTIONS,
        columns=[
            Column(_("Fund")),
            Column(_("Use")),
            Column(_("Gifts"), num=True),
            Column(_("Given"), num=True),
        ],
        may_create=may_create,
        released=[(str(row.id), row.name) for row in rows if may_release and row.restriction in RESTRICTED],
        others=[(str(row.id), row.name) for row in rows if row.active],
        typed=typed,
        errors=errors,
    )
