"""Add to a law about records a rule by which the office may withhold: its words, where it stands, from when on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.base.errors import InvalidInput
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.services.deadlines.change_promises import Written, add_version, read_reason
from casework.services.deadlines.time_rules import EXEMPTIONS, time_rules
from casework.store.session import ViewerSession

LONGEST_WORDS, LONGEST_SOURCE, MOST = 200, 120, 100
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")


class NewExemption(Value):
    """An exemption as a form says it. `until`: the first day on which it may not be used any more; None: none."""

    law: str
    code: str
    words: str
    source: str
    since: date | None
    until: date | None = None
    weighed: bool = False


def add_exemption(session: ViewerSession, new: NewExemption, typed: Mapping[str, str]) -> int:
    """Another version of the promises. What was withheld before stays as it was; a code that the office has already is
    given other words or an end. `typed` has `reason` and `seen`. Raises InvalidInput by field.
    """

    def write(current: Mapping[str, Any]) -> Written:
        errors: dict[str, Sayable] = {}
        reason = read_reason(typed.get("reason", ""), errors)
        own = current.get(EXEMPTIONS, {})
        _check(session, new, own, errors)
        if errors or new.since is None:
            raise InvalidInput(errors)
        told = {
            "words": " ".join(new.words.split()),
            "source": " ".join(new.source.split()),
            "weighed": new.weighed,
            "since": new.since.isoformat(),
            "until": new.until.isoformat() if new.until else None,
        }
        if own.get(new.law, {}).get(new.code) == told:
            raise InvalidInput({"code": phrase("It is so already")})
        return {**current, EXEMPTIONS: {**own, new.law: {**own.get(new.law, {}), new.code: told}}}, reason

    return add_version(session, typed.get("seen", ""), write, EXEMPTIONS)


def _check(
    session: ViewerSession, new: NewExemption, own: Mapping[str, Any], errors: dict[str, Sayable]
) -> None:
    law = time_rules(session).laws.get(new.law)
    mine = own.get(new.law, {})
    if law is None:
        errors["law"] = phrase("Choose from the list")
    elif new.code in law.exemptions and new.code not in mine:
        errors["code"] = phrase("The law has a rule with this code itself. Choose another")
    elif len(mine) >= MOST and new.code not in mine:
        errors["code"] = phrase("There are %(most)s of the office’s own already", most=MOST)
    _check_words(new, errors)
    if new.since is None:
        errors["since"] = phrase("Enter the first day")
    elif new.until is not None and new.until <= new.since:
        errors["until"] = phrase("The last day is before the first. Correct one of them")


def _check_words(new: NewExemption, errors: dict[str, Sayable]) -> None:
    if not _CODE.fullmatch(new.code):
        errors["code"] = phrase("Use letters, digits, dots and hyphens, 30 at most")
    if not 0 < len(" ".join(new.words.split())) <= LONGEST_WORDS:
        errors["words"] = phrase("Say what it protects, in 200 characters at most")
    if not 0 < len(" ".join(new.source.split())) <= LONGEST_SOURCE:
        errors["source"] = phrase("Say where it stands in the law, in 120 characters at most")
