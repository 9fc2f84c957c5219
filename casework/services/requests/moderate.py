"""What everybody sees of one request, decided by somebody of the office. What was sent stays as it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Case, Document, PublicPhoto, PublicRequest
from casework.packs import Workflow
from casework.packs.model_listing import NEVER
from casework.policy.rulebook import require
from casework.services.cases.available_moves import facts_for
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.documents.scan_file import READABLE
from casework.services.requests.face import face_of, hide, release
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 2000
SEALED = phrase("This case is sealed, so nothing of it stands in public.")
NOT_LISTED = phrase("Requests of this category are never listed. Your administrator can change that.")


class Shown(Value):
    """What everybody sees now, beside what was sent. `photos`: id, name, whether it is released."""

    published: bool
    seen: bool
    place: str
    words: str
    original: str
    photos: tuple[tuple[UUID, str, bool], ...]


def read_shown(session: ViewerSession, case: Case, workflow: Workflow) -> Shown:
    """The public face beside the original. NotFound for a kind of work without one."""
    row, listing = face_of(session, case.id), workflow.listing
    if row is None or listing is None:
        raise NotFound
    facts = facts_for(session, case, workflow)
    released = set(
        session.scalars(select(PublicPhoto.document_id).where(PublicPhoto.request_id == row.id)).all()
    )
    return Shown(
        published=row.published,
        seen=row.seen_at is not None,
        place=row.place or "",
        words=row.words or "",
        original=str(facts.get(listing.words or "") or ""),
        photos=tuple((one.id, one.name, one.id in released) for one in _pictures(session, case, workflow)),
    )


def moderate(
    session: ViewerSession, case_id: UUID, *, publish: bool, words: str, photos: Iterable[UUID]
) -> None:
    """Publish these words and photos, or take everything out of the list. Raises Refused, InvalidInput (`words`)."""
    require("request.moderate", session.viewer)
    case = lock_case(session, case_id)
    workflow, row = workflow_of(session, case), face_of(session, case.id)
    if row is None or workflow.listing is None:
        raise NotFound
    if len(words) > LONGEST:
        raise InvalidInput({"words": phrase("Enter 2,000 characters at most")})
    if publish:
        _publish(session, case, workflow, row)
        row.words = words.strip() or None
        _release_photos(session, case, workflow, row, set(photos))
    else:
        hide(session, row)
    row.seen_at, row.changed_at = row.seen_at or now(), now()
    session.flush()
    add_event(session, case.id, "moderated", detail={"published": row.published})
    ledger_chain.record(session, "case.moderated", case=case.id, detail={"published": row.published})


def _publish(session: ViewerSession, case: Case, workflow: Workflow, row: PublicRequest) -> None:
    if case.sealed:
        raise Refused("SEALED", SEALED)
    release(row, workflow, facts_for(session, case, workflow))
    if not row.published:
        assert workflow.listing is not None  # the caller has looked
        never = workflow.listing.of(row.category).publish == NEVER
        raise Refused(
            "NOT_LISTED", NOT_LISTED if never else phrase("What ended without being done is not listed.")
        )


def _release_photos(
    session: ViewerSession, case: Case, workflow: Workflow, row: PublicRequest, wanted: set[UUID]
) -> None:
    held = {
        one.document_id: one
        for one in session.scalars(select(PublicPhoto).where(PublicPhoto.request_id == row.id))
    }
    for picture in _pictures(session, case, workflow):
        if picture.id in wanted and picture.id not in held:
            session.add(
                PublicPhoto(
                    request_id=row.id,
                    document_id=picture.id,
                    store_name=picture.store_name,
                    media_type=picture.media_type,
                )
            )
    for document, photo in held.items():
        if document not in wanted:
            session.delete(photo)


def _pictures(session: ViewerSession, case: Case, workflow: Workflow) -> list[Document]:
    """The photos of the request that were found harmless; each was drawn anew when it came in."""
    if workflow.listing is None or workflow.listing.photos is None:
        return []
    rows = session.scalars(
        select(Document)
        .where(
            Document.case_id == case.id,
            Document.field == workflow.listing.photos,
            Document.removed_at.is_(None),
            Document.scan.in_(sorted(READABLE)),
        )
        .order_by(Document.at, Document.id)
    )
    return [row for row in rows if row.media_type.startswith("image/")]
