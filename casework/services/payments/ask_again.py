"""What became of an order that is on record: asked for by its key before anything is sent again."""

from __future__ import annotations

from casework.domain.collection import Answer, Order
from casework.services.payments.port import Processor


def answer_of(processor: Processor, order: Order, *, ask: bool, again: bool = True) -> Answer:
    """The processor's answer to a new order; with `ask` to one that was sent before and of which no answer is known.
    `again`: a processor that never heard of it may be sent it once more, under the same key. NoAnswer."""
    if ask:
        known = processor.find(order.key)
        if known is not None:
            return known
        if not again:
            return Answer(order.key, charged=False, amount=order.amount, code="no_trace")
    return processor.charge(order)
