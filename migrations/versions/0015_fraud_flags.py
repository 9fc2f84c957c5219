"""Signs of fraud: a register that nobody changes but by closing a flag, once, with no hand in what is behind it."""

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0015_fraud_flags"
down_revision = "0014_lighter_wall"
branch_labels = None
depends_on = None

_TABLE = """
create table public.fraud_flag (
    tenant_id integer not null,
    id uuid not null,
    kind text not null,
    subject_id uuid not null,
    since date,
    until date,
    evidence jsonb not null,
    vehicles uuid[] not null,
    people uuid[] not null,
    involved uuid[] not null,
    found_at timestamptz not null,
    closed_at timestamptz,
    closed_by uuid,
    outcome text,
    reason text,
    constraint fraud_flag_pk primary key (tenant_id, id),
    constraint fraud_flag_closed_check check ((closed_at is null) = (closed_by is null)),
    constraint fraud_flag_outcome_check check ((closed_at is null) = (outcome is null)),
    constraint fraud_flag_outcomes_check check (outcome in ('explained', 'wrong_entry', 'referred')),
    constraint fraud_flag_kind_check check (kind in ('same_vin', 'title_hop', 'plate_hop', 'many_transfers',
        'many_buys', 'odometer_fall', 'shared_address'))
);
create index fraud_flag_subject_ix on public.fraud_flag (tenant_id, subject_id);
create index fraud_flag_open_ix on public.fraud_flag (tenant_id, found_at, id) where closed_at is null;
create index fraud_flag_closed_ix on public.fraud_flag (tenant_id, closed_at, id);
"""

# What was found stays found. It is closed once, for this purpose, by somebody who entered nothing of it and has no
# relation to those it is about.
_GUARD = """
create function guard.fraud_flag_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    later constant text[] := array['closed_at', 'closed_by', 'outcome', 'reason'];
    me constant uuid := public.viewer_actor();
begin
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later or old.closed_at is not null
        or public.viewer_purpose() not in ('fraud_review', 'system:load_demo')
        or new.closed_by is null or (me is not null and new.closed_by <> me)
        or new.closed_by = any (old.involved)
        or exists (select from public.conflict c where c.tenant_id = old.tenant_id
            and c.member_id = new.closed_by and c.person_id = any (old.people)) then
        raise exception 'a sign of fraud is closed once, and by somebody who had no part in it' using errcode = '42501';
    end if;
    return new;
end $$;
create trigger stands before update on public.fraud_flag
    for each row execute function guard.fraud_flag_stands();
"""

FENCE = Fence(
    "fraud_flag",
    "staff",
    "insert update",
    {
        "open": "tenant_id id kind subject_id since until evidence vehicles people involved found_at closed_at"
        " closed_by outcome",
        "internal": "reason",
    },
)


def upgrade() -> None:
    """Make the register and put it behind the wall."""
    _run(_TABLE)
    _run(";\n".join(fence_statements(FENCE, op.get_context().opts["prefix"])))
    _run(_GUARD)


def downgrade() -> None:
    """Take it away; the ledger keeps who closed what."""
    op.execute("drop table public.fraud_flag")
    op.execute("drop function guard.fraud_flag_stands()")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
