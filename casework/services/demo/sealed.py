"""The demo's sealed cases: one at the agency and one at the council, sealed by who leads there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base import clock
from casework.models import Case
from casework.services.cases.seal_case import seal_case
from casework.services.demo.cases import Stage, history

SEALED = {
    "northport": (
        "supervisor",
        "The buyer lives in a shelter. Her former partner has a friend at the counter.",
    ),
    "lakeshore": (
        "lead",
        "The complaint is about a member of staff. Only leads follow it until it is settled.",
    ),
}


def seal_one(stage: Stage, case: UUID) -> None:
    """Seal this case of the office, if it is there and nobody did."""
    if stage.demo.slug not in SEALED:
        return
    login, why = SEALED[stage.demo.slug]
    with stage.office.open(stage.office.system("load_demo")) as session:
        purpose = session.scalar(select(Case.purpose).where(Case.id == case, Case.sealed.is_(False)))
    if purpose is None:
        return
    viewer = stage.office.member(stage.staff[login], purpose)
    with clock.at(stage.days_ago(3, 10, 30)), history(stage, viewer, case) as session:
        seal_case(session, case, why)
        session.commit()
