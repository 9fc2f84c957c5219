"""A donor corrects the account of a regular gift: sealed, on the change log, told to the bank before it is charged."""

from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import NotFound, PurposeRequired, Refused, WallError
from casework.domain.bank_account import read_account
from casework.domain.schedules import Schedule
from casework.models import Instalment, Pledge, PledgeAccount, PledgeChange
from casework.services.own_giving.change_own import REASON, change_own_account
from casework.services.pledges.bank_orders import make_orders, order_file
from casework.services.pledges.mandates import (
    accounts_to_tell,
    count_untold,
    make_mandates,
    mandate_file,
    mandate_files,
)
from tests.services.desks import Worker
from tests.services.donors.scene import NOW, a_donor, usd
from tests.services.pledges.scene import a_recurring

FIRST = Schedule("month", 1, 1, date(2026, 10, 1))
IBAN = "DE89370400440532013000"
ACCOUNT = read_account(IBAN)


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture
def regular(books):
    with books() as session:
        donor = a_donor(session)
        pledge = a_recurring(session, donor, FIRST, usd(25_00), method="bank", mandate="MND-OLD")
        session.commit()
        return donor, pledge.id


@pytest.fixture
def at_bank(desks, charity):
    return lambda: desks.at(charity, purpose="bank_mandates", worker=Worker(("finance_officer",)))


def correct(desks, charity, donor, pledge, account=ACCOUNT):
    with desks.as_donor(charity, donor) as session:
        change_own_account(session, pledge, account)
        session.commit()


def test_the_next_collection_uses_the_new_account_once_the_bank_was_told(
    desks, charity, books, at_bank, regular
):
    donor, pledge = regular
    with books() as session:
        (before,) = make_orders(session)
        session.commit()
        first = order_file(session, before.id)
        session.commit()
    correct(desks, charity, donor, pledge)
    with freeze(NOW + timedelta(days=31)), books() as session:
        assert order_file(session, before.id) == first, "what was sent is printed as it was sent"
        assert count_untold(session) == 1
        with pytest.raises(Refused) as refused:
            make_orders(session)
        assert refused.value.code == "BANK_MANDATES_FIRST"
        with pytest.raises(PurposeRequired):
            make_mandates(session)
        session.rollback()
    with freeze(NOW + timedelta(days=31)), at_bank() as session:
        (told,) = accounts_to_tell(session)
        assert (told.ending, told.pledge_id) == ("3000", pledge)
        made = make_mandates(session)
        session.commit()
        name, content = mandate_file(session, made)
        assert mandate_file(session, made) == (name, content)
        assert [(one.id, one.count) for one in mandate_files(session)] == [(made, 1)]
        with pytest.raises(Refused) as refused:
            make_mandates(session)
        assert refused.value.code == "BANK_NOTHING_TO_TELL"
        session.commit()
    rows = [line.split("|") for line in content.decode().splitlines()]
    (line,) = [row for row in rows if row[0] == "M"]
    assert line[2] == IBAN
    with freeze(NOW + timedelta(days=31)), books() as session:
        for part in session.scalars(select(Instalment).where(Instalment.status == "sent")):
            part.status = "missed"  # what the bank was asked for before is over
        (file,) = make_orders(session)
        session.commit()
        _name, orders = order_file(session, file.id)
        assert line[1] in orders.decode() and "MND-OLD" not in orders.decode()
        with pytest.raises(NotFound):
            mandate_file(session, file.id)
        session.commit()


def test_the_change_log_says_who_and_nothing_holds_the_number_in_clear(desks, charity, books, regular):
    donor, pledge = regular
    correct(desks, charity, donor, pledge, read_account("1234567890", "999999992"))
    correct(desks, charity, donor, pledge)
    with books() as session:
        log = session.scalars(select(PledgeChange).where(PledgeChange.what == "account")).all()
        assert [(one.reason, one.pledge_id) for one in log] == [(REASON, pledge)] * 2
        mandate = session.execute(select(Pledge.id, Pledge.mandate).where(Pledge.id == pledge)).one().mandate
        rows = session.execute(select(PledgeAccount.id, PledgeAccount.mandate, PledgeAccount.ending)).all()
        assert {row.ending for row in rows} == {"7890", "3000"}
        assert [row.ending for row in rows if row.mandate == mandate] == ["3000"]
        assert count_untold(session) == 1, "the one that counts"


def test_an_account_is_for_gifts_from_a_bank_and_its_row_stands(desks, charity, books, regular):
    donor, pledge = regular
    with books() as session:
        card = a_recurring(session, donor, FIRST).id
        session.commit()
    with desks.as_donor(charity, donor) as session:
        with pytest.raises(Refused) as refused:
            change_own_account(session, card, ACCOUNT)
        assert refused.value.code == "NOT_FROM_BANK"
        change_own_account(session, pledge, ACCOUNT)
        session.commit()
    with books() as session:
        with pytest.raises(WallError, match="does not open pledge_account"):
            session.execute(select(PledgeAccount.id, PledgeAccount.value)).all()
        session.rollback()
        row = session.execute(select(PledgeAccount.id, PledgeAccount.tenant_id)).one()
        for change in ("ending = '9999'", "file_id = id", "value = ''"):
            bare = f"update public.pledge_account set {change} where id = %s"
            with pytest.raises(psycopg.Error):
                session.connection().connection.driver_connection.execute(bare, [row.id])
            session.rollback()
