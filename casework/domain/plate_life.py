"""The life of a plate issue: which event may follow which state, what each demands, and when a number serves again.

Every illegal step has a code of its own (`PLATE_STOLEN_CANNOT_BE_ASSIGNED`), so that a program can tell them apart;
what people read says what the plate is and what to do (DOMAIN B.3).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal, get_args

from casework.base.phrases import Phrase, counted, phrase
from casework.base.values import Value
from casework.domain.findings import Finding

Status = Literal[
    "RESERVED", "IN_STOCK", "ISSUED", "ASSIGNED", "HELD_BY_OWNER", "SURRENDERED", "LOST", "STOLEN",
    "DAMAGED_REPLACED", "EXPIRED", "REVOKED", "RETIRED", "AVAILABLE",
]  # fmt: skip
Event = Literal[
    "reserved", "stocked", "issued", "assigned", "moved", "held", "surrendered", "lost", "stolen", "damaged",
    "lapsed", "revoked", "found", "retired", "released",
]  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)
EVENTS: tuple[Event, ...] = get_args(Event)

IN_HAND = frozenset({"ISSUED", "ASSIGNED", "HELD_BY_OWNER"})
ACTIVE = IN_HAND | {"RESERVED", "IN_STOCK"}
GONE = frozenset({"LOST", "STOLEN"})
OVER = frozenset({"SURRENDERED", "DAMAGED_REPLACED", "EXPIRED", "REVOKED"}) | GONE
FREE = frozenset({"AVAILABLE"})
"""A mark of which every life is in one of these may be issued anew."""
MAY_BEGIN = frozenset({"ISSUED", "HELD_BY_OWNER"})
"""In these a plate that serves one vehicle may go on one."""


class Change(Value):
    """What an event leads to, and from where it may come; None stands for a life that begins."""

    to: Status
    come_from: frozenset[str | None]


CHANGES: Mapping[Event, Change] = {
    "reserved": Change("RESERVED", frozenset({None})),
    "stocked": Change("IN_STOCK", frozenset({None, "RESERVED"})),
    "issued": Change("ISSUED", frozenset({None, "RESERVED", "IN_STOCK"})),
    "assigned": Change("ASSIGNED", MAY_BEGIN),
    "moved": Change("ASSIGNED", frozenset({"ASSIGNED"})),
    "held": Change("HELD_BY_OWNER", frozenset({"ASSIGNED"})),
    "surrendered": Change("SURRENDERED", IN_HAND),
    "lost": Change("LOST", ACTIVE),
    "stolen": Change("STOLEN", ACTIVE),
    "damaged": Change("DAMAGED_REPLACED", IN_HAND),
    "lapsed": Change("EXPIRED", frozenset({"RESERVED", "HELD_BY_OWNER"})),
    "revoked": Change("REVOKED", ACTIVE | OVER - {"REVOKED"}),
    "found": Change("SURRENDERED", GONE),
    "retired": Change("RETIRED", OVER),
    "released": Change("AVAILABLE", frozenset({"RETIRED"})),
}
# What a state means to who wanted something else, and the cure.
_SAID: Mapping[str | None, Phrase] = {
    None: phrase("This plate does not exist yet. Issue it first"),
    "RESERVED": phrase("This plate is only reserved. Issue it first"),
    "IN_STOCK": phrase("This plate is in stock. Issue it first"),
    "ISSUED": phrase("This plate is issued and on no vehicle. Put it on one first"),
    "ASSIGNED": phrase("This plate is on a vehicle. Take it off there first"),
    "HELD_BY_OWNER": phrase(
        "Its owner holds this plate. It is on no vehicle. Put it on one first, or record that it was given back"
    ),
    "SURRENDERED": phrase("This plate was given back. It must be retired before its number serves again"),
    "LOST": phrase("This plate was reported lost. If it turns up, record that it was found"),
    "STOLEN": phrase(
        "This plate was reported stolen. Only the police can clear it. Ask them to record that it was found"
    ),
    "DAMAGED_REPLACED": phrase("This plate was damaged and another one took its place. Use that one"),
    "EXPIRED": phrase("The time for this plate has run out. Issue a new one"),
    "REVOKED": phrase("This plate was recalled. Issue a new one; its holder may appeal"),
    "RETIRED": phrase("This plate is retired. Its number rests. Issue another number"),
    "AVAILABLE": phrase("This life of the plate is over. Issue the number anew"),
}


def check_event(status: str | None, event: Event, *, shared: bool = False) -> Finding | None:
    """Why this event cannot follow this state, under a code of its own; None when it can.

    `shared`: the plate serves several vehicles at once, so that one that is on a vehicle may go on another.
    """
    if status in CHANGES[event].come_from or (shared and (status, event) == ("ASSIGNED", "assigned")):
        return None
    if status == "ASSIGNED" and event == "assigned":
        return Finding("PLATE_ON_ANOTHER_VEHICLE", _SAID["ASSIGNED"])
    return Finding(f"PLATE_{status or 'UNKNOWN'}_CANNOT_BE_{event.upper()}", _SAID[status])


def event_into(status: str) -> Event:
    """The event by which a plate in hand comes into a state of those that end an assignment."""
    return next(
        event
        for event in ("held", "surrendered", "lost", "stolen", "damaged", "revoked")
        if CHANGES[event].to == status
    )


class Told(Value):
    """What somebody who reports an event gives with it."""

    event: Event
    on: date
    today: date
    since: date  # when this life of the plate began
    number: str = ""  # of the police report, or of the destruction certificate
    reason: str = ""
    reporter: str = ""
    witness: str = ""
    pieces_left: int = 0


def check_told(told: Told) -> tuple[Finding, ...]:
    """What is missing or cannot be: each under its own code."""
    needs_police = told.event in ("stolen", "found") or (told.event == "lost" and told.pieces_left == 0)
    checks = (
        (told.on > told.today, "FUTURE_DATE", phrase("This day is still to come. Enter a day up to today")),
        (
            told.on < told.since,
            "BEFORE_ISSUE",
            phrase("The plate was issued after that day. Enter a day from then on"),
        ),
        (
            needs_police and not told.number,
            "POLICE_REPORT_MISSING",
            phrase("Enter the number of the police report"),
        ),
        (
            told.event == "retired" and not told.number,
            "CERTIFICATE_MISSING",
            phrase("Enter the number of the destruction certificate"),
        ),
        (
            told.event == "retired" and not told.witness,
            "WITNESS_MISSING",
            phrase("Retired plates are counted by two people. Say who counted with you"),
        ),
        (
            told.event == "retired" and bool(told.witness) and told.witness == told.reporter,
            "SAME_PERSON",
            phrase("Retired plates are counted by two people. Name somebody else"),
        ),
        (
            told.event == "revoked" and not told.reason,
            "REASON_MISSING",
            phrase("Say why the plate is recalled. The owner reads it, and may appeal"),
        ),
    )
    return tuple(Finding(code, said) for wrong, code, said in checks if wrong)


def reissue_from(
    statuses: Iterable[str], retired_on: date, *, quarantine_days: int, personalised: bool
) -> date | None:
    """The day from which a retired number may serve again; None: never.

    `statuses`: those of this life in their order. What was stolen never comes back unless it was found; the text of
    a personalised plate that was lost neither.
    """
    gone: str | None = None
    for status in statuses:
        if status in GONE:
            gone = status
        elif gone and status == "SURRENDERED":
            gone = None
    if gone == "STOLEN" or (gone == "LOST" and personalised):
        return None
    return retired_on + timedelta(days=quarantine_days)


def check_reissue(status: str, reissue_on: date | None, today: date) -> Finding | None:
    """Why the last life of a mark, in this state, does not let the mark be issued anew."""
    if status in FREE:
        return None
    if status in ACTIVE:
        return Finding("PLATE_IN_USE", phrase("This plate is in use. Choose another text"))
    if status != "RETIRED":
        return Finding(f"PLATE_{status}_CANNOT_BE_REISSUED", _SAID[status])
    if reissue_on is None:
        return Finding(
            "PLATE_NEVER_AGAIN",
            phrase("This number was lost or stolen. It never serves again. Choose another number"),
        )
    if today < reissue_on:
        said = phrase(
            "This number rests until %(day)s. Choose another number, or wait until then",
            day=reissue_on.isoformat(),
        )
        return Finding("PLATE_QUARANTINE", said)
    return None


def check_entry(on: date, today: date, *, backdate_days: int, supervisor: bool) -> Finding | None:
    """Why this person cannot enter what happened on that day: what lies far back needs a supervisor."""
    if supervisor or (today - on).days <= backdate_days:
        return None
    said = counted(
        "This lies more than %(num)s day back. A supervisor enters it",
        "This lies more than %(num)s days back. A supervisor enters it",
        backdate_days,
    )
    return Finding("BACKDATE_SUPERVISOR", said)
