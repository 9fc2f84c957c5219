"""Sort a mail that was kept: read it, keep its files, say what becomes of it."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.domain.mail_reading import MailFile, MailRead, read_mail
from casework.models import IntakeFile, IntakeItem
from casework.models.intake import JOINING, PAPER, RAW, RECEIVED, REFUSED, WAITING
from casework.services.documents.keep_file import Kept, Sent, keep_file
from casework.services.inbound.bounces import take_bounce
from casework.services.inbound.judge_mail import judge_mail
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.queue import defer
from casework.store.session import ViewerSession

JOIN_TASK = "join_mail"


def sort_mail(session: ViewerSession, item_id: UUID) -> None:
    """Sort it, once."""
    item = session.scalar(select(IntakeItem).where(IntakeItem.id == item_id).with_for_update())
    raw = session.scalar(select(IntakeFile).where(IntakeFile.item_id == item_id, IntakeFile.kind == RAW))
    if item is None or raw is None or item.status != RECEIVED:
        return
    mail = read_mail(file_store().read(office_of(session).tenant.id, raw.store_name))
    _fill(item, mail)
    _keep_files(session, item, raw, mail.files)
    verdict = judge_mail(session, mail)
    about = take_bounce(session, mail.bounce) if mail.bounce else verdict.case
    item.status, item.why = verdict.status, item.why or verdict.why
    if mail.bounce and about is not None:
        item.status = WAITING  # somebody waits for our mail in vain: somebody has to reach them
    if item.status == JOINING:
        item.case_id = verdict.case
        defer(session, JOIN_TASK, item=item.id, case=verdict.case)
    else:
        item.hint_id = about
    ledger_chain.record(
        session, "post.sorted", case=item.case_id, subjects=[item.id], detail={"status": item.status}
    )
    session.flush()


def _fill(item: IntakeItem, mail: MailRead) -> None:
    item.sender = mail.sender or None
    item.sender_name = mail.sender_name or None
    item.subject = mail.subject or None
    item.words = mail.text or None
    item.message_id = mail.message_id or None
    if mail.faults and not item.why:
        item.why = mail.faults[0]


def _keep_files(
    session: ViewerSession, item: IntakeItem, raw: IntakeFile, files: tuple[MailFile, ...]
) -> None:
    used = 0
    for file in files:
        try:
            kept = keep_file(session, Sent(file.name, BytesIO(file.content)), (), used=used)
        except InvalidInput:
            session.add(_refused(item, raw, file))
            continue
        used += kept.stored.size
        session.add(paper_of(item.id, kept))
    session.flush()


def paper_of(item: UUID, kept: Kept) -> IntakeFile:
    """The row of a file that can become a paper of a case."""
    return IntakeFile(
        id=new_id(),
        item_id=item,
        kind=PAPER,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.stored.size,
        sha256=kept.stored.sha256,
        store_name=kept.stored.name,
        scan=kept.scan,
    )


def _refused(item: IntakeItem, raw: IntakeFile, file: MailFile) -> IntakeFile:
    """A file that is no paper we take. It stays where it was: in the raw mail."""
    return IntakeFile(
        id=new_id(),
        item_id=item.id,
        kind=REFUSED,
        name=file.name,
        media_type=file.media_type[:100],
        size=len(file.content),
        sha256=raw.sha256,
        store_name=raw.store_name,
        scan=raw.scan,
    )
