"""Whether what a pack demands holds before a move."""

from __future__ import annotations

from collections.abc import Iterable

from casework.base.errors import Refused, RefusedTogether
from casework.base.phrases import Sayable
from casework.packs import Guard, Text
from casework.packs.deed import Deed
from casework.packs.registry import guard_named
from casework.packs.rules import holds


class PackSays:
    """A pack's own wording, shown by the door in the reader's language."""

    __slots__ = ("text",)

    def __init__(self, text: Text) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text.text("en")


def unmet(deed: Deed, guards: Iterable[Guard]) -> list[tuple[str, Sayable]]:
    """The (code, message) of each guard that does not hold for a move."""
    found: list[tuple[str, Sayable]] = []
    values = {**deed.facts, **deed.asked}
    for guard in guards:
        if guard.rule is not None and not holds(deed.workflow, guard.rule, values, deed.today):
            found.append((guard.code, PackSays(guard.message)))
        elif guard.hook is not None:
            found += _judged(guard, guard.hook, deed)
    return found


def judged_by_hooks(deed: Deed, guards: Iterable[Guard]) -> list[tuple[str, Sayable, str]]:
    """The (code, message, question) of each thing that the guards which are hooks refuse."""
    return [
        (code, said, field or guard.field or "")
        for guard in guards
        if guard.hook is not None
        for code, said, field in _refusals(guard, guard.hook, deed)
    ]


def _judged(guard: Guard, hook: str, deed: Deed) -> list[tuple[str, Sayable]]:
    return [(code, said) for code, said, _field in _refusals(guard, hook, deed)]


def _refusals(guard: Guard, hook: str, deed: Deed) -> list[tuple[str, Sayable, str]]:
    try:
        guard_named(hook)(deed)
    except RefusedTogether as refused:
        return list(refused.all)
    except Refused as refused:
        own = PackSays(guard.message) if refused.code == guard.code and guard.message else refused.said
        return [(refused.code, own, "")]
    return []
