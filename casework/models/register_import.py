"""Imports of registers from files: each run, what was found of every row, what it made, and the numbers of before."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped

from casework.base.clock import now
from casework.store.registers import Register, classed, reference

KEYED = Text(collation="C")
BASES = ("consent", "contract", "legal_obligation", "public_task", "legitimate_interest")
"""Lawful bases, as GDPR article 6(1) counts them, but for those that no list stands on."""
INSTANT = DateTime(timezone=True)


class ImportRun(Register):
    """One file that is brought into one register: how it is read, how far it is, and how it ended.

    `at` and `line` say where the next row begins: they move in the transaction that wrote the rows before it.
    """

    __tablename__ = "import_run"

    register: Mapped[str] = classed("open", Text)
    source: Mapped[str] = classed("internal", Text)  # the old system, whose numbers the file holds
    file_name: Mapped[str] = classed("internal", Text)
    store_name: Mapped[str | None] = classed("open", Text, nullable=True)  # None once the file was deleted
    size: Mapped[int] = classed("open", BigInteger)
    encoding: Mapped[str] = classed("open", Text)
    separator: Mapped[str] = classed("open", Text)
    day_order: Mapped[str] = classed("open", Text)
    headings: Mapped[list[str]] = classed("internal", JSONB)
    mapping: Mapped[dict[str, str]] = classed("internal", JSONB)  # field -> heading
    state: Mapped[str] = classed("open", Text, default="uploaded")
    first_at: Mapped[int] = classed("open", BigInteger)
    first_line: Mapped[int] = classed("open", Integer)
    at: Mapped[int] = classed("open", BigInteger)
    line: Mapped[int] = classed("open", Integer)
    rows: Mapped[int] = classed("open", Integer, default=0)
    new: Mapped[int] = classed("open", Integer, default=0)
    same: Mapped[int] = classed("open", Integer, default=0)
    perhaps: Mapped[int] = classed("open", Integer, default=0)
    wrong: Mapped[int] = classed("open", Integer, default=0)
    trouble: Mapped[dict[str, Any] | None] = classed("internal", JSONB(none_as_null=True), nullable=True)
    provenance: Mapped[str | None] = classed("internal", Text, nullable=True)  # how the list came about
    basis: Mapped[str | None] = classed("open", Text, nullable=True)  # the lawful one, by its code
    # Sums of amounts by verdict, fund and currency. Of the file as a whole, so of the class of what is told of it.
    totals: Mapped[list[dict[str, Any]] | None] = classed("internal", JSONB(none_as_null=True), nullable=True)
    kept: Mapped[int] = classed("open", Integer, default=0)  # lines that were not taken back
    undo_changed: Mapped[str | None] = classed("open", Text, nullable=True)  # "keep" or "reverse"
    undo_line: Mapped[int | None] = classed(
        "open", Integer, nullable=True
    )  # the next to take back, downwards
    undo_looked: Mapped[int | None] = classed(
        "open", Integer, nullable=True
    )  # the next of which it is asked whether something was built upon it, downwards
    begun_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    begun_at: Mapped[datetime] = classed("open", INSTANT, default=now)
    checked_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    started_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    ended_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    undone_at: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        CheckConstraint(
            "state in ('uploaded', 'checking', 'checked', 'running', 'stopped', 'done', 'undoing', 'undone',"
            " 'failed', 'dropped')",
            name="state",
        ),
        CheckConstraint(f"basis in {BASES}", name="basis"),
        CheckConstraint("undo_changed in ('keep', 'reverse')", name="undo_changed"),
        Index("import_run_begun_ix", "tenant_id", "begun_at"),
    )


class ImportLine(Register):
    """What was found of one row: in the dry run of every row, in the run of those that did not go in as new, and in
    taking back of those that stay."""

    __tablename__ = "import_line"

    run_id: Mapped[UUID] = classed("open", Uuid)
    stage: Mapped[str] = classed("open", Text)  # "check", "run" or "undo"
    line: Mapped[int] = classed("open", Integer)
    at: Mapped[int] = classed("open", BigInteger)
    verdict: Mapped[str] = classed("open", Text)  # "new", "same", "perhaps" or "wrong"
    record_id: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    perhaps: Mapped[list[UUID]] = classed("open", ARRAY(Uuid), default=list)
    perhaps_lines: Mapped[list[int]] = classed(
        "open", ARRAY(Integer), default=list
    )  # of this file, before it
    of_line: Mapped[int | None] = classed("open", Integer, nullable=True)  # decided: the same as that line
    wrong: Mapped[list[dict[str, Any]]] = classed("internal", JSONB, default=list)
    decision: Mapped[str | None] = classed("open", Text, nullable=True)  # "new", "same" or "leave"
    decided_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)

    __table_args__ = (
        reference("import_run", "run_id"),
        CheckConstraint("stage in ('check', 'run', 'undo')", name="stage"),
        CheckConstraint("verdict in ('new', 'same', 'perhaps', 'wrong')", name="verdict"),
        CheckConstraint("decision in ('new', 'same', 'leave')", name="decision"),
        UniqueConstraint("tenant_id", "run_id", "stage", "line"),
        Index("import_line_verdict_ix", "tenant_id", "run_id", "stage", "verdict", "line"),
    )


class ImportClaim(Register):
    """What a row of a dry run would take, and for how long: two rows of one file that want the same are found by it.

    `thing` and `content` are digests: of the thing that is claimed, and of all that the row says.
    """

    __tablename__ = "import_claim"

    run_id: Mapped[UUID] = classed("open", Uuid)
    line: Mapped[int] = classed("open", Integer)
    thing: Mapped[bytes] = classed("asset", LargeBinary)
    content: Mapped[bytes] = classed("asset", LargeBinary)
    since: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)
    until: Mapped[datetime | None] = classed("open", INSTANT, nullable=True)

    __table_args__ = (
        reference("import_run", "run_id"),
        Index("import_claim_thing_ix", "tenant_id", "run_id", "thing"),
    )


class ImportMade(Register):
    """A record that an import made, and from which line."""

    __tablename__ = "import_made"

    run_id: Mapped[UUID] = classed("open", Uuid)
    line: Mapped[int] = classed("open", Integer)
    record: Mapped[str] = classed("open", Text)  # the table
    record_id: Mapped[UUID] = classed("open", Uuid)

    __table_args__ = (
        reference("import_run", "run_id"),
        Index("import_made_line_ix", "tenant_id", "run_id", "line"),
        Index("import_made_record_ix", "tenant_id", "record_id"),
    )


class ImportKey(Register):
    """The number that the old system gave somebody or something, and the record here that it stands for."""

    __tablename__ = "import_key"
    __whose__ = ("record_id",)

    register: Mapped[str] = classed("open", Text)
    source: Mapped[str] = classed("internal", KEYED)
    key: Mapped[str] = classed("identity", KEYED)
    record_id: Mapped[UUID] = classed("open", Uuid)

    __table_args__ = (
        UniqueConstraint("tenant_id", "register", "source", "key"),
        Index("import_key_record_ix", "tenant_id", "record_id"),
    )


class ImportNotSame(Register):
    """Somebody's word that what a row says is not this record: it is not offered again for a row that says the same.

    `row` is a digest of who the row is about.
    """

    __tablename__ = "import_not_same"
    __whose__ = ("record_id",)

    register: Mapped[str] = classed("open", Text)
    row: Mapped[bytes] = classed("identity", LargeBinary)
    record_id: Mapped[UUID] = classed("open", Uuid)
    said_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    said_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (UniqueConstraint("tenant_id", "register", "row", "record_id"),)


class ImportTemplate(Register):
    """Which columns of a file mean what, kept under a name for the next file of the same kind."""

    __tablename__ = "import_template"

    register: Mapped[str] = classed("open", Text)
    name: Mapped[str] = classed("internal", Text)
    source: Mapped[str] = classed("internal", Text)
    mapping: Mapped[dict[str, str]] = classed("internal", JSONB)
    day_order: Mapped[str] = classed("open", Text)
    made_by: Mapped[UUID | None] = classed("open", Uuid, nullable=True)
    made_at: Mapped[datetime] = classed("open", INSTANT, default=now)

    __table_args__ = (UniqueConstraint("tenant_id", "register", "name"),)
