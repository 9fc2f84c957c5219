"""New cases go to the unit that takes them; its members see them as theirs at their next request."""

import pytest
from sqlalchemy import select

from casework.base.errors import InvalidInput, NotAllowed
from casework.models import Case, Member
from casework.packs import catalog
from casework.services.cases.case_filters import Filters
from casework.services.cases.list_cases import list_cases
from casework.services.units.keep_units import add_unit, change_unit, list_units, retire_unit, takeable
from casework.services.units.put_members import put_members
from casework.store.identity import identity_session
from tests.services.cases.conftest import make_office
from tests.services.cases.desk_cases import open_request, work_here

FLOWS = [catalog().workflow("constituent_request")]


@pytest.fixture
def office(app):
    return make_office("council", "unitside")


@pytest.fixture
def admin(office, settings):
    return work_here(settings, office, "administrator")


def at(office, member, purpose="administration"):
    return office.open(office.member(member, purpose))


def made(office, admin, name, *takes):
    with at(office, admin) as session:
        unit = add_unit(session, name)
        change_unit(session, unit, name, takes, FLOWS)
        session.commit()
    return unit


def unit_of(office, case):
    with office.open(office.system("load_demo")) as session:
        return session.scalar(select(Case.unit_id).where(Case.id == case))


def test_the_closest_unit_takes_a_case_and_a_retired_one_none(office, admin):
    roads = made(office, admin, "Roads", "constituent_request/pothole")
    front = made(office, admin, "Front desk", "constituent_request")
    assert unit_of(office, open_request(office, category="pothole").case_id) == roads
    other = catalog().workflow("constituent_request").field("category").options[1].value
    assert unit_of(office, open_request(office, category=other).case_id) == front
    with at(office, admin) as session:
        retire_unit(session, roads, retired=True)
        session.commit()
    assert unit_of(office, open_request(office, category="pothole").case_id) == front


def test_without_units_a_case_goes_to_none(office):
    assert unit_of(office, open_request(office).case_id) is None


def test_members_find_the_cases_of_their_unit_at_their_next_request(office, admin, settings):
    roads = made(office, admin, "Roads", "constituent_request")
    officer = work_here(settings, office, "request_officer")
    opened = open_request(office)
    with identity_session() as identity:
        put_members(identity, roads, [officer.id], tenant_id=office.tenant.id, actor=admin.id)
        identity.commit()
    with at(office, admin) as session:
        assert session.scalars(select(Member.units).where(Member.id == officer.id)).one() == [roads]
    now_in = type(officer)(officer.titles, officer.id, frozenset({roads}))
    with at(office, now_in, "triage") as session:
        assert [case.id for case in list_cases(session, Filters("units")).cases] == [opened.case_id]
        session.commit()
    with identity_session() as identity:
        put_members(identity, roads, [], tenant_id=office.tenant.id, actor=admin.id)
        identity.commit()
    with at(office, admin) as session:
        assert session.scalars(select(Member.units).where(Member.id == officer.id)).one() == []


def test_names_are_one_each_and_what_it_takes_is_on_the_list(office, admin):
    made(office, admin, "Roads")
    with at(office, admin) as session:
        for name in ("roads", " ", "x" * 81):
            with pytest.raises(InvalidInput):
                add_unit(session, name)
        unit = list_units(session)[0].id
        with pytest.raises(InvalidInput):
            change_unit(session, unit, "Roads", ["constituent_request/king"], FLOWS)
        change_unit(session, unit, "Roads and lights", takeable(FLOWS), FLOWS)
        assert list_units(session)[0].name == "Roads and lights"


def test_only_the_administrator_keeps_units(office, settings):
    lead = work_here(settings, office, "team_lead")
    with at(office, lead, "triage") as session, pytest.raises(NotAllowed):
        add_unit(session, "Mine")
