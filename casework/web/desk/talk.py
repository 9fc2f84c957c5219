"""Messages to the applicant, and apart from them notes among staff."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Stale
from casework.base.values import Value, field
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.add_note import add_note
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.count_parts import count_parts
from casework.services.cases.read_timeline import read_messages, read_notes
from casework.services.cases.send_message import last_event, send_message
from casework.services.cases.written import LONGEST
from casework.services.withheld import reasons
from casework.store import ledger_chain
from casework.web.auth import Page
from casework.web.desk.changes import Changes, read_changes
from casework.web.desk.head import case_head
from casework.web.desk.held import held_things
from casework.web.desk.history import Teller
from casework.web.desk.opening import opened_case, whole
from casework.web.desk.talk_rows import talk_rows
from casework.web.go import go
from casework.web.words import speak

talk = Blueprint("talk", __name__)


class Kept(Value):
    """What was typed and could not be sent, by kind (message or note), with why."""

    words: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    changes: Changes | None = None


@talk.get("/<number>/messages")
@guarded("case.read")
def page(number: str) -> str:
    """The conversation and the notes."""
    return _page(number, Kept())


@talk.post("/<number>/messages")
@guarded("case.write_message")
def send(number: str) -> Page:
    """Send a message. Written before something else happened, it waits until its writer has seen that."""
    body, seen = request.form.get("body", ""), whole("seen")
    try:
        with opened_case(number) as (session, case, _workflow):
            send_message(session, case.id, body, seen=seen)
            session.commit()
    except InvalidInput as wrong:
        return _page(number, _kept("message", body, wrong)), wrong.status
    except Stale:
        return _page(number, Kept({"message": body}, changes=read_changes(number, seen))), Stale.status
    flash(_("The message is sent."), "good")
    return go(url_for("talk.page", number=number))


@talk.post("/<number>/notes")
@guarded("case.write_note")
def note(number: str) -> Page:
    """Keep a note."""
    body = request.form.get("body", "")
    try:
        with opened_case(number) as (session, case, _workflow):
            add_note(session, case.id, body)
            session.commit()
    except InvalidInput as wrong:
        return _page(number, _kept("note", body, wrong)), wrong.status
    flash(_("The note is kept."), "good")
    return go(url_for("talk.page", number=number))


def _kept(kind: str, body: str, wrong: InvalidInput) -> Kept:
    return Kept({kind: body}, {kind: speak(next(iter(wrong.sayings.values())))})


def _page(number: str, kept: Kept) -> str:
    with opened_case(number) as (session, case, workflow):
        said = [*read_messages(session, case.id), *read_notes(session, case.id)]
        closed = reasons(session, ["case.messages", "case.notes"])
        colleagues = read_colleagues(session, [case.assignee_id, *(one.author_id for one in said)])
        head = case_head(session, case, workflow, colleagues=colleagues, parts=count_parts(session, case.id))
        viewer, language, channel = session.viewer, case.language, case.channel
        seen = last_event(session, case.id)
        ledger_chain.record(session, "case.talk_read", case=case.id, detail={"read": len(said)})
        session.commit()
    return render_template(
        "desk/case_talk.html",
        head=head,
        said=talk_rows(said, Teller(workflow, channel, colleagues), language),
        held=held_things(closed, "case", case=head.number),
        kept=kept,
        most=LONGEST,
        seen=seen,
        may_send=allowed("case.write_message", viewer) and viewer.access.may_write("matter"),
        may_note=allowed("case.write_note", viewer) and viewer.access.may_write("internal"),
    )
