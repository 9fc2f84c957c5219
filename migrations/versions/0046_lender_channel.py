"""Lenders that hold titles electronically are told of their claims, and let go of them by signed messages."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0046_lender_channel"
down_revision = "0045_online_payments"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "lender_notice",
        "lender",
        "insert update",
        {
            "open": "tenant_id id elt_id lien_id kind at taken_at make model year since released_on",
            "asset": "vin title_number",
        },
    ),
    Fence(
        "lender_message",
        "lender",
        "insert update",
        {
            "open": "tenant_id id elt_id token_id number lien_id released_on at state code",
            "internal": "body_hash signed signature",
        },
    ),
)
_DOWN = """
drop policy viewer on public.elt_participant;
create policy viewer on public.elt_participant
    using (tenant_id = (select viewer_tenant()) and (select viewer_case() is null))
    with check (tenant_id = (select viewer_tenant()) and (select viewer_case() is null));
drop trigger tells_lender on public.lien;
drop trigger tells_lender on public.vehicle_title;
drop function guard.lien_tells(), guard.title_tells(), guard.tell_lender(public.lien, text);
drop table public.lender_message, public.lender_notice, identity.lender_token;
drop function guard.notice_stands(), guard.message_stands(), guard.message_begins();
"""


def upgrade() -> None:
    """Make the registers and the tokens, put the registers behind the wall, and have claims tell their lenders."""
    prefix = op.get_context().opts["prefix"]
    tables, guards = (
        Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("-- after the wall\n")
    )
    _run(tables.replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))
    _run(guards)


def downgrade() -> None:
    """Take them away. Claims and their releases stay; what was told and sent is known to nobody after this."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
