"""Campaigns and appeals, who was asked by each, and which of them a gift, a pledge or a batch names."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0042_appeals"
down_revision = "0041_gift_aid"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "campaign",
        "shown",
        "insert update",
        {"open": "tenant_id id name goal starts_on ends_on parent_id made_at made_by version"},
    ),
    Fence(
        "appeal",
        "shown",
        "insert update",
        {
            "open": "tenant_id id campaign_id code name channel fund_id segment rule words status after_donor left_out"
            " asked_at asked_by made_at made_by version",
            "internal": "cost",
        },
    ),
    Fence(
        "appeal_ask",
        "staff",
        "insert",
        {"open": "tenant_id id appeal_id donor_id language letter_id asked_at"},
    ),
)
_DOWN = """
alter table public.gift drop column campaign_id, drop column appeal_id;
alter table public.pledge drop column campaign_id, drop column appeal_id;
alter table public.gift_batch drop column campaign_id, drop column appeal_id;
drop table public.appeal_ask, public.appeal, public.campaign;
drop function guard.ask_stands();
"""


def upgrade() -> None:
    """Make the registers and put them behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away. Gifts stay, and forget what brought them."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
