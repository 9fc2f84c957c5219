"""Nobody closes a signal about their own looks."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casework.base.clock import now
from casework.base.errors import Refused
from casework.models import LedgerEntry, Signal
from casework.services.looks.close_signal import close_signal
from tests.services.desks import Worker

WORDS = "It was only me, no harm done."


def test_a_signal_is_not_closed_by_whom_it_is_about(desks, agency):
    own, other = Worker(("privacy_officer",)), Worker(("privacy_officer",))
    at = now() - timedelta(days=1)
    with desks.as_system(agency, "find_signals") as session:
        row = Signal(kind="burst", actor_id=own.id, since=at, until=at, entries=[], looks=3)
        session.add(row)
        session.commit()
        signal = row.id
    closed = select(func.count()).where(LedgerEntry.act == "signal.closed")
    with desks.at(agency, purpose="oversight", worker=own) as session:
        with pytest.raises(Refused) as refused:
            close_signal(session, signal, WORDS)
        assert refused.value.code == "OWN_SIGNAL"
        session.commit()
        assert session.scalars(select(Signal.closed_at).where(Signal.id == signal)).one() is None
        assert session.scalar(closed) == 0
    with desks.at(agency, purpose="oversight", worker=other) as session:
        assert close_signal(session, signal, WORDS).closed_by == other.id
