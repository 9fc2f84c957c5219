"""Plates on vehicles from a file: which plate, on which vehicle, for whom, from which day to which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import or_, select

from casework.base.ids import new_id
from casework.base.phrases import Phrase, phrase
from casework.domain import plate_text
from casework.domain.plate_life import check_event
from casework.models import PlateAssignment, PlateIssue, PlateIssueEvent, PlateMark
from casework.services.imports.references import (
    PEOPLE,
    among,
    one_vehicle,
    people_named,
    records_of,
    vehicles_by_vin,
)
from casework.services.imports.register import (
    Claim,
    Entry,
    ImportField,
    NeverPerhaps,
    Told,
    register_to_import,
)
from casework.services.imports.registers.ownerships import OWNER
from casework.services.imports.registers.periods import SINCE, UNTIL, Held, overlapping, period
from casework.services.imports.registers.plates import PLATE, plate_class_field, usual_class
from casework.services.imports.registers.vehicles import VEHICLES
from casework.services.office import Office
from casework.services.withheld import require_open
from casework.store.columns import one_of
from casework.store.session import ViewerSession

ON_VEHICLE = "ASSIGNED"


class PlateAssignments(NeverPerhaps):
    """The history of which plate was on which vehicle."""

    name = "plate_assignments"
    record = "plate_assignment"
    needs: tuple[tuple[str, ...], ...] = ()
    label: Phrase = phrase("History of plates on vehicles")
    hint: Phrase = phrase(
        "One row for each period: plate, VIN, the owner’s number in the old system, from and until"
    )

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        return (PLATE, plate_class_field(office), VEHICLES.fields(office)[0], OWNER, SINCE, UNTIL)

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        require_open(session, "plate.numbers")
        people = records_of(session, PEOPLE, told.source, (entry.values["owner"] for entry in entries))
        vehicles = vehicles_by_vin(session, (entry.values["vin"] for entry in entries))
        plates = _issues(
            session, told.office, [plate_text.canonical(entry.values["plate"]) for entry in entries]
        )
        for entry in entries:
            entry.values.setdefault("plate_class", usual_class(told.office))
            entry.more["owners"] = people_named(entry, ("owner",), people)
            entry.more["vehicle"] = one_vehicle(entry, vehicles)
            entry.more["issue"] = _issue(entry, plates)
            entry.more["period"] = period(entry, told)
        good = [entry for entry in entries if not entry.wrong]
        held = _held(session, good)
        for entry in good:
            _judge(entry, held)

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        for entry in entries:
            since, until = entry.more["period"]
            row = PlateAssignment(
                id=new_id(),
                issue_id=entry.more["issue"].id,
                vehicle_id=entry.more["vehicle"],
                registrant_id=entry.more["owners"][0],
                valid_from=since,
                valid_to=until,
                role=told.office.kind.plates[entry.values["plate_class"]].role,
                recorded_by=told.by,
                reason="import",
            )
            session.add(row)
            entry.made.insert(0, ("plate_assignment", row.id))
            if until is None:
                self._put_on(session, entry, told)
        session.flush()

    def _put_on(self, session: ViewerSession, entry: Entry, told: Told) -> None:
        """What is on a vehicle now has the state that says so."""
        issue: PlateIssue = entry.more["issue"]
        event = PlateIssueEvent(
            id=new_id(),
            issue_id=issue.id,
            from_status=issue.status,
            to_status=ON_VEHICLE,
            event="assigned",
            actor_id=told.by,
            at=entry.more["period"][0],
        )
        session.add(event)
        entry.made.append(("plate_issue_event", event.id))
        issue.status = ON_VEHICLE
        issue.held_until = None
        issue.holder_id = entry.more["owners"][0] if issue.follows == "owner" else None


def _judge(entry: Entry, held: dict[UUID, list[Held]]) -> None:
    since, until = entry.more["period"]
    issue, vehicle, owner = entry.more["issue"], entry.more["vehicle"], entry.more["owners"][0]
    if issue.max_vehicles > 1:
        entry.claims.append(Claim(f"plate {issue.id} on {vehicle}", since, until))
    else:
        entry.claims += [Claim(f"plate {issue.id}", since, until), Claim(f"vehicle {vehicle}", since, until)]
    shared = issue.max_vehicles > 1  # such a plate is on several vehicles, and beside the vehicle's own
    mine = [row for row in overlapping(held[issue.id], since, until) if not shared or vehicle in row.by]
    same = [
        row for row in mine if (row.since, row.until, row.by) == (since, until, frozenset({vehicle, owner}))
    ]
    if same:
        entry.record = same[0].id
    elif mine:
        said = phrase("This plate is on another vehicle at that time. Correct that one first")
        entry.refuse("since", "PLATE_ON_ANOTHER_VEHICLE", said)
    elif not shared and overlapping(held[vehicle], since, until):
        said = phrase("This vehicle has another plate at that time. Correct that one first")
        entry.refuse("since", "VEHICLE_HAS_PLATE", said)
    elif until is None and (never := check_event(issue.status, "assigned", shared=issue.max_vehicles > 1)):
        entry.refuse("plate", never.code, never.said)
    elif until is None and issue.follows == "owner" and issue.holder_id not in (None, owner):
        entry.refuse("owner", "PLATE_OTHER_OWNER", phrase("This plate belongs to somebody else"))


def _issue(entry: Entry, plates: dict[tuple[str, str], list[PlateIssue]]) -> PlateIssue | None:
    """The life of the plate that had begun when the period began."""
    lives = plates.get((plate_text.canonical(entry.values["plate"]), entry.values["plate_class"]), [])
    since = entry.values["since"]
    begun = [life for life in lives if life.issued_on <= since]
    if begun:
        return begun[-1]
    if lives:
        said = phrase("This plate was issued on %(day)s. Enter a day from then on", day=lives[0].issued_on)
        entry.refuse("since", "BEFORE_ISSUE", said)
    else:
        said = phrase("No plate with this text is here in this class. Import the plates first")
        entry.refuse("plate", "PLATE_UNKNOWN", said)
    return None


def _issues(
    session: ViewerSession, office: Office, texts: Sequence[str]
) -> dict[tuple[str, str], list[PlateIssue]]:
    """(text, class) → the lives of that mark, the first one first."""
    marks = session.execute(
        select(PlateMark.id, PlateMark.canonical, PlateMark.plate_class).where(
            among(PlateMark.canonical, texts), PlateMark.jurisdiction == office.kind.jurisdiction
        )
    ).all()
    named = {row.id: (row.canonical, row.plate_class) for row in marks}
    lives = session.scalars(
        select(PlateIssue).where(one_of(PlateIssue.mark_id, named)).order_by(PlateIssue.life)
    )
    found: dict[tuple[str, str], list[PlateIssue]] = defaultdict(list)
    for life in lives:
        found[named[life.mark_id]].append(life)
    return found


def _held(session: ViewerSession, entries: Iterable[Entry]) -> dict[UUID, list[Held]]:
    """Plate issue and vehicle → the assignments that are on record for it."""
    issues = {entry.more["issue"].id for entry in entries}
    vehicles = {entry.more["vehicle"] for entry in entries}
    rows = session.scalars(
        select(PlateAssignment).where(
            or_(one_of(PlateAssignment.issue_id, issues), one_of(PlateAssignment.vehicle_id, vehicles)),
            PlateAssignment.superseded_at.is_(None),
        )
    )
    found: dict[UUID, list[Held]] = defaultdict(list)
    for row in rows:
        held = Held(row.id, row.valid_from, row.valid_to, frozenset({row.vehicle_id, row.registrant_id}))
        found[row.issue_id].append(held)
        if row.role == "primary":
            found[row.vehicle_id].append(held)
    return found


PLATE_ASSIGNMENTS = register_to_import(PlateAssignments())
