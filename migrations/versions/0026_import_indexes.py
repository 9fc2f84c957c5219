"""Indexes for what refers to people and titles: taking a whole import back asks for each of its rows."""

from alembic import op

revision = "0026_import_indexes"
down_revision = "0025_pledges"
branch_labels = None
depends_on = None

INDEXES = {
    "lien_holder_ix": "lien (tenant_id, holder_id)",
    "ownership_title_ix": "ownership (tenant_id, title_id)",
    "not_the_same_person_ix": "not_the_same (tenant_id, person_id)",
    "declared_relation_person_ix": "declared_relation (tenant_id, person_id)",
}


def upgrade() -> None:
    """Make them."""
    for name, columns in INDEXES.items():
        op.execute(f"create index {name} on public.{columns}")


def downgrade() -> None:
    """Take them away."""
    for name in INDEXES:
        op.execute(f"drop index public.{name}")
