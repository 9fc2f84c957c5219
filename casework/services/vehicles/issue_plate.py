"""Give a mark a life: a new plate, or an old text that is free again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.domain import plate_text
from casework.models import PlateIssue, PlateIssueEvent, PlateMark
from casework.services.office import office_of
from casework.services.vehicles.plate_status import ENDED, MAY_BE_ASSIGNED
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def issue_plate(
    session: ViewerSession, text: str, plate_class: str, *, on: date, holder: UUID | None = None
) -> PlateIssue:
    """A new plate issue, not yet on a vehicle.

    Raises InvalidInput (`plate`, `plate_class`), Refused PLATE_IN_USE or CONFUSABLE_WITH.
    """
    kind = office_of(session).kind
    if plate_class not in kind.plates:
        raise InvalidInput({"plate_class": phrase("Choose a class of plate that this office issues")})
    canonical = plate_text.canonical(text)
    mark = _mark(session, text, canonical, plate_class)
    last = session.scalar(select(func.max(PlateIssue.life)).where(PlateIssue.mark_id == mark.id)) or 0
    _check_free(session, mark)
    issue = PlateIssue(
        id=new_id(),
        mark_id=mark.id,
        life=last + 1,
        status="ISSUED",
        follows=kind.plates[plate_class].follows,
        issued_on=on,
        holder_id=holder,
    )
    session.add(issue)
    session.flush()
    session.add(PlateIssueEvent(issue_id=issue.id, to_status="ISSUED", actor_id=session.viewer.actor))
    ledger_chain.record(session, "plate.issued", subjects=[mark.id, issue.id], fields=["plate"])
    return issue


def free_issue(session: ViewerSession, text: str, plate_class: str, *, on: date) -> PlateIssue:
    """The life of this mark that may go on a vehicle now; a new one where there is none. Raises as `issue_plate`."""
    require_open(session, "plate.numbers")
    canonical = plate_text.canonical(text)
    held = session.scalar(
        select(PlateIssue)
        .join(PlateMark, PlateMark.id == PlateIssue.mark_id)
        .where(
            PlateMark.canonical == canonical,
            PlateMark.plate_class == plate_class,
            PlateIssue.status.in_(MAY_BE_ASSIGNED),
        )
        .order_by(PlateIssue.life.desc())
        .limit(1)
    )
    return held if held is not None else issue_plate(session, text, plate_class, on=on)


def _mark(session: ViewerSession, text: str, canonical: str, plate_class: str) -> PlateMark:
    jurisdiction = office_of(session).kind.jurisdiction
    found = session.scalar(
        select(PlateMark).where(
            PlateMark.jurisdiction == jurisdiction,
            PlateMark.plate_class == plate_class,
            PlateMark.canonical == canonical,
        )
    )
    if found is not None:
        return found
    mark = PlateMark(
        id=new_id(),
        jurisdiction=jurisdiction,
        plate_class=plate_class,
        display=text.strip().upper()[:20],
        canonical=canonical,
        search_key=plate_text.search_key(canonical),
    )
    session.add(mark)
    session.flush()
    return mark


def _check_free(session: ViewerSession, mark: PlateMark) -> None:
    """No life of this mark, nor of one that looks like it here, may still be going on. Told to who reads plates."""
    require_open(session, "plate.numbers")
    alike = session.execute(
        select(PlateMark.id, PlateMark.display)
        .join(PlateIssue, PlateIssue.mark_id == PlateMark.id)
        .where(
            PlateMark.search_key == mark.search_key,
            PlateMark.jurisdiction == mark.jurisdiction,
            PlateIssue.status.not_in(ENDED),
        )
    ).all()
    for row in alike:
        if row.id == mark.id:
            raise Refused("PLATE_IN_USE", phrase("This plate is in use"))
    if alike:
        said = phrase("This plate looks like %(other)s, which is in use", other=alike[0].display)
        raise Refused("CONFUSABLE_WITH", said)
