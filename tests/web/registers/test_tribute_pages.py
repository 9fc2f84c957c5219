"""Telling people of gifts in honour or memory at the desk: noted with the gift, sent or left with a reason, seen on its
pages."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.models import Letter, Tribute
from casework.services.typesetting.typeset import stop_typesetting
from tests.reading_pdf import words_of
from tests.web.registers.test_gift_pages import enter, text_of, the_gift
from tests.working import work_off

QUEUE = "/desk/thanks/tributes"


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.fixture(scope="module")
def here(bank):
    browser = bank.browser("donor_manager")
    browser.post("/desk/purpose/donor_care", form="/desk/purpose/")
    return browser


@pytest.fixture(scope="module")
def books(bank):
    browser = bank.browser("finance_officer")
    browser.post("/desk/purpose/bookkeeping", form="/desk/purpose/")
    return browser


def a_person(books, name, language="es"):
    person = {"kind": "person", "name": name, "language": language}
    person |= {"address": "40 Heron Lane", "email": f"{uuid4().hex[:8]}@example.org"}
    return UUID(books.post("/desk/donors/new", person).location.rsplit("donor=", 1)[1])


@pytest.fixture
def noted(bank, books):
    """A gift in memory, whom it names, and who is to be told."""
    word = "".join(chr(97 + int(digit, 16)) for digit in uuid4().hex[:8])
    donor = a_person(books, f"CNRY Giver {word}", "en")
    told = a_person(books, f"CNRY Told {word}")
    assert enter(books, donor).status_code == 303
    gift = the_gift(bank, donor)
    page = f"/desk/gifts/{gift.id}"
    memory = {"tribute_kind": "memory", "tribute": f"CNRY Late {word}", "tell": f"Told {word}"}
    own = books.post(f"{page}/tribute", memory | {"tell": f"Giver {word}"}, form=page)
    assert own.status_code == 422 and "The donor knows of it" in text_of(own)
    assert books.post(f"{page}/tribute", memory, form=page).status_code == 303
    return gift, donor, told, word


def tribute_of(bank, gift):
    with bank.records() as session:
        return session.scalars(select(Tribute).where(Tribute.gift_id == gift.id)).one()


def test_somebody_waits_is_written_to_by_a_job_and_it_is_seen_on_every_page(
    bank, here, books, noted, app, settings
):
    gift, donor, told, word = noted
    row = tribute_of(bank, gift)
    page = text_of(here.get(QUEUE))
    assert f"CNRY Told {word}" in page and f"CNRY Late {word}" in page and "1,250" not in page
    assert QUEUE in text_of(here.get("/desk/thanks/"))
    assert here.post(f"{QUEUE}/tell", {"notice": str(row.id), "wanted": "auto"}).status_code == 303
    assert "Being written to" in text_of(here.get(QUEUE))
    work_off(app, settings)
    work_off(app, settings)  # the mail that the job queued
    assert tribute_of(bank, gift).how == "email"
    with bank.records() as session:
        letter = session.scalars(select(Letter).where(Letter.person_id == told)).one()
        assert letter.language == "es" and letter.sent_at is not None
    assert f"CNRY Told {word}" in text_of(here.get(f"{QUEUE}?view=sent"))
    for address in (f"/desk/gifts/{gift.id}", f"/desk/donors/{donor}", f"/desk/donors/{told}"):
        seen = text_of(here.get(address))
        assert f"CNRY Late {word}" in seen and "By e-mail" in seen
    page = f"/desk/gifts/{gift.id}"
    again = {"tribute_kind": "honor", "tribute": "Somebody else"}
    assert books.post(f"{page}/tribute", again, form=page).status_code == 409


def test_a_letter_is_printed_alone_or_with_others(bank, here, noted, app, settings):
    gift, _donor, _told, word = noted
    row = tribute_of(bank, gift)
    here.post(f"{QUEUE}/tell", {"notice": str(row.id), "wanted": "letter"})
    work_off(app, settings)
    for paper in (
        here.get(f"{QUEUE}/{row.id}/letter"),
        here.post(f"{QUEUE}/letters", {"notice": str(row.id)}),
    ):
        assert paper.headers["Cache-Control"] == "no-store"
        text = words_of(paper.data)
        assert f"CNRY Late {word}" in text and "40 Heron Lane" in text and "1,250" not in text
    assert here.post(f"{QUEUE}/letters", {"view": "sent"}).status_code == 422
    assert here.get(f"{QUEUE}/{uuid4()}/letter").status_code == 404
    assert bank.browser("volunteer_coordinator").get(f"{QUEUE}/{row.id}/letter").status_code == 403


def test_somebody_is_left_untold_with_a_reason_and_told_after_all(bank, here, other_bank, noted):
    gift, donor, _told, _word = noted
    row = tribute_of(bank, gift)
    assert here.post(f"{QUEUE}/leave", {"notice": str(row.id), "why": ""}).status_code == 422
    assert here.post(f"{QUEUE}/leave", {"why": "No"}).status_code == 422
    assert here.post(f"{QUEUE}/tell", {"notice": str(row.id), "wanted": "smoke"}).status_code == 422
    there = other_bank.browser("donor_manager")
    there.post("/desk/purpose/donor_care", form="/desk/purpose/")
    there.post(f"{QUEUE}/leave", {"notice": str(row.id), "why": "Theirs"})
    assert tribute_of(bank, gift).status == "pending" and "CNRY Told" not in text_of(there.get(QUEUE))
    left = here.post(f"{QUEUE}/leave", {"notice": str(row.id), "why": "CNRYWHY the family asked"})
    assert left.status_code == 303
    for address in (f"{QUEUE}?view=suppressed", f"/desk/gifts/{gift.id}", f"/desk/donors/{donor}"):
        assert "CNRYWHY the family asked" in text_of(here.get(address))
    back = here.post(f"{QUEUE}/leave", {"notice": str(row.id), "do": "again", "view": "suppressed"})
    assert back.status_code == 303 and tribute_of(bank, gift).status == "pending"
    for query in ("view=x", "after=nonsense"):
        assert here.get(f"{QUEUE}?{query}").status_code in (200, 422)
