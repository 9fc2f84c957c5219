"""Appeals: how a code is written, which channels there are, and what came of asking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from casework.base.money import Money
from casework.base.values import Value

EMAIL, POST, OPEN = "email", "post", "open"
CHANNELS = (EMAIL, POST, OPEN)
"""`open`: a poster, a page, an evening: nobody is asked by name."""
DRAFT, ASKING, STOPPED, ASKED = "draft", "asking", "stopped", "asked"
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,18}[A-Z0-9]")


def normal_code(typed: str) -> str | None:
    """A code as it is kept: capitals and digits with hyphens between; None for what is none."""
    code = typed.strip().upper()
    return code if len(code) <= 20 and _CODE.fullmatch(code) else None


class Wording(Value):
    """What a mail says in one language; `{name}` stands for the donor, `{link}` for the page where they give."""

    subject: str
    text: str


def wordings_of(kept: Mapping[str, Any]) -> dict[str, Wording]:
    """What a mail says, by language, as it is kept."""
    return {code: Wording(str(said["subject"]), str(said["text"])) for code, said in kept.items()}


def spoken_in(words: Mapping[str, Wording], *wanted: str) -> str:
    """The first of the wanted languages that it is written in; any, where it is written in none of them."""
    return next((one for one in wanted if one in words), next(iter(words), wanted[-1]))


class Return(Value):
    """What came of an appeal: `gave` of the `asked` gave by it; `gifts` and `raised` count those whom nobody asked too.

    `raised` and `cost` are of one currency, less what was given back; `cost` None: not known, or withheld.
    """

    asked: int
    gave: int
    gifts: int
    raised: Money
    cost: Money | None = None

    @property
    def rate(self) -> float | None:
        """The share of those asked who gave; None where nobody was asked."""
        return self.gave / self.asked if self.asked else None

    @property
    def average(self) -> Money | None:
        """Of a gift, to the nearest unit, halves up; None without gifts."""
        if not self.gifts:
            return None
        return Money((2 * self.raised.minor + self.gifts) // (2 * self.gifts), self.raised.currency)

    @property
    def net(self) -> Money | None:
        """What is left after the cost."""
        return None if self.cost is None else self.raised - self.cost

    @property
    def on_cost(self) -> float | None:
        """How often the cost came back; None where it is not known, or nothing."""
        return self.raised.minor / self.cost.minor if self.cost is not None and self.cost.minor else None
