"""What is printed and claimed follows two records that became one, and their parting; what was printed before stays."""

from datetime import date

import pytest

from casework.base.clock import freeze
from casework.base.money import Money
from casework.services.donors.issue_receipt import issue_receipt, read_receipt
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.gift_aid.claimable import claimable
from casework.services.gift_aid.declare import NewDeclaration, declare
from casework.services.people.merge_people import merge_people, part_people
from casework.services.pledges.list_pledges import list_pledges
from casework.services.statements.list_statements import list_statements, read_statement
from casework.services.statements.start_run import start_run
from casework.services.statements.work_run import work_piece
from casework.services.thanks.reach import reach_of
from casework.services.typesetting.typeset import stop_typesetting
from tests.reading_pdf import words_of
from tests.services.desks import an_office
from tests.services.donors.scene import BOOKS, NOW, a_donor, a_gift
from tests.services.pledges.scene import MONTHLY, a_recurring

PROFILE = {"currencies": ["GBP"], "gift_aid": {"charity": "Friends of Riverbend"}}


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


@pytest.fixture
def office(registers_app):
    return an_office(registers_app, "charity", profile=PROFILE)


@pytest.fixture
def opened(desks, office):
    """Sessions of who keeps the books, who looks after donors, and of the job that makes statements."""
    with freeze(NOW):
        yield {
            "books": lambda: desks.at(office, purpose="bookkeeping", worker=BOOKS),
            "care": lambda: desks.at(office, "donor_manager", purpose="donor_care"),
            "job": lambda: desks.as_system(office, "make_statements"),
        }


def pounds(session, donor, minor):
    return a_gift(session, donor, amount=Money(minor, "GBP"))


def statements(opened, donor):
    """Make the year's; those that stand for this donor, and what they say."""
    with opened["books"]() as session:
        run = start_run(session, 2026).id
        session.commit()
    with opened["job"]() as session:
        while work_piece(session, run):
            session.commit()
        session.commit()
    with opened["books"]() as session:
        found = [one for one in list_statements(session, 2026, donor_id=donor)[0] if one.status == "issued"]
        return [(one, words_of(read_statement(session, one.id).content)) for one in found]


def test_a_statement_has_the_gifts_of_both_records_and_goes_apart_with_them(opened):
    with opened["books"]() as session:
        kept, gone = a_donor(session, "Ottoline Ashgrove", "en"), a_donor(session, "O. Ashgrove-Penn", "es")
        pounds(session, kept, 5000)
        pounds(session, gone, 777)
        session.commit()
    assert "7.77" not in statements(opened, kept)[0][1]
    with opened["care"]() as session:
        merge = merge_people(session, kept, gone)
        session.commit()
    ((one, told),) = statements(opened, kept)
    assert one.donor == "Ottoline Ashgrove" and one.edition == 2
    assert "7.77" in told and "57.77" in told and "S2026-000001, S2026-000002" in told
    assert len(statements(opened, gone)) == 0
    with opened["care"]() as session:
        part_people(session, merge)
        session.commit()
    ((own, told),) = statements(opened, gone)
    assert "7,77" in told and (own.donor_id, own.edition) == (gone, 2)
    ((_, told),) = statements(opened, kept)
    assert "7.77" not in told


def test_a_receipt_that_was_issued_stays_and_the_next_one_names_who_was_kept(opened):
    with opened["books"]() as session:
        kept, gone = a_donor(session, "Ottoline Ashgrove", "en"), a_donor(session, "O. Ashgrove-Penn", "es")
        first, second = pounds(session, gone, 100), pounds(session, gone, 200)
        before = issue_receipt(session, first.id).id
        printed = read_receipt(session, before).content
        session.commit()
    with opened["care"]() as session:
        merge_people(session, kept, gone)
        session.commit()
    with opened["books"]() as session:
        assert read_receipt(session, before).content == printed
        after = issue_receipt(session, second.id)
        told = words_of(read_receipt(session, after.id).content)
        assert "Ottoline Ashgrove" in told and after.language == "en"
        names = {gift.donor for gift in list_gifts(session, GiftFilter(donor_id=kept)).gifts}
        assert names == {"Ottoline Ashgrove"}
        assert reach_of(session, [gone])[gone].name == "Ottoline Ashgrove"


def test_a_declaration_covers_gifts_on_the_other_record_while_the_two_are_one(opened):
    with opened["books"]() as session:
        kept, gone = a_donor(session, "Ana Lima", "en"), a_donor(session, "A. Lima", "en")
        told = ("future", date(2026, 1, 5), "written", "Mrs", "Ana", "Lima", "7", "M1 1AE")
        declare(session, NewDeclaration(kept, *told))
        pounds(session, kept, 10_00)
        pounds(session, gone, 20_00)
        session.commit()
        assert [line.amount.minor for line in claimable(session).lines] == [10_00]
    with opened["care"]() as session:
        merge = merge_people(session, gone, kept)
        session.commit()
    with opened["books"]() as session:
        assert sorted(line.amount.minor for line in claimable(session).lines) == [10_00, 20_00]
    with opened["care"]() as session:
        part_people(session, merge)
        session.commit()
    with opened["books"]() as session:
        assert [line.amount.minor for line in claimable(session).lines] == [10_00]


def test_a_gift_on_the_other_record_may_count_towards_a_pledge(opened):
    with opened["books"]() as session:
        kept, gone = a_donor(session, "Ana Lima", "en"), a_donor(session, "A. Lima", "en")
        told = {"method": "self", "mandate": None, "instalments": 3}
        pledge = a_recurring(session, gone, MONTHLY, Money(30_00, "GBP"), **told)
        session.commit()
    with opened["care"]() as session:
        merge_people(session, kept, gone)
        session.commit()
    with opened["books"]() as session:
        a_gift(session, kept, amount=Money(10_00, "GBP"), pledge_id=pledge.id)
        assert [one.donor for one in list_pledges(session, donor_id=kept).pledges] == ["Ana Lima"]
