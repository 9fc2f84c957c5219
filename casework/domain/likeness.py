"""How alike two texts are, from 0 to 1, on their search keys."""

from casework.base.words import tokens

_INITIAL = 0.85
_STRANGE = 0.75  # below this, letters in common are chance


def name_likeness(one: str, other: str) -> float:
    """Likeness of two names whatever the order of their words; a missing middle name costs little."""
    short, long = sorted((sorted(tokens(one)), sorted(tokens(other))), key=lambda words: (len(words), words))
    if not short:
        return 0.0
    left, total = list(long), 0.0
    # The longest words choose their partner first: they say most about who it is.
    for word in sorted(short, key=len, reverse=True):
        best = max(left, key=lambda candidate: _word_likeness(word, candidate))
        total += _word_likeness(word, best)
        left.remove(best)
    extra = sum(len(word) > 1 for word in left)
    lone = len(short) == 1 and len(long) > 1
    return total / len(short) * max(0.7, 1 - 0.05 * extra) * (0.6 if lone else 1)


def text_likeness(one: str, other: str) -> float:
    """Share of words two texts have in common; a short text inside a long one counts as alike."""
    a, b = tokens(one), tokens(other)
    if not a or not b:
        return 0.0
    common = len(a & b)
    return common / min(len(a), len(b)) if common >= 3 else 2 * common / (len(a) + len(b))


def address_likeness(one: str, other: str) -> float:
    """Likeness of two addresses; a different number in them makes another house of it."""
    a, b = tokens(one), tokens(other)
    numbers = [{word for word in words if any(c.isdigit() for c in word)} for words in (a, b)]
    if not a or not b or (numbers[0] and numbers[1] and not numbers[0] & numbers[1]):
        return 0.0
    return 2 * len(a & b) / (len(a) + len(b))


def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) == 1:
        return _INITIAL if one[0] == other[0] else 0.0
    alike = _jaro_winkler(one, other)
    return alike if alike >= _STRANGE else 0.0


def _jaro_winkler(one: str, other: str) -> float:
    """Jaro's likeness with Winkler's weight for a common beginning."""
    reach = max(0, max(len(one), len(other)) // 2 - 1)
    taken: set[int] = set()
    matched: list[int] = []
    for place, c in enumerate(one):
        near = range(max(0, place - reach), min(len(other), place + reach + 1))
        found = next((at for at in near if at not in taken and other[at] == c), None)
        if found is not None:
            taken.add(found)
            matched.append(place)
    if not matched:
        return 0.0
    ordered = [other[at] for at in sorted(taken)]
    swapped = sum(one[place] != c for place, c in zip(matched, ordered, strict=True)) / 2
    count = len(matched)
    jaro = (count / len(one) + count / len(other) + (count - swapped) / count) / 3
    start = next((n for n in range(4) if one[n : n + 1] != other[n : n + 1]), 4)
    return jaro + start * 0.1 * (1 - jaro)
