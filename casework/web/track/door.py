"""The blueprint of the applicant's pages, and the visit that opens one case."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Blueprint, request

from casework.base.errors import CaseworkError, NotFound
from casework.base.ids import parse_case_number
from casework.base.values import Value
from casework.models import Case
from casework.packs import catalog
from casework.policy.guard import open_to_all
from casework.services.applicants.codes import VISIT, subject_of
from casework.services.cases.find_case import find_case
from casework.services.office import Office
from casework.store.identity import identity_look_up
from casework.store.session import ViewerSession
from casework.web.cookies import CASE, read_cookie
from casework.web.public.door import office_here, take_large_bodies

track = Blueprint("track", __name__)
everybody = open_to_all("A case opens to whoever has its number and code, and stays open for this visit.")
take_large_bodies(track)


class NoVisit(CaseworkError):
    """This browser has no case open: number and code are asked for again."""

    status = 401


class OpenCase(Value):
    """The case of this visit, and the session of the one who may see it."""

    session: ViewerSession
    office: Office
    case: Case


def visited() -> UUID | None:
    """The case that this browser has open at this tenant."""
    secret = read_cookie(request, CASE)
    if secret is None or len(secret) > 64:
        return None
    with identity_look_up() as session:
        return subject_of(session, secret, VISIT, tenant_id=office_here().tenant.id)


@contextmanager
def own_case(number: str) -> Iterator[OpenCase]:
    """The visitor's own session on the case `number`. NoVisit when this visit is not to it."""
    office, case_id = office_here(), visited()
    plain = parse_case_number(number)
    purpose = purpose_of(office, plain) if plain else None
    if case_id is None or plain is None or purpose is None:
        raise NoVisit
    with office.open(office.applicant(case_id, purpose)) as session:
        try:
            case = find_case(session, plain)
        except NotFound:
            raise NoVisit from None
        yield OpenCase(session, office, case)


def purpose_of(office: Office, number: str) -> str | None:
    """The purpose under which cases with numbers like this one are worked."""
    prefix = number.partition("-")[0]
    known = (catalog().workflow(name) for name in office.kind.workflows)
    return next((flow.purpose for flow in known if flow.prefix == prefix), None)
