"""Hand one request over: what was read of it, and the talk with the other side, for which nothing is held open here.

It is never handed over twice knowingly: an attempt has a number that only one may begin, and after a lost answer it is
looked for by our own number before anything is sent again, unless the other side does once what comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.services.outside.call import NoAnswer, NotReached
from casework.services.outside.georeport import (
    Endpoint,
    NotNow,
    Taken,
    TheyRefused,
    asked_by,
    send,
    with_words,
)

Became = Literal["sent", "refused", "later", "lost", "unsure"]
_EITHER_SIDE = timedelta(hours=1)
"""Of when it was sent: clocks of others go as they like."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over, read and frozen: no session is open while the other side is spoken to."""

    id: UUID
    case_id: UUID
    there: Endpoint | None
    service: str
    reference: str
    key: str = field(repr=False)
    form: tuple[tuple[str, str], ...] = field(repr=False)
    answers: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    perhaps: bool = False
    safe_again: bool = False
    since: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went. `words` are theirs."""

    became: Became
    taken: Taken = field(default_factory=Taken)
    words: str = ""


def speak(parcel: Parcel) -> Outcome:
    """Send it, or look for it first where it may have arrived. Touches no database."""
    try:
        if parcel.perhaps and not parcel.safe_again:
            return _look(parcel)
        return Outcome("sent", _send(parcel))
    except TheyRefused as no:
        return Outcome("refused", words=no.words)
    except (NotReached, NotNow, InvalidInput):
        return Outcome("later")
    except NoAnswer:
        return Outcome("lost")


def _look(parcel: Parcel) -> Outcome:
    """Whether it is there. Who does not show everything may have it all the same: then somebody has to ask them."""
    assert parcel.there is not None  # who has no endpoint is told so before
    since = parcel.since - _EITHER_SIDE
    try:
        found = with_words(parcel.there, parcel.service, parcel.reference, since, now() + _EITHER_SIDE)
    except (TheyRefused, NoAnswer) as gone:
        return Outcome("unsure" if isinstance(gone, TheyRefused) else "later")
    return Outcome("sent", Taken(found.id)) if found else Outcome("unsure")


def _send(parcel: Parcel) -> Taken:
    if parcel.there is None:
        raise NotReached
    try:
        wanted = asked_by(parcel.there, parcel.service)
    except NoAnswer:  # nothing was handed over yet
        raise NotReached from None
    attributes = [
        (f"attribute[{code}]{'[]' if len(values) > 1 else ''}", value)
        for code, values in parcel.answers
        if code in wanted
        for value in values
    ]
    once = str(parcel.id)
    return send(parcel.there, [*parcel.form, *attributes], key=parcel.key, once=once)
