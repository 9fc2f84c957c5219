"""Which unit sees to which category, everywhere and by area: read and set for one category at a time."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.models import Unit
from casework.policy.rulebook import require
from casework.store import ledger_chain
from casework.store.session import ViewerSession

EVERYWHERE = ""


def route_key(workflow: str, category: str, area: str = EVERYWHERE) -> str:
    """What a unit takes, as `Unit.takes` names it."""
    plain = f"{workflow}/{category}"
    return f"{plain}@{area}" if area else plain


def read_routes(session: ViewerSession, workflow: str) -> dict[str, UUID]:
    """Key → unit, for every category and area of a kind of work that a unit takes."""
    rows = session.scalars(select(Unit).where(Unit.retired_at.is_(None)).order_by(Unit.code.desc()))
    return {key: row.id for row in rows for key in row.takes if key.startswith(f"{workflow}/")}


def set_routes(
    session: ViewerSession, workflow: str, category: str, by_area: Mapping[str, UUID | None]
) -> None:
    """Send new requests of a category to these units: by area, and `EVERYWHERE`; None leaves it to the wider rule."""
    require("unit.manage", session.viewer)
    units = {row.id: row for row in session.scalars(select(Unit).with_for_update())}
    if {one for one in by_area.values() if one} - units.keys():
        raise InvalidInput({"unit": phrase("Choose from the list")})
    wanted = {route_key(workflow, category, area): unit for area, unit in by_area.items()}
    for row in units.values():
        kept = [key for key in row.takes if key not in wanted]
        takes = sorted({*kept, *(key for key, unit in wanted.items() if unit == row.id)})
        if takes != sorted(row.takes):
            row.takes = takes
    session.flush()
    ledger_chain.record(session, "category.routed", detail={"workflow": workflow, "category": category})
