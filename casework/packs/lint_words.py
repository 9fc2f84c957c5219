"""Lint of wording: every sentence in every language, with the same places in all of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from casework.packs.faults import Fault
from casework.packs.placeholders import PLACE
from casework.packs.text import FALLBACK
from casework.packs.words import OTHERS, wordings


def missing_words(folder: str, document: Mapping[str, Any]) -> Iterator[Fault]:
    """The wordings of a stored document that lack a language, or whose places differ from the English ones."""
    for path, words in wordings(document):
        for lang in OTHERS:
            file = f"{folder}/words/{lang}.toml"
            if lang not in words:
                yield Fault(file, path, f"has no words for {words[FALLBACK][:60]!r}", "Add them")
            elif sorted(PLACE.findall(words[lang])) != sorted(PLACE.findall(words[FALLBACK])):
                wanted = ", ".join(sorted(set(PLACE.findall(words[FALLBACK])))) or "none"
                yield Fault(file, path, "has other places than the English wording", f"Use: {wanted}")
