"""The door of the protocol: which jurisdiction is meant, and every fault told in the format that was asked for."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from casework.base.errors import CaseworkError, InvalidInput, NotFound
from casework.base.phrases import phrase
from casework.policy.guard import open_to_all
from casework.services.staff.present import current_tenant
from casework.services.staff.throttle import TooManyTries
from casework.web.errors import told_by_protocol
from casework.web.open311.written import FORMATS, written
from casework.web.words import speak

open311 = Blueprint("open311", __name__)
discovery_door = Blueprint("open311_discovery", __name__)
everybody = open_to_all("Open311 is for everybody's programs: what is published, and sending with a key.")
TYPE = f"<any({', '.join(FORMATS)}):fmt>"
"""The format at the end of every address."""
NAMED = {"services": "service_code", "requests": "service_request_id", "tokens": "token"}
"""What stands behind the name of a resource, by which one of it is asked for."""
LONG = "string(maxlength=9999)"
"""However long an address is that a server lets in, what it lacks is told in the protocol."""
HERE = re.compile(r"/t/[^/]*/(open311/v2(/|$)|discovery\.(xml|json)$)")
"""Where the protocol is spoken, whatever stands behind it and whether there is such an office."""
KEPT = 60  # seconds that an answer may be kept by whoever fetched it
_OWN_STATUS = (400, 403, 404, 405, 413, 415, 429, 503)


class Wrong(CaseworkError):
    """Something was sent that can't be taken."""

    status = 400


class WrongKey(CaseworkError):
    """No key, or one that opens nothing here."""

    status = 403


class NotHere(CaseworkError):
    """A jurisdiction or service that is none of this office."""

    status = 404


def jurisdiction() -> None:
    """Make sure that this office is meant: by its short name or its host; nothing said means it. Raises NotHere."""
    told = request.values.get("jurisdiction_id", "").strip().lower()
    names = {current_tenant().slug, request.host.partition(":")[0]}
    if told and told.removeprefix("www.") not in names:
        raise NotHere(_("There is no jurisdiction %(id)s here.", id=told[:80]))


def faults(error: Exception) -> Response:
    """An error as the protocol tells it: one or several, each with a sentence for the user."""
    status, told = 500, [_("Something went wrong here. Try again later.")]
    if isinstance(error, InvalidInput):
        status, told = 400, [f"{name}: {speak(said)}" for name, said in error.sayings.items()]
    elif isinstance(error, NotFound):
        status, told = 404, [_("There is nothing here by this name.")]
    elif isinstance(error, CaseworkError) and error.status < 500:
        status, told = error.status, [speak(error.said)]
    elif isinstance(error, HTTPException) and (error.code or 500) < 500:
        status, told = error.code or 400, [_by_status(error.code)]
    answer = _errors(status, told)
    if isinstance(error, TooManyTries):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _errors(status: int, told: list[str]) -> Response:
    status = status if status in _OWN_STATUS else 500 if status >= 500 else 400
    answer = written("errors", [{"code": status, "description": said} for said in told], _asked(), status)
    return _for_every_site(answer)


def _by_status(code: int | None) -> str:
    if code == 404:
        return _("There is nothing here by this name.")
    if code == 405:
        return _("This address can’t be used in this way.")
    if code is not None and code >= 500:
        return _("Something went wrong here. Try again later.")
    return _("This can’t be read. Send the fields as a form, in UTF-8.")


def _asked() -> str:
    return "json" if request.path.endswith(".json") else "xml"


@open311.get("/")
@open311.get(f"/<{LONG}:resource>")
@open311.get(f"/<{LONG}:resource>/<{LONG}:code>")
@everybody
def nothing(resource: str = "", code: str = "") -> Response:
    """No resource of the protocol; where only the name of the one that is meant is missing, that is told."""
    if resource in NAMED and code in {f".{fmt}" for fmt in FORMATS}:
        raise InvalidInput({NAMED[resource]: phrase("Say which one, before the dot.")})
    raise NotFound(f"{resource[:80]}/{code[:80]}")


@open311.after_request
@discovery_door.after_request
def _for_every_site(answer: Response) -> Response:
    """Maps of other sites read what is public; no cookie of ours plays a part."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "GET" and answer.status_code == 200:
        answer.headers["Cache-Control"] = f"public, max-age={KEPT}"
    return answer


for _door in (open311, discovery_door):
    for _kind in (CaseworkError, HTTPException):
        _door.register_error_handler(_kind, faults)


def _beyond_the_views(state: BlueprintSetupState) -> None:
    told_by_protocol(state.app, HERE, lambda status, said: _errors(status, [said or _by_status(status)]))


open311.record_once(_beyond_the_views)  # deeper addresses, other methods, a database that is away
