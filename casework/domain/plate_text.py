"""Plate texts: the identity key, the lookup key, what looks alike, what was probably meant.

Three strings are kept apart: what is displayed, the canonical text (identity), the search key (lookup and the
check for look-alikes only, never identity).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Literal

from casework.base.errors import InvalidInput
from casework.base.phrases import Phrase, phrase
from casework.base.values import Value, field

_DIGITS = "0123456789"
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Letters of other scripts that look like Latin ones, and letters that do not come apart into letter and mark.
_ALIKE = str.maketrans("АВЕКМНОРСТУХ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYX" + "ABEZHIKMNOPTYX")
_WHOLE = str.maketrans({"Đ": "D", "Ð": "D", "Ø": "O", "Ł": "L", "Æ": "AE", "Œ": "OE", "ẞ": "SS", "ß": "SS"})
_LEVEL_1 = str.maketrans("OQI", "001")
_LEVEL_2 = str.maketrans("OQIDLZSBGU", "001012586V")
# What a reader takes one for the other, in a place where only a letter or only a digit can stand.
_TO_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "G": "6"}
_TO_LETTER = {"0": "OQD", "1": "IL", "2": "Z", "5": "S", "8": "B", "6": "G"}
_MOST_SUGGESTIONS = 8

Nearness = Literal["exact", "similar", "possible"]


class PlateStyle(Value):
    """How plates of one class in one jurisdiction are written: data from a pack, never code.

    In `patterns` each character names a class of `classes`; `d` (a digit) and `L` (a letter) are given.
    No pattern: any text of the alphabet. California, with I, O and Q only in the middle: `dLMLddd`.
    """

    alphabet: str = _LATIN + _DIGITS
    patterns: tuple[str, ...] = ()
    max_length: int = 8
    classes: Mapping[str, str] = field(default_factory=dict)

    def allowed(self, symbol: str) -> str:
        """The characters that may stand where a pattern has `symbol`."""
        if symbol in self.classes:
            return self.classes[symbol]
        if symbol == "d":
            return _DIGITS
        return "".join(c for c in self.alphabet if not c.isdigit()) if symbol == "L" else symbol

    def fits(self, canonical_text: str) -> bool:
        """Whether the text has one of the patterns."""
        return not self.patterns or any(self._has(canonical_text, pattern) for pattern in self.patterns)

    def _has(self, text: str, pattern: str) -> bool:
        same_length = len(text) == len(pattern)
        return same_length and all(c in self.allowed(s) for c, s in zip(text, pattern, strict=True))


def canonical(text: str, style: PlateStyle | None = None) -> str:
    """The identity key of a plate text: 51F-123.45 is 51F12345. Raises InvalidInput under `plate`.

    Diacritics are kept where the alphabet of the jurisdiction has them. Without a style any script passes.
    """
    upper = unicodedata.normalize("NFKC", text[:200]).upper()
    composed = unicodedata.normalize(
        "NFC", "".join(_ascii_digit(c) for c in unicodedata.normalize("NFKC", upper))
    )
    kept = "".join(c for c in composed if c.isalnum())
    if not kept:
        raise _invalid(phrase("Enter the plate, letters and digits"))
    if style:
        _check_alphabet(kept, style)
    return kept


def search_key(canonical_text: str, level: Literal[1, 2] = 1) -> str:
    """The lossy lookup key. Level 1: O and Q are 0, I is 1. Level 2 also joins what cameras mistake."""
    latin = canonical_text.translate(_ALIKE).translate(_WHOLE)
    plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    return plain.translate(_LEVEL_1 if level == 1 else _LEVEL_2)


def confusable_with(canonical_text: str, in_use: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Displays of marks in use that look like a new one. `in_use`: (display, canonical), one jurisdiction."""
    key = search_key(canonical_text)
    return tuple(display for display, other in in_use if search_key(other) == key)


def nearness(typed_canonical: str, other_canonical: str) -> Nearness | None:
    """How near another plate is to the typed one: the same, similar (verify), possible, or not at all."""
    if typed_canonical == other_canonical:
        return "exact"
    if search_key(typed_canonical) == search_key(other_canonical):
        return "similar"
    return "possible" if search_key(typed_canonical, 2) == search_key(other_canonical, 2) else None


def suggestions(canonical_text: str, style: PlateStyle) -> tuple[str, ...]:
    """Texts that fit a pattern and differ only where a letter was read for a digit or the other way round."""
    found: dict[str, None] = {}
    for pattern in style.patterns:
        if len(pattern) == len(canonical_text):
            places = [_repairs(c, style.allowed(s)) for c, s in zip(canonical_text, pattern, strict=True)]
            if _count(places) <= _MOST_SUGGESTIONS:
                found |= dict.fromkeys("".join(text) for text in product(*places))
    found.pop(canonical_text, None)
    return tuple(found)


def _repairs(c: str, allowed: str) -> list[str]:
    if c in allowed:
        return [c]
    return [other for other in _TO_DIGIT.get(c, "") + _TO_LETTER.get(c, "") if other in allowed]


def _count(places: list[list[str]]) -> int:
    total = 1
    for place in places:
        total *= len(place)
    return total


def _check_alphabet(kept: str, style: PlateStyle) -> None:
    wrong = "".join(dict.fromkeys(c for c in kept if c not in style.alphabet))
    if wrong:
        raise _invalid(phrase("Plates here do not have %(wrong)s. Check it on the plate", wrong=wrong))
    if len(kept) > style.max_length:
        said = phrase(
            "Plates here have %(count)s characters at most. Check it on the plate", count=style.max_length
        )
        raise _invalid(said)


def _invalid(said: Phrase) -> InvalidInput:
    return InvalidInput({"plate": said})


def _ascii_digit(c: str) -> str:
    # NFKC leaves the digits of other scripts as they are.
    value = unicodedata.digit(c, None)
    return c if value is None else str(value)
