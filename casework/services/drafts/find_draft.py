"""Read the draft of the person who is looking."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.ids import derived_number
from casework.base.values import Value
from casework.models import Draft, Upload
from casework.packs import Workflow
from casework.services.cases.pin import workflow_of
from casework.store.sealed import Place, unseal
from casework.store.session import ViewerSession

PLACE = "draft.answers"
PREFIX = "DR"  # no workflow has two letters, so that nobody takes a draft's reference for a case number

Typed = Mapping[str, Mapping[str, list[str]]]


class HeldFile(Value):
    """A file of a draft."""

    id: UUID
    field: str
    name: str
    size: int
    scan: str


class DraftView(Value):
    """A draft, opened. `answers` are JSON values by field; `typed` what stands in boxes that could not be read."""

    id: UUID
    workflow: Workflow
    language: str
    saved_at: datetime
    expires_at: datetime
    answers: dict[str, Any]
    typed: dict[str, dict[str, list[str]]]
    files: tuple[HeldFile, ...]
    follows: UUID | None = None  # the case that it asks again about

    @property
    def reference(self) -> str:
        """What to call it on the phone; opens nothing."""
        return reference_of(self.id)


def reference_of(draft_id: UUID) -> str:
    """The spoken reference of a draft, in the form of a case number."""
    return derived_number(PREFIX, draft_id.bytes)


def draft_row(session: ViewerSession, *, lock: bool = False) -> Draft | None:
    """The viewer's own draft, if it has not expired."""
    chosen = select(Draft).where(Draft.id == session.viewer.case, Draft.expires_at > now())
    return session.scalar(chosen.with_for_update() if lock else chosen)


def find_draft(session: ViewerSession, *, lock: bool = False) -> DraftView | None:
    """The viewer's own draft, opened; None when there is none (any more), or it was begun for another purpose."""
    row = draft_row(session, lock=lock)
    if row is None:
        return None
    workflow = workflow_of(session, row)
    if workflow.purpose != session.viewer.purpose:
        return None
    held = json.loads(unseal(session, Place(PLACE, row.id), row.answers))
    files = files_of(session)
    return DraftView(
        id=row.id,
        workflow=workflow,
        language=row.language,
        saved_at=row.saved_at,
        expires_at=row.expires_at,
        answers={**held["answers"], **_by_field(files)},
        typed=held["typed"],
        files=files,
        follows=row.follows_id,
    )


def files_of(session: ViewerSession) -> tuple[HeldFile, ...]:
    """The files of the viewer's draft, the oldest first."""
    rows = session.scalars(
        select(Upload).where(Upload.draft_id == session.viewer.case).order_by(Upload.at, Upload.id)
    )
    return tuple(HeldFile(row.id, row.field, row.name, row.size, row.scan) for row in rows)


def _by_field(files: tuple[HeldFile, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in files:
        found.setdefault(file.field, []).append(str(file.id))
    return found
