"""Categories that another office sees to: to whose Open311 endpoint their requests go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, NotFound
from casework.packs import Category, Workflow
from casework.policy.guard import guarded
from casework.services.forwarding.keep_forwarding import (
    ForwardingView,
    ForwardingWish,
    keep_forwarding,
    list_forwardings,
    stop_forwarding,
)
from casework.services.requests.asked import told_outside
from casework.services.requests.public_list import office_categories
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.pack_box import presentable
from casework.web.words import pack_text, told

forwarding = Blueprint("forwarding", __name__)
desk_door(OFFICE, _l("Handing over"), "forwarding.page", "unit.manage", order=28, having="lists")
PURPOSE = "administration"
_LONGEST_TYPED = 2000
TRIALS = {
    "ok": (_l("Answers, and knows the service"), "good", "check"),
    "no_service": (_l("Answers, but has no service of this code"), "bad", "cross"),
    "not_reached": (_l("Could not be reached"), "bad", "cross"),
    "not_the_protocol": (_l("Answers, but not in Open311"), "bad", "cross"),
}
_NOT_YET = (_l("Being looked at"), "idle", "ring")


@forwarding.get("/")
@guarded("unit.manage")
def page() -> Page:
    """Each category with where it goes."""
    if this_office().listed is None:
        return go(url_for("units.page"))
    with _at_work() as session:
        held = list_forwardings(session)
    labels = (_("Category"), _("Handed over to"), _("Last look at it"))
    return render_template(
        "admin/forwardings.html",
        categories=list(office_categories(this_office()).values()),
        held=held,
        trials={code: trial_of(one) for code, one in held.items()},
        columns=[Column(label) for label in labels],
        admin_tabs=admin_tabs("forwarding.page"),
    )


@forwarding.get("/<string(maxlength=24):category>")
@guarded("unit.manage")
def one(category: str) -> str:
    """Where one category goes."""
    return _form(_category(category)[1], {})


@forwarding.post("/<string(maxlength=24):category>")
@guarded("unit.manage")
def keep(category: str) -> Page:
    """Send its new requests there from now on."""
    flow, held = _category(category)
    try:
        with _at_work() as session:
            keep_forwarding(session, flow, held.code, _wish())
    except InvalidInput as wrong:
        return _form(held, told(wrong)), wrong.status
    flash(_("Saved. New requests of this category are handed over from now on."), "good")
    return go(url_for("forwarding.page"))


@forwarding.post("/<string(maxlength=24):category>/stop")
@guarded("unit.manage")
def stop(category: str) -> Page:
    """Keep them here again."""
    with _at_work() as session:
        stop_forwarding(session, _category(category)[1].code)
    flash(_("Nothing more is handed over. What was handed over is still followed."), "good")
    return go(url_for("forwarding.page"))


def trial_of(view: ForwardingView) -> tuple[str, str, str]:
    """What the last look at an endpoint found: words, tone and shape of a tag."""
    said, tone, shape = TRIALS.get(view.trial, _NOT_YET)
    return str(said), tone, shape


def _form(category: Category, errors: dict[str, str]) -> str:
    with _at_work() as session:
        held = list_forwardings(session).get(category.code)
    flow = this_office().listed
    assert flow is not None  # `_category` has looked
    typed = _wish() if errors else _as_typed(held)
    return render_template(
        "admin/forwarding.html",
        category=category,
        held=held,
        typed=typed,
        trial=trial_of(held) if held else None,
        ours=[(field.name, pack_text(field.label)) for field in told_outside(flow, category.code)],
        errors=errors,
        admin_tabs=admin_tabs("forwarding.page"),
    )


def _as_typed(held: ForwardingView | None) -> ForwardingWish:
    if held is None:
        return ForwardingWish("", "", "")
    return ForwardingWish(
        name=held.name,
        address=held.address,
        service=held.service,
        jurisdiction=held.jurisdiction,
        answers="\n".join(f"{theirs} = {ours}" for theirs, ours in held.answers.items()),
        whole_words=held.whole_words,
        safe_again=held.safe_again,
    )


def _wish() -> ForwardingWish:
    def typed(name: str) -> str:
        return presentable(request.form.get(name, ""))[:_LONGEST_TYPED]

    return ForwardingWish(
        name=typed("name"),
        address=typed("address"),
        service=typed("service"),
        jurisdiction=typed("jurisdiction"),
        key=typed("key"),
        answers=typed("answers"),
        whole_words=request.form.get("whole_words") == "yes",
        safe_again=request.form.get("safe_again") == "yes",
    )


def _category(code: str) -> tuple[Workflow, Category]:
    office = this_office()
    found = office_categories(office).get(code)
    if office.listed is None or found is None:
        raise NotFound
    return office.listed, found


@contextmanager
def _at_work() -> Iterator[ViewerSession]:
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        yield session
        session.commit()
