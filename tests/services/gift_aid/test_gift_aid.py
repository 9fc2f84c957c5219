"""Gift Aid: declared in the words that were shown, claimed once, made good after a refund."""

from datetime import date

import psycopg
import pytest

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.money import Money
from casework.domain.gift_aid_claim import Not
from casework.services.donors.issue_receipt import issue_receipt, read_receipt
from casework.services.donors.refund_gift import refund_gift
from casework.services.gift_aid.claimable import claimable
from casework.services.gift_aid.declare import NewDeclaration, cancel_declaration, declare
from casework.services.gift_aid.make_claim import list_claims, make_claim, read_schedule
from casework.services.typesetting.typeset import stop_typesetting
from tests.reading_pdf import words_of
from tests.services.desks import an_office
from tests.services.donors.scene import NOW, OTHER_BOOKS, a_donor, a_gift

PROFILE = {"currencies": ["GBP"], "gift_aid": {"charity": "Friends of Riverbend"}}


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture
def desk(desks, registers_app):
    office = an_office(registers_app, "charity", profile=PROFILE)
    from tests.services.donors.scene import BOOKS

    return lambda worker=BOOKS: desks.at(office, purpose="bookkeeping", worker=worker)


def declared(donor, **more):
    told = {
        "scope": "future",
        "made_on": date(2026, 1, 5),
        "how": "written",
        "title": "Mrs",
        "first_name": "Ana",
    }
    told |= {"last_name": "Lima", "house": "7", "postcode": "m11ae"}
    return NewDeclaration(donor_id=donor, **(told | more))


@pytest.mark.parametrize("method", ["payroll", "daf"])
def test_what_had_its_tax_relieved_already_is_recorded_receipted_and_not_claimed(desk, method):
    with desk() as session:
        donor = a_donor(session, "Ana Lima", "en")
        declare(session, declared(donor))
        gift = a_gift(session, donor, amount=gbp(100_00), method=method)
        assert claimable(session).refused == {Not.RELIEVED: 1} and not claimable(session).lines
        told = words_of(read_receipt(session, issue_receipt(session, gift.id).id).content)
        assert {"payroll": "From wages", "daf": "donor-advised fund"}[method] in told


def test_a_gift_is_claimed_once_and_made_good_in_the_next_claim_when_it_is_given_back(desk, settings):
    with desk() as session:
        donor, other = a_donor(session, "Ana Lima", "en"), a_donor(session)
        kept = declare(session, declared(donor))
        assert "Friends of Riverbend" in kept.wording and kept.postcode == "M1 1AE"
        gift = a_gift(session, donor, amount=gbp(100_00))
        a_gift(session, donor, amount=gbp(33_33))
        a_gift(session, other, amount=gbp(10_00))
        a_gift(session, donor)
        standing = claimable(session)
        assert standing.tax == gbp(33_33) and standing.refused == {Not.NO_DECLARATION: 1}
        first = make_claim(session)
        session.commit()
        assert (first.count, first.total, first.tax) == (2, 133_33, 33_33)
        with pytest.raises(Refused):
            make_claim(session)
        _number, table = read_schedule(session, first.id)
        assert [row[9] for row in table[1:]] == [gbp(100_00).decimal, gbp(33_33).decimal] or len(table) == 3
    with desk(OTHER_BOOKS) as session:
        refund_gift(session, gift.id, gbp(40_00), reason="Asked for")
        a_gift(session, donor, amount=gbp(20_00))
        second = make_claim(session)
        session.commit()
        assert (second.count, second.tax, second.adjusted) == (1, 5_00, 10_00)
        refund_gift(session, gift.id, gbp(10_00), reason="Asked for")
        assert sum(line.tax.minor for line in claimable(session).lines) == -2_50
        assert [one.number for one in list_claims(session)] == ["GA2026-002", "GA2026-001"]
    with psycopg.connect(settings.database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        again = "insert into gift_aid_line select tenant_id, gen_random_uuid(), claim_id, gift_id, donor_id,"
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute(
                f"{again} declaration_id, kind, amount, tax from gift_aid_line where kind = 'donation'"
            )
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
            owner.execute("update gift_aid_declaration set wording = 'x'")


def test_a_cancelled_declaration_covers_earlier_gifts_alone(desk):
    with desk() as session:
        donor = a_donor(session)
        row = declare(session, declared(donor))
        a_gift(session, donor, amount=gbp(10_00))
        cancel_declaration(session, row.id)
        with pytest.raises(Refused):
            cancel_declaration(session, row.id)
        session.commit()
        assert len(claimable(session).lines) == 1
        a_gift(session, donor, amount=gbp(10_00), received_on=NOW.date())
        assert claimable(session).refused == {Not.NO_DECLARATION: 1}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"postcode": "12345"}, "postcode"),
        ({"last_name": " "}, "last_name"),
        ({"house": ""}, "house"),
        ({"made_on": date(2026, 11, 21)}, "made_on"),
        ({"scope": "always"}, "scope"),
        ({"scope": "this"}, "gift"),
    ],
)
def test_a_declaration_that_lacks_something_is_refused_at_its_field(desk, more, field):
    with desk() as session, pytest.raises(InvalidInput) as refused:
        declare(session, declared(a_donor(session), **more))
    assert field in refused.value.errors


def test_an_office_that_claims_no_gift_aid_takes_no_declaration(books):
    with books() as session, pytest.raises(NotFound):
        declare(session, declared(a_donor(session)))
