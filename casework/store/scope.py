"""The rewriter: each statement fetches only the rows and columns that the viewer's policy opens.

One static option per policy rides on every statement. Its cache key is the policy's key; who is looking comes in as
bound values read when the statement runs. So nothing is built per request and compiled statements are shared.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Uuid, bindparam
from sqlalchemy import inspect as inspect_row
from sqlalchemy.orm import ColumnProperty, configure_mappers, strategies, with_loader_criteria
from sqlalchemy.orm.base import _RAISE_FOR_STATE
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.orm.state import InstanceState
from sqlalchemy.sql.visitors import InternalTraversal

from casework.base.errors import WallError, Withheld
from casework.store.access import ALWAYS, Access, Viewer
from casework.store.registers import Base, TenantRow, class_of


def _viewer() -> Viewer:
    from casework.store.session import current_viewer  # the session imports this module

    return current_viewer()


TENANT = bindparam("viewer_tenant", callable_=lambda: _viewer().tenant, type_=Integer)
ACTOR = bindparam("viewer_actor", callable_=lambda: _viewer().actor, type_=Uuid)
CASE = bindparam("viewer_case", callable_=lambda: _viewer().case, type_=Uuid)
UNITS = bindparam("viewer_units", callable_=lambda: list(_viewer().units), expanding=True, type_=Uuid)

RowRule = tuple[type[Any], Callable[[Any], ColumnElement[bool]]]
_row_rules: dict[str, list[RowRule]] = {}


def row_rule(name: str, entity: type[Any]) -> Callable[[Callable[[Any], ColumnElement[bool]]], Any]:
    """Declare what rule `name` means for `entity` (a model or a mixin): a criterion on its class."""

    def declare(criterion: Callable[[Any], ColumnElement[bool]]) -> Callable[[Any], ColumnElement[bool]]:
        _row_rules.setdefault(name, []).append((entity, criterion))
        return criterion

    return declare


class PolicyOption(CriteriaOption):
    """One statement option that carries a whole policy."""

    __slots__ = ("access", "criteria", "policy_key")
    propagate_to_loaders = True
    inherit_cache = False
    _traverse_internals = [("policy_key", InternalTraversal.dp_plain_obj)]  # noqa: RUF012  # SQLAlchemy's shape

    def __init__(self, access: Access) -> None:
        self.access = access
        self.policy_key = access.key
        self.criteria = tuple(_criteria(access))

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


def _criteria(access: Access) -> Any:
    yield with_loader_criteria(
        TenantRow, lambda cls: cls.tenant_id == TENANT, include_aliases=True, track_closure_variables=False
    )
    for name in access.row_rules:
        if name not in _row_rules:
            raise WallError(f"No model says what the row rule “{name}” means.")
        for entity, criterion in _row_rules[name]:
            for mapper in Base.registry.mappers:
                if issubclass(mapper.class_, entity):
                    yield with_loader_criteria(mapper.class_, criterion(mapper.class_), include_aliases=True)


@lru_cache(maxsize=512)
def option_for(access: Access) -> PolicyOption:
    """The one option of a policy. Also makes sure that the column strategy is in place."""
    guard_columns()
    return PolicyOption(access)


@ColumnProperty.strategy_for(guarded=True)
class GuardedLoader(strategies._ColumnLoader):
    """Leaves withheld columns out of the SELECT; reading one raises `Withheld`."""

    __slots__ = ()

    def setup_query(self, compile_state: Any, *args: Any, **options: Any) -> None:
        # SQLAlchemy hands over query_entity, path, loadopt, adapter, column_collection, memoized_populators
        access = compile_state.global_attributes.get("casework.access")
        if access is None or not access.may_read(class_of(self.parent_property.columns[0])):
            memoized_populators = options.get("memoized_populators") or args[5]
            memoized_populators[self.parent_property] = _RAISE_FOR_STATE
            return
        super().setup_query(compile_state, *args, **options)  # type: ignore[no-untyped-call]  # untyped upstream


class _RaiseWithheld:
    def __init__(self, key: str, cls: str) -> None:
        self.key, self.cls = key, cls

    def __call__(self, state: InstanceState[Any], passive: Any = None, **options: Any) -> Any:
        name = state.class_.__name__
        raise Withheld(f"{name}.{self.key} ({self.cls}) is withheld for the purpose {_viewer().purpose}.")


@lru_cache(maxsize=1)
def guard_columns() -> None:
    """Put the guarded strategy on every classed column that can be withheld. Runs once."""
    configure_mappers()
    for mapper in Base.registry.mappers:
        for prop in mapper.column_attrs:
            cls = class_of(prop.columns[0])  # type: ignore[arg-type]  # mapped to real columns only
            if cls not in ALWAYS:
                prop.strategy_key = (("guarded", True),)
                prop.strategy = prop._get_strategy(prop.strategy_key)
                loader = InstanceState._instance_level_callable_processor(
                    mapper.class_manager, _RaiseWithheld(prop.key, cls), prop.key
                )
                prop._raise_column_loader = loader  # type: ignore[attr-defined]  # memoized, so hidden from types


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
