"""Prove again that it is you, for an act that asks for it."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casework.base.errors import InvalidInput
from casework.models.identity import User
from casework.services.staff.hashing import verify_password
from casework.services.staff.sign_in import open_session
from casework.services.staff.sign_out import sign_out


def confirm_password(
    session: Session, user_id: UUID, password: str, *, tenant_id: int, token: str, agent: str = ""
) -> str:
    """A fresh session in place of the one behind `token`; raises InvalidInput. Count the try before."""
    user = session.get(User, (tenant_id, user_id))
    if user is None or not verify_password(user.password_hash, password):
        raise InvalidInput({"password": _l("This is not your password")})
    sign_out(session, token, tenant_id=tenant_id)
    return open_session(session, user, agent=agent)
