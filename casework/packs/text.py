"""Wording in several languages, the only kind of string a pack shows to people."""

from collections.abc import Iterator, Mapping

from casework.base.values import Value, field

FALLBACK = "en"
LANGUAGES = ("en", "es", "pt", "hi", "vi")


class Text(Value):
    """One wording by language code; every pack holds at least the English one."""

    words: Mapping[str, str] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The wording in `lang` ("pt-BR" reads "pt"), in English where that language has none."""
        found = self.words.get(lang) or self.words.get(lang.replace("_", "-").split("-", maxsplit=1)[0])
        return found or self.words.get(FALLBACK, "")

    def has(self, lang: str) -> bool:
        """Whether this language has a wording of its own."""
        return bool(self.words.get(lang))

    def __bool__(self) -> bool:
        return bool(self.words.get(FALLBACK))

    def __iter__(self) -> Iterator[str]:
        return iter(self.words.values())


NOTHING = Text()
