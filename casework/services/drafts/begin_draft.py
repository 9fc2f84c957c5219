"""Begin a draft: an empty one, and the secret that opens it to this browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from casework.base.clock import now
from casework.base.errors import WallError
from casework.base.ids import spoken_code
from casework.models import Draft
from casework.packs import Workflow
from casework.services.applicants.codes import DRAFT
from casework.services.cases.open_case import plant_code
from casework.services.cases.pin import pin
from casework.services.drafts.save_draft import LIVES, sealed_answers
from casework.store.session import ViewerSession


def begin_draft(
    session: ViewerSession,
    workflow: Workflow,
    *,
    language: str,
    answers: Mapping[str, Any] | None = None,
    follows: UUID | None = None,
) -> str:
    """The secret of a new draft whose id is the viewer's case. Only the secret's hash is kept.

    `answers`: what is known already. `follows`: the case that it asks again about, which its holder has open.
    """
    draft_id = session.viewer.case
    if draft_id is None:
        raise WallError("A draft is begun by the applicant whose case it will be.")
    row = Draft(
        id=draft_id,
        workflow=workflow.name,
        pack_id=pin(session, workflow),
        language=language,
        answers=sealed_answers(session, draft_id, answers or {}, {}),
        follows_id=follows,
        begun_at=now(),
        saved_at=now(),
        expires_at=now() + LIVES,
    )
    session.add(row)
    secret = spoken_code()
    plant_code(session, draft_id, secret, kind=DRAFT)
    return secret
