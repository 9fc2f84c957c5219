"""Letters of an appeal by post: a page for each donor in their language, by the wishes of the day they are made."""

import pypdfium2
import pytest

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotAllowed, NotFound, Refused
from casework.domain.appeals import Wording
from casework.services.appeals import letter_words, print_letters
from casework.services.appeals.ask_donors import ask_piece, start_asking
from casework.services.appeals.print_letters import print_piece, start_printing
from casework.services.appeals.read_letters import letters_of, read_letters
from casework.services.donors.contact_choices import NewChoice, record_choice
from casework.services.people.hidden_names import hide_name
from casework.services.people.merge_people import merge_people
from casework.services.people.register_person import NewPerson, register_person
from casework.services.typesetting.typeset import stop_typesetting
from tests.services.appeals.test_appeals import CARER, DAY, a_campaign, an_appeal
from tests.services.donors.scene import NOW, a_gift

WORDS = {
    "en": Wording("Winter coats", "Dear {name},\n\nThank you,\nthe kitchen"),
    "vi": Wording("Áo ấm", "Kính gửi {name}"),
}
PLACES = ("1 Quay\nHarbor", "2 Quay\nHarbor", "3 Quay\nHarbor", "4 Quay\nHarbor", "5 Quay\nHarbor")


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(letter_words, "give_address", lambda _office, code: f"https://give.example/{code}")
    with freeze(NOW):
        yield


@pytest.fixture(autouse=True, scope="module")
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.fixture
def care(desks, charity):
    return lambda worker=CARER: desks.at(charity, purpose="donor_care", worker=worker)


@pytest.fixture
def work(desks, charity):
    def on(run, pieces=100):
        with desks.as_system(charity, "print_letters") as session:
            while print_piece(session, run) and (pieces := pieces - 1):
                session.commit()
            session.commit()

    return on


@pytest.fixture
def asked(desks, charity, books, care):
    """An appeal by post that has asked five, one of whom speaks Vietnamese; and them, by name."""
    with books() as session:
        people = {}
        for place, lines in enumerate(PLACES):
            told = NewPerson(f"Donor {place}", language="vi" if place == 4 else "en", addresses=(lines,))
            people[told.name] = register_person(session, told).id
            a_gift(session, people[told.name])
        session.commit()
    with care() as session:
        appeal = an_appeal(session, a_campaign(session), "POST-1", "post", words=WORDS)
        start_asking(session, appeal)
        session.commit()
    with desks.as_system(charity, "ask_donors") as session:
        ask_piece(session, appeal)
        session.commit()
    return appeal, people


def read(content):
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in document]


def test_each_gets_a_page_in_their_language_and_who_said_no_since_gets_none(care, asked, work, monkeypatch):
    monkeypatch.setattr(print_letters, "PIECE", 2)
    appeal, people = asked
    with care() as session:
        run = start_printing(session, appeal).id
        with pytest.raises(Refused):
            start_printing(session, appeal)
        session.commit()
    work(run, pieces=1)
    last = max(people, key=lambda name: people[name])
    with care() as session:
        record_choice(session, people[last], NewChoice("post", "appeal", False, DAY, "spoken", "A call"))
        session.commit()
    for _ in range(2):
        work(run)
    with care() as session:
        told = letters_of(session, appeal)
        assert (told.total, told.done, told.letters, dict(told.left_out)) == (5, 5, 4, {"said_no": 1})
        pages = [page for one in told.files for page in read(read_letters(session, one.id)[0])]
        session.commit()
    assert len(pages) == 4 and not any(last in page for page in pages)
    for page in pages:
        assert "POST-1" in page and "Harbor" in page
        assert ("Áo ấm" in page) == ("Donor 4" in page)
        assert "Dear Donor" in page or "Kính gửi Donor 4" in page


def test_an_anonymous_donor_has_a_file_that_few_open_and_two_records_of_one_get_one_letter(care, asked, work):
    appeal, people = asked
    first, second, third, *_ = people.values()
    with care() as session:
        merge_people(session, first, second)
        hide_name(session, third)
        run = start_printing(session, appeal).id
        session.commit()
    work(run)
    with care() as session:
        told = letters_of(session, appeal)
        assert (told.letters, dict(told.left_out)) == (4, {"asked_before": 1})
        assert [(one.letters, one.hidden) for one in told.files] == [(3, False), (1, True)]
        assert "Donor 2" in read(read_letters(session, told.files[1].id)[0])[0]
        assert not any("Donor 2" in page for page in read(read_letters(session, told.files[0].id)[0]))
        with pytest.raises(NotFound):
            read_letters(session, appeal)
        session.commit()


def test_only_an_appeal_by_post_with_a_text_that_has_asked_has_letters(
    care, books, asked, desks, charity, work
):
    appeal, _people = asked
    with care() as session:
        campaign = a_campaign(session, "Other")
        with pytest.raises(InvalidInput):
            an_appeal(session, campaign, "POST-2", "post", words={"vi": WORDS["vi"]})
        for code, channel, words in (
            ("POST-3", "post", WORDS),
            ("POST-4", "post", {}),
            ("MAIL-5", "email", WORDS),
        ):
            made = an_appeal(session, campaign, code, channel, words=words)
            with pytest.raises(Refused):
                start_printing(session, made)
            assert letters_of(session, made) is None
        run = start_printing(session, appeal).id
        session.commit()
    work(run)
    with books() as session, pytest.raises(NotAllowed):
        start_printing(session, appeal)
