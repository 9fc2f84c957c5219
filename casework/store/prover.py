"""The prover: an SQL compiler that notes, while it writes a statement, what the statement proves about itself.

Every way to SQL through SQLAlchemy passes here, ORM or Core, nested or not. What is noted says nothing of who asks,
so it is kept with the compiled statement and worked out once. The gate compares it with the viewer's policy.
Whatever can't be proved is listed as refused: text, whole rows, functions nobody vouched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import BindParameter, Column, ColumnElement, Engine, MetaData, Table
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, Grouping
from sqlalchemy.sql.selectable import (
    CTE,
    AliasedReturnsRows,
    FromClause,
    FromGrouping,
    Join,
    Subquery,
    TableClause,
)
from sqlalchemy.sql.visitors import iterate

RULE = "casework.rule"
"""The annotation of a condition that stands for a rule by name."""

FUNCTIONS = frozenset({"count", "sum", "min", "max", "avg", "coalesce", "lower", "upper"})
OUR_FUNCTIONS: frozenset[str] = frozenset(
    {
        "identity.plant_code",  # keeps the hash of an applicant's code
        "ledger_append",  # what a viewer did; who and when come from the signed viewer
        "hashtextextended",  # a name as a number, for the next
        "mail_held",
        "pg_advisory_xact_lock",  # for what must happen once
        "own_ledger",  # who looked at the applicant's one case
        "stored_files",  # only for the sweep
        "tenant_key_in_use",  # which version wraps new keys, and a shared lock on it
        "tenant_key_turned",  # only for a rotation: whether nobody uses an older version any more
    }
)
"""Functions of the database that are ours: each checks the signed viewer itself, and has its own test."""

OPERATORS = frozenset({"@>", "<@", "&&", "->", "->>", "||", "?"})
"""Operators beside SQLAlchemy's own. A custom one is raw text between two values."""


class Proof:
    """What one compiled statement proves. Columns and tables are those of the registers."""

    __slots__ = ("kind", "passed", "reads", "refused", "sources", "tables", "tenants", "writes")

    def __init__(self) -> None:
        self.kind = "select"  # or "insert", "update", "delete"
        self.reads: set[Column[Any]] = set()  # rendered anywhere: shown, compared, sorted by, counted
        self.writes: set[Column[Any]] = set()
        self.tables: set[Table] = set()
        self.sources: set[tuple[Table, frozenset[str]]] = set()  # each FROM, with the rules proved for it
        self.tenants: set[BindParameter[Any]] = set()  # compared with tenant_id, and not the viewer's own
        self.refused: list[str] = []
        self.passed: set[Any] = set()  # policies for which all this was found good: the gate's memory


if TYPE_CHECKING:
    _Compiler = SQLCompiler
else:
    _Compiler = object


class Prover(_Compiler):
    """Mixed in before the dialect's own compiler. Each method notes and then lets that one write."""

    registers: ClassVar[MetaData]
    rules: ClassVar[dict[int, str]]  # id of a loader criterion → the rule it stands for
    viewers_tenant: ClassVar[Any]  # the callable behind the viewer's own tenant

    @property
    def proof(self) -> Proof:
        """What has been noted so far."""
        found: Proof | None = self.__dict__.get("_proof")
        if found is None:
            found = self.__dict__["_proof"] = Proof()
        return found

    def _register(self, source: Any) -> Table | None:
        """The register behind a table or its alias. A table that is none is refused."""
        while isinstance(source, AliasedReturnsRows) and not isinstance(source, Subquery | CTE):
            source = source.element
        if not isinstance(source, TableClause):
            return None
        known = self.registers.tables.get(str(getattr(source, "fullname", source.name)))
        if known is None or hash(known) != hash(source):  # an annotated table hashes like its original
            self.proof.refused.append(f"the table {source.name} is no register")
            return None
        return known

    # What is read

    def visit_column(self, column: Any, *args: Any, **options: Any) -> str:
        if column.table is None:
            if not (column.is_literal and (column.name == "*" or column.name.isdigit())):
                self.proof.refused.append(f"{column.name!r} is a column of no table")
        elif (table := self._register(column.table)) is not None:
            self.proof.reads.add(table.c[column.key] if column.key in table.c else table.c[column.name])
        return super().visit_column(column, *args, **options)

    def visit_table(self, table: Any, asfrom: bool = False, *args: Any, **options: Any) -> str:
        if asfrom and (known := self._register(table)) is not None:
            self.proof.tables.add(known)
        return super().visit_table(table, asfrom, *args, **options)

    def visit_function(self, func: Any, *args: Any, **options: Any) -> str:
        name = ".".join([*func.packagenames, func.name]).lower()
        if name not in FUNCTIONS and name not in OUR_FUNCTIONS:
            self.proof.refused.append(f"nobody vouched for the function {name}")
        return super().visit_function(func, *args, **options)

    def _compose_select_body(
        self, text: str, select: Any, compile_state: Any, inner_columns: Any, froms: Any, *more: Any
    ) -> str:
        if select._hints or select._statement_hints:
            self.proof.refused.append("a hint is raw text")
        self._prove(froms, select._where_criteria)
        return super()._compose_select_body(text, select, compile_state, inner_columns, froms, *more)

    # What is written

    def visit_insert(self, insert_stmt: Any, *args: Any, **options: Any) -> str:
        self._note_write(insert_stmt, "insert")
        if insert_stmt._multi_values or insert_stmt.select is not None:
            self.proof.refused.append("insert rows as parameters, each can be looked at")
        return super().visit_insert(insert_stmt, *args, **options)

    def visit_update(self, update_stmt: Any, *args: Any, **options: Any) -> str:
        self._note_write(update_stmt, "update")
        return super().visit_update(update_stmt, *args, **options)

    def visit_delete(self, delete_stmt: Any, *args: Any, **options: Any) -> str:
        self._note_write(delete_stmt, "delete")
        return super().visit_delete(delete_stmt, *args, **options)

    def update_post_criteria_clause(self, update_stmt: Any, **options: Any) -> str | None:
        self._prove([update_stmt.table], update_stmt._where_criteria)
        return super().update_post_criteria_clause(update_stmt, **options)

    def delete_post_criteria_clause(self, delete_stmt: Any, **options: Any) -> str | None:
        self._prove([delete_stmt.table], delete_stmt._where_criteria)
        return super().delete_post_criteria_clause(delete_stmt, **options)

    def _note_write(self, statement: Any, kind: str) -> None:
        if self.stack:
            self.proof.refused.append(f"{kind} inside another statement")
        self.proof.kind = kind
        table = self._register(statement.table)
        if table is None:
            return
        self.proof.tables.add(table)
        values = getattr(statement, "_values", None) or ()
        named = {getattr(key, "key", key) for key in values} | set(self.column_keys or ())
        named |= {column.key for column, _ in getattr(statement, "_ordered_values", None) or ()}
        self.proof.writes |= {table.c[key] for key in named if key in table.c}

    # What is proved of each FROM

    def _prove(self, froms: Iterable[Any], where: Iterable[Any]) -> None:
        conditions: list[tuple[Any, list[FromClause]]] = []
        sources = [source for each in froms for source in _plain(each, conditions)]
        conditions += [(condition, sources) for condition in where]
        held: dict[FromClause, set[str]] = {source: set() for source in sources}
        named: _Named = []
        for condition, covered in conditions:
            for part in _conjuncts(condition):
                self._note(part, {source: held[source] for source in covered}, named)
        for source, value in named:
            if "tenant" not in held[source]:
                self.proof.tenants.add(value)
        for source, _ in named:
            held[source].add("tenant")
        for source in sources:
            if (table := self._register(source)) is not None:
                self.proof.sources.add((table, frozenset(held[source])))

    def _note(self, part: ColumnElement[Any], held: dict[FromClause, set[str]], named: _Named) -> None:
        """Note what one condition proves of the sources in `held`."""
        criterion = id(part._annotations.get("for_loader_criteria"))
        rule = part._annotations.get(RULE) or self.rules.get(criterion, "")
        if rule:
            for column in iterate(part):
                if (source := getattr(column, "table", None)) in held:
                    held[source].add(rule)
            return
        for source, value in _tenant_values(part):
            if source not in held:
                continue
            if value.callable is None:
                named.append((source, value))
            elif value.callable is self.viewers_tenant:
                held[source].add("tenant")


_Named = list[tuple[FromClause, BindParameter[Any]]]


def _tenant_values(part: ColumnElement[Any]) -> Iterator[tuple[Any, BindParameter[Any]]]:
    """Source and value of `tenant_id = value`, whichever side it stands on."""
    if isinstance(part, BinaryExpression) and part.operator is operators.eq:
        for column, value in ((part.left, part.right), (part.right, part.left)):
            if getattr(column, "name", "") == "tenant_id" and isinstance(value, BindParameter):
                yield getattr(column, "table", None), value


def _plain(source: Any, conditions: list[tuple[Any, list[FromClause]]]) -> list[FromClause]:
    """The sources under one FROM. Adds each ON with the sources it binds: of an outer join only the outer side."""
    if isinstance(source, FromGrouping):
        source = source.element
    if not isinstance(source, Join):
        return [source]
    left, right = _plain(source.left, conditions), _plain(source.right, conditions)
    conditions.append((source.onclause, [] if source.full else right if source.isouter else left + right))
    return left + right


def _conjuncts(condition: Any) -> Iterator[ColumnElement[Any]]:
    """The parts that must all hold."""
    if isinstance(condition, Grouping):
        yield from _conjuncts(condition.element)
    elif isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        for part in condition.clauses:
            yield from _conjuncts(part)
    elif condition is not None:
        yield condition


def _refusing(visit: str, why: str) -> Any:
    def refuse(self: Any, *args: Any, **options: Any) -> Any:
        self.proof.refused.append(why)
        return getattr(super(Prover, self), visit)(*args, **options)

    return refuse


_NEVER = {
    "visit_textclause": "text can't be proved",
    "visit_textual_select": "text can't be proved",
    "visit_table_valued_column": "a whole row is more than its columns",
    "visit_sequence": "sequences belong to nobody",
    "visit_on_conflict_do_update": "an upsert can't be proved",
    "update_from_clause": "an update that reads another table can't be proved",
    "delete_extra_from_clause": "a delete that reads another table can't be proved",
}
for _visit, _why in _NEVER.items():
    setattr(Prover, _visit, _refusing(_visit, _why))


def _only_known(visit: str) -> Any:
    def check(self: Any, element: Any, operator: Any, **options: Any) -> Any:
        if operator.opstring not in OPERATORS:
            self.proof.refused.append(f"nobody vouched for the operator {operator.opstring}")
        return getattr(super(Prover, self), visit)(element, operator, **options)

    return check


for _visit in ("visit_custom_op_binary", "visit_custom_op_unary_operator", "visit_custom_op_unary_modifier"):
    setattr(Prover, _visit, _only_known(_visit))


def prove_on(engine: Engine, *, registers: MetaData, rules: dict[int, str], viewers_tenant: Any) -> None:
    """Let every statement of `engine` be written by a prover."""
    base = engine.dialect.statement_compiler
    told = {"registers": registers, "rules": rules, "viewers_tenant": viewers_tenant}
    engine.dialect.statement_compiler = type(f"Proving{base.__name__}", (Prover, base), told)
