"""Lenders who hold titles electronically, how a claim ended, payments that bounced, and prices far below the worth."""

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0035_legal_owners"
down_revision = "0034_thanks"
branch_labels = None
depends_on = None

_UP = """
create table public.elt_participant (
    tenant_id integer not null,
    id uuid not null,
    code text not null,
    name text not null,
    address text not null,
    since date not null,
    until date,
    added_by uuid,
    constraint elt_participant_pk primary key (tenant_id, id),
    constraint elt_participant_until_check check (until is null or until >= since)
);
create index elt_participant_name_ix on public.elt_participant (tenant_id, name);
create unique index elt_participant_code_ix on public.elt_participant (tenant_id, code) where until is null;
alter table lien add column elt_id uuid, add column release_way text, add column release_number text,
    add column released_by uuid,
    add constraint lien_tenant_id_elt_id_fk foreign key (tenant_id, elt_id)
        references public.elt_participant (tenant_id, id),
    add constraint lien_release_way_check check (release_way in ('signature', 'form', 'electronic'));
grant insert ({lien}), update ({lien}) on lien to {p}_write_open;
grant select ({lien}) on lien to {p}_read_open;
alter table vehicle_title add column form text not null default 'paper'
    constraint vehicle_title_form_check check (form in ('paper', 'electronic'));
grant insert (form), update (form) on vehicle_title to {p}_write_open;
grant select (form) on vehicle_title to {p}_read_open;
alter table payment add column reverses_id uuid;
grant insert (reverses_id), update (reverses_id) on payment to {p}_write_open;
grant select (reverses_id) on payment to {p}_read_open;
create unique index payment_reverses_ix on payment (tenant_id, reverses_id) where reverses_id is not null;
alter table fraud_flag drop constraint fraud_flag_kind_check, add constraint fraud_flag_kind_check
    check (kind in ('same_vin', 'title_hop', 'plate_hop', 'many_transfers', 'many_buys', 'odometer_fall',
        'shared_address', 'low_price'));
"""
_DOWN = """
delete from fraud_flag where kind = 'low_price';
alter table fraud_flag drop constraint fraud_flag_kind_check, add constraint fraud_flag_kind_check
    check (kind in ('same_vin', 'title_hop', 'plate_hop', 'many_transfers', 'many_buys', 'odometer_fall',
        'shared_address'));
delete from payment where reverses_id is not null;
alter table payment drop column reverses_id;
alter table vehicle_title drop column form;
alter table lien drop column elt_id, drop column release_way, drop column release_number, drop column released_by;
drop table public.elt_participant;
"""
_LIEN = "elt_id, release_way, release_number, released_by"
FENCE = Fence(
    "elt_participant",
    "staff",
    "insert update",
    {"open": "tenant_id id code name address since until added_by"},
)

# Whether the newest title is on paper is a fact about the vehicle: who applies is told it like the others.
_FORM = """
create or replace function public.vehicle_title_form(wanted text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select min(t.form) from public.vehicle v
    join public.vehicle_title t on t.tenant_id = v.tenant_id and t.vehicle_id = v.id and t.superseded_at is null
    where v.tenant_id = public.viewer_tenant() and v.vin_key = wanted
$$;
revoke all on function public.vehicle_title_form(text) from public;
grant execute on function public.vehicle_title_form(text) to {p}_viewer;
"""


def upgrade() -> None:
    """Make the register and the columns, and the rights to them."""
    prefix = op.get_context().opts["prefix"]
    _run(_UP.format(p=prefix, lien=_LIEN))
    _run(";\n".join(fence_statements(FENCE, prefix)))
    _run(_FORM.replace("{p}", prefix))


def downgrade() -> None:
    """Take them back; the rights go with them. Flags and reversals that the earlier tables can't hold are lost."""
    op.execute("drop function public.vehicle_title_form(text)")
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
