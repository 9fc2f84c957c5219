"""Who has to sign what in a case, and who has: one seat for each statement and party."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.models import CaseParty, CaseSignature
from casework.packs import Signature, Workflow
from casework.services.cases.facts import may_open, read_facts
from casework.store.session import ViewerSession

WAITING, SIGNED, DECLINED = "waiting", "signed", "declined"
WEB, COUNTER, PAPER = "web", "counter", "paper"


class Seat(Value):
    """A statement that a party has to sign, and how it stands. `name` is None where withheld or not signed."""

    act: str
    role: str
    state: str
    way: str | None
    name: str | None
    at: datetime | None
    holds: bool  # signed, and what was signed has not changed since


def ask_for_signatures(session: ViewerSession, case_id: UUID, workflow: Workflow) -> None:
    """A seat for each statement and each party that is there and signs it."""
    there = set(session.scalars(select(CaseParty.role).where(CaseParty.case_id == case_id)))
    for signature in workflow.signatures:
        for role in signature.roles:
            if role in there:
                session.add(CaseSignature(case_id=case_id, act=signature.name, role=role))
    session.flush()


def seats_of(session: ViewerSession, case_id: UUID, workflow: Workflow) -> tuple[Seat, ...]:
    """Every seat of a case, in the order of the pack."""
    named = session.viewer.access.may_read("contact")
    columns = [getattr(CaseSignature, name) for name in ("id", "act", "role", "state", "way", "at", "digest")]
    chosen = select(*columns, *([CaseSignature.name] if named else []))
    rows = session.execute(chosen.where(CaseSignature.case_id == case_id)).all()
    now_said = {
        one.name: digest_of(session, case_id, one)
        for one in workflow.signatures
        if rows and all(may_open(session.viewer, workflow.field(name)) for name in one.fields)
    }
    order = {(one.name, role): n for n, (one, role) in enumerate(_places(workflow))}
    seats = [
        Seat(
            row.act,
            row.role,
            row.state,
            row.way,
            row.name if named else None,
            row.at,
            row.state == SIGNED and now_said.get(row.act, row.digest) == row.digest,
        )
        for row in rows
    ]
    return tuple(sorted(seats, key=lambda seat: order.get((seat.act, seat.role), len(order))))


def digest_of(session: ViewerSession, case_id: UUID, signature: Signature) -> str:
    """What stands for the answers that a statement is about, and its words."""
    facts: dict[str, Any] = read_facts(session, case_id, signature.fields)
    told = json.dumps([signature.text.text("en"), facts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def waiting_for(seats: Iterable[Seat], role: str) -> tuple[Seat, ...]:
    """What this party has still to sign."""
    return tuple(seat for seat in seats if seat.role == role and not seat.holds)


def _places(workflow: Workflow) -> list[tuple[Signature, str]]:
    return [(signature, role) for signature in workflow.signatures for role in signature.roles]
