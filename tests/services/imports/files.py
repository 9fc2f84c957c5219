"""Files to import, and what people do with them, for tests."""

import io
from collections.abc import Iterable
from random import Random
from uuid import UUID

from sqlalchemy import select

from casework.models import ImportLine, ImportRun
from casework.services.demo.vehicles import plate_text, vin_of
from casework.services.imports.begin_import import begin_import
from casework.services.imports.drive_import import check_import, start_import
from casework.services.imports.find_import import find_import
from casework.services.imports.register import Wrong
from casework.services.imports.work_import import work_on
from casework.services.office import Office
from tests.services.desks import Desks

PURPOSE = "register_import"
TITLE = "supervisor"


def vin(number: int, year: int = 2015) -> str:
    """A VIN that holds together."""
    return vin_of(Random(number), "1HG", year, number)


def plate(number: int) -> str:
    """A standard plate."""
    return plate_text(number)


def vehicles(rows: Iterable[int], *, head: str = "VIN,Make,Model,Year,Color") -> str:
    """A register of vehicles."""
    return "\n".join([head, *(f"{vin(n)},Honda,Civic,2015,blue" for n in rows)]) + "\n"


def people(rows: Iterable[int]) -> str:
    """A register of owners."""
    head = "Customer No,Name,E-mail,DOB,Street,City,Zip"
    lines = (f"K{n},Ada Sample{n},ada{n}@old.example,03/04/1980,{n} Mill Lane,Northport,90417" for n in rows)
    return "\n".join([head, *lines]) + "\n"


def begin(
    desks: Desks,
    office: Office,
    register: str,
    text: str | bytes,
    *,
    source: str = "Old register",
    separator: str = "",
) -> UUID:
    """Upload a file."""
    content = text if isinstance(text, bytes) else text.encode()
    with desks.at(office, TITLE, purpose=PURPOSE) as session:
        run = begin_import(
            session, register, "old.csv", io.BytesIO(content), source=source, separator=separator
        )
        session.commit()
        return run.id


def check(desks: Desks, office: Office, run: UUID, *, size: int = 500) -> ImportRun:
    """The dry run, whole."""
    with desks.at(office, TITLE, purpose=PURPOSE) as session:
        check_import(session, run)
        session.commit()
    return work(desks, office, run, size=size)


def start(desks: Desks, office: Office, run: UUID) -> None:
    """Press the button."""
    with desks.at(office, TITLE, purpose=PURPOSE) as session:
        told = find_import(session, run)
        start_import(session, run, leave_out=told.wrong + told.perhaps)
        session.commit()


def work(desks: Desks, office: Office, run: UUID, *, size: int = 500) -> ImportRun:
    """What the worker does, whole."""
    with desks._open(office, office.system("import_register")) as session:
        work_on(session, run, size=size)
        session.commit()
        return find_import(session, run)


def bring_in(desks: Desks, office: Office, register: str, text: str | bytes, *, size: int = 500) -> ImportRun:
    """Upload, dry run and run."""
    run = begin(desks, office, register, text)
    check(desks, office, run, size=size)
    start(desks, office, run)
    return work(desks, office, run, size=size)


def findings(desks: Desks, office: Office, run: UUID, stage: str = "check") -> list[tuple[int, str, str]]:
    """(line, field, code) of every fault, in the order of the file."""
    with desks.all_seeing(office) as session:
        rows = session.scalars(
            select(ImportLine)
            .where(ImportLine.run_id == run, ImportLine.stage == stage)
            .order_by(ImportLine.line)
        )
        return [
            (row.line, wrong.field, wrong.code) for row in rows for wrong in map(Wrong.restored, row.wrong)
        ]


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """New, same, perhaps the same, wrong."""
    return run.new, run.same, run.perhaps, run.wrong
