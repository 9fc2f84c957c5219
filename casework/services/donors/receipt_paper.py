"""What stands on a receipt, in the donor's language (United States: IRS Publication 1771)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from babel.numbers import format_currency

from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.receipts import ReceiptContent, Statement
from casework.services.tenants.find_tenant import TenantFacts
from casework.services.typesetting.paper_words import frame, long_day, say

_STATEMENTS = {
    Statement.NOTHING_GIVEN: phrase("You received no goods or services in return for this gift."),
    Statement.RELIGIOUS_ONLY: phrase(
        "In return for this gift you received only intangible religious benefits."
    ),
    Statement.TOKEN_ONLY: phrase("In return for this gift you received only tokens of insubstantial value."),
    Statement.GOODS_WITH_ESTIMATE: phrase(
        "In return for this gift you received goods or services. In good faith we estimate their value at %(value)s."
    ),
}
_EXCESS = phrase("You may deduct only what you gave beyond that value: %(value)s.")
_VEHICLE = phrase(
    "If you claim more than %(limit)s for the vehicle, you need Form 1098-C. We send it within %(days)s days."
)
_METHODS = {
    "transfer": phrase("Bank transfer"),
    "card": phrase("Card"),
    "check": phrase("Check"),
    "cash": phrase("Cash"),
    "contactless": phrase("Contactless"),
    "payroll": phrase("From wages, by the employer"),
    "daf": phrase("From a donor-advised fund or charity account"),
}


class ReceiptFacts(Value):
    """The gift and its donor, as plain values."""

    number: str
    donor: str
    address: str | None
    received_on: date
    issued_on: date
    amount: Money | None
    benefit: Money
    goods: str | None
    fund: str
    method: str
    replaces: str | None = None


class CounterFacts(Value):
    """A receipt that is cancelled, and the number of the paper that does it."""

    number: str
    donor: str
    address: str | None
    issued_on: date
    cancels: str
    amount: Money | None
    reason: str


def receipt_paper(
    tenant: TenantFacts, facts: ReceiptFacts, content: ReceiptContent, language: str
) -> dict[str, Any]:
    """The data that the template `receipt` is filled with."""
    title = say(phrase("Receipt %(number)s", number=facts.number), language)
    return {
        **frame(tenant, language),
        "title": title,
        "to": [facts.donor, *(facts.address or "").splitlines()],
        "rows": _rows(facts, language),
        "statements": said_statements(facts.benefit, content, language),
        "thanks": say(phrase("Thank you for your gift."), language),
        "foot": say(
            phrase("Keep this receipt with your tax papers. A copy has the same number as this paper."),
            language,
        ),
    }


def counter_paper(tenant: TenantFacts, facts: CounterFacts, language: str) -> dict[str, Any]:
    """The data of a counter-receipt: which one it cancels, and why."""
    rows = [
        (phrase("Cancelled on"), long_day(facts.issued_on, language)),
        (phrase("Cancels the receipt"), facts.cancels),
    ]
    if facts.amount is not None:
        rows.append((phrase("Amount of that receipt"), said_money(facts.amount, language)))
    rows.append((phrase("Reason"), facts.reason))
    said = phrase(
        "Receipt %(number)s does not hold any more. Do not use it for your taxes.", number=facts.cancels
    )
    return {
        **frame(tenant, language),
        "title": say(phrase("Cancellation %(number)s", number=facts.number), language),
        "to": [facts.donor, *(facts.address or "").splitlines()],
        "rows": [(say(label, language), value) for label, value in rows],
        "statements": [say(said, language)],
        "thanks": "",
        "foot": say(phrase("Keep this paper with your tax papers."), language),
    }


def _rows(facts: ReceiptFacts, language: str) -> list[tuple[str, str]]:
    rows = [
        (phrase("Gift received"), long_day(facts.received_on, language)),
        (phrase("Receipt issued"), long_day(facts.issued_on, language)),
    ]
    if facts.amount is not None:
        rows.append((phrase("Amount"), said_money(facts.amount, language)))
        if facts.method in _METHODS:
            rows.append((phrase("Given by"), say(_METHODS[facts.method], language)))
    else:
        rows.append((phrase("Goods given"), facts.goods or ""))
    rows.append((phrase("For"), facts.fund))
    if facts.replaces is not None:
        rows.append((phrase("Replaces the cancelled receipt"), facts.replaces))
    return [(say(label, language), value) for label, value in rows]


def said_statements(benefit: Money, content: ReceiptContent, language: str) -> list[str]:
    """What the law wants said about a gift: what the donor got for it, what may be deducted, that goods have no value
    here, and which form follows for a vehicle."""
    said = _STATEMENTS[content.statement]
    lines = [phrase(said.text, value=said_money(benefit, language))]
    if content.must_disclose and content.deductible is not None:
        lines.append(phrase(_EXCESS.text, value=said_money(content.deductible, language)))
    if content.describes_goods:
        lines.append(phrase("We describe goods and do not value them. Their value is for you to show."))
    if content.vehicle_over is not None:
        limit = said_money(content.vehicle_over, language)
        lines.append(phrase(_VEHICLE.text, days=content.vehicle_days, limit=limit))
    return [say(line, language) for line in lines]


@lru_cache(maxsize=4096)
def said_money(amount: Money, language: str) -> str:
    """An amount as it is written in a language."""
    return str(format_currency(amount.decimal, amount.currency, locale=language.replace("-", "_")))
