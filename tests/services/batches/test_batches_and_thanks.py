"""Batches post when they come out even; who is thanked beside the donor never counts as money."""

import psycopg
import pytest
from sqlalchemy import func, select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.base.money import Money
from casework.models import BatchLine, Gift, GiftBatch, MatchingClaim, SoftCredit
from casework.services.batches.batches import (
    NewBatch,
    NewLine,
    add_line,
    drop_batch,
    drop_line,
    open_batch,
    post_batch,
)
from casework.services.batches.read_batch import list_batches, read_batch
from casework.services.donors.funds import fund_balances, fund_by_code
from casework.services.donors.households import household_of, join_household, leave_household
from casework.services.donors.read_donor import read_donor
from casework.services.donors.recognise import (
    add_soft_credit,
    claim_match,
    credited_to,
    recognition_of,
    set_tribute,
)
from casework.services.people.register_person import NewPerson, register_person
from tests.services.donors.scene import DAY, NOW, a_donor, a_gift, usd


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


def a_batch(session, count=2, minor=75_00, **more):
    fund = fund_by_code(session, "general").id
    return open_batch(session, NewBatch(count, usd(minor), fund, DAY, **more)).id


def test_a_batch_is_posted_only_when_count_and_total_are_what_was_counted(books):
    with books() as session:
        donor, batch = a_donor(session), a_batch(session)
        add_line(session, batch, NewLine(donor, usd(50_00), mark="1044"))
        food = fund_by_code(session, "food").id
        wrong = add_line(session, batch, NewLine(donor, usd(26_00), food))
        session.commit()
        with pytest.raises(Refused) as refused:
            post_batch(session, batch)
        assert refused.value.code == "BATCH_MISMATCH" and "76.00" in str(refused.value)
        assert session.scalar(select(func.count()).select_from(Gift)) == 0
        drop_line(session, batch, wrong.id)
        add_line(session, batch, NewLine(donor, usd(25_00), food))
        assert read_batch(session, batch).matches
        assert post_batch(session, batch) == 2
        session.commit()
        numbers = session.scalars(select(Gift.number).order_by(Gift.number)).all()
        assert numbers == ["2026-000001", "2026-000002"]
        assert sorted(balance.minor for _, balance in fund_balances(session)) == [25_00, 50_00]
        assert all(line.gift_id for line in read_batch(session, batch).lines)
        for act in (
            lambda: post_batch(session, batch),
            lambda: add_line(session, batch, NewLine(donor, usd(1))),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.code == "BATCH_CLOSED"


def test_a_closed_batch_keeps_its_lines_whoever_asks_the_database(books, settings):
    with books() as session:
        batch = a_batch(session, 1, 5_00)
        add_line(session, batch, NewLine(a_donor(session), usd(5_00)))
        post_batch(session, batch)
        other = a_batch(session)
        drop_batch(session, other)
        session.commit()
        views, _after = list_batches(session)
        assert {view.status for view in views} == {"posted", "dropped"}
    with psycopg.connect(settings.database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        for sql in (
            "delete from batch_line",
            "update batch_line set amount = 1",
            "update gift_batch set status = 'open'",
        ):
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute(sql)


@pytest.mark.parametrize(
    ("count", "minor", "more", "field"),
    [
        (0, 5, {}, "count"),
        (501, 5, {}, "count"),
        (1, 0, {}, "total"),
        (1, -5, {}, "total"),
        (1, 10**14, {}, "total"),
        (1, 5, {"method": "goods"}, "method"),
    ],
)
def test_a_batch_that_cannot_be_is_refused_at_its_field(books, count, minor, more, field):
    with books() as session, pytest.raises(InvalidInput) as refused:
        a_batch(session, count, minor, **more)
    assert set(refused.value.errors) == {field}


def test_a_line_in_another_currency_or_of_nothing_is_refused(books):
    with books() as session:
        donor, batch = a_donor(session), a_batch(session)
        for amount in (Money(5, "EUR"), usd(0), usd(-1)):
            with pytest.raises(InvalidInput) as refused:
                add_line(session, batch, NewLine(donor, amount))
            assert set(refused.value.errors) == {"amount"}
        assert session.scalar(select(func.count()).select_from(BatchLine)) == 0
        assert session.scalars(select(GiftBatch.status)).all() == ["open"]


def test_soft_credits_are_thanks_once_in_each_role_and_never_money(books):
    with books() as session:
        donor, friend = a_donor(session), a_donor(session, "Minh")
        gift = a_gift(session, donor)
        add_soft_credit(session, gift.id, friend, "solicitor", usd(100_00))
        add_soft_credit(session, gift.id, friend, "board", usd(100_00))
        session.commit()
        assert credited_to(session, friend) == (usd(200_00),)
        assert read_donor(session, friend).totals == () and read_donor(session, donor).totals[
            0
        ].lifetime == usd(100_00)
        with pytest.raises(Refused):
            add_soft_credit(session, gift.id, friend, "board", usd(1))
        for person, role, amount, field in (
            (donor, "board", usd(1), "who"),
            (friend, "nonsense", usd(1), "role"),
            (friend, "advisor", usd(100_01), "credit"),
            (friend, "advisor", Money(1, "EUR"), "credit"),
        ):
            with pytest.raises(InvalidInput) as refused:
                add_soft_credit(session, gift.id, person, role, amount)
            assert set(refused.value.errors) == {field}


def test_a_match_is_met_once_by_a_gift_of_the_company_and_credited_once(books):
    with books() as session:
        donor = a_donor(session)
        company = register_person(session, NewPerson("Acme", kind="organisation")).id
        gift = a_gift(session, donor)
        claim_match(session, gift.id, company, usd(50_00))
        with pytest.raises(Refused):
            claim_match(session, gift.id, company, usd(50_00))
        with pytest.raises(InvalidInput):
            claim_match(session, gift.id, a_donor(session), usd(50_00))
        a_gift(session, company, 49_99)
        assert session.scalars(select(MatchingClaim.status)).all() == ["submitted"]
        a_gift(session, company, 50_00)
        a_gift(session, company, 50_00)
        session.commit()
        assert session.scalars(select(MatchingClaim.status)).all() == ["received"]
        assert session.scalars(select(SoftCredit.role)).all() == ["matching"]
        assert credited_to(session, donor) == (usd(50_00),)
        assert [claim.done for claim in recognition_of(session, gift.id).claims] == [True]


def test_a_household_counts_each_gift_once_and_each_person_once(books):
    with books() as session:
        one, two, three = a_donor(session), a_donor(session, "Minh"), a_donor(session, "Lan")
        gift = a_gift(session, one, 100_00)
        a_gift(session, two, 50_00)
        add_soft_credit(session, gift.id, two, "household", usd(100_00))
        join_household(session, one, two)
        assert household_of(session, two).given == (usd(150_00),)
        other = a_donor(session, "Hoa")
        join_household(session, three, other)
        with pytest.raises(Refused):
            join_household(session, one, three)
        leave_household(session, three)
        join_household(session, one, three)
        session.commit()
        assert len(household_of(session, one).members) == 3
        with pytest.raises(InvalidInput):
            join_household(session, one, one)


def test_a_tribute_names_whom_the_gift_honours_and_is_withheld_with_names(books, desks, charity):
    with books() as session:
        gift = a_gift(session, a_donor(session))
        set_tribute(session, gift.id, "memory", " Grandmother  Hoa ", tell=a_donor(session))
        session.commit()
        noted = recognition_of(session, gift.id).tribute
        assert noted and (noted.kind, noted.name, noted.status) == ("memory", "Grandmother Hoa", "pending")
        with pytest.raises(InvalidInput):
            set_tribute(session, gift.id, "birthday", "x")
    with desks.at(charity, "volunteer_coordinator", purpose="triage") as session:
        seen = recognition_of(session, gift.id).tribute
        assert seen and (seen.kind, seen.name, seen.told) == ("memory", None, None)
