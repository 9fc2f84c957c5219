"""The blueprint of a donor's own page, and the visit that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Blueprint, Response, request

from casework.base.errors import CaseworkError, NotFound
from casework.policy.guard import open_to_all
from casework.services.applicants.codes import GIVING_VISIT, give_code, subject_of
from casework.services.office import Office
from casework.store.identity import identity_look_up, identity_session
from casework.store.session import ViewerSession
from casework.web.cookies import GIVING, read_cookie, write_cookie
from casework.web.public.door import office_here

own_giving = Blueprint("own_giving", __name__)
everybody = open_to_all(
    "Donors open their own page by a link that was mailed to them; it stays open for an hour."
)
_LONGEST = 64


class NoDonor(CaseworkError):
    """This browser has no page open (any more): the link is asked for again."""

    status = 401


def giving_office() -> Office:
    """The office here; NotFound where nobody gives."""
    office = office_here()
    if not office.kind.funds:
        raise NotFound
    return office


@contextmanager
def own_session() -> Iterator[ViewerSession]:
    """The donor's own session. NoDonor without a visit."""
    office, person = giving_office(), visitor()
    if person is None:
        raise NoDonor
    with office.open(office.donor(person)) as session:
        yield session


def visitor() -> UUID | None:
    """The donor whose page this browser has open."""
    secret = read_cookie(request, GIVING)
    if secret is None or len(secret) > _LONGEST:
        return None
    with identity_look_up() as session:
        return subject_of(session, secret, GIVING_VISIT, tenant_id=giving_office().tenant.id)


def begin(answer: Response, person: UUID) -> Response:
    """Let this browser see the page until it closes, or for an hour."""
    tenant = office_here().tenant
    with identity_session() as session:
        secret = give_code(session, person, GIVING_VISIT, tenant_id=tenant.id)
        session.commit()
    write_cookie(answer, GIVING, secret, slug=tenant.slug)
    return answer
