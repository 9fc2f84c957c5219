"""A language as a country writes it: the United States write 1,234.50 in Spanish too, Spain does not."""

from functools import lru_cache

from babel import localedata


@lru_cache(maxsize=256)
def regional(language: str, country: str) -> str:
    """Babel's name for a language in a country, `es_US`; the language alone where it knows no such pair."""
    plain = language.replace("-", "_")
    pair = f"{plain}_{country.upper()}"
    return pair if localedata.exists(pair) else plain
