"""The ground of the attacks itself: what is swept over stands in every register, of the office and of next door."""

import pytest

from casework.models.identity import IdentityBase
from casework.store.access import class_of
from casework.store.registers import Base
from tests.attacks.court import Court
from tests.attacks.ground import OURS, THEIRS

TABLES = [
    table for base in (Base, IdentityBase) for table in base.metadata.sorted_tables if "tenant_id" in table.c
]
MOVING = {"ledger_head"}
"""Counters that the eye leaves out, since every entry moves them: tests/store/test_ledger*.py has rows of them."""

WITHOUT = {
    "gift.fair_value": "of goods alone, whose gift has no amount: the sum beside it is of the same class"
}
"""Columns that tell nothing on this ground, and why not."""


@pytest.mark.parametrize("tenant", [OURS, THEIRS])
def test_no_register_is_empty(court: Court, tenant: int) -> None:
    rows = court.eye.ground
    empty = [
        table.name
        for table in TABLES
        if table.name not in MOVING and not any(row["tenant_id"] == tenant for row in rows[table.name])
    ]
    assert not empty, "give them a row in tests/attacks/filled.py"


def test_every_column_of_a_class_tells_something_of_next_door(court: Court) -> None:
    empty = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if table.name not in MOVING
        for column in table.c
        if class_of(column) != "open"
        and all(
            row[column.name] is None for row in court.eye.ground[table.name] if row["tenant_id"] == THEIRS
        )
    }
    assert empty == set(WITHOUT), "give them a canary in tests/attacks/laid_out.py or its neighbours"
