"""What everybody may be told of a vehicle on record: facts about it, none about its owners (18 USC 2725(3))."""

from __future__ import annotations

from sqlalchemy import Integer, Text, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from casework.base.values import Value
from casework.store.session import ViewerSession

PAPER, ELECTRONIC = "paper", "electronic"


class Standing(Value):
    """A vehicle as a transfer meets it. Holds that must not be given away are told to staff alone."""

    fuel: str
    body: str
    year: int
    gvwr_lb: int | None
    conjunction: str | None
    title_number: str | None
    holds: tuple[str, ...]
    brands: tuple[str, ...]


def standing_of(session: ViewerSession, vin: str) -> Standing | None:
    """How the vehicle with this VIN stands; None when there is none here, or more than one."""
    told = func.vehicle_standing(vin).table_valued(
        column("fuel", Text),
        column("body", Text),
        column("year", Integer),
        column("gvwr_lb", Integer),
        column("conjunction", Text),
        column("title_number", Text),
        column("holds", ARRAY(Text)),
        column("brands", ARRAY(Text)),
    )
    rows = session.execute(select(*told.c)).all()
    if len(rows) != 1:
        return None
    fuel, body, year, gvwr_lb, conjunction, title_number, holds, brands = rows[0]
    return Standing(fuel, body, year, gvwr_lb, conjunction, title_number, tuple(holds), tuple(brands))


def title_form_of(session: ViewerSession, vin: str) -> str | None:
    """Whether the newest title of this vehicle is on paper or held electronically; None where there is none."""
    return session.scalar(select(func.vehicle_title_form(vin)))
