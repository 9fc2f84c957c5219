"""Saying stop to appeals, from the foot of a mail: for everybody who has the mail."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request

from casework.base.errors import NotFound
from casework.policy.guard import open_to_all
from casework.services.appeals.stop_appeals import TASK, is_stop_token, stop_appeals
from casework.services.staff.present import current_tenant
from casework.web.csrf import proves_itself
from casework.web.public.door import office_here

appeal_stop = Blueprint("appeal_stop", __name__)
everybody = open_to_all("Whoever has the mail says stop to such mails: the address holds a word of its own.")
_ASK = "/stop-appeals/<uuid:ask>/<string(length=32):token>"


@appeal_stop.get(_ASK)
@everybody
def page(ask: UUID, token: str) -> str:
    """A button: mail programs look at links too."""
    _opens(ask, token)
    return render_template("public/stop_appeals.html", ask=ask, token=token, done=False)


@appeal_stop.post(_ASK)
@everybody
@proves_itself
def stop(ask: UUID, token: str) -> Response:
    """No more of them; sent by the button, or by the reader's mail program (RFC 8058)."""
    _opens(ask, token)
    office = office_here()
    with office.open(office.system(TASK)) as session:
        stop_appeals(session, ask, channel="any" if request.form.get("all") else "email")
        session.commit()
    if request.form.get("List-Unsubscribe"):
        return Response(status=200)
    return make_response(render_template("public/stop_appeals.html", ask=ask, token=token, done=True))


def _opens(ask: UUID, token: str) -> None:
    if not is_stop_token(current_tenant().id, ask, token):
        raise NotFound
