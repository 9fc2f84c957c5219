"""Release restricted money: its purpose was met or its time came, so another fund may use it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.money import Money
from casework.base.phrases import Coded, Sayable, phrase
from casework.domain import books
from casework.domain.books import Act
from casework.models import Fund
from casework.services.books.post import NewEntry, post
from casework.services.donors.funds import fund_balances
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_REASON = 300
RESTRICTED = ("purpose", "time")


def release_fund(
    session: ViewerSession, fund_id: UUID, until_id: UUID, amount: Money, *, reason: str
) -> Money:
    """Move so much from a restricted fund to another, booked today; what is left in it.

    Raises NotFound; Refused NOT_RELEASED for a fund that is not restricted, or for good; InvalidInput under `release`,
    `until` or `release_reason`; PeriodClosed.
    """
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    chosen = select(Fund).where(Fund.id.in_([fund_id, until_id])).order_by(Fund.id)
    found = {row.id: row for row in session.scalars(chosen.with_for_update())}
    if fund_id not in found:
        raise NotFound
    if found[fund_id].restriction not in RESTRICTED:
        raise Refused(
            "NOT_RELEASED",
            phrase("Only money that is restricted for a purpose or a time is released. Choose such a fund"),
        )
    held = next(
        (money for _f, money in fund_balances(session, fund_id) if money.currency == amount.currency),
        Money(0, amount.currency),
    )
    errors: dict[str, Sayable] = {}
    if not 0 < amount.minor <= held.minor:
        said = phrase("Enter an amount up to what the fund holds: %(held)s", held=str(held))
        errors["release"] = Coded(said, "RELEASE_OVER_FUND")
    if until_id not in found or until_id == fund_id:
        errors["until"] = phrase("Choose the fund that may use it from now on")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        errors["release_reason"] = phrase("Say how the purpose was met, in 300 characters at most")
    if errors:
        raise InvalidInput(errors)
    day = today(office_of(session).tenant.timezone)
    post(session, NewEntry(Act.RELEASE, books.moving(amount, fund_id, until_id), day, reason=reason.strip()))
    ledger_chain.record(session, "fund.released", subjects=[fund_id, until_id], fields=["amount"])
    return held - amount
