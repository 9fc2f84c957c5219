"""Columns that a policy does not open: left out of every SELECT, and an error to read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import inspect as inspect_row
from sqlalchemy.orm import ColumnProperty, configure_mappers, strategies
from sqlalchemy.orm.base import _RAISE_FOR_STATE
from sqlalchemy.orm.state import InstanceState

from casework.base.errors import Withheld
from casework.store.access import ALWAYS, Access, class_of
from casework.store.present import current_viewer
from casework.store.registers import Base


@ColumnProperty.strategy_for(guarded=True)
class GuardedLoader(strategies._ColumnLoader):
    """Leaves withheld columns out of the SELECT; reading one raises `Withheld`."""

    __slots__ = ()

    def setup_query(self, compile_state: Any, *args: Any, **options: Any) -> None:
        # SQLAlchemy hands over query_entity, path, loadopt, adapter, column_collection, memoized_populators
        access = compile_state.global_attributes.get("casework.access")
        if access is None or not access.may_read(class_of(self.parent_property.columns[0])):
            populators = options["memoized_populators"] if "memoized_populators" in options else args[5]
            populators[self.parent_property] = _RAISE_FOR_STATE
            return
        super().setup_query(compile_state, *args, **options)  # type: ignore[no-untyped-call]  # untyped upstream


class _RaiseWithheld:
    def __init__(self, key: str, cls: str) -> None:
        self.key, self.cls = key, cls

    def __call__(self, state: InstanceState[Any], passive: Any = None, **options: Any) -> Any:
        name = state.class_.__name__
        raise Withheld(
            f"{name}.{self.key} ({self.cls}) is withheld for the purpose {current_viewer().purpose}."
        )


def stay_withheld(state: InstanceState[Any], access: Access) -> None:
    """Let what is withheld of an expired row raise `Withheld` as before: loading it again would not bring it."""
    for prop in state.mapper.column_attrs:
        if not access.may_read(class_of(prop.columns[0])):  # type: ignore[arg-type]  # mapped to real columns only
            state.expired_attributes.discard(prop.key)
            prop._raise_column_loader(state, state.dict, None)


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


def must_be_open_to(access: Access, row: Any, names: Iterable[str]) -> None:
    """Raise `Withheld` if one of these attributes is."""
    columns = inspect_row(row).mapper.columns
    for name in names:
        if name in columns and not access.may_read(class_of(columns[name])):
            raise Withheld(
                f"{type(row).__name__}.{name} is withheld for the purpose {current_viewer().purpose}."
            )
