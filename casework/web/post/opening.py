"""How the pages of the post come to a session, and how the counter's form comes to what lies in the post."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from casework.base.errors import NotFound, Stale
from casework.policy.why import POST
from casework.services.inbound.read_item import DONE, PostItem, read_item
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.desk.opening import may, this_office, uuid_or_none


@contextmanager
def opening_post() -> Iterator[ViewerSession]:
    """A session for the post."""
    office = this_office()
    with office.open(office.member(current_staff(), POST)) as session:
        yield session


def item_of_form() -> PostItem | None:
    """What lies in the post that a form is filled in from; None when it is from nothing. Raises NotFound, Stale."""
    named = request.values.get("post", "")
    if not named:
        return None
    key = uuid_or_none(named)
    if key is None or not may("post.sort"):
        raise NotFound
    with opening_post() as session:
        item = read_item(session, key)
        session.commit()
    if not item.to_sort:
        raise Stale(DONE)
    return item
