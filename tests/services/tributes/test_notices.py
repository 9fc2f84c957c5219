"""Whoever is to be told of a gift in honour or memory is told once, in their language, never how much; or it is said
why not."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound
from casework.models import Letter
from casework.services.donors.recognise import recognition_of, set_tribute
from casework.services.donors.refund_gift import refund_gift
from casework.services.donors.reverse_gift import reverse_gift
from casework.services.mail.send_letter import UNWANTED, _failed
from casework.services.people.register_person import NewPerson, register_person
from casework.services.tributes.decide import ask_to_tell, leave_untold, tell_after_all
from casework.services.tributes.list_notices import list_notices, notices_of, waiting_notices
from casework.services.tributes.print_notices import print_notices
from tests.reading_pdf import words_of
from tests.services.donors.scene import NOW, OTHER_BOOKS, a_donor, a_gift, usd
from tests.services.tributes.scene import a_tribute, by_post, said_no, the_tribute

LANGUAGES = {
    "en": "in memory of",
    "es": "en memoria de",
    "pt": "em memória de",
    "hi": "स्मृति में",
    "vi": "tưởng nhớ",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["honor", "memory"])
def test_a_mail_tells_in_their_language_who_gave_and_never_how_much(books, working, mailed, language, kind):
    with books() as session:
        told = a_donor(session, "Rosa Marsh", language)
        gift, tribute = a_tribute(session, told, kind=kind)
        assert waiting_notices(session) == 1
        assert ask_to_tell(session, [tribute], "auto") == 1
        session.commit()
        with pytest.raises(InvalidInput):
            ask_to_tell(session, [tribute], "auto")  # on its way already
    working(tribute, times=2)
    with books() as session:
        row = the_tribute(session, gift)
        assert (row.status, row.how, row.settled_by is not None) == ("sent", "email", True)
        letter = session.scalars(select(Letter)).one()
        assert (letter.language, letter.person_id, letter.topic) == (language, told, "tribute")
    mail = mailed(letter.id)
    whole = f"{mail.subject}\n{mail.text}"
    assert (
        "Rosa Marsh" in whole and "Augusta Penhallow" in whole and "Gil Ferris" in whole and "{{" not in whole
    )
    assert (LANGUAGES[language] in whole) is (kind == "memory")
    for amount in ("1234", "1,234", "1.234", "1 234", "$", "56"):
        assert amount not in whole


def test_letters_are_printed_as_they_were_decided_whatever_happens_to_the_record(books, working):
    with books() as session:
        _, first = a_tribute(session, by_post(session))
        _, second = a_tribute(session, by_post(session, "आनन्द शर्मा", "hi"), kind="honor")
        ask_to_tell(session, [first, second], "letter")
        session.commit()
    working(first, second)
    with books() as session:
        text = words_of(print_notices(session, [first, second]))
        assert "7 Quay" in text and "Ana Lima" in text and "em memória de" in text and "1.234" not in text
        assert session.scalars(select(Letter)).all() == []
        assert [row.status for row in list_notices(session, "sent").rows] == ["sent", "sent"]
        with pytest.raises(NotFound):
            print_notices(session, [a_tribute(session, by_post(session))[1]])


@pytest.mark.parametrize(
    ("channels", "wanted", "status", "reason"),
    [
        (("any",), "auto", "suppressed", "do_not_contact"),
        (("email", "post"), "auto", "suppressed", "said_no"),
        (("email", "post"), "email", "suppressed", "said_no"),
        (("email",), "email", "pending", "not_by_email"),
        (("email",), "auto", "sent", None),
    ],
)
def test_what_they_said_about_being_written_to_is_heeded_and_named(
    care, books, working, channels, wanted, status, reason
):
    with books() as session:
        told = a_donor(session, "Rosa Marsh", "en")
        session.commit()
    with care() as session:
        for channel in channels:
            said_no(session, told, channel)
        session.commit()
    with books() as session:
        gift, tribute = a_tribute(session, told)
        ask_to_tell(session, [tribute], wanted)
        session.commit()
    working(tribute)
    with books() as session:
        row = the_tribute(session, gift)
        assert (row.status, row.reason, row.wanted) == (status, reason, None)
        assert row.how == ("letter" if status == "sent" else None)
        assert session.scalars(select(Letter)).all() == []


def test_who_has_no_address_waits_until_there_is_one(books, working):
    with books() as session:
        gift, tribute = a_tribute(session, register_person(session, NewPerson("Nobody Knows")).id)
        ask_to_tell(session, [tribute], "auto")
        session.commit()
    working(tribute)
    with books() as session:
        row = the_tribute(session, gift)
        assert (row.status, row.reason) == ("pending", "no_way")
        assert ask_to_tell(session, [tribute], "auto") == 1  # it may be tried again


def test_staff_leave_somebody_untold_with_a_reason_and_may_think_again(books, working):
    with books() as session:
        told = a_donor(session, "Rosa Marsh", "en")
        gift, tribute = a_tribute(session, told)
        for why in ("", " ", "x" * 301):
            with pytest.raises(InvalidInput) as wrong:
                leave_untold(session, [tribute], why)
            assert set(wrong.value.errors) == {"why"}
        for act in (lambda: ask_to_tell(session, [], "auto"), lambda: tell_after_all(session, [])):
            with pytest.raises(InvalidInput) as wrong:
                act()
            assert set(wrong.value.errors) == {"chosen"}
        with pytest.raises(InvalidInput):
            ask_to_tell(session, [tribute], "smoke")
        ask_to_tell(session, [tribute], "auto")
        assert leave_untold(session, [tribute], " The family  asked us not to ") == 1
        session.commit()
    working(tribute)  # the job comes too late
    with books() as session:
        row = the_tribute(session, gift)
        assert (row.status, row.reason, row.note) == ("suppressed", "by_hand", "The family asked us not to")
        assert list_notices(session, "suppressed").rows[0].note == "The family asked us not to"
        assert [one.id for one in notices_of(session, told)] == [tribute]
        assert tell_after_all(session, [tribute]) == 1
        assert the_tribute(session, gift).status == "pending" and the_tribute(session, gift).note is None


def test_nobody_is_told_of_a_gift_that_was_taken_back(books, working, mailed):
    with books() as session:
        told = a_donor(session, "Rosa Marsh", "en")
        (one, first), (two, second), (three, third) = (a_tribute(session, told) for _ in range(3))
        ask_to_tell(session, [first, second, third], "auto")
        session.commit()
    working(third)
    with books(OTHER_BOOKS) as session:
        reverse_gift(session, one.id, reason="Bounced")
        refund_gift(session, two.id, usd(1_234_56), reason="Asked for")
        reverse_gift(session, three.id, reason="Bounced")
        session.commit()
        letter = the_tribute(session, three).letter_id
    working(first, second)
    assert mailed(letter) is None
    with books() as session:
        for gift in (one, two, three):
            row = the_tribute(session, gift)
            assert (row.status, row.reason) == ("suppressed", "gift_gone")
        assert tell_after_all(session, [first, second, third]) == 0


def test_a_no_that_comes_after_the_mail_was_queued_ends_it(books, desks, charity, working):
    with books() as session:
        gift, tribute = a_tribute(session, a_donor(session, "Rosa Marsh", "en"))
        ask_to_tell(session, [tribute], "email")
        session.commit()
    working(tribute)
    with desks.as_system(charity, "send_letter") as session:
        _failed(session, session.scalars(select(Letter)).one(), UNWANTED)
        session.commit()
    with books() as session:
        row = the_tribute(session, gift)
        assert (row.status, row.reason) == ("suppressed", "said_no")


def test_the_donor_is_not_told_of_their_own_gift_and_what_was_told_stays(books, working, settings):
    with books() as session:
        donor = a_donor(session)
        gift = a_gift(session, donor)
        with pytest.raises(InvalidInput) as wrong:
            set_tribute(session, gift.id, "honor", "Aunt May", tell=donor)
        assert set(wrong.value.errors) == {"tell"}
        set_tribute(session, gift.id, "honor", "Aunt May")
        noted = recognition_of(session, gift.id).tribute
        assert noted and noted.status == "none" and list_notices(session, "pending").rows == ()
        _, tribute = a_tribute(session, by_post(session))
        ask_to_tell(session, [tribute], "letter")
        session.commit()
    working(tribute)
    with psycopg.connect(settings.database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        for change in ("name = 'x'", "status = 'pending', how = null, settled_at = null", "words = '{}'"):
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute(f"update tribute set {change} where id = %s", [tribute])


def test_a_list_goes_on_where_it_ended(books):
    with books() as session:
        told = by_post(session)
        made = [a_tribute(session, told)[1] for _ in range(27)]
        first = list_notices(session, "pending")
        rest = list_notices(session, "pending", after=str(first.after))
        assert [row.id for row in (*first.rows, *rest.rows)] == made and rest.after is None
        with pytest.raises(InvalidInput):
            list_notices(session, "pending", after="nonsense")
        leave_untold(session, made, "No")
        back = list_notices(session, "suppressed")
        more = list_notices(session, "suppressed", after=str(back.after))
        assert [row.id for row in (*back.rows, *more.rows)] == made[::-1]
        assert timedelta(0) <= NOW - back.rows[0].settled_at
