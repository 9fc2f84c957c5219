"""Grants that are asked for: the stages one goes through, and what is due in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

IDEA, WRITING, SENT, AWARDED, DECLINED, CLOSED = "idea", "writing", "sent", "awarded", "declined", "closed"
NEXT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        IDEA: (WRITING, CLOSED),
        WRITING: (SENT, CLOSED),
        SENT: (AWARDED, DECLINED),
        AWARDED: (CLOSED,),
        DECLINED: (WRITING, CLOSED),
        CLOSED: (),
    }
)
"""Which stages may follow each."""
STAGES = tuple(NEXT)
KINDS = ("application", "report", "visit")
REMIND_BEFORE = timedelta(days=14)


def may_follow(stage: str, wanted: str) -> bool:
    """Whether a grant goes from one stage to the other, or stays."""
    return wanted == stage or wanted in NEXT.get(stage, ())
