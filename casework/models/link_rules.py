"""Row rules of links between cases: a link tells that there is another case, so it is seen where both are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from casework.models.case import Case
from casework.models.case_link import CaseLink
from casework.store.scope import TENANT, row_rule


@row_rule("under_case", CaseLink)
def links_between_visible_cases(cls: Any) -> ColumnElement[bool]:
    """Each case here is read under every rule of the policy."""
    later, earlier = aliased(Case), aliased(Case)
    return and_(
        select(1).where(later.tenant_id == TENANT, later.id == cls.case_id).exists(),
        select(1).where(earlier.tenant_id == TENANT, earlier.id == cls.earlier_id).exists(),
    )


@row_rule("own_case", CaseLink)
def no_link(cls: Any) -> ColumnElement[bool]:
    """An applicant has one case open at a time, and is told of no other."""
    return cls.tenant_id.is_(None)  # type: ignore[no-any-return]  # a column of the class given
