"""Which named things are open to the viewer of a session; why the others are not; and no finding by what is closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from casework.base.errors import PurposeRequired
from casework.base.phrases import phrase
from casework.policy.things import THINGS
from casework.policy.why import Decision, Thing, decide, is_open
from casework.services.office import office_of
from casework.store.access import class_of
from casework.store.session import ViewerSession


class FieldWithheld(PurposeRequired):
    """Something was to be found, sorted, compared or handed out by a value that is withheld from who asks."""

    usual = phrase("This is withheld from you, so you can’t find, sort or export anything by it.")
    code = "FIELD_WITHHELD"


def shows(session: ViewerSession, name: str) -> bool:
    """Whether the thing with this name is open to the viewer."""
    return is_open(session.viewer, THINGS[name])


def why(session: ViewerSession, thing: Thing) -> Decision:
    """Whether a thing is open to the viewer, and if not, why."""
    return decide(session.viewer, thing, office_of(session).kind)


def reasons(session: ViewerSession, names: Iterable[str]) -> dict[str, Decision]:
    """Of these things, those that are closed to the viewer, each with why."""
    return {name: why(session, THINGS[name]) for name in names if not shows(session, name)}


def require_columns(session: ViewerSession, columns: Iterable[InstrumentedAttribute[Any]]) -> None:
    """The same for columns that a list is filtered, sorted or counted by."""
    for column in columns:
        if not session.viewer.access.may_read(class_of(column.property.columns[0])):
            raise FieldWithheld


def require_open(session: ViewerSession, *names: str) -> None:
    """Make sure that nothing is found by what the viewer may not read: raises FieldWithheld."""
    if not all(shows(session, name) for name in names):
        raise FieldWithheld
