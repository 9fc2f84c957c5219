"""Keep a mail as it came in, before anybody looks at it: once it is kept it is not lost, whatever stands in it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from casework.base.clock import now
from casework.base.ids import new_id
from casework.models import IntakeFile, IntakeItem
from casework.models.intake import RAW, RECEIVED
from casework.services.documents.scan_file import scan_file
from casework.services.mail.reply_address import post_mark
from casework.services.office import office_of
from casework.settings import Settings
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "take_post"
MOST_MAIL = 30_000_000
"""Bytes of a mail that is read; of a longer one the head is kept, and the file stays where it was dropped."""
HEAD_OF_LONG = 200_000
TOO_LONG = "too_long"


def keep_mail(
    session: ViewerSession, raw: bytes, *, source: str, received_at: datetime | None = None
) -> UUID:
    """The item of a mail; that of the first time when the same mail has come before. Sorting it is queued."""
    tenant = office_of(session).tenant.id
    mark = post_mark(tenant, raw)
    known = session.scalar(select(IntakeItem.id).where(IntakeItem.mark == mark))
    if known is not None:
        return known
    item = IntakeItem(
        id=new_id(),
        channel="email",
        source=source,
        received_at=min(received_at or now(), now()),
        mark=mark,
        status=RECEIVED,
        why=TOO_LONG if len(raw) > MOST_MAIL else "",
    )
    session.add(item)
    session.flush()
    keep_raw(session, item.id, raw if len(raw) <= MOST_MAIL else raw[:HEAD_OF_LONG])
    defer(session, TASK, item=item.id)
    ledger_chain.record(session, "post.received", subjects=[item.id], detail={"channel": "email"})
    return item.id


def keep_raw(session: ViewerSession, item: UUID, raw: bytes, *, name: str = "mail.eml") -> None:
    """Keep what came, byte for byte."""
    settings: Settings = current_app.extensions["casework.settings"]
    stored = file_store().keep(office_of(session).tenant.id, raw)
    row = IntakeFile(
        id=new_id(),
        item_id=item,
        kind=RAW,
        name=name,
        media_type="message/rfc822" if name.endswith(".eml") else "application/octet-stream",
        size=stored.size,
        sha256=stored.sha256,
        store_name=stored.name,
        scan=scan_file(BytesIO(raw), settings.clamd),
    )
    session.add(row)
    session.flush()
