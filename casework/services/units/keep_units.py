"""Keep the office's units: add, rename, say what they take, retire."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.base.words import search_key, sort_key
from casework.models import Unit
from casework.packs import Workflow
from casework.policy.rulebook import require
from casework.services.office import office_of
from casework.services.units.route_case import sorting_field
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 80
AREA_MARK = "@"


class UnitView(Value):
    """A unit, frozen."""

    id: UUID
    name: str
    takes: tuple[str, ...]
    retired: bool


def list_units(session: ViewerSession) -> list[UnitView]:
    """All units: those at work first, each part by name."""
    language = office_of(session).tenant.language
    views = [_view(row) for row in session.scalars(select(Unit))]
    return sorted(views, key=lambda one: (one.retired, sort_key(one.name, language)))


def read_unit(session: ViewerSession, unit_id: UUID) -> UnitView:
    """One unit; NotFound."""
    return _view(_row(session, unit_id))


def add_unit(session: ViewerSession, name: str) -> UUID:
    """The new unit. Raises InvalidInput (`name`)."""
    require("unit.manage", session.viewer)
    name = _checked(session, name)
    row = Unit(id=new_id(), code=search_key(name), name=name, takes=[])
    session.add(row)
    session.flush()
    ledger_chain.record(session, "unit.added", detail={"unit": row.id})
    return row.id


def change_unit(
    session: ViewerSession, unit_id: UUID, name: str, takes: Iterable[str], workflows: Iterable[Workflow]
) -> None:
    """Its name, and which new cases go to it. Raises InvalidInput (`name`, `takes`), NotFound."""
    require("unit.manage", session.viewer)
    row = _row(session, unit_id)
    if name.strip() != row.name:
        row.name = _checked(session, name, but=unit_id)
        row.code = search_key(row.name)
    chosen = sorted(set(takes))
    if set(chosen) - set(takeable(workflows)):
        raise InvalidInput({"takes": phrase("Choose from the list")})
    # What goes there from some areas only is said with the category, and stays.
    row.takes = sorted({*chosen, *(key for key in row.takes if AREA_MARK in key)})
    session.flush()
    ledger_chain.record(session, "unit.changed", detail={"unit": row.id, "takes": chosen})


def retire_unit(session: ViewerSession, unit_id: UUID, *, retired: bool) -> None:
    """Send nothing to it any more, or again. Cases that are there stay there."""
    require("unit.manage", session.viewer)
    row = _row(session, unit_id)
    row.retired_at = now() if retired else None
    session.flush()
    ledger_chain.record(session, "unit.retired" if retired else "unit.back", detail={"unit": row.id})


def takeable(workflows: Iterable[Workflow]) -> list[str]:
    """Everything that can be sent to a unit: each kind of work, and each answer of its first choice."""
    found = []
    for flow in workflows:
        field = sorting_field(flow)
        found += [flow.name, *(f"{flow.name}/{option.value}" for option in (field.options if field else ()))]
    return found


def _checked(session: ViewerSession, name: str, *, but: UUID | None = None) -> str:
    name = " ".join(name.split())
    if not search_key(name) or len(name) > LONGEST:
        raise InvalidInput({"name": phrase("Enter a name of 80 characters at most")})
    same = select(Unit.id).where(Unit.code == search_key(name))
    if session.scalar(same) not in (None, but):
        raise InvalidInput({"name": phrase("There is a unit of this name already")})
    return name


def _row(session: ViewerSession, unit_id: UUID) -> Unit:
    row = session.scalar(select(Unit).where(Unit.id == unit_id))
    if row is None:
        raise NotFound
    return row


def _view(row: Unit) -> UnitView:
    return UnitView(row.id, row.name, tuple(row.takes), row.retired_at is not None)
