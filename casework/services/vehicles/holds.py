"""Place and release holds on a vehicle. Each stands and falls alone, and each act is on the ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.hold_authority import Release, check_release, may_ever_release
from casework.domain.holds import STOPS
from casework.models import Hold
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST, LONGEST_REASON = 120, 500


class NewHold(Value):
    """What an agency asks for: which hold, who places it, on what ground."""

    code: str
    placed_by: str
    reason: str
    legal_basis: str = ""
    reference: str = ""


class HoldRow(Value):
    """A hold as the desk manages it. `mine`: whether the reader's duties release such a hold at all."""

    id: UUID
    code: str
    placed_by: str
    since: datetime
    until: datetime | None
    reference: str | None
    release_reference: str | None
    mine: bool

    def is_active(self, at: datetime) -> bool:
        """Whether it is in force."""
        return self.since <= at and (self.until is None or at < self.until)


def place_hold(session: ViewerSession, vehicle_id: UUID, new: NewHold) -> Hold:
    """A new hold from now on. Raises InvalidInput under code, placed_by or reason."""
    vehicle = vehicle_by_id(session, vehicle_id, lock=True)
    wrong: dict[str, Sayable] = {}
    if new.code not in STOPS:
        wrong["code"] = phrase("Choose which hold it is")
    if not new.placed_by.strip():
        wrong["placed_by"] = phrase("Name the agency that asks for the hold")
    if not new.reason.strip():
        wrong["reason"] = phrase("Say why the hold is placed")
    if wrong:
        raise InvalidInput(wrong)
    row = Hold(
        id=new_id(),
        vehicle_id=vehicle.id,
        code=new.code,
        placed_by=" ".join(new.placed_by.split())[:LONGEST],
        reason=new.reason.strip()[:LONGEST_REASON],
        since=now(),
        placed_actor=session.viewer.actor,
        legal_basis=new.legal_basis.strip()[:LONGEST] or None,
        report_number=new.reference.strip()[:LONGEST] or None,
    )
    session.add(row)
    session.flush()
    ledger_chain.record(
        session, "hold.placed", subjects=[vehicle.id], fields=["hold"], detail={"code": row.code}
    )
    return row


def release_hold(session: ViewerSession, hold_id: UUID, *, reference: str, agency: str = "") -> Hold:
    """End a hold now. Refused HOLD_OVER, HOLD_NOT_YOURS, SAME_PERSON, HOLD_OTHER_AGENCY, HOLD_RELEASE_UNPROVEN."""
    row = session.scalar(
        select(Hold).where(Hold.id == hold_id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    if row.until is not None and row.until <= now():
        raise Refused("HOLD_OVER", phrase("This hold has been released already. Reload the page"))
    viewer = session.viewer
    asked = Release(viewer.duties, row.placed_actor == viewer.actor, reference, agency)
    for finding in check_release(row.code, row.placed_by, asked):
        raise Refused(finding.code, finding.said)
    row.until, row.released_actor = now(), viewer.actor
    row.release_number = reference.strip()[:LONGEST] or None
    session.flush()
    ledger_chain.record(
        session,
        "hold.released",
        subjects=[row.vehicle_id],
        fields=["hold"],
        detail={"code": row.code, "reference": row.release_number or ""},
    )
    return row


def holds_at_desk(session: ViewerSession, vehicle_id: UUID) -> tuple[HoldRow, ...]:
    """Every hold of the vehicle, the newest first."""
    names = ("id", "code", "placed_by", "since", "until", "report_number", "release_number")
    chosen = select(*(getattr(Hold, name) for name in names)).where(Hold.vehicle_id == vehicle_id)
    duties = session.viewer.duties
    found = session.execute(chosen.order_by(Hold.since.desc(), Hold.id))
    return tuple(
        HoldRow(
            row.id,
            row.code,
            row.placed_by,
            row.since,
            row.until,
            row.report_number,
            row.release_number,
            may_ever_release(row.code, duties),
        )
        for row in found
    )
