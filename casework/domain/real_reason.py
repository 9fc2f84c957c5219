"""Whether somebody wrote a reason, or only something into the box."""

from __future__ import annotations

SHORTEST, FEWEST_WORDS, FEWEST_LETTERS = 20, 4, 8


def is_real_reason(text: str) -> bool:
    """Enough words, and no few of them or of their letters over and over again."""
    words = text.casefold().split()
    letters = {c for c in "".join(words) if c.isalnum()}
    if len(" ".join(words)) < SHORTEST or len(letters) < FEWEST_LETTERS:
        return False
    return len(set(words)) >= max(FEWEST_WORDS, len(words) // 3)
