"""Everybody is told by when a request is to be done, not by when somebody takes a first look."""

from pathlib import Path

from alembic import op

revision = "0058_planned"
down_revision = "0057_settled_payments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day, and let the worker count every open case once: it finds it. Until then the earlier day stands."""
    prefix = op.get_context().opts["prefix"]
    _run('alter table public."case" add column planned_at timestamptz')
    _run(f'grant select (planned_at) on public."case" to {prefix}_read_open')
    _run(f'grant insert (planned_at), update (planned_at) on public."case" to {prefix}_write_open')
    _run('update public."case" set planned_at = due_at, look_at = now() where closed_at is null')
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Let what is due first be told again."""
    before = Path(__file__).with_name("0018_public_requests.sql").read_text(encoding="utf-8")
    _run('drop trigger follow_case on public."case"')
    _run(_cut(before, "create function guard.follow_case", "revoke"))
    _run(_cut(before, "create trigger follow_case", "-- Who asks"))
    _run(_cut(before, "create function guard.name_agency", "revoke"))
    _run(
        'update public.public_request r set due_at = c.due_at from public."case" c'
        " where c.tenant_id = r.tenant_id and c.id = r.case_id"
    )
    _run('alter table public."case" drop column planned_at')


def _cut(text: str, begin: str, end: str) -> str:
    start = text.index(begin)
    return text[start : text.index(end, start)].replace("create function", "create or replace function", 1)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
