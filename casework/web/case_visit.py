"""The visit that opens one case to a browser."""

from uuid import UUID

from flask import Response

from casework.services.applicants.codes import VISIT, give_code
from casework.services.staff.present import current_tenant
from casework.store.identity import identity_session
from casework.web.cookies import CASE, write_cookie


def begin_visit(answer: Response, case_id: UUID) -> Response:
    """Let this browser see the case until it closes, or for four hours."""
    tenant = current_tenant()
    with identity_session() as session:
        secret = give_code(session, case_id, VISIT, tenant_id=tenant.id)
        session.commit()
    write_cookie(answer, CASE, secret, slug=tenant.slug)
    return answer
