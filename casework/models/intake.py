"""The post: mails, faxes and letters as they came in, each with its files, until somebody says what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

INSTANT = DateTime(timezone=True)
CHANNELS = ("email", "fax", "letter")
RECEIVED, WAITING, JOINING, SET_ASIDE, JOINED, LINKED, OPENED, DISCARDED = STATUSES = (
    *("received", "waiting", "joining", "set_aside"),
    *("joined", "linked", "opened", "discarded"),
)
RAW, PAPER, REFUSED = FILE_KINDS = ("raw", "paper", "refused")


class IntakeItem(Register):
    """Something that came in. Clocks run from `received_at`, however late it is entered.

    `mark` is a keyed digest of what came: the same mail delivered twice is one item. `hint_id`: the case that it
    says it is about, which proves nothing. Once it belongs to a case it is seen only where the case is.
    """

    __tablename__ = "intake_item"
    __whose__: ClassVar[tuple[str, ...]] = ("id",)

    channel: Mapped[str] = classed("open", Text)
    source: Mapped[str] = classed("open", Text)  # "drop", "smtp", "webhook" or "desk"
    received_at: Mapped[datetime] = classed("open", INSTANT)
    logged_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    logged_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    mark: Mapped[bytes] = classed("open", LargeBinary)
    status: Mapped[str] = classed("open", Text)
    why: Mapped[str] = classed("open", Text, default="")
    sender: Mapped[str | None] = classed("contact", Text, nullable=True)
    sender_name: Mapped[str | None] = classed("contact", Text, nullable=True)
    subject: Mapped[str | None] = classed("matter", Text, nullable=True)
    words: Mapped[str | None] = classed("matter", Text, nullable=True)
    message_id: Mapped[str | None] = classed("matter", Text, nullable=True)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    hint_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    done_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    done_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    reason: Mapped[str | None] = classed("internal", Text, nullable=True)

    __table_args__ = (
        reference("case", "case_id"),
        UniqueConstraint("tenant_id", "mark"),
        CheckConstraint(f"channel in {CHANNELS}", name="channel"),
        CheckConstraint(f"status in {STATUSES}", name="status"),
        CheckConstraint("(case_id is not null) = (status in ('joining', 'joined', 'linked', 'opened'))", name="case"),
        Index("intake_item_list_ix", "tenant_id", "status", "received_at", "id"),
        Index("intake_item_case_ix", "tenant_id", "case_id"),
    )  # fmt: skip


class IntakeFile(Register):
    """A file that came in: the raw mail, a paper, or something that can't be taken among papers and why.

    `document_id`: the paper of a case that it became.
    """

    __tablename__ = "intake_file"
    __whose__: ClassVar[tuple[str, ...]] = ("item_id",)

    item_id: Mapped[UUID] = classed("open", Uuid)
    case_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    kind: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("matter", Text)
    media_type: Mapped[str] = classed("open", Text)
    size: Mapped[int] = classed("open", BigInteger)
    sha256: Mapped[bytes] = classed("matter", LargeBinary)
    store_name: Mapped[str] = classed("matter", Text)
    scan: Mapped[str] = classed("open", Text)
    document_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (
        reference("intake_item", "item_id", ondelete="CASCADE"),
        reference("case", "case_id"),
        CheckConstraint(f"kind in {FILE_KINDS}", name="kind"),
        Index("intake_file_item_ix", "tenant_id", "item_id"),
        Index("intake_file_case_ix", "tenant_id", "case_id"),
    )
