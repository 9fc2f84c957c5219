"""Send a request: with a key, as the web form would take it, and answered with its number at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.packs import Category, Field, Workflow
from casework.services.cases.open_case import Opened, open_case
from casework.services.office import Office
from casework.web.csrf import proves_itself
from casework.web.formats import reader
from casework.web.key_here import key_here
from casework.web.open311.door import TYPE, NotHere, Wrong, WrongKey, everybody, jurisdiction, open311
from casework.web.open311.services import NO, YES, listed, offered, questions
from casework.web.open311.written import written
from casework.web.public.door import office_here

CHANNEL = "open311"
PERMISSION = "case.open"


@open311.post(f"/requests.{TYPE}")
@everybody
@proves_itself  # by its key: nothing of a browser plays a part
def report(fmt: str) -> Response:
    """Take a request in. What is missing or wrong is told all at once, and nothing is kept of it."""
    jurisdiction()
    _check_key()
    office = office_here()
    flow = listed(office)
    category = offered(office).get(request.form.get("service_code", "").strip())
    if category is None:
        unknown = _("service_code: There is no such service.")
        raise NotHere(unknown) if request.form.get("service_code") else Wrong(unknown)
    done = _send(office, flow, _answers(flow, category))
    notice = _("We have it. Its news are at the number %(number)s.", number=done.number)
    told = {"service_request_id": done.number, "service_notice": notice, "account_id": None}
    return written("service_requests", [told], fmt)


def _check_key() -> None:
    """The key is a token of the office's own that may open cases. A wrong one counts against its address."""
    key = request.form.get("api_key", "").strip()
    if not key:
        raise WrongKey(_("api_key: Send your key. The discovery document says how to get one."))
    if key_here(key, PERMISSION) is None:
        raise WrongKey(_("api_key: This key is unknown, has ended, or may not send requests."))


def _send(office: Office, flow: Workflow, answers: Mapping[str, Any]) -> Opened:
    case, spoken = new_id(), str(reader().language)
    language = spoken if spoken in office.tenant.languages else office.tenant.language
    with office.open(office.applicant(case, flow.purpose)) as session:
        try:
            done = open_case(session, flow, answers, language=language, channel=CHANNEL, case_id=case)
        except InvalidInput as wrong:
            raise InvalidInput(_by_parameter(flow, wrong)) from None
        session.commit()
    return done


def _answers(flow: Workflow, category: Category) -> dict[str, Any]:
    listing = flow.listing
    party = next((one for one in flow.parties if one.applicant), None)
    assert listing is not None  # what is listed has one
    given: dict[str, Any] = {listing.category: category.code, listing.place: _place()}
    if listing.words:
        given[listing.words] = _text("description")
    if party is not None:
        name = " ".join(part for part in (_text("first_name"), _text("last_name")) if part)
        for field, value in (
            (party.name, name),
            (party.email, _text("email")),
            (party.phone, _text("phone")),
        ):
            if field and value:
                given[field] = value
    for asked in questions(flow, category):
        values = request.form.getlist(f"attribute[{asked.name}]") + request.form.getlist(
            f"attribute[{asked.name}][]"
        )
        given[asked.name] = _attribute(asked, [value.strip() for value in values if value.strip()])
    return {name: value for name, value in given.items() if value not in (None, "", [])}


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


def _by_parameter(flow: Workflow, wrong: InvalidInput) -> dict[str, Any]:
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
