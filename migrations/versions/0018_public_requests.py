"""Public requests: what everybody may know, who wants the news, areas, ready answers, counts of whole months."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0018_public_requests"
down_revision = "0017_plates"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "area",
        "shown",
        "insert update",
        {
            "open": "tenant_id id code name position shape south west north east streets retired_at",
        },
    ),
    Fence(
        "canned_reply",
        "staff",
        "insert update",
        {"open": "tenant_id id title workflow categories moves words retired_at"},
    ),
    Fence(
        "public_request",
        "listed",
        "insert update",
        {
            "open": "tenant_id id case_id number workflow category area agency state opened_at changed_at due_at"
            " closed_at published seen_at lat lon place words answers outcome message reports",
        },
    ),
    Fence(
        "public_photo",
        "shown",
        "insert delete",
        {"open": "tenant_id id request_id document_id store_name media_type released_at"},
    ),
    Fence(
        "follower",
        "follower",
        "insert update delete",
        {
            "open": "tenant_id id request_id category area joined language asked_at confirmed_at",
            "contact": "email email_key",
        },
    ),
    Fence("request_count", "shown", "insert", {"open": "tenant_id id month tables made_at"}),
)
_TABLES = ("request_count", "follower", "public_photo", "public_request", "canned_reply", "area")


def upgrade() -> None:
    """Make the registers, put them behind the wall, and let the database keep faces in step with their cases."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away; the cases stay."""
    op.execute('drop trigger follow_case on public."case"')
    op.execute("drop trigger follow_unit on public.unit")
    for table in _TABLES:
        op.execute(f"drop table public.{table}")
    op.execute(
        "drop function guard.follow_case(), guard.follow_unit(), guard.name_agency(), guard.count_report()"
    )


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
