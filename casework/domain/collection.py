"""Collecting what is due: orders and answers, when a declined one is tried again, and when it is not."""

from __future__ import annotations

from datetime import date, timedelta

from casework.base.money import Money
from casework.base.values import Value

LADDER = (3, 5, 7)
"""Days after each declined try: at most three more tries, within 15 days. Then a person looks at it."""

FINAL = frozenset({"account_closed", "card_expired", "mandate_ended", "stolen", "no_such_account"})
"""Reasons that trying again does not cure."""

CODES = (*sorted(FINAL), "no_money", "limit", "bank_refused", "no_trace")
"""Why an order was declined, as every adapter says it. `no_trace`: the processor has never heard of it."""


class Order(Value):
    """What is to be collected, under a key that means this one try and no other."""

    key: str
    mandate: str
    amount: Money


class Answer(Value):
    """What became of an order. `code` says why it was declined; `fee`: what the processor kept."""

    key: str
    charged: bool
    amount: Money
    processor_id: str | None = None
    code: str | None = None
    fee: Money | None = None


def key_of(instalment: str, place: int) -> str:
    """The key of a try: of the instalment and of how often it was tried, so that a repeat is known as one."""
    return f"{instalment}-{place}"


def next_try(tries: int, declined_on: date, code: str | None) -> date | None:
    """The day of the next try after `tries` declined ones; None when there is none."""
    if code in FINAL or tries > len(LADDER):
        return None
    return declined_on + timedelta(days=LADDER[tries - 1])
