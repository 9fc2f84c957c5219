"""Say which laws about records an office is under: those of its place, or others, the usual one first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable, phrase
from casework.services.deadlines.change_promises import Written, add_version, read_reason
from casework.services.deadlines.time_rules import LAWS, time_rules
from casework.store.session import ViewerSession


def change_laws(session: ViewerSession, chosen: Collection[str], usual: str, typed: Mapping[str, str]) -> int:
    """Be under the laws `chosen`, `usual` where nothing else is said; none: under those of the office's place.

    `typed` has `reason` and `seen`. The number of the new version: requests that were received keep their law.
    Raises InvalidInput under `laws`, `usual`, `reason`.
    """

    def write(current: Mapping[str, Any]) -> Written:
        errors: dict[str, Sayable] = {}
        known = time_rules(session).laws
        reason = read_reason(typed.get("reason", ""), errors)
        if not set(chosen) <= known.keys():
            errors["laws"] = phrase("Choose from the list")
        if chosen and usual not in chosen:
            errors["usual"] = phrase("Choose one of the laws that you ticked")
        laws = sorted(set(chosen) & known.keys(), key=lambda name: (name != usual, list(known).index(name)))
        if not errors and laws == list(current.get(LAWS, ())):
            errors["laws"] = phrase("It is so already")
        if errors:
            raise InvalidInput(errors)
        rest = {name: said for name, said in current.items() if name != LAWS}
        return {**rest, **({LAWS: laws} if laws else {})}, reason

    return add_version(session, typed.get("seen", ""), write, LAWS)
