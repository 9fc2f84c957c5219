"""Small gifts in cash or contactless need no declaration: as many as those that have one allow, each once, whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.clock import freeze
from casework.base.money import Money
from casework.domain.gift_aid_claim import AidGift, Not, small_within
from casework.services.donors.refund_gift import refund_gift
from casework.services.gift_aid.claimable import claimable
from casework.services.gift_aid.declare import declare
from casework.services.gift_aid.list_declarations import list_declarations
from casework.services.gift_aid.make_claim import list_claims, make_claim, read_schedule
from tests.services.donors.scene import NOW, OTHER_BOOKS, a_donor, a_gift
from tests.services.gift_aid.test_gift_aid import declared, desk, gbp

__all__ = ["desk"]


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


def cash(session, donor, minor, **more):
    return a_gift(session, donor, amount=gbp(minor), method="cash", **more)


def test_small_gifts_count_up_to_ten_times_the_declared_ones_and_each_once(desk):
    with desk() as session:
        donor, other = a_donor(session, "Ana Lima", "en"), a_donor(session)
        declare(session, declared(donor))
        a_gift(session, donor, amount=gbp(5_00))
        small = [cash(session, other, minor) for minor in (30_00, 15_00, 10_00)]
        small.append(a_gift(session, other, amount=gbp(5_00), method="contactless"))
        a_gift(session, other, amount=gbp(5_00), method="card")
        cash(session, other, 30_01)
        a_gift(session, other, amount=gbp(20_00))
        cash(session, donor, 1_00)
        (year,) = claimable(session).small
        assert (year.begins, year.waiting, year.limit) == (date(2026, 4, 6), gbp(60_00), gbp(60_00))
        assert year.counted == gbp(60_00) and year.tax == gbp(15_00)
        assert claimable(session).refused == {Not.NO_DECLARATION: 3}
        row = make_claim(session)
        session.commit()
        assert (row.count, row.total, row.small_total, row.small_tax) == (2, 6_00, 60_00, 15_00)
        assert len(read_schedule(session, row.id)[1]) == 3
        assert claimable(session).lines == ()
        cash(session, other, 1_00)
        (year,) = claimable(session).small
        assert (year.claimed, year.counted) == (gbp(60_00), gbp(0))
    with desk(OTHER_BOOKS) as session:
        refund_gift(session, small[0].id, gbp(30_00), reason="Asked for")
        (year,) = claimable(session).small
        (back,) = (line for line in claimable(session).lines if line.kind == "adjustment")
        assert (back.amount, back.tax, back.declaration_id) == (gbp(-30_00), gbp(-7_50), None)
        assert [(one.small, one.small_tax) for one in list_claims(session)] == [(gbp(60_00), gbp(15_00))]


def test_a_declaration_for_one_gift_covers_that_alone_and_no_small_claim_takes_it(desk):
    with desk() as session:
        donor = a_donor(session, "Ana Lima", "en")
        one, _other = (cash(session, donor, 10_00) for _ in range(2))
        declare(session, declared(donor, scope="this", gift_id=one.id))
        standing = claimable(session)
        assert [line.gift_id for line in standing.lines if line.kind == "donation"] == [one.id]
        assert standing.small[0].counted == gbp(10_00) and len(standing.lines) == 2
        (row,), _after = list_declarations(session)
        assert (row.donor, row.gift, row.cancelled_on) == ("Ana Lima", one.number, None)


def test_small_gifts_are_too_old_two_years_after_their_tax_year(desk):
    with desk() as session:
        donor, other = a_donor(session, "Ana Lima", "en"), a_donor(session)
        declare(session, declared(donor, made_on=date(2023, 1, 5)))
        for day in (date(2024, 4, 5), date(2024, 4, 6)):
            a_gift(session, donor, amount=gbp(100_00), received_on=day)
            cash(session, other, 10_00, received_on=day)
        assert [year.begins for year in claimable(session).small] == [date(2024, 4, 6)]


@given(st.lists(st.integers(1, 30_00), max_size=40), st.integers(0, 200_00))
def test_what_is_taken_never_exceeds_what_is_left_of_the_limit(amounts, room):
    gifts = [AidGift(n, NOW.date(), gbp(minor), gbp(0)) for n, minor in enumerate(amounts)]
    taken = small_within(gifts, gbp(room))
    total = sum(gift.amount.minor for gift in taken)
    assert total <= room
    assert all(gift.amount.minor > room - total for gift in gifts if gift not in taken)
    assert small_within(gifts, Money(-1, "GBP")) == []
