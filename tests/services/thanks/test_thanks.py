"""Every gift is promised thanks; many donors are written to at once, each once, by a way they left open."""

import pypdfium2
import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput
from casework.models import Letter, Thanks, ThanksPaper, ThanksRun
from casework.services.donors.contact_choices import NewChoice, record_choice
from casework.services.donors.refund_gift import refund_gift
from casework.services.donors.reverse_gift import reverse_gift
from casework.services.mail.write_letter import write_letter
from casework.services.people.hidden_names import hide_name
from casework.services.people.register_person import NewPerson, register_person
from casework.services.thanks import work_run
from casework.services.thanks.list_thanks import ThanksFilter, list_thanks, queue_figures
from casework.services.thanks.mark import mark_thanked, need_no_thanks, thank_after_all
from casework.services.thanks.promise import thanks_failed
from casework.services.thanks.read_run import read_paper, read_thanks_run
from casework.services.thanks.start_run import start_run
from casework.services.thanks.work_run import work_piece
from casework.services.typesetting.typeset import stop_typesetting
from casework.services.withheld import FieldWithheld
from tests.services.donors.scene import DAY, NOW, OTHER_BOOKS, a_donor, a_gift, usd


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


def thanks_for(session, gift):
    return session.scalars(
        select(Thanks).where(Thanks.gift_id == gift.id).execution_options(populate_existing=True)
    ).one()


def by_post(session, name="Ana Lima", language="pt"):
    return register_person(session, NewPerson(name, language=language, addresses=("7 Quay\nRiverbend",))).id


def unreachable(session):
    return register_person(session, NewPerson("Nobody Knows")).id


def work(desks, charity, run):
    with desks.as_system(charity, "thank_donors") as session:
        while work_piece(session, run):
            session.commit()
        session.commit()


def test_a_gift_is_promised_thanks_late_ones_come_first_and_one_that_is_gone_needs_none(books):
    with books() as session:
        donor = a_donor(session)
        late = a_gift(session, donor, received_on=DAY.replace(day=2))
        fresh = a_gift(session, donor)
        old = a_gift(session, donor, received_on=DAY.replace(month=2))
        more = a_gift(session, donor, regular=True)
        session.commit()
        page = list_thanks(session, ThanksFilter())
        assert [row.gift_id for row in page.rows] == [late.id, fresh.id]
        assert page.rows[0].late > 0 == page.rows[1].late
        assert (thanks_for(session, old).reason, thanks_for(session, more).reason) == ("too_late", "regular")
        figures = queue_figures(session)
        assert (figures.late, figures.today + figures.later) == (1, 1)
    with books(OTHER_BOOKS) as session:
        refund_gift(session, late.id, usd(40_00), reason="Asked for")
        assert thanks_for(session, late).status == "due"
        refund_gift(session, late.id, usd(60_00), reason="Asked for")
        reverse_gift(session, fresh.id, reason="Bounced")
        session.commit()
        assert {thanks_for(session, one).reason for one in (late, fresh)} == {"gift_gone"}
        assert list_thanks(session, ThanksFilter()).rows == ()


def test_a_run_writes_to_each_once_by_mail_or_letter_and_says_who_it_left_out(
    books, desks, charity, monkeypatch
):
    monkeypatch.setattr(work_run, "PIECE", 2)
    with books() as session:
        mailed = a_gift(session, a_donor(session))
        printed = a_gift(session, by_post(session), 300_00, benefit=usd(40_00))
        nowhere = a_gift(session, unreachable(session))
        again = a_gift(session, by_post(session, "आनन्द शर्मा", "hi"))
        rows = [thanks_for(session, gift).id for gift in (mailed, printed, nowhere, again)]
        run = start_run(session, "auto", chosen=rows).id
        session.commit()
        with pytest.raises(InvalidInput):
            start_run(session, "auto", chosen=rows)
    work(desks, charity, run)
    work(desks, charity, run)  # a job that comes again finds nothing to do
    with books() as session:
        view = read_thanks_run(session, run)
        assert (view.total, view.mailed, view.letters, view.left_out, view.waiting) == (4, 1, 2, 1, 0)
        assert view.ended_at is not None and len(session.scalars(select(Letter)).all()) == 1
        left = list_thanks(session, ThanksFilter(run_id=run)).rows
        assert [(row.gift_id, row.reason) for row in left] == [(nowhere.id, "no_way")]
        text = ""
        for paper in view.papers:
            document = pypdfium2.PdfDocument(read_paper(session, paper.id)[0])
            text += "\n".join(page.get_textpage().get_text_bounded() for page in document)
            document.close()
        assert text.count("Ana Lima") == 2 and "7 Quay" in text and "आनन्द" in text and "260" in text
        assert "Bích Ngọc" not in text


def test_a_run_that_is_killed_goes_on_and_nobody_is_written_to_twice(books, desks, charity, monkeypatch):
    monkeypatch.setattr(work_run, "PIECE", 1)
    with books() as session:
        gifts = [a_gift(session, by_post(session)) for _ in range(3)]
        run = start_run(session, "letter", due_until=DAY.replace(day=30)).id
        session.commit()
    with desks.as_system(charity, "thank_donors") as session:
        assert work_piece(session, run)
        session.commit()
        assert work_piece(session, run)  # and dies before the commit
        session.rollback()
    work(desks, charity, run)
    with books() as session:
        assert session.scalars(select(ThanksPaper.letters)).all() == [1, 1, 1]
        assert {thanks_for(session, gift).how for gift in gifts} == {"letter"}
        assert session.scalars(select(ThanksRun.ended_at)).one() is not None


def test_the_mail_is_in_the_donors_language_and_one_that_fails_puts_the_gift_back(books, desks, charity):
    with books() as session:
        gift = a_gift(session, a_donor(session))
        run = start_run(session, "email", chosen=[thanks_for(session, gift).id]).id
        session.commit()
    work(desks, charity, run)
    with desks.as_system(charity, "send_letter") as session:
        letter = session.scalars(select(Letter)).one()
        mail = write_letter(session, letter)
        assert mail is not None and mail.language == "vi" and "Trần Thị Bích Ngọc" in mail.text
        assert mail.to.endswith("@example.org")
        thanks_failed(session, letter.id)
        session.commit()
    with books() as session:
        row = thanks_for(session, gift)
        assert (row.status, row.reason, row.thanked_at) == ("due", "mail_failed", None)


def test_thanks_given_otherwise_are_noted_with_who_and_when(books):
    with books() as session:
        gift = a_gift(session, a_donor(session))
        row = thanks_for(session, gift)
        for wrong in ("email", "smoke"):
            with pytest.raises(InvalidInput):
                mark_thanked(session, [row.id], wrong)
        assert mark_thanked(session, [row.id], "phone") == 1
        assert mark_thanked(session, [row.id], "phone") == 0
        session.commit()
        row = thanks_for(session, gift)
        assert (row.how, row.thanked_by, row.thanked_at) == ("phone", session.viewer.actor, NOW)
        assert thank_after_all(session, [row.id]) == 1
        assert need_no_thanks(session, [row.id]) == 1
        assert thanks_for(session, gift).reason == "by_hand"
        with pytest.raises(InvalidInput):
            need_no_thanks(session, [])


def test_another_charity_sees_and_thanks_none_of_it(books, other_charity):
    with books() as session:
        row = thanks_for(session, a_gift(session, a_donor(session))).id
        session.commit()
    with books(office=other_charity) as session:
        assert list_thanks(session, ThanksFilter()).rows == ()
        assert mark_thanked(session, [row], "phone") == 0
        with pytest.raises(InvalidInput):
            start_run(session, "auto", chosen=[row])


def said(session, person, channel, topic, *, allowed=False):
    record_choice(
        session, person, NewChoice(channel, topic, allowed, DAY, "written", "Letter of 15 November")
    )


def test_what_donors_said_decides_how_they_are_thanked_and_who_wants_nothing_is_left_alone(
    books, desks, charity
):
    with books() as session:
        never, no_mail, likes_post = a_donor(session), a_donor(session), a_donor(session)
        said(session, never, "any", "any")
        said(session, no_mail, "email", "any")
        said(session, likes_post, "post", "thanks", allowed=True)
        gifts = [a_gift(session, donor) for donor in (never, no_mail, likes_post)]
        run = start_run(session, "auto", due_until=DAY.replace(day=30)).id
        session.commit()
    work(desks, charity, run)
    with books() as session:
        rows = [thanks_for(session, gift) for gift in gifts]
        assert [(row.status, row.how, row.reason) for row in rows] == [
            ("none", None, "do_not_contact"),
            ("thanked", "letter", None),
            ("thanked", "letter", None),
        ]


def test_an_anonymous_donors_letter_is_in_a_file_that_few_may_open(books, desks, charity):
    with books() as session:
        donor = by_post(session, "CNRY Augusta")
        a_gift(session, donor)
        a_gift(session, by_post(session))
        session.commit()
    with desks.at(charity, "donor_manager", purpose="donor_care") as session:
        hide_name(session, donor)
        session.commit()
    with books() as session:
        run = start_run(session, "letter", due_until=DAY.replace(day=30)).id
        session.commit()
    work(desks, charity, run)
    with books() as session:
        papers = {paper.hidden: paper.id for paper in read_thanks_run(session, run).papers}
        assert read_paper(session, papers[False])[0].startswith(b"%PDF")
        with pytest.raises(FieldWithheld):
            read_paper(session, papers[True])
        assert all(
            "CNRY" not in (row.donor or "") for row in list_thanks(session, ThanksFilter("thanked")).rows
        )
    with desks.at(charity, "donor_manager", purpose="donor_care") as session:
        document = pypdfium2.PdfDocument(read_paper(session, papers[True])[0])
        assert "CNRY Augusta" in document[0].get_textpage().get_text_bounded()
        document.close()
