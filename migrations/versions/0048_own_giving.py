"""What a donor sees of themselves: own rows only, and of those what they may change of them."""

from pathlib import Path

from alembic import op

revision = "0048_own_giving"
down_revision = "0047_mandates"
branch_labels = None
depends_on = None

_TENANT = "tenant_id = (select viewer_tenant())"
_OF_DONOR = ("gift", "pledge", "pledge_change", "instalment", "gift_aid_declaration", "giving_statement")
_OF_PERSON = ("contact_point", "postal_address", "contact_choice")
_CHANGED = ("pledge", "instalment", "gift_aid_declaration")
_ADDED = ("pledge_change", "contact_choice")
_RECEIPT = (
    "(select viewer_actor_kind()) = 'person' and exists (select 1 from public.gift g"
    " where g.tenant_id = receipt.tenant_id and g.id = receipt.gift_id)"
)


def _rules() -> dict[str, str]:
    owned = {table: "viewer_owns(donor_id)" for table in _OF_DONOR}
    owned |= {table: "viewer_owns(person_id)" for table in _OF_PERSON}
    owned |= {"person": "viewer_owns(id)", "receipt": _RECEIPT}
    return {table: f"{_TENANT} and {rule}" for table, rule in owned.items()}


def upgrade() -> None:
    """Open to donors what is theirs."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    rules = _rules()
    for table, rule in rules.items():
        _run(f"create policy own on public.{table} for select using ({rule})")
    for table in _CHANGED:
        _run(f"create policy own_change on public.{table} for update using ({rules[table]})")
    for table in _ADDED:
        _run(f"create policy own_more on public.{table} for insert with check ({rules[table]})")


def downgrade() -> None:
    """Shut it again: their links lead nowhere then."""
    for table in _rules():
        _run(f"drop policy own on public.{table}")
    for table in _CHANGED:
        _run(f"drop policy own_change on public.{table}")
    for table in _ADDED:
        _run(f"drop policy own_more on public.{table}")
    _run("drop function public.viewer_owns(uuid)")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
