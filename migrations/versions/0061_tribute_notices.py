"""Who is told of a gift in honour or memory: asked for, sent or not, when, by whom, why; and the words as they went."""

from pathlib import Path

from alembic import op

revision = "0061_tribute_notices"
down_revision = "0060_quicker_wall"
branch_labels = None
depends_on = None

COLUMNS = {
    "open": {
        "unnamed": "boolean not null default false",
        "wanted": "text",
        "asked_at": "timestamptz",
        "asked_by": "uuid",
        "how": "text",
        "reason": "text",
        "settled_at": "timestamptz",
        "settled_by": "uuid",
        "letter_id": "uuid",
    },
    "internal": {"note": "text"},
    "contact": {"words": "jsonb"},
}


SETTLED = """update public.tribute set
    status = case when tell_id is null then 'none' when status in ('sent', 'suppressed') then status else 'pending' end,
    how = case when tell_id is not null and status = 'sent' then 'letter' end,
    reason = case when tell_id is not null and status = 'suppressed' then 'by_hand' end,
    settled_at = case when tell_id is not null and status in ('sent', 'suppressed') then now() end"""


def upgrade() -> None:
    """Make the columns. Whoever was to be told waits; who was told already is not told again."""
    prefix = op.get_context().opts["prefix"]
    for cls, columns in COLUMNS.items():
        for name, kind in columns.items():
            _run(f"alter table public.tribute add column {name} {kind}")
        names = ", ".join(columns)
        _run(f"grant select ({names}) on public.tribute to {prefix}_read_{cls}")
        _run(f"grant insert ({names}), update ({names}) on public.tribute to {prefix}_write_{cls}")
    _run(SETTLED)
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Take them away: that somebody was told stands in the status, and in the ledger."""
    _run("drop trigger stands on public.tribute; drop function guard.tribute_stands()")
    _run("drop index public.tribute_status_ix, public.tribute_letter_ix")
    for columns in COLUMNS.values():
        for name in columns:
            _run(f"alter table public.tribute drop column {name}")  # its checks and its key go with it
    _run("alter table public.tribute drop constraint tribute_status_check")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
