"""What stands on a receipt, in the donor's language (United States: IRS Publication 1771)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_currency

from casework.base.money import Money
from casework.base.phrases import phrase
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
_METHODS = {
    "transfer": phrase("Bank transfer"),
    "card": phrase("Card"),
    "check": phrase("Check"),
    "cash": phrase("Cash"),
}


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
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
        "statements": _statements(facts, content, language),
        "thanks": say(phrase("Thank you for your gift."), language),
        "foot": say(
            phrase("Keep this receipt with your tax papers. A copy has the same number as this paper."),
            language,
        ),
    }


def _rows(facts: ReceiptFacts, language: str) -> list[tuple[str, str]]:
    rows = [
        (phrase("Gift received"), long_day(facts.received_on, language)),
        (phrase("Receipt issued"), long_day(facts.issued_on, language)),
    ]
    if facts.amount is not None:
        rows.append((phrase("Amount"), _money(facts.amount, language)))
        if facts.method in _METHODS:
            rows.append((phrase("Given by"), say(_METHODS[facts.method], language)))
    else:
        rows.append((phrase("Goods given"), facts.goods or ""))
    rows.append((phrase("For"), facts.fund))
    return [(say(label, language), value) for label, value in rows]


def _statements(facts: ReceiptFacts, content: ReceiptContent, language: str) -> list[str]:
    said = _STATEMENTS[content.statement]
    lines = [say(phrase(said.text, value=_money(facts.benefit, language)), language)]
    if content.must_disclose and content.deductible is not None:
        lines.append(say(phrase(_EXCESS.text, value=_money(content.deductible, language)), language))
    if content.describes_goods:
        lines.append(
            say(phrase("We describe goods and do not value them. Their value is for you to show."), language)
        )
    return lines


def _money(amount: Money, language: str) -> str:
    return str(format_currency(amount.decimal, amount.currency, locale=language.replace("-", "_")))
