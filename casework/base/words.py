"""Keys of words: one to find by, one to sort by, and the words of a text. Never the database's locale."""

import struct
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Any

from pyuca.collator import Collator_10_0_0

_LONGEST = 200  # enough to tell names apart; collating is quadratic in the length

# Letters that have no decomposition into a plain letter and a mark.
_PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "\u2014": "-",
    }
)
# Vietnamese: seven letters stand on their own, each after its plain letter; tones sort in the school's order.
_VIETNAMESE = {
    ("a", "\u0306"): 1,
    ("a", "\u0302"): 2,
    ("e", "\u0302"): 1,
    ("o", "\u0302"): 1,
    ("o", "\u031b"): 2,
    ("u", "\u031b"): 1,
}
_TONES = {0x25: 0x24, 0x3B: 0x25, 0x2D: 0x2D, 0x24: 0x3B, 0x42: 0x42}

# (primary weight, place after it, secondary weight, tertiary weight)
Element = tuple[int, int, int, int]


def search_key(text: str) -> str:
    """`text` as it is looked up: one case, no Latin marks (đ is d), single spaces."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c for c in folded.translate(_PLAIN) if not _dropped(c))
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def tokens(text: str) -> set[str]:
    """The words of `text`, each as it is looked up."""
    runs = groupby(search_key(text), key=lambda c: unicodedata.category(c)[0] in "LMN")
    return {"".join(run) for is_word, run in runs if is_word}


def sort_key(text: str, lang: str = "en") -> bytes:
    """`text` as bytes that compare in the order of the Unicode collation, or the Vietnamese one for `vi`."""
    decomposed = unicodedata.normalize("NFD", " ".join(text.split())[:_LONGEST])
    elements = _vietnamese(decomposed) if lang.startswith("vi") else _plain(decomposed)
    first = b"".join(struct.pack(">HB", e[0], e[1]) for e in elements if e[0])
    second = b"".join(struct.pack(">H", e[2]) for e in elements if e[2])
    third = b"".join(struct.pack(">B", min(e[3], 255)) for e in elements if e[3])
    return first + b"\0\0\0" + second + b"\0\0" + third


def _dropped(c: str) -> bool:
    # Only the marks of Latin, Greek and Cyrillic: in Hindi a mark is a vowel, and the word dies without it.
    return "\u0300" <= c <= "\u036f" or (unicodedata.category(c) in ("Cf", "Cs", "Cc") and not c.isspace())


@lru_cache(maxsize=1)
def _collator() -> Any:
    # One fixed table: keys are stored, so they must not change with the interpreter.
    make: Any = Collator_10_0_0
    return make()


def _plain(decomposed: str) -> list[Element]:
    return [(e[0], 0, e[1], e[2]) for e in _collator().collation_elements(decomposed)]


def _vietnamese(decomposed: str) -> list[Element]:
    elements: list[Element] = []
    for letter in _clusters(decomposed):
        rank, rest = _ranked(letter)
        weights = _plain(rest)
        weights[:1] = [(e[0], rank, e[2], e[3]) for e in weights[:1]]
        elements += [(e[0], e[1], e[2] if e[0] else _TONES.get(e[2], e[2]), e[3]) for e in weights]
    return elements


def _ranked(letter: str) -> tuple[int, str]:
    """Which letter after its plain letter this is (0: the plain one), and what is left of it."""
    if letter[0] in "đĐ":
        return 1, ("d" if letter[0] == "đ" else "D") + letter[1:]
    for mark in letter[1:]:
        rank = _VIETNAMESE.get((letter[0].lower(), mark))
        if rank:
            return rank, letter.replace(mark, "", 1)
    return 0, letter


def _clusters(decomposed: str) -> list[str]:
    clusters: list[str] = []
    for c in decomposed:
        if clusters and unicodedata.combining(c):
            clusters[-1] += c
        else:
            clusters.append(c)
    return clusters
