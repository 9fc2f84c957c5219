"""Words that staff write, as they are kept."""

from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable, phrase
from casework.packs.field_kinds.asking import BadAnswer
from casework.packs.field_kinds.plain_text import clean

LONGEST = 4000


def written(body: str, missing: Sayable) -> str:
    """The text, cleaned; InvalidInput under `body` when it is empty, too long or no text."""
    try:
        said = clean(body, lines=True).strip()
    except BadAnswer as bad:
        raise InvalidInput({"body": next(iter(bad.errors.values()))}) from None
    if not said:
        raise InvalidInput({"body": missing})
    if len(said) > LONGEST:
        raise InvalidInput({"body": phrase("Write %(most)s characters or fewer", most=LONGEST)})
    return said
