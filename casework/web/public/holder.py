"""Whose draft this browser holds: one cookie per service, with a secret that opens the one draft."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Response, request

from casework.base.values import Value
from casework.packs import Workflow
from casework.services.applicants.codes import DRAFT, subject_of
from casework.services.office import Office
from casework.services.staff.present import current_tenant
from casework.store.identity import identity_look_up
from casework.store.session import ViewerSession
from casework.web.cookies import drop_cookie, read_cookie, write_cookie

_DAYS = 30


class Holder(Value):
    """The holder of a draft: its id and the secret. The case will have the draft's id."""

    draft_id: UUID
    secret: str


def holder_of(service: str) -> Holder | None:
    """The draft that this browser holds for a service; None without a cookie that this tenant knows."""
    secret = read_cookie(request, _cookie(service))
    if secret is None or len(secret) > 64:
        return None
    with identity_look_up() as session:
        draft_id = subject_of(session, secret, DRAFT, tenant_id=current_tenant().id)
    return Holder(draft_id, secret) if draft_id else None


def carry_draft(answer: Response, service: str, secret: str) -> Response:
    """Have the browser hold a draft for thirty days."""
    write_cookie(answer, _cookie(service), secret, slug=current_tenant().slug, days=_DAYS)
    return answer


def let_go(answer: Response, service: str) -> Response:
    """Have the browser forget its draft."""
    drop_cookie(answer, _cookie(service), slug=current_tenant().slug)
    return answer


@contextmanager
def as_applicant(office: Office, workflow: Workflow, holder: Holder) -> Iterator[ViewerSession]:
    """The holder's own session, for the purpose of the service."""
    with office.open(office.applicant(holder.draft_id, workflow.purpose)) as session:
        yield session


def _cookie(service: str) -> str:
    return f"draft-{service}"
