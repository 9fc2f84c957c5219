"""The payment port: what the collection asks of whoever moves the money."""

from __future__ import annotations

from typing import Protocol

from casework.domain.collection import Answer, Order


class NoAnswer(Exception):
    """The processor did not answer. It may have charged all the same: only its key can tell."""


class Processor(Protocol):
    """Charges at once and answers at once. A key means one try: under a key that it knows it charges nobody again and
    says what became of it the first time."""

    @property
    def name(self) -> str: ...

    def charge(self, order: Order) -> Answer:
        """Charge it, or say why not. NoAnswer when nothing came back."""
        ...

    def find(self, key: str) -> Answer | None:
        """What became of the order with this key; None when it never came in. NoAnswer when nobody answers."""
        ...
