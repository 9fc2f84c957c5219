"""What the forms at the counter share: a session that writes, what was typed, what was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID

from flask import request

from casework.base.errors import CaseworkError, InvalidInput, NotFound, Refused
from casework.services.vehicles.note_refused import note_refused
from casework.services.vehicles.plate_view import LifeView, PlateHistory
from casework.store.session import ViewerSession
from casework.web.desk.opening import this_office
from casework.web.registers.reading import Why, declared_session, only_for
from casework.web.words import refusal_text, told

LONGEST = 200


def writing() -> AbstractContextManager[tuple[ViewerSession, Why]]:
    """A session for the declared purpose that reads and writes vehicles and plates."""
    only_for("plates")
    return declared_session(needs="asset", writes="asset", facts_only=True)


@contextmanager
def noted(
    act: str,
    about: UUID | None = None,
    opening: Callable[[], AbstractContextManager[ViewerSession | tuple[ViewerSession, Why]]] = writing,
) -> Iterator[None]:
    """What a rule refuses in here is on the ledger, and nothing else is left of it. Goes around the session that acts;
    `opening` gives one of the same kind."""
    try:
        yield
    except Refused as why:
        with opening() as opened:
            session = opened[0] if isinstance(opened, tuple) else opened
            note_refused(session, act, why.code, about)
            session.commit()
        raise


def typed(name: str) -> str:
    """What was typed in a box, without the space around it."""
    return request.form.get(name, "")[:LONGEST].strip()


def refused(wrong: CaseworkError | None) -> dict[str, object]:
    """What a form says of what was refused, and what was typed."""
    errors = told(wrong) if isinstance(wrong, InvalidInput) else {}
    refusal = refusal_text(wrong) if isinstance(wrong, Refused) else None
    return {"errors": errors, "refusal": refusal, "typed": request.form}


def office_zone() -> str:
    """The office's time zone."""
    return this_office().tenant.timezone


def latest_life(view: PlateHistory) -> LifeView:
    """The life of a mark that acts are about; NotFound where it has none."""
    if not view.lives:
        raise NotFound
    return view.lives[0]
