"""Levels of service in words: those of a class of people in the reader’s language, others as the office named them."""

from __future__ import annotations

from casework.packs.text import FALLBACK
from casework.web.desk.opening import this_office
from casework.web.words import pack_text


def level_text(level: str) -> str:
    """What a level is called."""
    classes = this_office().kind.person_classes.values()
    found = next((one.level for one in classes if one.level.text(FALLBACK) == level), None)
    return pack_text(found) if found else level
