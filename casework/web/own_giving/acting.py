"""What every act of a donor on their own page has in common: it is done, said, and confirmed by mail."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, url_for

from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.services.office import SELF
from casework.services.own_giving.ask_for_link import tell_of_change
from casework.services.own_giving.read_own import own_email
from casework.store.session import ViewerSession
from casework.web.formats import reader
from casework.web.go import go
from casework.web.own_giving.door import giving_office, own_session
from casework.web.words import refusal_text, told


def changed(pledge: UUID, do: Callable[[ViewerSession], object], say: Callable[[], str]) -> Response:
    """Change a regular gift, say so, and confirm it by mail."""
    try:
        with own_session() as session:
            do(session)
            address = own_email(session)
            session.commit()
    except InvalidInput as wrong:
        flash(next(iter(told(wrong).values())), "warn")
        return go(url_for("own_giving.page"))
    except Refused as late:
        return refused(late)
    confirm(address, pledge)
    flash(say(), "good")
    return go(url_for("own_giving.page"))


def confirm(address: str | None, pledge: UUID) -> None:
    """Mail what was changed to the address on record, if there is one."""
    if address is not None:
        office = giving_office()
        with office.open(office.applicant(new_id(), SELF)) as session:
            tell_of_change(session, address, reader().language, pledge)
            session.commit()


def done(do: Callable[[ViewerSession], object], say: Callable[[], str]) -> Response:
    """Do it, and say so."""
    try:
        with own_session() as session:
            do(session)
            session.commit()
    except Refused as late:
        return refused(late)
    flash(say(), "good")
    return go(url_for("own_giving.page"))


def refused(late: Refused) -> Response:
    """Back to the page, which says why not."""
    flash(refusal_text(late), "warn")
    return go(url_for("own_giving.page"))
