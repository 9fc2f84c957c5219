"""Answers in the plain forms the rule language takes: nothing else crosses into it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from casework.base.money import Money
from casework.base.phrases import Sayable, phrase

LONGEST_LIST = 1000
_DEEPEST = 8


class Unfit(Exception):
    """A value the expression language is not given."""

    def __init__(self, said: Sayable) -> None:
        super().__init__(said)
        self.said = said


def plain(value: object, depth: int) -> object:
    """`value` as the engine takes it; a day or instant inside something else is its ISO text.

    Raises Unfit for what a rule must not be given.
    """
    if depth > _DEEPEST:
        raise Unfit(phrase("This cannot be decided: the answers are nested too deeply"))
    if isinstance(value, Mapping):
        _refuse_long(len(value))
        return {_text(str(key)): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        _refuse_long(len(value))
        return [plain(item, depth + 1) for item in value]
    return _plain_one(value)


def _plain_one(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case str() | UUID():
            return _text(str(value))
        case Decimal():
            return float(value)
        case Money():
            return value.minor
        case date():
            return f"{instant(value):%Y-%m-%dT%H:%M:%SZ}"
    raise _unreadable(value)


def instant(value: object) -> datetime | timedelta | None:
    match value:
        case None | timedelta():
            return value
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC)
        case date() if not isinstance(value, datetime):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
    raise _unreadable(value)


def _unreadable(value: object) -> Unfit:
    return Unfit(phrase("This cannot be decided: a rule cannot read a %(kind)s", kind=type(value).__name__))


def _text(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _refuse_long(length: int) -> None:
    if length > LONGEST_LIST:
        raise Unfit(
            phrase("This cannot be decided: more than %(count)s entries in a list", count=LONGEST_LIST)
        )
