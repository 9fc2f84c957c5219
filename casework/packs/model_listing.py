"""What of a kind of work stands in public, and how its categories differ in that."""

from casework.base.values import Value
from casework.packs.text import NOTHING, Text

AT_ONCE, WHEN_SEEN, NEVER = "at_once", "when_seen", "never"


class Listed(Value):
    """How cases of one category stand in public, and what of them may be the same as another.

    `publish`: at once (what nobody typed), when somebody of the office has seen it, or never. `grid`: a place is told
    as the middle of a square of so many metres; nought is exact. `radius` and `days`: how near and how recent another
    report must be to be suggested.
    """

    name: str
    group: Text = NOTHING
    publish: str = AT_ONCE
    grid: int = 0
    radius: int = 30
    days: int = 30


class Listing(Value):
    """Which answers the public list is made from; `words` and `photos` only as somebody released them."""

    category: str
    place: str
    words: str | None = None
    photos: str | None = None
    outcome: str | None = None
    message: str | None = None
    ask_letter: str | None = None  # whether it is put right, so many days after it was called done
    ask_after: int = 5
    categories: tuple[Listed, ...] = ()

    def of(self, category: str) -> Listed:
        """How a category is listed; one that nothing is said of is like most."""
        return next((one for one in self.categories if one.name == category), Listed(category))

    def fields(self) -> tuple[str, ...]:
        """The names of the answers that it reads."""
        named = (self.category, self.place, self.words, self.photos, self.outcome, self.message)
        return tuple(name for name in named if name)
