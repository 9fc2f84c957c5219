"""The blueprint of the pages for parties who sign, and the visit that opens one part of one case."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Blueprint, Response, request

from casework.base.errors import CaseworkError, NotFound
from casework.base.ids import parse_case_number
from casework.base.values import Value
from casework.models import Case
from casework.packs import Workflow, catalog
from casework.policy.guard import open_to_all
from casework.services.applicants.codes import give_code, part, part_visit, subject_of
from casework.services.cases.find_case import find_case
from casework.services.office import Office
from casework.store.identity import identity_session
from casework.store.session import ViewerSession
from casework.web.cookies import PARTY, read_cookie, write_cookie
from casework.web.public.door import office_here

sign = Blueprint("sign", __name__)
everybody = open_to_all("A part of a case opens to whoever has its number and that part's code.")
_LONGEST = 96


class NoPart(CaseworkError):
    """This browser has no part of a case open: number and code are asked for again."""

    status = 401


class OpenPart(Value):
    """The case of this visit as one of its parties may see it, and who that is."""

    session: ViewerSession
    office: Office
    case: Case
    role: str


def signing_flow(office: Office, number: str) -> Workflow | None:
    """The workflow of cases with numbers like this one, if parties sign in it."""
    prefix = number.partition("-")[0]
    flows = (catalog().workflow(name) for name in office.kind.workflows)
    return next((flow for flow in flows if flow.prefix == prefix and flow.signatures), None)


def part_of_code(office: Office, number: str, code: str) -> tuple[UUID, str] | None:
    """The case and the role that a code opens; None for a wrong pair."""
    flow = signing_flow(office, number)
    if flow is None:
        return None
    roles = dict.fromkeys(role for one in flow.signatures for role in one.roles)
    with identity_session() as session:
        for role in roles:
            case_id = subject_of(session, code, part(role), tenant_id=office.tenant.id)
            if case_id is not None:
                return case_id, role
    return None


@contextmanager
def own_part(number: str) -> Iterator[OpenPart]:
    """The visitor's own session on their part of the case `number`. NoPart when this visit is not to it."""
    office, plain = office_here(), parse_case_number(number)
    flow = signing_flow(office, plain) if plain else None
    held = _held(office)
    if flow is None or plain is None or held is None:
        raise NoPart
    case_id, role = held
    with office.open(office.party(case_id, flow.purpose)) as session:
        try:
            case = find_case(session, plain)
        except NotFound:
            raise NoPart from None
        yield OpenPart(session, office, case, role)


def begin_part(answer: Response, case_id: UUID, role: str) -> Response:
    """Let this browser see the part until it closes, or for four hours."""
    tenant = office_here().tenant
    with identity_session() as session:
        secret = give_code(session, case_id, part_visit(role), tenant_id=tenant.id)
        session.commit()
    write_cookie(answer, PARTY, f"{role}.{secret}", slug=tenant.slug)
    return answer


def _held(office: Office) -> tuple[UUID, str] | None:
    """The part that this browser has open."""
    told = read_cookie(request, PARTY) or ""
    role, _dot, secret = told.partition(".")
    if not secret or len(told) > _LONGEST:
        return None
    with identity_session() as session:
        case_id = subject_of(session, secret, part_visit(role), tenant_id=office.tenant.id)
    return (case_id, role) if case_id is not None else None
