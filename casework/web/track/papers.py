"""Files of the visitor's own case, and the papers that were issued in it."""

from uuid import UUID

from flask import Response

from casework.services.cases.pin import workflow_of
from casework.services.documents.open_document import open_document
from casework.services.papers.read_papers import read_paper
from casework.web.attachments import attachment
from casework.web.papers.issued import as_pdf
from casework.web.track.door import everybody, own_case, track


@track.get("/track/<number>/documents/<uuid:document>")
@everybody
def paper(number: str, document: UUID) -> Response:
    """One file, to be saved; that it was read is on the ledger before it leaves."""
    with own_case(number) as mine:
        workflow = workflow_of(mine.session, mine.case)
        file = open_document(mine.session, mine.case.id, document, workflow)
        mine.session.commit()
    return attachment(file)


@track.get("/track/<number>/issued/<uuid:paper>")
@everybody
def issued(number: str, paper: UUID) -> Response:
    """A paper of theirs as it was issued; that it was read is on the ledger before it leaves."""
    with own_case(number) as mine:
        found = read_paper(mine.session, mine.case.id, paper)
        mine.session.commit()
    return as_pdf(found)
