"""The facts of a case: written with class and retention, read as the viewer may."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from casework.base.clock import now
from casework.base.errors import KeyDestroyed
from casework.base.ids import new_id
from casework.base.values import Value
from casework.base.words import search_key
from casework.models import Case, Fact
from casework.packs import Field, Workflow
from casework.policy.why import Thing, is_open
from casework.services.cases.search_words import keep_words
from casework.store.access import Viewer
from casework.store.key_ladder import of_case
from casework.store.sealed import Place, Sealed, blind_index, open_box, seal, unseal
from casework.store.session import ViewerSession

PLACE = "fact.sealed"


class Destroyed(Value):
    """Stands for a value whose key was destroyed. `at`: when, where that is known."""

    at: datetime | None


def write_facts(
    session: ViewerSession, case_id: UUID, workflow: Workflow, answers: Mapping[str, Any]
) -> None:
    """Store answers, each under the class of its field. An answer given before is superseded, never changed."""
    known = {field.name: field for field in workflow.fields if field.kind != "file"}
    given = {name: value for name, value in answers.items() if name in known}
    if given:
        held = (Fact.case_id == case_id, Fact.field.in_(sorted(given)), Fact.superseded_at.is_(None))
        session.execute(update(Fact).where(*held).values(superseded_at=now()))
    session.add_all(
        _fact(session, case_id, known[name], value) for name, value in given.items() if value is not None
    )
    if not _is_sealed(session, case_id):
        keep_words(session, case_id, ((known[name], value) for name, value in given.items()))


def store_asked(
    session: ViewerSession, case_id: UUID, fields: Iterable[Field], answers: Mapping[str, Any]
) -> None:
    """Store what a mover entered with a move, like any other answer."""
    for field in fields:
        if answers.get(field.name) is not None:
            session.add(_fact(session, case_id, field, answers[field.name]))


def read_facts(session: ViewerSession, case_id: UUID, names: Iterable[str]) -> dict[str, Any]:
    """The current values of these fields that the viewer's labels show; sealed ones opened, destroyed ones left out."""
    rows = session.scalars(
        select(Fact)
        .where(Fact.case_id == case_id, Fact.superseded_at.is_(None), Fact.field.in_(sorted(set(names))))
        .order_by(Fact.entered_at)
    )
    values = {row.field: opened(session, row) for row in rows}
    return {name: value for name, value in values.items() if not isinstance(value, Destroyed)}


def opened(session: ViewerSession, fact: Fact) -> Any:
    """The value of a fact, unsealed if it is sealed; `Destroyed` where nobody can read it any more."""
    if fact.sealed is None:
        return fact.value
    place = Place(PLACE, fact.id, fact.field)
    try:
        if fact.label == "sealed":
            return json.loads(unseal(session, place, fact.sealed))
        plain, _ = open_box(session, place, fact.sealed)  # of a sealed case: who sees the row reads it
        return json.loads(plain)
    except KeyDestroyed as gone:
        return Destroyed(gone.at)


def sealed_fact(session: ViewerSession, fact: Fact, value: Any) -> Sealed:
    """A value as a fact keeps it sealed, under the key of its case."""
    return seal(session, Place(PLACE, fact.id, fact.field), json.dumps(value), holder=of_case(fact.case_id))


def thing_of(field: Field) -> Thing:
    """A question of a pack as a thing to be read: its class, and the duties that read it."""
    return Thing((field.cls,), readers=field.opens, of_case=True)


def may_open(viewer: Viewer, field: Field) -> bool:
    """Whether this viewer's purpose opens the field's class, and a duty of theirs is among its readers."""
    return is_open(viewer, thing_of(field))


def _fact(session: ViewerSession, case_id: UUID, field: Field, value: Any) -> Fact:
    row = Fact(
        id=new_id(),
        case_id=case_id,
        field=field.name,
        label=field.cls,
        keep=field.keep,
        entered_by=session.viewer.actor,
    )
    if field.cls == "sealed" or _is_sealed(session, case_id):
        row.sealed = sealed_fact(session, row, value)
    else:
        row.value = value
    if field.cls == "sealed":
        row.sealed_bidx = blind_index(session, f"{PLACE}.{field.name}", search_key(str(value)))
    return row


def _is_sealed(session: ViewerSession, case_id: UUID) -> bool:
    """Whether the case is sealed: then its answers are too, whatever their class."""
    case = session.get(Case, (session.viewer.tenant, case_id))
    return case is not None and case.sealed
