"""Donors who want to be known to few, and what people said about being written to."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0032_hidden_names"
down_revision = "0031_records"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "hidden_name",
        "staff",
        "",
        {
            "open": "tenant_id id person_id holder_id hidden_at hidden_by",
            "contact": "name name_key name_sort",
        },
    ),
    Fence(
        "contact_choice",
        "staff",
        "insert",
        {
            "open": "tenant_id id person_id channel topic allowed basis said_on recorded_at recorded_by",
            "internal": "evidence",
        },
    ),
)
_KNOWN = "'anonymous_contact' = any ((select viewer_labels())::text[])"
_STAFF = "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)"
_PARTY = (
    'tenant_id = (select viewer_tenant()) and exists (select 1 from public."case" c'
    " where c.tenant_id = public.case_party.tenant_id and c.id = public.case_party.case_id)"
)
_BEFORE = {
    "contact_point": _STAFF,
    "postal_address": _STAFF,
    "person_word": _STAFF,
    "case_party": _PARTY,
}
_RULES = {
    **{table: f"{rule} and (not hidden or {_KNOWN})" for table, rule in _BEFORE.items()},
    # whoever applies follows their own case
    "case_party": f"{_PARTY} and (not hidden or (select viewer_case() is not null) or {_KNOWN})",
    "hidden_name": f"{_STAFF} and {_KNOWN}",
}

_DOWN = """
drop trigger hide on public.fact;
drop trigger hide on public.search_word;
drop trigger hide_answers on public.case_party;
drop trigger hide on public.case_party;
drop trigger hide on public.person_word;
drop trigger hide on public.postal_address;
drop trigger hide on public.contact_point;
update public.fact set label = substr(label, 11) where label like 'anonymous\\_%';
update public.search_word set label = substr(label, 11) where label like 'anonymous\\_%';
update public.person p set name = h.name, name_key = h.name_key, name_sort = h.name_sort
    from public.hidden_name h where h.tenant_id = p.tenant_id and h.holder_id = p.id;
update public.household o set name = h.name
    from public.hidden_name h where h.tenant_id = o.tenant_id and h.holder_id = o.id;
drop trigger wanted on public.letter;
drop function guard.letter_is_wanted(), public.no_mail_to(uuid, text, text), public.receipt_name(uuid),
    public.receipt_address(uuid), public.name_again(uuid), public.hide_name(uuid, text, text, bytea),
    guard.hide_parts(int, uuid, boolean), guard.answer_of_hidden(), guard.answers_follow_party(),
    guard.hide_answers(int, uuid), guard.hide_with_person();
drop table public.contact_choice, public.hidden_name;
alter table public.letter drop column topic;
alter table public.case_party drop column hidden;
alter table public.person_word drop column hidden;
alter table public.postal_address drop column hidden;
alter table public.contact_point drop column hidden;
alter table public.person drop column anonymous;
"""


def upgrade() -> None:
    """Make the registers; whoever is hidden from then on is so behind the wall too."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))
    for table, rule in _RULES.items():
        _run(f'alter policy viewer on public."{table}" using ({rule})')


def downgrade() -> None:
    """Names stand where they stood; what people said about being written to is gone."""
    for table, rule in _BEFORE.items():
        _run(f'alter policy viewer on public."{table}" using ({rule})')
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
