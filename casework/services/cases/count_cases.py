"""How many cases wait where: counted only up to a bound, so that no tenant's numbers make the page slow."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from casework.base.values import Value
from casework.models import Case
from casework.services.cases.case_filters import VIEWS, standing, whose
from casework.services.cases.list_cases import office_workflows
from casework.store.session import ViewerSession

MOST = 1000
FIGURES = ("late", "today", "waiting")


class Counts(Value):
    """Open cases by view, and of the viewer's own those that are late, due today or waiting.

    A number of MOST means: that many or more.
    """

    views: dict[str, int]
    mine: dict[str, int]


def count_cases(session: ViewerSession) -> Counts:
    """All the counts of the inbox in one statement."""
    flows = office_workflows(session)
    still_open = standing(session, "open", flows)
    views = [_up_to(*still_open, whose(session, view)).label(view) for view in VIEWS]
    own = whose(session, "mine")
    mine = [_up_to(*standing(session, name, flows), own).label(f"mine_{name}") for name in FIGURES]
    row = session.execute(select(*views, *mine)).one()
    return Counts(
        {view: getattr(row, view) for view in VIEWS},
        {name: getattr(row, f"mine_{name}") for name in FIGURES},
    )


def _up_to(*wanted: ColumnElement[bool]) -> ScalarSelect[int]:
    few = select(Case.id).where(*wanted).limit(MOST).subquery()
    return select(func.count()).select_from(few).scalar_subquery()
