"""Take a transfer back: what it said is superseded, what was so before stands again. Nothing is deleted (T14)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.models import Lien, Ownership, PlateAssignment, PlateIssue
from casework.services.office import office_of
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.history import Dated, replace
from casework.services.vehicles.owners import holder_ids, set_holders
from casework.services.vehicles.plate_status import record_event
from casework.services.vehicles.titles import issue_title
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def check_void(session: ViewerSession, case_id: UUID) -> None:
    """Refuse NOTHING_TO_VOID where the case made no owner, LATER_TRANSFER_EXISTS where that owner is one no more."""
    made = _made(session, Ownership, case_id)
    if not made:
        raise Refused(
            "NOTHING_TO_VOID",
            phrase("This case has entered no owner. There is nothing to take back. Reload the page"),
        )
    if any(row.superseded_at is not None for row in made):
        said = phrase("A later owner is on record. Correct that transfer first")
        raise Refused("LATER_TRANSFER_EXISTS", said)


def void_transfer(session: ViewerSession, case_id: UUID) -> None:
    """Put the register right again: the earlier owners, under a new title; the plates and liens as they were."""
    check_void(session, case_id)
    past, fresh = sorted(_made(session, Ownership, case_id), key=lambda row: row.valid_from)
    vehicle = vehicle_by_id(session, fresh.vehicle_id, lock=True)
    check_void(session, case_id)
    owners = holder_ids(session, past.id)
    moment = now()
    title = issue_title(session, vehicle.id, on=today(office_of(session).tenant.timezone), case_id=case_id)
    fresh.superseded_at = max(moment, fresh.recorded_at)
    session.flush()
    (restored,) = replace(
        session, past, [{"valid_to": None, "title_id": title.id}], reason="voided", case_id=case_id
    )
    set_holders(session, restored, owners)
    _restore_plates(session, case_id)
    _restore_liens(session, vehicle.id, case_id)
    ledger_chain.record(
        session,
        "transfer.voided",
        case=case_id,
        subjects=[vehicle.id, *owners],
        fields=["owners", "title", "plate", "lien"],
    )
    session.flush()


def _made(session: ViewerSession, row: type[Dated], case_id: UUID) -> list[Dated]:
    """The rows that this case entered as its transfer."""
    chosen = select(row).where(row.source_case_id == case_id, row.reason == "transfer")
    return list(session.scalars(chosen.order_by(row.valid_from).execution_options(populate_existing=True)))


def _restore_plates(session: ViewerSession, case_id: UUID) -> None:
    """Each plate is on the vehicle as it was before, unless something else has happened to it since."""
    made = [row for row in _made(session, PlateAssignment, case_id) if row.superseded_at is None]
    for row in made:
        if row.valid_to is None:
            row.superseded_at = max(now(), row.recorded_at)
    session.flush()
    for row in made:
        before = session.scalar(select(PlateAssignment).where(PlateAssignment.id == row.supersedes_id))
        issue = session.scalars(
            select(PlateIssue).where(PlateIssue.id == row.issue_id).with_for_update()
        ).one()
        if before is None or row.valid_to is None or issue.status not in ("ASSIGNED", "HELD_BY_OWNER"):
            continue
        replace(session, row, [{"valid_to": before.valid_to}], reason="voided", case_id=case_id)
        if issue.status != "ASSIGNED":
            issue.holder_id = issue.held_until = None
            record_event(session, issue, "assigned", case_id=case_id)


def _restore_liens(session: ViewerSession, vehicle_id: UUID, case_id: UUID) -> None:
    for lien in session.scalars(select(Lien).where(Lien.vehicle_id == vehicle_id)).all():
        if lien.release_case_id == case_id:
            lien.released_on = lien.release_case_id = None
        elif lien.case_id == case_id and lien.released_on is None:
            lien.released_on, lien.release_case_id = lien.since, case_id
    session.flush()
