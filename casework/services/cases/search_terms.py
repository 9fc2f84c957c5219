"""What somebody may mean by what they typed into the one search box."""

from __future__ import annotations

from casework.base.ids import parse_case_number
from casework.base.values import Value
from casework.base.words import search_key, tokens
from casework.domain.phone import is_phone, phone_key
from casework.services.cases.search_words import identifier_word

LONGEST = 200
MOST_WORDS = 6
_SHORTEST_NAME = 2
_IDENTIFIER = range(2, 18)
_DIGITS_OF_PHONE = 7


class Terms(Value):
    """The same text read in every way it can be read; None or empty where it can't."""

    text: str
    number: str | None
    email: str | None
    phone: str | None
    identifier: str | None
    name: str | None
    words: tuple[str, ...]

    @property
    def names_contact(self) -> bool:
        """It is an e-mail address or a phone number, which nothing else looks like."""
        return bool(self.email or self.phone)


def read_terms(text: str, country: str) -> Terms:
    """Every reading of `text`, numbers as from `country`."""
    text = " ".join(text[:LONGEST].split())
    plain = "".join(c for c in text if c.isalnum())
    digits = sum(c.isdigit() for c in text)
    has_letters = any(c.isalpha() for c in text)
    key = search_key(text)
    looks_typed = has_letters and len(plain) in _IDENTIFIER and text.count(" ") <= 2
    return Terms(
        text=text,
        number=parse_case_number(text),
        email=key if "@" in text.strip("@") and " " not in text else None,
        phone=phone_key(text, country)
        if not has_letters and digits >= _DIGITS_OF_PHONE and is_phone(text, country)
        else None,
        identifier=identifier_word(text) or None if looks_typed or plain.isdigit() else None,
        name=key if has_letters and "@" not in text and len(key) >= _SHORTEST_NAME else None,
        # the longest first: it is the rarest
        words=tuple(sorted(tokens(text), key=lambda word: (-len(word), word))[:MOST_WORDS]),
    )
