"""What is already in memory: sessions that travel, objects that outlive their viewer, values that stay sealed."""

import copy
import json
import pickle
import threading

import jinja2
from sqlalchemy import select
from sqlalchemy.orm import joinedload, relationship, selectinload, subqueryload

from casework.models import Case, CaseParty, Person, PersonIdentifier
from casework.store.registers import db
from casework.store.sealed import Place, unseal
from casework.store.session import viewing
from tests.attacks.trial import REFUSED, SCOPED, UNTRIED, Cases, NotHere, Try

cases = Cases("Sessions and objects")
row = cases.case
EACH, NO = (SCOPED, SCOPED, SCOPED), (REFUSED, REFUSED, REFUSED)
CODE = (REFUSED, UNTRIED, REFUSED)  # of our own classes: there is nothing to try without them
TRAVELS = NotHere("sessions that travel are refused by the store: to the database it is their own viewer")
# No register has relationships yet. The first one must be as safe as these.
_UNDER = "and_(Case.tenant_id == foreign(CaseParty.tenant_id), Case.id == foreign(CaseParty.case_id))"
Case.attacked_parties = relationship(CaseParty, primaryjoin=_UNDER, viewonly=True, uselist=True)
CaseParty.attacked_case = relationship(
    Case,
    primaryjoin="and_(foreign(CaseParty.tenant_id) == Case.tenant_id, foreign(CaseParty.case_id) == Case.id)",
    viewonly=True,
    uselist=False,
)


def _related(t: Try, how: object = None) -> object:
    wanted = select(Case) if how is None else select(Case).options(how(Case.attacked_parties))
    found = t.session.scalars(wanted).unique().all()
    return [
        (case.number, [(p.name, getattr(p, "birth_date", None)) for p in case.attacked_parties])
        for case in found
    ]


def _upwards(t: Try) -> object:
    return [party.attacked_case for party in t.objects(select(CaseParty))]


def _stale(t: Try, act: object) -> object:
    """A session of the other office, used in ours after it was closed."""
    with t.instead("stranger") as theirs:
        theirs.commit()
    with t.instead("clerk"):
        return act(theirs)


def _in_thread(t: Try, act: object = None) -> object:
    act = act or (lambda: t.rows(select(Case.number)))
    got: list[object] = []

    def look() -> None:
        try:
            got.append(act())
        except Exception as error:
            got.append(error)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    if isinstance(got[0], Exception):
        raise got[0]
    return got


def _from_memory(t: Try) -> object:
    kept = t.objects(select(Person))  # in the session's identity map, so no SQL is sent for it
    return _in_thread(
        t, lambda: [t.session.get(Person, (person.tenant_id, person.id)).name for person in kept]
    )


def _second(t: Try) -> object:
    with viewing(t.crowd["stranger"]) as theirs:
        return theirs.scalars(select(Person)).all()


def _expired(t: Try, name: str) -> object:
    found = t.objects(select(Person))
    for person in found:
        t.session.expire(person)
    return [getattr(person, name) for person in found]


def _again(t: Try, end: str) -> object:
    t.rows(select(Case.number))
    getattr(t.session, end)()
    return t.rows(select(Case.number))


def _after_savepoint(t: Try) -> object:
    t.session.begin_nested().rollback()
    return t.rows(select(Case.number))


def _shown(t: Try, template: str) -> object:
    return [jinja2.Template(template).render(p=person) for person in t.objects(select(Person))]


def _box(t: Try) -> object:
    return t.objects(select(PersonIdentifier))[0].value


def _unsealed(t: Try, row: object = None) -> object:
    office = t.ground.theirs
    return unseal(t.session, Place("person_identifier.value", row or office.identifier), _box(t))


def _unsealed_as_clerk(t: Try) -> object:
    with t.instead("stranger") as theirs:
        box = theirs.scalars(select(PersonIdentifier)).one().value
        theirs.commit()
    with t.instead("clerk") as ours:
        return unseal(ours, Place("person_identifier.value", t.ground.theirs.identifier), box)


# fmt: off
row("relationships, lazily", "clerk", SCOPED, REFUSED, SCOPED, _related)
row("relationships, lazily", "applicant", *EACH, _related)
row("relationships, joined", "applicant", *EACH, lambda t: _related(t, joinedload))
row("relationships by selectin", "applicant", *EACH, lambda t: _related(t, selectinload))
row("relationships by subquery", "applicant", *EACH, lambda t: _related(t, subqueryload))
row("relationships upwards", "applicant", *EACH, _upwards)
row("get of a closed session", "clerk", REFUSED, TRAVELS, REFUSED, lambda t: _stale(
    t, lambda theirs: theirs.get(Person, (9102, t.ground.theirs.person))), nothing=UNTRIED)
row("a select of a closed session", "clerk", REFUSED, TRAVELS, REFUSED, lambda t: _stale(
    t, lambda theirs: theirs.scalars(select(Person)).all()), nothing=UNTRIED)
row("a connection of a closed session", "clerk", REFUSED, TRAVELS, REFUSED, lambda t: _stale(
    t, lambda theirs: theirs.connection().connection.cursor().execute("select name from person").fetchall()), nothing=UNTRIED)
row("a thread without a context", "clerk", REFUSED, SCOPED, REFUSED, _in_thread)
row("what is in memory, from a thread without a context", "clerk", *CODE, _from_memory, nothing=UNTRIED)
row("a second viewer while one looks", "clerk", *CODE, _second, nothing=UNTRIED)
row("get of another office's row", "clerk", SCOPED, REFUSED, SCOPED, lambda t: t.session.get(Person, (9102, t.ground.theirs.person)))
row("get of another unit's case", "examiner", *EACH, lambda t: t.session.get(Case, (9101, t.ground.ours.cases["other"])))
row("an expired object's withheld attribute", "clerk", *NO, lambda t: _expired(t, "birth_date"))
row("an expired object's open attribute", "clerk", SCOPED, REFUSED, SCOPED, lambda t: _expired(t, "name"))
row("again after a commit", "clerk", *EACH, lambda t: _again(t, "commit"))
row("again after a rollback", "clerk", *EACH, lambda t: _again(t, "rollback"))
row("again after a savepoint", "clerk", *EACH, _after_savepoint)
row("a withheld value in a template", "clerk", SCOPED, REFUSED, SCOPED, lambda t: _shown(t, "{{ p.birth_date }}"))
row("all of an object in a template", "clerk", SCOPED, REFUSED, SCOPED, lambda t: _shown(t, "{{ p.__dict__ }}"))
row("an object's own dictionary", "clerk", SCOPED, REFUSED, SCOPED, lambda t: [vars(p) for p in t.objects(select(Person))])
row("an object pickled", "clerk", *CODE, lambda t: pickle.dumps(t.objects(select(Person))[0]), nothing=UNTRIED)
row("Flask-SQLAlchemy's own session", "clerk", *CODE, lambda t: db.session.execute(select(Person)), nothing=UNTRIED, also=(RuntimeError,))
row("a sealed value as text", "stranger", *CODE, lambda t: str(_box(t)), nothing=UNTRIED)
row("a sealed value in a sentence", "stranger", *CODE, lambda t: f"{_box(t)}", nothing=UNTRIED)
row("a sealed value as JSON", "stranger", *CODE, lambda t: json.dumps(_box(t)), nothing=UNTRIED, also=(TypeError,))
row("a sealed value pickled", "stranger", *CODE, lambda t: pickle.dumps(_box(t)), nothing=UNTRIED)
row("a sealed value copied", "stranger", *CODE, lambda t: copy.deepcopy(_box(t)), nothing=UNTRIED)
row("a sealed value compared", "stranger", *CODE, lambda t: _box(t) == _box(t), nothing=UNTRIED)
row("a sealed value in a template", "stranger", *CODE, lambda t: jinja2.Template("{{ v }}").render(v=_box(t)), nothing=UNTRIED)
row("a sealed value at another row", "stranger", *CODE, lambda t: _unsealed(t, t.ground.theirs.person), nothing=UNTRIED)
row("a sealed value opened by whose it is", "stranger", SCOPED, UNTRIED, SCOPED, _unsealed, nothing=UNTRIED)
row("a sealed value opened by who reads none", "clerk", *CODE, _unsealed_as_clerk, nothing=UNTRIED)
# fmt: on


@cases.tried()
def test_what_comes_of_it_is_what_the_table_says(court, attack, way, record_property):
    court.hear(attack, way, record_property)
