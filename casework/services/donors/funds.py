"""Funds: what gifts are for."""

from __future__ import annotations

import re
from collections import defaultdict
from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.books import Account
from casework.models import Fund, Gift, Posting
from casework.services.office import Office, office_of
from casework.services.withheld import shows
from casework.store import ledger_chain
from casework.store.session import ViewerSession

FUND = Account.FUND.value
RESTRICTIONS = ("unrestricted", "purpose", "time", "permanent")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


class FundView(Value):
    """A fund with what the books hold for it, by currency. No amounts where they are withheld."""

    id: UUID
    code: str
    name: str
    restriction: str
    active: bool
    given: tuple[Money, ...]
    gifts: int


def create_fund(session: ViewerSession, code: str, name: str, *, restriction: str = "unrestricted") -> Fund:
    """A new fund. InvalidInput under `code`, `name` or `restriction`."""
    errors = {}
    if not _CODE.fullmatch(code):
        errors["code"] = phrase("Enter a short code of small letters, digits and _")
    elif session.scalar(select(Fund.id).where(Fund.code == code)) is not None:
        errors["code"] = phrase("Another fund has this code")
    if not name.strip() or len(name) > 120:
        errors["name"] = phrase("Enter the name of the fund, in 120 characters at most")
    if restriction not in RESTRICTIONS:
        errors["restriction"] = phrase("Choose what the fund may be used for")
    if errors:
        raise InvalidInput(errors)
    row = Fund(id=new_id(), code=code, name=" ".join(name.split()), restriction=restriction)
    session.add(row)
    session.flush()
    ledger_chain.record(session, "fund.created", subjects=[row.id], fields=["name", "restriction"])
    return row


def fund_said(office: Office, name: str, language: str) -> str:
    """The name of a fund for a reader: one that the office began with and did not rename in their language."""
    begun_with = office.kind.funds.values()
    return next((text.text(language) for text in begun_with if name in text.words.values()), name)


def fund_by_code(session: ViewerSession, code: str) -> Fund:
    """The fund of this code. One that the kind of office starts with is made when it is first needed."""
    found = session.scalar(select(Fund).where(Fund.code == code))
    if found is not None:
        return found
    office = office_of(session)
    if code not in office.kind.funds:
        raise NotFound
    restriction = "unrestricted" if code == "general" else "purpose"
    name = office.kind.funds[code].text(office.tenant.language)
    return create_fund(session, code, name, restriction=restriction)


def ensure_funds(session: ViewerSession) -> None:
    """Make sure that the funds the kind of office starts with are there."""
    for code in office_of(session).kind.funds:
        fund_by_code(session, code)


def list_funds(session: ViewerSession) -> list[FundView]:
    """Every fund, active ones first."""
    rows = session.scalars(select(Fund).order_by(Fund.active.desc(), Fund.name, Fund.id)).all()
    sums: dict[UUID, list[Money]] = defaultdict(list)
    counts: dict[UUID, int] = {}
    counted = (
        select(Posting.fund_id, func.count(Posting.gift_id.distinct()).label("gifts"))
        .join(Gift, Gift.id == Posting.gift_id)
        .where(Posting.account == FUND, Gift.status.not_in(("reversed", "refunded")))
    )
    for count in session.execute(counted.group_by(Posting.fund_id)):
        counts[count.fund_id] = count.gifts
    if shows(session, "gift.amount"):
        for fund_id, balance in fund_balances(session):
            sums[fund_id].append(balance)
    return [
        FundView(
            row.id,
            row.code,
            row.name,
            row.restriction,
            row.active,
            tuple(sums[row.id]),
            counts.get(row.id, 0),
        )
        for row in rows
    ]


def fund_balances(session: ViewerSession, fund_id: UUID | None = None) -> list[tuple[UUID, Money]]:
    """What the books hold for each fund (or for one), by currency."""
    given = select(Posting.fund_id, Posting.currency, func.sum(Posting.amount).label("minor"))
    given = given.where(Posting.account == FUND)
    if fund_id is not None:
        given = given.where(Posting.fund_id == fund_id)
    given = given.group_by(Posting.fund_id, Posting.currency).order_by(Posting.currency)
    return [(row.fund_id, Money(-int(row.minor), row.currency)) for row in session.execute(given)]
