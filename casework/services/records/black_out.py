"""Black out areas of a record's pages: look at a page, mark what is withheld, and make the file that may be given."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import UUID

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import FoundRecord
from casework.models.record import PART
from casework.packs import Workflow
from casework.services.documents.keep_file import Sent
from casework.services.documents.open_document import open_document
from casework.services.documents.scan_file import INFECTED, READABLE
from casework.services.records.add_record import record_row
from casework.services.records.areas import Area
from casework.services.records.at_work import lock_at_work
from casework.services.records.decide_record import decide_record
from casework.services.records.draw_pages import DRAWN, count_pages, draw_black, draw_page
from casework.services.records.read_records import Record, read_records
from casework.services.records.record_files import path_of, record_file
from casework.services.records.withhold import Held, withhold
from casework.services.records.words_left import text_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession


class Page(Value):
    """A page as a picture, and how many the file has."""

    count: int
    png: bytes


def read_page(session: ViewerSession, case_id: UUID, record_id: UUID, workflow: Workflow, page: int) -> Page:
    """A page of the original, with its disclosure on the ledger. NotFound where there is none to be drawn."""
    row = record_row(session, case_id, record_id)
    if row.original_id is None:
        raise NotFound
    file = open_document(session, case_id, row.original_id, workflow)
    if file.media_type not in DRAWN:
        raise NotFound
    try:
        return Page(*draw_page(file.path, file.media_type, page))
    except InvalidInput as wrong:
        if "page" in wrong.errors:
            raise NotFound from None
        raise


def pages_of(session: ViewerSession, record: Record) -> int:
    """How many pages of a record can be looked at and made black; none where it is on paper, or of another kind."""
    document = record_file(session, record.original.id if record.original else None)
    if document is None or document.media_type not in DRAWN or document.scan not in READABLE:
        return 0
    return count_pages(path_of(session, document), document.media_type)


def mark_area(session: ViewerSession, case_id: UUID, held: Held) -> UUID:
    """Enter an area into the log; the line's id. Raises InvalidInput by field, also for a page that is not there."""
    line = withhold(session, case_id, held)
    assert held.record is not None  # an area is on a page of a record
    draw_page(*_original(session, record_row(session, case_id, held.record)), int(held.page))
    return line


def make_black(session: ViewerSession, case_id: UUID, record_id: UUID) -> None:
    """Make the file of a record without what is withheld, and decide that it is given out in part.

    Each line of its log must say its area. Raises InvalidInput under `areas`, `page` or `file`, Refused.
    """
    case, _workflow = lock_at_work(session, case_id)
    log = read_records(session, case.id)
    found = next(((n, one) for n, one in enumerate(log.records, 1) if one.id == record_id), None)
    if found is None:
        raise NotFound
    number, record = found
    areas = _areas(record)
    made = draw_black(*_original(session, record_row(session, case.id, record_id)), areas)
    # Its own name: that of the original may say what is withheld.
    sent = Sent(f"{case.number}-{number}.pdf", BytesIO(made))
    decide_record(session, case.id, record_id, PART, sent=sent)
    _make_sure(session, record_row(session, case.id, record_id))
    detail = {"record": str(record_id), "areas": len(areas)}
    ledger_chain.record(session, "record.blacked_out", case=case.id, detail=detail)


def _areas(record: Record) -> list[tuple[int, Area]]:
    found = [(line, line.page, line.area) for line in record.held]
    if not found:
        raise InvalidInput({"areas": phrase("Mark first what is to be black")})
    if any(area is None for _line, _page, area in found):
        said = phrase(
            "Part of what is withheld has no area yet. Mark where it stands, and lift the line without"
        )
        raise InvalidInput({"areas": said})
    return [(page, area) for _line, page, area in found if page is not None and area is not None]


def _original(session: ViewerSession, row: FoundRecord) -> tuple[Path, str]:
    document = record_file(session, row.original_id)
    if document is None or document.media_type not in DRAWN:
        raise InvalidInput({"file": phrase("Only pages of a PDF or a picture can be made black here")})
    if document.scan == INFECTED:
        raise Refused("INFECTED", phrase("A file of a record is infected, so it is not given out"))
    return path_of(session, document), document.media_type


def _make_sure(session: ViewerSession, row: FoundRecord) -> None:
    """Nothing but pictures is in the new file: no text, seen or not, and nothing that it says of itself."""
    made = record_file(session, row.revision_id)
    if made is None or text_of(path_of(session, made), made.media_type).strip():
        raise InvalidInput({"file": phrase("The new file still has text in it, so it was not kept")})
