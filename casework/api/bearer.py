"""Who calls the API: a program with a bearer token, acting for a member or for a lender on the list. Cookies mean
nothing here."""

from flask import g, request

from casework.services.lenders.tokens import MARK, LenderBearer, read_lender_token
from casework.services.office import LENDER_CHANNEL, Office
from casework.services.staff import throttle
from casework.services.staff.read_token import Bearer, read_token
from casework.services.staff.threshold import threshold_viewer
from casework.store.identity import identity_session

ALWAYS = frozenset({"pack.read"})
"""Open to every token: what the office's workflows ask holds nothing about anybody."""
MOST_BYTES = 256 * 1024
"""Of a body: many times the longest form."""
_MOST = 200


def recognise_bearer() -> None:
    """Put tenant, member and narrowed duties into `g`, and the token's facts into `g.bearer`; nobody without one.

    A token that opens nothing is counted against its address; the guard then answers 401. One that works is held to a
    steady pace.
    """
    request.max_content_length = MOST_BYTES
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > _MOST:
        return
    if token.startswith(f"{MARK}_"):
        _recognise_lender(token.strip())
        return
    with identity_session() as session:
        bearer = read_token(session, token.strip())
        session.commit()
    if bearer is None:
        throttle.spend(throttle.TOKEN_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=0)
        return
    throttle.spend(throttle.TOKEN_USE, bearer.token_id.hex, tenant_id=bearer.tenant.id)
    g.tenant, g.staff, g.bearer = bearer.tenant, bearer.staff, bearer
    g.threshold = threshold_viewer(bearer.staff, bearer.tenant, narrowed_to=_within(bearer))


def _within(bearer: Bearer) -> frozenset[str]:
    """What the token may do: of what it was made for, what its purpose serves."""
    purpose = Office.of(bearer.tenant).kind.purposes.get(bearer.purpose)
    wanted = bearer.permissions | ALWAYS
    return frozenset(one for one in wanted if purpose is None or purpose.serves(one))


def _recognise_lender(token: str) -> None:
    """Put the tenant and the lender's program into `g`; nobody when the token opens nothing."""
    with identity_session() as session:
        lender = read_lender_token(session, token)
        session.commit()
    if lender is None:
        throttle.spend(throttle.TOKEN_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=0)
        return
    throttle.spend(throttle.TOKEN_USE, lender.token_id.hex, tenant_id=lender.tenant.id)
    office = Office.of(lender.tenant)
    if LENDER_CHANNEL in office.kind.purposes:
        g.tenant, g.lender = lender.tenant, lender
        g.threshold = office.lender(lender.participant)


def current_lender() -> LenderBearer:
    """The lender's program of this request; the guard has let it in."""
    lender: LenderBearer = g.lender
    return lender


def current_bearer() -> Bearer:
    """The token of this request; the guard has let it in."""
    bearer: Bearer = g.bearer
    return bearer
