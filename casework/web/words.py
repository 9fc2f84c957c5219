"""What lower floors say, said in the reader's language: phrases, pack wording, periods, readers."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.packs import Text
from casework.services.say import pack_text, speak, with_code
from casework.web.formats import listed

__all__ = [
    "kept_text",
    "pack_text",
    "period_text",
    "readers_text",
    "refusal_of",
    "refusal_text",
    "speak",
    "told",
    "with_code",
]

_PERIOD = re.compile(r"P(?:(?P<year>\d+)Y)?(?:(?P<month>\d+)M)?(?:(?P<day>\d+)D)?")


def told(wrong: InvalidInput) -> dict[str, str]:
    """What is wrong with each answer, in the reader's language."""
    return {name: speak(said) for name, said in wrong.sayings.items()}


def refusal_text(refused: CaseworkError) -> str:
    """What was refused and the cure, with the code where it has one."""
    code = getattr(refused, "code", None)
    return speak(refused.said) if code is None else with_code(refused.said, code)


def refusal_of(wrong: CaseworkError | None) -> str | None:
    """The same for a page that is shown again; None where nothing was refused, or single answers are wrong."""
    return refusal_text(wrong) if isinstance(wrong, Refused) else None


def kept_text(keep: str) -> str:
    """How long an answer is kept, from its ISO 8601 period."""
    if keep == "permanent":
        return _("As long as the register is kept")
    return _("For %(time)s after the case is closed. Then it is destroyed", time=period_text(keep))


def period_text(period: str) -> str:
    """ "7 years", from "P7Y"."""
    found = _PERIOD.fullmatch(period)
    lengths = [(unit, int(n)) for unit, n in found.groupdict().items() if n and int(n)] if found else []
    return listed(_length(unit, n) for unit, n in lengths)


def readers_text(opens: Iterable[str], duties: Mapping[str, Text]) -> str:
    """Who reads an answer: the duties it opens to, by their labels."""
    labels = [pack_text(duties[duty]) for duty in opens if duty in duties]
    return _("Nobody else but you") if not labels else _("Only these: %(duties)s", duties=listed(labels))


def _length(unit: str, n: int) -> str:
    """Said by our own catalogue: Babel's has no units of time for some of our languages."""
    if unit == "year":
        return ngettext("%(num)s year", "%(num)s years", n)
    if unit == "month":
        return ngettext("%(num)s month", "%(num)s months", n)
    return ngettext("%(num)s day", "%(num)s days", n)
