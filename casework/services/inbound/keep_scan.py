"""Keep a fax or a letter that was scanned. Its clock starts when it came, not when somebody enters it."""

from __future__ import annotations

from datetime import datetime
from typing import IO
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.values import Value
from casework.models import IntakeItem
from casework.models.intake import WAITING
from casework.services.documents.file_names import plain_name
from casework.services.documents.keep_file import Kept, Sent, keep_file
from casework.services.inbound.keep_mail import keep_raw
from casework.services.inbound.sort_mail import paper_of
from casework.services.mail.reply_address import post_mark
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

ACCEPT = ("pdf", "jpg", "png")
SCAN, UNREADABLE = "scan", "unreadable"


class Scan(Value):
    """A scan: how it came, when, and the file. `subject` and `sender`: what staff say of it, if they do."""

    channel: str
    source: str
    received_at: datetime
    name: str
    content: IO[bytes]
    subject: str = ""
    sender: str = ""


def keep_scan(session: ViewerSession, scan: Scan, *, again: str, refuse: bool = False) -> UUID:
    """The item of a scan; that of the first time when the file of this name (`again`) was taken in before.

    One that is no PDF or picture, or is harmful, is kept as it is, and waits too: nothing that came is lost. With
    `refuse` it raises InvalidInput (`file`): somebody is there who can scan it again.
    """
    tenant = office_of(session).tenant.id
    scan.content.seek(0)
    raw = scan.content.read()
    told = f"{scan.channel}|{again}|{scan.received_at.isoformat()}|".encode()
    mark = post_mark(tenant, told + raw)
    known = session.scalar(select(IntakeItem.id).where(IntakeItem.mark == mark))
    if known is not None:
        return known
    kept = (
        keep_file(session, Sent(scan.name, scan.content), ACCEPT, used=0) if refuse else _kept(session, scan)
    )
    item = _item(session, scan, mark, why=SCAN if kept else UNREADABLE)
    if kept is not None:
        session.add(paper_of(item.id, kept))
    else:
        keep_raw(session, item.id, raw, name=plain_name(scan.name))
    ledger_chain.record(session, "post.received", subjects=[item.id], detail={"channel": scan.channel})
    session.flush()
    return item.id


def _kept(session: ViewerSession, scan: Scan) -> Kept | None:
    try:
        return keep_file(session, Sent(scan.name, scan.content), ACCEPT, used=0)
    except InvalidInput:
        return None


def _item(session: ViewerSession, scan: Scan, mark: bytes, *, why: str) -> IntakeItem:
    item = IntakeItem(
        id=new_id(),
        channel=scan.channel,
        source=scan.source,
        received_at=min(scan.received_at, now()),
        logged_by=session.viewer.actor,
        mark=mark,
        status=WAITING,
        why=why,
        subject=scan.subject or plain_name(scan.name),
        sender_name=scan.sender or None,
    )
    session.add(item)
    session.flush()
    return item
