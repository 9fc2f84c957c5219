"""Have the scanner look at files that came while it was away."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from casework.models import Document, IntakeFile, Upload
from casework.services.documents.scan_file import INFECTED, WAITING, scan_file
from casework.services.office import office_of
from casework.settings import Settings
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

MOST = 200


def scan_waiting(session: ViewerSession) -> int:
    """How many files have a verdict now. An infected one stays where it is: marked, and given to nobody."""
    settings: Settings = current_app.extensions["casework.settings"]
    rows = [
        *session.scalars(select(Document).where(Document.scan == WAITING).limit(MOST)),
        *session.scalars(select(Upload).where(Upload.scan == WAITING).limit(MOST)),
        *session.scalars(select(IntakeFile).where(IntakeFile.scan == WAITING).limit(MOST)),
    ]
    told = 0
    for row in rows:
        with file_store().open(office_of(session).tenant.id, row.store_name) as file:
            row.scan = scan_file(file, settings.clamd)
        told += row.scan != WAITING
        if row.scan == INFECTED:
            about = row.draft_id if isinstance(row, Upload) else row.case_id
            fields = [] if isinstance(row, IntakeFile) else [row.field]
            ledger_chain.record(session, "file.infected", case=about, subjects=[row.id], fields=fields)
    return told
