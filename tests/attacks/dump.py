"""Everything that a value gives away, as text."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import inspect as inspect_row
from sqlalchemy.exc import NoInspectionAvailable


def dump(value: Any) -> str:
    """Everything that `value` gives away, as text. Loads nothing."""
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return f"{bytes(value).hex()} {bytes(value).decode('latin-1')}"
    if isinstance(value, BaseException):
        return _all([str(value), value.args, value.__cause__, value.__context__])
    if isinstance(value, Mapping):
        return _all([*value.keys(), *value.values()])
    if isinstance(value, Sequence | set | frozenset):
        return _all(value)
    return dump(value.box) if type(value).__name__ == "Sealed" else _object(value)


def _all(parts: Any) -> str:
    return " ".join(dump(part) for part in parts if part is not None)


def _object(value: Any) -> str:
    try:
        loaded = inspect_row(value).dict
        return _all([part for key, part in loaded.items() if not key.startswith("_sa_")])
    except (NoInspectionAvailable, AttributeError):
        return repr(value)
