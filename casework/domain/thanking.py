"""Thanking for gifts: by when it was promised, by which way a donor may be reached, and what stands against it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from casework.base.values import Value, field
from casework.domain.calendars import BusinessCalendar


class Way(StrEnum):
    """How somebody is thanked."""

    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    PERSON = "person"


class Hindrance(StrEnum):
    """Why somebody is not thanked, or not by this way."""

    DO_NOT_CONTACT = "do_not_contact"
    NO_EMAIL = "no_email"
    NO_ADDRESS = "no_address"
    NOT_BY_EMAIL = "not_by_email"
    NOT_BY_LETTER = "not_by_letter"
    NO_WAY = "no_way"


WRITTEN = (Way.EMAIL, Way.LETTER)
AUTO = "auto"
WANTED = (AUTO, Way.EMAIL.value, Way.LETTER.value)


class Policy(Value):
    """What an office promises its donors."""

    within_days: int = 5  # working days after the gift arrived
    forget_days: int = 90  # a gift recorded so long after it arrived is not thanked any more
    regular: str = "first"  # of a recurring gift: the `first`, or `every` one
    source: str = ""


class Wishes(Value):
    """What a donor said about being written to. `closed`: the ways they said no to; `open`: those they said yes to."""

    do_not_contact: bool = False
    closed: frozenset[Way] = frozenset()
    open: frozenset[Way] = frozenset()


class Reach(Value):
    """How a donor can be reached at all."""

    email: bool = False
    address: bool = False
    wishes: Wishes = field(default_factory=Wishes)


def promised_on(received_on: date, policy: Policy, calendar: BusinessCalendar) -> date:
    """The day by which the donor is thanked: working days after the gift arrived, which is day 0."""
    return calendar.add_working_days(received_on, policy.within_days)


def is_too_late(received_on: date, recorded_on: date, policy: Policy) -> bool:
    """Whether a gift came so long before it was recorded that thanks would only puzzle the donor."""
    return recorded_on - received_on > timedelta(days=policy.forget_days)


def way_to_thank(reach: Reach, wanted: str = AUTO) -> Way | Hindrance:
    """The way by which somebody is thanked in writing, or why not.

    `auto`: a way the donor said yes to comes first, then e-mail, then a letter.
    """
    if reach.wishes.do_not_contact:
        return Hindrance.DO_NOT_CONTACT
    if wanted != AUTO:
        way = Way(wanted)
        return _hindered(reach, way) or way
    for way in sorted(WRITTEN, key=lambda one: one not in reach.wishes.open):
        if _hindered(reach, way) is None:
            return way
    return Hindrance.NO_WAY


def _hindered(reach: Reach, way: Way) -> Hindrance | None:
    if way in reach.wishes.closed:
        return Hindrance.NOT_BY_EMAIL if way is Way.EMAIL else Hindrance.NOT_BY_LETTER
    if way is Way.EMAIL:
        return None if reach.email else Hindrance.NO_EMAIL
    return None if reach.address else Hindrance.NO_ADDRESS
