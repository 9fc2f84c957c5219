"""Make a claim of what may be claimed today, so that no gift is claimed twice; and its schedule, again and again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import NotFound, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.gift_aid_claim import CURRENCY, ScheduleRow, schedule
from casework.models import Gift, GiftAidClaim, GiftAidDeclaration, GiftAidLine
from casework.services.gift_aid.claim_lines import ADJUSTMENT, DONATION, SMALL
from casework.services.gift_aid.claimable import claimable
from casework.services.gift_aid.declare import charity_of
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.session import ViewerSession


class ClaimView(Value):
    """A claim in a list: the gifts, the tax claimed for them, what is given back of earlier claims, and small gifts
    without declarations, which stand in no schedule."""

    id: UUID
    number: str
    count: int
    total: Money
    tax: Money
    adjusted: Money
    small: Money
    small_tax: Money
    made_at: datetime


def make_claim(session: ViewerSession) -> GiftAidClaim:
    """The claim, with its lines. Refused NOTHING_TO_CLAIM; NotFound where no claim is made here."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    if charity_of(session) is None:
        raise NotFound
    session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"claim {session.viewer.tenant}", 0)))
    )
    lines = claimable(session).lines
    gifts = [line for line in lines if line.kind == DONATION]
    small = [line for line in lines if line.kind == SMALL]
    if not gifts and not small:
        raise Refused(
            "NOTHING_TO_CLAIM", phrase("There is no gift to claim for. Record what donors declared first")
        )
    year = today(office_of(session).tenant.timezone).year
    row = GiftAidClaim(
        id=new_id(),
        number=f"GA{year}-{next_number(session, 'gift aid', year):03d}",
        count=len(gifts),
        total=sum(line.amount.minor for line in gifts),
        tax=sum(line.tax.minor for line in gifts),
        adjusted=-sum(line.tax.minor for line in lines if line.kind == ADJUSTMENT),
        small_total=sum(line.amount.minor for line in small),
        small_tax=sum(line.tax.minor for line in small),
        made_at=now(),
        made_by=session.viewer.actor,
    )
    session.add(row)
    session.flush()
    for line in lines:
        told = {"gift_id": line.gift_id, "donor_id": line.donor_id, "declaration_id": line.declaration_id}
        amounts = {"amount": line.amount.minor, "tax": line.tax.minor}
        session.add(GiftAidLine(id=new_id(), claim_id=row.id, kind=line.kind, **told, **amounts))
    session.flush()
    ledger_chain.record(
        session, "gift_aid.claimed", subjects=[row.id], detail={"gifts": len(gifts), "small": len(small)}
    )
    return row


def list_claims(session: ViewerSession) -> tuple[ClaimView, ...]:
    """Claims, the latest first. FieldWithheld where amounts are."""
    require_open(session, "gift.amount")
    rows = session.scalars(select(GiftAidClaim).order_by(GiftAidClaim.id.desc()).limit(50))
    return tuple(
        ClaimView(
            row.id,
            row.number,
            row.count,
            Money(row.total, CURRENCY),
            Money(row.tax, CURRENCY),
            Money(row.adjusted, CURRENCY),
            Money(row.small_total, CURRENCY),
            Money(row.small_tax, CURRENCY),
            row.made_at,
        )
        for row in rows
    )


def read_schedule(session: ViewerSession, claim_id: UUID) -> tuple[str, list[list[Any]]]:
    """The number of a claim and its schedule. Adjustments are no rows of it: HMRC asks for their sum. A disclosure."""
    require_open(session, "gift.amount", "gift.donor", "person.addresses")
    number = session.scalar(select(GiftAidClaim.number).where(GiftAidClaim.id == claim_id))
    if number is None:
        raise NotFound
    told = GiftAidDeclaration
    rows = session.execute(
        select(
            *(GiftAidLine.id, GiftAidLine.amount, GiftAidLine.donor_id, Gift.received_on),
            *(told.id, told.title, told.first_name, told.last_name, told.house, told.postcode),
        )
        .join(Gift, Gift.id == GiftAidLine.gift_id)
        .join(told, told.id == GiftAidLine.declaration_id)
        .where(GiftAidLine.claim_id == claim_id, GiftAidLine.kind == DONATION)
        .order_by(Gift.received_on, GiftAidLine.gift_id)
    ).all()
    donors = {row.donor_id for row in rows}
    ledger_chain.record(
        session, "gift_aid.printed", subjects=[claim_id, *donors], fields=["name", "address", "amount"]
    )
    return number, schedule(
        [
            ScheduleRow(
                *(row.title, row.first_name, row.last_name, row.house, row.postcode, row.received_on),
                Money(row.amount, CURRENCY).decimal,
            )
            for row in rows
        ]
    )
