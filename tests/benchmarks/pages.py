"""The four pages that are measured, by entities: the same statements for plain sessions and viewers' sessions.

A plain session has the same tables mapped once more, plainly: Casework's own models give a plain session no column
that can be withheld. It also needs the tenant's filter by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session, aliased, registry

from casework.models import Case, CaseEvent, CaseParty, Conflict, Document, Fact, FeeLine, Message, Note
from casework.policy.viewer import Viewer
from casework.store.access import ALWAYS

MODELS = (Case, CaseParty, Fact, CaseEvent, Note, Message, Document, FeeLine)
FIRST = UUID(int=0)


class Guarded:
    """Casework's models, whose rows a viewer's session narrows by itself."""

    models: Any = SimpleNamespace(**{model.__name__: model for model in MODELS})

    def mine(self, model: Any) -> tuple[Any, ...]:
        """No filter."""
        return ()


class Plain(Guarded):
    """The same tables without anything of Casework's."""

    models = SimpleNamespace()

    def __init__(self, tenant: int) -> None:
        self._tenant = tenant

    def mine(self, model: Any) -> tuple[Any, ...]:
        """The tenant's filter."""
        return (model.tenant_id == self._tenant,)


class ByHand(Plain):
    """Plain, with every rule that holds for this viewer written by hand: the same rows as a viewer's session."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer.tenant)
        self._viewer = viewer

    def mine(self, model: Any) -> tuple[Any, ...]:
        """The tenant's filter, the labels that are open, and that the case is in sight."""
        if model is self.models.Case:
            return (*super().mine(model), *self._in_sight(model))
        case = aliased(self.models.Case)
        above = select(1).where(*super().mine(case), case.id == model.case_id, *self._in_sight(case)).exists()
        labels = (model.label.in_(self._viewer.access.read | ALWAYS),) if hasattr(model, "label") else ()
        return (*super().mine(model), *labels, above)

    def _in_sight(self, case: Any) -> tuple[Any, ...]:
        kept = self.models.Conflict
        mine = (*super().mine(kept), kept.member_id == self._viewer.actor, kept.case_id.is_not(None))
        return case.sealed.is_(False), case.id.not_in(select(kept.case_id).where(*mine))


for _model in (*MODELS, Conflict):
    _twin = type(_model.__name__, (), {})
    registry().map_imperatively(_twin, _model.__table__)
    setattr(Plain.models, _model.__name__, _twin)


@dataclass(frozen=True, slots=True)
class Chance:
    """What one run looks for."""

    tenant: int
    member: UUID
    case: UUID
    phone: str
    due: datetime
    viewers: Mapping[str, Viewer]


def open_cases(chosen: Select[Any], chance: Chance, way: Guarded, *, size: int = 50) -> Select[Any]:
    """A page of open cases from a deadline on."""
    one = way.models.Case
    return (
        chosen.where(
            *way.mine(one),
            one.closed_at.is_(None),
            tuple_(one.due_at, one.id) > tuple_(chance.due, FIRST),
        )
        .order_by(one.closed_at, one.due_at, one.id)
        .limit(size)
    )


def list_page(session: Session, chance: Chance, way: Guarded) -> None:
    """Fifty cases with their applicants."""
    one, party = way.models.Case, way.models.CaseParty
    cases = session.scalars(open_cases(select(one), chance, way)).all()
    ids = [case.id for case in cases]
    applicants = select(party).where(*way.mine(party), party.case_id.in_(ids), party.role == "applicant")
    names = {party.case_id: party.name for party in session.scalars(applicants)}
    for case in cases:
        _ = (case.number, case.state, case.headline, case.due_at, names.get(case.id))


def detail_page(session: Session, chance: Chance, way: Guarded) -> None:
    """A case with everything under it."""
    case_, *parts = (getattr(way.models, model.__name__) for model in MODELS)
    case = session.scalars(select(case_).where(*way.mine(case_), case_.id == chance.case)).one()
    for model in parts:
        session.scalars(select(model).where(*way.mine(model), model.case_id == case.id)).all()


def search_page(session: Session, chance: Chance, way: Guarded) -> None:
    """The cases of whoever has this phone number, with the applicants."""
    one, party = way.models.Case, way.models.CaseParty
    of_phone = select(party.case_id).where(*way.mine(party), party.phone_key == chance.phone).limit(100)
    found = (
        select(one)
        .where(*way.mine(one), one.id.in_(of_phone))
        .order_by(one.opened_at.desc(), one.id)
        .limit(21)
    )
    ids = [case.id for case in session.scalars(found)]
    session.scalars(select(party).where(*way.mine(party), party.case_id.in_(ids))).all()


def counts(session: Session, chance: Chance, way: Guarded) -> None:
    """How many open cases there are: all, with nobody, with the member, and late; up to a thousand each."""
    one = way.models.Case
    views = {
        "every": (),
        "unassigned": (one.assignee_id.is_(None),),
        "mine": (one.assignee_id == chance.member,),
        "late": (one.due_at < chance.due,),
    }
    few = {
        name: select(one.id).where(*way.mine(one), one.closed_at.is_(None), *wanted).limit(1000).subquery()
        for name, wanted in views.items()
    }
    counted = (
        select(func.count()).select_from(one).scalar_subquery().label(name) for name, one in few.items()
    )
    session.execute(select(*counted)).one()


Page = Callable[[Any, Chance, Guarded], None]
PAGES: dict[str, Page] = {
    "list": list_page,
    "detail": detail_page,
    "search": search_page,
    "counts": counts,
}
