"""An appeal asks each donor of its list once, nobody who said no, and says what came of it."""

from datetime import date

import pytest
from sqlalchemy import func, select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotAllowed, Refused
from casework.domain.appeals import Wording
from casework.domain.donor_rules import Rule
from casework.models import Appeal, AppealAsk, ContactChoice, Letter
from casework.services.appeals import ask_donors
from casework.services.appeals.ask_donors import ask_piece, start_asking, stop_asking
from casework.services.appeals.campaigns import NewCampaign, change_campaign, list_campaigns, make_campaign
from casework.services.appeals.find_appeal import Source, find_appeal, known_source
from casework.services.appeals.make_appeal import NewAppeal, change_appeal, make_appeal, set_cost
from casework.services.appeals.returns import days_of_return, raised_by_campaign, returns_of
from casework.services.appeals.stop_appeals import stop_appeals
from casework.services.batches.batches import NewBatch, NewLine, add_line, open_batch, post_batch
from casework.services.donors.contact_choices import NewChoice, record_choice
from casework.services.donors.funds import fund_by_code
from casework.services.donors.refund_gift import refund_gift
from casework.services.mail.write_letter import write_letter
from casework.services.office import NOBODY
from casework.services.people.merge_people import merge_people
from casework.services.people.register_person import NewPerson, register_person
from tests.services.desks import Worker
from tests.services.donors.scene import DAY, NOW, OTHER_BOOKS, a_donor, a_gift, usd

CARER = Worker(("donor_manager",))
WORDS = {
    "en": Wording("Winter coats", "Dear {name},\n\nGive here: {link}"),
    "vi": Wording("Áo ấm", "Kính gửi {name}"),
}


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture
def care(desks, charity):
    return lambda worker=CARER: desks.at(charity, purpose="donor_care", worker=worker)


def a_campaign(session, name="Winter", **more):
    return make_campaign(session, NewCampaign(name, date(2026, 10, 1), **more))


def an_appeal(session, campaign, code="WINTER-26", channel="email", **more):
    told = {"segment": "Everybody", "rule": Rule(), "words": WORDS} | more
    return make_appeal(session, NewAppeal(campaign, code, "Winter mail", channel, **told))


def ask(desks, charity, appeal, pieces=100):
    with desks.as_system(charity, "ask_donors") as session:
        while ask_piece(session, appeal) and (pieces := pieces - 1):
            session.commit()
        session.commit()


def asked(session, appeal):
    return list(session.scalars(select(AppealAsk.donor_id).where(AppealAsk.appeal_id == appeal)))


def donors(books, count, **more):
    with books() as session:
        made = [a_donor(session, f"Donor {number}", **more) for number in range(count)]
        for one in made:
            a_gift(session, one)
        session.commit()
        return made


def planned(care, **more):
    with care() as session:
        appeal = an_appeal(session, a_campaign(session), **more)
        start_asking(session, appeal)
        session.commit()
    return appeal


def test_a_campaign_is_never_a_part_of_itself_and_an_appeal_says_what_is_wrong(care):
    with care() as session:
        top = a_campaign(session, "All of winter", goal=usd(100_000))
        part = a_campaign(session, "Coats", parent_id=top, ends_on=date(2026, 12, 31))
        with pytest.raises(InvalidInput) as wrong:
            change_campaign(
                session, top, NewCampaign("Coats", date(2026, 1, 1), date(2025, 1, 1), usd(0), part)
            )
        assert set(wrong.value.sayings) == {"name", "ends", "goal", "parent"}
        assert [one.name for one in list_campaigns(session)] == ["All of winter", "Coats"]
        an_appeal(session, part)
        with pytest.raises(InvalidInput) as wrong:
            an_appeal(session, part, "winter-26", rule=None, cost=usd(-1), words={"vi": WORDS["vi"]})
        assert set(wrong.value.sayings) == {"code", "segment", "cost", "subject-en", "text-en"}


def test_only_who_looks_after_donors_plans_and_another_office_knows_no_code(
    desks, charity, care, books, other_charity
):
    with care() as session:
        an_appeal(session, a_campaign(session), "ours-only")
        session.commit()
        found = find_appeal(session, " Ours-Only ")
        assert (found.code, found.campaign) == ("OURS-ONLY", "Winter")
        assert find_appeal(session, "NO WAY") is None is find_appeal(session, "NONE")
    with books() as session, pytest.raises(NotAllowed):
        a_campaign(session, "Not theirs")
    with desks.at(other_charity, purpose="bookkeeping", worker=Worker(("finance_officer",))) as session:
        assert find_appeal(session, "OURS-ONLY") is None
    with desks.as_applicant(charity, NOBODY, "gift_processing") as session:
        assert find_appeal(session, "OURS-ONLY") is not None


def test_each_donor_is_asked_once_and_nobody_who_said_no_has_no_address_or_shares_one(
    desks, charity, books, care, monkeypatch
):
    monkeypatch.setattr(ask_donors, "PIECE", 2)
    there = donors(books, 4)
    with books() as session:
        nowhere = register_person(session, NewPerson("No Mail", addresses=("7 Quay",))).id
        twin = register_person(session, NewPerson("Twin", contacts=(("email", "twin@example.org"),))).id
        other = register_person(session, NewPerson("Twin", contacts=(("email", "Twin@example.org"),))).id
        merged = a_donor(session, "Donor 0")
        for one in (nowhere, twin, other, merged):
            a_gift(session, one)
        record_choice(session, there[1], NewChoice("email", "appeal", False, DAY, "written", "A card"))
        session.commit()
    with care() as session:
        merge_people(session, there[0], merged)
        session.commit()
    appeal = planned(care)
    ask(desks, charity, appeal, pieces=2)  # killed on the way
    ask(desks, charity, appeal)
    ask(desks, charity, appeal)
    with care() as session:
        got = asked(session, appeal)
        assert sorted(got) == sorted({there[0], there[2], there[3], min(twin, other)})
        row = session.get_one(Appeal, (charity.tenant.id, appeal))
        assert row.left_out == {"said_no": 1, "no_address": 1, "shared_address": 1}
        assert row.status == "asked"
        letters = select(func.count(Letter.id)).where(Letter.template == "appeal")
        assert session.scalar(letters.where(Letter.person_id.in_(got))) == 4
        with pytest.raises(Refused):
            start_asking(session, appeal)
        with pytest.raises(Refused):
            change_appeal(session, appeal, NewAppeal(row.campaign_id, "X-1", "X", "open"))


def test_saying_stop_from_a_mail_is_kept_once_and_holds_for_the_next_appeal(desks, charity, books, care):
    here = donors(books, 2)
    appeal = planned(care)
    ask(desks, charity, appeal)
    with care() as session:
        asks = {row.donor_id: row.id for row in session.scalars(select(AppealAsk))}
    with desks.as_system(charity, "take_wishes") as session:
        for _ in range(2):
            stop_appeals(session, asks[here[0]], channel="email")
        session.commit()
    with care() as session:
        said = session.execute(select(ContactChoice.id, ContactChoice.person_id, ContactChoice.allowed)).all()
        assert [(row.person_id, row.allowed) for row in said] == [(here[0], False)]
        campaign = session.get_one(Appeal, (charity.tenant.id, appeal)).campaign_id
        again = an_appeal(session, campaign, "SPRING-27")
        start_asking(session, again)
        session.commit()
    ask(desks, charity, again)
    with care() as session:
        assert asked(session, again) == [here[1]]


def test_a_stop_holds_back_what_has_not_gone_out_and_going_on_asks_nobody_twice(
    desks, charity, books, care, monkeypatch
):
    monkeypatch.setattr(ask_donors, "PIECE", 2)
    there = donors(books, 3)
    appeal = planned(care)
    ask(desks, charity, appeal, pieces=1)
    with care() as session:
        stop_asking(session, appeal)
        session.commit()
    ask(desks, charity, appeal)
    with desks.as_system(charity, "send_letter") as session:
        letters = list(session.scalars(select(Letter).where(Letter.template == "appeal")))
        assert len(letters) == 2 and [write_letter(session, one) for one in letters] == [None, None]
        letters[0].failure, letters[1].sent_at = "nobody to write to", NOW
        session.commit()
    with care() as session:
        start_asking(session, appeal)
        session.commit()
    ask(desks, charity, appeal)
    with care() as session:
        assert sorted(asked(session, appeal)) == sorted(there)
        states = session.execute(
            select(Letter.failure, Letter.sent_at).where(Letter.template == "appeal")
        ).all()
        assert {row.failure for row in states} == {None} and len(states) == 3


def test_what_came_of_an_appeal_follows_the_books(desks, charity, books, care):
    there = donors(books, 4)
    appeal = planned(care, cost=usd(50_00))
    ask(desks, charity, appeal)
    with books() as session:
        source = known_source(session, Source(appeal_id=appeal))
        stranger = a_donor(session, "Not asked")
        kept = a_gift(session, there[0], 100_00, source=Source(appeal_id=appeal))
        a_gift(session, there[0], 40_00, source=source)
        gone = a_gift(session, there[1], 70_00, source=source)
        fund = fund_by_code(session, "general").id
        batch = open_batch(session, NewBatch(1, usd(60_00), fund, DAY, source=source))
        add_line(session, batch.id, NewLine(stranger, usd(60_00)))
        post_batch(session, batch.id)
        session.commit()
        assert (kept.campaign_id, kept.appeal_id) == (source.campaign_id, appeal)
        with pytest.raises(InvalidInput):
            known_source(session, Source(there[0], appeal))
    with books(OTHER_BOOKS) as session:
        refund_gift(session, gone.id, usd(70_00), reason="Asked for")
        refund_gift(session, kept.id, usd(20_00), reason="Asked for")
        session.commit()
    with care() as session:
        back = returns_of(session, [appeal])[appeal]
        assert (back.asked, back.gave, back.gifts, back.raised) == (4, 1, 3, usd(180_00))
        assert (back.rate, back.average, back.net, back.on_cost) == (0.25, usd(60_00), usd(130_00), 3.6)
        assert [(one.raised, one.gifts) for one in days_of_return(session, appeal)] == [(usd(180_00), 3)]
        assert raised_by_campaign(session) == {source.campaign_id: usd(180_00)}
        set_cost(session, appeal, None)
        assert returns_of(session, [appeal])[appeal].on_cost is None
