"""Many gifts of one file: a few statements for all of them, and in the books each one as if it had come alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, func, select

from casework.models import BookEntry, Gift, MatchingClaim, NumberSeries, Posting, SoftCredit, Thanks
from casework.services.imports.drive_import import begin_undo, begin_writing
from casework.services.imports.work_import import work_on
from casework.services.imports.work_undo import undo_on
from casework.store.registers import db
from tests.services.donors.scene import usd
from tests.services.imports.lists import DONORS, begin, books_hold, bring_in, check, undo

FEW, MANY = 10, 40


def gifts(count, since=0):
    rows = [
        f"G{n},D{1 + n % 3},{n + 1}.01,2024-{1 + n % 12:02d}-15,food,0.{n % 9 + 1}0"
        for n in range(since, since + count)
    ]
    return "Gift No,Donor No,Amount,Date,Fund,Fee\n" + "\n".join(rows) + "\n"


@contextmanager
def counting(desks) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    with desks.app.app_context():
        engine = db.engine
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def sent_for(desks, office, text):
    """How many statements it takes to write these gifts, and to take them back."""
    run = begin(desks, office, "gifts", text)
    check(desks, office, run)
    found = []
    for begin_it, do_it in ((begin_writing, work_on), (begin_undo, undo_on)):
        with desks.as_system(office, "import_register") as session:
            begin_it(session, run)
            session.commit()
            with counting(desks) as sent:
                do_it(session, run)
                session.commit()
            found.append([one for one in sent if not one.startswith("UPDATE gift ")])
    return [len(one) for one in found]


def test_forty_gifts_of_a_file_take_as_many_statements_as_ten(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    few = sent_for(desks, charity, gifts(FEW))
    many = sent_for(desks, charity, gifts(MANY, since=FEW))
    assert many == few
    assert books_hold(desks, charity) == {"USD": usd(0)}, "all of it was taken back"


def test_each_of_many_gifts_has_its_number_its_entries_its_thanks_and_the_claim_it_meets(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    first = bring_in(desks, charity, "gifts", gifts(1))
    with desks.all_seeing(charity) as session:
        giver = session.scalars(select(Gift)).one()
        company = bring_company(session, giver)
        session.commit()
    lines = gifts(MANY, since=1) + f"M1,{company},77.00,2024-02-01,food,\n"
    run = bring_in(desks, charity, "gifts", lines)
    assert (first.new, run.new) == (1, MANY + 1)
    with desks.all_seeing(charity) as session:
        numbers = [number[5:] for number in session.scalars(select(Gift.number).order_by(Gift.number))]
        assert numbers == [f"{n + 1:06d}" for n in range(MANY + 2)]
        assert (
            session.scalars(select(NumberSeries.next).where(NumberSeries.series == "gift")).one() == MANY + 3
        )
        acts = dict(session.execute(select(BookEntry.act, func.count()).group_by(BookEntry.act)).all())
        assert acts == {"receipt": MANY + 2, "fee": MANY + 1}
        assert session.scalar(select(func.count()).select_from(Thanks)) == MANY + 2
        unbalanced = select(Posting.entry_id).group_by(Posting.entry_id).having(func.sum(Posting.amount) != 0)
        assert not session.scalars(unbalanced).all()
        assert session.scalars(select(MatchingClaim.status)).one() == "received"
        assert session.scalars(select(SoftCredit.role)).one() == "matching"
    total = sum(n * 100 + 101 for n in range(MANY + 1)) + 7700
    assert books_hold(desks, charity) == {"USD": usd(total)}
    assert undo(desks, charity, run.id).kept == 1, "a gift that met a claim stays, and is named"


def bring_company(session, gift):
    """Somebody claimed that the first donor of the list matches their gift with 77.00; that donor’s number."""
    company = session.scalars(select(Thanks.donor_id)).one()
    session.add(MatchingClaim(gift_id=gift.id, company_id=company, amount=7700, currency="USD"))
    session.flush()
    return "D1"
