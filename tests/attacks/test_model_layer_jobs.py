"""Jobs: each registered kind under the viewer that its wrapper makes, handed what is next door and what it has no class for."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase

from casework import models as m
from casework.jobs.queue import load_tasks, queue
from casework.store.access import ALWAYS, CLASSES
from casework.store.queue import defer, enqueue, enqueue_bulk
from casework.store.session import viewing
from tests.attacks.onlookers import JOB
from tests.attacks.trial import REFUSED, SCOPED, UNTRIED, Cases, NotHere, Try

cases = Cases("Jobs")
row = cases.case
NO, EACH = (REFUSED, REFUSED, REFUSED), (SCOPED, SCOPED, SCOPED)
TRIGGER = (REFUSED, REFUSED, NotHere("the queue is reached past SQLAlchemy: its own trigger stands there"))
TRAVELS = (REFUSED, UNTRIED, REFUSED)  # of our own classes: there is nothing to try without them
# One column that stands for its class; the sweeps of test_model_layer_columns.py try them all.
STANDS_FOR = {
    "matter": m.Case.headline,
    "internal": m.Note.body,
    "contact": m.CaseParty.name,
    "identity": m.CaseParty.birth_date,
    "location": m.PostalAddress.lines,
    "financial": m.Payment.amount,
    "asset": m.Vehicle.vin,
    "sealed": m.PersonIdentifier.value_bidx,
}
load_tasks()
KINDS = sorted(name for name, task in queue.tasks.items() if task.func.__qualname__.startswith("job."))
"""Every task that has a viewer; the others are tried by the worker itself, in test_jobs_next_door.py."""


def _columns(t: Try) -> object:
    """A column of each class that this job's purpose does not open, and the labels of facts it does not."""
    closed = set(CLASSES) - t.viewer.access.read - ALWAYS
    return t.each(
        lambda cls=cls, column=STANDS_FOR[cls]: t.rows(select(*column.class_.__mapper__.primary_key, column))
        for cls in sorted(closed & STANDS_FOR.keys())
    )


def _labels(t: Try) -> object:
    return t.each([lambda: t.sql("select label, value from fact"), lambda: t.objects(select(m.Fact))])


def _ids(t: Try) -> object:
    """The ids of next door, as a forged job names them: by the key, by the id alone, and as its case."""
    theirs = t.ground.theirs
    named: list[tuple[type[DeclarativeBase], uuid.UUID]] = [
        *((m.Case, case) for case in theirs.cases.values()),
        *((m.Fact, fact) for fact in theirs.facts.values()),
        (m.Person, theirs.person),
        (m.Vehicle, theirs.vehicle),
        (m.Gift, theirs.gift),
    ]
    by_key = [lambda one=one, row=row: t.session.get(one, (9102, row)) for one, row in named]
    by_id = [lambda one=one, row=row: t.objects(select(one).where(one.id == row)) for one, row in named]
    cases_of = [
        lambda part=part, case=case: t.objects(select(part).where(part.case_id == case))
        for part in (m.Letter, m.CaseParty, m.Message)
        for case in theirs.cases.values()
    ]
    return t.each([*by_key[:2], *by_id, *cases_of])


ENTRY = """insert into ledger_entry
    (tenant_id, xid, at, actor_kind, purpose, act, about, subjects, fields, detail)
    values (9102, 0, now(), 'system', 'x', 'x', '', '{}', '{}', '')"""


def _outlived(t: Try) -> object:
    """The body of a job on the session that a job of next door had left."""
    with t.instead("stranger") as theirs:
        theirs.commit()
    return theirs.scalars(select(m.Letter)).all()


def _within(t: Try) -> object:
    """A job's session opened inside another's."""
    with viewing(t.crowd[f"{JOB}send_letter"]) as second:
        return second.scalars(select(m.Letter)).all()


# fmt: off
for _kind in KINDS:
    row("what its purpose has no class for", f"{JOB}{_kind}", *EACH, _columns)
    row("facts of every label", f"{JOB}{_kind}", *EACH, _labels)
    row("ids of next door", f"{JOB}{_kind}", *EACH, _ids)
    row("a job for next door", f"{JOB}{_kind}", *TRIGGER, lambda t, kind=_kind: enqueue(t.session.connection(), kind, tenant=9102))
row("a job for next door by the door for viewers", "clerk", *TRIGGER, lambda t: defer(t.session, "send_letter", tenant=9102, letter=t.ground.theirs.person))
row("a bulk job for next door", "clerk", *TRIGGER, lambda t: enqueue_bulk(t.session.connection(), "load_demo_step", tenant=9102, once="x"))
row("an entry in the ledger of next door", f"{JOB}find_signals", *NO, lambda t: t.driver(ENTRY))
row("letters, by a body without its wrapper", "admin", *NO, lambda t: t.objects(select(m.Letter)))
row("letters, by a body in somebody else's session", "clerk", *NO, lambda t: t.rows(select(m.Letter.id, m.Letter.values)))
row("letters, on a session of next door that is over", f"{JOB}send_letter", *TRAVELS, _outlived, nothing=UNTRIED)
row("letters, in a session inside another", f"{JOB}sweep", *TRAVELS, _within, nothing=UNTRIED)
# fmt: on


def test_every_class_that_a_column_can_have_is_tried() -> None:
    assert set(CLASSES) - ALWAYS == {*STANDS_FOR, "special"}  # that one is a label of facts alone


@cases.tried()
def test_what_comes_of_it_is_what_the_table_says(court, attack, way, record_property):
    court.hear(attack, way, record_property)
