"""Writing: no row of others, no class that is closed, no way out of the tenant, no child under what is not seen."""

import uuid

import psycopg
from sqlalchemy import cast, delete, func, insert, select, types, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.exc import StaleDataError

from casework.base.clock import now
from casework.models import Case, CaseParty, Fact, Fund, LedgerEntry, Message, Note, Person
from tests.attacks.trial import REFUSED, SCOPED, UNTRIED, Cases, NotHere, Try

cases = Cases("Writing")
row = cases.case
NO, EACH, CORE = (REFUSED, REFUSED, REFUSED), (SCOPED, SCOPED, SCOPED), (REFUSED, SCOPED, REFUSED)
UNITS = NotHere("units are the rewriter's and the gate's")
GRANT = (REFUSED, REFUSED, SCOPED)  # the gate lets a viewer take away what they see; the grants do not
CASE, NOTE = Case.__table__, Note.__table__


def _note(t: Try, case: uuid.UUID, tenant: int | None = None) -> dict:
    return {
        "tenant_id": tenant or t.viewer.tenant,
        "id": uuid.uuid4(),
        "case_id": case,
        "body": "x",
        "at": now(),
    }


def _theirs(t: Try) -> dict:
    return _note(t, t.ground.theirs.cases["mine"], 9102)


def _added(t: Try, *rows: object) -> None:
    t.session.add_all(rows)
    t.session.flush()


def _under(place: str):
    return lambda t: _added(t, Note(**_note(t, t.ground.ours.cases[place])))


def _detached(t: Try) -> None:
    case = Case(tenant_id=t.viewer.tenant, id=t.ground.ours.cases["other"], version=1)
    make_transient_to_detached(case)
    t.session.add(case)
    case.state = "taken"
    t.session.flush()


def _lent(t: Try) -> None:
    with t.instead("colleague") as theirs:
        case = theirs.scalars(select(Case).where(Case.id == t.ground.ours.cases["other"])).one()
        theirs.expunge(case)
        theirs.commit()
    with t.instead("examiner") as ours:
        ours.add(case)
        case.state = "taken"
        ours.commit()


def _moved(t: Try) -> None:
    for case in t.objects(select(Case)):
        case.tenant_id = 9102
    t.session.flush()


def _merged(t: Try) -> None:
    t.session.merge(Case(tenant_id=9102, id=t.ground.theirs.cases["mine"], state="x", version=1))
    t.session.flush()


def _deleted(t: Try) -> None:
    for note in t.objects(select(Note)):
        t.session.delete(note)
    t.session.flush()


def _from_select(t: Try) -> None:
    told = select(NOTE.c.tenant_id, func.gen_random_uuid(), NOTE.c.case_id, NOTE.c.body, NOTE.c.at)
    t.session.execute(insert(NOTE).from_select(["tenant_id", "id", "case_id", "body", "at"], told))


def _upserted(t: Try) -> None:
    key = {
        "tenant_id": 9102,
        "id": t.ground.theirs.facts["mine", "open"],
        "field": "f",
        "label": "open",
        "keep": "P1Y",
    }
    made = upsert(Fact.__table__).values(**key, case_id=t.ground.theirs.cases["mine"], entered_at=now())
    t.session.execute(made.on_conflict_do_update(index_elements=["tenant_id", "id"], set_={"field": "x"}))


def _in_savepoint(t: Try) -> None:
    with t.session.begin_nested():
        t.session.execute(insert(NOTE).values(**_theirs(t)))


def _bulk(t: Try, how: str) -> None:
    if how == "objects":
        t.session.bulk_save_objects([Note(**_theirs(t))])
    elif how == "insert":
        t.session.bulk_insert_mappings(Note, [_theirs(t)])
    else:
        t.session.bulk_update_mappings(Message, [{"tenant_id": 9102, "id": _message(t), "kind": "x"}])


def _message(t: Try) -> object:
    found = t.cursor("select id from message where tenant_id = 9102 limit 1")
    return found[0][0] if found else uuid.uuid4()


def _relabelled(t: Try) -> object:
    return t.session.execute(update(Fact).where(Fact.label == "matter").values(label="special"))


def _labelled(t: Try) -> None:
    told = {"field": "f", "label": "special", "value": "x", "keep": "P1Y"}
    _added(t, Fact(tenant_id=9101, case_id=t.ground.ours.cases["mine"], **told))


def _carried(t: Try) -> object:
    return t.session.execute(update(Fact).values(case_id=t.ground.ours.cases["closed"]))


def do(statement: object):
    return lambda t: t.session.execute(statement).rowcount


# fmt: off
row("an ORM update of everything", "examiner", *EACH, do(update(Case).values(state="x")))
row("an ORM update of a class that is closed", "clerk", *NO, do(update(Person).values(name="x")))
row("an ORM update of the tenant", "examiner", *NO, do(update(Case).values(tenant_id=9102)), nothing=UNTRIED)
row("an ORM delete", "examiner", *GRANT, do(delete(Note)))
row("a Core update of everything", "examiner", *CORE, do(update(CASE).values(state="x")))
row("a Core update of one's own tenant", "examiner", REFUSED, UNITS, REFUSED, do(update(CASE).where(CASE.c.tenant_id == 9101).values(state="x")))
row("a Core update of another tenant", "examiner", *CORE, do(update(CASE).where(CASE.c.tenant_id == 9102).values(state="x")))
row("a Core delete", "examiner", *NO, do(delete(NOTE)))
row("an update that reads another table", "examiner", *CORE, do(update(CASE).where(CASE.c.id == CaseParty.__table__.c.case_id).values(state="x")))
row("an update from a withheld column", "clerk", *NO, do(update(Person).values(language=cast(Person.birth_date, types.Text))))
row("an update that filters by a withheld column", "clerk", *NO, do(update(Person).where(Person.birth_date.is_not(None)).values(language="x")))
row("RETURNING a withheld column", "clerk", *NO, lambda t: t.rows(update(Person).values(language="en").returning(Person.id, Person.birth_date)))
row("a new row of another tenant", "examiner", *NO, lambda t: _added(t, Note(**_theirs(t))))
row("a Core insert of another tenant", "examiner", *NO, lambda t: t.session.execute(insert(NOTE).values(**_theirs(t))))
row("a Core insert into another tenant's register", "examiner", *NO, lambda t: t.session.execute(insert(Fund.__table__).values(tenant_id=9102, code="x", name="x")))
row("an ORM bulk insert of another tenant", "examiner", *NO, lambda t: t.session.execute(insert(Note), [_theirs(t), _theirs(t)]))
row("an insert of many values", "examiner", *NO, lambda t: t.session.execute(insert(NOTE).values([_theirs(t), _theirs(t)])))
row("an insert from a select", "examiner", *CORE, _from_select)
row("an upsert over another tenant's row", "examiner", *NO, _upserted)
row("an insert in a savepoint", "examiner", *NO, _in_savepoint)
row("an insert of a class that is closed", "clerk", *NO, _under("mine"))
row("bulk_save_objects", "examiner", *NO, lambda t: _bulk(t, "objects"))
row("bulk_insert_mappings", "examiner", *NO, lambda t: _bulk(t, "insert"))
row("bulk_update_mappings", "examiner", *NO, lambda t: _bulk(t, "update"), also=(StaleDataError,))
row("a note under the sealed case", "examiner", *NO, _under("closed"))
row("a note under the other unit's case", "examiner", REFUSED, UNITS, REFUSED, _under("other"))
row("a note under another tenant's case", "examiner", *NO, lambda t: _added(t, Note(**_note(t, t.ground.theirs.cases["mine"]))), nothing=UNTRIED)
row("a message in somebody else's case", "applicant", *NO, lambda t: _added(
    t, Message(tenant_id=9101, case_id=t.ground.ours.cases["other"], sender="them", kind="message", body="x", language="en")))
row("a fact of a label that is closed", "examiner", *NO, _labelled)
row("a fact given a label that is closed", "examiner", *NO, _relabelled)
row("a fact carried under the sealed case", "examiner", *NO, _carried, nothing=UNTRIED)
row("a case sealed by who sees no sealed ones", "examiner", *GRANT, do(update(Case).values(sealed=True)))
row("a row put in as if it had been read", "examiner", REFUSED, UNITS, REFUSED, _detached)
row("a row that a colleague read", "examiner", REFUSED, UNITS, REFUSED, _lent)
row("a row moved to another tenant", "examiner", *NO, _moved, also=(IntegrityError,), nothing=UNTRIED)
row("a merge over another tenant's row", "examiner", *NO, _merged, also=(IntegrityError,))
row("an object deleted", "examiner", *GRANT, _deleted)
row("the ledger rewritten", "examiner", *NO, do(update(LedgerEntry).values(act="x")), nothing=UNTRIED, also=(psycopg.Error,))
row("the ledger shortened", "examiner", *NO, do(delete(LedgerEntry)), nothing=UNTRIED, also=(psycopg.Error,))
# fmt: on


@cases.tried()
def test_what_comes_of_it_is_what_the_table_says(court, attack, way, record_property):
    court.hear(attack, way, record_property)
