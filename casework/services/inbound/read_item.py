"""Read one thing that came in, and open its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound, Refused, Stale
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Case, IntakeFile, IntakeItem
from casework.models.intake import REFUSED, SET_ASIDE, WAITING
from casework.services.documents.open_document import OpenedFile
from casework.services.documents.scan_file import READABLE
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

TO_SORT = (WAITING, SET_ASIDE)
DONE = phrase("Somebody has dealt with this already. See below what became of it.")


class PostFile(Value):
    """A file of it, as a page shows it."""

    id: UUID
    kind: str
    name: str
    media_type: str
    size: int
    scan: str
    filed: bool


class PostItem(Value):
    """What came in, as frozen values. `number`: the case it belongs to, or is perhaps about, if the reader sees it."""

    id: UUID
    channel: str
    source: str
    received_at: datetime
    logged_by: UUID | None
    status: str
    why: str
    sender: str
    sender_name: str
    subject: str
    words: str
    number: str
    done_at: datetime | None
    done_by: UUID | None
    reason: str
    files: tuple[PostFile, ...]

    @property
    def to_sort(self) -> bool:
        """Whether somebody can say what becomes of it."""
        return self.status in TO_SORT


def read_item(session: ViewerSession, item_id: UUID) -> PostItem:
    """The item; its reading goes on the ledger. Raises NotFound."""
    item = session.scalar(select(IntakeItem).where(IntakeItem.id == item_id))
    if item is None:
        raise NotFound
    about = item.case_id or item.hint_id
    number = session.scalar(select(Case.number).where(Case.id == about)) if about else None
    ledger_chain.record(session, "post.read", case=item.case_id, subjects=[item.id])
    return PostItem(
        id=item.id,
        channel=item.channel,
        source=item.source,
        received_at=item.received_at,
        logged_by=item.logged_by,
        status=item.status,
        why=item.why,
        sender=item.sender or "",
        sender_name=item.sender_name or "",
        subject=item.subject or "",
        words=item.words or "",
        number=number or "",
        done_at=item.done_at,
        done_by=item.done_by,
        reason=item.reason or "",
        files=tuple(_shown(file) for file in files_of_item(session, item_id)),
    )


def _shown(file: IntakeFile) -> PostFile:
    return PostFile(
        **{name: getattr(file, name) for name in ("id", "kind", "name", "media_type", "size", "scan")},
        filed=file.document_id is not None,
    )


def files_of_item(session: ViewerSession, item_id: UUID) -> Sequence[IntakeFile]:
    """Its files, as they came."""
    chosen = select(IntakeFile).where(IntakeFile.item_id == item_id)
    return session.scalars(chosen.order_by(IntakeFile.kind, IntakeFile.at, IntakeFile.id)).all()


def open_file(session: ViewerSession, item_id: UUID, file_id: UUID) -> OpenedFile:
    """One of its files. Raises NotFound, and Refused for one that the scanner has not passed."""
    file = next((one for one in files_of_item(session, item_id) if one.id == file_id), None)
    if file is None or file.kind == REFUSED:
        raise NotFound
    if file.scan not in READABLE:
        raise Refused("NOT_SCANNED", phrase("This file is still being checked. Try again in some minutes."))
    ledger_chain.record(session, "post.file_opened", case=file.case_id, subjects=[item_id, file.id])
    path = file_store().path(office_of(session).tenant.id, file.store_name)
    return OpenedFile(file.name, file.media_type, path)


def item_to_sort(session: ViewerSession, item_id: UUID) -> IntakeItem:
    """The item, locked, as long as nobody has dealt with it. Raises NotFound, Stale."""
    item = session.scalar(
        select(IntakeItem)
        .where(IntakeItem.id == item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if item is None:
        raise NotFound
    if item.status not in TO_SORT:
        raise Stale(DONE)
    return item
