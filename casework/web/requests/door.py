"""The blueprint of the public list, and the eyes that it is read with."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Blueprint

from casework.base.errors import NotFound
from casework.policy.guard import open_to_all
from casework.services.office import NOBODY
from casework.store.session import ViewerSession
from casework.web.public.door import office_here

requests = Blueprint("requests", __name__)
everybody = open_to_all("What is published of requests is for everybody to read.")


@contextmanager
def as_visitor(own: UUID = NOBODY) -> Iterator[ViewerSession]:
    """A visitor's session. NotFound at an office that lists nothing."""
    office = office_here()
    if office.listed is None:
        raise NotFound
    with office.open(office.visitor(own)) as session:
        yield session
