"""The agreements of an office, with who holds them: those that hold first, then what is over, newest first."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select

from casework.base.values import Value
from casework.models import Person, ServiceAgreement
from casework.policy.rulebook import require
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.session import ViewerSession

ON_A_PAGE = 25


class AgreementRow(Value):
    """An agreement in a list."""

    id: UUID
    number: str
    person_id: UUID
    holder: str
    level: str
    first_hours: int | None
    done_hours: int | None
    since: date
    until: date | None
    source: str


def list_agreements(
    session: ViewerSession, *, before: tuple[date, UUID] | None = None, size: int = ON_A_PAGE
) -> list[AgreementRow]:
    """A page, the latest first, one more row than a page has where there are others. Names are a disclosure."""
    require("agreement.read", session.viewer)
    require_open(session, "person.name")
    one = ServiceAgreement
    chosen = select(
        *(one.id, one.number, one.person_id, Person.name, one.level, one.first_hours, one.done_hours),
        *(one.since, one.until, one.source, one.tenant_id, Person.id),
    ).join(Person, and_(Person.tenant_id == one.tenant_id, Person.id == one.person_id))
    if before is not None:
        chosen = chosen.where(or_(one.since < before[0], and_(one.since == before[0], one.id < before[1])))
    rows = session.execute(chosen.order_by(one.since.desc(), one.id.desc()).limit(size + 1)).all()
    subjects = [row.person_id for row in rows]
    if subjects:
        ledger_chain.record(session, "agreement.listed", subjects=subjects, fields=["name"])
    return [AgreementRow(*row[:10]) for row in rows]
