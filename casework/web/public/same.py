"""Requests that may be the same as a draft, in words."""

from __future__ import annotations

from casework.base.values import Value
from casework.services.drafts.find_draft import DraftView
from casework.services.requests.public_list import PublicView
from casework.services.requests.same_requests import same_requests
from casework.store.session import ViewerSession
from casework.web.words import speak


class SameRow(Value):
    """A published request that may be the same, and why."""

    view: PublicView
    reasons: tuple[str, ...]


def same_rows(session: ViewerSession, draft: DraftView) -> list[SameRow]:
    """What to ask about before this draft is sent; nothing for kinds of work without a public list."""
    found = same_requests(session, draft.workflow, draft.answers)
    return [SameRow(one.view, tuple(speak(said) for _, said in one.like.reasons)) for one in found]
