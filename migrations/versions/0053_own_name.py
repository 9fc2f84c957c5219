"""Donors keep their own name to few, and show it again; nobody else's, and staff only as the purpose allows."""

from alembic import op

revision = "0053_own_name"
down_revision = "0052_photos_with_their_face"
branch_labels = None
depends_on = None

_OWN = "tenant_id = (select viewer_tenant()) and viewer_owns(person_id)"
_GUARD = """    if t is null or not ((public.viewer_case() is null and 'anonymous_contact' = any (public.viewer_write_labels()))
            or (public.viewer_actor_kind() = 'person' and public.viewer_case() = of_person)) then
"""
_BEFORE = """    if t is null or not 'anonymous_contact' = any (public.viewer_write_labels()) then
"""
_FUNCTIONS = ("hide_name(uuid, text, text, bytea)", "name_again(uuid)")


def upgrade() -> None:
    """Let the two functions serve who looks at their own page, and shut them to applicants; a donor reads their name."""
    _guarded(_BEFORE, _GUARD)
    op.execute(f"create policy own on public.hidden_name for select using ({_OWN})")


def downgrade() -> None:
    """As it was. Names that donors hid stay hidden."""
    op.execute("drop policy own on public.hidden_name")
    _guarded(_GUARD, _BEFORE)


def _guarded(was: str, becomes: str) -> None:
    for name in _FUNCTIONS:
        body = str(
            op.get_bind()
            .exec_driver_sql(f"select pg_get_functiondef('public.{name}'::regprocedure)")
            .scalar_one()
        )
        if was not in body:
            raise RuntimeError(f"{name} does not begin as this migration knows it")
        _run(body.replace(was, becomes, 1))


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
