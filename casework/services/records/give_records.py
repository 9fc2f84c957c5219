"""Give out what is decided: a new file for the applicant from each record that may be, and the grounds of the rest."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.models import Document, FoundRecord
from casework.models.record import PART, RELEASE
from casework.packs.deed import Deed
from casework.services.cases.events import add_event
from casework.services.deadlines.happened import DECIDED
from casework.services.records.read_records import read_records
from casework.services.records.record_files import give_copy
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def give_records(deed: Deed) -> None:
    """Give what was not given before, and enter how many and by which rules the rest is withheld."""
    session, case_id = deed.session, deed.case.id
    given = [_give(session, row) for row in _to_give(session, case_id)]
    log = read_records(session, case_id)
    grounds = sorted({line.exemption for line in log.held})
    counts = {
        kind: sum(one.decision == kind for one in log.records) for kind in ("release", "part", "withhold")
    }
    detail = {"counts": counts, "grounds": grounds, "given": len(given)}
    add_event(session, case_id, DECIDED, public=True, detail=detail)
    ledger_chain.record(session, "records.given", case=case_id, detail=detail)


def _to_give(session: ViewerSession, case_id: UUID) -> list[FoundRecord]:
    rows = session.scalars(
        select(FoundRecord).where(
            FoundRecord.case_id == case_id,
            FoundRecord.removed_at.is_(None),
            FoundRecord.decision.in_((RELEASE, PART)),
        )
    )
    return [row for row in rows if _source_of(row) is not None]


def _source_of(row: FoundRecord) -> UUID | None:
    """The file to copy from: in part, always and only the revision."""
    return row.revision_id if row.decision == PART else row.original_id


def _give(session: ViewerSession, row: FoundRecord) -> UUID:
    source = session.scalars(select(Document).where(Document.id == _source_of(row))).one()
    before = (
        session.scalar(select(Document.sha256).where(Document.id == row.given_id)) if row.given_id else None
    )
    if source.scan == "infected":
        raise Refused("INFECTED", phrase("A file of a record is infected, so it is not given out"))
    if before != source.sha256:
        row.given_id = give_copy(session, source).id
    assert row.given_id is not None  # given now, or before
    return row.given_id
