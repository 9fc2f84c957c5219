"""Plates over their whole life: pieces, shared plates, what an event came with, and why a row was corrected."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0017_plates"
down_revision = "0016_books"
branch_labels = None
depends_on = None

ITEMS = Fence(
    "plate_item",
    "staff",
    "insert update",
    {"open": "tenant_id id issue_id place status made_at", "asset": "stock_number"},
)
# Columns that were added, by table and class; a right to insert and, where the table has it, to update.
_ADDED = {
    "plate_issue": {"open": "reserved_until reissue_on max_vehicles"},
    "plate_assignment": {"open": "precision", "asset": "correction_reason"},
    "ownership": {"open": "precision", "asset": "correction_reason"},
    "plate_issue_event": {"open": "event recorded_at witness_id", "asset": "number reason"},
    "vehicle": {"open": "registered_until"},
    "odometer_reading": {"open": "recorded_at"},
    "lien": {"open": "recorded_at"},
}
_APPEND_ONLY = ("plate_issue_event", "odometer_reading")


def upgrade() -> None:
    """Make the columns, the pieces, the guard of assignments, and the question for a partial plate."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    _run(";\n".join(fence_statements(ITEMS, prefix)))
    for table, classes in _ADDED.items():
        for cls, names in classes.items():
            listed = ", ".join(names.split())
            _run(f"grant select ({listed}) on public.{table} to {prefix}_read_{cls}")
            rights = ("insert",) if table in _APPEND_ONLY else ("insert", "update")
            for right in rights:
                _run(f"grant {right} ({listed}) on public.{table} to {prefix}_write_{cls}")


def downgrade() -> None:
    """Take them back; rights go with their columns."""
    op.execute("drop function public.plates_like(text, int)")
    op.execute("drop trigger in_its_life on public.plate_assignment")
    op.execute("drop function guard.assignment_holds()")
    op.execute("alter table plate_assignment drop constraint plate_assignment_same_twice")
    op.execute("drop table public.plate_item")
    for table, classes in _ADDED.items():
        for names in classes.values():
            for name in names.split():
                op.execute(f"alter table public.{table} drop column {name}")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
