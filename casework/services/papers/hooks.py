"""Effects for packs that print: each puts the printing into the queue, so that no move waits for a paper."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.models import VehicleTitle
from casework.models.issued_paper import LETTER, RECALL, RELEASE, TITLE
from casework.packs.deed import Deed
from casework.services.vehicles.standing import ELECTRONIC
from casework.store.queue import defer
from casework.store.session import ViewerSession


def print_title(deed: Deed) -> None:
    """The certificate of the title that this case brought about, unless a lender holds it electronically."""
    chosen = select(VehicleTitle.id).where(
        VehicleTitle.case_id == deed.case.id,
        VehicleTitle.form == ELECTRONIC,
        VehicleTitle.superseded_at.is_(None),
    )
    if deed.session.scalar(chosen) is not None:
        return
    ask_for_paper(deed.session, deed.case.id, TITLE)


def print_release(deed: Deed) -> None:
    """The seller's receipt of release."""
    ask_for_paper(deed.session, deed.case.id, RELEASE)


def print_letter(deed: Deed) -> None:
    """The letter that the move sends, for people who are written to by post and for those who want it on paper."""
    if deed.move.letter:
        ask_for_paper(deed.session, deed.case.id, LETTER, template=deed.move.letter)


def ask_for_recall_letter(session: ViewerSession, event_id: UUID) -> None:
    """Have the letter about a recalled plate made by the worker."""
    if not session.info.get("history"):
        defer(session, "make_document", kind=RECALL, event=event_id)


def ask_for_paper(session: ViewerSession, case_id: UUID, kind: str, *, template: str = "") -> None:
    """Have a paper of the case made by the worker. What is taken in as history was printed when it happened."""
    if not session.info.get("history"):
        defer(session, "make_document", case=case_id, kind=kind, template=template)
