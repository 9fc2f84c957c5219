"""Signs of fraud: what rules found, the rows behind each, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, Refused
from casework.models import FraudFlag
from casework.policy.guard import guarded
from casework.policy.why import FRAUD
from casework.services.cases.colleagues import read_colleagues
from casework.services.fraud.close_flag import close_flag, part_in
from casework.services.fraud.list_flags import Place, list_flags
from casework.services.fraud.read_evidence import read_evidence
from casework.services.looks.read_ledger import place_of
from casework.services.raised import count_open, raised_by_id
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.frame import RECORDS, desk_door
from casework.web.fraud.flag_words import OUTCOMES, REASONS, SIGNS
from casework.web.go import go
from casework.web.registers.reading import only_for
from casework.web.registers.vehicle_words import certified_word
from casework.web.words import refusal_text, speak, told

flags = Blueprint("flags", __name__)
desk_door(RECORDS, _l("Signs of fraud"), "flags.page", "fraud.review", order=70, having="plates")


@contextmanager
def reviewing() -> Iterator[ViewerSession]:
    """A session for going through signs of fraud; NotFound where the office keeps no vehicles."""
    only_for("plates")
    office = this_office()
    with office.open(office.member(current_staff(), FRAUD)) as session:
        yield session


@flags.get("/")
@guarded("fraud.review")
def page() -> str:
    """The flags: open ones, or those that were looked at."""
    kind, closed = request.args.get("kind", ""), request.args.get("closed") == "yes"
    kind = kind if kind in SIGNS else ""
    with reviewing() as session:
        found, after = list_flags(session, kind=kind, closed=closed, before=_before())
        counts = count_open(session, FraudFlag)
        colleagues = read_colleagues(session, [one.closed_by for one in found])
        session.commit()
    chosen: dict[str, Any] = {"kind": kind or None, "closed": "yes" if closed else None}
    return render_template(
        "fraud/flags.html",
        flags=found,
        kinds=SIGNS,
        outcomes=OUTCOMES,
        counts=counts,
        names={one.closed_by: colleagues.name(one.closed_by) for one in found if one.closed_by},
        chosen=kind,
        closed=closed,
        first=url_for("flags.page", **chosen) if request.args.get("before") else None,
        after=url_for("flags.page", before=_place(after), **chosen) if after else None,
    )


@flags.get("/<uuid:flag>")
@guarded("fraud.review")
def flag_page(flag: UUID) -> str:
    """One of them: why it is a sign, the rows behind it, and what can be done."""
    return _flag(flag, {}, "")


@flags.post("/<uuid:flag>")
@guarded("fraud.review")
def close(flag: UUID) -> Page:
    """Mark it as looked at, with what came of it."""
    try:
        with reviewing() as session:
            outcome, reason = request.form.get("outcome", ""), request.form.get("reason", "")
            close_flag(session, flag, outcome=outcome, reason=reason)
            session.commit()
    except InvalidInput as wrong:
        return _flag(flag, told(wrong), ""), wrong.status
    except Refused as why:
        return _flag(flag, {}, refusal_text(why)), why.status
    flash(_("Marked as looked at."), "good")
    return go(url_for("flags.page"))


def _flag(flag: UUID, errors: dict[str, str], refused: str) -> str:
    with reviewing() as session:
        found = raised_by_id(session, FraudFlag, flag)
        rows = read_evidence(session, found)
        part = part_in(session, found) if found.closed_at is None else None
        colleagues = read_colleagues(session, [found.closed_by])
        session.commit()
    return render_template(
        "fraud/flag.html",
        flag=found,
        word=SIGNS[found.kind],
        why=REASONS[found.kind],
        rows=rows,
        outcomes=OUTCOMES,
        part=speak(part.said) if part else "",
        closer=colleagues.name(found.closed_by),
        certified_word=certified_word,
        typed=request.form,
        errors=errors,
        refused=refused,
    )


def _before() -> Place | None:
    """Where the page in the address begins: an instant and an id."""
    at, _dot, last = request.args.get("before", "").rpartition("~")
    instant, one = place_of(f"{at}.0"), uuid_or_none(last)
    return (instant[0], one) if instant and one else None


def _place(place: Place) -> str:
    return f"{place[0].isoformat()}~{place[1]}"
