"""Grants that the office asks for: of whom, how much, at which stage, for which fund, and what is due by when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.grants import AWARDED, IDEA, KINDS, STAGES, may_follow
from casework.models import Fund, FundingGrant, GrantDeadline, Person
from casework.policy.rulebook import require
from casework.services.donors.new_gift import LARGEST
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST, LONGEST_NOTE = 120, 1000


class NewGrant(Value):
    """A grant as it is known now."""

    funder_id: UUID
    title: str
    stage: str = IDEA
    asked: Money | None = None
    awarded: Money | None = None
    fund_id: UUID | None = None
    note: str = ""


def make_grant(session: ViewerSession, new: NewGrant) -> UUID:
    """Keep a grant that is asked for. InvalidInput by field; NotFound for a funder who is not here."""
    _may(session)
    _check(session, new, None)
    if session.scalar(select(Person.id).where(Person.id == new.funder_id)) is None:
        raise NotFound
    row = FundingGrant(id=new_id(), funder_id=new.funder_id, made_at=now(), made_by=session.viewer.actor)
    row.member_id = session.viewer.actor
    _put(row, new)
    session.add(row)
    session.flush()
    ledger_chain.record(session, "grant.made", subjects=[row.id, row.funder_id])
    return row.id


def change_grant(session: ViewerSession, grant_id: UUID, new: NewGrant) -> None:
    """What is known of it now; its funder stays. NotFound; InvalidInput by field; Refused STAGE."""
    _may(session)
    row = session.scalar(select(FundingGrant).where(FundingGrant.id == grant_id).with_for_update())
    if row is None:
        raise NotFound
    if new.stage in STAGES and not may_follow(row.stage, new.stage):
        raise Refused("STAGE", phrase("A grant does not go from this stage to that one"))
    _check(session, new, row)
    _put(row, new)
    session.flush()
    ledger_chain.record(
        session, "grant.changed", subjects=[row.id, row.funder_id], detail={"stage": row.stage}
    )


def add_deadline(session: ViewerSession, grant_id: UUID, kind: str, due_on: date) -> None:
    """Something is due by a day. NotFound; InvalidInput by field."""
    _may(session)
    if session.scalar(select(FundingGrant.id).where(FundingGrant.id == grant_id)) is None:
        raise NotFound
    errors: dict[str, Sayable] = {}
    if kind not in KINDS:
        errors["kind"] = phrase("Choose what is due")
    same = select(GrantDeadline.id).where(
        GrantDeadline.grant_id == grant_id, GrantDeadline.kind == kind, GrantDeadline.due_on == due_on
    )
    if not date(2000, 1, 1) <= due_on < date(2200, 1, 1) or session.scalar(same) is not None:
        errors["due"] = phrase("Enter a day that is not there yet")
    if errors:
        raise InvalidInput(errors)
    row = GrantDeadline(grant_id=grant_id, kind=kind, due_on=due_on, made_at=now())
    row.made_by = session.viewer.actor
    session.add(row)
    session.flush()
    ledger_chain.record(session, "grant.deadline", subjects=[grant_id])


def finish_deadline(session: ViewerSession, deadline_id: UUID) -> UUID:
    """It is done; the grant it was for. NotFound; Refused DONE."""
    _may(session)
    row = session.scalar(select(GrantDeadline).where(GrantDeadline.id == deadline_id).with_for_update())
    if row is None:
        raise NotFound
    if row.done_on is not None:
        raise Refused("DONE", phrase("This was done already"))
    row.done_on, row.done_by = today(office_of(session).tenant.timezone), session.viewer.actor
    session.flush()
    ledger_chain.record(session, "grant.done", subjects=[row.grant_id])
    return row.grant_id


def _check(session: ViewerSession, new: NewGrant, row: FundingGrant | None) -> None:
    errors: dict[str, Sayable] = {}
    if not new.title.strip() or len(new.title) > LONGEST:
        errors["title"] = phrase("Enter a name of at most 120 characters")
    if new.stage not in STAGES or (row is None and new.stage != IDEA):
        errors["stage"] = phrase("Choose the stage")
    errors |= _wrong_amounts(new)
    if new.fund_id is not None and not session.scalar(select(Fund.active).where(Fund.id == new.fund_id)):
        errors["fund"] = phrase("This fund takes no more gifts. Choose another")
    if len(new.note) > LONGEST_NOTE:
        errors["note"] = phrase("Write 1,000 characters at most")
    if errors:
        raise InvalidInput(errors)


def _wrong_amounts(new: NewGrant) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {
        name: phrase("Enter an amount of more than zero")
        for name, amount in (("asked", new.asked), ("awarded", new.awarded))
        if amount is not None and not 0 < amount.minor < LARGEST
    }
    if new.stage == AWARDED and new.awarded is None:
        errors["awarded"] = phrase("Enter how much was awarded")
    return errors


def _put(row: FundingGrant, new: NewGrant) -> None:
    row.title, row.stage, row.fund_id = " ".join(new.title.split()), new.stage, new.fund_id
    row.asked = new.asked.minor if new.asked else None
    row.awarded = new.awarded.minor if new.awarded else None
    row.note = new.note.strip() or None


def _may(session: ViewerSession) -> None:
    require("grant.manage", session.viewer)
    if not session.viewer.access.may_write("internal"):
        raise PurposeRequired
