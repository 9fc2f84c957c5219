"""Enter a record that was found, or take one off that is none; what was given out stays."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.models import FoundRecord
from casework.services.documents.keep_file import Sent
from casework.services.records.at_work import lock_at_work
from casework.services.records.record_files import ORIGINAL, keep_record_file
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 200


def add_record(session: ViewerSession, case_id: UUID, title: str, sent: Sent | None) -> UUID:
    """The record's id; without a file it is on paper. Raises InvalidInput under `title` or `file`, Refused."""
    case, _workflow = lock_at_work(session, case_id)
    title = " ".join(title.split())
    if not 0 < len(title) <= LONGEST:
        raise InvalidInput({"title": phrase("Say what it is, in 200 characters at most")})
    original = keep_record_file(session, case.id, ORIGINAL, sent) if sent else None
    row = FoundRecord(
        case_id=case.id,
        title=title,
        original_id=original.id if original else None,
        added_by=session.viewer.actor,
    )
    session.add(row)
    session.flush()
    ledger_chain.record(session, "record.added", case=case.id, detail={"record": str(row.id)})
    return row.id


def remove_record(session: ViewerSession, case_id: UUID, record_id: UUID) -> None:
    """Take it off the list. Raises Refused GIVEN where the applicant has it already, NotFound."""
    case, _workflow = lock_at_work(session, case_id)
    row = record_row(session, case.id, record_id)
    if row.given_id is not None:
        raise Refused("GIVEN", phrase("The person has this record already, so it stays on the list"))
    row.removed_at = now()
    ledger_chain.record(session, "record.removed", case=case.id, detail={"record": str(row.id)})


def record_row(session: ViewerSession, case_id: UUID, record_id: UUID) -> FoundRecord:
    """The row of a record of this case that was not taken off."""
    chosen = select(FoundRecord).where(
        FoundRecord.case_id == case_id, FoundRecord.id == record_id, FoundRecord.removed_at.is_(None)
    )
    row = session.scalar(chosen)
    if row is None:
        raise NotFound
    return row
