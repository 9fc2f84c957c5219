"""Two emergency accesses of the demo: one that the privacy officer found justified, one that waits for a review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from casework.base import clock
from casework.models import BreakGlass, Case, Person
from casework.services.demo.cases import Stage
from casework.services.emergency.end_emergency import end_emergency, find_own
from casework.services.emergency.open_emergency import Asked, open_emergency
from casework.services.emergency.read_emergency import read_opened
from casework.services.emergency.review import review
from casework.services.emergency.viewers import asker, reader

Made = TypeVar("Made")
COLLAPSED = (
    "A man collapsed at my window with this reference in his hand. The paramedics need somebody to call."
)
CHILD = "A small child is alone in a locked car in our lot in the sun. I need the owner’s phone number."
FOUND = "The paramedics’ report names the time and the window. Only the name and the phone were read."


def add_emergencies(stage: Stage) -> None:
    """Play both, once."""
    with stage.office.open(stage.office.system("load_demo")) as session:
        if session.scalar(select(func.count()).select_from(BreakGlass)):
            return
        chosen = select(Case.number).where(Case.purpose == "data_correction").order_by(Case.opened_at)
        number = session.scalars(chosen.limit(1)).first()
        person = session.scalars(
            select(Person.id).where(Person.kind == "person").order_by(Person.id).limit(1)
        ).first()
    if number is not None:
        asked = Asked(number, None, "life", "reach", COLLAPSED)
        access = _used(stage, "cashier", asked, days=9)
        _as_of(stage, 8, lambda: _reviewed(stage, access))
    if person is not None:
        _used(stage, "clerk", Asked("", person, "life", "reach", CHILD), days=2)


def _used(stage: Stage, login: str, asked: Asked, *, days: int) -> UUID:
    """Ask, read and end it, as of some days ago."""
    return _as_of(stage, days, lambda: _played(stage, login, asked))


def _played(stage: Stage, login: str, asked: Asked) -> UUID:
    office, member = stage.office, stage.staff[login]
    with office.open(asker(office, member, asked.need)) as session:
        session.info["history"] = True
        access = open_emergency(session, asked)
        glass = find_own(session, access)
        session.commit()
    with office.open(reader(office, member, glass)) as session:
        read_opened(session, glass)
        session.commit()
    with office.open(asker(office, member)) as session:
        end_emergency(session, access)
        session.commit()
    return access


def _reviewed(stage: Stage, access: UUID) -> None:
    officer = stage.office.member(stage.staff["privacy"], "oversight")
    with stage.office.open(officer) as session:
        review(session, access, outcome="justified", words=FOUND)
        session.commit()


def _as_of(stage: Stage, days: int, act: Callable[[], Made]) -> Made:
    """Act as of eleven o'clock some days ago."""
    there = ZoneInfo(stage.demo.timezone)
    with clock.at(datetime.combine(stage.day - timedelta(days=days), time(11), there)):
        return act()
