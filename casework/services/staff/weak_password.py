"""Why a password may not be used: too short, too long, or among the first that attackers try."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from flask_babel import gettext as _

LEAST, MOST = 12, 1000
_LEET = str.maketrans("013457@$!", "oleastasi")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
_STEPS = frozenset(pair for row in _ROWS for both in (row, row[::-1]) for pair in pairwise(both))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The bundled list of common passwords and their stems."""
    lines = Path(__file__).with_name("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def weak_password(password: str, words: Iterable[str] = ()) -> str | None:
    """A sentence saying what to change, or None when the password will do.

    `words` are what anybody would guess here: the names of tenant and user. There are no composition rules.
    """
    if len(password) < LEAST:
        return _("Enter a password of 12 characters or more. A few words you will remember work well")
    if len(password) > MOST:
        return _("Enter a password of 1,000 characters or fewer")
    if not _encodable(password) or "\x00" in password:
        return _("Enter a password made of characters a keyboard can type")
    if _guessable(password.casefold(), words):
        return _("Enter a password that is harder to guess. Attackers try this one, or one like it, first")
    return None


def _encodable(password: str) -> bool:
    try:
        password.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _guessable(password: str, words: Iterable[str]) -> bool:
    if password in _common() or len(set(password)) < 5 or _mostly_steps(password):
        return True
    stems = {re.sub(r"[\W\d_]", "", text) for text in (password, password.translate(_LEET))}
    extra = len(re.findall(r"[\W\d_]", password))
    known = _guesses(words)
    return extra <= 8 and any(_nothing_left(stem, known) for stem in stems)


def _mostly_steps(password: str) -> bool:
    """Whether nearly every character follows its neighbour on a keyboard, in the alphabet, or repeats it."""
    pairs = list(pairwise(password))
    return sum(a == b or (a, b) in _STEPS for a, b in pairs) >= 0.75 * len(pairs)


def _guesses(words: Iterable[str]) -> list[str]:
    """The words of the place, longest first, so that long ones are taken out before their parts."""
    found = {part for word in words for part in re.split(r"[\W\d_]+", word.casefold()) if len(part) > 2}
    return sorted(found, key=len, reverse=True)


def _nothing_left(stem: str, words: list[str]) -> bool:
    """Whether `stem` is only known words, once or repeated."""
    rest = stem
    for word in words:
        rest = rest.replace(word, "")
    if rest in _common() or (rest != stem and len(rest) < 4):
        return True
    half, odd = divmod(len(rest), 2)
    return not odd and rest[:half] == rest[half:] and rest[:half] in _common()
