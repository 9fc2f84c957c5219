"""The prover: an SQL compiler that notes, while it writes a statement, what the statement proves about itself.

Every way to SQL through SQLAlchemy passes here, ORM or Core, nested or not. What is noted says nothing of who asks,
so it is kept with the compiled statement and worked out once. The gate compares it with the viewer's policy.
Whatever can't be proved is listed as refused: text, whole rows, functions nobody vouched for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import BindParameter, ColumnElement, Engine, MetaData, Table
from sqlalchemy.sql import operators
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

from casework.store.proof import FUNCTIONS, OPERATORS, OUR_FUNCTIONS, PLAIN_TYPE, RULE, Proof


class Prover:
    """Mixed in before the dialect's own compiler: whatever that is asked to write is looked at first."""

    registers: ClassVar[MetaData]
    rules: ClassVar[dict[int, str]]  # id of a loader criterion → the rule it stands for
    viewers_tenant: ClassVar[Any]  # the callable behind the viewer's own tenant
    stack: list[Any]  # of the compiler: the statements around the one being written
    column_keys: list[str] | None  # of the compiler: the parameters it was given

    dialect: Any

    @cached_property
    def _counted(self) -> set[int]:
        """Stars in count(), the one place where a star shows no column."""
        return set()

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

    def note_column(self, column: Any, *args: Any, **options: Any) -> None:
        if column.table is None:
            if not (column.is_literal and (column.name.isdigit() or id(column) in self._counted)):
                self.proof.refused.append(f"{column.name!r} is a column of no table")
        elif (table := self._register(column.table)) is not None:
            self.proof.reads.add(table.c[column.key] if column.key in table.c else table.c[column.name])

    def note_table(self, table: Any, asfrom: bool = False, *args: Any, **options: Any) -> None:
        if asfrom and (known := self._register(table)) is not None:
            self.proof.tables.add(known)

    def note_function(self, func: Any, *args: Any, **options: Any) -> None:
        name = ".".join([*func.packagenames, func.name]).lower()
        if name not in FUNCTIONS and name not in OUR_FUNCTIONS:
            self.proof.refused.append(f"nobody vouched for the function {name}")
        if name == "count":
            self._counted |= {id(part) for part in func.clauses if getattr(part, "name", "") == "*"}

    def note_cast(self, cast: Any, **options: Any) -> None:
        written = self.dialect.type_compiler_instance.process(cast.type)
        if not PLAIN_TYPE.fullmatch(written):
            self.proof.refused.append("the name of a type is raw text")

    def note_operator(self, element: Any, operator: Any, **options: Any) -> None:
        if operator.opstring not in OPERATORS:
            self.proof.refused.append(f"nobody vouched for the operator {operator.opstring}")

    def note_select(
        self, text: str, select: Any, compile_state: Any, inner_columns: Any, froms: Any, *more: Any
    ) -> None:
        if select._hints or select._statement_hints:
            self.proof.refused.append("a hint is raw text")
        self._prove(froms, select._where_criteria)

    def note_insert(self, statement: Any, **options: Any) -> None:
        self._note_write(statement, "insert")
        if statement._multi_values or statement.select is not None:
            self.proof.refused.append("insert rows as parameters, each can be looked at")

    def note_update(self, statement: Any, **options: Any) -> None:
        self._note_write(statement, "update")

    def note_delete(self, statement: Any, **options: Any) -> None:
        self._note_write(statement, "delete")

    def note_where(self, statement: Any, **options: Any) -> None:
        self._prove([statement.table], statement._where_criteria)

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


def _never(why: str) -> Callable[..., None]:
    return lambda self, *args, **options: self.proof.refused.append(why)


HOOKS: dict[str, Callable[..., None]] = {
    "visit_column": Prover.note_column,
    "visit_table": Prover.note_table,
    "visit_function": Prover.note_function,
    "visit_cast": Prover.note_cast,
    "_compose_select_body": Prover.note_select,
    "visit_insert": Prover.note_insert,
    "visit_update": Prover.note_update,
    "visit_delete": Prover.note_delete,
    "update_post_criteria_clause": Prover.note_where,
    "delete_post_criteria_clause": Prover.note_where,
    "visit_custom_op_binary": Prover.note_operator,
    "visit_custom_op_unary_operator": Prover.note_operator,
    "visit_custom_op_unary_modifier": Prover.note_operator,
    "visit_textclause": _never("text can't be proved"),
    "visit_textual_select": _never("text can't be proved"),
    "visit_table_valued_column": _never("a whole row is more than its columns"),
    "visit_sequence": _never("sequences belong to nobody"),
    "visit_on_conflict_do_update": _never("an upsert can't be proved"),
    "update_from_clause": _never("an update that reads another table can't be proved"),
    "delete_extra_from_clause": _never("a delete that reads another table can't be proved"),
}
"""What the dialect's compiler is asked for → what looks first."""


def _looking_first(name: str, look: Callable[..., None], write: Callable[..., Any]) -> Callable[..., Any]:
    def hook(self: Prover, *args: Any, **options: Any) -> Any:
        self.proof.fired.add(name)
        look(self, *args, **options)
        return write(self, *args, **options)

    return hook


def prove_on(engine: Engine, *, registers: MetaData, rules: dict[int, str], viewers_tenant: Any) -> None:
    """Let every statement of `engine` be written by a prover. AttributeError when a hook is unknown to SQLAlchemy."""
    base = engine.dialect.statement_compiler
    told: dict[str, Any] = {
        "registers": registers,
        "rules": rules,
        "viewers_tenant": staticmethod(viewers_tenant),
    }
    hooks = {name: _looking_first(name, look, getattr(base, name)) for name, look in HOOKS.items()}
    engine.dialect.statement_compiler = type(f"Proving{base.__name__}", (Prover, base), told | hooks)
