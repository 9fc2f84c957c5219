"""Gift Aid: declarations, claims, and the gifts that were claimed, each once."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0041_gift_aid"
down_revision = "0040_one_donor"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "gift_aid_declaration",
        "staff",
        "insert update",
        {
            "open": "tenant_id id donor_id gift_id scope made_on how cancelled_on recorded_at recorded_by",
            "matter": "wording",
            "contact": "title first_name last_name",
            "location": "house postcode",
        },
    ),
    Fence(
        "gift_aid_claim",
        "staff",
        "insert",
        {"open": "tenant_id id number count made_at made_by", "financial": "total tax adjusted"},
    ),
    Fence(
        "gift_aid_line",
        "staff",
        "insert",
        {"open": "tenant_id id claim_id gift_id donor_id declaration_id kind", "financial": "amount tax"},
    ),
)
_DOWN = """
drop table public.gift_aid_line, public.gift_aid_claim, public.gift_aid_declaration;
drop function guard.declaration_stands();
"""


def upgrade() -> None:
    """Make the registers and put them behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away: what was claimed has to be known from the schedules."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
