"""Row rules of what is nobody else's: drafts, wishes for news, emergencies, relations. They always stand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_

from casework.models.break_glass import BreakGlass
from casework.models.conflict import DeclaredRelation
from casework.models.document import Draft, Upload
from casework.models.public_request import Follower
from casework.store.scope import ACTOR, BY_SYSTEM, CASE, PURPOSE, row_rule

OVERSIGHT = "oversight"
REVIEWING = (OVERSIGHT, "system:break_glass", "system:send_letter", "system:load_demo")
"""The purposes for which emergencies of others are read."""


@row_rule("draft", Draft)
def the_own_draft(cls: Any) -> ColumnElement[bool]:
    """What an applicant has begun: nobody else sees it, jobs apart."""
    return or_(cls.id == CASE, BY_SYSTEM)


@row_rule("draft", Upload)
def files_of_the_own_draft(cls: Any) -> ColumnElement[bool]:
    """And its files."""
    return or_(cls.draft_id == CASE, BY_SYSTEM)


@row_rule("draft", Follower)
def the_own_wish_for_news(cls: Any) -> ColumnElement[bool]:
    """Who wants news is nobody's business but their own, and the job's that sends them."""
    return or_(cls.id == CASE, BY_SYSTEM)


@row_rule("draft", BreakGlass)
def the_own_emergency(cls: Any) -> ColumnElement[bool]:
    """Who opened what in an emergency: told to themselves, to who reviews it, and to the jobs that tell of it."""
    return or_(cls.opened_by == ACTOR, PURPOSE.in_(REVIEWING))


@row_rule("draft", DeclaredRelation)
def the_own_relation(cls: Any) -> ColumnElement[bool]:
    """Why somebody keeps away from a case: told to themselves, to who said so, and to the privacy officer."""
    return or_(cls.member_id == ACTOR, cls.declared_by == ACTOR, PURPOSE == OVERSIGHT)
