"""The language in which the house speaks with a member."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casework.base.errors import InvalidInput, NotFound
from casework.models.identity import User
from casework.services.tenants.find_tenant import TenantFacts


def choose_language(session: Session, user_id: UUID, language: str, tenant: TenantFacts) -> None:
    """Keep one of the tenant's languages as this user's; raises InvalidInput for any other."""
    if language not in tenant.languages:
        raise InvalidInput({"language": _l("Choose one of the languages in the list")})
    user = session.get(User, (tenant.id, user_id))
    if user is None:
        raise NotFound
    user.language = language
