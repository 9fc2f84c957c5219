"""SQL that no compiler wrote, injected or past SQLAlchemy: the gate refuses it, and the wall stands below."""

import psycopg
from sqlalchemy import func, literal_column, select, text

from casework.models import Case, Person
from tests.attacks.trial import REFUSED, SCOPED, UNTRIED, Cases, NotHere, Try

cases = Cases("SQL")
row = cases.case
RAW, NO = (REFUSED, SCOPED, REFUSED), (REFUSED, REFUSED, REFUSED)
PAST = (
    SCOPED,
    SCOPED,
    NotHere("whoever holds the driver's own cursor is past SQLAlchemy: the wall stands there"),
)
BOTH = NotHere(
    "a seal holds for its backend: with SQL injected for both viewers the second can use the first one's"
)
WORDS = {"tenant": 0, "role": 1, "labels": 2, "case": 3, "purpose": 6}
NAMES = "select name from person"


def sql(words: str):
    return lambda t: t.sql(words)


def _own_connection(t: Try) -> object:
    raw = t.engine.raw_connection()
    try:
        return raw.cursor().execute(NAMES).fetchall()
    finally:
        raw.close()


def _engine(t: Try) -> object:
    with t.engine.connect() as connection:
        return connection.execute(select(Case.number)).all()


def _copied(t: Try) -> object:
    with (
        t.session.connection().connection.cursor() as cursor,
        cursor.copy(f"copy ({NAMES}) to stdout") as out,
    ):
        return [bytes(part) for part in out]


def _copied_in(t: Try) -> None:
    into = "copy note (tenant_id, id, body, at, case_id) from stdin"
    with t.session.connection().connection.cursor() as cursor, cursor.copy(into) as rows:
        rows.write_row((9102, t.ground.ours.person, "x", "2031-01-01", t.ground.theirs.cases["mine"]))


def _forged(words: str, wanted: str, **other: str):
    """Another viewer's words in the settings, in a statement of their own."""

    def act(t: Try) -> object:
        return (t.sql(_forging(t, other)), t.sql(wanted))[1]

    act.__doc__ = words
    return act


def _forging(t: Try, other: dict[str, str]) -> str:
    told = [str(t.viewer.tenant), "none", "open", "", t.viewer.actor_kind, "", t.viewer.purpose, "open"]
    known = t.cursor("select current_setting('app.viewer', true)")[0][0]
    told = known.split("|") if known else told
    for name, value in other.items():
        told[WORDS[name]] = value.replace("OTHER", str(t.ground.ours.cases["other"]))
    return f"select set_config('app.viewer', '{'|'.join(told)}', true)"


def _in_one(t: Try) -> object:
    forging = _forging(t, {"tenant": "9102"})
    return t.sql(f"select (select string_agg(name, ',') from person) from ({forging}) x")


def _replayed(t: Try) -> object:
    """A seal that was right on another connection."""
    t.cursor("select 1")  # takes its own connection first
    url = t.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with t.way.session(t.crowd["stranger"]) if t.way.engine else psycopg.connect(url) as other:
        run = (lambda words: other.connection().exec_driver_sql(words)) if t.way.engine else other.execute
        seal = run("select current_setting('app.viewer', true), current_setting('app.seal', true)").fetchone()
    told, seal = (str(part or "") for part in seal)
    t.sql(
        "select set_config('app.viewer', :told, true), set_config('app.seal', :seal, true)",
        told=told,
        seal=seal,
    )
    t.sql(f"select set_config('role', '{told.split('|')[1] if told else 'none'}', true)")
    return t.sql(NAMES)


def _kept(t: Try) -> object:
    """A seal that an injection for another viewer left on this very backend: the only one in the pool."""
    t.session.close()
    t.engine.dispose()
    with t.instead("stranger") as theirs:
        keep = ",".join(f"set_config('x.{s}', current_setting('{n}'), false)" for s, n in KEPT)
        theirs.execute(text(f"select {keep}"))
        theirs.commit()
    with t.instead("clerk") as ours:
        use = ",".join(f"set_config('{n}', current_setting('x.{s}'), true)" for s, n in KEPT)
        ours.execute(text(f"select {use}"))
        found = ours.execute(text(NAMES)).all()
        ours.connection().invalidate()
    return found


KEPT = (("viewer", "app.viewer"), ("seal", "app.seal"), ("role", "role"))
JOB = """select queue.procrastinate_defer_jobs_v1(array[row('work', 'sweep', 0, null, null,
    '{"tenant": 9102}'::jsonb, null)::queue.procrastinate_job_to_defer_v1])"""


def _planted(t: Try) -> object:
    return t.session.scalar(select(func.identity.plant_code(t.ground.ours.cases["other"], b"x" * 32, "case")))


def _planted_again(t: Try) -> object:
    t.session.scalar(select(func.identity.plant_code(t.ground.ours.cases["mine"], b"x" * 32, "case")))
    return t.session.scalar(select(func.identity.plant_code(t.ground.ours.cases["mine"], b"y" * 32, "case")))


def _fetched(t: Try) -> object:
    t.sql(f"declare c cursor for {NAMES}")
    return t.sql("fetch all from c")


def _prepared(t: Try) -> object:
    t.sql(f"prepare attack as {NAMES}")
    try:
        return t.sql("execute attack")
    finally:
        t.sql("deallocate attack")


# fmt: off
row("text", "clerk", *RAW, sql(NAMES))
row("a star in text", "clerk", *NO, sql("select * from person"))
row("text that names another office", "clerk", *RAW, sql("select name from person where tenant_id = 9102"))
row("text that asks for a withheld column", "clerk", *NO, sql("select birth_date from person"))
row("text of a task", "task", *NO, sql("select body from note"))
row("text of an applicant", "applicant", *RAW, sql("select headline from \"case\""))
row("text of an administrator without a purpose", "admin", *NO, sql("select number from \"case\""))
row("text that asks for facts of every label", "clerk", *RAW, sql("select value from fact"))
row("text that asks for documents of every label", "clerk", *RAW, sql("select name, store_name from document"))
row("text that asks for the sealed case", "examiner", *RAW, sql("select headline from \"case\" where sealed"))
row("text that asks for what is under the sealed case", "examiner", *RAW, sql("select m.body from message m"))
row("driver SQL", "clerk", *RAW, lambda t: t.driver(NAMES))
row("the driver's cursor", "clerk", *PAST, lambda t: t.cursor(NAMES))
row("a raw connection of the engine", "clerk", REFUSED, REFUSED, PAST[2], _own_connection)
row("a connection of the engine", "clerk", *NO, _engine)
row("a fragment in WHERE that swallows the rest", "clerk", *RAW, lambda t: t.rows(select(Case.number).where(text("1=1 or 1=1"))))
row("a fragment in HAVING", "clerk", *RAW, lambda t: t.rows(
    select(Case.number).group_by(Case.number).having(text("1=1 or (select true from person limit 1)"))))
row("a fragment in ORDER BY", "clerk", *RAW, lambda t: t.rows(select(Person.id, Person.name).order_by(text("name"))))
row("a fragment as LIMIT", "clerk", *RAW, lambda t: t.rows(select(Person.id, Person.name).limit(literal_column("(select 9)"))))
row("a literal column", "clerk", *RAW, lambda t: t.rows(select(Case.number, literal_column("(select max(name) from person)"))))
row("a statement from text", "examiner", *RAW, lambda t: t.objects(select(Case).from_statement(text("select * from \"case\""))))
row("a compiled statement run again as text", "clerk", *RAW, lambda t: t.sql(str(select(Person.__table__.c.name))))
row("query_to_xml", "clerk", *NO, sql(f"select query_to_xml('{NAMES}', true, false, '')::text"), nothing=UNTRIED)
row("query_to_xml as a function", "clerk", *NO, lambda t: t.rows(select(func.query_to_xml(NAMES, True, False, ""))), nothing=UNTRIED)
row("a whole table as XML", "clerk", *NO, sql("select table_to_xml('person', true, false, '')::text"), nothing=UNTRIED)
row("the row as JSON", "clerk", *NO, sql("select to_jsonb(p) from person p"))
row("a file of the server", "clerk", *NO, sql("select pg_read_file('PG_VERSION')"), nothing=UNTRIED)
row("COPY out", "clerk", *PAST, _copied)
row("COPY in", "clerk", *NO, _copied_in, nothing=UNTRIED)
row("another tenant in the settings", "clerk", *NO, _forged("", NAMES, tenant="9102"))
row("another tenant inside the SELECT", "clerk", *NO, _in_one)
row("another role in the settings", "clerk", *NO, _forged("", "select birth_date from person", role="casework_test_owner"))
row("more labels in the settings", "clerk", *NO, _forged("", "select value from fact", labels="open,special,sealed"))
row("sealed cases among the labels", "clerk", *NO, _forged("", "select number from \"case\"", labels="open,sealed_case"))
row("another case in the settings", "applicant", *NO, _forged("", "select headline from \"case\"", case="OTHER"))
row("no case in the settings", "applicant", *NO, _forged("", NAMES, case=""))
row("another purpose in the settings", "clerk", *NO, _forged("", "select stored_files()", purpose="system:sweep"), nothing=UNTRIED)
row("no seal", "clerk", *RAW, lambda t: (t.sql("select set_config('app.seal', '', true)"), t.sql(NAMES)))
row("a role with more classes", "clerk", *NO, lambda t: (t.sql("select set_config('role', 'casework_test_owner', true)"), t.sql(NAMES)))
row("RESET ROLE", "clerk", *NO, lambda t: (t.sql("reset role"), t.sql(NAMES)))
row("SET SESSION AUTHORIZATION", "clerk", *NO, lambda t: (t.sql("set session authorization default"), t.sql(NAMES)))
row("row security switched off", "clerk", *NO, lambda t: (t.sql("set local row_security = off"), t.sql(NAMES)), nothing=UNTRIED)
row("a seal of another backend", "clerk", *NO, _replayed)
row("a seal kept on this backend", "clerk", REFUSED, BOTH, REFUSED, _kept, nothing=UNTRIED)
row("a prepared statement", "clerk", *RAW, _prepared)
row("a cursor in the database", "clerk", *RAW, _fetched)
row("EXPLAIN of what runs", "clerk", *RAW, sql("explain (analyze, verbose) select name from person where name like 'CNRY%'"), nothing=UNTRIED)
row("what the planner knows of values", "clerk", *RAW, sql(
    "select most_common_vals::text, histogram_bounds::text from pg_stats where schemaname = 'public'"), nothing=UNTRIED)
row("the planner's own table", "clerk", *NO, sql("select stavalues1::text from pg_statistic"), nothing=UNTRIED)
row("what others run just now", "clerk", *RAW, sql("select query from pg_stat_activity"), nothing=UNTRIED)
row("an error that tells a value", "clerk", *NO, sql("select birth_date::text::int from person"), also=(psycopg.DataError,))
row("a block of code", "clerk", *RAW, sql("do $$ begin perform name from person; end $$"), nothing=UNTRIED)
row("a temporary table in front", "clerk", *NO, sql("create temp table person (name text)"), nothing=UNTRIED)
row("a function of one's own", "clerk", *NO, sql("create function public.f() returns int language sql as 'select 1'"), nothing=UNTRIED)
row("row security taken off", "clerk", *NO, sql("alter table person disable row level security"), nothing=UNTRIED)
row("a role for oneself", "clerk", *NO, sql("grant casework_test_owner to casework_test_app"), nothing=UNTRIED)
row("a prepared transaction", "clerk", *NO, sql("prepare transaction 'x'"), nothing=UNTRIED)
row("accounts", "clerk", *NO, sql("select email, password_hash from identity.\"user\""))
row("the wall's key", "clerk", *NO, sql("select key from guard.secret"), nothing=UNTRIED)
row("waiting jobs", "clerk", *NO, sql("select args from queue.procrastinate_jobs"), nothing=UNTRIED)
row("a job for another office", "clerk", *NO, lambda t: t.driver(JOB))
row("a job for another office, past SQLAlchemy", "clerk", REFUSED, REFUSED, PAST[2], lambda t: t.cursor(JOB))
row("files in use", "clerk", *NO, lambda t: t.rows(select(func.stored_files())), nothing=UNTRIED)
row("a code for somebody else's case", "applicant", *NO, _planted, nothing=UNTRIED)
row("a second code for one's own case", "applicant", *NO, _planted_again, nothing=UNTRIED)
row("an entry of the ledger changed", "clerk", *NO, sql("update ledger_entry set act = 'x'"), nothing=UNTRIED)
row("entries of the ledger removed", "clerk", *NO, sql("delete from ledger_entry"), nothing=UNTRIED)
row("a table emptied", "clerk", *NO, sql("truncate note"))
# fmt: on


@cases.tried()
def test_what_comes_of_it_is_what_the_table_says(court, attack, way, record_property):
    court.hear(attack, way, record_property)
