"""The letters that were made for an appeal: how far the run is, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.models import AppealPaper, AppealPrint
from casework.services.donors.issue_receipt import ReceiptDamaged
from casework.services.withheld import FieldWithheld, require_open
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession


class LetterFile(Value):
    """A file of letters. `hidden`: to donors whose names are kept to few."""

    id: UUID
    place: int
    letters: int
    hidden: bool


class LetterRun(Value):
    """The latest run of an appeal: of `total` asked it has looked at `done`; whom it left out, by why."""

    total: int
    done: int
    letters: int
    left_out: Mapping[str, int]
    made_at: datetime
    ended_at: datetime | None
    files: tuple[LetterFile, ...]


def letters_of(session: ViewerSession, appeal_id: UUID) -> LetterRun | None:
    """The latest run; None where no letter was ever made."""
    run = session.scalar(
        select(AppealPrint)
        .where(AppealPrint.appeal_id == appeal_id)
        .order_by(AppealPrint.made_at.desc(), AppealPrint.id.desc())
        .limit(1)
    )
    if run is None:
        return None
    told = select(AppealPaper.id, AppealPaper.place, AppealPaper.letters, AppealPaper.hidden)
    rows = session.execute(told.where(AppealPaper.print_id == run.id).order_by(AppealPaper.place))
    files = tuple(LetterFile(*row) for row in rows)
    return LetterRun(run.total, run.done, run.letters, run.left_out, run.made_at, run.ended_at, files)


def read_letters(session: ViewerSession, paper_id: UUID) -> tuple[bytes, int]:
    """A file as it was made, and its number. NotFound; FieldWithheld. A disclosure of all that stands on it."""
    require_open(session, "donor.name", "person.addresses")
    row = session.scalar(select(AppealPaper).where(AppealPaper.id == paper_id))
    if row is None:
        raise NotFound
    if row.hidden and not session.viewer.access.hidden_names:
        raise FieldWithheld
    files = file_store()
    if not files.holds(session.viewer.tenant, row.store_name, row.sha256):
        raise ReceiptDamaged
    ledger_chain.record(
        session, "appeal.letters_opened", subjects=[row.id, *row.donors], fields=["name", "address"]
    )
    return files.read(session.viewer.tenant, row.store_name), row.place
