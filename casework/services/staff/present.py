"""Where this request is and who makes it. The doors set both before any view runs."""

from flask import g

from casework.base.errors import CaseworkError, NotFound
from casework.base.phrases import phrase
from casework.services.staff.recognise import Staff
from casework.services.tenants.find_tenant import TenantFacts


class NotSignedIn(CaseworkError):
    """Nobody is signed in here, and the door asks who is there."""

    status = 401
    usual = phrase("Sign in first.")


def current_tenant() -> TenantFacts:
    """The tenant whose address this is; pages of the installation have none and raise NotFound."""
    found: TenantFacts | None = g.get("tenant")
    if found is None:
        raise NotFound
    return found


def current_staff() -> Staff:
    """The signed-in user; raises `NotSignedIn`."""
    found: Staff | None = g.get("staff")
    if found is None:
        raise NotSignedIn
    return found
