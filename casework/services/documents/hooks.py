"""What a move may ask of the papers of a case: guards and effects for packs."""

from __future__ import annotations

from casework.base.errors import RefusedTogether
from casework.packs.deed import PAPERS, Deed
from casework.services.documents import verify_document as seeing


def papers_in_order(deed: Deed) -> None:
    """Refuse by its code each fault that an officer found in a paper, until a better one has come."""
    papers = deed.known.get(PAPERS)
    if papers is None:
        papers = seeing.papers_came(deed.session, deed.case.id)
    found = seeing.standing_faults(papers, deed.workflow)
    if found:
        raise RefusedTogether(found)


def verify_papers(deed: Deed) -> None:
    """Whoever makes the move has seen the papers that its checks name."""
    fields = [name for check in deed.move.checks for name in check.fields]
    seeing.verify_papers(deed.session, deed.case.id, fields)
