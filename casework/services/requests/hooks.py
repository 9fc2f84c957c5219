"""What a workflow of requests may ask of the case register: guards for packs."""

from __future__ import annotations

from sqlalchemy import select

from casework.base.errors import Refused
from casework.base.ids import parse_case_number
from casework.base.phrases import phrase
from casework.models import Case
from casework.packs.deed import Deed


def somebody_has_it(deed: Deed) -> None:
    """Refuse NO_ASSIGNEE while the case is nobody's."""
    if deed.session.scalar(select(Case.assignee_id).where(Case.id == deed.case.id)) is None:
        raise Refused("NO_ASSIGNEE", phrase("Nobody has this case yet. Assign it first"))


def other_request_is_open(deed: Deed) -> None:
    """Refuse NO_SUCH_REQUEST unless the number in `duplicate_of` is that of another open case of this kind."""
    number = parse_case_number(deed.answer("duplicate_of") or "")
    found = number and deed.session.scalar(
        select(Case.id).where(
            Case.number == number,
            Case.workflow == deed.workflow.name,
            Case.id != deed.case.id,
            Case.closed_at.is_(None),
        )
    )
    if not found:
        raise Refused("NO_SUCH_REQUEST", phrase("There is no other open case with this number"))
