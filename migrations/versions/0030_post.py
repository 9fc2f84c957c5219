"""The post: what came in by mail, fax and letter; and by which address a mail of ours is answered."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0030_post"
down_revision = "0029_disclosures_end"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "intake_item",
        "post",
        "insert update delete",
        {
            "open": "tenant_id id channel source received_at logged_at logged_by mark status why case_id hint_id"
            " done_at done_by",
            "contact": "sender sender_name",
            "matter": "subject words message_id",
            "internal": "reason",
        },
    ),
    Fence(
        "intake_file",
        "post",
        "insert update delete",
        {
            "open": "tenant_id id item_id case_id kind media_type size scan document_id at",
            "matter": "name sha256 store_name",
        },
    ),
)
_LETTER = """
alter table public.letter add column reply_hash bytea, add column sent_key text, add column bounced_at timestamptz;
create index letter_reply_ix on public.letter (tenant_id, reply_hash) where reply_hash is not null;
grant select (reply_hash, sent_key, bounced_at) on public.letter to {p}_read_open;
grant insert (reply_hash, sent_key, bounced_at), update (reply_hash, sent_key, bounced_at)
    on public.letter to {p}_write_open;
alter table public.contact_point add column bounced_at timestamptz;
grant select (bounced_at) on public.contact_point to {p}_read_open;
grant insert (bounced_at), update (bounced_at) on public.contact_point to {p}_write_open;
"""
_LETTER_DOWN = """
drop index public.letter_reply_ix;
alter table public.letter drop column reply_hash, drop column sent_key, drop column bounced_at;
alter table public.contact_point drop column bounced_at;
"""
_LAST = "\n        union all select r.store_name from public.receipt r"
_MORE = """
        union all select f.store_name from public.intake_file f where f.tenant_id = public.viewer_tenant()"""


def upgrade() -> None:
    """Make the registers and columns, put them behind the wall, and have the sweep leave their files alone."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))
    _run(_LETTER.replace("{p}", prefix))
    _run(_stored_files().replace(_LAST, _MORE + _LAST, 1))


def downgrade() -> None:
    """Take it away. What came of the post stands in its cases; what waited is gone."""
    _run(_stored_files().replace(_MORE, "", 1))
    _run(_LETTER_DOWN)
    op.execute("drop table public.intake_file, public.intake_item")


def _stored_files() -> str:
    """The function as the migrations before this one left it."""
    asked = "select pg_get_functiondef('public.stored_files'::regproc)"
    return str(op.get_bind().exec_driver_sql(asked).scalar_one())


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
