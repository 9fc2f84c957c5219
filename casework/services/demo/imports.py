"""Two imports of the demo: plates of a county's old system, brought in with some rows refused; owners only looked at,
two of whom are perhaps on record already."""

from __future__ import annotations

import io
from uuid import UUID

from sqlalchemy import func, select

from casework.models import ContactPoint, ImportRun, Person
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
    """Play both, once."""
    if stage.demo.slug != WHERE:
        return
    with stage.office.open(stage.office.system("load_demo")) as session:
        if session.scalar(select(func.count()).select_from(ImportRun)):
            return
        owners = _owners(session)
        session.commit()
    plates = _begun(stage, "plates", "kiln-county-plates.csv", PLATES)
    with stage.office.open(stage.office.system("import_register")) as session:
        begin_writing(session, plates)
        session.commit()
        work_on(session, plates)
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
