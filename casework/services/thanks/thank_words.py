"""What is written to a donor: the same words in a mail and on paper, in the donor's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.money import Money
from casework.base.phrases import Phrase, phrase
from casework.base.values import Value
from casework.domain.books import Account
from casework.domain.receipts import Given, receipt_content, thresholds_on
from casework.models import Fund, Gift, Posting, Receipt, Tribute
from casework.services.books.gift_books import kept_of
from casework.services.donors.funds import fund_said
from casework.services.donors.receipt_paper import said_money, said_statements
from casework.services.office import office_of
from casework.services.typesetting.paper_words import long_day, say
from casework.store.columns import one_of
from casework.store.session import ViewerSession

THANKS = phrase("Thank you for your gift")


class GiftToThank(Value):
    """A gift as thanks speak of it."""

    id: UUID
    donor_id: UUID
    number: str
    received_on: date
    amount: Money
    benefit: Money
    goods: str | None
    vehicle: bool
    funds: tuple[str, ...]
    receipt: str | None
    tribute: tuple[str, str] | None

    @property
    def in_kind(self) -> bool:
        """Whether it is goods."""
        return self.goods is not None


def gifts_to_thank(session: ViewerSession, gifts: Sequence[UUID]) -> dict[UUID, GiftToThank]:
    """These gifts, those left out of which nothing is left."""
    rows = session.scalars(
        select(Gift).where(one_of(Gift.id, gifts), Gift.status.in_(("posted", "receipted")))
    ).all()
    kept, funds = kept_of(session, gifts), _funds(session, gifts)
    receipts, tributes = _receipts(session, gifts), _tributes(session, gifts)
    found = {}
    for row in rows:
        in_kind = row.kind == "in_kind"
        if not in_kind and row.id not in kept:
            continue
        found[row.id] = GiftToThank(
            id=row.id,
            donor_id=row.donor_id,
            number=row.number,
            received_on=row.received_on,
            amount=Money(0 if in_kind else kept[row.id], row.currency),
            benefit=Money(row.benefit, row.currency),
            goods=(row.goods or "") if in_kind else None,
            vehicle=row.goods_kind == "vehicle",
            funds=funds.get(row.id, ()),
            receipt=receipts.get(row.id),
            tribute=tributes.get(row.id),
        )
    return found


def thank_words(session: ViewerSession, gift: GiftToThank, name: str, language: str) -> list[str]:
    """The paragraphs: greeting, what was given, what the law wants said about it, the receipt, the office."""
    office = office_of(session)
    day = long_day(gift.received_on, language)
    told = {"day": day, "amount": said_money(gift.amount, language), "goods": gift.goods or ""}
    given = Given(gift.amount, gift.benefit, in_kind=gift.in_kind, vehicle=gift.vehicle)
    content = receipt_content(given, thresholds_on(office.kind.giving.receipts, gift.received_on))
    said = [
        phrase("Dear %(name)s,", name=name),
        phrase("thank you for your gift of goods, which we received on %(day)s: %(goods)s", **told)
        if gift.in_kind
        else phrase("thank you for your gift of %(amount)s, which we received on %(day)s.", **told),
    ]
    if gift.funds:
        said.append(
            phrase(
                "It goes to: %(fund)s.",
                fund=", ".join(fund_said(office, fund, language) for fund in gift.funds),
            )
        )
    if gift.tribute is not None:
        said.append(_tribute(*gift.tribute))
    lines = [say(one, language) for one in said] + said_statements(gift.benefit, content, language)
    if gift.receipt is not None:
        lines.append(say(phrase("Your receipt has the number %(number)s.", number=gift.receipt), language))
    return [*lines, office.tenant.name]


def _tribute(kind: str, name: str) -> Phrase:
    if kind == "memory":
        return phrase("You gave in memory of %(name)s.", name=name)
    return phrase("You gave in honor of %(name)s.", name=name)


def _funds(session: ViewerSession, gifts: Sequence[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """What each gift is for. Goods without a value stand in no book, so they are for the fund they came with."""
    parts = (
        select(Posting.gift_id, Fund.name)
        .join(Fund, Fund.id == Posting.fund_id)
        .where(one_of(Posting.gift_id, gifts), Posting.account == Account.FUND.value)
        .distinct()
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for row in session.execute(parts):
        found[row.gift_id] = (*found.get(row.gift_id, ()), row.name)
    own = select(Gift.id, Fund.name).join(Fund, Fund.id == Gift.fund_id).where(one_of(Gift.id, gifts))
    for row in session.execute(own):
        found.setdefault(row.id, (row.name,))
    return found


def _receipts(session: ViewerSession, gifts: Sequence[UUID]) -> dict[UUID, str]:
    rows = session.execute(
        select(Receipt.gift_id, Receipt.number).where(
            one_of(Receipt.gift_id, gifts), Receipt.status == "issued", Receipt.kind == "receipt"
        )
    )
    return {row.gift_id: row.number for row in rows}


def _tributes(session: ViewerSession, gifts: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = session.execute(
        select(Tribute.id, Tribute.gift_id, Tribute.kind, Tribute.name).where(one_of(Tribute.gift_id, gifts))
    )
    return {row.gift_id: (row.kind, row.name) for row in rows}
