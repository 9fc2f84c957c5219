"""Reading through the ORM: every shape of select fetches what the viewer may see, or is refused."""

from sqlalchemy import exists, func, lambda_stmt, lateral, literal, select, true, tuple_, union, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from casework.models import Case, CaseParty, Fact, Message, Person
from tests.attacks.trial import REFUSED, SCOPED, Cases, NotHere, Try

cases = Cases("Select")
row = cases.case
UNITS = NotHere("units are the rewriter's and the gate's")


def _beyond(t: Try, counted: int, visible: int) -> str | None:
    """A count that is larger than it may be tells of a case that is not to be seen."""
    return t.ground.of("closed", "open", "number") if counted > visible else None


def _recursive(t: Try) -> object:
    base = select(Case.id, Case.number, literal(1).label("depth")).cte("walk", recursive=True)
    further = select(Case.id, Case.number, base.c.depth + 1).join(base, Case.id == base.c.id)
    return t.rows(select(base.union_all(further.where(base.c.depth < 2))))


def _lateral(t: Try) -> object:
    last = lateral(
        select(Fact.id, Fact.value).where(Fact.case_id == Case.id, Fact.tenant_id == Case.tenant_id).limit(9)
    )
    return t.rows(select(Case.number, last.c.id, last.c.value).join(last, true()))


def _streamed(t: Try) -> object:
    with t.session.execute(select(Case).execution_options(stream_results=True, max_row_buffer=1)) as result:
        return [case.number for case in result.scalars()]


def _correlated(t: Try) -> object:
    name = select(func.max(CaseParty.role)).where(CaseParty.case_id == Case.id).scalar_subquery()
    return t.rows(select(Case.number, name))


def _known_keys(t: Try) -> object:
    keys = [
        (office.tenant, key) for office in (t.ground.ours, t.ground.theirs) for key in office.cases.values()
    ]
    return t.rows(select(Case.number).where(tuple_(Case.tenant_id, Case.id).in_(keys)))


def _guess(t: Try) -> object:
    found = t.session.scalar(select(exists().where(Case.id == t.ground.ours.cases["other"])))
    return t.ground.of("other", "matter", "headline") if found else None


def _elsewhere(t: Try) -> object:
    found = t.rows(select(Case.number).where(Case.id == t.ground.ours.cases["other"]))
    return found and t.ground.of("other", "open", "number")


def _count(t: Try) -> object:
    return t.ground.of("other", "open", "number") if t.session.query(Case).count() > 1 else None


def _joined(t: Try, *, outer: bool = False, full: bool = False) -> object:
    under = CaseParty.case_id == Case.id
    return t.rows(
        select(Case.number, CaseParty.id, CaseParty.name).join(CaseParty, under, isouter=outer, full=full)
    )


EACH, NUMBER = (SCOPED, SCOPED, SCOPED), Case.number
# fmt: off
row("an entity", "clerk", SCOPED, REFUSED, SCOPED, lambda t: t.objects(select(Person)))
row("an entity all of whose columns are open", "examiner", *EACH, lambda t: t.objects(select(Case)))
row("an entity", "applicant", *EACH, lambda t: t.objects(select(Case)))
row("the legacy query", "examiner", *EACH, lambda t: t.session.query(Case).all())
row("single columns", "clerk", *EACH, lambda t: t.rows(select(Person.id, Person.name)))
row("a count of all cases", "clerk", *EACH, lambda t: _beyond(t, t.session.scalar(select(func.count()).select_from(Case)), 2))
row("a count of a column", "clerk", *EACH, lambda t: _beyond(t, t.session.scalar(select(func.count(Case.id))), 2))
row("the legacy count in one's unit", "examiner", SCOPED, UNITS, SCOPED, _count)
row("an alias", "clerk", *EACH, lambda t: t.rows(select(aliased(Case).number)))
row("a subquery in FROM", "clerk", *EACH, lambda t: t.rows(select(select(Case.id, Case.number).subquery())))
row("an alias over a subquery", "examiner", *EACH, lambda t: t.objects(select(aliased(Case, select(Case).subquery()))))
row("a CTE", "clerk", *EACH, lambda t: t.rows(select(select(NUMBER).cte())))
row("a recursive CTE", "clerk", *EACH, _recursive)
row("a union", "clerk", *EACH, lambda t: t.rows(union_all(select(NUMBER), select(Case.state))))
row("a union of names", "clerk", REFUSED, SCOPED, REFUSED, lambda t: t.rows(union_all(select(NUMBER), select(Person.name))))
row("a union in a subquery", "clerk", *EACH, lambda t: t.rows(select(union(select(NUMBER), select(Case.state)).subquery())))
row("an except", "clerk", *EACH, lambda t: t.rows(select(NUMBER).except_(select(Case.state))))
row("an intersect that answers a guess", "clerk", *EACH, lambda t: t.rows(
    select(NUMBER).intersect(select(literal(t.ground.of("closed", "open", "number"))))))
row("a lateral join", "clerk", *EACH, _lateral)
row("an IN subquery", "clerk", *EACH, lambda t: t.rows(select(CaseParty.id, CaseParty.name).where(CaseParty.case_id.in_(select(Case.id)))))
row("a scalar subquery", "clerk", *EACH, _correlated)
row("a scalar subquery of its own", "clerk", *EACH, lambda t: t.rows(select(Person.id, select(func.max(NUMBER)).scalar_subquery())))
row("an EXISTS that answers a guess", "examiner", REFUSED, UNITS, REFUSED, _guess)
row("rows locked for update", "clerk", *EACH, lambda t: t.rows(select(NUMBER).with_for_update()))
row("DISTINCT ON", "clerk", *EACH, lambda t: t.rows(select(NUMBER).ext(distinct_on(NUMBER)).order_by(NUMBER)))
row("a window of an aggregate", "clerk", *EACH, lambda t: t.rows(select(NUMBER, func.max(NUMBER).over(order_by=Case.opened_at))))
row("a window function", "clerk", REFUSED, SCOPED, REFUSED, lambda t: t.rows(
    select(NUMBER, func.first_value(NUMBER).over(order_by=Case.opened_at))))
row("a page at a time", "examiner", *EACH, lambda t: t.objects(select(Case).execution_options(yield_per=1)))
row("a stream", "examiner", *EACH, _streamed)
row("a lambda statement", "examiner", *EACH, lambda t: t.objects(lambda_stmt(lambda: select(Case))))
row("keys of both offices in a list", "clerk", *EACH, _known_keys)
row("an inner join", "clerk", *EACH, _joined)
row("an outer join without its key", "clerk", REFUSED, SCOPED, REFUSED, lambda t: t.rows(
    select(NUMBER, CaseParty.name).outerjoin(CaseParty, CaseParty.case_id == Case.id)))
row("an outer join", "clerk", *EACH, lambda t: _joined(t, outer=True))
row("an outer join the other way", "clerk", *EACH, lambda t: t.rows(
    select(CaseParty.id, CaseParty.name, NUMBER).outerjoin(Case, CaseParty.case_id == Case.id)))
row("a full outer join", "clerk", REFUSED, SCOPED, REFUSED, lambda t: _joined(t, full=True))
row("a cartesian product", "clerk", *EACH, lambda t: t.rows(select(NUMBER, Person.id, Person.name).join(Person, true())))
row("facts of every label", "clerk", *EACH, lambda t: t.objects(select(Fact)))
row("facts of the other unit", "examiner", *EACH, lambda t: t.objects(select(Fact)))
row("the sealed case", "clerk", *EACH, lambda t: t.rows(select(NUMBER).where(Case.sealed)))
row("what is under the sealed case", "examiner", *EACH, lambda t: t.rows(
    select(Message.id, Message.body).where(Message.case_id == t.ground.ours.cases["closed"])))
row("a fact by its label", "applicant", *EACH, lambda t: t.rows(select(Fact.id, Fact.value).where(Fact.label == "special")))
row("the case of the other unit", "examiner", SCOPED, UNITS, SCOPED, _elsewhere)
row("a case of the other office by its key", "clerk", *EACH, lambda t: t.rows(
    select(NUMBER).where(Case.id == t.ground.theirs.cases["mine"])))
# fmt: on


@cases.tried()
def test_what_comes_of_it_is_what_the_table_says(court, attack, way, record_property):
    court.hear(attack, way, record_property)
