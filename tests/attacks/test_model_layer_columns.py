"""Withheld columns: not to be read, filtered by, sorted by, grouped by, counted, nor smuggled out by another name."""

from sqlalchemy import (
    case,
    cast,
    column,
    exists,
    extract,
    func,
    literal,
    select,
    table,
    text,
    type_coerce,
    types,
)
from sqlalchemy.orm import Bundle, aliased, defer, load_only, undefer

from casework.models import CaseParty, Note, Payment, Person, PersonIdentifier
from casework.store.registers import Base
from tests.attacks.trial import REFUSED, SCOPED, UNTRIED, Cases, Try

cases = Cases("Columns")
row = cases.case
NO = (REFUSED, REFUSED, REFUSED)
BORN = Person.birth_date


def _told(t: Try, found: object) -> object:
    """The birth date, if the oracle answered."""
    return next(canary for canary, where in t.ground.told.items() if _is_birth(where)) if found else None


def _is_birth(where: object) -> bool:
    return (where.place, where.cls) == ("register", "identity")


def _guess(t: Try, condition: object) -> object:
    return _told(t, t.session.scalar(select(func.count(Person.id)).where(condition)))


def _sorted(t: Try, *how: object) -> object:
    return _told(t, t.rows(select(Person.id).order_by(*how)))


def _sealed_number(t: Try) -> object:
    found = t.rows(
        select(PersonIdentifier.person_id).where(PersonIdentifier.value_bidx == t.ground.ours.bidx)
    )
    return t.ground.of("register", "sealed", "ssn") if found else None


def _joined_on(t: Try) -> object:
    other = aliased(Person)
    return _told(t, t.rows(select(Person.id).join(other, other.birth_date == Person.birth_date)))


class Raw(types.UserDefinedType):
    """A type whose name is SQL of its own."""

    cache_ok = True

    def get_col_spec(self, **options: object) -> str:
        return "text) || (select max(birth_date)::text from person"


RAW_FIELD = (
    "epoch from now()) * 0 + (select extract(year from max(birth_date)) from person) + 0 * extract(epoch"
)


def _extracted(t: Try) -> object:
    return _told(t, t.session.scalar(select(extract(RAW_FIELD, Person.registered_at))))


# fmt: off
row("one among open ones", "clerk", *NO, lambda t: t.rows(select(Person.id, BORN)))
row("one, by a task", "task", *NO, lambda t: t.rows(select(Note.id, Note.body)))
row("one, by an applicant of their own case", "applicant", *NO, lambda t: t.rows(select(Payment.id, Payment.amount)), nothing=UNTRIED)
row("in a bundle", "clerk", *NO, lambda t: t.rows(select(Bundle("b", Person.id, BORN))))
row("put in later", "clerk", *NO, lambda t: t.rows(select(Person).with_only_columns(Person.id, BORN)))
row("load_only", "clerk", *NO, lambda t: t.objects(select(Person).options(load_only(BORN))))
row("undefer", "clerk", *NO, lambda t: t.objects(select(Person).options(undefer(BORN))))
row("deferred and read later", "clerk", *NO, lambda t: [p.birth_date for p in t.objects(select(Person).options(defer(BORN)))])
row("as an attribute", "clerk", *NO, lambda t: [person.birth_date for person in t.objects(select(Person))])
row("getattr with a default", "clerk", SCOPED, REFUSED, SCOPED, lambda t: [
    getattr(person, "birth_date", None) for person in t.objects(select(Person))])
row("in a subquery", "clerk", *NO, lambda t: t.rows(select(select(Person.id, BORN).subquery())))
row("in a CTE", "clerk", *NO, lambda t: t.rows(select(select(Person.id, BORN).cte())))
row("an entity in a subquery", "clerk", *NO, lambda t: t.rows(select(select(Person.__table__).subquery())))
row("through an alias", "clerk", *NO, lambda t: t.rows(select(aliased(Person).birth_date)))
row("under a label", "clerk", *NO, lambda t: t.rows(select(BORN.label("registered_at"))))
row("the greatest", "clerk", *NO, lambda t: t.rows(select(func.max(BORN))))
row("joined into one string", "clerk", *NO, lambda t: t.rows(select(func.string_agg(cast(BORN, types.Text), literal(",")))))
row("filtered by", "clerk", *NO, lambda t: _guess(t, BORN.is_not(None)))
row("guessed by a pattern", "clerk", *NO, lambda t: _guess(t, cast(BORN, types.Text).like("19%")))
row("guessed in an EXISTS", "clerk", *NO, lambda t: _told(t, t.rows(select(CaseParty.id).where(exists().where(BORN.is_not(None))))))
row("sorted by", "clerk", *NO, lambda t: _sorted(t, BORN))
row("sorted by an expression", "clerk", *NO, lambda t: _sorted(t, case((BORN.is_not(None), 1), else_=0)))
row("sorted by a text", "clerk", *NO, lambda t: _sorted(t, text("birth_date")))
row("grouped by", "clerk", *NO, lambda t: _told(t, t.rows(select(func.count(Person.id)).group_by(BORN))))
row("in HAVING", "clerk", *NO, lambda t: _told(t, t.rows(select(func.count(Person.id)).having(func.max(BORN).is_not(None)))))
row("in CASE", "clerk", *NO, lambda t: _told(t, t.rows(select(case((BORN.is_not(None), 1), else_=0)))))
row("in the filter of an aggregate", "clerk", *NO, lambda t: _told(t, t.rows(select(func.count(Person.id).filter(BORN.is_not(None))))))
row("in a window", "clerk", *NO, lambda t: _told(t, t.rows(select(func.count(Person.id).over(partition_by=BORN)))))
row("in COALESCE", "clerk", *NO, lambda t: t.rows(select(func.coalesce(BORN, None))))
row("cast to an error", "clerk", *NO, lambda t: t.rows(select(cast(cast(BORN, types.Text), types.Integer))), also=(Exception,))
row("joined on", "clerk", *NO, _joined_on)
row("by its name without a table", "clerk", *NO, lambda t: t.rows(select(column("birth_date")).select_from(Person)))
row("of a table made up", "clerk", *NO, lambda t: t.rows(select(table("person", column("birth_date")).c.birth_date)))
row("every column by a star", "clerk", *NO, lambda t: t.rows(select(text("*")).select_from(Person)))
row("every column by a literal star", "clerk", *NO, lambda t: t.rows(select(column("*", is_literal=True)).select_from(Person)))
row("the whole row", "clerk", *NO, lambda t: t.rows(select(Person.__table__.table_valued()).where(Person.tenant_id == 9101)))
row("the whole row as JSON", "clerk", *NO, lambda t: t.rows(select(func.to_jsonb(Person.__table__.table_valued()))))
row("the whole row as text", "clerk", *NO, lambda t: t.rows(select(cast(Person.__table__.table_valued(), types.Text))))
row("the whole row in a filter", "clerk", *NO, lambda t: _guess(t, cast(Person.__table__.table_valued(), types.Text).like("%19%")))
row("type_coerce", "clerk", *NO, lambda t: t.rows(select(type_coerce(BORN, types.Text))), nothing=UNTRIED)
row("in the name of a type", "clerk", *NO, lambda t: t.rows(select(cast(Person.kind, Raw()))))
row("in the field of EXTRACT", "clerk", *NO, _extracted)
row("in a custom operator", "clerk", *NO, lambda t: t.rows(
    select(Person.kind.op("|| (select max(birth_date)::text from person) ||")(""))))
row("in a prefix", "clerk", *NO, lambda t: t.rows(select(Person.kind).prefix_with("(select max(birth_date)::text from person) ||")))
row("refreshed by name", "clerk", *NO, lambda t: [t.session.refresh(p, ["birth_date"]) or p for p in t.objects(select(Person))])
row("the blind index", "clerk", *NO, lambda t: t.rows(select(PersonIdentifier.id, PersonIdentifier.value_bidx)))
row("searched by the blind index", "clerk", *NO, _sealed_number)
row("the sealed box", "examiner", *NO, lambda t: t.rows(select(PersonIdentifier.id, PersonIdentifier.value)))
# fmt: on


def every_column(t: Try) -> object:
    """Each column of each register, one by one, with the key beside it; all at once where the key alone is refused."""
    asked = []
    for mapper in Base.registry.mappers:
        columns = [prop.class_attribute for prop in mapper.column_attrs]
        shut = t.refuses(select(*mapper.primary_key))
        asked += [select(*mapper.primary_key, *some) for some in ([columns] if shut else zip(columns))]
    return t.each(lambda chosen=chosen: t.rows(chosen) for chosen in asked)


def every_entity(t: Try) -> object:
    """Each register as an entity."""
    return t.each(lambda mapper=mapper: t.objects(select(mapper.class_)) for mapper in Base.registry.mappers)


for _who in ("clerk", "examiner", "applicant", "task", "admin"):
    _come = (REFUSED, SCOPED, REFUSED) if _who == "admin" else (SCOPED, SCOPED, SCOPED)
    row("every column of every register", _who, *_come, every_column, nothing=UNTRIED)
    row("every register as entities", _who, *_come, every_entity, nothing=UNTRIED)


@cases.tried()
def test_what_comes_of_it_is_what_the_table_says(court, attack, way, record_property):
    court.hear(attack, way, record_property)
