"""A mail provider hands over a mail as it came: signed, of any content, answered as soon as it is kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from casework.base.errors import CaseworkError
from casework.policy.guard import open_to_all
from casework.services.inbound.join_mail import SYSTEM
from casework.services.inbound.keep_mail import MOST_MAIL, keep_mail
from casework.services.inbound.mail_hook import check_signature
from casework.services.office import Office
from casework.services.staff.present import current_tenant
from casework.web.csrf import proves_itself
from casework.web.words import speak

mail_hook = Blueprint("mail_hook", __name__)


@mail_hook.url_value_preprocessor
def take_whole_mails(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Mails are longer than forms."""
    request.max_content_length = MOST_MAIL


@mail_hook.post("/mail-in")
@open_to_all("Mail providers have no account: each mail is signed with the office's own secret.")
@proves_itself  # by its signature: nothing of a browser plays a part
def take() -> tuple[Response, int]:
    """Keep the mail. The same one handed over twice is kept once."""
    office = Office.of(current_tenant())
    body = request.get_data(cache=False)
    check_signature(office.tenant, {name.lower(): said for name, said in request.headers}, body)
    with office.open(office.system(SYSTEM)) as session:
        item = keep_mail(session, body, source="webhook")
        session.commit()
    return jsonify(id=str(item)), 202


@mail_hook.errorhandler(CaseworkError)
def refused(error: CaseworkError) -> tuple[Response, int]:
    """A fault in one sentence, for a program."""
    return jsonify(detail=speak(error.said)), error.status


@mail_hook.errorhandler(HTTPException)
def not_taken(error: HTTPException) -> tuple[Response, int]:
    """Too long, or not a request at all."""
    return jsonify(detail=error.name), error.code or 500
