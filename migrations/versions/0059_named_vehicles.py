"""A case that names a vehicle keeps its import from being taken back: found by the word under which cases are found."""

from pathlib import Path

from alembic import op

revision = "0059_named_vehicles"
down_revision = "0058_planned"
branch_labels = None
depends_on = None

NEVER_FOUND = "w.token = lower(v.vin_key)"
FOUND = "w.token = '#' || translate(lower(v.vin_key), 'oqi', '001')"


def upgrade() -> None:
    """Ask for the word of a VIN as it is kept: behind a hash, with digits for what is mistaken for digits."""
    _run(_asking().replace(NEVER_FOUND, FOUND))


def downgrade() -> None:
    """Ask as before."""
    _run(_asking())


def _asking() -> str:
    """How the database looks for what was built upon lines of an import, as it was."""
    before = Path(__file__).with_name("0055_undo_in_pieces.sql").read_text(encoding="utf-8")
    begin = before.index("create or replace function guard.nothing_built_upon")
    return before[begin : before.index("-- Whoever holds a row that these lines made", begin)]


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
