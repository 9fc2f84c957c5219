"""What is refused on a case, each with its code and with nothing stored: no duty in it, not all of it, closed."""

from uuid import uuid4

import pytest
from msgspec import structs
from sqlalchemy import func, select

from casework.base.errors import Refused
from casework.models import Case, CaseEvent, CaseParty, LedgerEntry, Mandate, Person
from casework.services.cases.assign_case import assign_case
from casework.services.cases.find_case import case_by_id
from casework.services.cases.mandates import NewMandate, name_mandate
from casework.services.cases.move_case import move_case
from casework.services.cases.pin import workflow_of
from casework.services.cases.seal_case import seal_case
from casework.services.cases.take_case import take_case
from casework.services.documents.verify_document import verify_document
from casework.services.people.parties import create_person_from_party
from tests.services.cases.conftest import make_office
from tests.services.cases.desk_cases import open_request, work_here
from tests.services.desks import Desks

PURPOSE = "request_handling"
KEPT = (Case, CaseEvent, CaseParty, Mandate, Person)


@pytest.fixture(scope="module")
def office(app):
    return make_office("council", "refusing")


@pytest.fixture(scope="module")
def staff(office, settings):
    titles = ("request_officer", "team_lead", "privacy_officer", "administrator")
    return {title: work_here(settings, office, title) for title in titles}


@pytest.fixture
def opened(office):
    return open_request(office)


@pytest.fixture
def closed(office, staff, opened):
    """A request that its applicant took back."""
    with office.open(office.applicant(opened.case_id, PURPOSE)) as session:
        move_case(session, opened.case_id, "withdraw")
        session.commit()
    return opened


def at(office, member, purpose=PURPOSE):
    return office.open(office.member(member, purpose))


def stored(office, staff):
    """How much is there of whatever these acts write, and where each case stands."""
    with at(office, staff["team_lead"]) as session:
        counts = [session.scalar(select(func.count()).select_from(of)) for of in KEPT]
        acts = select(func.count()).where(LedgerEntry.act != "disclosed")
        counts.append(session.scalar(acts))
        rows = session.execute(select(Case.id, Case.assignee_id, Case.sealed, Case.version)).all()
        return counts, sorted(map(tuple, rows), key=str)


def refuses(office, staff, code, act, opened=None):
    """`opened`: the session in which it is tried; without it, the lead's."""
    before = stored(office, staff)
    with opened or at(office, staff["team_lead"]) as session:
        with pytest.raises(Refused) as refused:
            act(session)
        assert refused.value.code == code
        session.commit()
    assert stored(office, staff) == before


def test_whoever_has_no_duty_in_a_case_does_not_take_it(office, staff, opened):
    take = lambda session: take_case(session, opened.case_id)  # noqa: E731
    refuses(office, staff, "NO_DUTY", take, at(office, staff["privacy_officer"], "triage"))


def test_a_case_is_not_given_to_whoever_has_no_duty_in_it(office, staff, opened):
    for title in ("administrator", "privacy_officer"):
        give = lambda session, to=staff[title].id: assign_case(session, opened.case_id, to)  # noqa: E731
        refuses(office, staff, "NO_DUTY", give)


def test_whoever_reads_only_a_part_of_a_case_does_not_seal_it(app, settings, office, staff, opened):
    lead = office.member(staff["team_lead"], PURPOSE)
    whole = lead.access
    part = structs.replace(
        whole, key=(*whole.key, "part"), read=whole.read - {"identity"}, write=whole.write - {"identity"}
    )
    seal = lambda session: seal_case(session, opened.case_id, "A neighbour threatens her")  # noqa: E731
    session = Desks(app, settings)._open(office, structs.replace(lead, access=part))
    refuses(office, staff, "NOT_ALL", seal, session)


def test_nobody_is_named_to_act_in_a_closed_case(office, staff, closed):
    new = NewMandate("Núria Ferrer", "lawyer", "letters", email="nuria@law.example")
    refuses(office, staff, "CASE_CLOSED", lambda session: name_mandate(session, closed.case_id, new))


def test_the_parties_of_a_closed_case_stay(office, staff, closed):
    def confirm(session):
        party = session.scalars(select(CaseParty.id).where(CaseParty.case_id == closed.case_id)).one()
        create_person_from_party(session, party)

    refuses(office, staff, "CASE_CLOSED", confirm)


def test_the_papers_of_a_closed_case_stay(office, staff, closed):
    def verify(session):
        workflow = workflow_of(session, case_by_id(session, closed.case_id))
        verify_document(session, closed.case_id, uuid4(), workflow, fault=None)

    refuses(office, staff, "CASE_CLOSED", verify)
