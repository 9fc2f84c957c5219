"""Wording of other languages: `words/<lang>.toml` beside a pack, keyed by the pack's own paths."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli  # as tomllib, but compiled: a start reads 700 kB of words

from casework.packs.faults import Fault
from casework.packs.text import FALLBACK, LANGUAGES

OTHERS = tuple(lang for lang in LANGUAGES if lang != FALLBACK)


def read_toml(path: Path, label: str) -> tuple[dict[str, Any], list[Fault]]:
    """The tables of a file, or the fault that keeps it from being read."""
    try:
        return tomli.loads(path.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return {}, [Fault(label, "", "is missing", "Write this file")]
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Fault(label, "", f"is not TOML: {error}", "Put the line right that it names")]


def add_words(table: dict[str, Any], folder: Path, label: str) -> list[Fault]:
    """Add every other language to the table in place; says which files or keys do not fit."""
    faults: list[Fault] = []
    for path in sorted((folder / "words").glob("*.toml")):
        name = f"{label}/words/{path.name}"
        if path.stem not in OTHERS:
            faults.append(
                Fault(name, "", "is no language of ours", f"Name it after one of {', '.join(OTHERS)}")
            )
            continue
        words, unreadable = read_toml(path, name)
        faults += unreadable
        faults += _add(table, words, path.stem, name)
    return faults


def _add(table: Any, words: Mapping[str, Any], lang: str, file: str) -> list[Fault]:
    return [fault for key, value in words.items() for fault in _add_one(table, key, value, lang, (file, key))]


def _add_one(table: Any, key: str | int, value: Any, lang: str, place: tuple[str, str]) -> list[Fault]:
    file, path = place
    try:
        here = table[key]
    except (KeyError, IndexError, TypeError):
        return [
            Fault(
                file, path, "has words for something the pack does not have", "Remove it, or correct its name"
            )
        ]
    if isinstance(value, Mapping) and isinstance(here, Mapping):
        return [
            fault
            for inner, words in value.items()
            for fault in _add_one(here, inner, words, lang, (file, f"{path}.{inner}"))
        ]
    if isinstance(value, list) and isinstance(here, list):
        return [
            fault
            for index, words in enumerate(value)
            for fault in _add_one(here, index, words, lang, (file, f"{path}.{index}"))
        ]
    if isinstance(value, str) and (isinstance(here, str) or is_wording(here)):
        table[key] = {**({FALLBACK: here} if isinstance(here, str) else here), lang: value}
        return []
    return [Fault(file, path, "is not a sentence for a wording of the pack", "Write one sentence in quotes")]


def is_wording(value: Any) -> bool:
    """Whether this table is language code to sentence."""
    return isinstance(value, Mapping) and FALLBACK in value and all(key in LANGUAGES for key in value)


def wordings(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every wording of a stored document with its path; tables in lists are named by their own name."""
    if is_wording(value):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from wordings(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            name = index
            if isinstance(inner, Mapping):
                name = next((inner[key] for key in ("role", "code", "value", "name") if key in inner), index)
            yield from wordings(inner, f"{path}.{name}")
