"""How the donors of an appeal are reached, as keyed words: what is at them is read when it is written to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from casework.domain.appeals import EMAIL
from casework.models import Appeal, AppealAsk, ContactPoint, PostalAddress
from casework.store.columns import one_of
from casework.store.session import ViewerSession


def emails_of(session: ViewerSession, donors: Sequence[UUID]) -> dict[UUID, str]:
    """The key of the address that each is written to: preferred, or the latest; none that mail came back from."""
    return {row.person_id: row.value_key for row in session.execute(_points(ContactPoint.value_key, donors))}


def email_of(session: ViewerSession, donor: UUID) -> str | None:
    """That address itself."""
    rows = session.execute(_points(ContactPoint.value, [donor])).all()
    return rows[-1].value if rows else None


def _points(column: Any, donors: Sequence[UUID]) -> Select[Any]:
    """The mail addresses of these, the one that holds last."""
    columns = [ContactPoint.id, ContactPoint.person_id, column]
    return (
        select(*columns)
        .where(
            *(one_of(ContactPoint.person_id, donors), ContactPoint.kind == "email"),
            *(ContactPoint.until.is_(None), ContactPoint.bounced_at.is_(None)),
        )
        .order_by(ContactPoint.preferred, ContactPoint.since, ContactPoint.id)
    )


def homes_of(session: ViewerSession, donors: Sequence[UUID]) -> dict[UUID, str]:
    """By whom there is an address for post. A household may share one: each is asked in their own letter."""
    rows = session.execute(
        select(PostalAddress.id, PostalAddress.person_id).where(
            one_of(PostalAddress.person_id, donors), PostalAddress.until.is_(None)
        )
    )
    return {row.person_id: str(row.person_id) for row in rows}


def taken_keys(session: ViewerSession, appeal: Appeal, keys: set[str]) -> set[str]:
    """Which of these mail addresses the appeal has written to already, under whatever name."""
    if appeal.channel != EMAIL or not keys:
        return set()
    rows = session.execute(
        select(ContactPoint.id, ContactPoint.person_id, ContactPoint.value_key)
        .join(AppealAsk, AppealAsk.donor_id == ContactPoint.person_id)
        .where(
            *(AppealAsk.appeal_id == appeal.id, ContactPoint.kind == "email", ContactPoint.until.is_(None)),
            ContactPoint.value_key.in_(sorted(keys)),
        )
    )
    return {row.value_key for row in rows}
