"""Number and code of a part: a wrong pair and an unknown number are answered alike, and slowed down."""

from flask import Response, make_response, render_template, url_for
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.services.cases.find_case import find_case
from casework.services.office import Office
from casework.web.go import go
from casework.web.number_and_code import try_number_and_code
from casework.web.pack_box import presentable
from casework.web.public.door import office_here
from casework.web.sign.door import NoPart, begin_part, everybody, part_of_code, sign, signing_flow


@sign.get("/sign/")
@everybody
def enter_page() -> str:
    """Ask for number and code."""
    return _drawn("")


@sign.post("/sign/")
@everybody
def enter() -> Response:
    """Open the part that number and code stand for."""
    number, answer = try_number_and_code(office_here(), _opened)
    if answer is not None:
        return answer
    said = _(
        "We find nothing to sign with this number and this code. Check both with whoever gave them to you"
    )
    return make_response(_drawn(number, said), 422)


@sign.errorhandler(NoPart)
def ask_again(error: NoPart) -> Response:
    """Whoever has no part open (any more) is led to number and code."""
    return go(url_for("sign.enter_page"))


def _opened(office: Office, number: str, code: str) -> Response | None:
    found, flow = part_of_code(office, number, code), signing_flow(office, number)
    if found is None or flow is None:
        return None
    case_id, role = found
    with office.open(office.party(case_id, flow.purpose)) as session:
        try:
            find_case(session, number)
        except NotFound:
            return None
        session.commit()
    return begin_part(go(url_for("sign.page", number=number)), case_id, role)


def _drawn(number: str, error: str | None = None) -> str:
    return render_template("sign/enter.html", number=presentable(number), error=error)
