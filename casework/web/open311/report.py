"""Send a request: with a key, as the web form would take it, and answered with its number at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy import select

from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.models import Case
from casework.packs import Workflow
from casework.services.cases.open_case import open_case
from casework.services.idempotency import FIELD, Claim, claim_of, once
from casework.services.office import Office
from casework.services.staff.read_token import Bearer
from casework.store.session import ViewerSession
from casework.web.csrf import proves_itself
from casework.web.formats import reader
from casework.web.key_here import key_here
from casework.web.open311.door import TYPE, NotHere, Wrong, WrongKey, everybody, jurisdiction, open311
from casework.web.open311.read_report import by_parameter, read_answers
from casework.web.open311.services import listed, offered
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
    bearer = _bearer()
    office = office_here()
    flow = listed(office)
    category = offered(office).get(request.form.get("service_code", "").strip())
    if category is None:
        unknown = _("service_code: There is no such service.")
        raise NotHere(unknown) if request.form.get("service_code") else Wrong(unknown)
    number = _send(office, flow, read_answers(flow, category), _again(bearer))
    notice = _("We have it. Its news are at the number %(number)s.", number=number)
    told = {"service_request_id": number, "service_notice": notice, "account_id": None}
    return written("service_requests", [told], fmt)


def _bearer() -> Bearer:
    """The key is a token of the office's own that may open cases. A wrong one counts against its address."""
    key = request.form.get("api_key", "").strip()
    if not key:
        raise WrongKey(_("api_key: Send your key. The discovery document says how to get one."))
    bearer = key_here(key, PERMISSION)
    if bearer is None:
        raise WrongKey(_("api_key: This key is unknown, has ended, or may not send requests."))
    return bearer


def _again(bearer: Bearer) -> tuple[UUID, Claim] | None:
    """The case that this key has for an Idempotency-Key, now and for ever: sent again, it is the same case."""
    key = request.headers.get(FIELD)
    if key is None:
        return None
    case = uuid5(bearer.token_id, key)
    told = sorted((name, value) for name, value in request.form.items(multi=True) if name != "api_key")
    return case, claim_of(str(case), key, told)


def _send(
    office: Office, flow: Workflow, answers: Mapping[str, Any], again: tuple[UUID, Claim] | None
) -> str:
    """Its number, also when it was sent before."""
    case, claim = again or (new_id(), None)
    spoken = str(reader().language)
    language = spoken if spoken in office.tenant.languages else office.tenant.language
    with office.open(office.applicant(case, flow.purpose)) as session:

        def opened() -> dict[str, str]:
            found = session.scalar(select(Case.number).where(Case.id == case)) if claim else None
            return {"number": found or _opened(session, flow, answers, case, language)}

        told = once(session, claim, opened) if claim else opened()
        session.commit()
    return str(told["number"])


def _opened(
    session: ViewerSession, flow: Workflow, answers: Mapping[str, Any], case: UUID, language: str
) -> str:
    try:
        return open_case(session, flow, answers, language=language, channel=CHANNEL, case_id=case).number
    except InvalidInput as wrong:
        raise InvalidInput(by_parameter(flow, wrong)) from None
