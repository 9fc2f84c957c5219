"""Donors who want to be known to few: their name goes to a register of its own, and another stands in its place.

So whatever shows names, of today or of tomorrow, shows the other one; those few pages that may know ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from casework.base.errors import NotFound, PurposeRequired, Refused
from casework.base.phrases import phrase
from casework.base.words import search_key, sort_key
from casework.models import HiddenName, Person
from casework.policy.rulebook import require
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.session import ViewerSession

_TWO_OF_THEM = phrase("Two records stand for them. Part them before the name is hidden")
_TWO_OF_YOU = phrase("Two records here stand for you. Ask the office to hide both")


def code_of(person_id: UUID) -> str:
    """What tells anonymous donors apart in lists."""
    return person_id.hex[-4:].upper()


def hide_name(session: ViewerSession, person_id: UUID, shown: str = "") -> None:
    """From now on only who has the duty knows who this is; receipts name them. `shown` stands for the name, in the
    office's language. Donors hide their own name and no other. Refused HIDDEN_ALREADY, MERGED."""
    _check(session, person_id)
    if session.scalar(
        select(Person.id).where(or_(Person.merged_into == person_id, _gone(person_id))).limit(1)
    ):
        raise Refused("MERGED", _TWO_OF_THEM if not _is_own(session, person_id) else _TWO_OF_YOU)
    language = office_of(session).tenant.language
    shown = shown or f"Anonymous donor {code_of(person_id)}"
    told = (shown, search_key(shown), sort_key(shown, language))
    if not session.scalar(select(func.hide_name(person_id, *told))):
        raise Refused("HIDDEN_ALREADY", phrase("Their name is kept to few already"))
    _changed(session, person_id, "person.name_hidden")


def show_name(session: ViewerSession, person_id: UUID) -> None:
    """Their name stands again where it stood. Refused NOT_HIDDEN."""
    _check(session, person_id)
    if not session.scalar(select(func.name_again(person_id))):
        raise Refused("NOT_HIDDEN", phrase("Their name is not hidden"))
    _changed(session, person_id, "person.name_shown")


def may_hide(session: ViewerSession) -> bool:
    """Whether the viewer's purpose reads and writes hidden names."""
    access = session.viewer.access
    return access.hidden_names and access.may_write("contact")


def true_names(session: ViewerSession, shown: Mapping[UUID, str]) -> dict[UUID, str]:
    """The names of people or households: where one is hidden the true one, for who may know it."""
    if not session.viewer.access.hidden_names or not shown:
        return dict(shown)
    chosen = select(HiddenName.id, HiddenName.person_id, HiddenName.holder_id, HiddenName.name)
    rows = session.execute(chosen.where(one_of(HiddenName.holder_id, shown)))
    return {**shown, **{row.holder_id: row.name for row in rows}}


def true_name(session: ViewerSession, holder_id: UUID, shown: str) -> str:
    """The same for one of them."""
    return true_names(session, {holder_id: shown})[holder_id]


def address_on_receipt(session: ViewerSession, person_id: UUID) -> str | None:
    """Where a paper goes that the law wants, hidden or not."""
    found: str | None = session.scalar(select(func.receipt_address(person_id)))
    return found


def anonymous_among(session: ViewerSession, people: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these people are anonymous."""
    chosen = select(Person.id).where(one_of(Person.id, people), Person.anonymous.is_(True))
    return frozenset(session.scalars(chosen))


def _gone(person_id: UUID) -> ColumnElement[bool]:
    """That this record stands behind another."""
    return and_(Person.id == person_id, Person.merged_into.is_not(None))


def _is_own(session: ViewerSession, person_id: UUID) -> bool:
    """Whether it is the name of the donor who looks at their own page."""
    viewer = session.viewer
    return viewer.actor_kind == "person" and viewer.person == person_id


def _check(session: ViewerSession, person_id: UUID) -> None:
    if not _is_own(session, person_id):
        require("donor.hide", session.viewer)
        if not may_hide(session):
            raise PurposeRequired
    if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound


def _changed(session: ViewerSession, person_id: UUID, act: str) -> None:
    session.expire_all()  # the database changed rows that were read
    ledger_chain.record(session, act, subjects=[person_id], fields=["name"])
