"""The one session of a program's request: its member, narrowed to its permissions and its purpose."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from casework.api.bearer import current_bearer, current_lender
from casework.api.headers import purpose_facts
from casework.services.lookup.consents import NoConsent
from casework.services.off_case import note_refused_use, read_off_case
from casework.services.office import Office
from casework.store.session import ViewerSession


def bearer_secret() -> str:
    """The token itself, which nobody keeps: receipt codes are derived from it, so a repeated create gives the same."""
    return request.headers.get("Authorization", "").partition(" ")[2].strip()


def current_office() -> Office:
    """The office of the token."""
    return Office.of(current_bearer().tenant)


@contextmanager
def looking() -> Iterator[ViewerSession]:
    """Open it. Raises PurposeRequired when the member's duties have no share in the purpose any more.

    The view commits before its answer leaves, also when it only read: what was disclosed is on the ledger first.
    """
    bearer, office = current_bearer(), current_office()
    viewer = office.member(bearer.staff, bearer.purpose, narrowed_to=bearer.permissions)
    with office.open(viewer) as session:
        yield session


@contextmanager
def lender_looking() -> Iterator[ViewerSession]:
    """The session of a lender's program: what it is told and sends, nothing else."""
    lender = current_lender()
    office = Office.of(lender.tenant)
    with office.open(office.lender(lender.participant)) as session:
        yield session


@contextmanager
def answering_lender() -> Iterator[ViewerSession]:
    """The office's own session, in which a message that was kept is dealt with."""
    office = Office.of(current_lender().tenant)
    with office.open(office.system("lender_messages")) as session:
        yield session


@contextmanager
def looking_off_case() -> Iterator[ViewerSession]:
    """The same for registers, which are read outside a case: for purposes meant for that, on the facts they demand."""
    with looking() as session:
        try:
            read_off_case(session, purpose_facts())
        except NoConsent as why:
            session.rollback()
            note_refused_use(session, why)
            session.commit()
            raise
        yield session
