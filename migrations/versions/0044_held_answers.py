"""Answers of a processor that a person settles, and small gifts that are claimed without a declaration."""

from pathlib import Path

from alembic import op

revision = "0044_held_answers"
down_revision = "0043_donor_imports"
branch_labels = None
depends_on = None

_DOWN = """
delete from public.gift_aid_line where declaration_id is null;
drop index public.gift_aid_line_once_ux;
create unique index gift_aid_line_once_ux on public.gift_aid_line (tenant_id, gift_id) where kind = 'donation';
alter table public.gift_aid_line drop constraint gift_aid_line_declared_check;
alter table public.gift_aid_line drop constraint gift_aid_line_sign_check;
alter table public.gift_aid_line add constraint gift_aid_line_sign_check
    check ((kind = 'donation') = (amount > 0));
alter table public.gift_aid_line alter column declaration_id set not null;
alter table public.gift_aid_claim drop column small_total, drop column small_tax;
alter table public.collection_attempt drop column told_amount, drop column told_id, drop column told_fee;
"""


def upgrade() -> None:
    """Make the columns."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))


def downgrade() -> None:
    """Take them away: small gifts that were claimed have to be known from the claims."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
