"""Campaigns and appeals at the desk: planned, asked, stopped, counted; and stop said from the mail."""

import csv
import re
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from casework.base.money import Money
from casework.models import AppealAsk, AppealPrint, ContactChoice, Letter
from casework.services.appeals.ask_donors import ask_piece
from casework.services.appeals.print_letters import print_piece
from casework.services.donors.funds import fund_by_code
from casework.services.donors.record_gift import NewGift, record_gift
from casework.services.mail.write_letter import write_letter
from casework.services.office import office_by_id
from casework.services.people.register_person import NewPerson, register_person

MOST = 15
BEGINS = {"starts-day": "1", "starts-month": "10", "starts-year": "2025"}
MAIL = {"subject-en": "CNRY coats", "text-en": "Dear {name}, {link}"}


def text_of(answer):
    return answer.get_data(as_text=True)


def id_in(answer):
    return UUID(re.findall(r"[0-9a-f-]{36}", answer.location)[-1])


@pytest.fixture(scope="module")
def carer(bank):
    browser = bank.browser("donor_manager")
    browser.post("/desk/purpose/donor_care", form="/desk/purpose/")
    return browser


@pytest.fixture(scope="module")
def books(bank):
    browser = bank.browser("finance_officer")
    browser.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    return browser


@pytest.fixture(scope="module")
def donor(bank):
    with bank.records() as session:
        told = NewPerson(
            "CNRY Asked", contacts=(("email", "asked.appeal@example.org"),), addresses=("7 Quay",)
        )
        made = register_person(session, told).id
        fund = fund_by_code(session, "general").id
        record_gift(session, NewGift(made, fund, date(2025, 5, 1), Money(5000, "USD")))
        return made


@pytest.fixture(scope="module")
def appeal(carer, donor):
    campaign = id_in(carer.post("/desk/campaigns/", {"name": "CNRY winter", "goal": "1000", **BEGINS}))
    page = f"/desk/campaigns/{campaign}"
    told = {"name": "Winter mail", "code": "cnry-1", "channel": "email", "segment": "everybody", **MAIL}
    wrong = carer.post(f"{page}/appeals/new", told | {"code": "?", "subject-en": ""})
    assert wrong.status_code == 422 and "Enter a code of 3 to 20" in text_of(wrong)
    return id_in(carer.post(f"{page}/appeals/new", told))


def office_of(bank):
    return office_by_id(bank.tenant.id)


def asked(bank, appeal):
    with bank.app.app_context():
        office = office_of(bank)
        with office.open(office.system("ask_donors")) as session:
            ask_piece(session, appeal)
            session.commit()
        with office.open(office.system("load_demo")) as session:
            chosen = select(Letter.id).join(AppealAsk, AppealAsk.letter_id == Letter.id)
            return session.scalars(chosen.where(AppealAsk.appeal_id == appeal)).all()


def mail_of(bank, letter, change=None):
    with bank.app.app_context():
        office = office_of(bank)
        with office.open(office.system("send_letter")) as session:
            row = session.scalars(select(Letter).where(Letter.id == letter)).one()
            before, row.language = row.language, change or row.language
            mail = write_letter(session, row)
            row.language = before
            session.commit()
            return mail


def test_an_appeal_is_asked_counted_and_ended_from_its_mail(carer, books, bank, donor, appeal):
    page = f"/desk/campaigns/appeals/{appeal}"
    assert "CNRY coats" in text_of(carer.get(page)) and "fits the list today" in text_of(carer.get(page))
    assert books.post(f"{page}/ask", form="/desk/campaigns/").status_code == 403
    assert carer.post(f"{page}/ask", form=page).status_code == 303
    letters = asked(bank, appeal)
    assert len(letters) == 1 and "1 donor asked" not in text_of(carer.get(page))
    mail = mail_of(bank, letters[0])
    assert mail.subject == "CNRY coats" and "CNRY Asked" in mail.text and "appeal=CNRY-1" in mail.text
    assert mail_of(bank, letters[0], "hi").language == "en"
    path = mail.stop.split(":8000")[-1] if ":8000" in mail.stop else "/t/" + mail.stop.split("/t/")[1]
    anybody = bank.browser("volunteer_coordinator")
    assert anybody.get(path[:-1] + "x").status_code == 404
    assert "No more appeals?" in text_of(anybody.get(path))
    done = anybody.client.post(path, data={"List-Unsubscribe": "One-Click"}, base_url=anybody.base)
    assert done.status_code == 200
    assert "We write no more of these" in text_of(anybody.post(path))
    with bank.records() as session:
        said = session.scalars(select(ContactChoice).where(ContactChoice.person_id == donor)).all()
        assert [(one.channel, one.topic, one.allowed) for one in said] == [("email", "appeal", False)]
    assert carer.post(f"{page}/stop", form=page).status_code == 303
    assert "Go on asking" in text_of(carer.get(page))


def test_a_gift_names_its_appeal_and_the_pages_say_what_came_of_it(
    carer, books, bank, donor, appeal, counted
):
    typed = {"kind": "money", "amount": "80", "currency": "USD", "method": "check", "source": f"a:{appeal}"}
    typed |= {"received-day": "2", "received-month": "11", "received-year": "2025"}
    with bank.records() as session:
        typed["fund"] = str(fund_by_code(session, "general").id)
    form = f"/desk/gifts/new?donor={donor}"
    assert "CNRY-1 – Winter mail (CNRY winter)" in text_of(books.get(form))
    assert books.post(form, typed).status_code == 303
    with counted() as statements:
        shown = text_of(carer.get(f"/desk/campaigns/appeals/{appeal}"))
    assert "$80.00" in shown and len(statements) <= MOST, "\n".join(statements)
    campaign = UUID(re.search(r"/desk/campaigns/([0-9a-f-]{36})\"", shown)[1])
    with counted() as statements:
        shown = text_of(carer.get(f"/desk/campaigns/{campaign}"))
    assert "8 % reached" in shown and len(statements) <= MOST, "\n".join(statements)
    rows = list(csv.reader(text_of(carer.get(f"/desk/campaigns/{campaign}/returns.csv"))[1:].splitlines()))
    assert rows[1][2] == "CNRY-1" and rows[1][6] == "80.00"
    assert "By campaign" in text_of(books.get("/desk/giving/?year=2025"))
    assert "$80.00" in text_of(books.get(f"/desk/giving/lines?year=2025&campaign={campaign}"))
    assert "$80.00" not in text_of(books.get("/desk/giving/lines?year=2025&campaign=none"))
    assert books.get("/desk/giving/lines?campaign=nothing").status_code == 404
    found = re.search(r"/desk/gifts/([0-9a-f-]{36})", text_of(books.get(f"/desk/donors/{donor}")))
    gift = f"/desk/gifts/{found[1]}"
    assert "Brought by" in text_of(books.get(gift))
    assert books.post(f"{gift}/source", {"source": ""}, form=gift).status_code == 303
    assert "Brought by" not in text_of(books.get(gift))


def test_a_campaign_is_changed_and_says_what_is_wrong(carer):
    page = f"/desk/campaigns/{id_in(carer.post('/desk/campaigns/', {'name': 'CNRY other', **BEGINS}))}"
    wrong = carer.post(
        page, {"name": "", "goal": "x", "ends-day": "31", "ends-month": "2", "ends-year": "2026", **BEGINS}
    )
    assert wrong.status_code == 422 and "Enter a day that exists" in text_of(wrong)
    assert carer.post(page, {"name": "CNRY renamed", "goal": "", **BEGINS}).status_code == 303
    assert "CNRY renamed" in text_of(carer.get("/desk/campaigns/"))


def test_letters_by_post_come_as_a_file_of_who_may_be_written_to(carer, bank, donor):
    page = f"/desk/campaigns/{id_in(carer.post('/desk/campaigns/', {'name': 'CNRY post', **BEGINS}))}"
    told = {"name": "Winter letter", "code": "cnry-post", "channel": "post", "segment": "everybody"}
    made = id_in(carer.post(f"{page}/appeals/new", told))
    assert carer.get(f"/desk/campaigns/appeals/{made}/addresses.csv").status_code == 403
    assert carer.post(f"/desk/campaigns/appeals/{made}/ask", form=page).status_code == 303
    assert asked(bank, made) == []
    director = bank.browser("director")
    director.post("/desk/purpose/donor_care", form="/desk/purpose/")
    rows = list(
        csv.reader(text_of(director.get(f"/desk/campaigns/appeals/{made}/addresses.csv"))[1:].splitlines())
    )
    assert ["CNRY Asked", "en", "7 Quay", "CNRY-POST"] in rows


def test_letters_are_made_by_a_job_and_read_as_files(carer, bank, donor):
    page = f"/desk/campaigns/{id_in(carer.post('/desk/campaigns/', {'name': 'CNRY paper', **BEGINS}))}"
    told = {"name": "Paper", "code": "cnry-paper", "channel": "post", "segment": "everybody", **MAIL}
    made = id_in(carer.post(f"{page}/appeals/new", told))
    page = f"/desk/campaigns/appeals/{made}"
    assert "Make the letters" not in text_of(carer.get(page))
    assert carer.post(f"{page}/ask", form=page).status_code == 303
    asked(bank, made)
    shown = text_of(carer.get(page))
    assert "Make the letters (PDF)" in shown and "Please name this code with your gift: CNRY-PAPER" in shown
    assert carer.post(f"{page}/letters", form=page).status_code == 303
    assert "The letters are being made" in text_of(carer.get(page))
    with bank.app.app_context(), office_of(bank).open(office_of(bank).system("print_letters")) as session:
        run = session.scalars(select(AppealPrint.id).where(AppealPrint.appeal_id == made)).one()
        assert not print_piece(session, run)
        session.commit()
    assert "1 letter" in text_of(carer.get(page))
    director = bank.browser("director")
    director.post("/desk/purpose/donor_care", form="/desk/purpose/")
    file = re.search(r"/desk/campaigns/letters/[0-9a-f-]{36}", text_of(director.get(page)))[0]
    assert director.get(file).data.startswith(b"%PDF")
    assert carer.get(file).status_code == 403
