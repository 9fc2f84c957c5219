"""A sentence for people that the lower floors name and the doors translate.

The floors below the doors know no language. They mark an English sentence with `phrase(...)`, or one that counts with
`counted(...)`; the catalogue extraction takes them as keywords beside `gettext` and `ngettext`; a door says them.
"""

from collections.abc import Mapping
from typing import Protocol

from casework.base.values import Value, field


class Sayable(Protocol):
    """Anything that turns into a sentence when shown: str, a phrase, a lazy translation."""

    def __str__(self) -> str: ...


class Phrase(Value):
    """An English sentence with `%(name)s` places, and what goes into them."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    many: str = ""
    """The sentence for more than one, where it counts something: how many stands in `values` under `num`."""

    @property
    def number(self) -> int:
        """How many it counts."""
        return int(str(self.values["num"]))

    def __str__(self) -> str:
        said = self.many if self.many and self.number != 1 else self.text
        return said % self.values if self.values else said


class Coded(Value):
    """A sentence with the stable code of the refusal that it tells of."""

    said: Sayable
    code: str

    def __str__(self) -> str:
        return str(self.said)


class AnyOf(Value):
    """Several sayings of which one has to hold: a door joins them as the reader's language does."""

    said: tuple[Sayable, ...]

    def __str__(self) -> str:
        return " / ".join(str(one) for one in self.said)


def phrase(text: str, **values: object) -> Phrase:
    """The sentence `text`, marked for translation."""
    return Phrase(text, values)


def counted(one: str, many: str, num: int, **values: object) -> Phrase:
    """A sentence that counts `num` things, marked for translation in every plural of each language."""
    return Phrase(one, {"num": num, **values}, many)
