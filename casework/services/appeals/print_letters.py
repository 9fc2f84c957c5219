"""The letters of an appeal by post: a page for each donor who was asked, in their language, in files for the printer.

Wishes count as they are when a letter is made, not when the donor was asked. Each piece is a file and is committed
whole, so a killed job goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from casework.base.clock import now
from casework.base.errors import Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.domain.appeals import ASKED, POST
from casework.models import Appeal, AppealAsk, AppealPaper, AppealPrint, Person
from casework.services.appeals.ask_donors import BEFORE, NO, NO_ADDRESS, TOPIC
from casework.services.appeals.campaigns import may_make
from casework.services.appeals.letter_words import Written, letters_paper
from casework.services.appeals.make_appeal import locked_appeal
from casework.services.people.one_person import record_kept
from casework.services.pieces import locked_run
from casework.services.thanks.reach import reach_of
from casework.services.typesetting.typeset import typeset
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.files import file_store
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "print_letters"
PIECE = 200
"""Letters of one file."""


def start_printing(session: ViewerSession, appeal_id: UUID) -> AppealPrint:
    """Make its letters; again, as wishes and addresses are by then. NotFound; Refused where there is nothing to print,
    or they are being made."""
    may_make(session)
    row = locked_appeal(session, appeal_id)
    if row.channel != POST or row.status != ASKED or not row.words:
        raise Refused(
            "NO_LETTERS", phrase("There are letters once an appeal by post has its text and has asked")
        )
    if session.scalar(
        select(AppealPrint.id).where(AppealPrint.appeal_id == row.id, AppealPrint.ended_at.is_(None))
    ):
        raise Refused(
            "LETTERS_UNDER_WAY", phrase("Its letters are being made already. Wait until they are done")
        )
    asked = select(func.count(AppealAsk.id)).where(AppealAsk.appeal_id == row.id)
    run = AppealPrint(
        id=new_id(), appeal_id=row.id, total=session.scalar(asked) or 0, done=0, letters=0, left_out={}
    )
    run.made_at, run.made_by = now(), session.viewer.actor
    session.add(run)
    session.flush()
    ledger_chain.record(session, "appeal.letters_begun", subjects=[row.id], detail={"donors": run.total})
    go_on(session, run.id)
    return run


def go_on(session: ViewerSession, run_id: UUID) -> None:
    """Put the rest of a run into the queue."""
    defer(session, TASK, lock=f"letters:{run_id}", run=run_id)


def print_piece(session: ViewerSession, run_id: UUID) -> bool:
    """Make the letters of the next donors; True while there are more. The caller commits after each."""
    run = locked_run(session, AppealPrint, run_id)
    if run is None:
        return False
    appeal = session.scalars(select(Appeal).where(Appeal.id == run.appeal_id)).one()
    asked = _next(session, run)
    letters = _written(session, run, asked)
    run.done += len(asked)
    for hidden in (False, True):
        some = [one for one in letters if one.hidden == hidden]
        if some:
            _file(session, run, appeal, some)
    if asked:
        run.after_donor = asked[-1].donor_id
    if len(asked) < PIECE:
        run.ended_at = now()
    session.flush()
    return len(asked) == PIECE


def _next(session: ViewerSession, run: AppealPrint) -> Sequence[Row[Any]]:
    chosen = (
        select(
            AppealAsk.donor_id,
            record_kept().label("kept"),
            func.no_mail_to(record_kept(), POST, TOPIC).label("no"),
        )
        .join(Person, Person.id == AppealAsk.donor_id)
        .where(AppealAsk.appeal_id == run.appeal_id)
    )
    if run.after_donor is not None:
        chosen = chosen.where(AppealAsk.donor_id > run.after_donor)
    return session.execute(chosen.order_by(AppealAsk.donor_id).limit(PIECE)).all()


def _written(session: ViewerSession, run: AppealPrint, asked: Sequence[Row[Any]]) -> list[Written]:
    """Who gets a letter. The others are counted, by why."""
    reached = reach_of(session, [row.donor_id for row in asked])
    merged = [row.kept for row in asked if row.kept != row.donor_id]
    twice = set(
        session.scalars(
            select(AppealAsk.donor_id).where(
                AppealAsk.appeal_id == run.appeal_id, one_of(AppealAsk.donor_id, merged)
            )
        )
    )
    left, found = Counter(run.left_out), []
    for row in asked:
        donor = reached.get(row.donor_id)
        if row.no:
            left[NO] += 1
        elif row.kept != row.donor_id and row.kept in twice:
            left[BEFORE] += 1
        elif donor is None or donor.address is None:
            left[NO_ADDRESS] += 1
        else:
            found.append(Written(row.kept, donor.name, donor.address, donor.language, donor.anonymous))
    run.left_out = dict(left)
    return found


def _file(session: ViewerSession, run: AppealPrint, appeal: Appeal, letters: Sequence[Written]) -> None:
    """One file with a page for each. Those to anonymous donors have a file that few may open."""
    made = typeset("letters", letters_paper(session, appeal, letters))
    stored = file_store().keep(session.viewer.tenant, made)
    last = session.scalar(select(func.max(AppealPaper.place)).where(AppealPaper.print_id == run.id)) or 0
    donors = [one.donor_id for one in letters]
    session.add(
        AppealPaper(
            id=new_id(),
            print_id=run.id,
            place=last + 1,
            letters=len(letters),
            hidden=letters[0].hidden,
            donors=donors,
            store_name=stored.name,
            sha256=stored.sha256,
            size=stored.size,
            made_at=now(),
        )
    )
    run.letters += len(letters)
    session.flush()
    ledger_chain.record(
        session, "appeal.letters_made", subjects=[appeal.id, *donors], fields=["name", "address"]
    )
