"""What a deadline is made of: how long somebody has, how that is counted, and what moves the clock."""

from datetime import datetime
from typing import Literal

from casework.base.values import Value

Count = Literal["working", "calendar", "months", "minutes", "any_minutes"]
"""working: days on which the office opens; minutes: of its opening hours; any_minutes: by day and night."""
What = Literal["start", "pause", "resume", "restart", "stop", "extend"]
IN_MINUTES = ("minutes", "any_minutes")


class Term(Value):
    """How long somebody has: `amount` of what `count` says.

    `statutory`: counted from the legal day of receipt, to the end of the last day, whatever the office hours.
    `roll`: a calendar term that ends on a closed day ends on the next working one.
    `risk`: per cent of it used, from which it is at risk. `pauses`: how many of them the law allows; None: all.
    """

    amount: int
    count: Count = "working"
    statutory: bool = False
    roll: bool = False
    risk: int = 80
    pauses: int | None = None

    @property
    def in_minutes(self) -> bool:
        """Whether it is counted in minutes; else in days."""
        return self.count in IN_MINUTES

    @property
    def ends_at_closing(self) -> bool:
        """Whether the last day ends when the office closes; else at midnight."""
        return self.count == "working" and not self.statutory


class Event(Value):
    """Something that moves a clock. `start` again begins anew; `restart` does so where it stands, else not at all.
    `extend` adds `amount` of what the term counts.

    `whole_days` on a resume: the first and last day of the pause are disregarded too.
    """

    at: datetime
    what: What
    amount: int = 0
    whole_days: bool = False


class Hole(Value):
    """A time in which a clock stands; open while `until` is None."""

    since: datetime
    until: datetime | None = None
    whole_days: bool = False


class Cycle(Value):
    """What became of a clock since it last started: when it stood, by how much it was extended, when it ended."""

    start: datetime
    holes: tuple[Hole, ...] = ()
    stopped_at: datetime | None = None
    extra: int = 0

    @property
    def stands(self) -> bool:
        """Whether it is paused now."""
        return self.stopped_at is None and bool(self.holes) and self.holes[-1].until is None
