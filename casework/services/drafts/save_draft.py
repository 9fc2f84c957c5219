"""Save what was answered and typed so far."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.services.drafts.find_draft import PLACE, Typed, draft_row
from casework.store.key_ladder import of_case
from casework.store.sealed import Place, Sealed, seal
from casework.store.session import ViewerSession

LIVES = timedelta(days=30)


def save_draft(session: ViewerSession, answers: Mapping[str, Any], typed: Typed, *, language: str) -> None:
    """Replace the answers of the viewer's draft; it then lives for another thirty days."""
    row = draft_row(session, lock=True)
    if row is None:
        raise NotFound
    row.answers = sealed_answers(session, row.id, answers, typed)
    row.language = language
    row.saved_at = now()
    row.expires_at = now() + LIVES
    session.flush()


def sealed_answers(
    session: ViewerSession, draft_id: UUID, answers: Mapping[str, Any], typed: Typed
) -> Sealed:
    """Answers and typed words as one sealed value. Halves of characters, which no text has, are left out."""
    held = json.dumps({"answers": dict(answers), "typed": dict(typed)}, ensure_ascii=True)
    return seal(session, Place(PLACE, draft_id), held, holder=of_case(draft_id))
