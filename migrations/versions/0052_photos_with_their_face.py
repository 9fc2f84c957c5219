"""A released photo is there where the public face of its request is, and nowhere else."""

from alembic import op

revision = "0052_photos_with_their_face"
down_revision = "0051_donor_runs"
branch_labels = None
depends_on = None

_TENANT = "tenant_id = (select viewer_tenant())"
_STAFF = f"{_TENANT} and (select viewer_case() is null)"
# The face is read under its own policy: one that is published, or of a case that the viewer sees.
_FACE = (
    " and exists (select 1 from public.public_request r"
    " where r.tenant_id = public_photo.tenant_id and r.id = public_photo.request_id)"
)


def upgrade() -> None:
    """Who does not see the face does not see the photo."""
    _rule(_TENANT + _FACE, _STAFF + _FACE)


def downgrade() -> None:
    """Photos are for the whole office again."""
    _rule(_TENANT, _STAFF)


def _rule(seen: str, made: str) -> None:
    op.execute(f"alter policy viewer on public.public_photo using ({seen}) with check ({made})")
