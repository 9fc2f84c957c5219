"""The registers: cases, people, vehicles, plates, gifts, and the ledger over them all."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0003_registers"
down_revision = "0002_identity"
branch_labels = None
depends_on = None

_HERE = Path(__file__).parent

# Who looks and for what purpose: more words of the signed viewer, for policies and the ledger.
_VIEWER = """
create function public.viewer_actor_kind() returns text
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin return (guard.viewer())[5]; end $$;

create function public.viewer_actor() returns uuid
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin return nullif((guard.viewer())[6], '')::uuid; end $$;

create function public.viewer_purpose() returns text
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin return (guard.viewer())[7]; end $$;

create function public.viewer_write_labels() returns text[]
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin return string_to_array((guard.viewer())[8], ','); end $$;

revoke all on function public.viewer_actor_kind(), public.viewer_actor(), public.viewer_purpose(),
    public.viewer_write_labels() from public;
grant execute on function public.viewer_actor_kind(), public.viewer_actor(), public.viewer_purpose(),
    public.viewer_write_labels() to {p}_viewer;
"""

# The chain: each entry's hash is over the hash before it and the entry's text. Nobody but these functions writes
# it; the app's entries take tenant, actor and purpose from the signed viewer, the identity login names them itself.
_LEDGER = """
create function public.ledger_body(e public.ledger_entry) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select concat_ws('|', e.tenant_id, e.seq,
        to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.actor_kind,
        coalesce(e.actor_id::text, ''), e.purpose, e.act, coalesce(e.case_id::text, ''),
        array_to_string(e.subjects, ','), array_to_string(e.fields, ','), e.detail)
$$;

create function guard.chain(e public.ledger_entry) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    head public.ledger_head;
begin
    insert into public.ledger_head (tenant_id, seq, hash)
        values (e.tenant_id, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
    select * into head from public.ledger_head where tenant_id = e.tenant_id for update;
    e.seq := head.seq + 1;
    e.at := clock_timestamp();
    e.hash := sha256(head.hash || convert_to(public.ledger_body(e), 'UTF8'));
    insert into public.ledger_entry select e.*;
    update public.ledger_head set seq = e.seq, hash = e.hash where tenant_id = e.tenant_id;
    return e.seq;
end $$;
revoke all on function guard.chain(public.ledger_entry) from public;

create function public.ledger_append(act text, about uuid, subjects uuid[], fields text[], detail text)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    e public.ledger_entry;
begin
    e.tenant_id := public.viewer_tenant();
    if e.tenant_id is null then
        raise exception 'no viewer: nothing to enter in the ledger' using errcode = '42501';
    end if;
    e.actor_kind := public.viewer_actor_kind();
    e.actor_id := public.viewer_actor();
    e.purpose := public.viewer_purpose();
    e.act := act; e.case_id := about; e.subjects := subjects; e.fields := fields; e.detail := detail;
    return guard.chain(e);
end $$;
revoke all on function public.ledger_append(text, uuid, uuid[], text[], text) from public;
grant execute on function public.ledger_append(text, uuid, uuid[], text[], text) to {p}_viewer;

create function identity.ledger_append(
    tenant int, actor_kind text, actor uuid, purpose text, act text, subjects uuid[], detail text)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    e public.ledger_entry;
begin
    e.tenant_id := tenant; e.actor_kind := actor_kind; e.actor_id := actor; e.purpose := purpose;
    e.act := act; e.subjects := subjects; e.fields := '{}'; e.detail := detail;
    return guard.chain(e);
end $$;
revoke all on function identity.ledger_append(int, text, uuid, text, text, uuid[], text) from public;
grant execute on function identity.ledger_append(int, text, uuid, text, text, uuid[], text) to {p}_identity;
grant execute on function public.ledger_body(public.ledger_entry) to {p}_viewer;
"""

# A row of twice-dated history changes only once, by being superseded.
_APPEND_ONLY = """
create function guard.only_supersede() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.superseded_at is not null
        or to_jsonb(new) - 'superseded_at' is distinct from to_jsonb(old) - 'superseded_at' then
        raise exception 'history is corrected by superseding a row, not by changing it' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger only_supersede before update on public.ownership
    for each row execute function guard.only_supersede();
create trigger only_supersede before update on public.plate_assignment
    for each row execute function guard.only_supersede();
"""
# What an applicant may know of the ledger: who of the office looked at or did what in their own case, by title.
_OWN_LEDGER = """
create function public.own_ledger(most int)
returns table (at timestamptz, actor_kind text, titles text[], purpose text, act text, fields text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select e.at, e.actor_kind, coalesce(m.titles, '{}'), e.purpose, e.act, e.fields
    from public.ledger_entry e
    left join public.member m on m.tenant_id = e.tenant_id and m.id = e.actor_id
    where e.tenant_id = public.viewer_tenant() and e.case_id = public.viewer_case()
        and e.actor_kind in ('member', 'system')
    order by e.seq desc limit least(most, 1000)
$$;
revoke all on function public.own_ledger(int) from public;
grant execute on function public.own_ledger(int) to {p}_viewer;
"""

# Which files are still named by a row, whatever its label: for the sweep alone, which reads no row it does not own.
_STORED_FILES = """
create function public.stored_files() returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if public.viewer_purpose() is distinct from 'system:sweep' then
        raise exception 'only the sweep asks which files are in use' using errcode = '42501';
    end if;
    return query
        select d.store_name from public.document d where d.tenant_id = public.viewer_tenant()
        union all select u.store_name from public.upload u where u.tenant_id = public.viewer_tenant()
        union all select r.store_name from public.receipt r where r.tenant_id = public.viewer_tenant();
end $$;
revoke all on function public.stored_files() from public;
grant execute on function public.stored_files() to {p}_viewer;
"""

# A fact's purge date follows from the day its case closed, whoever closes it and whatever they may read.
_PURGE = """
create function guard.set_purge_dates() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.fact f
        set purge_on = case when new.closed_at is null or f.keep = 'permanent' then null
            else (new.closed_at + f.keep::interval)::date end
        where f.tenant_id = new.tenant_id and f.case_id = new.id;
    return null;
end $$;
revoke all on function guard.set_purge_dates() from public;
create trigger set_purge_dates after update of closed_at on public."case"
    for each row when (old.closed_at is distinct from new.closed_at)
    execute function guard.set_purge_dates();
"""

FENCES = (
    Fence(
        "fund",
        "tenant",
        "insert update",
        {
            "open": "tenant_id id code name restriction active",
        },
    ),
    Fence(
        "idempotency_key",
        "holder",
        "insert delete",
        {
            "open": "tenant_id id holder key request_hash answer at",
        },
    ),
    Fence(
        "ledger_entry",
        "staff",
        "",
        {
            "open": "tenant_id seq at actor_kind actor_id purpose act case_id subjects fields detail hash seal_id",
        },
    ),
    Fence(
        "ledger_head",
        "staff",
        "",
        {
            "open": "tenant_id seq hash",
        },
    ),
    Fence(
        "letter",
        "letter",
        "insert update",
        {
            "open": "tenant_id id template language case_id person_id queued_at sent_at message_id failure",
            "contact": "address",
            "matter": "values",
        },
    ),
    Fence(
        "number_series",
        "staff",
        "insert update",
        {
            "open": "tenant_id series year next",
        },
    ),
    Fence(
        "pack_version",
        "tenant",
        "insert",
        {
            "open": "tenant_id id name version digest document installed_at",
        },
    ),
    Fence(
        "person",
        "staff",
        "insert update",
        {
            "open": "tenant_id id kind language registered_at",
            "contact": "name name_key name_sort",
            "identity": "birth_date deceased_on",
        },
    ),
    Fence(
        "plate_mark",
        "staff",
        "insert update",
        {
            "open": "tenant_id id jurisdiction plate_class",
            "asset": "display canonical search_key",
        },
    ),
    Fence(
        "sealing_key",
        "tenant",
        "insert",
        {
            "open": "tenant_id version root_id wrapped",
        },
    ),
    Fence(
        "vehicle",
        "staff",
        "insert update",
        {
            "open": "tenant_id id make model year body colour fuel gvwr_lb version",
            "asset": "vin vin_key",
        },
    ),
    Fence(
        "brand",
        "staff",
        "insert update",
        {
            "open": "tenant_id id vehicle_id brand source effective_on recorded_at voided_at",
        },
    ),
    Fence(
        "case",
        "case",
        "insert update",
        {
            "open": "tenant_id id number workflow pack_id state purpose channel language unit_id assignee_id sealed opened_at state_since due_at closed_at outcome entered_by version",
            "matter": "headline",
        },
    ),
    Fence(
        "contact_point",
        "staff",
        "insert update",
        {
            "open": "tenant_id id person_id kind since until",
            "contact": "value value_key",
        },
    ),
    Fence(
        "draft",
        "draft",
        "insert update delete",
        {
            "open": "tenant_id id workflow pack_id language begun_at saved_at expires_at",
            "labelled": "answers",
        },
    ),
    Fence(
        "gift",
        "staff",
        "insert update",
        {
            "open": "tenant_id id number donor_id fund_id kind currency method received_on status case_id reverses_id entered_by posted_at version",
            "financial": "amount benefit",
            "matter": "goods",
        },
    ),
    Fence(
        "hold",
        "staff",
        "insert update",
        {
            "open": "tenant_id id vehicle_id code placed_by since until",
            "internal": "reason",
        },
    ),
    Fence(
        "lien",
        "staff",
        "insert update",
        {
            "open": "tenant_id id vehicle_id holder_id since released_on release_case_id",
        },
    ),
    Fence(
        "odometer_reading",
        "staff",
        "insert",
        {
            "open": "tenant_id id vehicle_id reading unit certified read_on case_id",
        },
    ),
    Fence(
        "person_identifier",
        "staff",
        "insert update",
        {
            "open": "tenant_id id person_id kind",
            "sealed": "value value_bidx",
        },
    ),
    Fence(
        "person_word",
        "staff",
        "insert delete",
        {
            "open": "tenant_id id person_id",
            "contact": "token",
        },
    ),
    Fence(
        "plate_issue",
        "staff",
        "insert update",
        {
            "open": "tenant_id id mark_id life status follows issued_on holder_id held_until",
        },
    ),
    Fence(
        "postal_address",
        "staff",
        "insert update",
        {
            "open": "tenant_id id person_id kind since until",
            "location": "lines lines_key",
        },
    ),
    Fence(
        "vehicle_title",
        "staff",
        "insert update",
        {
            "open": "tenant_id id vehicle_id issued_at superseded_at case_id",
            "asset": "number",
        },
    ),
    Fence(
        "case_event",
        "of_case",
        "insert",
        {
            "open": "tenant_id id seq kind at actor_kind actor_id move from_state to_state public detail case_id",
            "matter": "asked",
        },
    ),
    Fence(
        "case_party",
        "of_case",
        "insert update",
        {
            "open": "tenant_id id role person_id confirmed_by confirmed_at case_id",
            "contact": "name name_key name_sort email email_key phone phone_key",
            "identity": "birth_date",
            "location": "address address_key",
        },
    ),
    Fence(
        "document",
        "labelled",
        "insert update",
        {
            "open": "tenant_id id field label media_type size scan sender at author_id verified_at verified_by removed_at case_id",
            "labelled": "name sha256 store_name",
        },
    ),
    Fence(
        "fact",
        "labelled",
        "insert update",
        {
            "open": "tenant_id id field label entered_at entered_by superseded_at keep purge_on case_id",
            "labelled": "value sealed sealed_bidx",
        },
    ),
    Fence(
        "fee_line",
        "of_case",
        "insert",
        {
            "open": "tenant_id id code position currency basis rule effective_on asked_at case_id",
            "financial": "amount",
        },
    ),
    Fence(
        "message",
        "of_case",
        "insert update",
        {
            "open": "tenant_id id sender kind language at author_id answers_id wanted answer_by answered_at case_id",
            "matter": "body",
        },
    ),
    Fence(
        "note",
        "of_case",
        "insert",
        {
            "open": "tenant_id id at author_id case_id",
            "internal": "body",
        },
    ),
    Fence(
        "ownership",
        "staff",
        "insert update",
        {
            "open": "tenant_id id vehicle_id title_id conjunction valid_from valid_to recorded_at superseded_at recorded_by source_case_id supersedes_id reason",
        },
    ),
    Fence(
        "payment",
        "of_case",
        "insert update",
        {
            "open": "tenant_id id kind currency method taken_at taken_by approved_by approved_at case_id",
            "financial": "amount",
            "matter": "reason",
        },
    ),
    Fence(
        "plate_assignment",
        "staff",
        "insert update",
        {
            "open": "tenant_id id issue_id vehicle_id registrant_id role valid_from valid_to recorded_at superseded_at recorded_by source_case_id supersedes_id reason",
        },
    ),
    Fence(
        "plate_issue_event",
        "staff",
        "insert",
        {
            "open": "tenant_id id issue_id at from_status to_status case_id actor_id",
        },
    ),
    Fence(
        "receipt",
        "staff",
        "insert update",
        {
            "open": "tenant_id id gift_id series year serial number language issued_at status size",
            "financial": "store_name sha256",
        },
    ),
    Fence(
        "search_word",
        "labelled",
        "insert delete",
        {
            "open": "tenant_id id label case_id",
            "labelled": "token",
        },
    ),
    Fence(
        "upload",
        "draft",
        "insert update delete",
        {
            "open": "tenant_id id draft_id field media_type size scan at",
            "labelled": "name sha256 store_name",
        },
    ),
    Fence(
        "not_the_same",
        "staff",
        "insert",
        {
            "open": "tenant_id id party_id person_id said_by said_at",
        },
    ),
    Fence(
        "ownership_holder",
        "staff",
        "insert update",
        {
            "open": "tenant_id id ownership_id person_id position",
        },
    ),
)


def upgrade() -> None:
    """Make the tables, put each behind the wall, and start the ledger."""
    _run((_HERE / "0003_registers.sql").read_text(encoding="utf-8"))
    _run(_VIEWER)
    prefix = op.get_context().opts["prefix"]
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))
    _run(_LEDGER)
    _run(_APPEND_ONLY)
    _run(_PURGE)
    _run(_OWN_LEDGER)
    _run(_STORED_FILES)


def downgrade() -> None:
    """Take the registers away, children first."""
    op.execute("drop function public.own_ledger(int), public.stored_files()")
    op.execute("drop function identity.ledger_append(int, text, uuid, text, text, uuid[], text)")
    op.execute("drop function public.ledger_append(text, uuid, uuid[], text[], text)")
    op.execute("drop function guard.chain(public.ledger_entry)")
    op.execute("drop function public.ledger_body(public.ledger_entry)")
    for fence in reversed(FENCES):
        op.execute(f'drop table public."{fence.table}" cascade')
    op.execute("drop function guard.only_supersede(), guard.set_purge_dates()")
    op.execute(
        "drop function public.viewer_actor_kind(), public.viewer_actor(), public.viewer_purpose(),"
        " public.viewer_write_labels()"
    )


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    driver = op.get_bind().connection.driver_connection
    driver.execute(text.replace("{p}", op.get_context().opts["prefix"]), prepare=False)
