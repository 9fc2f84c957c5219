"""Who signs, for the person who began: their own signature, and a code for each of the others."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from casework.base.errors import InvalidInput, NotFound, Refused, Stale
from casework.packs import Workflow
from casework.services.applicants.codes import give_code, part, revoke_all
from casework.services.cases.pin import workflow_of
from casework.services.signatures.sign import sign
from casework.store import ledger_chain
from casework.store.identity import identity_session
from casework.web.go import go
from casework.web.sign.page import AGREED, NAME
from casework.web.track.acts import again, slowly, too_late
from casework.web.track.door import everybody, own_case, track
from casework.web.words import told


@track.post("/track/<number>/sign")
@everybody
def sign_own(number: str) -> Response:
    """Sign as the one who began."""
    try:
        with own_case(number) as mine:
            workflow = workflow_of(mine.session, mine.case)
            statements = {one.name for one in workflow.signatures if workflow.waits_as in one.roles}
            if statements - set(request.form.getlist(AGREED)):
                raise InvalidInput({AGREED: _("Tick every statement to sign it")})
            sign(mine.session, mine.case.id, workflow.waits_as or "", request.form.get(NAME, ""))
            mine.session.commit()
    except InvalidInput as wrong:
        return again(number, told(wrong))
    except (Stale, Refused, StaleDataError) as late:
        return too_late(number, late)
    flash(_("Signed."), "good")
    return go(url_for("track.page", number=number))


@track.post("/track/<number>/codes/<role>")
@everybody
def code_for(number: str, role: str) -> Response:
    """A code for one of the others; an earlier one of theirs stops working. Shown in this answer only."""
    with own_case(number) as mine:
        slowly(mine)
        workflow = workflow_of(mine.session, mine.case)
        if mine.case.state != workflow.waits_in or role not in _others(workflow):
            raise NotFound
        ledger_chain.record(mine.session, "code.given", case=mine.case.id, detail={"role": role})
        case_id, tenant, plain = mine.case.id, mine.office.tenant, mine.case.number
        mine.session.commit()
    with identity_session() as session:
        revoke_all(session, case_id, part(role), tenant_id=tenant.id)
        code = give_code(session, case_id, part(role), tenant_id=tenant.id)
        session.commit()
    party = workflow.party(role)
    return make_response(render_template("track/party_code.html", number=plain, code=code, party=party))


@track.get("/track/<number>/<any('sign', 'codes'):act>/")
@everybody
def back_from_signing(number: str, act: str) -> Response:
    """Whoever reloads an answer of ours is led back to the page."""
    return go(url_for("track.page", number=number))


def _others(workflow: Workflow) -> set[str]:
    """The parties who sign beside the one who began."""
    return {role for one in workflow.signatures for role in one.roles} - {workflow.waits_as}
