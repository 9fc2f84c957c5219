"""What people said about being written to, and what follows from it: a no stands until a later yes says as much."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from casework.base.values import Value

ANY = "any"
CHANNELS = (ANY, "email", "phone", "text", "post")
TOPICS = (ANY, "appeal", "newsletter", "event", "thanks", "receipt", "named", "shared")
"""`named`: to be named in public lists of thanks; `shared`: the address may be lent to others."""
ONLY_WHEN_ASKED = frozenset({"shared"})
"""Topics that nobody has agreed to by saying nothing."""
BASES = ("written", "electronic", "spoken", "import")


class Choice(Value):
    """A yes or no to a topic on a channel; `any` stands for all of them."""

    channel: str
    topic: str
    allowed: bool
    said_on: date
    recorded_at: datetime

    def covers(self, channel: str, topic: str) -> bool:
        """Whether it says something about this."""
        return self.channel in (ANY, channel) and self.topic in (ANY, topic)

    def answers(self, other: Choice) -> bool:
        """Whether it was said later than `other`, and at least as exactly."""
        exact = other.channel in (ANY, self.channel) and other.topic in (ANY, self.topic)
        return exact and (self.said_on, self.recorded_at) > (other.said_on, other.recorded_at)


class Standing(Value):
    """Whether somebody may be written to, and why: deceased, said_no, said_yes or not_asked; `choice` decided it."""

    allowed: bool
    why: str
    choice: Choice | None = None


def standing(choices: Iterable[Choice], channel: str, topic: str, *, deceased: bool = False) -> Standing:
    """What the choices of one person say about a topic on a channel."""
    if deceased:
        return Standing(False, "deceased")
    said = sorted(
        (one for one in choices if one.covers(channel, topic)), key=lambda one: (one.said_on, one.recorded_at)
    )
    agreed = [one for one in said if one.allowed]
    for no in reversed([one for one in said if not one.allowed]):
        if not any(yes.answers(no) for yes in agreed):
            return Standing(False, "said_no", no)
    if agreed:
        return Standing(True, "said_yes", agreed[-1])
    return Standing(topic not in ONLY_WHEN_ASKED, "not_asked")


def do_not_contact(choices: Iterable[Choice]) -> Choice | None:
    """The word by which somebody wants to hear nothing at all, while it stands."""
    said = [one for one in choices if one.channel == ANY and one.topic == ANY]
    latest = max(said, key=lambda one: (one.said_on, one.recorded_at), default=None)
    return latest if latest is not None and not latest.allowed else None
