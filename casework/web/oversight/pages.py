"""Who looked at whom: by person, by member, by purpose, by case, within some days; as a file; with signals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.ids import parse_case_number
from casework.models import Case, Person, Signal
from casework.policy.guard import guarded
from casework.services.cases.colleagues import Colleagues, read_colleagues
from casework.services.looks.close_signal import close_signal
from casework.services.looks.list_signals import list_signals
from casework.services.looks.read_ledger import (
    WHOLE,
    Wanted,
    entries_by_id,
    everything,
    place_of,
    read_ledger,
)
from casework.services.people.search_people import search_people
from casework.services.raised import count_open, raised_by_id
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.csv_file import csv_file
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.oversight.door import instant_of, overseeing, oversight_tabs
from casework.web.oversight.rows import REASONS, SIGNALS, entry_rows, purpose_words
from casework.web.words import speak, told

oversight = Blueprint("oversight", __name__)
desk_door(OFFICE, _l("Who looked at whom"), "oversight.page", "ledger.read", order=40)

JOBS = "jobs"
HEADINGS = ("entry", "at", "who", "titles", "purpose", "act", "table", "fields", "case", "subjects")
FILTERS = ("person", "member", "purpose", "case", "since", "until")


@oversight.get("/")
@guarded("ledger.read")
def page() -> str:
    """Signals: what somebody should ask about."""
    kind, closed = request.args.get("kind", ""), request.args.get("closed") == "yes"
    with overseeing() as session:
        found = list_signals(session, kind=kind if kind in SIGNALS else "", closed=closed)
        counts = count_open(session, Signal)
        colleagues = read_colleagues(session, [one.actor_id for one in found])
        session.commit()
    return render_template(
        "oversight/signals.html",
        signals=found,
        names={one.actor_id: colleagues.name(one.actor_id) or _("A former colleague") for one in found},
        kinds=SIGNALS,
        counts=counts,
        chosen=kind,
        closed=closed,
        tabs_here=oversight_tabs("oversight.page"),
    )


@oversight.get("/signals/<uuid:signal>")
@guarded("ledger.read")
def signal_page(signal: UUID) -> str:
    """What was seen, why it is a signal, the entries behind it, and what can be done."""
    return _signal(signal)


@oversight.post("/signals/<uuid:signal>")
@guarded("ledger.read")
def close(signal: UUID) -> Page:
    """Mark it as looked at, with what was found."""
    reason = request.form.get("reason", "")
    try:
        with overseeing() as session:
            close_signal(session, signal, reason)
            session.commit()
    except InvalidInput as wrong:
        return _signal(signal, typed=reason, error=told(wrong)["reason"]), wrong.status
    except Refused as why:
        return _signal(signal, typed=reason, error=speak(why.said)), why.status
    flash(_("Marked as looked at."), "good")
    return go(url_for("oversight.page"))


@oversight.get("/entries")
@guarded("ledger.read")
def entries() -> str:
    """Entries of the ledger, filtered."""
    with overseeing() as session:
        wanted, person = _wanted(session)
        found, after = read_ledger(session, wanted)
        colleagues = read_colleagues(session, [one.actor_id for one in found], everybody=True)
        session.commit()
    filters = {name: request.args.get(name, "") for name in FILTERS}
    chosen = {name: value for name, value in filters.items() if value}
    return render_template(
        "oversight/entries.html",
        rows=entry_rows(found, colleagues),
        person=person,
        chosen=filters,
        members=[
            (JOBS, _("Automatic processing")),
            ("everybody", _("People and automatic processing")),
            *((str(one.id), one.name) for one in colleagues.people.values()),
        ],
        purposes=[(code, purpose_words(code)) for code in this_office().kind.purposes],
        first=_address("entries", chosen) if wanted.before else None,
        after=_address("entries", {**chosen, "before": after}) if after else None,
        as_file=_address("as_file", chosen),
        tabs_here=oversight_tabs("oversight.entries"),
    )


@oversight.get("/entries.csv")
@guarded("ledger.read")
def as_file() -> Response:
    """The same as a file; that it was taken along is on the ledger."""
    with overseeing() as session:
        wanted, _person = _wanted(session)
        found, _more = read_ledger(session, everything(wanted), size=WHOLE, act="ledger.exported")
        colleagues = read_colleagues(session, [one.actor_id for one in found])
        session.commit()
    rows = [
        (
            *(one.id, one.at.isoformat(), row.who, row.titles, one.purpose, one.act, one.about),
            *(" ".join(one.fields), one.case_number, " ".join(map(str, one.subjects))),
        )
        for one, row in zip(found, entry_rows(found, colleagues), strict=True)
    ]
    return csv_file("looks.csv", HEADINGS, [rows])


@oversight.get("/people")
@guarded("ledger.read")
def people() -> str:
    """Whose record is it about? Finding somebody is a look of its own."""
    typed = request.args.get("q", "")
    with overseeing() as session:
        found = search_people(session, typed).people if typed.strip() else ()
        session.commit()
    return render_template(
        "oversight/people.html", typed=typed, found=found, tabs_here=oversight_tabs("oversight.entries")
    )


def _address(page: str, chosen: dict[str, Any]) -> str:
    return url_for(f"oversight.{page}", **chosen)


def _wanted(session: ViewerSession) -> tuple[Wanted, str]:
    """The filter in the address, and the name of the person it is about."""
    number = request.args.get("case", "")
    case = None
    if number:
        plain = parse_case_number(number)
        case = session.scalar(select(Case.id).where(Case.number == plain)) if plain else None
        if case is None:
            raise NotFound
    person, name = uuid_or_none(request.args.get("person", "")), ""
    if person is not None:
        row = session.execute(select(Person.id, Person.name).where(Person.id == person)).one_or_none()
        name = row.name if row else ""
    member = request.args.get("member", "")
    everybody = member == "everybody" or ((person or case) and not member)
    return Wanted(
        person=person,
        member=uuid_or_none(member),
        jobs=None if everybody else member == JOBS,
        purpose=request.args.get("purpose", "")[:100],
        case=case,
        since=instant_of("since"),
        until=instant_of("until", next_day=True),
        before=place_of(request.args.get("before", "")),
    ), name


def _signal(signal: UUID, *, typed: str = "", error: str = "") -> str:
    with overseeing() as session:
        found = raised_by_id(session, Signal, signal)
        behind = entries_by_id(session, found.entries)
        colleagues: Colleagues = read_colleagues(session, [found.actor_id, found.closed_by])
        session.commit()
    return render_template(
        "oversight/signal.html",
        signal=found,
        word=SIGNALS[found.kind],
        why=REASONS[found.kind],
        who=colleagues.name(found.actor_id) or _("A former colleague"),
        closer=colleagues.name(found.closed_by),
        rows=entry_rows(behind, colleagues),
        own=found.actor_id == current_staff().id,
        typed=typed,
        error=error,
        tabs_here=oversight_tabs("oversight.page"),
    )
