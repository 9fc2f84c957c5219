"""Liens, lenders and their programs, and payments that bounced, as they are dealt with at the desk."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from casework.base.clock import now
from casework.models import EltParticipant, FeeLine, Hold, Lien, Payment
from casework.services.people.register_person import NewPerson, register_person
from tests.factories.signing import public_text
from tests.web.registers.conftest import Place, make_place, with_vehicle

DAY = {"on-day": "4", "on-month": "6", "on-year": "2024"}
LENDER = {"code": "E-117", "name": "First Bank", "address": "1 Bank Street"}


@pytest.fixture(scope="module")
def port(app, database) -> Place:
    place = with_vehicle(make_place(app, database, "Westbay"))
    place.ids["lien"] = uuid4()
    with place.records() as session:
        holder = register_person(session, NewPerson("First Bank", kind="organisation")).id
        owed = {"vehicle_id": place.ids["vehicle"], "holder_id": holder, "since": date(2022, 1, 3)}
        session.add(Lien(id=place.ids["lien"], **owed))
    return place


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_a_release_is_recorded_once_and_only_by_the_lender_on_record(port: Place) -> None:
    here, path = port.browser("supervisor"), f"/desk/vehicles/{port.ids['vehicle']}/liens"
    at = f"{path}/{port.ids['lien']}"
    asked = {"way": "form", "by": "First Bank", **DAY}
    for wrong, told in (
        ({"by": "Another Bank"}, "LIEN_RELEASE_WRONG_PARTY"),
        ({"way": "electronic", "number": "7"}, "LIEN_NOT_ELECTRONIC"),
        ({"way": "electronic"}, "Enter the number of the lender’s message"),
        ({"by": " "}, "Enter the name under which it was released"),
        ({"way": ""}, "Choose how the lender released it"),
        ({"on-year": "2031"}, "between the beginning of the claim and today"),
        ({"on-day": "31"}, "between the beginning of the claim and today"),
    ):
        answer = here.post(at, asked | wrong, form=path)
        assert answer.status_code in (409, 422) and told in text(answer), wrong
    assert here.post(at, asked, form=path).status_code == 303
    page = text(here.get(path))
    assert "goes to the owner on paper" in page and "Released" in page and 'name="by"' not in page
    late = here.post(at, asked, form="/desk/lenders/")
    assert late.status_code == 409 and "LIEN_RELEASED" in text(late)
    assert here.post(f"{path}/{uuid4()}", asked, form="/desk/lenders/").status_code == 404
    assert port.browser("cashier").get(path).status_code == 403


def lender(port: Place, here) -> UUID:
    """The one on the list, put there if nobody did yet."""
    with port.records() as session:
        held = session.scalar(select(EltParticipant.id).where(EltParticipant.until.is_(None)))
    if held is None:
        assert here.post("/desk/lenders/", LENDER).status_code == 303
        return lender(port, here)
    return held


def test_the_list_of_lenders_takes_each_number_once_and_ends_each_once(port: Place) -> None:
    here = port.browser("supervisor")
    empty = here.post("/desk/lenders/", {**LENDER, "name": ""})
    assert empty.status_code == 422 and "exactly as on the list" in text(empty)
    lender(port, here)
    assert "ELT_CODE_TAKEN" in text(here.post("/desk/lenders/", LENDER))
    assert here.post("/desk/lenders/", {**LENDER, "code": "E-9"}).status_code == 303
    with port.records() as session:
        second = session.scalar(select(EltParticipant.id).where(EltParticipant.code == "E-9"))
    for said in ("off the list from today", "ELT_ENDED"):
        assert here.post(f"/desk/lenders/{second}/end", form="/desk/lenders/").status_code == 303
        assert said in text(here.get("/desk/lenders/"))
    assert "Make a token" not in text(here.get(f"/desk/lenders/{second}"))
    assert port.browser("title_examiner").get("/desk/lenders/").status_code == 403


def test_a_lenders_token_is_shown_once_and_ends_when_the_office_says(port: Place) -> None:
    here = port.browser("supervisor")
    path = f"/desk/lenders/{lender(port, here)}"
    wish = {"name": "Nightly", "public_key": public_text(Ed25519PrivateKey.generate()), "days": "30"}
    for name, value, told in (
        ("public_key", "AAAA", "Ed25519, as PEM or in base64"),
        ("public_key", "-----BEGIN PUBLIC KEY-----\nx", "Ed25519, as PEM or in base64"),
        ("days", "366", "from 1 to 365"),
        ("name", "", "which program it is for"),
    ):
        answer = here.post(f"{path}/tokens", wish | {name: value}, form=path)
        assert answer.status_code == 422 and told in text(answer)
    shown = text(here.post(f"{path}/tokens", wish, form=path))
    token = re.search(r"cwl_\d+_[0-9a-f]{32}_[\w-]{43}", shown)[0]
    page = text(here.get(path))
    assert "Nightly" in page and token not in page
    end = re.search(rf"{path}/tokens/[0-9a-f-]+/end", page)[0]
    elsewhere = end.replace(path, f"/desk/lenders/{uuid4()}")
    assert here.post(elsewhere, form=path).status_code == 404
    assert here.post(end, form=path).status_code == 303
    assert "Nightly" not in text(here.get(path))
    assert here.get(f"/desk/lenders/{uuid4()}").status_code == 404


def test_a_payment_that_bounced_is_noted_once_and_taken_again(port: Place) -> None:
    opened, here = port.transfer(), port.browser("cashier")
    case, paid = opened.case_id, uuid4()
    with port.records() as session:
        line = {"position": 1, "basis": "x", "rule": "x", "effective_on": date(2026, 1, 1)}
        session.add(FeeLine(case_id=case, code="transfer", amount=1500, currency="USD", **line))
        told = {"kind": "payment", "amount": 1500, "currency": "USD", "method": "check", "taken_at": now()}
        session.add(Payment(id=paid, case_id=case, **told))
    fees = f"/desk/cases/{opened.number}/fees"
    assert "This payment bounced" in text(here.get(fees))
    assert "NOTHING_DUE" in text(here.post(f"{fees}/again", {"method": "cash"}, form=fees))
    unsaid = here.post(f"{fees}/{paid}/bounced", {"reason": ""}, form=fees)
    assert unsaid.status_code == 422
    assert here.post(f"{fees}/{paid}/bounced", {"reason": "No cover"}, form=fees).status_code == 303
    page = text(here.get(fees))
    assert "Take the payment again" in page and "This payment bounced" not in page
    assert "PAYMENT_REVERSED" in text(here.post(f"{fees}/{paid}/bounced", {"reason": "No cover"}, form=fees))
    with port.records() as session:
        assert session.scalars(select(Hold.until).where(Hold.code == "FEES_DUE")).all() == [None]
    assert here.post(f"{fees}/again", {"method": "card"}, form=fees).status_code == 303
    assert "Take the payment again" not in text(here.get(fees))
    with port.records() as session:
        assert None not in session.scalars(select(Hold.until).where(Hold.code == "FEES_DUE")).all()
