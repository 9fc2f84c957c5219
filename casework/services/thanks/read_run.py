"""Runs of thanks: how far each is, the files of letters it made, and who it left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.domain.thanking import Way
from casework.models import Thanks, ThanksPaper, ThanksRun
from casework.services.donors.issue_receipt import PRINTED, ReceiptDamaged
from casework.services.thanks.promise import SENDING, THANKED
from casework.services.withheld import FieldWithheld, require_open
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.files import file_store
from casework.store.session import ViewerSession

LATEST = 10


class PaperView(Value):
    """A file of letters."""

    id: UUID
    place: int
    letters: int
    hidden: bool


class RunView(Value):
    """A run: of `total` gifts so many were mailed, so many letters made, so many left out; the others wait."""

    id: UUID
    wanted: str
    total: int
    made_at: datetime
    made_by: UUID | None
    ended_at: datetime | None
    mailed: int = 0
    letters: int = 0
    waiting: int = 0
    papers: tuple[PaperView, ...] = ()

    @property
    def left_out(self) -> int:
        """How many could not be thanked in it."""
        return self.total - self.mailed - self.letters - self.waiting


def list_thanks_runs(session: ViewerSession) -> tuple[RunView, ...]:
    """The latest runs."""
    rows = session.scalars(
        select(ThanksRun).order_by(ThanksRun.made_at.desc(), ThanksRun.id.desc()).limit(LATEST)
    ).all()
    return tuple(_views(session, rows))


def read_thanks_run(session: ViewerSession, run_id: UUID) -> RunView:
    """One run; NotFound when it is not here."""
    row = session.scalar(select(ThanksRun).where(ThanksRun.id == run_id))
    if row is None:
        raise NotFound
    return _views(session, [row])[0]


def read_paper(session: ViewerSession, paper_id: UUID) -> tuple[bytes, int]:
    """The letters of a file, as they were made, and the number of the file. A disclosure of all that stands on them."""
    require_open(session, *PRINTED)
    row = session.scalar(select(ThanksPaper).where(ThanksPaper.id == paper_id))
    if row is None:
        raise NotFound
    if row.hidden and not session.viewer.access.hidden_names:
        raise FieldWithheld
    files = file_store()
    if not files.holds(session.viewer.tenant, row.store_name, row.sha256):
        raise ReceiptDamaged
    donors = session.scalars(select(Thanks.donor_id).where(Thanks.paper_id == row.id)).all()
    ledger_chain.record(
        session, "thanks.printed", subjects=[row.id, *donors], fields=["name", "address", "amount"]
    )
    return files.read(session.viewer.tenant, row.store_name), row.place


def _views(session: ViewerSession, rows: Sequence[ThanksRun]) -> list[RunView]:
    runs = [row.id for row in rows]
    counted = (
        select(Thanks.run_id, Thanks.status, Thanks.how, func.count().label("gifts"))
        .where(one_of(Thanks.run_id, runs), Thanks.status.in_((SENDING, THANKED)))
        .group_by(Thanks.run_id, Thanks.status, Thanks.how)
    )
    counts = {
        (row.run_id, row.how if row.status == THANKED else None): row.gifts
        for row in session.execute(counted)
    }
    papers: dict[UUID, list[PaperView]] = {}
    made = select(
        ThanksPaper.id, ThanksPaper.run_id, ThanksPaper.place, ThanksPaper.letters, ThanksPaper.hidden
    )
    for paper in session.execute(made.where(one_of(ThanksPaper.run_id, runs)).order_by(ThanksPaper.place)):
        papers.setdefault(paper.run_id, []).append(
            PaperView(paper.id, paper.place, paper.letters, paper.hidden)
        )
    return [
        RunView(
            *(row.id, row.wanted, row.total, row.made_at, row.made_by, row.ended_at),
            mailed=counts.get((row.id, Way.EMAIL.value), 0),
            letters=counts.get((row.id, Way.LETTER.value), 0),
            waiting=counts.get((row.id, None), 0),
            papers=tuple(papers.get(row.id, ())),
        )
        for row in rows
    ]
