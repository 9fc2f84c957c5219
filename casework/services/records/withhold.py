"""Write into the log what is withheld and by which exemption, or lift a line of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import FoundRecord, Withholding
from casework.models.record import EXTENTS, PLACE, REQUEST
from casework.packs.law import Exemption, Law
from casework.services.deadlines.lawful import law_of_case
from casework.services.office import office_of
from casework.services.records.add_record import record_row
from casework.services.records.areas import Area, read_area
from casework.services.records.at_work import lock_at_work
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST, LONGEST_PLACE, MOST_PAGES = 2000, 200, 100_000


class Held(Value):
    """What somebody enters: of which record (none: of the whole request), where, by which exemption, and why.

    `area`: percentages of the page by side, where a place is an area of it.
    """

    extent: str
    exemption: str
    reason: str
    record: UUID | None = None
    page: str = ""
    place: str = ""
    interest: str = ""
    area: Mapping[str, str] | None = None


def withhold(session: ViewerSession, case_id: UUID, held: Held) -> UUID:
    """The line's id. Raises InvalidInput by field (also the public-interest note, where the exemption asks for one).

    A record that was decided otherwise is undecided again.
    """
    case, _workflow = lock_at_work(session, case_id)
    law = law_of_case(session, case.id)
    row = record_row(session, case.id, held.record) if held.record else None
    line = _checked(held, law, row, today(office_of(session).tenant.timezone))
    line.case_id, line.entered_by = case.id, session.viewer.actor
    session.add(line)
    if row is not None and row.given_id is None:
        row.decision = row.decided_at = row.decided_by = None
    session.flush()
    detail = {"line": str(line.id), "exemption": line.exemption}
    ledger_chain.record(session, "record.withheld", case=case.id, detail=detail)
    return line.id


def lift(session: ViewerSession, case_id: UUID, line_id: UUID) -> None:
    """Say that this is withheld no more; the line stays to be read. NotFound for one that was lifted."""
    case, _workflow = lock_at_work(session, case_id)
    line = session.scalar(
        select(Withholding).where(
            Withholding.case_id == case.id, Withholding.id == line_id, Withholding.lifted_at.is_(None)
        )
    )
    if line is None:
        raise NotFound
    line.lifted_at, line.lifted_by = now(), session.viewer.actor
    if line.record_id is not None:
        row = record_row(session, case.id, line.record_id)
        row.decision = row.decided_at = row.decided_by = None
    session.flush()
    ledger_chain.record(session, "record.lifted", case=case.id, detail={"line": str(line.id)})


def _checked(held: Held, law: Law | None, row: FoundRecord | None, day: date) -> Withholding:
    errors: dict[str, Sayable] = {}
    exemption = law.exemptions.get(held.exemption) if law else None
    if exemption is None or not exemption.holds_on(day):
        errors["exemption"] = phrase("Choose the rule by which it is withheld")
    if held.extent not in EXTENTS or (held.extent == REQUEST) != (row is None):
        errors["extent"] = phrase("Choose how much is withheld")
    reason = _words(held.reason, LONGEST)
    if not reason:
        errors["reason"] = phrase("Say why, in 2000 characters at most")
    place, page = _where(held, errors)
    area = _area(held, page, errors)
    interest = _interest(held, exemption, errors)
    if errors or law is None or exemption is None:
        raise InvalidInput(errors)
    return Withholding(
        record_id=row.id if row else None,
        extent=held.extent,
        page=page,
        place=place,
        area=list(area) if area else None,
        law=law.name,
        exemption=exemption.code,
        reason=reason,
        interest=interest,
    )


def _where(held: Held, errors: dict[str, Sayable]) -> tuple[str | None, int | None]:
    if held.extent != PLACE:
        return None, None
    place, page = _words(held.place, LONGEST_PLACE), held.page.strip()
    if not place and (held.area is None or held.place.strip()):
        errors["place"] = phrase("Say where it stands, in 200 characters at most")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 0
    if page and not 0 < number <= MOST_PAGES:
        errors["page"] = phrase("Enter the page as a whole number, or leave it empty")
    return place, number or None


def _area(held: Held, page: int | None, errors: dict[str, Sayable]) -> Area | None:
    if held.area is None or held.extent != PLACE:
        return None
    if page is None:
        errors.setdefault("page", phrase("Enter the page as a whole number"))
    try:
        return read_area(held.area)
    except InvalidInput as wrong:
        errors |= wrong.sayings
        return None


def _interest(held: Held, exemption: Exemption | None, errors: dict[str, Sayable]) -> str | None:
    interest = _words(held.interest, LONGEST)
    if exemption is not None and exemption.weighed and not interest:
        errors["interest"] = phrase("Say how the public interest was weighed: this rule asks for it")
    return interest or None


def _words(text: str, most: int) -> str:
    said = text.strip()
    return said if len(said) <= most else ""
