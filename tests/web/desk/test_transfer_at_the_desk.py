"""A transfer goes over the desk from its first look to the new owner, through four pairs of hands."""

import re
from uuid import uuid4

from sqlalchemy import select

from casework.base.clock import freeze
from casework.models import Case, Ownership
from casework.services.office import office_by_id
from casework.services.vehicles.register_vehicle import enter_first_owners
from tests.factories.browser import Browser
from tests.services.vehicles.scene import BOUGHT, ENTERED, a_person, a_vehicle, a_vin
from tests.web.desk.conftest import Port

SERIAL = 71043
FILE = [str(uuid4())]


def register(port: Port) -> tuple[str, str]:
    """A vehicle on record, owned by Rosa Ibarra. Returns its VIN and her id."""
    with port.app.app_context(), freeze(ENTERED):
        office = office_by_id(port.tenant.id)
        with office.open(office.system("load_demo")) as session:
            vehicle = a_vehicle(session, SERIAL)
            seller = a_person(session, "Rosa Ibarra")
            enter_first_owners(session, vehicle, [seller], since=BOUGHT)
            session.commit()
    return a_vin(SERIAL), str(seller)


def text(here: Browser, path: str) -> str:
    answer = here.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def move(here: Browser, number: str, name: str, **said: object) -> None:
    """Make a move the way its page asks for it."""
    page = text(here, f"/desk/cases/{number}/moves/{name}")
    told = {one: re.search(rf'name="{one}" value="(\d+)"', page)[1] for one in ("version", "seen")}
    told["check"] = re.findall(r'name="check" value="([^"]+)"', page)
    answer = here.post(f"/desk/cases/{number}/moves/{name}", {**told, **said}, form="/account/")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 303, (name, re.findall(r'(?:notice|field-error)".*?</p>', shown, re.S))


def confirm_parties(here: Browser, number: str, seller: str) -> None:
    """Say who each party is: the seller is on record, the buyer is new."""
    page = text(here, f"/desk/cases/{number}/")
    ways = re.findall(
        r'href="([^"]+/match[^"]*|[^"]+/part[^"]*)">Say who it is<span class="unseen">: ([^<]+)', page
    )
    assert len(ways) == 2, ways
    for path, name in ways:
        act, said = ("link", {"person_id": seller}) if name == "Rosa Ibarra" else ("create", {})
        answer = here.post(f"{path}/{act}", said, form="/account/")
        assert answer.status_code == 303, (name, answer.get_data(as_text=True)[:2000])


def test_a_transfer_goes_from_counter_to_new_owner_through_four_pairs_of_hands(port: Port) -> None:
    vin, seller = register(port)
    papers = {"gift_statement": FILE, "smog_certificate": FILE}
    opened = port.opened(papers=True, vin=vin, transfer_kind="gift", price=None, **papers)
    number = opened.number
    examiner = port.browser("title_examiner")

    move(examiner, number, "take")
    waiting = text(examiner, f"/desk/cases/{number}/")
    assert "Say first who each seller and buyer is" in waiting and "Not confirmed" in waiting
    confirm_parties(examiner, number, seller)
    assert "Not confirmed" not in text(examiner, f"/desk/cases/{number}/")
    move(examiner, number, "clear")

    cashier = port.browser("cashier")
    fees = text(cashier, f"/desk/cases/{number}/fees")
    total = re.search(r"<dt>total</dt><dd>\$([\d.,]+)", fees)[1]
    move(cashier, number, "pay", amount_paid=total, payment_method="cash")

    denied = text(examiner, f"/desk/cases/{number}/")
    assert "Complete the transfer" in denied and "needs another duty" in denied
    move(port.browser("senior_examiner"), number, "complete")

    done = text(examiner, f"/desk/cases/{number}/")
    assert "Completed" in done and "the case has ended" in done
    with port.app.app_context():
        office = office_by_id(port.tenant.id)
        with office.open(office.system("load_demo")) as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            assert case.state == "completed" and case.closed_at is not None
            current = session.scalars(
                select(Ownership).where(Ownership.superseded_at.is_(None), Ownership.valid_to.is_(None))
            ).one()
            assert current.source_case_id == case.id
            session.commit()
