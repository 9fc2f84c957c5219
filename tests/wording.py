"""The wording of the house: what the code says, what the catalogues hold, and bringing the two together.

`make words` runs this: it extracts every marked sentence, carries the translations over, writes each `.po` sorted and
without line numbers, and compiles the `.mo` beside it. What has no translation yet is left empty and counted.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("es", "hi", "pt", "vi")
"""English is the source: its words are in the code."""
SOURCES = {
    "casework/**/*.py": "python",
    "workflows/*/hooks.py": "python",
    "templates/**/*.html": "jinja2",
    "templates/**/*.txt": "jinja2",
}
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "phrase": None,
    "counted": (1, 2),
    "lazy_gettext": None,
    "lazy_pgettext": ((1, "c"), 2),
}

Key = tuple[str | None, str | tuple[str, ...]]
"""Context and sentence; a sentence with a number is the pair of its English forms."""


@dataclass(frozen=True)
class Wording:
    """One translated entry of a catalogue: a form for each plural of the language, or one alone."""

    forms: tuple[str, ...]
    flags: frozenset[str] = frozenset()


class Words(Catalog):
    """A catalogue whose header says what its readers need and nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", self.locale_identifier),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def said() -> set[Key]:
    """Every sentence that the code marks for people."""
    return {key for path, method in _files() for key in sentences(path, method)}


def sentences(path: Path, method: str) -> list[Key]:
    """The marked sentences of one file. A template that can't be read is an error, never silence."""
    options = {"silent": "false"} if method == "jinja2" else {}
    with path.open("rb") as file:
        return [(found[3], found[1]) for found in extract(method, file, KEYWORDS, options=options)]


def held(language: str) -> dict[Key, Wording]:
    """What the catalogue of a language holds."""
    if not po(language).exists():
        return {}
    with po(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {
        (entry.context, entry.id): Wording(
            tuple(entry.string) if entry.pluralizable else (entry.string,), frozenset(entry.flags)
        )
        for entry in catalogue
        if entry.id
    }


def catalogue(language: str, wording: dict[Key, Wording]) -> Words:
    """The catalogue of a language, ready to write."""
    words = Words(
        locale=language,
        fuzzy=False,
        header_comment=f"# Casework in {_name(language)}. `make words` keeps the list, people write the msgstr lines.",
    )
    for context, sentence in sorted(wording, key=lambda key: (_first(key[1]), key[0] or "")):
        forms = wording[context, sentence].forms
        words.add(sentence, forms if isinstance(sentence, tuple) else forms[0], context=context)
    return words


def written(language: str, wording: dict[Key, Wording]) -> tuple[bytes, bytes]:
    """The bytes of the `.po` and of the `.mo`."""
    words, source, compiled = catalogue(language, wording), BytesIO(), BytesIO()
    write_po(source, words, width=0, no_location=True)
    write_mo(compiled, words)
    return source.getvalue().rstrip(b"\n") + b"\n", compiled.getvalue()


def update(language: str) -> int:
    """Bring the catalogue of a language up to what the code says. Returns how much is left to translate."""
    old, plurals = held(language), Words(locale=language).num_plurals
    new = {key: old.get(key) or _empty(key, plurals) for key in said()}
    po(language).parent.mkdir(parents=True, exist_ok=True)
    source, compiled = written(language, new)
    po(language).write_bytes(source)
    mo(language).write_bytes(compiled)
    return sum(not all(wording.forms) for wording in new.values())


def po(language: str) -> Path:
    return ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"


def mo(language: str) -> Path:
    return po(language).with_suffix(".mo")


def _files() -> list[tuple[Path, str]]:
    return [(path, method) for pattern, method in SOURCES.items() for path in sorted(ROOT.glob(pattern))]


def _empty(key: Key, plurals: int) -> Wording:
    return Wording(("",) * (plurals if isinstance(key[1], tuple) else 1))


def _first(sentence: str | tuple[str, ...]) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def _name(language: str) -> str:
    return Words(locale=language).locale.english_name


if __name__ == "__main__":
    for code in LANGUAGES:
        left = update(code)
        print(f"{code}: {left} to translate" if left else f"{code}: complete")
