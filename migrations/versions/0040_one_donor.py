"""Two records of one donor as one, by a link that can be undone at any time."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0040_one_donor"
down_revision = "0039_more_imports"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "person_merge",
        "staff",
        "insert update",
        {
            "open": "tenant_id id kept_id gone_id followed merged_at merged_by parted_at parted_by",
            "contact": "before after",
        },
    ),
)
_NO_MAIL_BEFORE = """
create or replace function public.no_mail_to(of_person uuid, of_channel text, of_topic text) returns boolean
language plpgsql stable security definer parallel restricted set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
begin
    return exists (select from public.person p where p.tenant_id = t and p.id = of_person
            and p.deceased_on is not null)
        or exists (select from public.contact_choice n where n.tenant_id = t and n.person_id = of_person
            and not n.allowed and n.channel in ('any', of_channel) and n.topic in ('any', of_topic)
            and not exists (select from public.contact_choice y where y.tenant_id = t and y.person_id = of_person
                and y.allowed and y.channel in ('any', of_channel) and y.topic in ('any', of_topic)
                and (n.channel = 'any' or y.channel = n.channel) and (n.topic = 'any' or y.topic = n.topic)
                and (y.said_on, y.recorded_at, y.id) > (n.said_on, n.recorded_at, n.id)));
end $$;
"""


def upgrade() -> None:
    """Make the link and its register."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Records stand apart again, as they were entered."""
    _run(_NO_MAIL_BEFORE)
    op.execute("drop table public.person_merge")
    op.execute("alter table public.person drop column merged_into")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
