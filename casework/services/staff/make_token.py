"""API tokens: made by a member for a program, shown once, narrower than the member, ending on a day."""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.errors import InvalidInput, PurposeRequired
from casework.base.ids import new_id, new_secret, secret_hash
from casework.base.phrases import Sayable
from casework.base.values import Value
from casework.models.identity import ApiToken
from casework.packs import Purpose, catalog
from casework.policy.rulebook import allowed
from casework.policy.viewer import compile_access
from casework.services.off_case import NOT_FOR_READING
from casework.services.office import TRIAGE
from casework.services.staff.recognise import Staff
from casework.services.staff.record import record
from casework.services.staff.threshold import duties_of, threshold_viewer
from casework.services.tenants.find_tenant import TenantFacts

OFFERED = (
    "calendar.read",
    "case.list",
    "case.read",
    "case.open",
    "case.move",
    "person.search",
    "person.read",
    "gift.read",
    "gift.record",
    "pledge.read",
    "pledge.make",
    "pledge.change",
    "receipt.read",
    "vehicle.read",
    "plate.read",
    "plate.trace",
)
"""What a program may be let do. Nothing about members, settings or tokens."""
NOT_FOR_PROGRAMS = NOT_FOR_READING - {TRIAGE}
LONGEST = 365
MARK = "cw"


class TokenWish(Value):
    """What a token is to be for."""

    name: str
    permissions: tuple[str, ...]
    purpose: str
    days: int


def open_permissions(staff: Staff, tenant: TenantFacts) -> list[str]:
    """The permissions that this member may hand to a program: those they have."""
    viewer = threshold_viewer(staff, tenant)
    return [name for name in OFFERED if allowed(name, viewer)]


def open_purposes(staff: Staff, tenant: TenantFacts) -> list[Purpose]:
    """The purposes of this office in which the member's duties have a share, and programs some work."""
    duties = duties_of(staff, tenant)
    return [
        purpose
        for purpose in catalog().kind(tenant.kind).purposes.values()
        if _shares(duties, purpose) and purpose.code not in NOT_FOR_PROGRAMS
    ]


def make_token(session: Session, tenant: TenantFacts, staff: Staff, wish: TokenWish) -> str:
    """The token, to be shown once; only the hash of its secret is kept. Raises InvalidInput."""
    errors = _errors(tenant, staff, wish)
    if errors:
        raise InvalidInput(errors)
    row_id, secret = new_id(), new_secret(256)
    session.add(
        ApiToken(
            tenant_id=tenant.id,
            id=row_id,
            user_id=staff.id,
            name=wish.name.strip(),
            secret_hash=secret_hash(secret),
            permissions=sorted(wish.permissions),
            purpose=wish.purpose,
            expires_at=now() + timedelta(days=wish.days),
        )
    )
    record(
        session,
        "token.create",
        tenant_id=tenant.id,
        actor=staff.id,
        subjects=[row_id],
        detail={"permissions": sorted(wish.permissions), "purpose": wish.purpose, "days": wish.days},
    )
    return f"{MARK}_{tenant.id}_{row_id.hex}_{secret}"


def _errors(tenant: TenantFacts, staff: Staff, wish: TokenWish) -> dict[str, Sayable]:
    errors: dict[str, Sayable] = {}
    if not 1 <= len(wish.name.strip()) <= 80 or not wish.name.isprintable():
        errors["name"] = _l("Enter what the token is for, up to 80 characters")
    if not wish.permissions or not set(wish.permissions) <= set(open_permissions(staff, tenant)):
        errors["permissions"] = _l("Choose at least one thing the program may do")
    if wish.purpose not in [purpose.code for purpose in open_purposes(staff, tenant)]:
        errors["purpose"] = _l("Choose what the program needs the data for")
    if not 1 <= wish.days <= LONGEST:
        errors["days"] = _l("Enter a number of days from 1 to 365")
    return errors


def _shares(duties: Iterable[str], purpose: Purpose) -> bool:
    try:
        compile_access(duties, purpose.code, purpose)
    except PurposeRequired:
        return False
    return True
