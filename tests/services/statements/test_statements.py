"""Year-end statements: one paper for each donor, in their language; a run that dies goes on; a corrected one takes the
place of another, and what has not changed is not issued again."""

from datetime import date

import psycopg
import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.models import GivingStatement, StatementRun
from casework.services.donors.refund_gift import refund_gift
from casework.services.statements import work_run
from casework.services.statements.list_statements import latest_run, list_statements, read_statement
from casework.services.statements.start_run import start_run
from casework.services.statements.work_run import work_piece
from casework.services.typesetting.typeset import stop_typesetting
from tests.reading_pdf import words_of
from tests.services.donors.scene import NOW, OTHER_BOOKS, a_donor, a_gift, usd


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture(scope="module", autouse=True)
def _one_typesetter():
    yield
    stop_typesetting()


def make(books, desks, charity, year=2026, most=None):
    with books() as session:
        run = start_run(session, year).id
        session.commit()
    with desks.as_system(charity, "make_statements") as session:
        while work_piece(session, run):
            session.commit()
        session.commit()
    return run


def papers(session):
    rows = session.execute(
        select(GivingStatement.donor_id, GivingStatement.edition, GivingStatement.status).order_by(
            GivingStatement.number
        )
    )
    return [tuple(row) for row in rows]


def test_each_donor_gets_one_paper_and_a_changed_one_takes_the_place_of_the_first(books, desks, charity):
    with books() as session:
        ana, binh = a_donor(session, "Ana Lima", "en"), a_donor(session)
        gift = a_gift(session, ana, 300_00, benefit=usd(40_00))
        a_gift(session, ana, 50_00, received_on=date(2026, 3, 1))
        a_gift(session, ana, 99_00, received_on=date(2025, 12, 31))
        a_gift(session, ana, amount=None, goods="Forty cans of beans")
        a_gift(session, binh, 25_00)
        session.commit()
    make(books, desks, charity)
    with books() as session:
        assert {(edition, status) for _d, edition, status in papers(session)} == {(1, "issued")}
        (first,) = list_statements(session, 2026, donor_id=ana)[0]
        told = words_of(read_statement(session, first.id).content)
        for word in ("$300.00", "$260.00", "$50.00", "$350.00", "$310.00", "Forty cans", "Ana Lima"):
            assert word in told, word
        assert "$99.00" not in told
        before = read_statement(session, first.id).content
    make(books, desks, charity)
    with books() as session:
        assert len(papers(session)) == 2 and latest_run(session, 2026).made == 0
    with books(OTHER_BOOKS) as session:
        refund_gift(session, gift.id, usd(300_00), reason="Asked for")
        session.commit()
    make(books, desks, charity)
    with books() as session:
        assert (ana, 2, "issued") in papers(session) and (ana, 1, "superseded") in papers(session)
        (second,) = (one for one in list_statements(session, 2026, donor_id=ana)[0] if one.edition == 2)
        told = words_of(read_statement(session, second.id).content)
        assert first.number in told and "$50.00" in told and "$300.00" not in told
        assert read_statement(session, first.id).content == before
        assert latest_run(session, 2026).corrected == 1


def test_a_run_that_dies_goes_on_and_issues_no_number_twice_and_leaves_none_out(
    books, desks, charity, monkeypatch
):
    monkeypatch.setattr(work_run, "PIECE", 2)
    with books() as session:
        for _ in range(5):
            a_gift(session, a_donor(session))
        run = start_run(session, 2026).id
        with pytest.raises(Refused):
            start_run(session, 2026)
        session.commit()
    with desks.as_system(charity, "make_statements") as session:
        assert work_piece(session, run)
        session.commit()
        assert work_piece(session, run)
        session.rollback()
    with desks.as_system(charity, "make_statements") as session:
        while work_piece(session, run):
            session.commit()
        session.commit()
        assert not work_piece(session, run)
    with books() as session:
        numbers = sorted(session.scalars(select(GivingStatement.number)))
        assert numbers == [f"S2026-00000{place}" for place in range(1, 6)]
        row = session.scalars(select(StatementRun)).one()
        assert (row.total, row.done, row.made) == (5, 5, 5) and row.ended_at is not None
        for wrong in (1989, 2027):
            with pytest.raises(InvalidInput):
                start_run(session, wrong)


def test_whoever_asks_the_database_an_issued_statement_stays(books, desks, charity, settings):
    with books() as session:
        a_gift(session, a_donor(session))
        session.commit()
    make(books, desks, charity)
    with psycopg.connect(settings.database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        for sql in ("update giving_statement set number = 'x'", "delete from giving_statement"):
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                owner.execute(sql)
