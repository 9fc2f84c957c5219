"""A closer wall: no purpose, no rows; colleagues and units are for staff; a code is planted once."""

from alembic import op

revision = "0011_closer_wall"
down_revision = "0009_looks"
branch_labels = None
depends_on = None

# Every policy asks for the tenant, so here stands what every viewer must have: a purpose.
_TENANT = """
create or replace function public.viewer_tenant() returns int
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
declare
    words text[] := guard.viewer();
begin
    if words is not null and coalesce(words[7], '') = '' then
        raise exception 'the viewer has no purpose' using errcode = '42501';
    end if;
    return words[1]::int;
end $$;
"""
_TENANT_BEFORE = """
create or replace function public.viewer_tenant() returns int
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin
    return (guard.viewer())[1]::int;
end $$;
"""

# A code opens a case to whoever holds it. So it is planted when the case or draft begins and never again; an applicant
# plants it for their own alone.
_PLANT = """
create or replace function identity.plant_code(about uuid, hash bytea, of_subject text default 'case') returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare viewer integer := public.viewer_tenant();
begin
    if viewer is null then
        raise exception 'no viewer: open a viewer session before planting a code' using errcode = '42501';
    end if;
    if about is distinct from coalesce(public.viewer_case(), about) then
        raise exception 'a code for somebody else''s case' using errcode = '42501';
    end if;
    if exists (select from identity.tracking_code c
            where c.tenant_id = viewer and c.subject = of_subject and c.subject_id = about) then
        raise exception 'this has its code' using errcode = '42501';
    end if;
    insert into identity.tracking_code (tenant_id, code_hash, subject, subject_id)
    values (viewer, hash, of_subject, about);
end $$;
"""
_PLANT_BEFORE = """
create or replace function identity.plant_code(about uuid, hash bytea, of_subject text default 'case') returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare viewer integer := public.viewer_tenant();
begin
    if viewer is null then
        raise exception 'no viewer: open a viewer session before planting a code' using errcode = '42501';
    end if;
    insert into identity.tracking_code (tenant_id, code_hash, subject, subject_id)
    values (viewer, hash, of_subject, about);
end $$;
"""

_TENANT_ROWS = "tenant_id = (select public.viewer_tenant())"
_STAFF_ROWS = f"{_TENANT_ROWS} and (select public.viewer_case() is null)"


def upgrade() -> None:
    """Close what was open."""
    op.execute(_TENANT)
    op.execute(_PLANT)
    op.execute(f"alter policy viewer on public.member using ({_STAFF_ROWS})")
    op.execute(f"alter policy viewer on public.unit using ({_STAFF_ROWS}) with check ({_STAFF_ROWS})")


def downgrade() -> None:
    """As it was."""
    op.execute(_TENANT_BEFORE)
    op.execute(_PLANT_BEFORE)
    op.execute(f"alter policy viewer on public.member using ({_TENANT_ROWS})")
    op.execute(f"alter policy viewer on public.unit using ({_TENANT_ROWS}) with check ({_TENANT_ROWS})")
