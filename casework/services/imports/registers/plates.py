"""Plates from a file: known by their text within a class, refused where they look like one that is in use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.ids import new_id
from casework.base.phrases import Phrase, phrase
from casework.base.values import Value
from casework.domain import plate_text
from casework.domain.plate_life import ACTIVE, check_reissue
from casework.models import PlateIssue, PlateIssueEvent, PlateMark
from casework.services.imports.references import among
from casework.services.imports.register import (
    Claim,
    Entry,
    ImportField,
    NeverPerhaps,
    Told,
    register_to_import,
)
from casework.services.office import Office
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import pieces_of
from casework.services.vehicles.plate_mark import new_mark, read_text
from casework.services.withheld import require_open
from casework.store.session import ViewerSession

PLATE = ImportField(
    *("plate", "plate", phrase("Plate")),
    required=True,
    aliases=(
        "plate number",
        "plate no",
        "license plate",
        "licence plate",
        "registration",
        "reg",
        "tag",
        "placa",
    ),
)


def plate_class_field(office: Office) -> ImportField:
    """The column of the class: one of those that this office issues."""
    return ImportField(
        *("plate_class", "choice", phrase("Class of plate")),
        aliases=("class", "plate type", "series", "type"),
        options=tuple(office.kind.plates),
    )


def usual_class(office: Office) -> str:
    """The class of rows that name none: the first of the pack."""
    return next(iter(office.kind.plates))


class KnownMark(Value):
    """A mark on record, with its latest life."""

    id: UUID
    display: str
    canonical: str
    search_key: str
    plate_class: str
    issue_id: UUID | None
    life: int
    status: str
    again: date | None  # from when on a retired number may serve again


class Plates(NeverPerhaps):
    """The register of plates: marks with the life that they are in."""

    name = "plates"
    record = "plate_issue"
    needs: tuple[tuple[str, ...], ...] = ()
    label: Phrase = phrase("Plates")
    hint: Phrase = phrase("One row for each plate: its text, its class and the day it was issued")

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        issued = ImportField(
            *("issued_on", "date", phrase("Issued on")),
            required=True,
            aliases=("issued", "issue date", "date issued", "date", "emitida"),
        )
        return (PLATE, plate_class_field(office), issued)

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        require_open(session, "plate.numbers")
        for entry in entries:
            entry.values.setdefault("plate_class", usual_class(told.office))
            known = told.office.kind.plates[entry.values["plate_class"]]
            canonical = read_text(entry.values["plate"], known, taken_over=True)
            entry.more |= {"canonical": canonical, "search_key": plate_text.search_key(canonical)}
        here = marks_like(session, told.office, [entry.more["search_key"] for entry in entries])
        for entry in entries:
            self._judge(entry, here.get(entry.more["search_key"], []), told)

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        marks = {entry.line: self._mark(entry, told) for entry in entries}
        session.add_all(mark for mark in marks.values() if isinstance(mark, PlateMark))
        session.flush()
        issues = {entry.line: self._issue(entry, marks[entry.line].id, told) for entry in entries}
        session.add_all(issues.values())
        session.flush()
        for entry in entries:
            issue = issues[entry.line]
            event = PlateIssueEvent(
                id=new_id(),
                issue_id=issue.id,
                to_status=issue.status,
                event="issued",
                actor_id=told.by,
                at=midnight(issue.issued_on, told.office.tenant.timezone),
            )
            known = told.office.kind.plates[entry.values["plate_class"]]
            pieces = pieces_of(marks[entry.line], issue, known)
            session.add_all([event, *pieces])
            entry.made[:0] = [("plate_issue", issue.id), ("plate_issue_event", event.id)]
            entry.made += [("plate_item", piece.id) for piece in pieces]
        session.flush()

    def _judge(self, entry: Entry, here: Sequence[KnownMark], told: Told) -> None:
        if entry.values["issued_on"] > today(told.office.tenant.timezone):
            entry.refuse("issued_on", "FUTURE", phrase("Enter a day that is not in the future"))
            return
        entry.claims.append(Claim(entry.more["search_key"]))
        canonical, plate_class = entry.more["canonical"], entry.values["plate_class"]
        own = next(
            (one for one in here if (one.canonical, one.plate_class) == (canonical, plate_class)), None
        )
        day = today(told.office.tenant.timezone)
        if own is not None and own.status in ACTIVE:
            entry.record = own.issue_id
        elif own is not None and own.issue_id is not None:
            _resting(entry, own, day)
        else:
            _alike(entry, [one for one in here if one is not own], day)
        entry.more["mark"] = own

    def _mark(self, entry: Entry, told: Told) -> PlateMark | KnownMark:
        known: KnownMark | None = entry.more["mark"]
        if known is not None:
            return known
        told_as = (entry.values["plate"], entry.more["canonical"], entry.values["plate_class"])
        mark = new_mark(told.office.kind.jurisdiction, *told_as)
        entry.made.append(("plate_mark", mark.id))
        return mark

    def _issue(self, entry: Entry, mark_id: UUID, told: Told) -> PlateIssue:
        known: KnownMark | None = entry.more["mark"]
        of_class = told.office.kind.plates[entry.values["plate_class"]]
        return PlateIssue(
            id=new_id(),
            mark_id=mark_id,
            life=known.life + 1 if known else 1,
            status="ISSUED",
            follows=of_class.follows,
            issued_on=entry.values["issued_on"],
            max_vehicles=of_class.max_vehicles,
        )


def _resting(entry: Entry, own: KnownMark, day: date) -> None:
    """A number whose last life is over serves again by an act at the counter, which ends that life."""
    resting = check_reissue(own.status, own.again, day)
    if resting is not None:
        entry.refuse("plate", resting.code, resting.said)
        return
    said = phrase("This number may serve again. Issue it at the counter, so that its last life is ended")
    entry.refuse("plate", "PLATE_RETIRED", said)


def _alike(entry: Entry, others: Sequence[KnownMark], day: date) -> None:
    for one in others:
        if one.issue_id is not None and check_reissue(one.status, one.again, day):
            said = phrase("This plate looks like %(other)s, which is in use", other=one.display)
            entry.refuse("plate", "CONFUSABLE_WITH", said)
            return


def marks_like(session: ViewerSession, office: Office, keys: Sequence[str]) -> dict[str, list[KnownMark]]:
    """Search key → the marks here that are read alike, each with its latest life."""
    rows = session.execute(
        select(
            PlateMark.id, PlateMark.display, PlateMark.canonical, PlateMark.search_key, PlateMark.plate_class
        )
        .add_columns(PlateIssue.id.label("issue"), PlateIssue.life, PlateIssue.status, PlateIssue.reissue_on)
        .outerjoin(PlateIssue, PlateIssue.mark_id == PlateMark.id)
        .where(among(PlateMark.search_key, keys), PlateMark.jurisdiction == office.kind.jurisdiction)
        .order_by(PlateIssue.life)
    )
    latest: dict[UUID, KnownMark] = {}
    for row in rows:
        latest[row.id] = KnownMark(
            *(row.id, row.display, row.canonical, row.search_key, row.plate_class),
            *(row.issue, row.life or 0, row.status or "", row.reissue_on),
        )
    found: dict[str, list[KnownMark]] = defaultdict(list)
    for one in latest.values():
        found[one.search_key].append(one)
    return found


PLATES = register_to_import(Plates())
