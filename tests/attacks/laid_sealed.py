"""What is encrypted on the ground of the attacks."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from casework import models as m
from casework.store.key_ladder import of_case, of_person
from casework.store.sealed import Place, Sealed, blind_index, seal
from casework.store.session import ViewerSession
from tests.attacks.ground import Canary, Ground, Office


def lay_sealed(session: ViewerSession, ground: Ground, office: Office) -> None:
    """What is encrypted: its box and its blind index give it away as well as its words."""
    row, number = office.identifier, ground.text(office.tenant, "register", "sealed", "ssn")
    holder = of_person(office.person)
    box = seal(session, Place("person_identifier.value", row), number, holder=holder)
    office.bidx = blind_index(session, "person_identifier.value", number)
    told = m.PersonIdentifier(id=row, person_id=office.person, kind="ssn", value=box, value_bidx=office.bidx)
    session.add(told)
    account, pledge = uuid.uuid4(), session.execute(select(m.Pledge.id, m.Pledge.donor_id).limit(1)).one()
    iban = ground.text(office.tenant, "register", "sealed", "account")
    shut = seal(session, Place("pledge_account.value", account), iban, holder=holder)
    known = {"mandate": ground.text(office.tenant, "register", "financial", "mandate-told")}
    known |= {"ending": ground.text(office.tenant, "register", "financial", "ending")}
    told_of = {"id": account, "pledge_id": pledge.id, "donor_id": pledge.donor_id}
    session.add(m.PledgeAccount(**told_of, **known, value=shut))
    fact, case = uuid.uuid4(), office.cases["mine"]
    said = ground.text(office.tenant, "mine", "sealed", "said")
    shut = boxed(session, "fact.sealed", fact, said)
    index = blind_index(session, "fact.sealed", said)
    answer = {"id": fact, "case_id": case, "field": "f_number", "label": "sealed", "keep": "P1Y"}
    session.add(m.Fact(**answer, sealed=shut, sealed_bidx=index))
    for place, known in (("register", (box, office.bidx)), ("mine", (shut, index))):
        for part in known:
            shown = part.box.hex() if isinstance(part, Sealed) else str(part)
            ground.told[shown] = Canary(office.tenant, place, "sealed")


def boxed(session: ViewerSession, column: str, row: uuid.UUID, word: str) -> Sealed:
    """A value for a column of a row, under a key of its own."""
    return seal(session, Place(column, row), word, holder=of_case(row))
