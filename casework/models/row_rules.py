"""Row rules: which cases a viewer sees beside the tenant's wall. Named by the policy, meant here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from casework.models.case import Case, OfCase
from casework.store.scope import ACTOR, CASE, TENANT, UNITS, row_rule


def _in_own_units(case: Any) -> ColumnElement[bool]:
    return or_(case.unit_id.in_(UNITS), case.assignee_id == ACTOR)


@row_rule("own_units", Case)
def cases_of_own_units(cls: Any) -> ColumnElement[bool]:
    """Cases of the viewer's units, and those assigned to the viewer."""
    return _in_own_units(cls)


@row_rule("own_units", OfCase)
def parts_of_cases_of_own_units(cls: Any) -> ColumnElement[bool]:
    """What stands under such a case."""
    case = aliased(Case)
    return select(1).where(case.tenant_id == TENANT, case.id == cls.case_id, _in_own_units(case)).exists()


@row_rule("own_case", Case)
def the_one_case(cls: Any) -> ColumnElement[bool]:
    """An applicant's one case."""
    return cls.id == CASE  # type: ignore[no-any-return]  # a column of the class given


@row_rule("own_case", OfCase)
def parts_of_the_one_case(cls: Any) -> ColumnElement[bool]:
    """What stands under the applicant's case."""
    return cls.case_id == CASE  # type: ignore[no-any-return]  # a column of the class given
