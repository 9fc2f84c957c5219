"""Imports of the demo: plates and odometer readings of a county's old system, brought in with some rows refused; owners
only looked at, two of whom are perhaps on record already."""

from __future__ import annotations

import io
from uuid import UUID

from sqlalchemy import func, select

from casework.models import ContactPoint, ImportRun, Person, Vehicle
from casework.services.demo.cases import Stage
from casework.services.imports.begin_import import begin_import
from casework.services.imports.drive_import import begin_check, begin_writing
from casework.services.imports.work_import import work_on
from casework.store.session import ViewerSession

WHERE, WHO = "eastvale", "supervisor"
SOURCE = "Kiln County card file"
PLATES = """Tag;Issued
3KCF201;03/02/2011
3KCF202;03/02/2011
3KCF203;07/19/2012
3KCF204;31/12/2012
3KCF205;05/06/2013
;05/06/2013
3KCF207;11/30/2014
3KCF201;08/08/2015
=A1;09/09/2015
3KCF210;02/14/2016
3KCF211;02/14/2016
3KCF212;02/14/2099
"""
OWNERS = """Card no,Full name,E-mail,Born,Street,City,Zip
KC-1001,{name},{email},,,,
KC-1002,{other},{other_email},,,,
KC-1003,Philippa Nunnelly,p.nunnelly@kiln.example,02/11/1961,7 Quarry Steps,Eastvale,92881
KC-1004,Aurelio Vance,a.vance at kiln.example,08/30/1974,19 Quarry Steps,Eastvale,92881
KC-1005,Ottoline Frayne,,10/05/1958,2 Lime Court,Eastvale,92881
"""


def bring_in_registers(stage: Stage) -> None:
    """Play them, once."""
    if stage.demo.slug != WHERE:
        return
    with stage.office.open(stage.office.system("load_demo")) as session:
        if session.scalar(select(func.count()).select_from(ImportRun)):
            return
        owners, readings = _owners(session), _readings(session)
        session.commit()
    for register, text in (("readings", readings), ("plates", PLATES)):
        if not text:
            continue
        run = _begun(stage, register, f"kiln-county-{register}.csv", text)
        with stage.office.open(stage.office.system("import_register")) as session:
            begin_writing(session, run)
            session.commit()
            work_on(session, run)
    if owners:
        _begun(stage, "people", "kiln-county-owners.csv", owners)


def _begun(stage: Stage, register: str, name: str, text: str) -> UUID:
    """A file that the supervisor chose and let be looked at."""
    with stage.office.open(stage.office.member(stage.staff[WHO], "register_import")) as session:
        run = begin_import(session, register, name, io.BytesIO(text.encode()), source=SOURCE).id
        begin_check(session, run)
        session.commit()
    with stage.office.open(stage.office.system("import_register")) as session:
        work_on(session, run)
    return run


def _readings(session: ViewerSession) -> str:
    """What the odometers of some cars showed at the county's inspections; one stands for no car of the register."""
    cars = select(Vehicle.id, Vehicle.vin).where(Vehicle.year < 2018).order_by(Vehicle.id).limit(4)
    known = [row.vin for row in session.execute(cars)]
    if not known:
        return ""
    vins = [*known, "1KILNCOUNTY000000"]
    rows = (f"{vin}\t06/0{at + 1}/2019\t{41_000 + 3_700 * at}" for at, vin in enumerate(vins))
    return "\n".join(["VIN\tDate\tOdometer", *rows]) + "\n"


def _owners(session: ViewerSession) -> str:
    """Two people on record, each with a slip in the name, and three whom nobody knows."""
    rows = session.execute(
        select(ContactPoint.id, ContactPoint.person_id, ContactPoint.value, Person.id, Person.name)
        .join(Person, Person.id == ContactPoint.person_id)
        .where(ContactPoint.kind == "email", ContactPoint.until.is_(None), Person.kind == "person")
        .order_by(ContactPoint.id)
        .limit(2)
    ).all()
    if len(rows) < 2:
        return ""
    one, other = rows
    return OWNERS.format(
        name=f"{one.name}e", email=one.value, other=f"{other.name[:-1]}", other_email=other.value
    )
