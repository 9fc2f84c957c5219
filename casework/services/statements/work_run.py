"""Make the statements of a year, some donors at a time: each piece is committed whole, a killed run goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now
from casework.base.ids import new_id
from casework.base.values import Value
from casework.models import GivingStatement, StatementRun
from casework.services.numbers import next_numbers
from casework.services.people.one_person import kept_records, of_any
from casework.services.pieces import locked_run
from casework.services.statements.paper import DonorYear, donor_years, statement_paper
from casework.services.statements.start_run import donors_of_year
from casework.services.typesetting.typeset import typeset
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.files import file_store
from casework.store.session import ViewerSession

PIECE = 25
SERIES = "statement"
ISSUED, SUPERSEDED = "issued", "superseded"


def work_piece(session: ViewerSession, run_id: UUID) -> bool:
    """Make the statements of the next donors; True while there are more. The caller commits after each."""
    run = locked_run(session, StatementRun, run_id)
    if run is None:
        return False
    donors = list(session.scalars(donors_of_year(run.year, after=run.after_donor, most=PIECE)))
    before, editions = _standing(session, run.year, donors), _editions(session, run.year, donors)
    years = donor_years(session, run.year, donors)
    wanted = [
        Wanted(years[donor], before.get(donor, ()), editions.get(donor, 0) + 1)
        for donor in donors
        if donor in years
    ]
    _issue_all(session, run, [one for one in wanted if one.says_something_new])
    run.done += len(donors)
    if donors:
        run.after_donor = donors[-1]
    if len(donors) < PIECE:
        run.ended_at = now()
    session.flush()
    if donors:
        ledger_chain.record(session, "statements.made", subjects=[run.id, *donors], fields=["amount", "name"])
    return len(donors) == PIECE


def _standing(session: ViewerSession, year: int, donors: Sequence[UUID]) -> dict[UUID, list[GivingStatement]]:
    """The statements that stand, by donor; where records became one since, the donor has one of each."""
    chosen = select(GivingStatement).where(
        of_any(GivingStatement.donor_id, donors),
        GivingStatement.year == year,
        GivingStatement.status == ISSUED,
    )
    rows = session.scalars(chosen.order_by(GivingStatement.id).with_for_update()).all()
    stands_for = kept_records(session, [row.donor_id for row in rows])
    found: dict[UUID, list[GivingStatement]] = {}
    for row in rows:
        found.setdefault(stands_for[row.donor_id], []).append(row)
    return found


def _editions(session: ViewerSession, year: int, donors: Sequence[UUID]) -> dict[UUID, int]:
    """The last edition of each donor, also where none stands: another's took its place while the two were one."""
    rows = session.execute(
        select(GivingStatement.donor_id, func.max(GivingStatement.edition).label("last"))
        .where(one_of(GivingStatement.donor_id, donors), GivingStatement.year == year)
        .group_by(GivingStatement.donor_id)
    )
    return {row.donor_id: row.last for row in rows}


class Wanted(Value):
    """What a donor's paper would say, and which of theirs stand: more than one where records became one since."""

    told: DonorYear
    before: Sequence[GivingStatement]
    edition: int

    @property
    def says_something_new(self) -> bool:
        """Whether there is none yet, or what stands says something else or is spread over several."""
        if not self.before:
            return bool(self.told.gifts)
        first = self.before[0]
        alone = len(self.before) == 1 and first.donor_id == self.told.donor_id
        return not (alone and first.told == _digest(self.told))


def _issue_all(session: ViewerSession, run: StatementRun, wanted: Sequence[Wanted]) -> None:
    """The papers of a piece, with numbers in a row that are taken at once."""
    if not wanted:
        return
    first = next_numbers(session, SERIES, run.year, len(wanted))
    rows = [_paper(session, run, one, f"S{run.year}-{first + place:06d}") for place, one in enumerate(wanted)]
    replaced = [old for one in wanted for old in one.before]
    for old in replaced:
        old.status = SUPERSEDED
    if replaced:
        session.flush()
    session.add_all(rows)
    session.flush()
    run.made += len(rows)
    run.corrected += sum(1 for one in wanted if one.before)


def _paper(session: ViewerSession, run: StatementRun, wanted: Wanted, number: str) -> GivingStatement:
    """One of them, on the disk before the commit."""
    told, before = wanted.told, wanted.before
    replaces = ", ".join(one.number for one in before) or None
    made = typeset("statement", statement_paper(session, told, number, replaces))
    stored = file_store().keep(session.viewer.tenant, made)
    return GivingStatement(
        id=new_id(),
        donor_id=told.donor_id,
        year=run.year,
        edition=wanted.edition,
        number=number,
        supersedes_id=before[-1].id if before else None,
        run_id=run.id,
        language=told.language,
        issued_at=now(),
        told=_digest(told),
        store_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
    )


def _digest(told: DonorYear) -> bytes:
    """What a statement says, without what changes by itself: its number and the day it was printed."""
    said: list[Any] = [told.name, told.address, told.language]
    said += [[str(part) for part in (gift.day, gift.amount, gift.benefit, gift.goods)] for gift in told.gifts]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()
