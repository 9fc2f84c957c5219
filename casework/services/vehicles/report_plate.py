"""What becomes of a plate: given back, lost, stolen, damaged, kept, found, recalled, retired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.plate_fate import kept_until
from casework.domain.plate_life import Event, Told, check_event, check_told, reissue_from
from casework.models import PlateIssue, PlateIssueEvent, PlateItem, PlateMark
from casework.packs.kind import PlateClass
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.papers.hooks import ask_for_recall_letter
from casework.services.vehicles.assign_plate import check_late, end_row, on_vehicles
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import stock_number
from casework.services.vehicles.plate_status import Papers, class_of_plate, note_event, plate_issue, refuse
from casework.store import ledger_chain
from casework.store.session import ViewerSession

_PIECE = {
    "lost": "LOST",
    "stolen": "STOLEN",
    "surrendered": "RETURNED",
    "found": "RETURNED",
    "damaged": "RETURNED",
    "retired": "DESTROYED",
}


class Report(Value):
    """What somebody reports. `on`: the day it took effect (by post: the day of the postmark); today it is now.

    `number`: of the police report or of the destruction certificate. `place`: the one piece it is about, "front" or
    "rear"; without it all of them.
    """

    event: Event
    on: date
    number: str = ""
    reason: str = ""
    witness: UUID | None = None
    place: str = ""
    case_id: UUID | None = None


def report_plate(session: ViewerSession, issue_id: UUID, report: Report) -> PlateIssueEvent:
    """Enter what became of a plate; it comes off the vehicles that carried it. The event bears a receipt's number.

    Raises Refused under the code of the illegal step, FUTURE_DATE, BEFORE_ISSUE, POLICE_REPORT_MISSING,
    CERTIFICATE_MISSING, WITNESS_MISSING, SAME_PERSON, REASON_MISSING, BACKDATE_SUPERVISOR, PIECE_GONE.
    """
    issue = plate_issue(session, issue_id, lock=True)
    known, zone = class_of_plate(session, issue), office_of(session).tenant.timezone
    pieces = _pieces(session, issue.id, report.place)
    left = 0 if not report.place else _good(session, issue.id) - len(pieces)
    at = now() if report.on == today(zone) else midnight(report.on, zone)
    refuse(
        check_event(issue.status, report.event),
        *check_told(_told(session, issue, report, left)),
        check_late(session, at, known.backdate_days),
    )
    for piece in pieces:
        piece.status = _PIECE.get(report.event, piece.status)
    papers = Papers(_number(session, report), report.reason.strip()[:200] or None, report.witness)
    if not left:
        _end(session, issue, known, at, report)
    row = note_event(
        session, issue, report.event, at=at, case_id=report.case_id, papers=papers, stays=left > 0
    )
    if report.event == "revoked":
        ask_for_recall_letter(session, row.id)
    detail = {"on": report.on, "pieces": report.place or "all"}
    subjects, act = [issue.mark_id, issue.id], f"plate.{report.event}"
    ledger_chain.record(session, act, case=report.case_id, subjects=subjects, fields=["plate"], detail=detail)
    return row


def _told(session: ViewerSession, issue: PlateIssue, report: Report, left: int) -> Told:
    return Told(
        report.event,
        report.on,
        today(office_of(session).tenant.timezone),
        issue.issued_on,
        number=report.number.strip(),
        reason=report.reason.strip(),
        reporter=str(session.viewer.actor),
        witness=str(report.witness or ""),
        pieces_left=left,
    )


def replace_piece(session: ViewerSession, issue_id: UUID, place: str) -> PlateItem:
    """A copy of a lost piece, while another one of the issue remains. Refused: PIECES_GONE, PIECE_GOOD."""
    issue = plate_issue(session, issue_id, lock=True)
    refuse(check_event(issue.status, "damaged"))  # only a plate in somebody's hands gets a copy
    rows = session.scalars(select(PlateItem).where(PlateItem.issue_id == issue_id)).all()
    same = [row for row in rows if row.place == place]
    if not any(row.status == "GOOD" for row in rows):
        raise Refused(
            "PIECES_GONE",
            phrase("No piece of this plate is left. A new plate has a new number. Issue a new plate"),
        )
    if not same or any(row.status == "GOOD" for row in same):
        raise Refused(
            "PIECE_GOOD",
            phrase("This piece was not reported lost, stolen or damaged. Report first what became of it"),
        )
    mark = session.scalars(select(PlateMark).where(PlateMark.id == issue.mark_id)).one()
    made = PlateItem(
        issue_id=issue.id, place=place, stock_number=stock_number(mark, issue.life, place, len(same) + 1)
    )
    session.add(made)
    session.flush()
    ledger_chain.record(session, "plate.piece_replaced", subjects=[mark.id, issue.id], fields=["plate"])
    return made


def _end(session: ViewerSession, issue: PlateIssue, known: PlateClass, at: datetime, report: Report) -> None:
    """The whole plate goes: off its vehicles, and if it is retired, its number rests."""
    kept = report.event == "held"
    if report.event != "retired":
        for row in on_vehicles(session, issue.id):
            end_row(session, row, at, case_id=report.case_id)
            issue.holder_id = row.registrant_id if kept else issue.holder_id
    issue.held_until = kept_until(report.on, known.hold_days) if kept else None
    if report.event == "retired":
        issue.reissue_on = reissue_from(
            _statuses(session, issue.id),
            report.on,
            quarantine_days=known.quarantine_days,
            personalised=known.personalised,
        )


def _statuses(session: ViewerSession, issue_id: UUID) -> Sequence[str]:
    return session.scalars(
        select(PlateIssueEvent.to_status)
        .where(PlateIssueEvent.issue_id == issue_id)
        .order_by(PlateIssueEvent.at, PlateIssueEvent.id)
    ).all()


def _pieces(session: ViewerSession, issue_id: UUID, place: str) -> Sequence[PlateItem]:
    chosen = select(PlateItem).where(PlateItem.issue_id == issue_id)
    if not place:
        return session.scalars(chosen).all()
    found = session.scalars(chosen.where(PlateItem.place == place, PlateItem.status == "GOOD")).all()
    if not found:
        raise Refused(
            "PIECE_GONE", phrase("This piece was reported before. Order a copy, or issue a new plate")
        )
    return found


def _good(session: ViewerSession, issue_id: UUID) -> int:
    rows = select(PlateItem.id).where(PlateItem.issue_id == issue_id, PlateItem.status == "GOOD")
    return len(session.scalars(rows).all())


def _number(session: ViewerSession, report: Report) -> str | None:
    """The number that goes with the event: for a plate that is given back, of the receipt that we hand out."""
    if report.event == "surrendered":
        return f"S{report.on.year}-{next_number(session, 'plate_receipt', report.on.year):06d}"
    return report.number.strip()[:60] or None
