"""Of which countries, and parts of them, there are tables of holidays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=1)
def _supported() -> dict[str, list[str]]:
    from holidays import list_supported_countries

    return dict(list_supported_countries())


def known_countries() -> list[str]:
    """Their codes."""
    return sorted(_supported())


def known_places(country: str) -> Sequence[str] | None:
    """The codes of a country's parts; None for a country there is no table of."""
    return _supported().get(country)
