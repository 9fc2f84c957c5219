"""The rewriter: each statement fetches only the rows and columns that the viewer's policy opens.

One static option per policy rides on every statement. Its cache key is the policy's key; who is looking comes in as
bound values read when the statement runs. So nothing is built per request and compiled statements are shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Date, Integer, Text, Uuid, bindparam
from sqlalchemy import inspect as inspect_row
from sqlalchemy.orm import Mapper, with_loader_criteria
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql.visitors import InternalTraversal

from casework.base.clock import now
from casework.base.errors import WallError
from casework.store.access import Access, Viewer, class_of
from casework.store.present import current_viewer
from casework.store.proof import RULE
from casework.store.registers import Base, TenantRow
from casework.store.withheld import guard_columns


def viewers_tenant() -> int:
    """The tenant of whoever looks; the prover knows a bound value by this function."""
    return current_viewer().tenant


TENANT = bindparam("viewer_tenant", callable_=viewers_tenant, type_=Integer)
ACTOR = bindparam("viewer_actor", callable_=lambda: current_viewer().actor, type_=Uuid)
CASE = bindparam("viewer_case", callable_=lambda: current_viewer().case, type_=Uuid)
PERSON = bindparam("viewer_person", callable_=lambda: current_viewer().person, type_=Uuid)
PURPOSE = bindparam("viewer_purpose", callable_=lambda: current_viewer().purpose, type_=Text)
TODAY = bindparam("today", callable_=lambda: now().date(), type_=Date)
CASE_TEXT = bindparam("viewer_case_text", callable_=lambda: str(current_viewer().case), type_=Text)
UNITS = bindparam("viewer_units", callable_=lambda: list(current_viewer().units), type_=ARRAY(Uuid))
LABELS = bindparam(
    "viewer_labels",
    callable_=lambda: sorted(current_viewer().access.read_labels),
    type_=ARRAY(Text),
)
BY_SYSTEM = bindparam(
    "by_system", callable_=lambda: current_viewer().purpose.startswith("system:"), type_=Boolean
)

Criterion = Callable[[Any], ColumnElement[bool]]
_row_rules: dict[str, dict[type[Any], Criterion | None]] = {}
_EXCLUSIVE = frozenset({"own_case", "one_person", "own_giving"})
"""Rules that shut every register of which they say nothing."""


def row_rule(name: str, *entities: type[Any]) -> Callable[[Criterion], Criterion]:
    """Declare what rule `name` means for `entities` (models or mixins): a criterion on the class."""

    def declare(criterion: Criterion) -> Criterion:
        _row_rules.setdefault(name, {}).update(dict.fromkeys(entities, criterion))
        return criterion

    return declare


def leaves_open(name: str, *entities: type[Any]) -> None:
    """Declare that rule `name` shuts nothing of `entities`."""
    _row_rules.setdefault(name, {}).update(dict.fromkeys(entities))


def standing_for(rule: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition that is as good as the rule itself, where SQLAlchemy does not put the rule's own."""
    return condition._annotate({RULE: rule})


def rules_of(access: Access) -> tuple[str, ...]:
    """The rules of a policy: those it names, and those that always stand."""
    always = ("label", "draft", "under_case")
    sealed = () if access.sealed_cases or "own_case" in access.row_rules else ("unsealed",)
    hidden = () if access.hidden_names or "own_case" in access.row_rules else ("named",)
    return (*always, *sealed, *hidden, *access.row_rules)


def meaning(rule: str, mapper: Mapper[Any]) -> Criterion | None:
    """What `rule` means for the rows of `mapper`; None when it shuts none of them."""
    if rule not in _row_rules:
        raise WallError(f"No model says what the row rule “{rule}” means.")
    for entity in mapper.class_.__mro__:
        if entity in _row_rules[rule]:
            return _row_rules[rule][entity]
    return _nothing if rule in _EXCLUSIVE else None


def _nothing(cls: Any) -> ColumnElement[bool]:
    return cls.tenant_id.is_(None)  # type: ignore[no-any-return]  # a column of the class given


RULE_OF: dict[int, str] = {}
"""The id of each loader criterion → the rule it stands for; criteria are made once and live for ever."""


@cache
def _criterion(rule: str, mapper: Mapper[Any] | None) -> Any:
    """The loader criterion of a rule for a register; of the tenant's for all of them."""
    if mapper is None:
        made = with_loader_criteria(
            TenantRow,
            lambda cls: cls.tenant_id == TENANT,
            include_aliases=True,
            track_closure_variables=False,
        )
    elif (said := meaning(rule, mapper)) is None:
        return None
    else:
        made = with_loader_criteria(mapper.class_, said(mapper.class_), include_aliases=True)
    RULE_OF[id(made)] = rule
    return made


class PolicyOption(CriteriaOption):
    """One statement option that carries a whole policy."""

    __slots__ = ("access", "criteria", "policy_key", "required")
    propagate_to_loaders = True
    inherit_cache = False
    _traverse_internals = [("policy_key", InternalTraversal.dp_plain_obj)]  # noqa: RUF012  # SQLAlchemy's shape

    def __init__(self, access: Access) -> None:
        self.access = access
        self.policy_key = access.key
        self.criteria = tuple(_criteria(access))
        self.required: Mapping[Any, frozenset[str]] = _required(access)

    def process_compile_state(self, compile_state: Any) -> None:
        self.get_global_criteria(compile_state.global_attributes)

    def process_compile_state_replaced_entities(self, compile_state: Any, mapper_entities: Any) -> None:
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        if attributes.get("casework.access") is self.access:
            return
        attributes["casework.access"] = self.access
        for criterion in self.criteria:
            criterion.get_global_criteria(attributes)

    def __reduce__(self) -> tuple[Any, ...]:
        raise WallError("What a viewer loaded can't be pickled.")


def _criteria(access: Access) -> Iterator[Any]:
    yield _criterion("tenant", None)
    for rule in rules_of(access):
        for mapper in Base.registry.mappers:
            if (made := _criterion(rule, mapper)) is not None:
                yield made


def _required(access: Access) -> dict[Any, frozenset[str]]:
    """Register → the rules that every FROM of it must be proved to hold to."""
    return {
        mapper.local_table: frozenset(
            ("tenant", *(rule for rule in rules_of(access) if meaning(rule, mapper) is not None))
        )
        for mapper in Base.registry.mappers
    }


@lru_cache(maxsize=512)
def option_for(access: Access) -> PolicyOption:
    """The one option of a policy. Also makes sure that the column strategy is in place."""
    guard_columns()
    return PolicyOption(access)


def on_reload(statement: Any, mapper: Mapper[Any], access: Access) -> Any:
    """A statement that loads a row again, with the row rules that SQLAlchemy leaves off there."""
    for rule in rules_of(access):
        if (said := meaning(rule, mapper)) is not None:
            statement = statement.where(standing_for(rule, said(mapper.class_)))
    return statement


def stamp_tenant(row: TenantRow, viewer: Viewer) -> None:
    """Give a new row its viewer's tenant; refuse a foreign one."""
    if row.tenant_id is None:
        row.tenant_id = viewer.tenant
    elif row.tenant_id != viewer.tenant:
        raise WallError("A new row must belong to the viewer's tenant.")


def check_write(row: Any, access: Access) -> None:
    """Make sure that every changed column is of a class the policy may write."""
    state = inspect_row(row)
    for prop in state.mapper.column_attrs:
        column = prop.columns[0]
        if column.primary_key or not state.attrs[prop.key].history.has_changes():
            continue
        cls = class_of(column)
        if not access.may_write(cls):
            raise WallError(f"{state.class_.__name__}.{prop.key} ({cls}) can't be written for this purpose.")
