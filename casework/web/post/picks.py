"""Which paper each file that came answers, as a form says it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from casework.web.desk.opening import uuid_or_none

PREFIX = "file-"


def picks_of(form: Mapping[str, str]) -> dict[UUID, str]:
    """The name of a paper by the id of a file; files for which nothing was chosen are left out."""
    found = {}
    for name, value in form.items():
        key = uuid_or_none(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None
        if key is not None and value:
            found[key] = value
    return found
