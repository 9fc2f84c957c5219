"""What every kind of answer is built from: where a question is asked, and what is wrong with an answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from casework.base.phrases import Sayable
from casework.base.regions import regional
from casework.base.values import Value
from casework.packs.model import Field

WHOLE = ""  # the part of an answer that is typed into one box
Parts = Mapping[str, Sequence[str]]


class Asking(Value):
    """Where a question is asked: it decides how dates, amounts and phone numbers are written."""

    lang: str = "en"
    country: str = "US"
    currency: str = "USD"
    currencies: tuple[str, ...] = ()  # others that the office takes as well

    @property
    def locale(self) -> str:
        """How numbers and days are written here, by its name in Babel."""
        return regional(self.lang, self.country)


class BadAnswer(Exception):
    """An answer that cannot be taken: what is wrong with which part of it."""

    def __init__(self, said: Sayable, part: str = WHOLE, **others: Sayable) -> None:
        super().__init__(str(said))
        self.errors: dict[str, Sayable] = {part: said, **others}


class AnswerKind(Protocol):
    """One kind of answer: from what was typed to a JSON value, and back to boxes and to words."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The boxes it is typed into."""

    def read(self, given: Parts, field: Field, asking: Asking) -> Any:
        """The JSON value of what was typed, None for nothing. Raises BadAnswer."""

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        """What to put into the boxes for a value. Raises BadAnswer for a value of another kind."""

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        """The value in words."""


def typed(given: Parts, part: str = WHOLE) -> str:
    """What was typed into a part, without the spaces around it."""
    values = given.get(part) or ()
    return values[0].strip() if values else ""


def fill(value: str) -> dict[str, list[str]]:
    """The one box of a kind that has no parts."""
    return {WHOLE: [value]}
