"""The demo's mail that came back: marked once, and its case says so."""

from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import func, select

from casework.models import CaseEvent, IntakeItem, Letter
from casework.services.demo.cases import Stage
from casework.services.demo.returned import return_mail
from casework.services.inbound.bounces import RETURNED
from tests.services.records.test_records import Room, desks, office, room

__all__ = ["desks", "office", "room"]


def test_a_mail_that_came_back_is_told_in_its_case_once(room: Room, office: Any) -> None:
    stage = cast(Stage, SimpleNamespace(office=office, demo=SimpleNamespace(slug="recordville")))
    for _again in range(2):
        with room.desks.app.app_context():
            return_mail(stage, room.case, "ada@example.org")
    with room.at() as session:
        marked = select(func.count()).where(Letter.case_id == room.case, Letter.bounced_at.is_not(None))
        told = select(func.count()).where(CaseEvent.case_id == room.case, CaseEvent.kind == RETURNED)
        assert (session.scalar(marked), session.scalar(told)) == (1, 1)
        waits = select(IntakeItem.status).where(IntakeItem.hint_id == room.case)
        assert session.scalars(waits).all() == ["waiting"]
