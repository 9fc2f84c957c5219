"""How well two colours can be told apart (WCAG 2), and what a tenant's colours must hold against."""

import re

WHITE, NIGHT = "#ffffff", "#101615"
GROUNDS = {"tenant": (WHITE, 5.5), "night": (NIGHT, 5.5), "band": (WHITE, 4.5)}
"""By property of a tenant's colours: the ground it stands on or under, and the least contrast."""
MOST_CORNER = 6
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Whether `text` is a colour as we store them: # and six small hexadecimal digits."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2 between two colours `#rrggbb`, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours_hold(colours: dict[str, str]) -> bool:
    """Whether all three colours are there and strong enough to be read."""
    return all(
        is_colour(colours.get(name, "")) and contrast(colours[name], ground) >= least
        for name, (ground, least) in GROUNDS.items()
    )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
