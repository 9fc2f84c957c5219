"""An act that is refused: by which code, with nothing of it standing, and the books adding up as before."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from casework.base.errors import InvalidInput, Refused
from casework.base.phrases import Coded
from casework.models import (
    AppealAsk,
    AppealPrint,
    BankFile,
    BatchLine,
    BookEntry,
    CareRun,
    CollectionAttempt,
    DonorTask,
    Gift,
    GiftBatch,
    GrantDeadline,
    ImportLine,
    Instalment,
    PersonMerge,
    Pledge,
    Posting,
    Receipt,
    Tribute,
)
from casework.store.session import ViewerSession

WATCHED = (
    *(AppealAsk, AppealPrint, BankFile, BatchLine, BookEntry, CareRun, CollectionAttempt, DonorTask, Gift),
    *(GiftBatch, GrantDeadline, ImportLine, Instalment, PersonMerge, Pledge, Posting, Receipt, Tribute),
)


@contextmanager
def refused(session: ViewerSession, code: str) -> Iterator[None]:
    """What is done here is refused by this code alone, and nothing of it stands."""
    before = _stands(session)
    with pytest.raises((Refused, InvalidInput)) as wrong:
        yield
    said = wrong.value
    if isinstance(said, Refused):
        assert said.code == code
    else:
        assert {one.code for one in said.sayings.values() if isinstance(one, Coded)} == {code}
    assert not session.dirty and not session.new
    assert _stands(session) == before


def balanced(session: ViewerSession) -> bool:
    """Whether every entry of the books adds up to nothing, for who reads amounts."""
    sums = select(func.sum(Posting.amount)).group_by(Posting.entry_id)
    return not any(session.scalars(sums))


def _stands(session: ViewerSession) -> dict[str, int]:
    return {one.__tablename__: session.scalar(select(func.count(one.id))) or 0 for one in WATCHED}
