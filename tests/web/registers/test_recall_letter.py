"""Recalling a plate: its holder gets a letter in their language, which says why and until when they may appeal."""

from datetime import date

import pypdfium2
import pytest
from sqlalchemy import select

from casework.models import IssuedPaper, PlateIssueEvent
from casework.services.office import office_by_id
from casework.services.papers.recall_letter import issue_recall_letter
from casework.services.people.contact_points import add_address
from casework.services.people.register_person import NewPerson, register_person
from casework.services.typesetting.typeset import stop_typesetting
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.history import midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.register_vehicle import enter_first_owners
from tests.services.vehicles.scene import a_vehicle
from tests.web.registers.test_plate_life_pages import AGENCY

SINCE = date(2020, 5, 1)
ZONE = "America/Los_Angeles"


@pytest.fixture(scope="module")
def recalled(north):
    """A personalised plate of somebody who reads Spanish, recalled at the desk."""
    with north.records() as session:
        vehicle = a_vehicle(session, 661_000)
        holder = register_person(session, NewPerson("CNRY Luz Herrera", language="es")).id
        add_address(session, holder, "CNRY 9 Elm Lane")
        enter_first_owners(session, vehicle, [holder], since=SINCE)
        issue = issue_plate(session, "HATEFUL", "personalised", on=SINCE)
        assign_plate(session, issue.id, vehicle.id, registrant=holder, since=midnight(SINCE, ZONE))
        mark = issue.mark_id
        session.commit()
    boss = north.browser("supervisor")
    north.declare(boss, "registry")
    page = f"/desk/plates/{mark}"
    assert (
        boss.post(f"{page}/acts/revoked", {"reason": "The text insults a group of people"}).status_code == 303
    )
    with north.records() as session:
        event = session.scalars(select(PlateIssueEvent.id).where(PlateIssueEvent.event == "revoked")).one()
    with north.app.app_context():
        office = office_by_id(north.tenant.id)
        with office.open(office.system("make_document")) as session:
            issue_recall_letter(session, event)
            session.commit()
    yield page, event
    stop_typesetting()


def test_the_letter_says_why_in_the_holders_language_and_until_when_to_appeal(north, recalled):
    page, _event = recalled
    boss = north.browser("supervisor")
    north.declare(boss, "registry")
    told = boss.get(page).get_data(as_text=True)
    (path,) = [part for part in told.split('"') if part.startswith(f"/t/{north.tenant.slug}{page}/letters/")]
    path = path.removeprefix(f"/t/{north.tenant.slug}")
    assert "/desk/purpose/" in boss.get(path).location, "it names the holder"
    north.declare(boss, "b1", **AGENCY)
    answer = boss.get(path)
    assert answer.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(answer.get_data())
    words = " ".join(document[0].get_textpage().get_text_range().split())
    for said in ("CNRY Luz Herrera", "CNRY 9 Elm Lane", "HATEFUL", "The text insults a group of people"):
        assert said in words
    assert "Puede recurrir hasta el" in words and "ha sido retirada" in words
    with north.records() as session:
        paper = session.scalars(select(IssuedPaper).where(IssuedPaper.kind == "recall")).one()
        assert (paper.language, paper.case_id, paper.to_applicant) == ("es", None, False)


def test_the_letter_is_not_there_for_whom_its_plate_is_not(north, east, recalled):
    page, _event = recalled
    with north.records() as session:
        paper = session.scalars(select(IssuedPaper.id).where(IssuedPaper.kind == "recall")).one()
    there = east.browser("supervisor")
    east.declare(there, "b1", **AGENCY)
    for mark in (page, f"/desk/plates/{east.ids['mark']}", f"/desk/plates/{north.ids['mark']}"):
        assert there.get(f"{mark}/letters/{paper}").status_code == 404
    boss = north.browser("supervisor")
    north.declare(boss, "b1", **AGENCY)
    assert boss.get(f"/desk/plates/{north.ids['mark']}/letters/{paper}").status_code == 404


def test_a_second_print_ends_the_first(north, recalled):
    _page, event = recalled
    with north.app.app_context():
        office = office_by_id(north.tenant.id)
        with office.open(office.system("make_document")) as session:
            issue_recall_letter(session, event)
            session.commit()
    with north.records() as session:
        ends = session.scalars(
            select(IssuedPaper.ended_why).where(IssuedPaper.event_id == event).order_by(IssuedPaper.number)
        )
        assert list(ends) == ["reissued", None]
