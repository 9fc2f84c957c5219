"""The only source of the present: an aware UTC instant, or the day it is somewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: datetime | None = None
_past: ContextVar[datetime | None] = ContextVar("past", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _past.get() or _frozen or datetime.now(UTC)


def today(tz: str) -> date:
    """The calendar day it is now in the IANA time zone `tz`."""
    return now().astimezone(ZoneInfo(tz)).date()


@contextmanager
def at(instant: datetime) -> Iterator[datetime]:
    """Act as of an earlier instant in this context only: for taking in history that happened elsewhere."""
    if instant.tzinfo is None:
        raise ValueError("History happened at an aware instant: give it a time zone.")
    token = _past.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _past.reset(token)


@contextmanager
def freeze(instant: datetime) -> Iterator[datetime]:
    """Hold the clock at `instant` (aware) for every thread of the process: for tests."""
    global _frozen  # noqa: PLW0603 - one process, one clock: a server thread under test must see it too
    if instant.tzinfo is None:
        raise ValueError("The clock is frozen at an aware instant: give it a time zone.")
    before, _frozen = _frozen, instant.astimezone(UTC)
    try:
        yield _frozen
    finally:
        _frozen = before
