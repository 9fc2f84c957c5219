"""What a program sent, as the answers of our own form; and what is wrong with them, by the names it used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.packs import Category, Field, Workflow
from casework.services.requests.asked import NO, YES, questions
from casework.web.open311.door import Wrong

LONGEST_ADDRESS = 500
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def read_answers(flow: Workflow, category: Category) -> dict[str, Any]:
    """The answers that a form of the protocol gives, as our own form would give them. Raises Wrong."""
    listing = flow.listing
    party = next((one for one in flow.parties if one.applicant), None)
    assert listing is not None  # what is listed has one
    given: dict[str, Any] = {listing.category: category.code, listing.place: _place()}
    if listing.words:
        given[listing.words] = "\n\n".join(part for part in (_text("description"), _media()) if part)
    if party is not None:
        name = " ".join(part for part in (_text("first_name"), _text("last_name")) if part)
        for field, value in (
            (party.name, name),
            (party.email, _text("email")),
            (party.phone, _text("phone")),
        ):
            if field and value:
                given[field] = value
    for asked in questions(flow, category.code):
        values = request.form.getlist(f"attribute[{asked.name}]") + request.form.getlist(
            f"attribute[{asked.name}][]"
        )
        given[asked.name] = _attribute(asked, [value.strip() for value in values if value.strip()])
    return {name: value for name, value in given.items() if value not in (None, "", [])}


def _media() -> str:
    """The address of a picture elsewhere, for whoever reads the words: we fetch nothing. Raises Wrong."""
    told = _text("media_url")
    if told and not (len(told) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(told)):
        raise Wrong(_("media_url: Give an address that begins with https://."))
    return told


def _place() -> dict[str, Any]:
    """The place, from a point, words, or both. Raises Wrong without either."""
    lat, long = _text("lat"), _text("long")
    words = _text("address_string") or _text("address_id")
    if not words and not (lat and long):
        raise Wrong(_("Say where it is: lat and long, address_string or address_id."))
    if not (lat or long):
        return {"text": words}
    try:
        point = {"lat": float(lat), "lon": float(long)}
    except ValueError:
        point = {"lat": 999.0, "lon": 999.0}
    if not (-90 <= point["lat"] <= 90 and -180 <= point["lon"] <= 180):
        raise Wrong(_("lat, long: Give both, as degrees in WGS 84."))
    return {"text": words or f"{point['lat']:.6f}, {point['lon']:.6f}", **point}


def _attribute(field: Field, values: Sequence[str]) -> Any:
    """The JSON value of an attribute; what can't be read is handed on, and refused with the form's own words."""
    if field.kind == "choices":
        return list(values)
    if not values:
        return None
    told = values[0]
    match field.kind:
        case "yes_no":
            return {YES: True, "true": True, "1": True, NO: False, "false": False, "0": False}.get(
                told.lower(), told
            )
        case "integer":
            return int(told) if told.lstrip("-").isdecimal() and len(told) < 12 else told
        case "date":
            return _day(told)
    return told


def _day(told: str) -> str:
    try:
        return datetime.fromisoformat(told).date().isoformat()
    except ValueError:
        return told


def _text(name: str) -> str:
    return request.form.get(name, "").strip()


def by_parameter(flow: Workflow, wrong: InvalidInput) -> dict[str, Any]:
    """Faults by the names that the program used."""
    listing, party = flow.listing, next((one for one in flow.parties if one.applicant), None)
    named: dict[str | None, str] = {}
    if listing is not None:
        named |= {
            listing.words: "description",
            listing.place: "address_string",
            listing.category: "service_code",
        }
    if party is not None:
        named |= {party.name: "first_name", party.email: "email", party.phone: "phone"}
    return {
        named.get(field.partition("-")[0], f"attribute[{field}]"): said
        for field, said in wrong.sayings.items()
    }
