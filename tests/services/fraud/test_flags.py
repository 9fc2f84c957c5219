"""Flags: found by the job once, closed once by somebody who had no part in what is behind them."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from casework.base.clock import now, today
from casework.base.errors import Refused
from casework.domain.fraud import SAME_VIN, TITLE_HOP
from casework.models import Conflict, FraudFlag, Vehicle
from casework.services.fraud.close_flag import close_flag
from casework.services.fraud.find_flags import find_flags
from casework.services.relations.declare_relation import Declared, declare_relation
from casework.services.vehicles.register_vehicle import enter_first_owners
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from tests.factories.tenants import TIMEZONE
from tests.services.desks import Worker
from tests.services.vehicles.scene import a_person, a_vehicle

REASON = "Mother and son; the bank undid the first sale."
SENIOR, SUPERVISOR = Worker(("senior_examiner",)), Worker(("supervisor",))


@pytest.fixture
def hopped(desks, agency):
    """A title that went away and came back, both entered by the senior examiner; found by the job."""
    day = today(TIMEZONE)
    with desks.all_seeing(agency) as session:
        car = a_vehicle(session)
        ana, ben = a_person(session, "Ana Seller"), a_person(session, "Ben Buyer")
        enter_first_owners(session, car, [ana], since=day - timedelta(days=900))
        session.commit()
    for days, seller, buyer in ((70, ana, ben), (30, ben, ana)):
        with desks.at(agency, purpose="title_transfer", worker=SENIOR) as session:
            deed = TitleTransfer(car.id, day - timedelta(days=days), frozenset({seller}), (buyer,))
            transfer_title(session, deed)
            session.commit()
    found(desks, agency)
    return ana


def found(desks, office) -> int:
    with desks.app.app_context(), office.open(office.system("find_fraud")) as session:
        made = find_flags(session)
        session.commit()
    return made


@contextmanager
def reviewing(desks, office, worker=SUPERVISOR):
    with desks.at(office, purpose="fraud_review", worker=worker) as session:
        yield session, session.scalars(select(FraudFlag)).one()


def closed(desks, office, worker=SUPERVISOR) -> UUID:
    with reviewing(desks, office, worker) as (session, flag):
        close_flag(session, flag.id, outcome="explained", reason=REASON)
        session.commit()
        return flag.id


def test_the_job_flags_what_it_finds_once(desks, agency, hopped):
    with reviewing(desks, agency) as (_session, flag):
        assert (flag.kind, flag.involved, hopped in flag.people) == (TITLE_HOP, [SENIOR.id], True)
    assert found(desks, agency) == 0


def test_a_closed_flag_comes_back_only_when_something_new_happened(desks, agency, hopped):
    closed(desks, agency)
    assert found(desks, agency) == 0
    with desks.all_seeing(agency) as session:
        first = session.scalars(select(Vehicle)).one()
        twin = Vehicle(vin=first.vin, vin_key=first.vin_key, make="Kia", model="Soul", year=2019)
        session.add(twin)
        session.commit()
    assert found(desks, agency) == 1
    with desks.at(agency, purpose="fraud_review", worker=SUPERVISOR) as session:
        assert SAME_VIN in session.scalars(select(FraudFlag.kind)).all()


def test_whoever_entered_it_does_not_close_it_and_the_database_says_so_too(desks, agency, hopped):
    with pytest.raises(Refused) as refused:
        closed(desks, agency, SENIOR)
    assert refused.value.code == "INVOLVED"
    with reviewing(desks, agency, SENIOR) as (session, flag):
        told = {"closed_at": now(), "closed_by": SENIOR.id, "outcome": "explained"}
        with pytest.raises(ProgrammingError, match="no part in it"):
            session.execute(update(FraudFlag).where(FraudFlag.id == flag.id).values(**told))


def test_whoever_has_a_relation_to_somebody_in_it_does_not_close_it(desks, agency, hopped):
    with desks.at(agency, purpose="self", worker=SUPERVISOR) as session:
        declare_relation(session, Declared(SUPERVISOR.id, "My neighbor of many years", person_id=hopped))
        session.commit()
        assert session.scalar(select(Conflict.person_id)) == hopped
    with pytest.raises(Refused) as refused:
        closed(desks, agency)
    assert refused.value.code == "RELATED"


def test_a_flag_is_closed_once_and_says_by_whom(desks, agency, hopped):
    closed(desks, agency)
    with reviewing(desks, agency) as (_session, flag):
        assert (flag.closed_by, flag.outcome, flag.reason) == (SUPERVISOR.id, "explained", REASON)
    with pytest.raises(Refused) as refused:
        closed(desks, agency)
    assert refused.value.code == "CLOSED_BEFORE"


def test_another_office_has_none_of_it(desks, agency, other_agency, hopped):
    assert found(desks, other_agency) == 0
    with desks.at(other_agency, purpose="fraud_review", worker=SUPERVISOR) as session:
        assert session.scalars(select(FraudFlag)).all() == []


def test_an_office_without_vehicles_has_nothing_to_look_through(desks, charity):
    assert found(desks, charity) == 0
