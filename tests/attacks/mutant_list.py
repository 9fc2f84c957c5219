"""The single things that the mutation proof breaks, and the tests that must notice each."""

from __future__ import annotations

from typing import NamedTuple

STORE, SELECT = "casework/store", "tests/attacks/test_model_layer_select.py"
COLUMNS, SQL = "tests/attacks/test_model_layer_columns.py", "tests/attacks/test_model_layer_sql.py"
WRITE, MEMORY = "tests/attacks/test_model_layer_write.py", "tests/attacks/test_model_layer_session.py"
SEALED, DOORS = "tests/store/test_sealed.py", "tests/attacks/test_access_matrix.py"
JOBS, NEXT_DOOR = "tests/attacks/test_model_layer_jobs.py", "tests/attacks/test_jobs_next_door.py"
LOOKS, EXPORTS = "tests/attacks/test_model_layer_exports.py", "tests/attacks/test_exports.py"
TEMPLATES = "tests/attacks/test_templates.py"
COMMANDS = "tests/attacks/test_commands_tell_nothing.py"
WALL, CLOSER = "migrations/versions/0001_ground.py", "migrations/versions/0011_closer_wall.py"
QUICKER = "migrations/versions/0060_quicker_wall.py"


class Mutant(NamedTuple):
    """One thing broken: `old`, which stands once in `file`, becomes `new`; `tests` must fail then."""

    name: str
    file: str
    old: str
    new: str
    tests: str
    only: str = ""  # pytest's -k


MUTANTS = (
    # rewriter
    Mutant("rewriter: the tenant's predicate", f"{STORE}/scope.py", "lambda cls: cls.tenant_id == TENANT", "lambda cls: cls.tenant_id > 0", SELECT, "gate"),
    Mutant("rewriter: the rule of labels", f"{STORE}/scope.py", 'always = ("label", "draft", "under_case")', 'always = ("draft", "under_case")', SELECT, "gate and facts"),
    Mutant("rewriter: parts of cases", f"{STORE}/scope.py", 'always = ("label", "draft", "under_case")', 'always = ("label", "draft")', SELECT, "gate and (facts or sealed)"),
    Mutant("rewriter: sealed cases", f"{STORE}/scope.py", 'else ("unsealed",)', "else ()", SELECT, "gate and sealed"),
    Mutant("rewriter: units", "casework/models/row_rules.py", "or_(cls.unit_id == any_(UNITS), cls.assignee_id == ACTOR)", "cls.tenant_id == TENANT", SELECT, "examiner"),
    Mutant("rewriter: an applicant's case", "casework/models/row_rules.py", "return cls.id == CASE  #", "return cls.tenant_id == TENANT  #", COLUMNS, "gate and applicant"),
    Mutant("rewriter: registers shut to applicants", f"{STORE}/scope.py", "return _nothing if rule in _EXCLUSIVE else None", "return None", COLUMNS, "gate and applicant"),
    Mutant("rewriter: a cache key without the policy", f"{STORE}/scope.py", "self.policy_key = access.key", 'self.policy_key = ("one",)', SELECT, "entity or facts"),
    Mutant("rewriter: rows loaded again", f"{STORE}/session.py", "state.statement = scope.on_reload(state.statement, mapper, session.viewer.access)", "pass", "tests/store/test_rows_again.py"),
    # prover and gate
    Mutant("prover: text", f"{STORE}/prover.py", '"visit_textclause": _never("text can\'t be proved"),', "", SQL, "gate and (text or fragment)"),
    Mutant("prover: functions nobody vouched for", f"{STORE}/prover.py", "if name not in FUNCTIONS and name not in OUR_FUNCTIONS:", "if not name:", SELECT, "gate and window"),
    Mutant("prover: columns of no table", f"{STORE}/prover.py", "if not (column.is_literal and (column.name.isdigit() or id(column) in self._counted)):", "if not column.name:", COLUMNS, "gate"),
    Mutant("prover: custom operators", f"{STORE}/prover.py", "if operator.opstring not in OPERATORS:", "if not operator.opstring:", COLUMNS, "gate and operator"),
    Mutant("prover: the names of types", f"{STORE}/prover.py", "if not PLAIN_TYPE.fullmatch(written):", "if not written:", COLUMNS, "gate and type"),
    Mutant("prover: upserts", f"{STORE}/prover.py", '"visit_on_conflict_do_update": _never("an upsert can\'t be proved"),', "", "tests/store/test_self_test.py"),
    Mutant("gate: SQL that no compiler wrote", f"{STORE}/gate.py", "if not isinstance(compiled, Prover):\n        raise WallError(\"SQL that no compiler wrote can't be proved.\")", "if not isinstance(compiled, Prover):\n        return", SQL, "gate and driver"),
    Mutant("gate: rules that are missing", f"{STORE}/gate.py", "if wanted - rules:", "if wanted < rules < wanted:", WRITE, "gate and Core"),
    Mutant("gate: withheld columns", f"{STORE}/gate.py", "closed = sorted(_name(column) for column in proof.reads if not access.may_read(class_of(column)))", "closed: list[str] = []", COLUMNS, "gate"),
    Mutant("gate: statements past the session", f"{STORE}/gate.py", "if not session.flushing and context.execution_options.get(CAME_THROUGH) is not session:", "if session is None:", "tests/store/test_self_test.py"),
    Mutant("gate: the tenant of new rows", f"{STORE}/gate.py", 'if row.get("tenant_id") != tenant:', "if tenant is None:", WRITE, "gate and insert"),
    Mutant("gate: labels of changed rows", f"{STORE}/gate.py", 'not access.may_write(row.get("label", ""))', 'row.get("label", "") is None', WRITE, "gate and label"),
    Mutant("gate: parents out of sight", f"{STORE}/gate.py", "parents.must_be_visible(session, proof, rows)", "pass", WRITE, "under"),
    # session
    Mutant("session: bulk paths", f"{STORE}/session.py", 'raise WallError("Bulk paths go past the row rules: add objects one by one.")', "return super().bulk_save_objects(*args, **options)", "tests/store/test_self_test.py"),
    Mutant("session: no purpose", f"{STORE}/session.py", "if not viewer.purpose:", "if viewer is None:", COLUMNS, "admin"),
    Mutant("session: rows of others", f"{STORE}/session.py", "if inspect_row(row).key is not None:", "if row is None:", WRITE, "row"),
    Mutant("session: sessions that travel", f"{STORE}/present.py", "if open_session.get() is not session:", "if session is None:", MEMORY, "closed or memory"),
    Mutant("session: the ledger is not written", f"{STORE}/session.py", "    disclosure.tell(session)\n    ledger_chain.write(session)", "    disclosure.tell(session)\n    session.pending.clear()", "tests/store/test_disclosure.py"),
    # sealed values
    Mutant("sealed: as text", f"{STORE}/sealed.py", "__str__ = __format__ = __html__", "__html__", MEMORY, "sealed"),
    Mutant("sealed: bound to its row", f"{STORE}/sealed.py", "str(place.row), *([str(key)]", "*([str(key)]", MEMORY, "sealed"),
    Mutant("sealed: who may open", f"{STORE}/sealed.py", "if not own and not session.viewer.access.may_read(CLASS):", "if session is None:", SEALED),
    # wall
    Mutant("wall: the seal", WALL, "<> seal then", "= '' then", SQL, "wall"),
    Mutant("wall: the role in force", WALL, "or parts[2] <> current_setting('role') then", "then", "tests/store/test_wall_functions.py"),
    Mutant("wall: the tenant's rows", f"{STORE}/wall.py", '"staff": "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)",', '"staff": "(select viewer_case() is null)",', SQL, "wall"),
    Mutant("wall: the label list", f"{STORE}/wall.py", '"tenant_id = (select viewer_tenant()) and label = any ((select viewer_labels())::text[])"\n', '"tenant_id = (select viewer_tenant())"\n', SQL, "wall"),
    Mutant("wall: sealed cases", QUICKER, "return not is_sealed or 'sealed_case' = any (string_to_array(words[3], ','));", "return true;", SQL, "wall"),
    Mutant("wall: the one case", QUICKER, "return of_case = words[4]::uuid;", "return true;", SQL, "wall"),
    Mutant("wall: an extra grant", f"{STORE}/wall.py", 'yield f"grant select ({listed}) on {table} to {prefix}_read_{cls}"', 'yield f"grant select ({listed}) on {table} to {prefix}_read_open"', COLUMNS, "wall"),
    Mutant("wall: a code for somebody else's case", CLOSER, "if about is distinct from coalesce(public.viewer_case(), about) then", "if about is null then", SQL, "wall and code"),
    Mutant("wall: no purpose", CLOSER, "coalesce(words[7], '') = ''", "words[7] = '-'", "tests/store/test_wall_functions.py", "purpose"),
    Mutant("model: a class changed to open", "casework/models/person.py", 'birth_date: Mapped[date | None] = classed("identity", Date, nullable=True)', 'birth_date: Mapped[date | None] = classed("open", Date, nullable=True)', COLUMNS, "gate"),
    Mutant("emergency: its limit", "casework/services/emergency/open_emergency.py", "until=opened + timedelta(minutes=emergency.minutes)", "until=opened + timedelta(hours=emergency.minutes)", "tests/services/emergency/test_emergency.py"),
    Mutant("jobs: their viewer", "casework/jobs/queue.py", "office.system(name)) as session:", 'office.system("sweep")) as session:', "tests/jobs"),
    Mutant("jobs: a step of the demo for anybody", "casework/jobs/demo.py", "if not settings.demo or not is_step_of(step, tenant):", "if not settings.demo:", NEXT_DOOR, "next_door"),
    Mutant("jobs: links for accounts next door", "casework/services/staff/mail_link.py", "user = session.get(User, (tenant.id, user_id))", "user = session.query(User).filter_by(id=user_id).one_or_none()", NEXT_DOOR, "next_door"),
    Mutant("jobs: the queue's own look at the tenant", WALL, "and (new.args ->> 'tenant')::int is distinct from public.viewer_tenant()", "and new.args is null", JOBS, "wall and door"),
    Mutant("commands: parked jobs with what they hold", "casework/services/installation/parked_jobs.py", "select j.id, j.task_name,", "select j.id, j.args::text,", COMMANDS, "office"),
    Mutant("exports: entries of cases that are not seen", "casework/models/row_rules.py", "return or_(cls.case_id.is_(None), BY_SYSTEM, what_stands_under_a_visible_case(cls))", "return cls.tenant_id == TENANT", LOOKS, "gate and sealed"),
    Mutant("exports: cells that are formulas", "casework/web/csv_file.py", "defused(str(value))", "str(value)", EXPORTS, "formula"),
    Mutant("exports: papers with more on them than is open", "casework/services/donors/issue_receipt.py", "require_open(session, *PRINTED)", "require_open(session)", EXPORTS, "receipt"),
    Mutant("templates: typed words in paragraphs", "casework/web/formats.py", 'Markup("<br>").join(escape(line) for line', 'Markup("<br>").join(Markup(line) for line', TEMPLATES, "typed"),
    Mutant("templates: the drawing of a workflow", "casework/packs/diagram.py", "{escape(workflow.title.text(lang))}", "{workflow.title.text(lang)}", TEMPLATES, "packs"),
    Mutant("templates: the twin of a mail", "casework/services/mail/message.py", "    return escape(line)", "    return Markup(line)", TEMPLATES, "mail"),
    Mutant("templates: places that are on no list", "casework/services/mail/places.py", "if field is None or facts.get(name) is None:\n            return \"\"", "if field is None:\n            return str(self)\n        if facts.get(name) is None:\n            return \"\"", TEMPLATES, "place"),
    Mutant("wall: a policy dropped", f"{STORE}/wall.py", 'yield f"alter table {table} enable row level security"', 'yield f"alter table {table} disable row level security"', JOBS, "wall and door"),
    Mutant("wall: a grant too many on the ledger", "migrations/versions/0005_ledger.sql", "grant select (id, xid, about) on public.ledger_entry to {p}_read_open;", "grant select (id, xid, about), update, delete on public.ledger_entry to {p}_read_open;", "tests/house/test_registers.py", "ledger"),
    # doors
    Mutant("doors: a route's permission", "casework/web/guards.py", "require(guard.permission, g.get(\"threshold\") or threshold_viewer(current_staff(), g.tenant))", "pass", DOORS, "every_cell"),
    Mutant("doors: forged forms", "casework/web/csrf.py", "if not good or not _own_origin():", "if known is None:", "tests/web/test_csrf.py"),
    Mutant("doors: a session of another office", "casework/services/staff/recognise.py", ".where(UserSession.tenant_id == tenant_id, UserSession.token_hash == secret_hash(token))", ".where(UserSession.token_hash == secret_hash(token))", DOORS, "another_office"),
    Mutant("doors: the throttle", "casework/services/staff/throttle.py", "if row is None:", "if row is ...:", "tests/attacks/test_throttle.py"),
    Mutant("doors: a token narrower than its member", "casework/policy/rulebook.py", "if viewer.narrowed_to is not None and permission not in viewer.narrowed_to:", "if viewer is None:", "tests/policy/test_access.py", "narrowed"),
    Mutant("policy: a purpose that opens nothing", "casework/policy/viewer.py", "    if not held:\n", "    if held is None:\n", "tests/policy/test_access.py", "no_duty"),
)  # fmt: skip
