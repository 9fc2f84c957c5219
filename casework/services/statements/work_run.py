"""Make the statements of a year, some donors at a time: each piece is committed whole, a killed run goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.base.ids import new_id
from casework.models import Gift, GivingStatement, StatementRun
from casework.services.numbers import next_number
from casework.services.statements.paper import DonorYear, donor_years, statement_paper
from casework.services.statements.start_run import gifts_of_year
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
    run = session.scalar(
        select(StatementRun)
        .where(StatementRun.id == run_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None:
        raise NotFound
    if run.ended_at is not None:
        return False
    donors = _next_donors(session, run)
    before = {row.donor_id: row for row in _standing(session, run.year, donors)}
    years = donor_years(session, run.year, donors)
    for donor in donors:
        if donor in years:
            _issue(session, run, years[donor], before.get(donor))
    run.done += len(donors)
    if donors:
        run.after_donor = donors[-1]
    if len(donors) < PIECE:
        run.ended_at = now()
    session.flush()
    if donors:
        ledger_chain.record(session, "statements.made", subjects=[run.id, *donors], fields=["amount", "name"])
    return len(donors) == PIECE


def _next_donors(session: ViewerSession, run: StatementRun) -> list[UUID]:
    chosen = select(Gift.donor_id).where(*gifts_of_year(run.year)).distinct().order_by(Gift.donor_id)
    if run.after_donor is not None:
        chosen = chosen.where(Gift.donor_id > run.after_donor)
    return list(session.scalars(chosen.limit(PIECE)))


def _standing(session: ViewerSession, year: int, donors: Sequence[UUID]) -> Sequence[GivingStatement]:
    chosen = select(GivingStatement).where(
        one_of(GivingStatement.donor_id, donors),
        GivingStatement.year == year,
        GivingStatement.status == ISSUED,
    )
    return session.scalars(chosen.with_for_update()).all()


def _issue(
    session: ViewerSession, run: StatementRun, told: DonorYear, before: GivingStatement | None
) -> None:
    """A paper where there is none yet, or where the one that stands says something else."""
    digest = _digest(told)
    if before is None and not told.gifts:
        return
    if before is not None and before.told == digest:
        return
    number = f"S{run.year}-{next_number(session, SERIES, run.year):06d}"
    replaces = before.number if before is not None else None
    made = typeset("statement", statement_paper(session, told, number, replaces))
    stored = file_store().keep(session.viewer.tenant, made)
    if before is not None:
        before.status = SUPERSEDED
        session.flush()
        run.corrected += 1
    row = GivingStatement(
        id=new_id(),
        donor_id=told.donor_id,
        year=run.year,
        edition=before.edition + 1 if before is not None else 1,
        number=number,
        supersedes_id=before.id if before is not None else None,
        run_id=run.id,
        language=told.language,
        issued_at=now(),
        told=digest,
        store_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
    )
    session.add(row)
    session.flush()
    run.made += 1


def _digest(told: DonorYear) -> bytes:
    """What a statement says, without what changes by itself: its number and the day it was printed."""
    said: list[Any] = [told.name, told.address, told.language]
    said += [[str(part) for part in (gift.day, gift.amount, gift.benefit, gift.goods)] for gift in told.gifts]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()
