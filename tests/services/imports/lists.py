"""Lists of donors and gifts to bring in, for tests."""

import io
from uuid import UUID

from sqlalchemy import func, select

from casework.base.money import Money
from casework.models import ImportRun, Posting
from casework.services.imports.begin_import import Origin, begin_import
from casework.services.imports.drive_import import check_import, start_import, undo_import
from casework.services.imports.find_import import find_import
from casework.services.imports.work_import import work_on
from casework.services.imports.work_undo import undo_on
from casework.services.office import Office
from tests.services.desks import Desks, Worker

PURPOSE = "register_import"
BOOKS, DIRECTOR = Worker(("finance_officer",)), Worker(("director",))
ORIGIN = Origin("Members of the old association, by their forms of entry", "legitimate_interest")
DONORS = """Donor No,Name,E-mail,Street,City,Zip,Do not email,Do not mail
D1,Ada Sample,ada@list.example,1 Mill Lane,Riverbend,90417,,
D2,Bo Sample,bo@list.example,2 Mill Lane,Riverbend,90417,yes,
D3,Cyn Sample,,3 Mill Lane,Riverbend,90417,,1
"""
GIFTS = """Gift No,Donor No,Total Amount,Date,Fund,Payment Method,Fee Amount
G1,D1,"1,200.50",2024-03-01,food,Check,
G2,D1,30,2024-04-01,,Credit Card,0.90
G3,D2,75.25,2025-12-24,Meals for children,EFT,
"""


def begin(desks: Desks, office: Office, register: str, text: str | bytes, **more: str) -> UUID:
    """Upload a list."""
    content = text if isinstance(text, bytes) else text.encode()
    with desks.at(office, purpose=PURPOSE, worker=BOOKS) as session:
        name = more.pop("name", f"{register}.csv")
        run = begin_import(
            session, register, name, io.BytesIO(content), source="Old list", origin=ORIGIN, **more
        )
        session.commit()
        return run.id


def check(desks: Desks, office: Office, run: UUID, *, size: int = 500) -> ImportRun:
    """The dry run, whole."""
    with desks.at(office, purpose=PURPOSE, worker=BOOKS) as session:
        check_import(session, run)
        session.commit()
    return work(desks, office, run, size=size)


def start(desks: Desks, office: Office, run: UUID, *, size: int = 500) -> ImportRun:
    """Press the button, and let the worker write."""
    with desks.at(office, purpose=PURPOSE, worker=BOOKS) as session:
        told = find_import(session, run)
        start_import(session, run, leave_out=told.wrong + told.perhaps)
        session.commit()
    return work(desks, office, run, size=size)


def work(desks: Desks, office: Office, run: UUID, *, size: int = 500) -> ImportRun:
    """What the worker does, whole."""
    with desks.as_system(office, "import_register") as session:
        work_on(session, run, size=size)
        session.commit()
        return find_import(session, run)


def bring_in(desks: Desks, office: Office, register: str, text: str | bytes, *, size: int = 500) -> ImportRun:
    """Upload, dry run and run."""
    run = begin(desks, office, register, text)
    check(desks, office, run, size=size)
    return start(desks, office, run, size=size)


def undo(
    desks: Desks, office: Office, run: UUID, *, changed: str = "keep", worker: Worker = BOOKS
) -> ImportRun:
    """Take back, whole."""
    with desks.at(office, purpose=PURPOSE, worker=worker) as session:
        undo_import(session, run, changed=changed)
        session.commit()
    with desks.as_system(office, "import_register") as session:
        undo_on(session, run)
        session.commit()
        return find_import(session, run)


def books_hold(desks: Desks, office: Office) -> dict[str, Money]:
    """What funds hold by currency; the books as a whole come to nothing."""
    with desks.all_seeing(office) as session:
        whole = session.scalar(select(func.sum(Posting.amount)))
        assert not whole, "every entry adds up to nothing"
        rows = session.execute(
            select(Posting.currency, func.sum(Posting.amount).label("minor"))
            .where(Posting.account == "fund")
            .group_by(Posting.currency)
        )
        return {row.currency: Money(-int(row.minor), row.currency) for row in rows}
