"""Change a pledge: its terms, a pause, its end. Each change is kept with its reason and its effect on a year."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.money import Money
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain import books
from casework.domain.books import Act
from casework.domain.schedules import Schedule, next_after, yearly_value
from casework.models import Fund, Instalment, Pledge
from casework.services.books.post import NewEntry, post
from casework.services.donors.new_gift import LARGEST
from casework.services.office import office_of
from casework.services.pledges.log_change import Change, log_change
from casework.services.pledges.make_pledge import RECURRING, schedule_of, terms_of, wrong_mandate
from casework.services.pledges.pay_pledge import left_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_REASON = 300
RUNNING = ("active", "failing", "paused", "suspended", "lapsed")


class NewTerms(Value):
    """What is different from now on; None: as before."""

    amount: Money | None = None
    schedule: Schedule | None = None
    fund_id: UUID | None = None
    method: str | None = None
    mandate: str | None = None


def change_terms(session: ViewerSession, pledge_id: UUID, new: NewTerms, *, reason: str) -> Pledge:
    """A recurring gift under new terms, from the next due day on. InvalidInput by field; Refused PLEDGE_ENDED."""
    row, reason = running(session, pledge_id, reason)
    if row.kind != RECURRING:
        raise Refused(
            "PLEDGE_FIXED", phrase("A pledge in parts keeps its terms. Write it off and make a new one")
        )
    errors = _wrong(session, row, new)
    if errors:
        raise InvalidInput(errors)
    was, before = terms_of(row), _yearly(row)
    if new.amount is not None:
        row.amount = new.amount.minor
    if new.schedule:
        row.unit, row.every, row.day = new.schedule.unit, new.schedule.every, new.schedule.day
        row.starts_on = new.schedule.starts_on
        row.next_on = next_after(new.schedule, _last_planned(session, row))
    if new.fund_id:
        row.fund_id = new.fund_id
    if new.method:
        row.method, row.mandate = new.method, new.mandate
    is_now = terms_of(row)
    detail = {name: [was[name], is_now[name]] for name in was if was[name] != is_now[name]}
    after = _yearly(row)
    what = "upgraded" if after > before else "downgraded" if after < before else "changed"
    _log(session, row, Change(what, reason, before, after, detail, row.next_on))
    return row


def pause_pledge(session: ViewerSession, pledge_id: UUID, *, reason: str) -> None:
    """Collect nothing until it goes on. What is under way is still taken in."""
    row, reason = running(session, pledge_id, reason)
    if row.status == "paused":
        raise Refused(
            "PLEDGE_PAUSED_ALREADY", phrase("It is paused already. Let it go on when the donor says so")
        )
    _status(session, row, "paused", reason)


def resume_pledge(session: ViewerSession, pledge_id: UUID, *, reason: str) -> None:
    """Go on from the next due day: what fell due meanwhile is not collected, and is kept as missed."""
    row, reason = running(session, pledge_id, reason)
    if row.status not in ("paused", "suspended"):
        raise Refused("PLEDGE_RUNNING", phrase("It is not paused. It is collected on its next day"))
    day = today(office_of(session).tenant.timezone)
    for part in _waiting(session, row):
        part.status, part.try_on = "missed", None
    if row.next_on is not None and row.next_on < day:
        row.next_on = _from(schedule_of(row), day)
    _status(session, row, "active", reason)


def cancel_pledge(session: ViewerSession, pledge_id: UUID, *, reason: str) -> None:
    """End it. What is still to come of a pledge in parts is written off in the books."""
    row, reason = running(session, pledge_id, reason)
    left = left_of(session, row.id, row.currency)
    for part in _waiting(session, row):
        part.status, part.try_on = "ended", None
    if left:
        day = today(office_of(session).tenant.timezone)
        post(session, NewEntry(Act.WRITE_OFF, books.write_off(left), day, reason=reason, pledge_id=row.id))
    row.next_on = None
    _status(session, row, "written_off" if left else "cancelled", reason)


def try_again(session: ViewerSession, instalment_id: UUID, *, reason: str) -> None:
    """One more try of an instalment that failed, today: asked for by a person. Its recurring gift runs again."""
    part = session.scalar(select(Instalment).where(Instalment.id == instalment_id).with_for_update())
    if part is None:
        raise NotFound
    row, reason = running(session, part.pledge_id, reason)
    if part.status not in ("failed", "missed") or row.method == "self":
        raise Refused(
            "PART_NOT_FAILED",
            phrase("Only what failed or was missed is tried again. Choose such a part"),
        )
    if row.status == "paused":
        raise Refused("PLEDGE_PAUSED", phrase("It is paused. Let it go on first, then try again"))
    part.status, part.try_on = "due", today(office_of(session).tenant.timezone)
    row.status = "failing" if row.status == "suspended" else row.status
    _log(session, row, Change("tried_again", reason, detail={"day": part.due_on.isoformat()}))


def running(session: ViewerSession, pledge_id: UUID, reason: str) -> tuple[Pledge, str]:
    """One that has not ended, under lock, and the reason trimmed. NotFound; InvalidInput; Refused PLEDGE_ENDED."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    row = session.scalar(
        select(Pledge)
        .where(Pledge.id == pledge_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInput({"reason": phrase("Say why, in 300 characters at most")})
    if row.status not in RUNNING:
        raise Refused(
            "PLEDGE_ENDED", phrase("This pledge has ended. Make a new one if the donor gives again")
        )
    return row, reason


def _wrong(session: ViewerSession, row: Pledge, new: NewTerms) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    amount = new.amount
    if amount is not None and (amount.currency != row.currency or not 0 < amount.minor < LARGEST):
        errors["amount"] = phrase("Enter an amount of more than zero, in the currency of the pledge")
    if new.fund_id and not session.scalar(select(Fund.active).where(Fund.id == new.fund_id)):
        errors["fund"] = phrase("This fund takes no more gifts. Choose another")
    if new.method and (wrong := wrong_mandate(new.mandate, new.method)) is not None:
        errors["mandate"] = wrong
    return errors


def _waiting(session: ViewerSession, row: Pledge) -> list[Instalment]:
    """Instalments that nobody has begun to collect."""
    chosen = select(Instalment).where(Instalment.pledge_id == row.id, Instalment.status == "due")
    return list(session.scalars(chosen.with_for_update()))


def _last_planned(session: ViewerSession, row: Pledge) -> date:
    """The last day that is planned already: no day is planned twice, whatever the new terms."""
    planned = select(Instalment.due_on).where(Instalment.pledge_id == row.id)
    last = session.scalar(planned.order_by(Instalment.due_on.desc()).limit(1))
    day = today(office_of(session).tenant.timezone)
    return max(last, day) if last else day


def _from(schedule: Schedule, day: date) -> date:
    """The first due day on `day` or later."""
    return next_after(schedule, day.fromordinal(day.toordinal() - 1))


def _yearly(row: Pledge) -> int:
    return yearly_value(schedule_of(row), Money(row.amount, row.currency)).minor


def _status(session: ViewerSession, row: Pledge, status: str, reason: str) -> None:
    before = _yearly(row) if row.kind == RECURRING and row.status in ("active", "failing") else 0
    row.status = status
    after = _yearly(row) if row.kind == RECURRING and status == "active" else 0
    _log(session, row, Change(status if status != "active" else "resumed", reason, before, after))


def _log(session: ViewerSession, row: Pledge, change: Change) -> None:
    session.flush()
    log_change(session, row, change)
    ledger_chain.record(
        session, f"pledge.{change.what}", subjects=[row.donor_id, row.id], fields=sorted(change.detail)
    )
