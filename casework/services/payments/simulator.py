"""A card processor that moves no money: for demos and tests, with the faults of real ones.

What it does with an order stands in its mandate (`SIM-OK…`, `SIM-NO-MONEY…`, `SIM-EXPIRED…`, `SIM-SILENT…`: charged,
but the answer is lost; `SIM-OTHER…`: another amount is charged), or is chosen by `Faults` with a seed.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Protocol

from casework.base.money import Money
from casework.base.values import Value
from casework.domain.collection import Answer, Order
from casework.services.payments.port import NoAnswer

FEE_PER_MILLE, FEE_FIXED = 29, 30


class Kept(Protocol):
    """What the processor remembers of its orders, by key."""

    def get(self, key: str, /) -> Answer | None: ...
    def __setitem__(self, key: str, answer: Answer, /) -> None: ...
    def __len__(self) -> int: ...


def _in_memory() -> Kept:
    kept: dict[str, Answer] = {}
    return kept


class Faults(Value):
    """How often, of a hundred orders, what goes wrong. `lost`: it never came in; `silent`: charged, but no answer;
    `other`: another amount was charged; `twice`: the number of an earlier charge is told again."""

    declined: int = 0
    final: int = 0
    lost: int = 0
    silent: int = 0
    other: int = 0
    twice: int = 0

    def choose(self, random: Random) -> str:
        """What goes wrong with the next order; empty when nothing does."""
        at = random.randrange(100)
        for name in ("declined", "final", "lost", "silent", "other", "twice"):
            at -= getattr(self, name)
            if at < 0:
                return name
        return ""


NO_FAULTS = Faults()
_BY_MANDATE = {
    "SIM-NO-MONEY": "declined",
    "SIM-EXPIRED": "final",
    "SIM-SILENT": "silent",
    "SIM-OTHER": "other",
}


@dataclass(slots=True)
class Simulator:
    """`moved`: what donors really paid, in order; no key may be there twice, and no instalment."""

    faults: Faults = NO_FAULTS
    random: Random = field(default_factory=lambda: Random(0))  # noqa: S311 - chance that can be repeated
    kept: Kept = field(default_factory=_in_memory)
    name: str = "simulator"
    moved: list[Order] = field(default_factory=list)
    word: str = "sim"  # begins its numbers

    def charge(self, order: Order) -> Answer:
        """Charge it once, whatever is answered."""
        known = self.kept.get(order.key)
        if known is not None:
            return known
        fault = self._fault(order)
        if fault == "lost":
            raise NoAnswer
        answer = self._answer(order, fault)
        self.kept[order.key] = answer
        if answer.charged:
            self.moved.append(order)
        if fault == "silent":
            raise NoAnswer
        return answer

    def find(self, key: str) -> Answer | None:
        """What became of an order."""
        return self.kept.get(key)

    def _fault(self, order: Order) -> str:
        for begin, fault in _BY_MANDATE.items():
            if order.mandate.startswith(begin):
                return fault
        return self.faults.choose(self.random)

    def _answer(self, order: Order, fault: str) -> Answer:
        if fault in ("declined", "final"):
            code = "no_money" if fault == "declined" else "card_expired"
            return Answer(order.key, charged=False, amount=order.amount, code=code)
        amount = Money(order.amount.minor + 1, order.amount.currency) if fault == "other" else order.amount
        number = f"{self.word}-{len(self.kept)}"
        if fault == "twice" and self.moved and (before := self.kept.get(self.moved[-1].key)):
            number = before.processor_id or number
        fee = order.amount.minor * FEE_PER_MILLE // 1000 + FEE_FIXED
        kept = Money(min(fee, order.amount.minor), order.amount.currency)
        return Answer(order.key, charged=True, amount=amount, processor_id=number, fee=kept)


class KeptInFile:
    """What a simulator remembers across processes: one line of JSON each, written through before it answers."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, key: str, /) -> Answer | None:
        """The answer under a key."""
        return self._all().get(key)

    def __setitem__(self, key: str, answer: Answer, /) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(_told(answer)) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> Mapping[str, Answer]:
        if not self.path.exists():
            return {}
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return {answer.key: answer for answer in map(_answer, lines)}


def _told(answer: Answer) -> dict[str, object]:
    fee = answer.fee.minor if answer.fee else None
    told = {"key": answer.key, "charged": answer.charged, "minor": answer.amount.minor, "fee": fee}
    return {**told, "currency": answer.amount.currency, "id": answer.processor_id, "code": answer.code}


def _answer(line: str) -> Answer:
    told = json.loads(line)
    money: Callable[[int], Money] = lambda minor: Money(minor, told["currency"])  # noqa: E731 - says it once
    fee = money(told["fee"]) if told["fee"] is not None else None
    return Answer(told["key"], told["charged"], money(told["minor"]), told["id"], told["code"], fee)
