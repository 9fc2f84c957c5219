"""A token as a key in an address or a form, where a program can send no header: calendars, Open311."""

from __future__ import annotations

from flask import request

from casework.policy.rulebook import allowed
from casework.services.staff import throttle
from casework.services.staff.present import current_tenant
from casework.services.staff.read_token import Bearer, read_token
from casework.services.staff.threshold import threshold_viewer
from casework.store.identity import identity_session

_LONGEST = 200


def key_here(secret: str, permission: str) -> Bearer | None:
    """Whose key this is, when it opens `permission` at this office today; else None, counted against the address.

    What its member may no longer do, the key does no longer either.
    """
    tenant = current_tenant()
    with identity_session() as session:
        found = read_token(session, secret[:_LONGEST])
        session.commit()
    if found is None or found.tenant.id != tenant.id or not _opens(found, permission):
        throttle.spend(throttle.TOKEN_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=0)
        return None
    throttle.spend(throttle.TOKEN_USE, found.token_id.hex, tenant_id=tenant.id)
    return found


def _opens(found: Bearer, permission: str) -> bool:
    return allowed(permission, threshold_viewer(found.staff, found.tenant, narrowed_to=found.permissions))
