"""Imports of the demo's charity: members of a closed association with their gifts, and a list that waits for somebody
who says who is who."""

from __future__ import annotations

import io
from uuid import UUID

from sqlalchemy import func, select

from casework.base.values import Value
from casework.models import ContactPoint, ImportRun, Person
from casework.services.demo.cases import Stage
from casework.services.imports.begin_import import Origin, begin_import
from casework.services.imports.decide_line import decide_line
from casework.services.imports.drive_import import begin_check, begin_writing
from casework.services.imports.work_import import work_on
from casework.store.session import ViewerSession

WHERE, WHO = "riverbend", "finance"
SOURCE = "Orchard Street Pantry"
ORIGIN = Origin("Members of the Orchard Street Pantry, taken over when it closed", "legitimate_interest")
FAIR = Origin("Cards filled in at the autumn fair, with a tick for letters", "consent")
MEMBERS = """Internal Contact ID,Display Name,Email,Street Address,City,Postal Code,Do Not Mail,Is Deceased
OSP-1,Winifred Achterberg,w.achterberg@orchard.example,12 Orchard Street,Riverbend,95020,0,0
OSP-2,Lucian Okonjo,l.okonjo@orchard.example,14 Orchard Street,Riverbend,95020,1,0
OSP-3,Marta Quillfeather,m.quillfeather at orchard,2 Pear Lane,Riverbend,95020,0,0
OSP-4,Osgood Penhallow,,5 Pear Lane,Riverbend,95020,0,1
"""
GIFTS = """Contribution ID,Contact ID,Total Amount,Currency,Date Received,Financial Type,\
Payment Method,Contribution Status
C-11,OSP-1,40.00,USD,2019-03-04 10:12:00,Buying food,Check,Completed
C-12,OSP-2,25.00,USD,2019-05-20 09:00:00,Buying food,Cash,Completed
C-13,OSP-2,25.00,USD,2019-06-20 09:00:00,Buying food,Credit Card,Failed
C-14,OSP-9,10.00,USD,2019-06-21 09:00:00,Buying food,Cash,Completed
C-15,OSP-1,30.00,CHF,2019-07-01 09:00:00,Buying food,Cash,Completed
"""
PLEDGES = """Pledge ID,Contact ID,Pledge Amount,Number of Installments,Frequency Unit,Frequency Interval,\
Payments Start Date,Total Amount Paid,Pledge Status,Financial Type
P-1,OSP-1,240.00,12,month,1,2026-03-15,40.00,In Progress,Buying food
P-2,OSP-2,90.00,3,month,1,2019-03-15,90.00,Completed,Buying food
"""
SHARED = """Gift ID,Donor ID,Amount,Date,Fund,Fund 2,Part of the second fund,Goods that were given,\
"Fair value of the goods, for the books",How that value was found
C-21,OSP-1,100.00,2019-09-01,Buying food,Where it is needed most,33.33%,,,
C-22,OSP-2,,2019-09-02,Buying food,,,Two chest freezers,350.00,Price list of a dealer
"""
CARDS = """Card,Name,E-mail,Street,City
F1,{name}e,{email},,
F2,{other}s,{other_email},,
F3,Ottoline Brightwater,o.brightwater@fair.example,31 Quay Street,Riverbend
F4,Otoline Brightwater,o.brightwater@fair.example,31 Quay Street,Riverbend
F5,Hamish Larkspur,h.larkspur@fair.example,8 Quay Street,Riverbend
"""


class _File(Value):
    """A file of the demo, with the preset of its columns, and where its list comes from."""

    register: str
    name: str
    text: str
    preset: str | None
    origin: Origin = ORIGIN


def bring_in_donors(stage: Stage) -> None:
    """Play them, once."""
    if stage.demo.slug != WHERE:
        return
    with stage.office.open(stage.office.system("load_demo")) as session:
        known = session.scalar(select(func.count()).where(ImportRun.register == "donors"))
        cards = None if known else _cards(session)
        session.commit()
    if known:
        return
    _done(stage, _File("donors", "pantry-contacts.csv", MEMBERS, "civicrm_contacts"))
    _done(stage, _File("gifts", "pantry-contributions.csv", GIFTS, "civicrm_gifts"))
    _done(stage, _File("gifts", "pantry-shared-gifts.csv", SHARED, None))
    _done(stage, _File("pledges", "pantry-pledges.csv", PLEDGES, "civicrm_pledges"))
    if cards:
        run = _looked_at(stage, _File("donors", "fair-cards.csv", cards, None, FAIR))
        with stage.office.open(stage.office.member(stage.staff[WHO], "register_import")) as session:
            decide_line(session, run, 2, "new")
            session.commit()


def _done(stage: Stage, file: _File) -> None:
    run = _looked_at(stage, file)
    with stage.office.open(stage.office.system("import_register")) as session:
        begin_writing(session, run)
        session.commit()
        work_on(session, run)


def _looked_at(stage: Stage, file: _File) -> UUID:
    with stage.office.open(stage.office.member(stage.staff[WHO], "register_import")) as session:
        content = io.BytesIO(file.text.encode())
        run = begin_import(
            *(session, file.register, file.name, content),
            source=SOURCE,
            template=file.preset,
            origin=file.origin,
        ).id
        begin_check(session, run)
        session.commit()
    with stage.office.open(stage.office.system("import_register")) as session:
        work_on(session, run)
    return run


def _cards(session: ViewerSession) -> str | None:
    """Two people on record, each with a slip in the name, somebody twice, and one whom nobody knows."""
    rows = session.execute(
        select(ContactPoint.id, ContactPoint.person_id, ContactPoint.value, Person.id, Person.name)
        .join(Person, Person.id == ContactPoint.person_id)
        .where(ContactPoint.kind == "email", ContactPoint.until.is_(None), Person.kind == "person")
        .order_by(ContactPoint.id)
        .limit(2)
    ).all()
    if len(rows) < 2:
        return None
    one, other = rows
    return CARDS.format(name=one.name, email=one.value, other=other.name, other_email=other.value)
