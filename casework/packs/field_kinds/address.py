"""Postal addresses and places on the map."""

import re
from typing import Any

from casework.base.phrases import Sayable, phrase
from casework.packs.field_kinds.asking import Asking, BadAnswer, Parts, typed
from casework.packs.field_kinds.plain_text import clean, within
from casework.packs.model import Field

_ZIP = re.compile(r"\d{5}(?:-\d{4})?")


class Address:
    """A postal address: `line1`, `line2`, `city`, `region`, `postcode`, `country`."""

    parts = ("line1", "line2", "city", "region", "postcode", "country")

    def read(self, given: Parts, field: Field, asking: Asking) -> dict[str, str] | None:
        lines = {part: within(clean(typed(given, part)), 120) for part in self.parts}
        if not any(value for part, value in lines.items() if part != "country"):
            return None
        lines["country"] = (lines["country"] or asking.country).upper()
        wrong = _missing(lines) or _misshapen(lines)
        if wrong:
            first, *others = wrong.items()
            raise BadAnswer(first[1], first[0], **dict(others))
        return lines

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        if not isinstance(value, dict) or not all(isinstance(line, str) for line in value.values()):
            raise BadAnswer(phrase("Give this as an address with line1, city, region and postcode"))
        return {part: [value.get(part, "")] for part in self.parts}

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        town = " ".join(part for part in (value.get("region"), value.get("postcode")) if part)
        lines = [value.get("line1"), value.get("line2"), value.get("city"), town]
        if value.get("country") != asking.country:
            lines.append(value.get("country"))
        return ", ".join(line for line in lines if line)


def _missing(lines: dict[str, str]) -> dict[str, Sayable]:
    wanted: dict[str, Sayable] = {
        "line1": phrase("Enter the street and number"),
        "city": phrase("Enter the town"),
    }
    if lines["country"] == "US":
        wanted |= {
            "region": phrase("Enter the state, for example CA"),
            "postcode": phrase("Enter the ZIP code"),
        }
    return {part: said for part, said in wanted.items() if not lines[part]}


def _misshapen(lines: dict[str, str]) -> dict[str, Sayable]:
    wrong: dict[str, Sayable] = {}
    if not re.fullmatch(r"[A-Z]{2}", lines["country"]):
        wrong["country"] = phrase("Enter the country as two letters, for example US")
    if lines["country"] == "US" and not _ZIP.fullmatch(lines["postcode"]):
        wrong["postcode"] = phrase("Enter the ZIP code as 5 digits")
    return wrong


class Place:
    """A place somebody describes; with `lat` and `lon` where a map was used."""

    parts = ("text", "lat", "lon")

    def read(self, given: Parts, field: Field, asking: Asking) -> dict[str, Any] | None:
        text = within(clean(typed(given, "text")), field.max_length or 300)
        point = (typed(given, "lat"), typed(given, "lon"))
        if not text and not any(point):
            return None
        if not text:
            raise BadAnswer(phrase("Say where it is, for example the street and the number"), "text")
        return {"text": text, **_on_the_map(*point)}

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            raise BadAnswer(phrase("Give this as a place with text"), "text")
        point = {part: value.get(part) for part in ("lat", "lon")}
        return {
            "text": [value["text"]],
            **{part: [str(at)] if at is not None else [] for part, at in point.items()},
        }

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return str(value["text"])


def _on_the_map(lat: str, lon: str) -> dict[str, float]:
    if not lat and not lon:
        return {}
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        raise BadAnswer(phrase("Mark the place on the map anew"), "lat") from None
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise BadAnswer(phrase("Mark the place on the map anew"), "lat")
    # Nobody reports from 0, 0: it is what a device says that does not know where it is.
    return {} if north == 0 and east == 0 else {"lat": round(north, 6), "lon": round(east, 6)}
