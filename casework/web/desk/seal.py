"""Sealing a case, and opening it again: both ask why, and both ask for the password."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, NotAllowed, Refused, Stale
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.seal_case import NOT_BY_YOU, seal_case, unseal_case
from casework.services.cases.send_message import last_event
from casework.services.cases.written import LONGEST
from casework.web.auth import Page
from casework.web.desk.changes import Changes, read_changes
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case, whole
from casework.web.go import go
from casework.web.words import speak

sealing = Blueprint("sealing", __name__)


@sealing.get("/<number>/seal")
@guarded("case.seal", fresh=True)
def page(number: str) -> str:
    """Why shall it be sealed, or opened again?"""
    return _form(number)


@sealing.post("/<number>/seal")
@guarded("case.seal", fresh=True)
def seal(number: str) -> Page:
    """Seal it."""
    return _do(number, seal_case, _("The case is sealed."))


@sealing.post("/<number>/unseal")
@guarded("case.seal", fresh=True)
def unseal(number: str) -> Page:
    """Open it again."""
    return _do(number, unseal_case, _("The case is open again to everybody whose work it is."))


def _do(number: str, act: Callable[..., bool], said: str) -> Page:
    reason, version = request.form.get("reason", ""), whole("version")
    try:
        with opened_case(number) as (session, case, _workflow):
            act(session, case.id, reason, version=version)
            session.commit()
    except InvalidInput as wrong:
        return _form(number, reason, error=speak(wrong.sayings["reason"])), wrong.status
    except Refused as why:
        return _form(number, reason, error=speak(why.said)), why.status
    except Stale:
        return _form(number, reason, changes=read_changes(number, whole("seen"))), Stale.status
    flash(said, "good")
    return go(url_for("cases.page", number=number))


def _form(number: str, reason: str = "", *, error: str = "", changes: Changes | None = None) -> str:
    with opened_case(number) as (session, case, workflow):
        if not session.viewer.access.sealed_cases:
            raise NotAllowed(NOT_BY_YOU)
        head = case_head(session, case, workflow, colleagues=read_colleagues(session, [case.assignee_id]))
        seen = last_event(session, case.id)
        session.commit()
    return render_template(
        "desk/seal.html", head=head, reason=reason, error=error, changes=changes, seen=seen, most=LONGEST
    )
