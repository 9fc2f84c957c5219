"""Emergency access: a register of its own, which whoever broke the glass can neither change nor review."""

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0007_break_glass"
down_revision = "0006_person_keys"
branch_labels = None
depends_on = None

_TABLE = """
create table public.break_glass (
    tenant_id integer not null,
    id uuid not null,
    opened_by uuid not null,
    opened_at timestamptz not null,
    until timestamptz not null,
    ended_at timestamptz,
    case_id uuid,
    person_id uuid,
    category text not null,
    need text not null,
    reason text not null,
    reminded_at timestamptz,
    reviewed_by uuid,
    reviewed_at timestamptz,
    outcome text,
    words text,
    constraint break_glass_pk primary key (tenant_id, id),
    constraint break_glass_one_record_check check ((case_id is null) <> (person_id is null)),
    constraint break_glass_an_hour_check
        check (until > opened_at and until <= opened_at + interval '60 minutes'),
    constraint break_glass_outcome_check check (outcome in ('justified', 'not_justified'))
);
create index break_glass_opened_ix on public.break_glass (tenant_id, opened_at, id);
create index break_glass_opener_ix on public.break_glass (tenant_id, opened_by, opened_at);
create index break_glass_waiting_ix on public.break_glass (tenant_id, opened_at) where outcome is null;
"""

# What was asked stays as it was asked. An access ends once; only somebody else reviews it, for oversight, once.
_GUARD = """
create function guard.break_glass_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    later constant text[] := array['ended_at', 'reminded_at', 'reviewed_by', 'reviewed_at', 'outcome', 'words'];
begin
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later
        or (old.ended_at is not null and new.ended_at is distinct from old.ended_at) then
        raise exception 'an emergency access is never changed' using errcode = '23514';
    end if;
    if (new.reviewed_by, new.reviewed_at, new.outcome, new.words)
        is distinct from (old.reviewed_by, old.reviewed_at, old.outcome, old.words) then
        if old.outcome is not null or new.outcome is null or new.reviewed_by is null
            or new.reviewed_by = old.opened_by or public.viewer_actor() = old.opened_by
            or public.viewer_purpose() not in ('oversight', 'system:load_demo') then
            raise exception 'an emergency access is reviewed once, and by somebody else' using errcode = '42501';
        end if;
    end if;
    return new;
end $$;
create trigger stands before update on public.break_glass
    for each row execute function guard.break_glass_stands();
"""

FENCE = Fence(
    "break_glass",
    "emergency",
    "insert update",
    {
        "open": "tenant_id id opened_by opened_at until ended_at case_id person_id category need"
        " reminded_at reviewed_by reviewed_at outcome",
        "internal": "reason words",
    },
)


def upgrade() -> None:
    """Make the register and put it behind the wall."""
    _run(_TABLE)
    _run(";\n".join(fence_statements(FENCE, op.get_context().opts["prefix"])))
    _run(_GUARD)


def downgrade() -> None:
    """Take it away; the ledger keeps what was read."""
    op.execute("drop table public.break_glass")
    op.execute("drop function guard.break_glass_stands()")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
