"""The access receipt of a case, in plain words: who looked, at which kinds of data, when and what for. No names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.values import Value
from casework.packs import Kind
from casework.services.cases.pin import workflow_of
from casework.services.looks.kinds import PAPERS, TALK
from casework.services.tracking.own_looks import OwnLook, own_looks
from casework.web.formats import listed
from casework.web.track.door import everybody, own_case, track
from casework.web.words import pack_text

PAGE, EVERYTHING = 14, 999

KINDS = {
    "contact": _l("your name and how to reach you"),
    "identity": _l("your date of birth or identity papers"),
    "location": _l("your address or a place"),
    "financial": _l("your payment"),
    "asset": _l("your plate or vehicle number"),
    "special": _l("sensitive details"),
    "sealed": _l("a number kept under seal"),
    "labelled": _l("your answers"),
    "matter": _l("what your request is about"),
    PAPERS: _l("your papers"),
    TALK: _l("messages and letters"),
}

DONE = {
    "case.opened": _l("Entered your request"),
    "case.moved": _l("Moved your request on"),
    "case.taken": _l("Took on your request"),
    "case.assigned": _l("Gave it to a colleague"),
    "case.noted": _l("Wrote a note for colleagues"),
    "case.message_sent": _l("Wrote you a message"),
    "case.printed": _l("Printed your request"),
    "case.refused": _l("Tried to open it and was refused"),
    "case.reminded": _l("Reminded you"),
    "case.at_risk": _l("Saw that our deadline is near"),
    "case.breached": _l("Saw that we missed our deadline"),
    "document.added": _l("Added a paper"),
    "document.read": _l("Opened a paper of yours"),
    "fees.asked": _l("Worked out the fees"),
    "payment.taken": _l("Took your payment"),
    "waiver.proposed": _l("Proposed to waive a fee"),
    "waiver.approved": _l("Waived a fee"),
    "party.linked": _l("Matched you with our records"),
    "letter.sent": _l("Wrote to you"),
    "case.handed_over": _l("Handed it to another office’s server"),
    "case.forwarded": _l("Got the other office’s number for it"),
    "case.forward_again": _l("Had it handed over again"),
    "case.forward_known": _l("Entered the other office’s number"),
}


class LookRow(Value):
    """Somebody of the office, or a job, on one day: who, what they saw and did, what for."""

    at: datetime
    who: str
    seen: str
    done: str
    why: str


def look_rows(looks: Iterable[OwnLook], kind: Kind) -> list[LookRow]:
    """Looks in words."""
    return [
        LookRow(look.at, _who(kind, look), _seen(look), _done(look), _why(kind, look.purpose))
        for look in looks
    ]


@track.get("/track/<number>/looked")
@everybody
def looked(number: str) -> Response:
    """Everybody who looked, some days at a time; all days at once to be printed."""
    whole = request.args.get("all") == "yes"
    with own_case(number) as mine:
        workflow = workflow_of(mine.session, mine.case)
        before = None if whole else _day(request.args.get("before", ""))
        page = own_looks(mine.session, workflow, before=before, days=EVERYTHING if whole else PAGE)
        told = mine.case.number
        mine.session.commit()
    return make_response(
        render_template(
            "track/looked.html",
            number=told,
            looks=look_rows(page.theirs, mine.office.kind),
            own=sorted({look.at for look in page.own}, reverse=True),
            first=before is not None,
            before=page.before,
            whole=whole,
        )
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _who(kind: Kind, look: OwnLook) -> str:
    if look.actor_kind == "system":
        return _("Automatic processing")
    return _titles(kind, look.titles) or _("Staff")


def _titles(kind: Kind, titles: Sequence[str]) -> str:
    labels = [pack_text(kind.titles[title].label) for title in titles if title in kind.titles]
    return listed(labels) if labels else ""


def _seen(look: OwnLook) -> str:
    words = [str(said) for name, said in KINDS.items() if name in look.kinds]
    if words:
        said = listed(words)
        return said[:1].upper() + said[1:]
    return _("Number and state only")


def _done(look: OwnLook) -> str:
    return ". ".join(str(said) for act, said in DONE.items() if act in look.acts)


def _why(kind: Kind, purpose: str) -> str:
    found = kind.purposes.get(purpose)
    return pack_text(found.label) if found else purpose
