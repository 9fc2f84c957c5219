"""Requests of others in the demo: one given, one refused, and a consent; on days of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base import clock
from casework.models import (
    OutwardDisclosure,
    Ownership,
    OwnershipHolder,
    PlateAssignment,
    PlateIssue,
    PlateMark,
)
from casework.services.demo.cases import Stage, history
from casework.services.lookup.consents import NewConsent, record_consent
from casework.services.lookup.decide_request import Asked, Given, give, refuse
from casework.services.lookup.look_up import look_up
from casework.services.off_case import declare_purpose

WHERE = "northport"
TOW = {
    "tow_record": "TOW-2026-118",
    "requester": "Harbor Towing",
    "vehicle": "Plate on the photo",
    "place": "Pier 4, Northport",
}
AGENCY = {"agency": "Northport Police", "incident": "NP-26-4471"}


def plant_lookups(stage: Stage) -> None:
    """Play them, unless they were played before."""
    if stage.demo.slug != WHERE or _there(stage):
        return
    plate, owner = _a_plate(stage)
    event = stage.day - timedelta(days=12)
    told = {**TOW, "towed_on": event.isoformat()}
    _decided(stage, "clerk", "b7", told, plate=plate, back=10)
    asked = {**AGENCY, "event_on": event.isoformat()}
    _decided(stage, "supervisor", "b1", asked, plate="8ZZZ999", back=6)
    _consented(stage, owner)


def _there(stage: Stage) -> bool:
    with stage.office.open(stage.office.system("load_demo")) as session:
        return bool(session.scalar(select(func.count()).select_from(OutwardDisclosure)))


def _a_plate(stage: Stage) -> tuple[str, UUID]:
    """A plate that is on a vehicle, and somebody who owns that vehicle."""
    with stage.office.open(stage.office.system("load_demo")) as session:
        row = session.execute(
            select(PlateMark.id, PlateMark.display, OwnershipHolder.person_id)
            .join(PlateIssue, PlateIssue.mark_id == PlateMark.id)
            .join(PlateAssignment, PlateAssignment.issue_id == PlateIssue.id)
            .join(Ownership, Ownership.vehicle_id == PlateAssignment.vehicle_id)
            .join(OwnershipHolder, OwnershipHolder.ownership_id == Ownership.id)
            .where(PlateAssignment.superseded_at.is_(None), PlateAssignment.valid_to.is_(None))
            .where(Ownership.superseded_at.is_(None), Ownership.valid_to.is_(None))
            .order_by(PlateMark.id)
            .limit(1)
        ).one()
        session.commit()
        return row.display, row.person_id


def _decided(stage: Stage, login: str, use: str, facts: dict[str, Any], *, plate: str, back: int) -> None:
    """One request from its declaration to the decision: given where the register knows somebody, else refused."""
    viewer = stage.office.member(stage.staff[login], use)
    at = stage.days_ago(back, 10, 20)
    with clock.at(at), history(stage, viewer, None) as session:
        number = declare_purpose(session, facts)
        session.info["because"] = {"declaration": str(number)}
        answer = look_up(session, plate, stage.day - timedelta(days=12))
        who = "Harbor Towing, 4 Pier Road" if use == "b7" else "Northport Police, 1 Station Square"
        asked = Asked(who, facts.get("tow_record", facts.get("incident", "")), number, facts)
        if answer.people:
            give(session, answer, asked, Given(("name", "address"), told=True))
        else:
            words = "The plate was on no vehicle that day; the police were told to compare the photo."
            refuse(session, answer, asked, code="not_found", words=words)
        session.commit()


def _consented(stage: Stage, person: UUID) -> None:
    viewer = stage.office.member(stage.staff["clerk"], "consents")
    with clock.at(stage.days_ago(20, 14, 5)), history(stage, viewer, None) as session:
        signed = stage.day - timedelta(days=25)
        ends = stage.day + timedelta(days=65)
        record_consent(session, NewConsent(person, ("b13",), "Bayline Insurance", "written", signed, ends))
        session.commit()
    with clock.at(stage.days_ago(400, 10, 15)), history(stage, viewer, None) as session:
        first, last = stage.day - timedelta(days=402), stage.day - timedelta(days=37)
        old = NewConsent(person, ("b11",), "Calder Motor Club", "electronic", first, last)
        record_consent(session, old)  # it ended by itself
        session.commit()
