"""What letters about records tell: the law, the rules by which something is withheld, and who looks at it outside."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from casework.models import CaseEvent
from casework.packs.law import Law
from casework.services.deadlines.happened import DECIDED
from casework.services.deadlines.lawful import law_of_case
from casework.store.session import ViewerSession


def lawful_places(session: ViewerSession, case_id: UUID, lang: str) -> dict[str, Callable[[], str]]:
    """The places; each is looked up only where a letter has it."""
    return {
        "law.name": lambda: _name(law_of_case(session, case_id), lang),
        "law.review": lambda: _review(law_of_case(session, case_id), lang),
        "records.grounds": lambda: _grounds(session, case_id, law_of_case(session, case_id), lang),
    }


def _name(law: Law | None, lang: str) -> str:
    return law.label.text(lang) if law else ""


def _review(law: Law | None, lang: str) -> str:
    return law.review.text(lang) if law else ""


def _grounds(session: ViewerSession, case_id: UUID, law: Law | None, lang: str) -> str:
    """As they were when it was last decided."""
    told = session.scalar(
        select(CaseEvent.detail)
        .where(CaseEvent.case_id == case_id, CaseEvent.kind == DECIDED)
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    )
    if told is None or law is None:
        return ""
    known = (law.exemptions.get(code) for code in told.get("grounds", ()))
    return "; ".join(f"{one.label.text(lang)} ({one.source})" for one in known if one)
